"""Reports that stand in one table from title to signature, as spreadsheets saved as pages and old content systems have them.

Each line of text is a row: a cell over the whole width (`wide`), a cell in front of blank ones (`blank`), or a cell
alone in its row (`short`). The figures stand in the columns from the left.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from auditor.read.base.builder import RawCell
from tests.read.make_docx import docx, span_table
from tests.writers.pdf import html_to_pdf
from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn, covers, draw

WIDTH = 15
_PRINTED = "body { font: 8pt 'Letter Serif' } table { width: 100%; table-layout: fixed } tr { break-inside: avoid }"
_BORDERED = "border:.75pt solid #000;padding:2pt;word-break:break-all"


def _wide(text: str) -> list[RawCell]:
    return [RawCell(text, 0, 1, WIDTH)]


def _blank(text: str) -> list[RawCell]:
    return [RawCell(text, 0), *(RawCell("", column) for column in range(1, WIDTH))]


def _short(text: str) -> list[RawCell]:
    return [RawCell(text, 0)]


MANNERS: dict[str, Callable[[str], list[RawCell]]] = {"wide": _wide, "blank": _blank, "short": _short}


def one_table(report: PlainReport, manner: str) -> Drawn:
    """The whole report as rows of one table."""
    line = MANNERS[manner]
    rows = [line(text) for text in (*report.title, *report.preamble)]
    for section in report.sections:
        rows += [line(text) for text in (section.heading, *section.paragraphs)]
        if section.table:
            drawn = draw(section.table, report.tables[section.table], report.labels.get(section.table, {}))
            for row in drawn.rows:
                ends = max((cell.column + cell.col_span for cell in row), default=0)
                rest = (
                    [RawCell("", column) for column in range(drawn.width, WIDTH)] if manner != "short" and ends else []
                )
                rows.append([*row, *rest])
    rows += [line(text) for text in report.signed]
    return Drawn(rows, WIDTH, frozenset())


def page(report: PlainReport, manner: str) -> bytes:
    """The table as a web page, as Excel saves it."""
    rows = "\n".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{c.row_span}" colspan="{c.col_span}" style="{_BORDERED}">{escape(c.text)}</td>' for c in row
        )
        + "</tr>"
        for row in one_table(report, manner).rows
    )
    title = escape(report.name)
    return (
        f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><table border="0" style="border-collapse:collapse">{rows}</table></body></html>'
    ).encode()


def printed(report: PlainReport, manner: str) -> bytes:
    """The page printed with all lines of the table."""
    css = f"<style>{_PRINTED}</style></head>"
    return html_to_pdf(page(report, manner).decode().replace("</head>", css))


def word(report: PlainReport, manner: str) -> bytes:
    """The table as a DOCX file."""
    drawn = one_table(report, manner)
    rows = [[RawCell(escape(c.text), c.column, c.row_span, c.col_span) for c in row] for row in drawn.rows]
    return docx(span_table(rows, WIDTH))


def markdown(report: PlainReport, manner: str) -> bytes:
    """The table as Markdown, as converters of spreadsheets write it; merged cells are blank behind their first place."""
    return "\n".join(_piped(one_table(report, manner))).encode()


def tabbed(report: PlainReport, manner: str) -> bytes:
    """The table as it comes out of the clipboard."""
    return "\n".join("\t".join(row) for row in _full(one_table(report, manner))).encode()


def _full(drawn: Drawn) -> list[list[str]]:
    rows = []
    for row in covers(drawn):
        texts = [text for _, cell, begins in row for text in (cell.text if begins else "", *[""] * (cell.col_span - 1))]
        rows.append([text.replace("\n", " ") for text in texts])
    return rows


def _piped(drawn: Drawn) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in _full(drawn)]
    return [lines[0], "|" + " --- |" * drawn.width, *lines[1:]]


FORMATS: dict[str, Callable[[PlainReport, str], bytes]] = {"html": page, "docx": word, "md": markdown, "txt": tabbed}
