"""Ruling lines of a level page and the cells they separate, and the page's ink without lines and specks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from auditor.config.limits import ReadContext
from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import THICK, Lattice, find_ruling
from auditor.read.scan.picture.colour import Grey, darker
from auditor.read.scan.picture.image import POINT, PixelSpan
from auditor.read.scan.ruling.bridges import Mask, bridges, without_streaks, without_strokes

# The shortest ruling lines, in pixels: longer than any stroke of a character in a table. Cells are wider than high.
_ACROSS, _DOWN = 66, 38
# How far the strokes of a character may reach out of the box of its line, in pixels.
_EDGE = 3
# The strokes of a large title cross each other too; a cell of a table has room for a digit at least, in points.
_LEAST_WIDTH, _LEAST_HEIGHT = 12.0, 8.0
_FAINT = 205
_DARKEST, _LIGHTEST = 130, 200
# A line continues over a gap shorter than _BREAK if the pieces on both sides are longer than strokes of small print.
_BREAK, _PIECE = 7, 26
# The side of the smallest square that is not part of a line, in pixels.
_BLOB = 12


@dataclass(frozen=True, slots=True)
class Ruled:
    """A page's tables, their lines as a mask, and the rest of the ink as a mask; masks are 0 or 255."""

    lattices: list[Lattice]
    rules: Mask
    ink: Mask


def ruled(grey: Grey, texts: Sequence[PixelSpan], context: ReadContext) -> Ruled:
    """Separate the lines of tables from the other ink of a level page; the lattices are in points.

    `texts` are the boxes of lines of text, in pixels.
    """
    dark = darker(grey, _FAINT)
    across, down = _long(dark, _ACROSS, across=True), _long(dark, _DOWN, across=False)
    level = _boxes(across, texts)
    upright = without_streaks(_boxes(down, texts), level, len(grey) / POINT)
    boxes = [*level, *without_strokes(upright, texts, dark)]
    lattices = _tables(boxes, context)
    if missing := bridges(lattices, dark):
        lattices = _tables([*boxes, *missing], context)
    rules = _within((across | down) & ~_blobs(dark), lattices)
    ink = darker(grey, _threshold(grey))
    ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    return Ruled(lattices, rules, ink)


def _tables(boxes: list[Box], context: ReadContext) -> list[Lattice]:
    return [lattice for lattice in find_ruling(boxes, context).lattices if _is_table(lattice)]


def _long(dark: Mask, length: int, *, across: bool) -> Mask:
    """Return the dark stretches of at least this length in one direction.

    A line may climb a pixel at a time, and have short gaps.
    """

    def along(size: int) -> Mask:
        return np.ones((1, size) if across else (size, 1), np.uint8)

    thick = cv2.dilate(dark, np.ones((3, 1) if across else (1, 3), np.uint8))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, along(_PIECE))
    whole = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, along(_BREAK))
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_OPEN, along(length)), dtype=np.uint8)


def _boxes(lines: Mask, texts: Sequence[PixelSpan]) -> list[Box]:
    """Return the boxes of the lines of one direction, in points, without those too thick for a line.

    A line within a line of text is a stroke of its characters: a ruling line reaches out of it.
    """
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    found = []
    for left, top, wide, high, _ in stats[1:].tolist():
        span = left, top, left + wide, top + high
        if min(wide, high) <= THICK * POINT and not any(_inside(span, text) for text in texts):
            found.append((left / POINT, top / POINT, span[2] / POINT, span[3] / POINT))
    return found


def _inside(span: PixelSpan, text: PixelSpan) -> bool:
    return (
        text[0] - _EDGE <= span[0]
        and text[1] - _EDGE <= span[1]
        and span[2] <= text[2] + _EDGE
        and span[3] <= text[3] + _EDGE
    )


def _is_table(lattice: Lattice) -> bool:
    """Return whether most cells are large enough to hold text."""
    xs, ys = lattice.xs, lattice.ys
    wide = median(xs[slot.column + slot.col_span] - xs[slot.column] for slot in lattice.slots)
    high = median(ys[slot.row + slot.row_span] - ys[slot.row] for slot in lattice.slots)
    return wide >= _LEAST_WIDTH and high >= _LEAST_HEIGHT


def _within(lines: Mask, lattices: list[Lattice]) -> Mask:
    """Keep the lines of tables only: a long stroke elsewhere is part of a character."""
    kept = np.zeros_like(lines)
    for lattice in lattices:
        left, top, right, bottom = (round(side * POINT) for side in lattice.box)
        area = slice(max(top - 6, 0), bottom + 7), slice(max(left - 6, 0), right + 7)
        kept[area] = lines[area]
    return kept


def _blobs(dark: Mask) -> Mask:
    """Return a mask of what is too thick for a ruling line, such as strokes of seals and watermarks; a figure may be inside."""
    size = np.ones((_BLOB, _BLOB), np.uint8)
    return np.asarray(cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, size), size[:5, :5]), dtype=np.uint8)


def _threshold(grey: Grey) -> int:
    """Return the grey level where ink begins, between the ink's own grey and the paper's."""
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(max(level, _DARKEST), _LIGHTEST))
