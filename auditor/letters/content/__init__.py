"""Content of a letter, as data and as a page."""
