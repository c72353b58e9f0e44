"""Reports as text, with tables in the layouts in which converters and people leave them."""

from __future__ import annotations

from collections.abc import Callable

from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn, covers, draw

TableLines = Callable[[Drawn], list[str]]


def cell_lines(drawn: Drawn) -> list[str]:
    """A cell a line behind a tab, a blank line between rows; a cell that comes down from above is a blank one."""
    lines: list[str] = []
    for row in covers(drawn):
        lines += [f"\t{cell.text if begins else ''}" for _, cell, begins in row]
        lines.append("")
    return [*lines, ""]


def bar_stream(drawn: Drawn) -> list[str]:
    """Cells one a line, each closed by a bar, and a run of bars for the columns a row lacks; the last cell has no bar."""
    lines: list[str] = []
    for row in drawn.rows:
        lines += [f"{cell.text} |" if cell.text else "|" for cell in row]
        lines += ["|" * (drawn.width - len(row))] * (len(row) < drawn.width)
    if not drawn.rows[-1][-1].text:
        return lines
    end = len(lines) - (len(drawn.rows[-1]) < drawn.width)
    return [*lines[: end - 1], drawn.rows[-1][-1].text]


def tab_rows(drawn: Drawn) -> list[str]:
    """A row a line between tabs; labels over several columns leave one blank too few in front of the figures and one behind."""
    lines = []
    for number, row in enumerate(covers(drawn)):
        cells: list[str] = []
        trailing = 0
        for _, cell, begins in row:
            stray = number in drawn.figures and begins and cell.col_span in (2, 3) and drawn.width == 10
            trailing += stray
            cells += [cell.text if begins else "", *[""] * (cell.col_span - 1 - stray)]
        if cells[2:3] == ["3.其他"]:  # the one detail row whose label has slipped to the margin
            cells = [cells[2], "", *cells[3:]]
            trailing = 1
        lines.append("\t".join(cells + [""] * trailing))
    return lines


def joined_rows(drawn: Drawn) -> list[str]:
    """A row a line between bars, every cell once, where it begins."""
    return [" | ".join(cell.text for cell in row) for row in drawn.rows]


def markdown(drawn: Drawn) -> list[str]:
    """A Markdown table: full rows, blank where a cell spans."""
    lines = []
    for row in covers(drawn):
        cells = [text for _, cell, begins in row for text in (cell.text if begins else "", *[""] * (cell.col_span - 1))]
        lines.append("| " + " | ".join(cells) + " |")
    lines.insert(1, "|" + " --- |" * drawn.width)
    return ["", *lines, ""]


def write_text(
    report: PlainReport, table: TableLines, *, indent: str = "", blank: bool = False, heading: str = ""
) -> str:
    """The report's lines; `indent` stands before paragraphs, `heading` before headings, a blank line behind each if `blank`."""
    lines: list[str] = []

    def add(text: str) -> None:
        lines.extend([text, ""] if blank else [text])

    for line in report.title:
        add(heading[:1] + heading[-1:] + line if heading else line)
    for text in report.preamble:
        add(indent + text)
    for section in report.sections:
        add(heading + section.heading)
        for text in section.paragraphs:
            add(indent + text)
        if section.table:
            lines += table(draw(section.table, report.tables[section.table], report.labels.get(section.table, {})))
            lines += [""] * (blank and bool(lines[-1]))
    for line in report.signed:
        add(line)
    return "\n".join(lines).rstrip("\n") + "\n"


def encode(text: str, encoding: str = "utf-8", newline: str = "\n") -> bytes:
    """The text as bytes; `utf-8-sig` and `utf-16` begin with a byte order mark."""
    body = text.replace("\n", newline)
    return b"\xff\xfe" + body.encode("utf-16-le") if encoding == "utf-16" else body.encode(encoding)
