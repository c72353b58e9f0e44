"""The form's tables in a report, cell by cell."""
