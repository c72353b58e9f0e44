"""What of a page counts: hidden, struck, raised and overflowing text, watermarks."""
