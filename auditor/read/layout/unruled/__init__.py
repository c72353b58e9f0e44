"""Tables without ruling lines, and text in columns."""
