"""Sections of the form in a report."""
