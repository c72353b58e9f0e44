"""What all outputs share: the vocabulary, text that is safe and fits its lines, files written whole."""
