"""The results of runs, kept."""
