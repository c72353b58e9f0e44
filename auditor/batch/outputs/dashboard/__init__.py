"""Dashboard of a run."""
