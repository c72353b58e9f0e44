"""What of a page a reader at a desktop sees."""
