"""Checks that make a recognised cell doubtful, or a page unreadable."""
