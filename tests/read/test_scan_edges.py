"""Pictures that end within a table: what their edge cuts is not read, and the page says so. All texts are made up."""

from __future__ import annotations

import numpy as np
import pytest

from auditor.read.opener import read_bytes
from auditor.read.scan.cells import scanned_cells
from auditor.read.scan.doubts.edges import cut_lines, doubt_cut
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import LevelPage
from auditor.read.scan.ruling.ink import separate_ink
from auditor.read.scan.ruling.lattice import ruled
from tests.read.test_scan import cells, small
from tests.read.test_scan_parts import grid
from tests.reading import context
from tests.writers.scan import Picture, encoded

pytestmark = pytest.mark.slow

XS, YS = (100, 300, 500, 700, 900), (100, 160, 220, 280)
AGAIN = "被截掉了，请让整页都在画面里再重新扫描"


def cut(page: Grey, turn: float = 0.0) -> tuple[set[str], list[tuple[int, int]]]:
    """The sides that are cut, and row and column of the cells that are not read for it."""
    found = ruled(page, (), context())
    tables = [scanned_cells(lattice, separate_ink(page, found)) for lattice in found.lattices]
    sides = doubt_cut(found.lattices, tables, LevelPage(page, turn))
    ((lattice, own),) = zip(found.lattices, tables, strict=True)
    slots = zip(lattice.slots, own, strict=True)
    return sides, [(slot.row, slot.column) for slot, cell in slots if cell.unread]


COLUMN = [(0, 3), (1, 3), (2, 3)]


def test_a_table_with_paper_around_it_is_whole() -> None:
    assert cut(grid(XS, YS)) == (set(), [])


@pytest.mark.parametrize("at", [830, 870, 890])
def test_a_column_at_the_right_edge_is_not_read(at: int) -> None:
    assert cut(np.ascontiguousarray(grid(XS, YS)[:, :at])) == ({"right"}, COLUMN)


def test_a_column_at_the_left_edge_is_not_read() -> None:
    page = np.ascontiguousarray(grid(XS, YS)[:, ::-1][:, :850][:, ::-1])
    assert cut(page) == ({"left"}, [(0, 0), (1, 0), (2, 0)])


@pytest.mark.parametrize(("side", "row"), [("bottom", 2), ("top", 0)])
def test_a_row_at_the_edge_is_not_read(side: str, row: int) -> None:
    page = grid(XS, YS)
    page = page[:265] if side == "bottom" else page[115:]
    assert cut(np.ascontiguousarray(page)) == ({side}, [(row, column) for column in range(4)])


def test_a_table_cropped_at_its_outer_line_is_whole() -> None:
    assert cut(np.ascontiguousarray(grid(XS, YS)[98:284, 98:904])) == (set(), [])


def test_a_line_along_the_edge_of_the_paper_closes_no_column() -> None:
    page = grid(XS, YS)[:, :800].copy()
    page[90:300, 796:799] = 0
    assert cut(page) == ({"right"}, COLUMN)


def test_columns_left_open_by_their_style_are_whole_unless_ink_runs_out_of_them() -> None:
    page = grid(XS, YS)
    page[:, 890:910][(page[:, 890:910] == 0) & (np.arange(len(page))[:, None] % 60 > 45)] = 255
    page[103:158, 880:] = page[163:218, 880:] = page[223:278, 880:] = 255
    assert cut(page)[0] == set()
    page[120:145, 870:904] = 0
    assert cut(page) == ({"right"}, COLUMN)


def test_lines_of_text_that_run_out_of_the_picture_are_noticed() -> None:
    sheet = LevelPage(np.full((500, 400), 255, np.uint8), 0.0)
    lines = [(20, 50 * number, 399, 50 * number + 30) for number in range(1, 5)]
    assert cut_lines(lines, sheet) == {"right"}
    assert cut_lines(lines[:2], sheet) == set()
    assert cut_lines([(20, 480, 200, 499)], sheet) == {"bottom"}


def test_a_page_cut_at_the_right_says_so_and_what_helps() -> None:
    page: Picture = small()
    document = read_bytes(encoded([np.ascontiguousarray(page[:, :-110])]), "页.png")
    rows = cells(document)
    assert [row[-1].unread for row in rows[1:]] == [f"右边{AGAIN}"] * 2
    assert [cell.unread for row in rows for cell in row[:-1]] == [""] * 9
    assert [unread.what for unread in document.unread] == [f"未读全的扫描页（第 1 页右边{AGAIN}）"]
    assert f"第 1 页右边{AGAIN}" in document.warnings
