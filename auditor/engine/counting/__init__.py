"""Reads sentences that count something: how many of what, in words a rule can hold against the tables."""
