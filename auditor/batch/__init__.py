"""Bulk runs over many reports: how reports are run through, what is kept of each, and how they are compared with each other."""
