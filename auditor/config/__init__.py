"""What an office may set, and the bounds that hold for everything that is read."""
