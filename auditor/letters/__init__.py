"""Audit letters: what they say, their numbers and dates, and how they are printed."""
