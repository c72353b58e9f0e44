"""Whose report it is, for which year, issued when; or why it is none."""
