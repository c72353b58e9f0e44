"""Fonts that letters are set in."""
