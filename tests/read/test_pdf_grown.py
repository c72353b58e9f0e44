"""Printed tables in which a text outgrows its cell: into the column beside it, or over the ruling line above or below."""

from __future__ import annotations

from auditor.model.document import Cell, Document
from auditor.read.pdf.reader import read_pdf
from tests.reading import context
from tests.writers.pdf import html_to_pdf

# Text with where it begins, in points from the upper left corner of the page.
Words = tuple[str, float, float]
LINE = "position: absolute; white-space: nowrap"


def page_of(words: list[Words], rules: str = "") -> Document:
    """A page as read on which words stand at places of their own."""
    spans = "".join(f'<p style="left: {left}pt; top: {top}pt">{text}</p>' for text, left, top in words)
    style = (
        f"@page {{ size: A4; margin: 0 }} body {{ margin: 0 }} p {{ {LINE}; margin: 0; font: 9pt/1.2 'Letter Serif' }}"
    )
    page = html_to_pdf(f"<style>{style}</style>{rules}{spans}")
    return read_pdf(page, "报告.pdf", context())


def drawn(words: list[Words]) -> list[list[str]]:
    """The rows of the only table of a page on which words stand at places of their own."""
    return rows_of(page_of(words))


def rows_of(document: Document) -> list[list[str]]:
    """The rows of the only table."""
    (grid,) = document.grids()
    return [texts(row) for row in grid.rows]


def texts(row: tuple[Cell, ...]) -> list[str]:
    """What the cells of a row say; one that was not read says nothing that counts."""
    return ["?" if cell.unread else cell.raw for cell in row]


def test_a_figure_near_the_end_of_a_label_of_several_lines_is_its_own_cell() -> None:
    label = ["2.申请人逾期未按收费通知要求缴纳", "费用的申请"]
    words: list[Words] = [("1.重复申请", 60, 100), (label[0], 60, 115), (label[1], 60, 127), ("3.其他办理", 60, 142)]
    for top, figures in ((100, "405"), (121, "123"), (142, "670")):
        words += [(figure, 205 + 30 * place, top) for place, figure in enumerate(figures)]
    rows = drawn(words)
    assert [row[-3:] for row in rows] == [["4", "0", "5"], ["1", "2", "3"], ["6", "7", "0"]]


def test_a_figure_that_touches_its_label_leaves_no_blank_cell() -> None:
    words: list[Words] = []
    for top, label, figures in ((100, "规章", "405"), (126, "行政规范性文件", "123"), (152, "其他文件", "670")):
        words += [(label, 60, top), *[(figure, 125 + 30 * place, top) for place, figure in enumerate(figures)]]
    rows = drawn(words)
    assert [row[-3:] for row in rows if row[-2:] == ["2", "3"]] in ([["1", "2", "3"]], [["?", "2", "3"]])


HIGH, WIDE = 14, 60


def low_page(*cells: tuple[int, int, str, float]) -> Document:
    """A ruled table of four rows as high as one line, and three columns; cells by row, column, text and how far down it begins."""
    style = f"height: {HIGH}pt; width: {WIDE}pt; padding: 0; border: .5pt solid #000; box-sizing: border-box"
    cell = f'<td style="{style}"></td>'
    rows = 4 * f"<tr>{3 * cell}</tr>"
    table = f'<table style="margin: 100pt 60pt; border-collapse: collapse">{rows}</table>'
    words: list[Words] = [(text, 62 + WIDE * column, 100 + HIGH * row + down) for row, column, text, down in cells]
    return page_of(words, table)


def low_rows(*cells: tuple[int, int, str, float]) -> list[list[str]]:
    """The rows of `low_page`."""
    return rows_of(low_page(*cells))


def column_of(*figures: str) -> list[tuple[int, int, str, float]]:
    """The figures of the second and third column under the heads, as they should stand."""
    return [(row, column, figure, 2.0) for row, figure in enumerate(figures, 1) for column in (1, 2)]


def test_a_head_that_runs_over_the_rule_below_leaves_the_figure_alone() -> None:
    heads = [(0, 0, "信息内容", 2.0), (0, 1, "本年废止", 2.0), (0, 2, "现行有效", -4.5), (0, 2, "件数", 9.5)]
    labels = [(1, 0, "规章", 2.0), (2, 0, "规范性文件", 2.0), (3, 0, "其他", 2.0)]
    rows = low_rows(*heads, *labels, *column_of("0", "17", "3"))
    assert rows == [
        ["信息内容", "本年废止", "现行有效件数"],
        ["规章", "0", "0"],
        ["规范性文件", "17", "17"],
        ["其他", "3", "3"],
    ]


def test_words_over_the_rule_that_belong_to_no_cell_above_leave_the_figure_unread() -> None:
    heads = [(0, 0, "信息内容", 2.0), (0, 1, "本年废止", 2.0), (1, 2, "件数", -4.0)]
    rows = low_rows(*heads, (1, 0, "规章", 2.0), *column_of("0", "17", "3"))
    assert [row[2] for row in rows[1:]] == ["?", "17", "3"]


def test_lines_at_the_rules_of_low_rows_stay_in_their_cells() -> None:
    for down in (-1.5, 0.0, 3.0, 4.5):
        labels = [(row, 0, text, down) for row, text in enumerate(("信息内容", "规章", "规范性文件", "其他"))]
        heads = [(0, 1, "本年废止", down), (0, 2, "现行有效", down)]
        figures = [(row, column, figure, down) for row, column, figure, _ in column_of("0", "17", "3")]
        rows = low_rows(*labels, *heads, *figures)
        assert [row[1:] for row in rows] == [["本年废止", "现行有效"], ["0", "0"], ["17", "17"], ["3", "3"]]
        assert [row[0] for row in rows] == ["信息内容", "规章", "规范性文件", "其他"]


def test_a_label_cut_off_on_both_sides_is_not_read_where_others_run_over() -> None:
    heads = [(0, 0, "信息内容", 2.0), (0, 1, "本年废止", 2.0), (0, 2, "现行有效", -4.5), (0, 2, "件数", 9.5)]
    labels = [(1, 0, "规章", 2.0), (2, 0, "收费通知要求", 2.0), (3, 0, "其他", 2.0)]
    rows = low_rows(*heads, *labels, *column_of("0", "17", "3"))
    assert [row[0] for row in rows] == ["信息内容", "规章", "?", "其他"]


def test_a_cell_that_shows_the_end_of_its_text_only_tells_that_the_page_is_cut() -> None:
    heads = [(0, 0, "信息内容", 2.0), (0, 1, "本年废止", 2.0), (0, 2, "件数", 2.0)]
    figures = column_of("0", "17", "3")
    cut = low_page(*heads, (1, 0, "规章", 2.0), (2, 0, "，不计其他）", 2.0), (3, 0, "3.其他", 2.0), *figures)
    assert cut.unread_kinds == "印不全的字"
    assert [row[0] for row in rows_of(cut)] == ["?", "?", "?", "3.其他"]
    assert [row[1:] for row in rows_of(cut)][1:] == [["0", "0"], ["17", "17"], ["3", "3"]]
    whole = low_page(*heads, (1, 0, "规章", 2.0), (2, 0, "”", 2.0), (3, 0, "3.其他", 2.0), *figures)
    assert not whole.unread_kinds


def test_a_label_of_which_two_lines_are_shown_may_be_cut_too() -> None:
    heads = [(0, 0, "信息内容", 2.0), (0, 1, "本年废止", 2.0), (0, 2, "件数", 2.0)]
    labels = [(1, 0, "规章", 2.0), (2, 0, "收费通知要求", -7.5), (2, 0, "缴纳费用行政", 8.5), (3, 0, "3.其他", 2.0)]
    rows = low_rows(*heads, *labels, *column_of("0", "17", "3"))
    assert [row[0] for row in rows] == ["信息内容", "规章", "?", "3.其他"]
    assert [row[1:] for row in rows][1:] == [["0", "0"], ["17", "17"], ["3", "3"]]
