"""The article on a page, in reading order."""
