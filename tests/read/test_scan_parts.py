"""The parts of reading a scan: ruling lines, strokes, what the ink says about a figure, and what readings are made to one."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from auditor.read.layout.boxes import large_pictures
from auditor.read.scan.cells import _decide, plain
from auditor.read.scan.doubts.sizes import ScannedCell, doubt_sizes
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.picture.ocr import RecognisedText
from auditor.read.scan.ruling.ink import completed, lines_of, separate_ink
from auditor.read.scan.ruling.lattice import Ruled, ruled
from tests.reading import context
from tests.writers.scan import Wear, scanned

pytestmark = pytest.mark.slow

A4 = (595.0, 842.0)


def grid(xs: tuple[int, ...], ys: tuple[int, ...], gap: int = 0) -> Grey:
    """A ruled table on a page, a gap in the middle of its second upright line."""
    page = np.full((ys[-1] + 100, xs[-1] + 100), 255, np.uint8)
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), (0,), 2)
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), (0,), 2)
    page[140 : 140 + gap, xs[1] - 3 : xs[1] + 4] = 255
    return page


def look(page: Grey, texts: tuple[PixelSpan, ...] = ()) -> Ruled:
    return ruled(page, texts, context())


@pytest.mark.parametrize("wear", [Wear(), Wear(blur=1.2, noise=14, specks=0.001, ink=120), Wear(turn=0.08)])
def test_ruling_lines_part_cells(wear: Wear) -> None:
    (lattice,) = look(scanned(grid((100, 300, 500, 800), (100, 160, 220)), wear, 1)).lattices
    assert (len(lattice.xs), len(lattice.ys), len(lattice.slots)) == (4, 3, 6)


@pytest.mark.parametrize(("gap", "cells"), [(5, 6), (60, 6), (150, 5)])
def test_a_short_gap_in_a_line_is_a_fault_of_the_scan(gap: int, cells: int) -> None:
    (lattice,) = look(grid((100, 300, 500, 800), (80, 300, 420), gap)).lattices
    assert len(lattice.slots) == cells


def test_strokes_of_a_large_character_are_no_table() -> None:
    page = grid((100, 180, 260), (100, 180, 260))
    assert len(look(page).lattices) == 1
    assert look(page, ((90, 90, 270, 270),)).lattices == []


def test_specks_are_told_from_strokes_and_from_points_beside_them() -> None:
    page = np.full((200, 400), 255, np.uint8)
    cv2.putText(page, "12", (50, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 3)
    page[96:100, 88:92] = page[40:43, 300:303] = 0
    ink = separate_ink(page, look(page))
    assert len(ink.marks) == 2
    assert ink.specks == [(300, 40, 303, 43)]
    assert int(ink.clean[41, 301]) == 255
    assert int(ink.clean[97, 89]) == 0


def test_the_strokes_of_a_character_make_one_line() -> None:
    three = [(10, 10, 40, 13), (12, 22, 38, 25), (8, 35, 42, 38)]
    assert lines_of(three) == [(8, 10, 42, 38)]
    assert lines_of([*three, (10, 60, 25, 88), (28, 60, 40, 88)]) == [(8, 10, 42, 38), (10, 60, 40, 88)]


def test_a_number_the_engine_missed_is_taken_into_its_line() -> None:
    heading = (100, 50, 400, 90)
    numeral = [(40, 66, 66, 70), (44, 76, 72, 84)]
    assert completed([heading], [*numeral, (40, 200, 60, 220)], 900) == [(38, 50, 400, 90)]


def test_a_line_that_reaches_the_edge_stays_on_the_page() -> None:
    at_the_left, at_the_right = (0, 60, 20, 80), (880, 60, 900, 80)
    assert completed([(24, 50, 876, 90)], [at_the_left, at_the_right], 900) == [(0, 50, 900, 90)]


def cell(text: str, *widths: int, gap: int = 3, high: int = 20, at: int = 50) -> ScannedCell:
    """A cell with digits of these widths side by side."""
    marks = []
    for width in widths:
        marks.append((at, 30, at + width, 30 + high))
        at += width + gap
    return ScannedCell((0, 0, 200, 80), marks, text=text)


def doubts(*cells: ScannedCell) -> list[bool]:
    """Whether each is doubted in a table of many whole numbers."""
    others = [cell("234", 12, 12, 12) for _ in range(8)]
    doubt_sizes([[*cells, *others]])
    assert not any(other.doubtful for other in others)
    return [one.doubtful for one in cells]


def test_whole_figures_are_not_doubted() -> None:
    assert doubts(cell("5", 12), cell("1", 6), cell("11", 6, 6, gap=9), cell("40871", *[12] * 5)) == [False] * 4


def test_a_digit_that_was_dropped_or_made_up_is_noticed() -> None:
    assert doubts(cell("22", 12, 12, 12), cell("2", 12, 12), cell("555", 12, 12)) == [True] * 3


def test_the_figures_of_two_cells_are_not_one() -> None:
    assert doubts(cell("57", 12, 12, gap=25)) == [True]


def test_figures_that_were_joined_do_not_make_the_others_doubtful() -> None:
    """Where a rule between two columns is lost, most figures of several digits may be two."""
    joined, whole = [cell("57", 12, 12, gap=50) for _ in range(9)], [cell(text, 12) for text in "2346789"]
    doubt_sizes([[*joined, *whole, cell("23", 12, 12)]])
    assert all(one.doubtful for one in joined)
    assert not any(one.doubtful for one in whole)


def test_two_figures_above_each_other_are_not_one_broken_figure() -> None:
    stacked = ScannedCell((0, 0, 200, 80), [(90, 10, 102, 30), (90, 45, 102, 65)], text="57")
    full = ScannedCell(
        (0, 0, 52, 80), [(5 + 15 * n, 10, 17 + 15 * n, 30) for n in range(3)] + [(20, 45, 32, 65)], text="9870"
    )
    assert doubts(stacked) == [True]
    assert doubts(full) == [False]


def test_two_figures_of_two_lines_side_by_side_are_those_of_two_rows() -> None:
    lines = [(5 + 15 * n, 10, 17 + 15 * n, 30) for n in range(3)] + [(20, 45, 32, 65)]
    beside = [(left + 60, top, right + 60, bottom) for left, top, right, bottom in lines]
    assert (
        doubts(ScannedCell((0, 0, 52, 80), lines, text="9870"), ScannedCell((60, 0, 112, 80), beside, text="9870"))
        == [True] * 2
    )


def test_a_figure_of_two_lines_that_has_room_on_one_is_doubted() -> None:
    lines = [(2 + 15 * n, 10, 14 + 15 * n, 30) for n in range(3)] + [(20, 45, 32, 65)]
    assert doubts(ScannedCell((0, 0, 64, 80), lines, text="9870")) == [True]
    assert doubts(ScannedCell((0, 0, 52, 80), lines, text="9870", rows=2)) == [True]


def test_a_speck_is_no_decimal_point() -> None:
    point = ScannedCell((0, 0, 200, 80), [(50, 30, 62, 50), (65, 30, 77, 50), (88, 30, 100, 50)], text="12.5")
    assert doubts(point, cell("12.5", 12, 12, 12)) == [False, True]


def test_a_digit_of_another_height_is_doubted() -> None:
    assert doubts(cell("0", 8, high=9), cell("1", 3, high=32)) == [True, True]


def test_what_is_no_number_is_doubted_unless_it_is_a_word() -> None:
    words = [ScannedCell((0, 0, 200, 80), [(50, 30, 62, 50)], text=text) for text in ("中", "C", "-", "规章")]
    assert doubts(*words) == [True, True, True, False]


@pytest.mark.parametrize(
    ("read", "figure"),
    [(" 12 ", "12"), ("O", "0"), ("ó", "0"), ("l0I", "101"), ("３，４５６", "3,456"), (".8", "8"), ("7·", "7"), ("12.5", "12.5"),
     ("96171.6", "96171.6"), ("0.5", "0.5"), ("—", "—"), ("第 1 项", "第1项"), ("S", "S")],
)  # fmt: skip
def test_misreadings_of_the_shape_of_digits_are_undone(read: str, figure: str) -> None:
    assert plain(read) == figure


def test_strips_of_a_scan_are_one_picture() -> None:
    strips = [(0.0, 200.0 * n, 595.0, 200.0 * (n + 1)) for n in range(4)]
    assert large_pictures(strips, A4, 0) == [(0.0, 0.0, 595.0, 800.0)]


def test_a_seal_is_no_table_and_a_background_no_picture() -> None:
    assert large_pictures([(400.0, 600.0, 519.0, 719.0)], A4, 900) == []
    assert large_pictures([(0.0, 0.0, 595.0, 842.0)], A4, 900) == []
    assert large_pictures([(-50.0, 0.0, 645.0, 842.0)], A4, 9) == [(0.0, 0.0, 595.0, 842.0)]


def decided(*readings: tuple[str, float]) -> ScannedCell:
    """A figure after its readings, each of which is as sure of every character."""
    first, *others = (RecognisedText(text, (sure,) * len(text)) for text, sure in readings)
    cell = ScannedCell((0, 0, 60, 30), [(20, 5, 32, 25)], [((18, 3, 34, 27), first)])
    _decide(cell, others[0], others[1] if len(others) > 1 else None)
    return cell


@pytest.mark.parametrize(
    ("readings", "sure"),
    [
        ((("0", 0.6), ("o", 0.5), ("0", 0.45)), True),
        ((("0", 0.99), ("o", 0.37), ("0", 0.42)), True),
        ((("0", 0.6), ("0", 0.5)), False),
        ((("0", 0.5), ("0", 0.3), ("0", 0.9)), False),
        ((("0", 0.5), ("6", 0.5), ("0", 0.5)), False),
        ((("6", 0.5), ("6", 0.5), ("6", 0.5)), False),
    ],
)
def test_a_nought_that_is_read_thrice_is_sure(readings: tuple[tuple[str, float], ...], sure: bool) -> None:
    cell = decided(*readings)
    assert cell.text in ("0", "6")
    assert cell.doubtful is not sure
