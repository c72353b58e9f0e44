"""What lies on a page, or is torn out of it, hides rules as well as figures, or draws strokes thicker than any of a figure.

A streak of a scanner's glass that is white takes out a strip of all it crosses: of both rules of a cell as of the figure between.
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

Gap = tuple[int, int]  # its first pixel and the one behind it

# What is darker is a rule, in a band so many pixels to both sides of its place, clear of so many at its ends.
_DARK, _BAND, _ENDS = 205, 4, 4
# A gap shorter than this, in pixels, hides no digit.
_GAP = 12
# A streak is wider than this; a rule with more gaps of its width is badly printed and tells nothing. Its two ends may be so far off.
_STREAK, _MOST_STREAKS, _SLANT = 3, 2, 3
# A figure with ink in so many columns of pixels of the gap, as high as its line by this share, is not hidden there.
_SHOWN, _HIGH = 5, 0.8
# Digits may be hidden so near to the strokes that are left, in heights of these.
_NEAR = 1.5
# A gap beside a figure counts where it is as long as so much of the figure's height.
_BESIDE = 0.6
# Strokes of figures are thinner than the first of these, in pixels: what is as thick is a clip, a hole or a bar. Where more than a
# share of a page's figures are as thick themselves, it is blurred, and the next one counts. The rest of a rule is cut off.
_THICK, _MANY, _RULE = (7, 9, 11), 0.25, 2


def doubt_covered(tables: Sequence[Sequence[ScannedCell]], grey: Grey) -> None:
    """Mark as doubtful each figure and each blank that may go on where a rule of its cell is hidden, or a thick stroke stands."""
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
    """What is thicker than the strokes of the figures that stand in these cells."""
    ink = dark.astype(np.uint8)
    for size in _THICK:
        thick = cv2.erode(ink, np.ones((size, size), np.uint8))
        if sum(_crossed(thick, inside) for inside in figures) <= _MANY * len(figures):
            break
    return thick


def _crossed(thick: MatLike, inside: PixelSpan) -> bool:
    """Whether something thick stands in a cell, be it a figure's or a blank one."""
    left, top, right, bottom = inside
    return bool(thick[top + _RULE : bottom - _RULE, left + _RULE : right - _RULE].any())


def _level_gaps(dark: NDArray[np.bool_], inside: PixelSpan) -> list[list[Gap]]:
    """The gaps in the rules above and below a cell, as places across the page."""
    left, top, right, bottom = inside
    bands = [dark[max(y - _BAND, 0) : y + _BAND + 1, left + _ENDS : right - _ENDS] for y in (top - 3, bottom + 2)]
    return [_gaps(np.asarray(band.any(axis=0)), left + _ENDS) for band in bands]


def _upright_gaps(dark: NDArray[np.bool_], inside: PixelSpan) -> list[list[Gap]]:
    """The gaps in the rules at both sides of a cell, as places down the page."""
    left, top, right, bottom = inside
    bands = [dark[top + _ENDS : bottom - _ENDS, max(x - _BAND, 0) : x + _BAND + 1] for x in (left - 3, right + 2)]
    return [_gaps(np.asarray(band.any(axis=1)), top + _ENDS) for band in bands]


def _gaps(there: NDArray[np.bool_], start: int) -> list[Gap]:
    """Where a rule is not there, for as long as a streak is wide or longer."""
    ends = np.concatenate([[-1], np.flatnonzero(there), [len(there)]])
    places = np.flatnonzero(np.diff(ends) > _STREAK)
    return [(start + int(ends[place]) + 1, start + int(ends[place + 1])) for place in places]


def _is_long(gap: Gap) -> bool:
    """Whether a rule is not there for longer than is usual in print."""
    return gap[1] - gap[0] >= _GAP


def _streaks(rules: list[list[Gap]]) -> Iterator[Gap]:
    """The strips between two opposite rules of a cell that both lack, and little else."""
    one, other = ([gap for gap in rule if not _is_long(gap)] for rule in rules)
    if len(one) <= _MOST_STREAKS and len(other) <= _MOST_STREAKS:
        for (start, end), (first, last) in product(one, other):
            if start < last + _SLANT and first < end + _SLANT:
                yield min(start, first), max(end, last)


def _takes(cell: ScannedCell, streak: Gap, axis: int) -> bool:
    """Whether a streak runs through a figure, or through a blank in which it may have hidden a thin one."""
    start, end = streak
    return not cell.marks or any(start <= mark[axis + 2] and mark[axis] <= end for mark in cell.marks)


def _hides(dark: NDArray[np.bool_], cell: ScannedCell, gap: Gap) -> bool:
    """Whether what made a gap in the rule above or below a cell may hide digits of it."""
    if not cell.marks:
        return True
    high = max(line[3] - line[1] for line in cell.lines)
    within = dark[cell.inside[1] + 1 : cell.inside[3] - 1, gap[0] : gap[1]]
    if int(within.any(axis=0).sum()) >= _SHOWN:
        return int(np.ptp(np.flatnonzero(within.any(axis=1)))) + 1 < _HIGH * high
    left, right = min(mark[0] for mark in cell.marks), max(mark[2] for mark in cell.marks)
    return max(gap[0] - right, left - gap[1]) < _NEAR * high


def _hides_beside(cell: ScannedCell, gap: Gap) -> bool:
    """Whether a gap in the rule at a side of a cell is as high as its figure."""
    spans = cell.lines or [cell.inside]
    top, bottom = spans[0][1], spans[-1][3]
    return min(gap[1], bottom) - max(gap[0], top) >= _BESIDE * min(bottom - top, gap[1] - gap[0])
