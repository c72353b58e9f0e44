"""Child processes: how they start and end, their memory, their CPU time and their temporary files."""
