"""Page of one report: its text under the form's headings, its tables, and the findings marked at their places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from auditor.batch.data.record import ReportRecord
from auditor.batch.outputs.file_naming import OutputNames
from auditor.letters.content.annex import AnnexTable, sheet_of
from auditor.model.finding import Finding
from auditor.model.official import OfficialTable
from auditor.model.report import FormTable, Value
from auditor.presentation.terminal_text import harmless


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """Piece of text that has the same findings throughout; `grade` is the highest severity, `ends` the findings that end here."""

    text: str
    grade: str = ""
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageParagraph:
    """Paragraph, or heading of the form with the numeral of its section."""

    pieces: tuple[MarkedPiece, ...]
    numeral: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """Official table in the place of its text: a row has a label and cells, a cell its text, its mark and its findings.

    `whole` are the findings that belong to no cell. Rows are tuples because templates read tuples much faster than objects, and
    there are many cells.
    """

    sheet: AnnexTable
    rows: tuple[tuple[str, tuple[tuple[str, str, tuple[int, ...]], ...]], ...]
    whole: tuple[int, ...]


PageBlock = PageParagraph | PageTable
Numbered = tuple[int, Finding]


def page_names(names: Iterable[str]) -> dict[str, str]:
    """Return a file name for the page of each report, derived from the report's own, whatever folder or archive it is in."""
    files = OutputNames()
    return {name: files.file(_stem(name), ".html") for name in names}


def _stem(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/").replace("!", "/")).name
    return unicodedata.normalize("NFC", harmless(last)).rpartition(".")[0] or last or "报告"


def blocks(record: ReportRecord, findings: Sequence[Finding], tables: Sequence[OfficialTable]) -> tuple[PageBlock, ...]:
    """Return the report from beginning to end, with findings numbered from 1 in their order; `tables` are those of its form."""
    numbered = list(enumerate(findings, 1))
    found: list[PageBlock] = []
    at = 0
    for table, official in _grids(record, tables):
        found += _lines(record, at, table.start, numbered)
        found.append(_grid(table, official, numbered))
        at = table.end
    found += _lines(record, at, len(record.text), numbered)
    return tuple(found)


def placed(shown: Iterable[PageBlock]) -> frozenset[int]:
    """Return the numbers of the findings that are marked in the text."""
    marked: set[int] = set()
    for block in shown:
        if isinstance(block, PageParagraph):
            marked.update(number for piece in block.pieces for number in piece.ends)
        else:
            marked.update(block.whole, *(refs for _, cells in block.rows for _, _, refs in cells))
    return frozenset(marked)


def _grids(record: ReportRecord, tables: Sequence[OfficialTable]) -> list[tuple[FormTable, OfficialTable]]:
    """Return the official tables that were found, in text order; a table that begins inside another stays text."""
    known = [(record.tables[official.key], official) for official in tables if official.key in record.tables]
    known = [(table, official) for table, official in known if 0 <= table.start < table.end <= len(record.text)]
    apart: list[tuple[FormTable, OfficialTable]] = []
    for table, official in sorted(known, key=lambda pair: pair[0].start):
        if not apart or table.start >= apart[-1][0].end:
            apart.append((table, official))
    return apart


def _grid(table: FormTable, official: OfficialTable, numbered: Sequence[Numbered]) -> PageTable:
    inside = [(n, f) for n, f in numbered if _inside(f, table, official.key)]
    sheet = sheet_of(table, official, [(f.location.row, f.location.column) for _, f in inside])
    left = list(inside)
    rows = []
    for row, shown in zip((row for row in official.rows if row.key in table.rows), sheet.rows, strict=True):
        refs = (
            [_taken(left, table.at(row.key, column.key)) for column in official.columns]
            if left
            else [()] * len(shown.cells)
        )
        rows.append((shown.label, tuple((c.text, c.mark, r) for c, r in zip(shown.cells, refs, strict=True))))
    return PageTable(sheet, tuple(rows), tuple(n for n, _ in left))


def _taken(left: list[Numbered], cell: Value | None) -> tuple[int, ...]:
    """Remove the findings about the cell from `left`, and return their numbers."""
    here = tuple(n for n, f in left if cell and _speaks_of(f, cell))
    if here:
        left[:] = [(n, f) for n, f in left if n not in here]
    return here


def _speaks_of(finding: Finding, cell: Value) -> bool:
    """Return whether the finding names the cell, or is about a whole row or column and quotes the cell."""
    at = finding.location
    if at.row is not None and at.column is not None:
        return (at.row, at.column) == (cell.row, cell.column)
    return not cell.lost and at.start == cell.start and at.end == cell.end and cell.start < cell.end


def _inside(finding: Finding, table: FormTable, key: str) -> bool:
    at = finding.location
    if at.start is not None and at.end is not None and at.start < at.end:
        return table.start <= at.start < table.end
    return at.table == key


def _lines(record: ReportRecord, start: int, end: int, numbered: Sequence[Numbered]) -> Iterator[PageParagraph]:
    headings = {part.start: part for part in record.parts}
    spans = [(n, f) for n, f in numbered if _overlaps(f, start, end)]
    at = start
    for written in record.text[start:end].split("\n"):
        stop = at + len(written)
        if written.strip():
            part = headings.get(at + len(written) - len(written.lstrip())) or headings.get(at)
            here = [(n, f) for n, f in spans if _overlaps(f, at, stop)]
            pieces = tuple(_pieces(record.text, at, stop, here))
            yield PageParagraph(pieces, part.numeral if part else "")
        at = stop + 1


def _overlaps(finding: Finding, start: int, end: int) -> bool:
    at = finding.location
    return at.start is not None and at.end is not None and at.start < at.end and at.start < end and at.end > start


def _pieces(text: str, start: int, end: int, spans: Sequence[Numbered]) -> Iterator[MarkedPiece]:
    """Split the span wherever a finding begins or ends; a finding over several lines ends where its first line does."""
    edges = {start, end}
    reach = {}
    for number, finding in spans:
        first, last = finding.location.start or 0, finding.location.end or 0
        reach[number] = (max(first, start), min(last, end), first >= start)
        edges |= set(reach[number][:2])
    ordered = sorted(edges)
    for left, right in pairwise(ordered):
        here = [(n, f) for n, f in spans if reach[n][0] <= left and right <= reach[n][1]]
        gravest = min((f.severity for _, f in here), key=lambda severity: severity.rank, default=None)
        ends = tuple(n for n, _ in here if reach[n][1] == right and reach[n][2])
        yield MarkedPiece(harmless(text[left:right]), gravest.value if gravest else "", ends)
