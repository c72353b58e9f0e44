"""Cells that are partly hidden, known from gaps in their ruling lines and from thick strokes.

An object on a page, or a tear, hides ruling lines as well as figures, or has strokes thicker than those of figures. A
white streak of the scanner's glass removes a strip of all it crosses: of both ruling lines of a cell and of the figure
between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import PixelSpan

Gap = tuple[int, int]  # its first pixel and the one after its last

# Darker pixels belong to a ruling line, within a band of so many pixels on both sides of its position, without so many
# at its ends.
_DARK, _BAND, _ENDS = 205, 4, 4
# A gap shorter than this, in pixels, hides no digit.
_GAP = 12
# A streak is wider than _STREAK; a ruling line with more than _MOST_STREAKS gaps of its width is badly printed and
# shows nothing. The two ends of a streak may be _SLANT apart. In pixels.
_STREAK, _MOST_STREAKS, _SLANT = 3, 2, 3
# A figure with ink in so many columns of pixels of the gap, and there as high as this share of its line, is not hidden.
_SHOWN, _HIGH = 5, 0.8
# Digits may be hidden within this distance of the remaining strokes, in heights of these strokes.
_NEAR = 1.5
# A gap next to a figure counts if it is as long as this share of the figure's height.
_BESIDE = 0.6
# Strokes of figures are thinner than the first size, in pixels; anything as thick is a clip, a hole or a bar. If more
# than the share _MANY of a page's figures have strokes as thick, the page is blurred, and the next size applies. _RULE
# pixels at the cell's edges are left out as the rest of a ruling line.
_THICK, _MANY, _RULE = (7, 9, 11), 0.25, 2


def doubt_covered(tables: Sequence[Sequence[ScannedCell]], grey: Grey) -> None:
    """Mark as doubtful the figures and blanks that may be incomplete.

    A ruling line of the cell is hidden, or the cell has a thick stroke.
    """
    dark = grey < _DARK
    thick = _thick(dark, [cell.inside for cells in tables for cell in cells if cell.marks and not cell.worded])
    for cell in (cell for cells in tables for cell in cells if not cell.worded and not cell.doubtful):
        level, upright = _level_gaps(dark, cell.inside), _upright_gaps(dark, cell.inside)
        cell.doubtful = (
            _crossed(thick, cell.inside)
            or any(_hides(dark, cell, gap) for rule in level for gap in rule if _is_long(gap))
            or any(_hides_beside(cell, gap) for rule in upright for gap in rule if _is_long(gap))
            or any(
                _takes(cell, streak, axis) for axis, rules in enumerate((level, upright)) for streak in _streaks(rules)
            )
        )


def _thick(dark: NDArray[np.bool_], figures: Sequence[PixelSpan]) -> MatLike:
    """Return a mask of what is thicker than the strokes of the figures in these cells."""
    ink = dark.astype(np.uint8)
    for size in _THICK:
        thick = cv2.erode(ink, np.ones((size, size), np.uint8))
        if sum(_crossed(thick, inside) for inside in figures) <= _MANY * len(figures):
            break
    return thick


def _crossed(thick: MatLike, inside: PixelSpan) -> bool:
    """Return whether a cell, with a figure or blank, contains something thick."""
    left, top, right, bottom = inside
    return bool(thick[top + _RULE : bottom - _RULE, left + _RULE : right - _RULE].any())


def _level_gaps(dark: NDArray[np.bool_], inside: PixelSpan) -> list[list[Gap]]:
    """Return the gaps in the ruling lines above and below a cell, as positions across the page."""
    left, top, right, bottom = inside
    bands = [dark[max(y - _BAND, 0) : y + _BAND + 1, left + _ENDS : right - _ENDS] for y in (top - 3, bottom + 2)]
    return [_gaps(np.asarray(band.any(axis=0)), left + _ENDS) for band in bands]


def _upright_gaps(dark: NDArray[np.bool_], inside: PixelSpan) -> list[list[Gap]]:
    """Return the gaps in the ruling lines at both sides of a cell, as positions down the page."""
    left, top, right, bottom = inside
    bands = [dark[top + _ENDS : bottom - _ENDS, max(x - _BAND, 0) : x + _BAND + 1] for x in (left - 3, right + 2)]
    return [_gaps(np.asarray(band.any(axis=1)), top + _ENDS) for band in bands]


def _gaps(there: NDArray[np.bool_], start: int) -> list[Gap]:
    """Return the gaps of a ruling line that are longer than the width of a streak."""
    ends = np.concatenate([[-1], np.flatnonzero(there), [len(there)]])
    places = np.flatnonzero(np.diff(ends) > _STREAK)
    return [(start + int(ends[place]) + 1, start + int(ends[place + 1])) for place in places]


def _is_long(gap: Gap) -> bool:
    """Return whether a gap is longer than is usual in print."""
    return gap[1] - gap[0] >= _GAP


def _streaks(rules: list[list[Gap]]) -> Iterator[Gap]:
    """Yield the strips in which both opposite ruling lines of a cell have a gap, if they have few other gaps."""
    one, other = ([gap for gap in rule if not _is_long(gap)] for rule in rules)
    if len(one) <= _MOST_STREAKS and len(other) <= _MOST_STREAKS:
        for (start, end), (first, last) in product(one, other):
            if start < last + _SLANT and first < end + _SLANT:
                yield min(start, first), max(end, last)


def _takes(cell: ScannedCell, streak: Gap, axis: int) -> bool:
    """Return whether a streak runs through a figure, or through a blank in which it may have hidden a thin one."""
    start, end = streak
    return not cell.marks or any(start <= mark[axis + 2] and mark[axis] <= end for mark in cell.marks)


def _hides(dark: NDArray[np.bool_], cell: ScannedCell, gap: Gap) -> bool:
    """Return whether the cause of a gap in the ruling line above or below a cell may hide some of its digits."""
    if not cell.marks:
        return True
    high = max(line[3] - line[1] for line in cell.lines)
    within = dark[cell.inside[1] + 1 : cell.inside[3] - 1, gap[0] : gap[1]]
    if int(within.any(axis=0).sum()) >= _SHOWN:
        return int(np.ptp(np.flatnonzero(within.any(axis=1)))) + 1 < _HIGH * high
    left, right = min(mark[0] for mark in cell.marks), max(mark[2] for mark in cell.marks)
    return max(gap[0] - right, left - gap[1]) < _NEAR * high


def _hides_beside(cell: ScannedCell, gap: Gap) -> bool:
    """Return whether a gap in the ruling line at a side of a cell is as high as its figure."""
    spans = cell.lines or [cell.inside]
    top, bottom = spans[0][1], spans[-1][3]
    return min(gap[1], bottom) - max(gap[0], top) >= _BESIDE * min(bottom - top, gap[1] - gap[0])
