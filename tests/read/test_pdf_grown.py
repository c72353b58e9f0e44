"""Printed tables in which a text outgrows its cell: into the column beside it, or over the ruling line above or below."""

from __future__ import annotations

from auditor.model.document import Cell
from auditor.read.pdf.reader import read_pdf
from tests.reading import context
from tests.writers.pdf import html_to_pdf

# Text with where it begins, in points from the upper left corner of the page.
Words = tuple[str, float, float]
LINE = "position: absolute; white-space: nowrap"


def drawn(words: list[Words], rules: str = "") -> list[list[Cell]]:
    """The rows of the only table of a page on which words stand at places of their own."""
    spans = "".join(f'<p style="left: {left}pt; top: {top}pt">{text}</p>' for text, left, top in words)
    style = f"@page {{ size: A4; margin: 0 }} p {{ {LINE}; margin: 0; font: 9pt/1.2 'Letter Serif' }}"
    page = html_to_pdf(f"<style>{style}</style>{rules}{spans}")
    (grid,) = read_pdf(page, "报告.pdf", context()).grids()
    return [list(row) for row in grid.rows]


def texts(row: list[Cell]) -> list[str]:
    """What the cells of a row say; one that was not read says nothing that counts."""
    return ["?" if cell.unread else cell.raw for cell in row]


def test_a_figure_near_the_end_of_a_label_of_several_lines_is_its_own_cell() -> None:
    label = ["2.申请人逾期未按收费通知要求缴纳", "费用的申请"]
    words: list[Words] = [("1.重复申请", 60, 100), (label[0], 60, 115), (label[1], 60, 127), ("3.其他办理", 60, 142)]
    for top, figures in ((100, "405"), (121, "123"), (142, "670")):
        words += [(figure, 205 + 30 * place, top) for place, figure in enumerate(figures)]
    rows = [texts(row) for row in drawn(words)]
    assert [row[-3:] for row in rows] == [["4", "0", "5"], ["1", "2", "3"], ["6", "7", "0"]]


def test_a_figure_that_touches_its_label_leaves_no_blank_cell() -> None:
    words: list[Words] = []
    for top, label, figures in ((100, "规章", "405"), (126, "行政规范性文件", "123"), (152, "其他文件", "670")):
        words += [(label, 60, top), *[(figure, 125 + 30 * place, top) for place, figure in enumerate(figures)]]
    rows = [texts(row) for row in drawn(words)]
    assert [row[-3:] for row in rows if row[-2:] == ["2", "3"]] in ([["1", "2", "3"]], [["?", "2", "3"]])
