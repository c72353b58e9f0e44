"""Visible content of a page for a reader at a desktop."""
