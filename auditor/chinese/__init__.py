"""Chinese text: folding for comparison, numbers and dates, heading numbers, and lines of page metadata."""
