"""Ink that is not the table's: seals, watermarks, pens. The cell below is read without it or doubtful. All texts are made up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from auditor.model.document import Cell
from auditor.read.opener import read_bytes
from auditor.read.scan.cells import scanned_cells
from auditor.read.scan.picture.colour import Grey, grey_of
from auditor.read.scan.picture.image import ready
from auditor.read.scan.ruling.ink import separate_ink
from auditor.read.scan.ruling.lattice import ruled
from tests.read.test_scan import ROWS, cells, small
from tests.read.test_scan_parts import grid
from tests.reading import context
from tests.writers.scan import saved

pytestmark = pytest.mark.slow

Colour = tuple[int, int, int]
RED, BLUE = (200, 20, 30), (30, 50, 200)


def coloured(picture: Grey) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def with_seal(picture: Grey, centre: tuple[int, int], opacity: float, radius: int = 160) -> NDArray[np.uint8]:
    """A ring with a star in it and strokes between, over the picture."""
    shape = np.zeros(picture.shape, np.float32)
    cv2.circle(shape, centre, radius, (1.0,), 9)
    cv2.circle(shape, centre, radius // 3, (1.0,), -1)
    for turn in range(0, 360, 24):
        cv2.ellipse(shape, centre, (radius * 3 // 4, radius * 3 // 4), turn, 0, 14, (1.0,), 26)
    alpha = (shape * opacity)[:, :, None]
    return np.asarray(coloured(picture) * (1 - alpha) + np.array(RED) * alpha, dtype=np.uint8)


def stains(page: Grey) -> list[tuple[int, int]]:
    """Row and column of the cells that ink reaches into from elsewhere."""
    found = ruled(page, (), context())
    (lattice,) = found.lattices
    own = zip(lattice.slots, scanned_cells(lattice, separate_ink(page, found)), strict=True)
    return [(slot.row, slot.column) for slot, cell in own if cell.stained]


XS, YS = (100, 300, 500, 700, 900), (100, 160, 220, 280)


def digits(page: Grey) -> Grey:
    for x in XS[:-1]:
        for y in YS[:-1]:
            cv2.putText(page, "36", (x + 70, y + 42), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    return page


def test_figures_in_their_cells_are_not_stained() -> None:
    assert stains(digits(grid(XS, YS))) == []


def test_a_long_stroke_stains_every_cell_it_crosses() -> None:
    page = digits(grid(XS, YS))
    cv2.line(page, (430, 130), (560, 250), (60,), 7)
    assert stains(page) == [(0, 1), (1, 1), (1, 2), (2, 2)]


def test_a_stroke_from_one_cell_to_the_next_stains_both() -> None:
    page = digits(grid(XS, YS))
    cv2.line(page, (420, 200), (580, 180), (30,), 12)
    assert stains(page) == [(1, 1), (1, 2)]


def test_a_thick_stroke_is_no_ruling_line() -> None:
    page = digits(grid(XS, YS))
    page[175:205, 320:480] = 120
    found = ruled(page, (), context())
    (lattice,) = found.lattices
    assert len(lattice.slots) == 12
    assert not found.rules[185:195, 340:460].any()


@pytest.mark.parametrize("opacity", [0.5, 0.8])
def test_a_seal_is_made_light_and_black_stays_black(opacity: float) -> None:
    page = np.full((1654, 1654), 255, np.uint8)
    page[800:806, 600:1000] = 0
    grey = grey_of(with_seal(page, (800, 800), opacity))
    assert int(grey[950:970, 790:810].min()) > 205  # the ring by itself
    assert int(grey[803, 700]) < 40  # a line beside its strokes
    assert int(grey[803, 800]) < 200  # and below them


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_a_pen_stays_dark(colour: Colour) -> None:
    page = coloured(np.full((1654, 1654), 255, np.uint8))
    cv2.circle(page, (800, 800), 90, colour, 4)
    cv2.line(page, (700, 700), (900, 900), colour, 4)
    assert int(grey_of(page)[800 - 90, 800]) < 130


def test_an_area_of_marker_is_paper() -> None:
    page = coloured(np.full((1654, 1654), 255, np.uint8))
    page[400:440, 300:700] = (255, 90, 170)
    page[415:420, 350:400] = 0
    grey = grey_of(page)
    assert int(grey[405, 500]) == 255
    assert int(grey[417, 370]) == 0


def test_a_grey_picture_stays_as_it_is() -> None:
    assert np.array_equal(grey_of(coloured(small())), small())


def read(picture: NDArray[np.uint8]) -> list[Cell]:
    document = read_bytes(saved([Image.fromarray(picture)], "PNG", 200), "页.png")
    return [cell for row in cells(document) for cell in row]


@pytest.mark.parametrize(("at", "opacity"), [((760, 270), 0.8), ((520, 250), 0.6)])
def test_cells_below_a_seal_are_right_or_in_doubt(at: tuple[int, int], opacity: float) -> None:
    sheet = np.full((1654, 1654), 255, np.uint8)
    sheet[: small().shape[0], : small().shape[1]] = small()
    for cell, wanted in zip(read(with_seal(sheet, at, opacity)), [text for row in ROWS for text in row], strict=True):
        assert cell.raw == wanted or cell.doubtful or any(char >= "\u4e00" for char in wanted), (cell, wanted)


@pytest.mark.parametrize("colour", [RED, BLUE, (20, 20, 20)])
def test_a_correction_by_pen_is_in_doubt(colour: Colour) -> None:
    found = read(struck(coloured(small()), colour))
    assert [number for number, cell in enumerate(found) if cell.doubtful] == [7]


def struck(page: NDArray[np.uint8], colour: Colour) -> NDArray[np.uint8]:
    """The largest figure struck out, and a digit written beside it."""
    document = read_bytes(saved([Image.fromarray(page)], "PNG", 200), "页.png")
    place = document.place_at(document.text.index("70305"))
    assert place is not None
    left, top, right, bottom = (round(side * 200 / 72) for side in place.box)
    middle = (left + right) // 2, (top + bottom) // 2
    changed = page.copy()
    cv2.line(changed, (middle[0] - 40, middle[1] + 3), (middle[0] + 40, middle[1] - 3), colour, 3)
    cv2.putText(changed, "8", (middle[0] + 48, middle[1] + 10), cv2.FONT_HERSHEY_SIMPLEX, 0.9, colour, 2)
    return changed


def test_a_broad_grey_watermark_is_paper_and_print_over_it_stays() -> None:
    page = digits(grid(XS, YS))
    page = np.where(page == 255, 250, page).astype(np.uint8)
    plain = ready(page).grey
    page[60:330, 280:340] = np.minimum(page[60:330, 280:340], 170)
    over = ready(page).grey
    assert int(over[100:110, 310].min()) < 90  # the rule across
    assert int(np.percentile(over[62:95, 290:330], 5)) > 235
    assert int(over[110:150, 170:200].min()) == pytest.approx(int(plain[110:150, 170:200].min()), abs=6)


def test_the_stroke_of_a_grey_marker_stays() -> None:
    page = np.where(digits(grid(XS, YS)) == 255, 250, 0).astype(np.uint8)
    page[115:141, 330:420] = np.minimum(page[115:141, 330:420], 150)
    assert int(np.median(ready(page).grey[117:139, 335:365])) < 175
