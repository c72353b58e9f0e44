"""Kinds of rules about what a report has to say."""
