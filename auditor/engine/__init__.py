"""Runs rules over one report and says how each of them ended."""
