"""Output of audits and reports as text and in data formats; knows no rules and no file formats of reports."""
