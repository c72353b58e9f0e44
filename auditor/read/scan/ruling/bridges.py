"""Repair of scanned ruling lines: gaps are closed where adjacent rows and columns show the line, streaks are removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.scan.picture.image import POINT, PixelSpan

Mask = NDArray[np.uint8]
# A ruling line's position is known within _HALF pixels; ink that extends from there up to _OUT pixels, in _CROSSING of
# its pixels, is not the rest of a ruling line.
_HALF, _OUT, _CROSSING = 3, 7, 3
# A rest of a ruling line over this share of a gap confirms it where one neighbour has the line; otherwise both must.
_REST = 0.5
# A row must have this share of the other lines of its neighbour; otherwise the row has other columns.
_SAME = 0.6
# Pixels left out at the ends of a gap, where it meets other ruling lines.
_ENDS = 4
# How many columns wide a gap in a horizontal line may be.
_WIDEST = 2
# Vertical strokes of characters in two lines are shorter than _SHORT points, lie mostly in lines of text, which extend
# by _NEAR beyond them, and have branches over this share of their length.
_SHORT, _WRITTEN, _NEAR, _BRANCHES = 72.0, 0.5, 2.0, 0.2
# A streak runs from edge to edge and beyond the tables, by these shares of the page's height.
_EDGE, _BEYOND = 0.02, 0.03


def bridges(lattices: Sequence[Lattice], dark: Mask) -> list[Box]:
    """Return the missing pieces of ruling lines in these tables, in points, where no other ink is in their place.

    `dark` is the mask of the page's ink.
    """
    found: list[Box] = []
    for lattice in lattices:
        found += _upright(lattice, dark)
        found += _level(lattice, dark)
    return found


def without_streaks(upright: list[Box], level: Sequence[Box], high: float) -> list[Box]:
    """Drop vertical lines from the top of a page to its end, if the horizontal lines stay clear of both edges; `high` in points."""
    if not level:
        return upright
    first, last = min(box[1] for box in level), max(box[3] for box in level)
    return [
        box
        for box in upright
        if not (
            box[1] < _EDGE * high
            and box[3] > (1 - _EDGE) * high
            and first > _BEYOND * high
            and last < (1 - _BEYOND) * high
        )
    ]


def without_strokes(upright: list[Box], texts: Sequence[PixelSpan], dark: Mask) -> list[Box]:
    """Drop short vertical lines that are strokes of characters below each other.

    Lines of text rarely cross a ruling line, and other strokes do not branch off from it; `texts` are their boxes in
    pixels.
    """
    return [
        box
        for box in upright
        if box[3] - box[1] > _SHORT
        or _covered(box, texts) < _WRITTEN * (box[3] - box[1])
        or _branches(box, dark) < _BRANCHES
    ]


def _branches(box: Box, dark: Mask) -> float:
    """Return over what share of a vertical line ink continues next to it."""
    left, top, right, bottom = (round(side * POINT) for side in box)
    beside = dark[top + _ENDS : bottom - _ENDS, [max(left - _HALF, 0), min(right + _HALF, dark.shape[1] - 1)]]
    return float((beside > 0).any(axis=1).mean()) if len(beside) else 0.0


def _covered(box: Box, texts: Sequence[PixelSpan]) -> float:
    """Return over what length of a vertical line it is crossed by lines of text, in points."""
    places = [[side / POINT for side in text] for text in texts]
    return sum(
        max(min(bottom, box[3]) - max(top, box[1]), 0.0)
        for left, top, right, bottom in places
        if left < box[0] - _NEAR and right > box[2] + _NEAR
    )


def _upright(lattice: Lattice, dark: Mask) -> Iterator[Box]:
    """Yield the missing pieces of vertical lines, one row high."""
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    walls = [{place for place in range(1, columns) if own[place - 1] != own[place]} for own in lattice.owner]
    for row in range(rows):
        beside = [walls[other] for other in (row - 1, row + 1) if 0 <= other < rows]
        for place in set().union(*beside) - walls[row]:
            having = [own for own in beside if place in own]
            if not any(len(own & walls[row]) >= _SAME * (len(own) - 1) > 0 for own in having):
                continue
            top, bottom, x = lattice.ys[row], lattice.ys[row + 1], lattice.xs[place]
            rest = _rest(dark, x, top, bottom)
            if rest is not None and (rest >= _REST or len(having) == 2):
                yield x - 0.3, top, x + 0.3, bottom


def _level(lattice: Lattice, dark: Mask) -> Iterator[Box]:
    """Yield the missing pieces of horizontal lines, one or two columns wide."""
    owner, columns = lattice.owner, len(lattice.xs) - 1
    turned = np.ascontiguousarray(dark.T)
    for row in range(1, len(lattice.ys) - 1):
        floor = [owner[row - 1][column] != owner[row][column] for column in range(columns)]
        column = 0
        while column < columns:
            if floor[column]:
                column += 1
                continue
            end = column
            while end < columns and not floor[end]:
                end += 1
            left, right, y = lattice.xs[column], lattice.xs[end], lattice.ys[row]
            rest = _rest(turned, y, left, right)
            both = column > 0 and end < columns and end - column <= _WIDEST
            one = end - column < columns and end - column <= _WIDEST
            if rest is not None and (both or (one and rest >= _REST)):
                yield left, y - 0.3, right, y + 0.3
            column = end


def _rest(dark: Mask, place: float, start: float, end: float) -> float | None:
    """Return the share of a vertical piece of a ruling line that is still there; None if other ink is in its place."""
    x, top, bottom = round(place * POINT), round(start * POINT) + _ENDS, round(end * POINT) - _ENDS
    if bottom - top < _ENDS or x < _OUT or x + _OUT >= dark.shape[1]:
        return None
    on = (dark[top:bottom, x - _HALF : x + _HALF + 1] > 0).any(axis=1)
    left = (dark[top:bottom, x - _OUT : x - _HALF] > 0).any(axis=1)
    right = (dark[top:bottom, x + _HALF + 1 : x + _OUT + 1] > 0).any(axis=1)
    if int((on & (left | right)).sum()) >= _CROSSING:
        return None
    return float(on.mean())
