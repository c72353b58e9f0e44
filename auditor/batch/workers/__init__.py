"""Execution of audits by several processes or machines."""
