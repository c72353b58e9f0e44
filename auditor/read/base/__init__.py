"""What readers of several formats share: the document under construction, containers, encodings, number formats."""
