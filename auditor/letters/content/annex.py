"""Official tables of a report as an annex shows them, with the cells of findings marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.model.finding import Finding, Severity
from auditor.model.official import OfficialTable
from auditor.model.report import FormTable, Value
from auditor.presentation.terminal_text import clean, shorten

_CELL = 12  # columns: six Han characters, as much as a cell of the annex shows
UNREAD = "未读出"


@dataclass(frozen=True, slots=True)
class AnnexCell:
    """Cell as shown; `mark` is «wrong» for the cell of a finding, «line» for one in a row or column that does not add up."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """Row of the annexed table."""

    label: str
    cells: tuple[AnnexCell, ...]


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """Official table as the report fills it in; `columns` are its headings."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[AnnexRow, ...]


def sheets(
    read: Mapping[str, FormTable], tables: Sequence[OfficialTable], findings: Iterable[Finding]
) -> tuple[AnnexTable, ...]:
    """Return the tables `read` from a report that contain errors or warnings, in the official order."""
    faulty = [f for f in findings if f.location.table and f.severity is not Severity.INFO]
    shown = []
    for official in tables:
        table = read.get(official.key)
        marks = [(f.location.row, f.location.column) for f in faulty if f.location.table == official.key]
        if marks and table is not None and table.found and not table.foreign:
            shown.append(sheet_of(table, official, marks))
    return tuple(shown)


def sheet_of(table: FormTable, official: OfficialTable, marks: Sequence[tuple[str | None, str | None]]) -> AnnexTable:
    """Return the table as the report fills it in.

    `marks` are the row and column of each finding in it; None means that the finding is about all rows or all columns.
    """
    rows = tuple(
        AnnexRow(
            f"{row.head}：{row.label}" if row.head else row.label,
            tuple(
                AnnexCell(_text(table.at(row.key, column.key)), _mark(row.key, column.key, marks))
                for column in official.columns
            ),
        )
        for row in official.rows
        if row.key in table.rows
    )
    return AnnexTable(f"{official.name}　{official.title}", tuple(column.label for column in official.columns), rows)


def _text(value: Value | None) -> str:
    """Return the cell's text; empty if the form has no such cell or it is blank."""
    if value is None:
        return ""
    return UNREAD if value.lost else shorten(clean(value.raw), _CELL)


def _mark(row: str, column: str, marks: Sequence[tuple[str | None, str | None]]) -> str:
    if (row, column) in marks:
        return "wrong"
    return "line" if (row, None) in marks or (None, column) in marks else ""
