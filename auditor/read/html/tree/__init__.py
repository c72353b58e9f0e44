"""Element tree of a parsed page."""
