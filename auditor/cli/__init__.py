"""Command line: thin commands that choose what to read, what to call and what to print."""
