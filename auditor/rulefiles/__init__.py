"""Rule files: all of them loaded and checked together, and what a new form does to the rules."""
