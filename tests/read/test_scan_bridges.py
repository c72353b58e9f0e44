"""Gaps in rules that the rows and columns beside them show, and streaks of a copier. All texts are made up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.ruling.lattice import ruled
from tests.read.test_scan_parts import grid
from tests.reading import context

pytestmark = pytest.mark.slow

XS, YS = (100, 300, 500, 700, 900), (100, 160, 220, 280, 340)
ALL = 16


def test_strokes_of_characters_below_each_other_are_no_rule() -> None:
    page = grid(XS, YS)
    page[166:274, 400:404] = 0
    for y in (175, 190, 205, 235, 250, 265):
        page[y : y + 4, 380:424] = 0
    lines = ((320, 165, 480, 215), (320, 225, 480, 275))
    (lattice,) = ruled(page, lines, context()).lattices
    assert len(lattice.slots) == ALL


def cells(page: Grey) -> list[int]:
    return [len(lattice.slots) for lattice in ruled(page, (), context()).lattices]


def test_a_row_without_one_of_its_rules_has_it_from_the_rows_beside_it() -> None:
    page = grid(XS, YS)
    page[165:215, 496:505] = 255
    assert cells(page) == [ALL]


def test_a_rule_between_two_rows_is_closed_from_the_columns_beside_it() -> None:
    page = grid(XS, YS)
    page[216:225, 305:495] = 255
    assert cells(page) == [ALL]


@pytest.mark.parametrize("at", [(190, 500), (220, 400)])
def test_no_rule_is_drawn_through_ink(at: tuple[int, int]) -> None:
    page = grid(XS, YS)
    page[165:215, 496:505] = page[216:225, 305:495] = 255
    page[at[0] - 9 : at[0] + 9, at[1] - 30 : at[1] + 30 : 5] = 0
    assert cells(page) == [ALL - 1]


def test_a_row_with_other_columns_keeps_them() -> None:
    page = grid(XS, YS)
    for x in XS[1:-1]:
        page[165:215, x - 4 : x + 5] = 255
    assert cells(page) == [ALL - 3]


def test_a_label_beside_several_rows_stays_one() -> None:
    page = grid(XS, YS)
    page[216:225, 105:295] = 255
    assert cells(page) == [ALL - 1]


def test_a_streak_from_top_to_end_of_the_page_is_no_rule() -> None:
    page = grid(XS, YS)
    page = np.asarray(cv2.copyMakeBorder(page, 200, 300, 50, 50, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)
    page[:, 400:403] = 60
    assert cells(page) == [ALL]
