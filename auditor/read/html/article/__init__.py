"""Article of a page: its area, its items in reading order, and its metadata."""
