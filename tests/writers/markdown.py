"""Reports as Markdown, in the three manners of converters: pipe tables, HTML tables under bold headings, and merged cells repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from tests.writers.plain import PlainReport, PlainSection
from tests.writers.spans import Drawn, covers, draw
from tests.writers.text import markdown


def pandoc(report: PlainReport) -> str:
    """Headings with attributes, escaped signs, pipe tables that leave merged cells blank."""
    return _written(report, lambda text: f"# {text}", lambda _, text: f"## {text} {{#part .unnumbered}}", str, markdown)


def bold_html(report: PlainReport) -> str:
    """Front matter, page marks, headings in bold, some of them nothing but bold lines, HTML tables, the signature in HTML."""
    text = _written(
        report,
        lambda text: f"**{text}**",
        lambda number, text: f"## **{text}**" if number % 2 else f"<!-- page {number} -->\n\n**{text}**",
        lambda text: f'<p align="right">{text}</p>',
        _html,
    )
    return f"---\nlang: zh\n---\n\n{text}"


def repeated(report: PlainReport) -> str:
    """Pipe tables padded to a width that say the text of a merged cell in every column, and lists."""
    return _written(report, lambda text: f"## {text}", lambda _, text: f"## {text}", str, _repeated, bullet="- ")


STYLES: dict[str, Callable[[PlainReport], str]] = {"pandoc": pandoc, "bold-html": bold_html, "repeated": repeated}


def _written(
    report: PlainReport,
    title: Callable[[str], str],
    heading: Callable[[int, str], str],
    signed: Callable[[str], str],
    table: Callable[[Drawn], list[str]],
    bullet: str = "",
) -> str:
    lines = [*map(title, report.title), *report.preamble]
    for number, section in enumerate(report.sections):
        lines.append(heading(number, section.heading))
        lines += [bullet + text if text.startswith("（") else text for text in section.paragraphs]
        lines += _table(report, section, table)
    return "\n\n".join([*lines, *map(signed, report.signed)]) + "\n"


def _table(report: PlainReport, section: PlainSection, table: Callable[[Drawn], list[str]]) -> Iterator[str]:
    if section.table:
        drawn = draw(section.table, report.tables[section.table], report.labels.get(section.table, {}))
        yield "\n".join(table(drawn)).strip("\n")


def _html(drawn: Drawn) -> list[str]:
    rows = [
        "".join(f'<td rowspan="{c.row_span}" colspan="{c.col_span}">{escape(c.text)}</td>' for c in row)
        for row in drawn.rows
    ]
    return ["<table>", *(f"<tr>{row}</tr>" for row in rows), "</table>"]


def _repeated(drawn: Drawn) -> list[str]:
    rows = [[text for _, cell, _ in row for text in [cell.text] * cell.col_span] for row in covers(drawn)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
