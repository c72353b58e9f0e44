"""Roster of agencies, and matching of reports to agencies."""
