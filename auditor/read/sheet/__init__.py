"""Spreadsheets: each format makes the same sheets of cells, which are reckoned, stripped of what is hidden, and parted into blocks."""
