"""Takes files apart into single reports in a process of its own: what is in an archive or a mail is nothing this process looks at."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.batch.sources.discovery import AnyFile
from auditor.config.limits import Limits
from auditor.errors import AuditorError, UnreadableReport
from auditor.read.isolated import Isolated
from auditor.read.sources import Source


class Opener(Isolated):
    """Opens files under the limits of a report, each report in one as if it were one by itself."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._within = limits

    def reports_in(self, file: AnyFile) -> Iterator[Source]:
        """The reports in a file, one at a time; what cannot be opened is a Source with its error, nothing is raised."""
        if file.is_plain():
            yield from file.open(self._within)
            return
        try:
            yield from self.stream(file.open, self._within)
        except UnreadableReport as error:
            yield Source.refused(file.name, error)
        except AuditorError as error:
            yield Source(file.name, error=str(error))
