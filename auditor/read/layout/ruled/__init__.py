"""Lines of text, and tables with ruling lines."""
