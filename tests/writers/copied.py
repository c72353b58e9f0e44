"""Reports as text copied out of pages and viewers: lines broken at a width, tables as bare values or drawn with characters."""

from __future__ import annotations

import csv
import re
from io import StringIO

from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn, covers, draw

_TOKEN = re.compile(r"[（《“‘〔]*(?:[A-Za-z0-9.,%@/:+-]+|\s+|.)[，。、；：！？）》”’〕]*")


def columns(text: str, wide: int = 2) -> int:
    """How many columns a text takes if a Han character takes `wide`."""
    return sum(1 if char.isascii() else wide for char in text)


def folded(text: str, width: int, wide: int) -> str:
    """Lines broken wherever they are full, in figures and words too; blanks stay."""
    lines = []
    for line in text.split("\n"):
        part = ""
        for char in line:
            if columns(part + char, wide) > width:
                lines.append(part)
                part = ""
            part += char
        lines.append(part)
    return "\n".join(lines)


def typeset(text: str, width: int, wide: int) -> str:
    """Lines broken as print breaks them: no figure parted, no closing mark at a line's start, blanks at the break lost."""
    lines = []
    for line in text.split("\n"):
        part = ""
        for token in _TOKEN.findall(line):
            if part.strip() and columns(part + token, wide) > width:
                lines.append(part.rstrip())
                part = token.lstrip()
            else:
                part += token
        lines.append(part.rstrip())
    return "\n".join(lines)


def paged(text: str, every: int = 25, feed: bool = False) -> str:
    """Pages of so many lines with a running head and a page number, parted by form feeds or not."""
    lines = text.split("\n")
    pages = [lines[at : at + every] for at in range(0, len(lines), every)]
    drawn = [["政务资料汇编", *page, str(n) if feed else f"- {n} -"] for n, page in enumerate(pages, 1)]
    return ("\f" if feed else "\n").join("\n".join(page) for page in drawn)


def spaced_rows(drawn: Drawn) -> list[str]:
    """A row a line between blanks."""
    return [" ".join(cell.text for cell in row if cell.text) for row in drawn.rows]


def one_value(drawn: Drawn) -> list[str]:
    """A value a line."""
    return [cell.text for row in drawn.rows for cell in row if cell.text]


def lone_bars(drawn: Drawn) -> list[str]:
    """A value a line with a lone bar between two."""
    return [line for value in one_value(drawn) for line in (value, "|")][:-1]


def bars_behind(drawn: Drawn) -> list[str]:
    """Rows between bars with one behind, none in front."""
    return [" | ".join(cell.text for cell in row) + " |" for row in drawn.rows]


def heads_together(drawn: Drawn) -> list[str]:
    """Heads run together, the rows of figures whole."""
    return [
        (" " if number in drawn.figures else "").join(cell.text for cell in row)
        for number, row in enumerate(drawn.rows)
    ]


def only_figures(drawn: Drawn) -> list[str]:
    """All figures in one line and no word."""
    cells = [cell.text for number in sorted(drawn.figures) for cell in drawn.rows[number]]
    return [" ".join(text for text in cells if re.fullmatch(r"[\d.,]+", text))]


def boxed(drawn: Drawn) -> list[str]:
    """A box of lines, long cells on several lines, merged cells without lines in them."""
    return [line.translate(str.maketrans("+-|", "┼─│")) for line in gridded(drawn)]


def gridded(drawn: Drawn, widest: int = 14) -> list[str]:
    """A grid as Pandoc draws it."""
    cells = [(number, cell) for number, row in enumerate(drawn.rows) for cell in row]
    widths = [4] * drawn.width
    for _, cell in cells:
        if cell.col_span == 1:
            widths[cell.column] = max(widths[cell.column], min(widest, columns(cell.text)))
    edges = [sum(widths[:n]) + 3 * n for n in range(drawn.width + 1)]
    texts = {}
    heights = [1] * len(drawn.rows)
    for row, cell in cells:
        room = edges[cell.column + cell.col_span] - edges[cell.column] - 3
        texts[row, cell.column] = lines = folded(cell.text, room, 2).split("\n")
        missing = len(lines) - sum(heights[row : row + cell.row_span]) - cell.row_span + 1
        heights[row + cell.row_span - 1] += max(missing, 0)
    tops = [sum(heights[:n]) + n for n in range(len(heights) + 1)]
    canvas = [[" "] * (edges[-1] + 1) for _ in range(tops[-1] + 1)]
    for row, cell in cells:
        left, right = edges[cell.column], edges[cell.column + cell.col_span]
        top, bottom = tops[row], tops[row + cell.row_span]
        for y in (top, bottom):
            for x in range(left, right + 1):
                canvas[y][x] = "+" if x in (left, right) or canvas[y][x] in "+|" else "-"
        for x in (left, right):
            for y in range(top, bottom + 1):
                canvas[y][x] = "+" if canvas[y][x] in "+-" else "|"
        for y, line in enumerate(texts[row, cell.column], top + 1):
            at = left + 2
            for char in line:
                canvas[y][at] = char
                if columns(char) == 2:
                    canvas[y][at + 1] = ""
                at += columns(char)
    return ["", *("".join(line) for line in canvas), ""]


def separated(report: PlainReport, sign: str) -> str:
    """A sheet saved as text: every line has ten values."""
    out = StringIO()
    writer = csv.writer(out, delimiter=sign)

    def add(*values: str) -> None:
        writer.writerow((*values, *[""] * (10 - len(values))))

    for text in (*report.title, *report.preamble):
        add(text)
    for section in report.sections:
        for text in (section.heading, *section.paragraphs):
            add(text)
        if section.table:
            for row in covers(draw(section.table, report.tables[section.table], report.labels.get(section.table, {}))):
                add(*[t for _, cell, here in row for t in (cell.text if here else "", *[""] * (cell.col_span - 1))])
    for text in report.signed:
        add(text)
    return out.getvalue()
