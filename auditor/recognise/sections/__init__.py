"""The form's sections in a report."""
