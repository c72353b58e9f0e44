"""Tools for authors of rules: examples run, equations tried by mutation, the handbook."""
