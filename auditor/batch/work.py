"""What is done with one report in a process of its own: it is read, compared with the one of the year before, and audited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, field
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from auditor import __version__
from auditor.batch.pool import Task, allow
from auditor.batch.record import FORM, Record, record_of
from auditor.batch.sources import AnyFile
from auditor.batch.store import Former, Row, row_of
from auditor.engine.previous import OtherNames, Predecessor, PreviousIndex, PreviousReports, no_other_names
from auditor.errors import AuditorError, Cause, UnreadableReport, fault
from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.output.saved import MOST_FINDINGS
from auditor.pipeline import Auditor
from auditor.read.builder import digest
from auditor.read.isolated import read_capped, silence
from auditor.read.limits import Limits, Watcher, nobody
from auditor.read.memory import cap_memory
from auditor.read.sources import Source
from auditor.ruleset.agency_names import agency_name

T = TypeVar("T")
# Readers look at their time themselves; the process is ended only if one of them does not come to it.
_GRACE = 10.0


class Formers:
    """Which report of an earlier year is compared with a report; each stands with the file it lies in."""

    def __init__(self, found: Iterable[tuple[Former, AnyFile]], other_names: OtherNames = no_other_names) -> None:
        self._index = PreviousIndex(
            ((agency_name(former.agency or ""), former.year, (former, file)) for former, file in found), other_names
        )

    def before(self, agency: str | None, year: int | None) -> Predecessor[tuple[Former, AnyFile]] | None:
        """The report of the agency and the year before."""
        return self._index.before(agency_name(agency or ""), year)

    def digest(self, agency: str | None, year: int | None) -> str:
        """The digest of the one to compare with, empty where there is none."""
        found = self.before(agency, year)
        return found.one[0].content if found else ""


@dataclass(frozen=True, slots=True)
class Setup:
    """What an auditor is made of in each process; `formers` is None where nothing is compared with earlier years."""

    rules: tuple[Path, ...] = ()
    packs: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)
    waivers: Path | None = None
    day: date = date.min
    formers: Formers | None = None
    no_demands: tuple[str, int] | None = None
    settings: Path | None = None

    def auditor(self, watcher: Watcher = nobody) -> Auditor:
        """The auditor; it reads in this process."""
        read = partial(read_capped, watcher=watcher)
        auditor = Auditor(self.rules, read, self.packs, self.no_demands, self.limits)
        auditor.settings = self.settings
        if self.waivers is not None:
            auditor.waive(self.waivers, self.day)
        return auditor


def basis_of(auditor: Auditor, *, compared: bool) -> str:
    """The digest of all that results depend on besides the reports: program, rules, waivers, limits, what is installed."""
    waivers = auditor.waivers.digest if auditor.waivers else ""
    scans = all(find_spec(name) for name in ("rapidocr", "onnxruntime"))
    parts = (__version__, FORM, auditor.info.digest, waivers, astuple(auditor.limits), scans, compared)
    return "sha256:" + hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Audits:
    """Prepares a process for audits."""

    setup: Setup

    def __call__(self) -> Callable[[Task], Row]:
        """Load the rules and give what audits one report; whatever is wrong with it is told in the row, nothing is raised."""
        auditor = _prepared(self.setup)
        formers = self.setup.formers

        def audit(task: Task) -> Row:
            previous = ""
            try:
                report = _recognised(auditor, task.name, task.data)
                before = None
                if formers is not None:
                    found = formers.before(report.agency, report.report_year)
                    previous, before = _before(auditor, found) if found else ("", PreviousReports(()))
                record = record_of(_counted(auditor.audit_report(report, before)), report)
                return row_of(record, task.digest, previous)
            except Exception as error:  # noqa: BLE001  one report must not stop the others
                record = Record(Audit(task.name, error=_said(error, auditor.limits), cause=_cause(error)))
                return row_of(record, task.digest, previous)

        return audit


@dataclass(frozen=True, slots=True)
class Recognitions:
    """Prepares a process for finding out whose reports of earlier years are."""

    setup: Setup

    def __call__(self) -> Callable[[Task], Former]:
        """Load the rules and give what recognises one report."""
        auditor = _prepared(self.setup)

        def recognise(task: Task) -> Former:
            try:
                report = _recognised(auditor, task.name, task.data)
            except Exception as error:  # noqa: BLE001  one report must not stop the others
                cause = _cause(error)
                return Former(
                    task.name, task.digest, error=_said(error, auditor.limits), lasting=not (cause and cause.passing)
                )
            return Former(task.name, task.digest, report.agency, report.report_year)

        return recognise


def _prepared(setup: Setup) -> Auditor:
    """Load the auditor and cap this process's memory."""
    silence()
    auditor = setup.auditor(allow)
    cap_memory(setup.limits.memory_bytes)
    return auditor


def _recognised(auditor: Auditor, name: str, data: bytes) -> Report:
    allow(auditor.limits.seconds + _GRACE)
    return auditor.recognise(Source(name, data))


def _before(auditor: Auditor, found: Predecessor[tuple[Former, AnyFile]]) -> tuple[str, PreviousReports]:
    """The report of the year before, read anew, with its digest; raises UnreadableReport if it is not what it was."""
    former, file = found.one
    for source in file.open(auditor.limits, former.name):
        if source.name == former.name and digest(source.data) == former.content:
            return former.content, PreviousReports(
                [_recognised(auditor, source.name, source.data)], guessed=found.guessed
            )
    raise UnreadableReport(f"要对照的上年报告“{former.name}”在审核期间被改动或者移走了，请再运行一次", Cause.CHANGED)


def _counted(audit: Audit) -> Audit:
    """The audit, unless it has more findings than can be read back."""
    if len(audit.verdict.findings) + len(audit.verdict.waived) > MOST_FINDINGS:
        raise UnreadableReport(f"意见超过 {MOST_FINDINGS} 条，报告多半不是按格式写的，请单独查看", Cause.NOT_A_REPORT)
    return audit


def _cause(error: Exception) -> Cause | None:
    """Of which kind it is that a report could not be read; None for a fault of ours."""
    if isinstance(error, MemoryError):
        return Cause.OUT_OF_MEMORY
    return error.cause if isinstance(error, UnreadableReport) else None


def _said(error: Exception, limits: Limits) -> str:
    if isinstance(error, MemoryError):
        return f"审核这份报告所需的内存超过上限（{limits.memory_bytes} 字节）"
    return str(error) if isinstance(error, AuditorError) else fault(error)
