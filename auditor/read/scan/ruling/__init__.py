"""Ruling lines and ink of a level page."""
