"""Identity of a report: its agency, report year and dates, or the reason why the document is not a report."""
