"""The parsed page as elements."""
