from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.report import FormTable
from auditor.read.base.builder import RawCell
from auditor.recognise.tables.tables import FormTableReader
from auditor.ruletools.examples import table_rows
from tests.profiles import examples
from tests.recognise.reports import cells, document, form

REQUESTS = form().table["requests"]
ROWS = [row.key for row in REQUESTS.rows]
COLUMNS = [column.key for column in REQUESTS.columns]
# Every cell has a figure of its own, so that a value in a wrong place shows.
FIGURES = {key: [100 * (number + 1) + place for place in range(7)] for number, key in enumerate(ROWS)}
WRITTEN = table_rows(REQUESTS, FIGURES, {})
HEAD, BODY = WRITTEN[0], WRITTEN[1:]
REMEDIES = {
    "review": [1, 2, 3, 4, 10],
    "litigation_direct": [5, 6, 7, 8, 26],
    "litigation_after_review": [9, 0, 1, 2, 12],
}
FLAT = table_rows(form().table["remedies"], REMEDIES, {})
READER = FormTableReader(form())

Rows = list[list[str]]


def _read(key: str, *blocks: str | list[list[str | RawCell]], exact: bool = False) -> tuple[FormTable, list[str]]:
    tables, warnings = READER.read(list(document(*blocks, exact=exact).grids()))
    return tables[key], warnings


def _grid(rows: Rows) -> list[list[str | RawCell]]:
    return [list(row) for row in rows]


@pytest.mark.parametrize("exact", [False, True])
def test_every_cell_is_read_with_its_place(exact: bool) -> None:
    read = document(_grid(WRITTEN), exact=exact)
    tables, warnings = READER.read(list(read.grids()))
    table = tables["requests"]
    assert cells(table) == FIGURES
    assert (table.missing_rows, warnings) == ((), [])
    assert all(label.accepted for label in table.labels)
    for value in table.values():
        assert read.text[value.start : value.end] == value.raw
    assert table.at("total", "total") is table.rows["total"][6]
    assert not tables["proactive"].found
    assert not tables["remedies"].found


@examples(0.3)
@given(st.permutations([row for row in BODY if row[0] not in ("3.其他", "（七）总计")]))
def test_the_order_of_the_rows_does_not_matter(rows: Rows) -> None:
    table, _ = _read("requests", _grid([HEAD, *rows, *[row for row in BODY if row not in rows]]))
    assert cells(table) == FIGURES


def test_rows_that_are_none_of_the_form_s_are_passed_over() -> None:
    more = [BODY[0], ["其中：网上申请", *"1234567"], *BODY[1:], ["备注", "统计口径以受理为准", "", "", "", "", "", ""]]
    table, warnings = _read("requests", _grid([HEAD, *more]))
    assert (cells(table), warnings) == (FIGURES, [])


@pytest.mark.parametrize("cuts", [(10,), (1,), (5, 12, 20), tuple(range(2, 24, 2))])
def test_a_table_broken_over_pages_is_put_together(cuts: tuple[int, ...]) -> None:
    edges = [0, *cuts, len(WRITTEN)]
    pieces = [_grid(WRITTEN[first:last]) for first, last in pairwise(edges)]
    table, warnings = _read("requests", *[block for piece in pieces for block in (piece, "第页")])
    assert (cells(table), warnings) == (FIGURES, [])


def test_a_table_that_repeats_its_head_on_the_next_page_is_read_once() -> None:
    table, _ = _read("requests", _grid(WRITTEN[:10]), _grid([HEAD, *WRITTEN[10:]]))
    assert cells(table) == FIGURES


@pytest.mark.parametrize(
    ("label", "spelt", "accepted"),
    [
        ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量", True),
        ("一、本年新收政府信息公开申请数量", "一 本年新收政府\n信息公开 申请数量", True),
        ("7.属于行政执法案卷", "７．属于行政执法案卷", True),
        ("7.属于行政执法案卷", "（7）属于行政执法案卷。", True),
        ("7.属于行政执法案卷", "7.厲于行政执法案卷", False),
        ("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申清数量", False),
        ("四、结转下年度继续办理", "四、结转下年度", True),
        ("3.其他", "3.其它", True),
        ("（七）总计", "（七）合计", True),
        ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"', True),
        (
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "1.申请人无正当理由预期不补正、行政机关不再处理其政府信息公开申请",
            False,
        ),
    ],
)
def test_a_label_is_found_through_numbers_blanks_and_slips(label: str, spelt: str, accepted: bool) -> None:
    rows = [[spelt if cell == label else cell for cell in row] for row in WRITTEN]
    table, _ = _read("requests", _grid(rows))
    assert cells(table) == FIGURES
    wrong = [(found.span.text, found.expected) for found in table.labels if not found.accepted]
    assert wrong == ([] if accepted else [(spelt, label)])


@pytest.mark.parametrize("gone", ["new", "granted", "denied_inquiry", "other_unpaid", "total", "carried_out"])
def test_a_missing_row_is_named_and_no_other_takes_its_place(gone: str) -> None:
    table, _ = _read("requests", _grid(table_rows(REQUESTS, FIGURES, {"drop_rows": {"requests": [gone]}})))
    assert table.missing_rows == (gone,)
    assert cells(table) == {key: row for key, row in FIGURES.items() if key != gone}


def test_columns_in_another_order_are_told_by_their_heads_in_an_exact_grid() -> None:
    order = [0, 7, 2, 1, 3, 4, 5, 6]
    table, warnings = _read("requests", _grid([[row[place] for place in order] for row in WRITTEN]), exact=True)
    assert (cells(table), warnings) == (FIGURES, [])


def _spanning(cell: RawCell) -> list[list[str | RawCell]]:
    first: list[str | RawCell] = [BODY[0][0], cell, *[RawCell(BODY[0][place], place) for place in range(3, 8)]]
    return [list(HEAD), first, *_grid(BODY[1:])]


def test_a_figure_that_spans_columns_is_lost_and_not_guessed() -> None:
    table, warnings = _read("requests", _spanning(RawCell("5", 1, 1, 2)), exact=True)
    assert cells(table)["new"] == ["?", "?", 102, 103, 104, 105, 106]
    assert {key: row for key, row in cells(table).items() if key != "new"} == {k: FIGURES[k] for k in ROWS[1:]}
    assert warnings == ["表三有 1 行的单元格与表头对不上，未能全部读出：一、本年新收政府信息公开申请数量"]


def test_a_blank_cell_that_spans_columns_is_blank_in_each() -> None:
    table, warnings = _read("requests", _spanning(RawCell("", 1, 1, 2)), exact=True)
    assert cells(table)["new"] == [None, None, 102, 103, 104, 105, 106]
    assert all(value.blank for value in table.rows["new"][:2])
    assert warnings == []


def test_a_row_with_a_cell_too_few_is_lost_and_not_shifted() -> None:
    rows = [row[:-1] if row[0] == "（七）总计" else row for row in WRITTEN]
    table, warnings = _read("requests", _grid(rows))
    assert cells(table)["total"] == ["?"] * 7
    assert len(warnings) == 1
    assert "（七）总计" in warnings[0]


@pytest.mark.parametrize(("before", "behind"), [(0, 2), (2, 0), (1, 3)])
def test_stray_blank_cells_beside_the_figures_do_not_shift_them(before: int, behind: int) -> None:
    rows = [[row[0], *[""] * before, *row[1:], *[""] * behind] for row in WRITTEN]
    assert cells(_read("requests", _grid(rows))[0]) == FIGURES


def test_a_row_with_blank_ends_learns_its_place_from_the_other_rows() -> None:
    rows = [[row[0], "", *row[1:]] for row in WRITTEN]
    rows[1] = [rows[1][0], "", "", *BODY[0][2:-1], ""]
    assert cells(_read("requests", _grid(rows))[0])["new"] == [None, *FIGURES["new"][1:-1], None]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1,234", 1234),
        ("０", 0),
        ("12.5", Decimal("12.5")),
        ("-3", -3),
        ("/", "/"),
        ("无", "无"),
        ("", None),
        ("约30", "约30"),
    ],
)
def test_a_cell_is_a_number_its_own_text_or_empty(written: str, read: object) -> None:
    rows = [list(row) for row in WRITTEN]
    rows[2][3] = written
    assert cells(_read("requests", _grid(rows))[0])["carried_in"][2] == read


def test_the_flat_table_is_shared_out_to_its_rows_whatever_blanks_stand_around() -> None:
    for line in (FLAT[2], [*FLAT[2], "", ""], ["", *FLAT[2]]):
        table, warnings = _read("remedies", _grid([*FLAT[:2], line]))
        assert (cells(table), warnings) == (REMEDIES, [])


def test_the_flat_table_written_as_rows_is_read_too() -> None:
    heads = ["", "结果维持", "结果纠正", "其它结果", "尚未审结", "合计"]
    labels = ("行政复议", "未经复议直接起诉", "复议后起诉")
    rows = [[label, *map(str, figures)] for label, figures in zip(labels, REMEDIES.values(), strict=True)]
    table, _ = _read("remedies", _grid([heads, *rows]))
    assert cells(table) == REMEDIES
    assert all(label.accepted for label in table.labels)


def test_a_flat_table_with_a_figure_too_few_is_not_guessed() -> None:
    table, warnings = _read("remedies", _grid([*FLAT[:2], FLAT[2][:14]]))
    assert not table.found
    assert warnings == ["表四的数据格有 14 个，应有 15 个，未能读出"]


def test_the_rows_of_table_two_have_columns_of_their_own() -> None:
    rows = [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "", "", ""],
        ["规范性文件", "4", "", "6"],
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "7"],
        ["行政处罚", "/"],
        ["行政事业性收费", "1,234.56"],
    ]
    table, _ = _read("proactive", _grid(rows))
    assert cells(table) == {
        "rules": [None, None, None],
        "normative": [4, None, 6],
        "licensing": [7],
        "punishment": ["/"],
        "fees": [Decimal("1234.56")],
    }
    assert table.missing_rows == ("coercion",)
    assert [(label.span.text, label.expected) for label in table.labels if not label.accepted] == [
        ("规范性文件", "行政规范性文件")
    ]


def test_a_table_that_is_none_of_the_form_s_is_left_alone() -> None:
    tables, warnings = READER.read(
        list(document([["项目", "数量"], ["政策解读", "12"], ["其他", "3"], ["总计", "15"]]).grids())
    )
    assert not any(table.found for table in tables.values())
    assert warnings == []


def test_a_row_of_a_text_without_any_label_breaks_nothing() -> None:
    """Where a text's rows run on, one of them may hold nothing but words that are no label of the form."""
    grids = [replace(grid, stream=True) for grid in document(_grid([*WRITTEN, ["说明", "甲", "乙"], [""]])).grids()]
    tables, _ = READER.read(grids)
    assert cells(tables["requests"]) == FIGURES


def flat(order: list[int]) -> Rows:
    """The flat table with the columns of each of its parts in another order."""
    places = [5 * part + at for part in range(3) for at in order]
    return [FLAT[0], [FLAT[1][at] for at in places], [FLAT[2][at] for at in places]]


@pytest.mark.parametrize("order", [[4, 0, 1, 2, 3], [1, 0, 2, 3, 4], [0, 1, 2, 3, 4]])
def test_the_flat_table_is_read_by_the_heads_above_its_figures(order: list[int]) -> None:
    table, warnings = _read("remedies", _grid(flat(order)))
    assert (cells(table), warnings) == (REMEDIES, [])


def wide(words: list[str], span: int) -> list[str | RawCell]:
    return [RawCell(word, span * at, col_span=span) for at, word in enumerate(words)]


@pytest.mark.parametrize("parts", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_the_parts_of_the_flat_table_are_told_by_what_stands_over_them(parts: tuple[int, ...]) -> None:
    figures = [FLAT[2][5 * part + at] for part in parts for at in range(5)]
    rows = [wide([FLAT[0][part] for part in parts], 5), wide(FLAT[1], 1), wide(figures, 1)]
    table, warnings = _read("remedies", rows, exact=True)
    assert (cells(table), warnings) == (REMEDIES, [])


def test_rows_with_heads_of_their_own_are_read_by_them() -> None:
    proactive = form().table["proactive"]
    figures = {
        "rules": [1, 2, 3],
        "normative": [4, 5, 6],
        "licensing": [7],
        "punishment": [8],
        "coercion": [9],
        "fees": [10],
    }
    rows = table_rows(proactive, figures, {})
    turned = [[row[0], *[row[at] for at in (3, 1, 2)]] if len(row) == 4 else row for row in rows]
    table, _ = _read("proactive", _grid(turned), exact=True)
    assert cells(table) == figures


def test_figures_in_a_row_of_their_own_below_the_label_are_no_blanks() -> None:
    rows = [HEAD, [BODY[0][0], *[""] * 6, "5"], ["", *BODY[0][1:7], ""], *BODY[1:]]
    table, _ = _read("requests", _grid(rows), exact=True)
    assert all(value.lost for value in table.rows["new"])
    assert [value.number for value in table.rows["carried_in"]] == FIGURES["carried_in"]


def test_a_blank_beside_a_figure_that_is_in_no_column_is_not_sure() -> None:
    parted = [cell for figure in BODY[1][1:] for cell in ("", figure)]
    table, _ = _read("requests", _grid([HEAD, BODY[0], [BODY[1][0], *parted], *BODY[2:]]), exact=True)
    assert not any(value.raw == "" and not value.lost for value in table.rows["carried_in"])
