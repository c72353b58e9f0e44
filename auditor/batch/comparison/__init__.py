"""Comparisons of reports with each other."""
