"""Reports compared with each other."""
