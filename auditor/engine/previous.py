"""Last year's reports: which of them is the one before a report."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model.report import Report
from auditor.model.text import squeeze


class PreviousReports:
    """Reports of earlier years, found by agency and year."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self._reports = list(reports)
        self._by_key = {(squeeze(report.agency), report.report_year): report for report in self._reports}

    def before(self, report: Report) -> Report | None:
        """The same agency's report of the year before; a single report given is meant for every agency, whatever its name."""
        if report.report_year is None:
            return None
        year = report.report_year - 1
        found = self._by_key.get((squeeze(report.agency), year))
        if found is None and len(self._reports) == 1 and self._reports[0].report_year == year:
            return self._reports[0]
        return found
