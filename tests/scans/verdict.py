"""How a degraded report was read: every cell against what it says, and what is wrongly reported of a report that is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from time import process_time

from auditor.chinese.values import parse_number
from auditor.errors import UnreadableReport
from auditor.model.finding import Severity
from auditor.model.report import Value
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.scans.variants import Variant

SURE, DOUBTFUL, MARKED, UNREAD, WRONG = (
    "right and sure",
    "right but doubtful",
    "wrong and marked",
    "unread",
    "wrong and unmarked",
)
OUTCOMES = (SURE, DOUBTFUL, MARKED, UNREAD, WRONG)


@dataclass(slots=True)
class Judged:
    """The cells of a variant by outcome, the wrong ones by name, the errors and warnings, why parts are unread, CPU seconds."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    seconds: float = 0.0


@cache
def _auditor() -> Auditor:
    return Auditor()


def judged(variant: Variant) -> Judged:
    """Read and audit a variant."""
    verdict = Judged()
    data = variant.data()
    start = process_time()
    try:
        report = _auditor().recognise_document(read_bytes(data, "报告.pdf"))
    except UnreadableReport as refusal:
        verdict.cells[UNREAD] = len(variant.original.cells)
        verdict.reasons.append(str(refusal))
        return verdict
    verdict.seconds = process_time() - start
    for finding in _auditor().audit_report(report).verdict.findings:
        if finding.severity in (Severity.ERROR, Severity.WARNING):
            found = verdict.errors if finding.severity is Severity.ERROR else verdict.warnings
            found.append(f"{finding.rule} {finding.message}")
    for cell in variant.original.cells:
        values = report.tables[cell.table].rows.get(cell.row, ()) if cell.table in report.tables else ()
        value = values[cell.place] if cell.place < len(values) else None
        outcome = _outcome(cell.text, value, touched=(cell.row, cell.place) in variant.touched)
        verdict.cells[outcome] += 1
        if outcome == WRONG:
            verdict.wrong.append(f"{cell.name} {cell.text} read {value.raw if value else ''!r}")
    verdict.reasons += [unread.what for unread in report.document.unread]
    return verdict


def _outcome(truth: str, value: Value | None, *, touched: bool) -> str:
    if value is None or value.lost:
        return UNREAD
    right = value.number == parse_number(truth) and value.number is not None
    if value.doubtful:
        return DOUBTFUL if right else MARKED
    return SURE if right and not touched else WRONG
