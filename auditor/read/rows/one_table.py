"""Splitting of a table that holds a whole report or a part of it into paragraphs (rows of one cell) and tables (the rows between).

Spreadsheets saved as pages, old content systems and forms in word processors put title, headings and text into rows of the same
table as the figures: each in one cell over the whole width, or in one of several cells of which the others are blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from auditor.read.base.builder import DocumentBuilder, RawCell, Rows

_LONGEST_TITLE = 80
_TITLE = re.compile(r"公开[^，。；]*(?:报告|年报|总结)")
_HEADING = re.compile(r"\s*(?:[（(]?[一二三四五六]|第[一二三四五六]部分)[^\w，。]")
_LONGEST_HEADING = 40
_NOTE = re.compile(r"\s*[（(]?(?:注|备注|说明|填表|填报)")


def parts_of_report(rows: Sequence[Sequence[RawCell]], most_cells: int) -> list[RawCell | Rows]:
    """Return the paragraphs and tables in the rows of a table, in order; empty if it is only a table.

    A cell without text is something that was not read and is in a row of its own. Raises UnreadableReport if a table has too many
    cells, as `blocks` does.
    """
    if not holds_report([cell.text for cell in row] for row in rows):
        return []
    from auditor.read.rows.blocks import blocks
    from auditor.read.rows.lines import lines_of

    parts: list[RawCell | Rows] = []
    for readable, group in groupby(lines_of(rows), lambda line: bool(line.filled or line.tied)):
        lines = list(group)
        parts += (
            blocks(lines, most_cells) if readable else [cell for line in lines for cell in line.cells if cell.unread]
        )
    return parts


def holds_report(rows: Iterable[Sequence[str]]) -> bool:
    """Return whether rows with one filled cell contain two kinds of a report's text: its title, a heading, sentences.

    Where no row has two filled cells, one sentence is enough.
    """
    kinds: set[str] = set()
    column = True
    for row in rows:
        text = _lone(row)
        if not text:
            column = column and not any(row)
        elif "。" in text and not _NOTE.match(text):
            kinds.add("sentences" if "sentence" in kinds else "sentence")
        elif len(text) <= _LONGEST_TITLE and _TITLE.search(text) and not _HEADING.match(text):
            kinds.add("title")
        elif len(text) <= _LONGEST_HEADING and _HEADING.match(text):
            kinds.add("heading")
        if len(kinds) > 1:
            return True
    return column and "sentence" in kinds


def _lone(row: Sequence[str]) -> str:
    """Return the only text of a row; empty if it has none or several."""
    found = ""
    for text in row:
        if text:
            if found:
                return ""
            found = text
    return found


def put_parts(builder: DocumentBuilder, parts: Sequence[RawCell | Rows], *, exact: bool = True) -> None:
    """Add the parts of such a table to a document, its kind as in `Grid`; each line of a cell is a paragraph."""
    for part in parts:
        if isinstance(part, list):
            builder.grid(part, exact=exact)
        else:
            for line in part.text.split("\n"):
                builder.paragraph(line)
