"""Numbers given to letters, on record."""
