"""Conversion of rows of cells, from any format, to paragraphs and tables."""
