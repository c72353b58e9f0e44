"""Extraction of paragraphs from tables that hold a whole report, each line and cell with its place on the page."""

from __future__ import annotations

from auditor.read.layout.flow import TextParagraph
from auditor.read.layout.ruled.tables import LayoutCell, LayoutTable
from auditor.read.rows.one_table import holds_report, parts_of_report


def unfold(blocks: list[TextParagraph | LayoutTable], most_cells: int) -> list[TextParagraph | LayoutTable]:
    """Replace each table that holds a whole report by its paragraphs and tables."""
    found: list[TextParagraph | LayoutTable] = []
    for block in blocks:
        found += _parts(block, most_cells) if isinstance(block, LayoutTable) and block.exact else [block]
    return found


def _parts(table: LayoutTable, most_cells: int) -> list[TextParagraph | LayoutTable]:
    if not holds_report([cell.text for cell in row] for row in table.rows):
        return [table]
    raw = table.raw_rows()
    parts = parts_of_report(raw, most_cells)
    if not parts:
        return [table]
    at = {id(cell): number for number, row in enumerate(raw) for cell in row}
    cells = {
        id(cell): own for row, owns in zip(raw, table.rows, strict=True) for cell, own in zip(row, owns, strict=True)
    }
    found: list[TextParagraph | LayoutTable] = []
    for part in parts:
        if isinstance(part, list):
            rows = [at[id(cell)] for row in part for cell in row if id(cell) in at]
            found.append(_piece(table, table.rows[min(rows) : max(rows) + 1]))
        elif part.text:
            found.append(TextParagraph(cells[id(part)].spots))
    return found


def _piece(table: LayoutTable, rows: list[list[LayoutCell]]) -> LayoutTable:
    """Return some rows of a table as a table of their own."""
    return LayoutTable(rows, table.xs, table.top, table.bottom, last_page=table.last_page)
