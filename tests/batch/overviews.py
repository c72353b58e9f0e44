"""The run that ledgers and dashboards are tested with: the samples, and hand-ins, likenesses and decisions made up around them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.batch.data.overview import (
    Choice,
    Decision,
    HandIn,
    Likeness,
    Overview,
    ReportEntry,
    RosterAgency,
    SharedSentence,
    Trouble,
)
from auditor.batch.data.record import ReportRecord, record_of
from auditor.batch.outputs.dashboard.page import write_dashboard
from auditor.batch.store.result_store import NAME, ResultStore, row_of
from auditor.errors import UnreadableReport
from auditor.model.finding import Audit
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from auditor.read.sources import Source

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
COUNTIES = ("云川市本级", "松岭县", "平湖区")
HAND_INS = (
    HandIn(Trouble.MISSING, "松岭县水利局", (), "名册里有，没有收到报告"),
    HandIn(Trouble.TWICE, "云川市民政局", ("民政局.docx", "民政局（改）.docx"), "收到两份报告，请确认以哪一份为准"),
    HandIn(Trouble.OTHER_NAME, "松岭县卫生健康局", ("卫健局.pdf",), "报告署名“松岭县卫生局”"),
    HandIn(Trouble.UNKNOWN, "平湖区某中心", ("某中心.docx",), "名册里没有这个机关"),
)


@cache
def _auditor() -> Auditor:
    return Auditor()


def _record(path: Path) -> ReportRecord:
    try:
        report = _auditor().recognise_document(read_bytes(path.read_bytes(), path.name))
    except UnreadableReport as error:
        return record_of(Audit(path.name, error=str(error)), None)
    return record_of(_auditor().audit_report(report), report)


@cache
def sample_run() -> Overview:
    """All samples as one run, a broken file among them."""
    records = [_record(path) for path in sorted(SAMPLES.iterdir()) if path.is_file()]
    records.append(record_of(_auditor().audit(Source("坏.docx", b"PK")), None))
    # As a run keeps them: packed and unpacked again.
    return run_of([ReportRecord.from_bytes(record.to_bytes()) for record in records])


def write_board(run: Overview, folder: Path) -> None:
    """The dashboard of a run whose records lie in a store, as they do when it is written."""
    with TemporaryDirectory() as aside, ResultStore(Path(aside) / NAME) as store:
        store.begin()
        store.keep("", [row_of(entry.record, entry.record.name) for entry in run.entries])
        write_dashboard(run, store.path, folder, 1)


def run_of(records: list[ReportRecord]) -> Overview:
    """A run over these reports, spread over three counties, every fifth of them late."""
    entries = tuple(
        ReportEntry(
            record,
            record.audit.verdict.findings,
            RosterAgency(record.audit.agency, county=COUNTIES[number % 3]) if record.audit.agency else None,
            late=number % 5 == 1,
        )
        for number, record in enumerate(records)
    )
    findings = [finding for entry in entries for finding in entry.findings]
    this_year = Counter(finding.rule for finding in findings)
    first, second = entries[0].record, entries[1].record
    shared = tuple(SharedSentence(first.text[at : at + 30], at, at) for at in (170, 230, 300))
    return Overview(
        2024,
        entries,
        HAND_INS,
        (Likeness(first.name, second.name, 0.62, shared), Likeness(second.name, second.name, 0.9, shared[:1], True)),
        {findings[0].id: Decision(Choice.REJECTED, "已电话核实"), findings[1].id: Decision(Choice.ACCEPTED)},
        {rule.id: rule.title for rule in _auditor().ruleset.rules},
        {2023: {rule: count + 2 for rule, count in this_year.items()}, 2024: dict(this_year)},
        {form: _auditor().official_tables(form) for form in ("2021",)},
    )


def with_text(entry: ReportEntry, hostile: str) -> ReportEntry:
    """The report with this text in all the places that come from files, around and in the quote of its first finding."""
    record, (first, *rest) = entry.record, entry.findings
    start = first.location.start or 0
    end = first.location.end or start
    text = f"{record.text[:start]}{hostile}{record.text[start:end]}{hostile}{record.text[end:]}"
    moved = replace(first.location, start=start, end=end + len(hostile), quote=hostile + (first.location.quote or ""))
    finding = replace(
        first, location=moved, message=hostile, name=hostile, expected=hostile, actual=hostile, suggestion=hostile
    )
    audit = replace(record.audit, path=f"{hostile[:80]}.txt", agency=hostile, title=hostile)
    return ReportEntry(
        replace(record, audit=audit, text=text, parts=()), (finding, *rest), RosterAgency(hostile, county=hostile)
    )
