"""What a letter says, as data and as a page."""
