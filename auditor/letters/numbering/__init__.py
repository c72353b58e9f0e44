"""Numbers of letters, and their register."""
