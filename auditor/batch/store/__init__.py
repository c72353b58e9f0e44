"""Storage of the results of runs."""
