"""Opener of files: splits them into single reports in a child process, so this process never parses an archive or a mail."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.batch.sources.discovery import AnyFile
from auditor.config.limits import Limits
from auditor.errors import AuditorError, UnreadableReport
from auditor.read.isolated import Isolated
from auditor.read.sources import Source


class Opener(Isolated):
    """Opens files under the limits of a report; each report in a file is treated as if it were a file of its own."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._within = limits

    def reports_in(self, file: AnyFile) -> Iterator[Source]:
        """Yield the reports in a file, one at a time; raises nothing: a file that cannot be opened gives a Source with its error."""
        if file.is_plain():
            yield from file.open(self._within)
            return
        try:
            yield from self.stream(file.open, self._within)
        except UnreadableReport as error:
            yield Source.refused(file.name, error)
        except AuditorError as error:
            yield Source(file.name, error=str(error))
