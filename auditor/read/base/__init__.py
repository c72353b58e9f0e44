"""Code shared by readers of several formats: the document under construction, containers, encodings, number formats."""
