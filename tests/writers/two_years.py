"""Sheets with the tables of two years beside or below each other, each under a head that names its year or under none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from html import escape

from auditor.read.base.builder import RawCell
from tests.read.make_docx import docx, span_table
from tests.writers.books import Page, Workbook, formats
from tests.writers.plain import PlainReport, Rows
from tests.writers.spans import Drawn, covers, draw

GAP = 1


def last_years(rows: Rows) -> dict[str, list[str]]:
    """A table with other figures."""
    return {key: [str(int(cell) + 7) if cell.isdecimal() else cell for cell in row] for key, row in rows.items()}


def two_years(
    report: PlainReport, heads: tuple[str, str] | None, *, beside: bool, last_first: bool = False, once: bool = False
) -> Drawn:
    """The report down one sheet, each of its tables twice: the second time with last year's figures.

    `heads` name this year and the last; `once` they stand above the first table only.
    """
    lines: list[list[RawCell]] = []
    width = 1

    def text(line: str) -> None:
        lines.append([RawCell(line, 0)])

    for line in (*report.title, *report.preamble):
        text(line)
    headed = False
    for section in report.sections:
        for line in (section.heading, *section.paragraphs):
            text(line)
        if not section.table:
            continue
        figures = report.tables[section.table]
        tables = [draw(section.table, figures, {}), draw(section.table, last_years(figures), {})]
        names = list(heads or ())
        if last_first:
            tables.reverse()
            names.reverse()
        names = [] if once and headed else names
        headed = True
        if beside:
            at = tables[0].width + GAP
            lines += [[RawCell(names[0], 0), RawCell(names[1], at)]] if names else []
            lines += [[*left, *_moved(right, at)] for left, right in zip(tables[0].rows, tables[1].rows, strict=True)]
            width = max(width, at + tables[1].width)
        else:
            for number, table in enumerate(tables):
                if names and (number or last_first):
                    text(names[number])
                lines += table.rows
                width = max(width, table.width)
    for line in report.signed:
        text(line)
    return Drawn([_full(row, lines, number, width) for number, row in enumerate(lines)], width, frozenset())


def _moved(row: list[RawCell], across: int) -> list[RawCell]:
    return [RawCell(cell.text, cell.column + across, cell.row_span, cell.col_span) for cell in row]


def _full(row: list[RawCell], lines: list[list[RawCell]], number: int, width: int) -> list[RawCell]:
    """The row with blank cells where nothing else stands."""
    taken: set[int] = set()
    for above in range(number + 1):
        for cell in lines[above]:
            if above + cell.row_span > number:
                taken.update(range(cell.column, cell.column + cell.col_span))
    return sorted([*row, *(RawCell("", at) for at in range(width) if at not in taken)], key=lambda cell: cell.column)


def _page(drawn: Drawn) -> Page:
    page = Page()
    for number, row in enumerate(drawn.rows):
        for cell in row:
            if cell.text:
                page.set(
                    number, cell.column, float(cell.text) if cell.text.replace(".", "", 1).isdecimal() else cell.text
                )
            if cell.row_span > 1 or cell.col_span > 1:
                page.merges.append((number, cell.column, number + cell.row_span - 1, cell.column + cell.col_span - 1))
    return page


def _html(drawn: Drawn) -> bytes:
    rows = "".join(
        "<tr>"
        + "".join(f'<td rowspan="{c.row_span}" colspan="{c.col_span}">{escape(c.text)}</td>' for c in row)
        + "</tr>"
        for row in drawn.rows
    )
    return f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'.encode()


def _docx(drawn: Drawn) -> bytes:
    rows = [[RawCell(escape(c.text), c.column, c.row_span, c.col_span) for c in row] for row in drawn.rows]
    return docx(span_table(rows, drawn.width))


def _csv(drawn: Drawn) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in covers(drawn):
        writer.writerow(
            [text for _, cell, begins in row for text in (cell.text if begins else "", *[""] * (cell.col_span - 1))]
        )
    return out.getvalue().encode()


def writers() -> Mapping[str, Callable[[Drawn], bytes]]:
    """The writers by format."""
    books = {name: lambda drawn, write=write: write(Workbook([_page(drawn)])) for name, write in formats().items()}
    return {**books, "html": _html, "docx": _docx, "csv": _csv}
