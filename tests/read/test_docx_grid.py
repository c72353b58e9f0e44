"""The DOCX reader: tables. All texts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.document import Grid, Paragraph
from auditor.read.base.builder import RawCell
from tests.profiles import examples
from tests.read.make_docx import (
    cells,
    only_grid,
    p,
    r,
    read,
    span_table,
    tbl,
    tc,
    texts,
    tr,
)

VANISH = "<w:vanish/>"


def merge(way: str, value: str = "") -> str:
    return f'<w:{way} w:val="{value}"/>' if value else f"<w:{way}/>"


def test_spans_in_both_directions() -> None:
    body = tbl(
        tr(tc("申请人", '<w:gridSpan w:val="2"/>' + merge("vMerge", "restart")), tc("总计", '<w:gridSpan w:val="2"/>')),
        tr(tc("不显示", '<w:gridSpan w:val="2"/>' + merge("vMerge", "continue")), "3", "4"),
        tr("1", "2", "3", "4"),
    )
    found = only_grid(body)
    assert found.exact
    assert not found.stream
    assert cells(found) == [
        [("申请人", 0, 2, 2), ("总计", 2, 1, 2)],
        [("3", 2, 1, 1), ("4", 3, 1, 1)],
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1), ("4", 3, 1, 1)],
    ]


def test_grid_before_moves_a_row_to_the_right() -> None:
    body = tbl(tr("甲", "乙", "丙"), tr("丁", properties='<w:gridBefore w:val="2"/>'))
    assert cells(only_grid(body))[1] == [("丁", 2, 1, 1)]


def test_a_merge_that_never_began_is_a_blank_cell() -> None:
    body = tbl(tr("甲", "乙"), tr(tc("丙", merge("vMerge")), "丁"), tr(tc("", merge("vMerge")), "戊"))
    assert cells(only_grid(body))[1:] == [[("", 0, 2, 1), ("丁", 1, 1, 1)], [("戊", 1, 1, 1)]]


def test_a_merge_ends_where_a_row_has_another_cell() -> None:
    body = tbl(tr(tc("甲", merge("vMerge", "restart")), "乙"), tr("丙", "丁"), tr(tc("", merge("vMerge")), "戊"))
    assert [row[0] for row in cells(only_grid(body))] == [("甲", 0, 1, 1), ("丙", 0, 1, 1), ("", 0, 1, 1)]


def test_old_horizontal_merge() -> None:
    both = merge("hMerge", "restart") + merge("vMerge", "restart")
    body = tbl(
        tr(tc("甲", both), tc("", merge("hMerge", "continue")), "乙"),
        tr(tc("", both.replace('"vMerge" w:val="restart"', '"vMerge"')), tc("", merge("hMerge")), "丙"),
        tr(tc("", merge("hMerge")), "丁", "戊"),
    )
    assert cells(only_grid(body))[0] == [("甲", 0, 1, 2), ("乙", 2, 1, 1)]
    assert cells(only_grid(body))[2] == [("", 0, 1, 1), ("丁", 1, 1, 1), ("戊", 2, 1, 1)]


def test_merge_in_both_old_ways_keeps_its_width() -> None:
    first = tc("甲", merge("hMerge", "restart") + merge("vMerge", "restart"))
    second = tc("", merge("hMerge", "restart") + merge("vMerge"))
    right = tc("", merge("hMerge", "continue"))
    assert cells(only_grid(tbl(tr(first, right, "乙"), tr(second, right, "丙")))) == [
        [("甲", 0, 2, 2), ("乙", 2, 1, 1)],
        [("丙", 2, 1, 1)],
    ]


@pytest.mark.parametrize(("span", "columns"), [("0", 1), ("-3", 1), ("x", 1), ("", 1), ("999999999", 63), ("2", 2)])
def test_wrong_spans_are_clamped(span: str, columns: int) -> None:
    found = cells(only_grid(tbl(tr(tc("甲", f'<w:gridSpan w:val="{span}"/>'), "乙"))))
    assert found == [[("甲", 0, 1, columns), ("乙", columns, 1, 1)]]


def test_hidden_and_deleted_rows_are_left_out_and_inserted_ones_count() -> None:
    rows = [
        tr("1", "甲"),
        tr("2", "乙", properties="<w:hidden/>"),
        tr("3", "丙", properties='<w:del w:id="1"/>'),
        tr("4", "丁", properties='<w:ins w:id="2"/>'),
        tr("5", "戊", properties='<w:hidden w:val="0"/>'),
        tr("6", tc("旧", "<w:cellDel/>"), "己"),
    ]
    assert texts(tbl(*rows)) == [["1", "甲"], ["4", "丁"], ["5", "戊"], ["6", "己"]]


@pytest.mark.parametrize(
    "hidden",
    [
        tr("2", "乙", properties="<w:hidden/>"),
        tr(tc(f"<w:p>{r('2', VANISH)}</w:p>"), tc(f"<w:p>{r('乙', VANISH)}</w:p>")),
    ],
)
def test_rows_that_are_hidden_are_told_with_their_place(hidden: str) -> None:
    found = read(p("甲") + tbl(tr("1", "甲"), hidden, tr("3", "丙")) + p("末"))
    assert [(each.what, each.at) for each in found.unread] == [("隐藏的行（第2行）", next(found.grids()).start)]
    shown = read(tbl(tr("1", "甲"), tr("", "", properties="<w:hidden/>"), tr("", "")))
    assert shown.unread == ()


def test_wrapped_rows_and_cells() -> None:
    cell = f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('乙')}</w:sdtContent></w:sdt>"
    row = tr("甲", cell)
    body = tbl(
        f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>",
        f"<w:ins>{row}</w:ins>",
        f"<w:customXml><w:customXmlPr/>{row}</w:customXml>",
        f"<mc:AlternateContent><mc:Choice>{row}</mc:Choice><mc:Fallback>{row}</mc:Fallback></mc:AlternateContent>",
        f"<w:del>{row}</w:del>",
    )
    assert texts(body) == [["甲", "乙"]] * 4


def test_a_table_of_one_cell_and_a_table_without_cells() -> None:
    found = read(tbl(tr(tc(p("甲") + tbl(tr("1", "2")) + p("乙")))) + tbl() + tbl(tr()))
    assert found.text == "甲\n1\t2\n乙"
    assert [type(block) for block in found.blocks] == [Paragraph, Grid, Paragraph]


def test_a_layout_table_gives_way_to_the_tables_in_it() -> None:
    inner = tbl(tr("规章", "3", "0"), tr("许可", "5", "1"))
    found = read(
        tbl(tr("一、总体情况"), tr(tc(p("二、主动公开") + inner)), tr("三、申请办理情况的文字说明比表格还要长得多得多"))
    )
    assert (
        found.text
        == "一、总体情况\n二、主动公开\n规章\t3\t0\n许可\t5\t1\n三、申请办理情况的文字说明比表格还要长得多得多"
    )
    assert len(list(found.grids())) == 1


def test_a_small_table_in_a_cell_stays_in_it() -> None:
    inner = tbl(tr("1", "2"), tr("3", ""))
    body = tbl(tr("本年新收政府信息公开申请数量", "合计"), tr(tc(p("数") + inner), "五"), tr("上年结转申请", "无"))
    assert texts(body) == [["本年新收政府信息公开申请数量", "合计"], ["数\n1\t2\n3", "五"], ["上年结转申请", "无"]]


@st.composite
def span_grids(draw: st.DrawFn) -> tuple[list[list[RawCell]], int]:
    """A grid tiled by rectangles: each free place begins a cell that grows right and down as far as is free."""
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    taken = [[False] * width for _ in range(height)]
    rows: list[list[RawCell]] = [[] for _ in range(height)]
    for row in range(height):
        for column in range(width):
            if taken[row][column]:
                continue
            free = next((each for each in range(column, width) if taken[row][each]), width) - column
            across, down = draw(st.integers(1, min(free, width - 1))), draw(st.integers(1, height - row))
            for y in range(row, row + down):
                taken[y][column : column + across] = [True] * across
            text = draw(st.sampled_from(["", "0", "12", "总计", "其他 机构"]))
            rows[row].append(RawCell(text, column, down, across))
    return rows, width


@examples(1.5)
@given(span_grids())
def test_any_grid_of_spans_comes_back_equal(grid: tuple[list[list[RawCell]], int]) -> None:
    rows, width = grid
    assert cells(only_grid(span_table(rows, width))) == [
        [(cell.text, cell.column, cell.row_span, cell.col_span) for cell in row] for row in rows
    ]
