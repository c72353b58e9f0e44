"""Data that a run keeps of each report and knows at its end."""
