"""Made-up records: reports of a run as they would be kept, without reading any file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from auditor.batch.data.record import ReportRecord
from auditor.batch.data.sentences import SectionSpan, sentences
from auditor.model.finding import Audit
from auditor.model.report import FormTable, Value
from auditor.ruleset.catalogues.agency_names import agency_name

HEADINGS = {"一": "一、总体情况", "五": "五、存在的主要问题及改进情况", "六": "六、其他需要报告的事项"}


def record(
    file: str,
    agency: str = "",
    year: int | None = 2024,
    *,
    prose: Mapping[str, str] | None = None,
    tables: Mapping[str, FormTable] | None = None,
    error: str | None = None,
    text: str = "",
    digest: str = "",
    form: str = "2021",
) -> ReportRecord:
    """A report with these words in its parts; its digest is that of file and text unless it is said."""
    if error is not None:
        return ReportRecord(Audit(file, error=error))
    whole, parts = text or f"{agency}{year}年政府信息公开工作年度报告\n", []
    for numeral, words in (prose or {}).items():
        start = len(whole)
        whole += f"{HEADINGS[numeral]}\n{words}\n"
        parts.append(SectionSpan(numeral, HEADINGS[numeral], start, len(whole)))
    known = digest or hashlib.sha256((file + whole).encode()).hexdigest()
    audit = Audit(file, known, "text", None, agency or None, year, form)
    told = sentences(whole, parts, tables or {}, agency_name(agency) if agency else None)
    return ReportRecord(audit, whole, dict(tables or {}), tuple(parts), sentences=told)


def table(key: str, rows: Mapping[str, Mapping[str, int | str | None]]) -> FormTable:
    """A table with these cells: numbers, words, or None for an empty one."""
    found = {
        row: tuple(
            Value(
                row,
                column,
                "" if cell is None else str(cell),
                0,
                0,
                cell if isinstance(cell, int) else None,
                cell if isinstance(cell, str) else None,
            )
            for column, cell in cells.items()
        )
        for row, cells in rows.items()
    }
    return FormTable(key, found, found=True)


def names(records: Sequence[ReportRecord]) -> list[str]:
    """Their files."""
    return [each.name for each in records]
