"""Tables recognised in pictures whose lines are lost in part: no figure moves to another place. All figures are made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from auditor.model.report import FormTable, Value
from auditor.read.base.builder import DocumentBuilder, RawCell
from auditor.recognise.tables.tables import TORN, FormTableReader
from tests.reading import context
from tests.recognise.reports import form
from tests.writers.plain import Rows
from tests.writers.spans import PROACTIVE_ROWS, REMEDY_ROWS, REQUEST_ROWS, draw

READER = FormTableReader(form())
Cells = list[list[RawCell]]


def figures(rows: tuple[str, ...], width: int) -> Rows:
    """Figures that are all different."""
    numbers = count(1)
    return {row: [str(next(numbers)) for _ in range(width)] for row in rows}


REQUESTS, REMEDIES = figures(REQUEST_ROWS, 7), figures(REMEDY_ROWS, 5)


def drawn(key: str, rows: Rows) -> Cells:
    """A table as it is recognised, its cells free to be changed."""
    return [[replace(cell) for cell in row] for row in draw(key, rows, {}).rows]


def read(key: str, cells: Cells, *, scanned: bool = True) -> FormTable:
    builder = DocumentBuilder(context())
    builder.grid(cells, exact=True, scanned=scanned)
    document = builder.build(path="页.png", data=b"", format="image")
    tables, _ = READER.read(list(document.grids()))
    return tables[key]


def row_of(cells: Cells, text: str) -> int:
    return next(number for number, row in enumerate(cells) if any(cell.text == text for cell in row))


def shown(values: tuple[Value, ...]) -> list[str]:
    return ["×" if value.lost else value.raw for value in values]


def wrong(table: FormTable, truth: Rows) -> list[str]:
    """The cells that were surely read as something else."""
    return [
        f"{row} {wanted} {value.raw}"
        for row, values in table.rows.items()
        for wanted, value in zip(truth[row], values, strict=True)
        if not (value.lost or value.doubtful or value.raw == wanted)
    ]


def lost(table: FormTable) -> dict[str, list[str]]:
    return {row: shown(values) for row, values in table.rows.items() if any(value.lost for value in values)}


def test_a_whole_table_is_read_as_from_a_text() -> None:
    assert lost(read("requests", drawn("requests", REQUESTS))) == {}
    assert wrong(read("requests", drawn("requests", REQUESTS)), REQUESTS) == []
    assert wrong(read("remedies", drawn("remedies", REMEDIES)), REMEDIES) == []
    assert len(read("remedies", drawn("remedies", REMEDIES)).rows) == 3


def test_rows_with_heads_of_their_own_are_read_below_those_of_others() -> None:
    rows = {key: [str(number + 1) for number in range(width)] for key, width in PROACTIVE_ROWS.items()}
    table = read("proactive", drawn("proactive", rows))
    assert lost(table) == {}
    assert wrong(table, rows) == []


def label_over_two_rows(cells: Cells, row: int) -> None:
    """The line between the labels of two rows is lost: the first one's cell reaches over both."""
    place = len(cells[row]) - 8
    cells[row][place].row_span = 2
    del cells[row + 1][-8]


def two_figures_fused(cells: Cells, row: int) -> None:
    cells[row][-3].text += cells[row + 1][-3].text
    cells[row][-3].row_span = 2
    del cells[row + 1][-3]


def upright_line_lost(cells: Cells, row: int) -> None:
    cells[row][-4].text += cells[row][-3].text
    cells[row][-4].col_span = 2
    del cells[row][-3]


def line_lost_and_one_made_up(cells: Cells, row: int) -> None:
    upright_line_lost(cells, row)
    cells[row].append(RawCell("", 99))


DAMAGES: dict[Callable[[Cells, int], None], dict[str, list[str]]] = {
    label_over_two_rows: {"denied_law": ["×"] * 7},
    two_figures_fused: {"denied_law": ["36", "37", "38", "39", "×", "41", "42"],
                        "denied_safety": ["43", "44", "45", "46", "×", "48", "49"]},
    upright_line_lost: {"denied_law": ["36", "37", "38", "×", "×", "41", "42"]},
    line_lost_and_one_made_up: {"denied_law": ["36", "37", "38", "×", "×", "41", "42"]},
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_lost_line_costs_the_cells_beside_it(damage: Callable[[Cells, int], None]) -> None:
    cells = drawn("requests", REQUESTS)
    damage(cells, row_of(cells, "2.其他法律行政法规禁止公开"))
    table = read("requests", cells)
    assert wrong(table, REQUESTS) == []
    found = lost(table)
    assert {row: found.get(row) for row in DAMAGES[damage]} == DAMAGES[damage]
    assert set(found) <= {"denied_law", "denied_safety"}


def test_a_figure_below_the_head_of_another_column_is_not_taken() -> None:
    """One upright line is lost in all rows and in the heads: what is left would fit by its number where one cell more was found."""
    cells = drawn("requests", REQUESTS)
    heads = next(row for row in cells if any(cell.text == "商业企业" for cell in row))
    place = next(number for number, cell in enumerate(heads) if cell.text == "商业企业")
    column = heads[place].column
    heads[place].text, heads[place].column, heads[place].col_span = "人商业企", column - 1, 2
    for row in cells:
        beside = [cell for cell in row if cell.column in (column - 1, column) and cell.text.isdigit()]
        if len(beside) == 2:
            beside[0].text += beside[1].text
            beside[0].col_span, beside[0].doubtful = 2, True  # its ink is wider than its digits
            row.remove(beside[1])
            row.append(RawCell("", 99))
    assert wrong(read("requests", cells), REQUESTS) == []


def test_a_row_torn_from_its_label_says_why() -> None:
    cells = drawn("requests", REQUESTS)
    label_over_two_rows(cells, row_of(cells, "2.其他法律行政法规禁止公开"))
    assert {value.reason for value in read("requests", cells).rows["denied_law"]} == {TORN}


def head_and_figure_fused(cells: Cells) -> None:
    """The line below the last head is lost: fifteen cells remain behind the last head that is known."""
    cells[-2][-1].text += cells[-1][-1].text
    cells[-2][-1].row_span = 2
    del cells[-1][-1]


def test_the_cells_of_the_flat_table_stand_in_one_row() -> None:
    cells = drawn("remedies", REMEDIES)
    head_and_figure_fused(cells)
    assert not read("remedies", cells).found


def test_the_cells_of_a_text_may_be_merged_as_they_like() -> None:
    cells = drawn("requests", REQUESTS)
    cells[row_of(cells, "2.其他法律行政法规禁止公开")][-3].row_span = 2
    assert lost(read("requests", cells, scanned=False)) == {}


@pytest.mark.parametrize("head", ["二", "法服乳构", "法律服务构", "法神服务机枸"])
def test_a_column_whose_head_was_not_read_is_doubtful(head: str) -> None:
    """What hides a part of the head may hide digits below it."""
    cells = drawn("requests", REQUESTS)
    for cell in (cell for row in cells for cell in row if cell.text == "法律服务机构"):
        cell.text = head
    table = read("requests", cells)
    assert {value.column for values in table.rows.values() for value in values if value.doubtful} == {"legal_service"}
    assert all(value.doubtful for values in table.rows.values() for value in values if value.column == "legal_service")


def test_a_figure_of_the_flat_table_whose_head_was_not_read_is_doubtful() -> None:
    cells = drawn("remedies", REMEDIES)
    next(cell for row in cells for cell in reversed(row) if cell.text == "其他结果").text = "其佶身"
    doubtful = [value for values in read("remedies", cells).rows.values() for value in values if value.doubtful]
    assert len(doubtful) == 1


@pytest.mark.parametrize(("head", "read_as"), [("自然人", "白然人"), ("法律服务机构", "法律服务机枸")])
def test_a_head_with_one_character_taken_for_another_is_read(head: str, read_as: str) -> None:
    cells = drawn("requests", REQUESTS)
    for cell in (cell for row in cells for cell in row if cell.text == head):
        cell.text = read_as
    assert not any(value.doubtful for values in read("requests", cells).rows.values() for value in values)
