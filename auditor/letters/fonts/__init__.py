"""Fonts in which letters are set."""
