"""The roster of agencies, and which report is whose."""
