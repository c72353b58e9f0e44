"""Chinese text: folded for comparison, its numbers and dates, its headings and page lines."""
