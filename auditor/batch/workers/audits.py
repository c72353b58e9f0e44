"""Work on one report in a process of its own: reading it, comparing it with that of the year before, and auditing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.batch.sources.previous_reports import Former, Formers, content_of
from auditor.batch.workers.pool import Allow, Task
from auditor.config.limits import Limits
from auditor.engine.previous import Predecessor, PreviousReports
from auditor.engine.timing import Timings
from auditor.errors import AuditorError, Cause, UnreadableReport, fault
from auditor.model.document import Document
from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.processes.memory import cap_memory
from auditor.read.base.builder import digest
from auditor.read.isolated import read_capped

if TYPE_CHECKING:
    from auditor.batch.sources.discovery import AnyFile
    from auditor.pipeline import Auditor

# Readers check their deadline themselves; the process is killed only if a reader does not reach its check.
_GRACE = 10.0
Read = Callable[[bytes, str, Limits], Document]


@dataclass(frozen=True)
class Setup:
    """What an auditor is built from in each process; `formers` is None if nothing is compared with earlier years."""

    rules: tuple[Path, ...] = ()
    packs: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)
    waivers: Path | None = None
    day: date = date.min
    formers: Formers | None = None
    no_demands: tuple[str, int] | None = None
    settings: Path | None = None
    read: Read = read_capped
    _made: list[Auditor] = field(default_factory=list, compare=False, repr=False)

    def auditor(self) -> Auditor:
        """Return the auditor, which reads by `read`; it is built at the first call. A forked process inherits it."""
        from auditor.pipeline import Auditor

        if not self._made:
            auditor = Auditor(self.rules, self.read, self.packs, self.no_demands, self.limits)
            auditor.settings = self.settings
            if self.waivers is not None:
                auditor.waive(self.waivers, self.day)
            self._made.append(auditor)
        return self._made[0]

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the auditor and the reader, which another interpreter makes for itself."""
        return self.__dict__ | {"read": read_capped, "_made": []}


class Auditing:
    """Auditor of one process at work; made in that process."""

    def __init__(self, setup: Setup, allow: Allow) -> None:
        """Cap the memory of this process."""
        self.auditor = setup.auditor()
        self.limits = setup.limits
        self._formers, self._allow = setup.formers, allow
        cap_memory(self.limits.memory_bytes)

    def recognise(self, name: str, data: bytes) -> Report:
        """Read one report; raises UnreadableReport."""
        self._allow(self.limits.seconds + _GRACE)
        return self.auditor.recognise_document(read_capped(data, name, self.limits, self._allow))

    def before(self, report: Report) -> tuple[str, PreviousReports | None]:
        """Return the report of the year before and its digest: no reports if none exists, None if nothing is compared."""
        if self._formers is None:
            return "", None
        found = self._formers.before(report.agency, report.report_year)
        return self._read_anew(found) if found else ("", PreviousReports(()))

    def _read_anew(self, found: Predecessor[tuple[Former, AnyFile]]) -> tuple[str, PreviousReports]:
        former, file = found.one
        for source in file.open(self.limits, former.name):
            if source.name == former.name and digest(source.data) == former.content:
                return content_of(found), PreviousReports([self.recognise(source.name, source.data)], chosen=found)
        raise UnreadableReport(
            f"要对照的上年报告“{former.name}”在审核期间被改动或者移走了，请再运行一次", Cause.CHANGED
        )


@dataclass(frozen=True, slots=True)
class Checks:
    """Prepares a process for audits and, if `timed`, for measuring how long rules take."""

    setup: Setup
    timed: bool = False

    def __call__(self, allow: Allow) -> Callable[[Task], tuple[Audit, Timings | None]]:
        """Return the function that audits one report; it raises nothing, and states in the audit whatever is wrong."""
        work = Auditing(self.setup, allow)

        def check(task: Task) -> tuple[Audit, Timings | None]:
            timings = work.auditor.time_rules() if self.timed else None
            try:
                report = work.recognise(task.name, task.data)
                _, before = work.before(report)
                return work.auditor.audit_report(report, before), timings
            except Exception as error:  # noqa: BLE001  one report must not stop the others
                return failed(task.name, error, work.limits), timings

        return check


@dataclass(frozen=True, slots=True)
class Recognitions:
    """Prepares a process for finding out which agencies reports of earlier years belong to."""

    setup: Setup

    def __call__(self, allow: Allow) -> Callable[[Task], Former]:
        """Return the function that recognises one report."""
        work = Auditing(self.setup, allow)

        def recognise(task: Task) -> Former:
            try:
                report = work.recognise(task.name, task.data)
            except Exception as error:  # noqa: BLE001  one report must not stop the others
                told = failed(task.name, error, work.limits)
                return Former(task.name, task.digest, error=told.error, lasting=not told.passing)
            return Former(task.name, task.digest, report.agency, report.report_year)

        return recognise


def failed(name: str, error: Exception, limits: Limits) -> Audit:
    """Return the audit of a report that could not be audited; a fault of this program has no cause."""
    if isinstance(error, MemoryError):
        said = f"审核这份报告所需的内存超过上限（{limits.memory_bytes} 字节）"
        return Audit(name, error=said, cause=Cause.OUT_OF_MEMORY)
    if isinstance(error, UnreadableReport):
        return Audit(name, error=error.reason, cause=error.cause)
    return Audit(name, error=str(error) if isinstance(error, AuditorError) else fault(error))
