"""Plain data shared by every room."""
