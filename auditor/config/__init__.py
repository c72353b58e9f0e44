"""Settings of an office, and the limits that apply to everything that is read."""
