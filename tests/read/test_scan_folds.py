"""Folded pages and pages with something on them: what may have lost digits is doubtful. All figures are made up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.scan.cells import scanned_cells
from auditor.read.scan.doubts.covers import doubt_covered
from auditor.read.scan.doubts.folds import doubt_folded
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.ruling.ink import separate_ink
from auditor.read.scan.ruling.lattice import ruled
from tests.read.test_scan_parts import grid
from tests.reading import context

pytestmark = pytest.mark.slow

XS, YS = tuple(range(100, 901, 100)), tuple(range(100, 501, 50))
ROWS, COLUMNS = len(YS) - 1, len(XS) - 1
Place = tuple[int, int]


def page(aligned: float = 0.5, high: int = 50) -> Grey:
    """A table of eight by eight figures of three digits, which stand so far between the sides of their cells."""
    ys = tuple(100 + place * high for place in range(ROWS + 1))
    drawn = grid(XS, ys)
    for y in ys[:-1]:
        for x in XS[:-1]:
            for digit in range(3):
                left = x + 10 + round(aligned * (100 - 20 - 54)) + 18 * digit
                cv2.rectangle(drawn, (left + 4, y + 14), (left + 13, y + 34), (0,), 3)
    return drawn


def without(drawn: Grey, at: int, strip: int, axis: int) -> Grey:
    """The page without a strip of it, across or down."""
    return np.ascontiguousarray(np.delete(drawn, range(at, at + strip), axis=1 - axis))


def looked(drawn: Grey) -> tuple[list[Lattice], list[list[ScannedCell]]]:
    found = ruled(drawn, (), context())
    tables = [scanned_cells(lattice, separate_ink(drawn, found)) for lattice in found.lattices]
    for cell in (cell for cells in tables for cell in cells if cell.marks):
        cell.text = "000"
    return found.lattices, tables


def doubtful(lattices: list[Lattice], tables: list[list[ScannedCell]]) -> set[Place]:
    """Row and column of the cells in doubt in the only table."""
    ((lattice, cells),) = zip(lattices, tables, strict=True)
    return {(slot.row, slot.column) for slot, cell in zip(lattice.slots, cells, strict=True) if cell.doubtful}


def folded(drawn: Grey) -> tuple[bool, set[Place]]:
    lattices, tables = looked(drawn)
    return doubt_folded(lattices, tables), doubtful(lattices, tables)


def covered(drawn: Grey) -> set[Place]:
    lattices, tables = looked(drawn)
    doubt_covered(tables, drawn)
    return doubtful(lattices, tables)


def column(number: int) -> set[Place]:
    return {(row, number) for row in range(ROWS)}


def row(number: int) -> set[Place]:
    return {(number, place) for place in range(COLUMNS)}


@pytest.mark.parametrize("aligned", [0.0, 0.5, 1.0])
def test_figures_that_stand_alike_are_not_folded(aligned: float) -> None:
    assert folded(page(aligned)) == (False, set())


@pytest.mark.parametrize(("at", "strip"), [(306, 12), (304, 16), (378, 18), (376, 12)])
def test_a_column_of_which_a_strip_is_hidden_is_doubtful(at: int, strip: int) -> None:
    assert folded(without(page(), at, strip, 0)) == (True, column(2))


def test_a_column_at_whose_side_the_figures_stand_is_doubtful_where_it_is_folded() -> None:
    assert folded(without(page(0.0), 375, 14, 0)) == (True, column(2))


def test_a_row_of_which_a_strip_is_hidden_is_doubtful() -> None:
    assert folded(without(page(high=60), 258, 14, 1)) == (True, row(2))


def test_all_columns_that_a_slanted_fold_runs_through_and_those_beside_them_are_doubtful() -> None:
    drawn = page()
    for place, x in ((0, 300), (3, 300), (5, 400), (7, 400)):
        cell = drawn[105 + 50 * place : 145 + 50 * place, x + 6 : x + 94]
        cell[:] = np.roll(cell, 9, axis=1)
    assert folded(drawn) == (True, column(1) | column(2) | column(3) | column(4))


def test_a_row_that_is_higher_than_the_others_is_not_folded() -> None:
    drawn = page()
    white = np.full((16, drawn.shape[1]), 255, np.uint8)
    for x in XS:
        white[:, x - 1 : x + 1] = 0
    assert folded(np.concatenate([drawn[:206], white, drawn[206:246], white, drawn[246:]])) == (False, set())


def test_blanks_of_a_folded_column_are_doubtful_too() -> None:
    drawn = page()
    drawn[204:246, 304:396] = 255
    assert (2, 2) in folded(without(drawn, 306, 12, 0))[1]


def test_a_fold_seen_in_one_table_is_in_the_others_too() -> None:
    upper = without(page(), 306, 20, 0)
    lower = without(page(), 306, 20, 0)
    for x in (place - 20 * (place > 300) for place in XS[:-1]):
        lower[104:496, x + 4 : x + 74] = 255  # blanks tell nothing
    lower[104:446, :][:, 104:196] = page()[104:446, 104:196]
    lattices, tables = looked(np.concatenate([upper, lower]))
    own = [slot.column for slot in lattices[1].slots]
    for cell in tables[1]:
        cell.marks.clear()
    assert doubt_folded(lattices, tables)
    assert {place for place, cell in zip(own, tables[1], strict=True) if cell.doubtful} == {2}


def test_a_single_figure_out_of_place_is_doubtful_by_itself() -> None:
    drawn = page()
    cell = drawn[210:240, 310:390].copy()
    drawn[210:240, 310:390] = np.roll(cell, -9, axis=1)
    assert folded(drawn) == (False, {(2, 2)})


def test_rules_that_are_whole_hide_nothing() -> None:
    assert covered(page()) == set()


@pytest.mark.parametrize("shade", [255, 252])
def test_figures_below_a_slip_of_paper_and_at_its_edge_are_doubtful(shade: int) -> None:
    drawn = page()
    drawn[230:322, 340:380] = shade
    assert {(3, 2), (4, 2)} <= covered(drawn)


def test_a_gap_in_a_rule_that_a_whole_figure_stands_beside_hides_nothing() -> None:
    drawn = page()
    drawn[196:205, 320:380] = 255
    assert covered(drawn) == set()


def test_a_blank_below_a_gap_in_a_rule_is_no_sure_blank() -> None:
    drawn = page()
    drawn[196:246, 320:380] = 255
    assert (2, 2) in covered(drawn)


def test_a_gap_in_an_upright_rule_beside_a_figure_is_doubtful() -> None:
    drawn = page()
    drawn[205:245, 396:405] = 255
    assert covered(drawn) == {(2, 2), (2, 3)}


@pytest.mark.parametrize("blank", [False, True])
def test_a_cell_with_a_stroke_thicker_than_any_of_a_figure_is_doubtful(blank: bool) -> None:
    drawn = page()
    if blank:
        drawn[205:245, 306:394] = 255
    cv2.line(drawn, (335, 180), (365, 330), (120,), 9)
    assert {(2, 2), (3, 2)} <= covered(drawn)


@pytest.mark.parametrize("wide", [5, 8])
def test_a_white_streak_takes_the_figures_and_the_blanks_it_runs_through(wide: int) -> None:
    drawn = page()
    drawn[204:246, 304:396] = 255
    drawn[:, 348 : 348 + wide] = 255
    assert covered(drawn) == column(2)
    level = np.ascontiguousarray(page())
    level[222 : 222 + wide, :] = 255
    assert covered(level) == row(2)


def test_a_white_streak_beside_the_figures_takes_none() -> None:
    drawn = page()
    drawn[:, 384:390] = 255
    assert covered(drawn) == set()


def test_a_streak_on_a_sheet_that_lies_askew_is_found_where_the_rules_are() -> None:
    drawn = page()
    for y in range(drawn.shape[0]):
        drawn[y, 340 + y // 20 : 346 + y // 20] = 255
    assert covered(drawn) == column(2)


def test_a_badly_printed_rule_is_no_streak() -> None:
    drawn = page()
    for y in YS[2:4]:
        for x in range(310, 390, 20):
            drawn[y - 2 : y + 3, x : x + 6] = 255
    assert covered(drawn) == set()


def test_what_is_thicker_than_blurred_figures_alone_is_something_on_the_page() -> None:
    drawn = grid(XS, YS)
    for y in YS[:-1]:
        for x in range(XS[0] + 30, XS[-1], 100):
            for digit in range(3):
                cv2.line(drawn, (x + 18 * digit, y + 14), (x + 18 * digit, y + 34), (0,), 8)
    assert covered(drawn) == set()
    cv2.line(drawn, (335, 212), (365, 238), (120,), 15)
    assert covered(drawn) == {(2, 2)}
