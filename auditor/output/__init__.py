"""Shows audits and reports: text, JSON, letters; knows no rules and no file formats of reports."""
