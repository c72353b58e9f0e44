"""Ink marks of a page: strokes of characters, specks, and the lines of text that strokes form in a cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import POINT, PixelSpan
from auditor.read.scan.ruling.bridges import Mask
from auditor.read.scan.ruling.lattice import Ruled

# A stroke is at least this long, in pixels (the dash of a minus, the bar of a 1); a speck is smaller.
_STROKE = 7
# A small mark this near to a stroke may be a decimal point or a piece of a broken stroke.
_NEAR = 17
_THIN = 4
# The height of the smallest characters, in pixels.
_LOWEST = 16
# Marks with a smaller area are noise, in pixels.
_SPECK = 4
_CHARACTER = 1.1
# A mark from elsewhere that reaches less far into a cell, in pixels, hides nothing.
_HIDING = 6
_MOST_LOOSE, _MOST_STEPS = 2000, 12


Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class PageInk:
    """A page's strokes as boxes and as a mask, its specks, and the page without specks and ruling lines.

    `kept` is the mask of the strokes and of marks close to them, such as decimal points; `labels` has at each pixel the
    number of its mark; `numbers` are those of the strokes.
    """

    marks: list[PixelSpan]
    numbers: list[int]
    labels: Labels
    specks: list[PixelSpan]
    strokes: Mask
    kept: Mask
    clean: Grey


def separate_ink(grey: Grey, page: Ruled) -> PageInk:
    """Separate the ink of a page into strokes and specks."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(page.ink, connectivity=8)
    sizes = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    long = np.maximum(*sizes) >= _STROKE
    long[0] = False
    strokes = _shown(long, labels)
    near = cv2.dilate(strokes, np.ones((_NEAR, _NEAR), np.uint8))
    close = np.zeros(len(stats), bool)
    close[labels[near > 0]] = True
    close[0] = False
    kept = _shown(close, labels)
    specks = ~close & (stats[:, cv2.CC_STAT_AREA] >= _SPECK)
    specks[0] = False
    clean = grey.copy()
    clean[cv2.dilate(cv2.bitwise_xor(page.ink, kept), np.ones((7, 7), np.uint8)) > 0] = 255
    clean[cv2.dilate(page.rules, np.ones((5, 5), np.uint8)) > 0] = 255
    clean[strokes > 0] = grey[strokes > 0]
    numbers = np.flatnonzero(long).tolist()
    return PageInk(
        _spans(stats[long]), numbers, np.asarray(labels, np.int32), _spans(stats[specks]), strokes, kept, clean
    )


def _shown(chosen: NDArray[np.bool_], labels: MatLike) -> Mask:
    """Return a mask of the chosen marks, indexed by their numbers."""
    return np.asarray(np.where(chosen, 255, 0).astype(np.uint8)[labels], dtype=np.uint8)


def _spans(stats: MatLike) -> list[PixelSpan]:
    return [(left, top, left + wide, top + high) for left, top, wide, high, _ in stats.tolist()]


def slot_span(lattice: Lattice, number: int) -> PixelSpan:
    """Return the inside of a cell, clear of its ruling lines, in pixels."""
    slot = lattice.slots[number]
    left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
    top, bottom = lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]
    return round(left * POINT) + 3, round(top * POINT) + 3, round(right * POINT) - 2, round(bottom * POINT) - 2


def in_slots(lattice: Lattice, marks: Iterable[PixelSpan]) -> dict[int, list[PixelSpan]]:
    """Group the marks by the index of the cell that contains their middle; rests of ruling lines along its edges are left out."""
    found: dict[int, list[PixelSpan]] = {}
    for mark in marks:
        number = lattice.at((mark[0] + mark[2]) / 2 / POINT, (mark[1] + mark[3]) / 2 / POINT)
        if number is not None and not _edge(mark, slot_span(lattice, number)):
            found.setdefault(number, []).append(mark)
    return found


def stained(lattice: Lattice, ink: PageInk) -> set[int]:
    """Return the indices of cells reached by a mark that belongs to no single cell: a stroke of a seal, a watermark or a pen."""
    found: set[int] = set()
    xs, ys = [round(x * POINT) for x in lattice.xs], [round(y * POINT) for y in lattice.ys]
    left, top, right, bottom = xs[0], ys[0], xs[-1], ys[-1]
    for mark, name in zip(ink.marks, ink.numbers, strict=True):
        if mark[2] <= left or mark[0] >= right or mark[3] <= top or mark[1] >= bottom:
            continue
        number = lattice.at((mark[0] + mark[2]) / 2 / POINT, (mark[1] + mark[3]) / 2 / POINT)
        if number is not None and _within(mark, slot_span(lattice, number)):
            continue
        columns = range(max(bisect_right(xs, mark[0]) - 1, 0), min(bisect_left(xs, mark[2]), len(xs) - 1))
        rows = range(max(bisect_right(ys, mark[1]) - 1, 0), min(bisect_left(ys, mark[3]), len(ys) - 1))
        touched = {lattice.owner[row][column] for row in rows for column in columns}
        found |= {slot for slot in touched - found if _reaches_into(ink.labels, name, slot_span(lattice, slot))}
    return found


def _within(mark: PixelSpan, inside: PixelSpan) -> bool:
    """Return whether a mark is in a cell, clear of the area where its ruling lines were removed from the ink."""
    left, top, right, bottom = inside
    return mark[0] > left + 1 and mark[1] > top + 1 and mark[2] < right - 1 and mark[3] < bottom - 1


def _reaches_into(labels: Labels, name: int, inside: PixelSpan) -> bool:
    """Return whether enough of a mark is in a cell to hide or change a digit; the rest of a ruling line is not enough."""
    own = labels[inside[1] : inside[3], inside[0] : inside[2]] == name
    xs, ys = np.flatnonzero(own.any(axis=0)), np.flatnonzero(own.any(axis=1))
    return bool(len(xs)) and min(xs[-1] - xs[0], ys[-1] - ys[0]) + 1 >= _HIDING


def _edge(mark: PixelSpan, inside: PixelSpan) -> bool:
    """Return whether a mark is thin and lies along an edge of its cell."""
    left, top, right, bottom = mark
    lying = bottom - top <= _THIN and (top <= inside[1] + 1 or bottom >= inside[3] - 1)
    standing = right - left <= _THIN and (left <= inside[0] + 1 or right >= inside[2] - 1)
    return lying or standing


def lines_of(marks: list[PixelSpan]) -> list[PixelSpan]:
    """Return the boxes of the lines of text that the strokes in a cell form, from top to bottom."""
    bands: list[list[int]] = []
    for top, bottom in sorted((mark[1], mark[3]) for mark in marks):
        if bands and top <= bands[-1][1] + 1:
            bands[-1][1] = max(bands[-1][1], bottom)
        else:
            bands.append([top, bottom])
    tall = max([_LOWEST, *(bottom - top for top, bottom in bands)])
    # The strokes of 二 and 三 are separate: low bands belong to what is near.
    merged = bands[:1]
    for above, band in pairwise(bands):
        low = min(above[1] - above[0], band[1] - band[0]) < tall / 2
        if low and band[0] - above[1] < 0.75 * tall and band[1] - merged[-1][0] < 2 * tall:
            merged[-1][1] = band[1]
        else:
            merged.append(band)
    lines = []
    for top, bottom in merged:
        own = [mark for mark in marks if top <= mark[1] and mark[3] <= bottom]
        lines.append((min(mark[0] for mark in own), top, max(mark[2] for mark in own), bottom))
    return lines


def completed(boxes: list[PixelSpan], marks: Iterable[PixelSpan], wide: int) -> list[PixelSpan]:
    """Widen the detected boxes of lines over adjacent strokes that no box holds, such as a number at a line's head.

    No box extends beyond the page, which is `wide` pixels wide, though strokes may touch its edge.
    """
    whole = list(boxes)
    loose = [mark for mark in marks if not any(_holds(box, mark) for box in boxes)]
    if len(loose) > _MOST_LOOSE:
        return whole  # a photograph
    for _ in range(_MOST_STEPS):
        left_over = []
        for mark in loose:
            near = [number for number, box in enumerate(whole) if _beside(box, mark)]
            if len(near) != 1:
                left_over.append(mark)
                continue
            box = whole[near[0]]
            left, right = max(min(box[0], mark[0] - 2), 0), min(max(box[2], mark[2] + 2), wide)
            whole[near[0]] = left, box[1], right, box[3]
        if len(left_over) == len(loose):
            break
        loose = [mark for mark in left_over if not any(_holds(box, mark) for box in whole)]
    return whole


def _holds(box: PixelSpan, mark: PixelSpan) -> bool:
    """Return whether the middle of a mark lies in a box."""
    x, y = (mark[0] + mark[2]) / 2, (mark[1] + mark[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _beside(box: PixelSpan, mark: PixelSpan) -> bool:
    """Return whether a mark is in the line of a box, less than about a character away from it."""
    high = box[3] - box[1]
    inside = box[1] <= mark[1] + 2 and mark[3] - 2 <= box[3]
    return inside and -high < max(box[0] - mark[2], mark[0] - box[2]) <= _CHARACTER * high
