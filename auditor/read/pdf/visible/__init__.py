"""Text of a PDF page that does or does not count: hidden, struck-out, raised and overflowing text, watermarks."""
