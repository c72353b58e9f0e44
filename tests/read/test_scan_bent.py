"""Pages that are crooked, in perspective or curved are straightened before they are read. All texts are made up."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from auditor.read.scan.picture.bent import Bend, Flatness, bend_of
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import LevelPage, lies_crooked, ready
from auditor.read.scan.ruling.lattice import ruled
from auditor.read.scan.ruling.upright import UprightPage, _lies
from tests.reading import context
from tests.writers.scan import Wear, scanned

pytestmark = pytest.mark.slow

WIDE, HIGH = 1654, 2339
XS, YS = range(200, 1500, 160), range(300, 1900, 60)


def table() -> Grey:
    """A page with a ruled table, a stroke in every cell."""
    page = np.full((HIGH, WIDE), 255, np.uint8)
    for y in YS:
        cv2.line(page, (XS[0], y), (XS[-1], y), (0,), 2)
    for x in XS:
        cv2.line(page, (x, YS[0]), (x, YS[-1]), (0,), 2)
    for x in XS[:-1]:
        for y in YS[:-1]:
            cv2.putText(page, "36", (x + 60, y + 42), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    return page


def seen_from(percent: float, side: int) -> Grey:
    """The page photographed at an angle: one side is shorter by so many percent."""
    corners = np.array([(0, 0), (WIDE, 0), (WIDE, HIGH), (0, HIGH)], np.float32)
    x, y = WIDE * percent / 200, HIGH * percent / 200
    moves = ([(x, 0), (-x, 0), (0, 0), (0, 0)], [(0, y), (0, 0), (0, 0), (0, -y)])[side]
    matrix = cv2.getPerspectiveTransform(corners, corners + np.array(moves, np.float32))
    return np.asarray(cv2.warpPerspective(table(), matrix, (WIDE, HIGH), borderValue=(255,)), np.uint8)


def moved(field: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]) -> Grey:
    ys, xs = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    x, y = field(xs / WIDE * 2 - 1, ys / HIGH * 2 - 1)
    maps = ((x + 1) / 2 * WIDE).astype(np.float32), ((y + 1) / 2 * HIGH).astype(np.float32)
    return np.asarray(cv2.remap(table(), *maps, interpolation=cv2.INTER_CUBIC, borderValue=(255,)), np.uint8)


def cells(page: Grey) -> list[int]:
    """The numbers of cells of the tables that are found when the page is ready."""
    return [len(lattice.slots) for lattice in ruled(ready(page).grey, (), context()).lattices]


WHOLE = [(len(XS) - 1) * (len(YS) - 1)]


def test_a_flat_page_is_left_alone() -> None:
    assert bend_of(table()) is Flatness.FLAT
    assert ready(table()).bend is None


@pytest.mark.parametrize("turn", [3.0, -4.0, 6.5, -8.0, 10.0])
def test_a_page_askew_is_levelled_whole(turn: float) -> None:
    page = cv2.copyMakeBorder(table(), 200, 200, 200, 200, cv2.BORDER_CONSTANT, value=(255,))
    assert cells(scanned(np.asarray(page, np.uint8), Wear(turn=turn, noise=6), 1)) == WHOLE


@pytest.mark.parametrize("turn", [14.0, -22.0])
def test_more_than_ten_degrees_is_told_and_not_levelled(turn: float) -> None:
    sheet = ready(scanned(table(), Wear(turn=turn), 1))
    assert abs(sheet.turn) <= 10.3
    assert lies_crooked(sheet)
    assert not lies_crooked(ready(scanned(table(), Wear(turn=7), 1)))


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("percent", [3, 8, 15])
def test_a_page_at_an_angle_is_straightened(percent: float, side: int) -> None:
    assert cells(seen_from(percent, side)) == WHOLE


def test_a_page_at_an_angle_and_askew_is_straightened() -> None:
    assert cells(scanned(seen_from(6, 0), Wear(turn=4, noise=6, blur=0.8), 1)) == WHOLE


CURVES = {
    "lens": lambda x, y: (x * (1 + 0.02 * (x * x + y * y)), y * (1 + 0.02 * (x * x + y * y))),
    "binding": lambda x, y: (x, y + 0.02 * np.exp(-(x + 1) * 4.5)),
    "wave": lambda x, y: (x, y + 0.008 * np.sin(x * 2.6 + y * 0.8)),
}


@pytest.mark.parametrize("name", CURVES)
def test_a_curved_page_is_straightened(name: str) -> None:
    assert cells(moved(CURVES[name])) == WHOLE


def test_rules_that_fit_no_smooth_curve_are_told() -> None:
    page = moved(lambda x, y: (x, y + 0.006 * np.sin(x * 14) * np.cos(y * 3)))
    assert bend_of(page) is Flatness.UNKNOWN
    assert ready(page).askew


def test_a_slanted_stroke_bends_no_page() -> None:
    page = table()
    cv2.line(page, (210, 310), (1400, 380), (0,), 3)
    assert not isinstance(bend_of(page), Bend)
    assert ready(page).bend is None


def test_places_lead_back_to_the_paper() -> None:
    sheet = ready(scanned(seen_from(8, 0), Wear(turn=3), 1))
    assert sheet.bend is not None
    (lattice,) = ruled(sheet.grey, (), context()).lattices
    corners = np.array([(XS[0], YS[0]), (XS[-1], YS[-1])], np.float32)
    x = WIDE * 8 / 200
    source = np.array([(0, 0), (WIDE, 0), (WIDE, HIGH), (0, HIGH)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, source + np.array([(x, 0), (-x, 0), (0, 0), (0, 0)], np.float32))
    turned = cv2.getRotationMatrix2D((WIDE / 2, HIGH / 2), 3, 1.0)
    wanted = cv2.transform(cv2.perspectiveTransform(corners[None], matrix), turned)[0] * 72 / 200
    found = [(lattice.xs[0], lattice.ys[0]), (lattice.xs[-1], lattice.ys[-1])]
    for (left, top), place in zip(found, wanted.tolist(), strict=True):
        assert sheet.on_paper((left, top, left, top))[:2] == pytest.approx(place, abs=1.5)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_places_lead_back_from_a_turned_page(turns: int) -> None:
    page = table()
    wide, high = (WIDE, HIGH) if turns % 2 == 0 else (HIGH, WIDE)
    looked = UprightPage(LevelPage(page, 0.0), [], None, [], turns, 0, (WIDE, HIGH))  # type: ignore[arg-type]
    dark = np.zeros((high, wide), np.uint8)
    upright = np.rot90(dark, turns)
    assert upright.shape == (HIGH, WIDE)
    marked = dark.copy()
    marked[300:310, 120:160] = 1
    ys, xs = np.nonzero(np.rot90(marked, turns))
    box = tuple(float(side) * 72 / 200 for side in (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))
    back = looked.on_paper(box)  # type: ignore[arg-type]
    assert back == pytest.approx([side * 72 / 200 for side in (120, 300, 160, 310)], abs=0.1)


def test_digits_alone_do_not_lie_on_their_side() -> None:
    digits = [(x, 0, x + 18, 22) for x in range(0, 900, 30)]
    assert not _lies([*digits, (0, 40, 200, 65)])
    assert _lies([*digits, *((x, 100, x + 25, 300) for x in range(0, 200, 40)), (0, 40, 200, 65)])
