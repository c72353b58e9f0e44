"""Tables of the form in a report, cell by cell."""
