"""Audit letters: their content, their numbers and dates, and how they are printed."""
