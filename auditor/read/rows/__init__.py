"""Rows of cells to paragraphs and tables, wherever they come from."""
