"""Kinds of rules about figures."""
