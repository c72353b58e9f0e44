"""Reader of plain text and Markdown, in any encoding and with tables in any layout."""

from __future__ import annotations

import re
from itertools import chain

from auditor.config.limits import ReadContext
from auditor.model.document import Document
from auditor.read.base.builder import DocumentBuilder, RawCell
from auditor.read.base.encoding import decode
from auditor.read.rows.one_table import holds_report, parts_of_report, put_parts
from auditor.read.text.fragments import PIECE, cut_html, put_html
from auditor.read.text.markdown import PICTURE, is_marked, plain_lines, unescape_bars, without_frame
from auditor.read.text.pages import without_page_marks
from auditor.read.text.ruled import ascii_lines, is_drawn
from auditor.read.text.separated import put_sheet, sheet_of
from auditor.read.text.tables import FoundTable, find_table
from auditor.read.text.wrapped import unwrap

# Placeholders that converters leave in a text: they are not part of the report and no fault of the agency.
_RESIDUE = re.compile(r"\[(?:bookmark|image|footnote|endnote|pic|embedded object)[:：][^\[\]\n]{0,80}\]", re.IGNORECASE)
_LINE_ENDS = "\r\n", "\r", "\u0085", "\u2028", "\u2029"
_BARS_OF_LINE = 2  # a line with more bars is a row of a table whose cells after the first are blank
_ONLY_SIGNS = re.compile(r"[\s\-=_*~─━═—+|]{3,}")


def read_text(data: bytes, path: str, context: ReadContext) -> Document:
    """Read a text file; raises UnreadableReport if it is binary or empty."""
    text, warnings = decode(data)
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    text = text.replace(PICTURE, "").replace(PIECE, "")
    if "[" in text:
        text = _RESIDUE.sub("", text)
    reading = _TextReading(context, marked=is_marked(text))
    for warning in warnings:
        reading.builder.warn(warning)
    sheet = sheet_of(text)
    if sheet is not None:
        put_sheet(sheet, reading.builder)
        return reading.builder.build(path=path, data=data, format="text")
    if reading.marked:
        text, reading.pieces = cut_html(without_frame(text))
        lines = ascii_lines(list(plain_lines(without_page_marks(text), reading.builder)))
    else:
        lines = without_page_marks(text)
        lines = ascii_lines(lines) if is_drawn(text) else lines
    reading.put(unwrap(lines))
    return reading.builder.build(path=path, data=data, format="text")


class _TextReading:
    """Assembly of lines into a document; a `marked` text still contains Markdown signs and has pieces of HTML between its lines."""

    def __init__(self, context: ReadContext, *, marked: bool) -> None:
        self.marked = marked
        self._most_cells, self._deadline = context.limits.cells, context.deadline
        self.builder = DocumentBuilder(context)
        self.pieces: list[str] = []

    def put(self, lines: list[str]) -> None:
        """Add lines as paragraphs and tables."""
        signs = self.marked and any(PICTURE in line or "\\" in line for line in lines)
        at = 0
        while at < len(lines):
            self._deadline.check()
            line = lines[at]
            if not line.strip():
                at += 1
                continue
            found = find_table(lines, at) if line[0] != PIECE else None
            if found:
                self._table(found, signs=signs)
                at = max(found.end, at + 1)
                continue
            if line[0] == PIECE and line[1:].isdecimal() and self.pieces:
                put_html(self.pieces[int(line[1:])], self.builder, self._plain)
            elif not _ONLY_SIGNS.fullmatch(line):
                text = line.strip("| \t") if line[0] == "|" and line.count("|") > _BARS_OF_LINE else line
                self.builder.paragraph(self._seen(text))
            at += 1

    def _table(self, found: FoundTable, *, signs: bool) -> None:
        """Add a table, without remaining Markdown signs if there may be any."""
        if found.cells:
            for cell in chain.from_iterable(found.cells) if signs else ():
                cell.text = self._seen(unescape_bars(cell.text))
            if parts := parts_of_report(found.cells, self._most_cells):
                put_parts(self.builder, parts, exact=found.exact)
            else:
                self.builder.grid(found.cells, exact=found.exact)
            return
        rows = [[self._seen(unescape_bars(text)) for text in row] for row in found.texts] if signs else found.texts
        if not found.stream and holds_report([text.strip() for text in row] for row in rows):
            cells = [[RawCell(text.strip(), column) for column, text in enumerate(row)] for row in rows]
            put_parts(self.builder, parts_of_report(cells, self._most_cells), exact=False)
        else:
            self.builder.plain_grid(rows, stream=found.stream)

    def _plain(self, text: str) -> str:
        return self._seen("\n".join(plain_lines([text], self.builder)).strip("\n"))

    def _seen(self, text: str) -> str:
        """Return the text without image marks, and note the images at their place."""
        if PICTURE not in text:
            return text
        self.builder.unread("图片", text.count(PICTURE))
        self.builder.warn("有内容是图片，未能读取")
        return text.replace(PICTURE, "")
