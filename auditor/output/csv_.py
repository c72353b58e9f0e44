"""Findings as CSV for spreadsheets, one row each; no cell can become a formula (RFC 4180, UTF-8 with a byte order mark)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from auditor.model.finding import Audit, Finding
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import CATEGORIES, SEVERITIES, basis_line, place, waiver_line

HEAD = (
    *("文件", "机关", "年度", "级别", "类别", "规则", "意见", "位置", "原文", "应为", "依据", "建议", "编号"),
    *("页", "部分", "表", "行", "列", "豁免"),
)
# First characters that spreadsheets take for a formula; a leading quote makes the cell text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def audits_csv(audits: Iterable[Audit]) -> str:
    """Write all findings of all reports, and one row for each report that could not be read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for audit in audits:
        for row in _rows(audit):
            writer.writerow(safe_cell(cell) for cell in row)
    return "\ufeff" + out.getvalue()


def _rows(audit: Audit) -> Iterator[tuple[str, ...]]:
    year = str(audit.report_year or "")
    if audit.error is not None:
        yield (audit.path, "", "", "无法读取", "", "", audit.error, *[""] * (len(HEAD) - 7))
    for ended, findings in ((True, audit.verdict.findings), (False, audit.verdict.waived)):
        for finding in findings:
            yield (audit.path, audit.agency or "", year, *_finding(finding), waiver_line(finding, ended=ended))


def _finding(finding: Finding) -> tuple[str, ...]:
    at = finding.location
    return (
        SEVERITIES[finding.severity],
        CATEGORIES.get(finding.category, finding.category),
        finding.rule,
        finding.message,
        place(at),
        at.quote or "",
        finding.expected or "",
        basis_line(finding.basis),
        finding.suggestion or "",
        finding.id,
        "" if at.page is None else str(at.page),
        *(part or "" for part in (at.section, at.table, at.row, at.column)),
    )


def safe_cell(text: str) -> str:
    """Return the text on one line and safe for a cell: it is no formula, whoever wrote it."""
    shown = clean(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
