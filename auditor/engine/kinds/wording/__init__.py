"""Kinds of rules about how a report is written."""
