"""Pages of a picture, each the right way up: rotated by quarter turns, level, and separated if two lie side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np

from auditor.config.limits import ReadContext
from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import POINT, LevelPage, PixelSpan, ready
from auditor.read.scan.picture.ocr import find, recognise
from auditor.read.scan.ruling.ink import PageInk, completed, separate_ink
from auditor.read.scan.ruling.lattice import ruled

# How much longer than wide the box of a line is that is turned by a quarter.
TALL = 1.5
# Whether a page is upside down is tested on a few short lines, if they cannot be read well as they are. Half of them
# suffice for a page that is read so clearly that the others hardly matter.
_SAMPLE, _SAMPLE_SHAPE = 6, 5.0
_CLEAR, _CLEARER, _VERY_CLEAR = 0.8, 0.1, 0.95
# Two pages side by side are this much wider than high; where the fold may be and how wide its margins are, as shares of
# the width; and how many lines each page has.
_SPREAD, _FOLD, _MARGINS, _LINES = 1.15, (0.35, 0.65), 0.045, 4


@dataclass(frozen=True, slots=True)
class UprightPage:
    """A page with what was found on it before its text is read.

    It is a part of a picture that was rotated by `turns` quarters counter-clockwise, and then cut at `left`; `whole` is
    the size of the rotated picture, in pixels.
    """

    sheet: LevelPage
    lattices: list[Lattice]
    ink: PageInk
    boxes: list[PixelSpan]
    turns: int = 0
    left: int = 0
    whole: tuple[int, int] = (0, 0)

    def on_paper(self, box: Box) -> Box:
        """Map a box of the level page, in points, to its place in the picture."""
        x1, y1, x2, y2 = self.sheet.on_paper(box)
        x1, x2 = x1 + self.left / POINT, x2 + self.left / POINT
        wide, high = self.whole[0] / POINT, self.whole[1] / POINT
        for _ in range(self.turns):
            x1, y1, x2, y2 = high - y2, x1, high - y1, x2
            wide, high = high, wide
        return x1, y1, x2, y2


def pages_of(grey: Grey, context: ReadContext) -> list[UprightPage]:
    """Analyse the page in a picture the right way up, or the two pages that lie side by side in it."""
    turns, page = _upright(grey, context)
    upright = np.ascontiguousarray(np.rot90(grey, turns))
    whole = upright.shape[1], upright.shape[0]
    fold = _fold(page)
    if fold is None:
        return [UprightPage(page.sheet, page.lattices, page.ink, page.boxes, turns, 0, whole)]
    halves = [(0, upright[:, :fold]), (fold, upright[:, fold:])]
    context.deadline.allow_scans(1)
    found = []
    for left, half in halves:
        own = _look(np.ascontiguousarray(half), context)
        found.append(UprightPage(own.sheet, own.lattices, own.ink, own.boxes, turns, left, whole))
    return found


def _upright(grey: Grey, context: ReadContext) -> tuple[int, UprightPage]:
    """Return by how many quarters to turn the page, and the page: one on its side has tall boxes, one upside down reads badly."""
    page, turns = _look(grey, context), 0
    if _lies(page.boxes):
        turned = _look(np.ascontiguousarray(np.rot90(grey)), context)
        if not _lies(turned.boxes):
            page, turns = turned, 1
    sample = sorted(page.boxes, key=lambda box: abs((box[2] - box[0]) / (box[3] - box[1]) - _SAMPLE_SHAPE))[:_SAMPLE]
    crops = [page.sheet.grey[top:bottom, left:right] for left, top, right, bottom in sample]
    if crops and _clearness(crops[::2]) < _VERY_CLEAR and (straight := _clearness(crops)) < _CLEAR:
        heads = [np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops]
        if _clearness(heads) > straight + _CLEARER:
            turns += 2
            page = _look(np.ascontiguousarray(np.rot90(grey, turns)), context)
    return turns, page


def _lies(boxes: Sequence[PixelSpan]) -> bool:
    """Return whether a page lies on its side; boxes of single digits are about square and show nothing."""
    tall = sum(bottom - top > TALL * (right - left) for left, top, right, bottom in boxes)
    wide = sum(right - left > TALL * (bottom - top) for left, top, right, bottom in boxes)
    return tall > wide


def _clearness(crops: list[Grey]) -> float:
    return mean(reading.mean for reading in recognise(crops))


def _look(grey: Grey, context: ReadContext) -> UprightPage:
    """Find the tables, the ink and the lines of text of a page."""
    context.deadline.check()
    sheet = ready(grey)
    context.deadline.check()
    boxes = find(sheet.grey)
    context.deadline.check()
    page = ruled(sheet.grey, boxes, context)
    ink = separate_ink(sheet.grey, page)
    return UprightPage(sheet, page.lattices, ink, _completed(boxes, page.lattices, ink))


def _completed(boxes: list[PixelSpan], lattices: list[Lattice], ink: PageInk) -> list[PixelSpan]:
    """Return the boxes of the lines of text, those outside tables with all their strokes."""
    inside: list[PixelSpan] = []
    outside: list[PixelSpan] = []
    for box in boxes:
        (inside if _in_table(box, lattices) else outside).append(box)
    loose = (mark for mark in ink.marks if not _in_table(mark, lattices))
    return inside + completed(outside, loose, ink.strokes.shape[1])


def _in_table(span: PixelSpan, lattices: list[Lattice]) -> bool:
    """Return whether the middle of a box lies in a table."""
    x, y = (span[0] + span[2]) / 2 / POINT, (span[1] + span[3]) / 2 / POINT
    return any(lattice.at(x, y) is not None for lattice in lattices)


def _fold(page: UprightPage) -> int | None:
    """Return where the fold between two pages side by side is in the picture, in pixels; None if the picture is one page."""
    high, wide = page.sheet.grey.shape
    if wide < _SPREAD * high:
        return None
    filled = [(box[0], box[2]) for box in page.boxes]
    filled += [(round(lattice.xs[0] * POINT), round(lattice.xs[-1] * POINT)) for lattice in page.lattices]
    free = np.ones(wide, bool)
    for left, right in filled:
        free[left:right] = False
    first, last = (round(share * wide) for share in _FOLD)
    best = (0, 0)
    start = first
    for x in range(first, last + 1):
        if x < last and free[x]:
            continue
        best = max(best, (x - start, start))
        start = x + 1
    middle = best[1] + best[0] / 2
    sides = [sum((left + right) / 2 < middle for left, right in filled)]
    sides.append(len(filled) - sides[0])
    if best[0] < _MARGINS * wide or min(sides) < _LINES:
        return None
    at = middle / POINT, high / 2 / POINT
    return round(page.sheet.on_paper((*at, *at))[0] * POINT)
