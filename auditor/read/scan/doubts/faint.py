"""Ink in a cell besides the strokes that were read: traces of faint ink, pen lines, specks that may be a broken digit."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.ruling.ink import PageInk

# With a blur of this many pixels noise is even, and a faint stroke is still this many grey levels darker than the cell.
_BLUR, _TRACE = 2.0, 20
# Size of the area around a stroke that is shaded by it, in pixels across.
_CLEAR = 15
# The longest horizontal stroke of a digit, or of two touching digits, is shorter than this share of the line's height;
# that of two touching 4 is longer.
_LEVEL, _LEVEL_44 = 1.3, 1.65
# This many specks in an area of a digit's size may be its remains; width and height of the area in pixels.
_SPECKS, _PLACE = 3, (24, 32)


def doubt_faint(tables: Sequence[Sequence[ScannedCell]], ink: PageInk) -> None:
    """Mark as doubtful each cell with ink that was not read, whether it has a figure or seems blank."""
    soft = cv2.GaussianBlur(ink.clean, (0, 0), _BLUR)
    near = cv2.dilate(ink.kept, np.ones((_CLEAR, _CLEAR), np.uint8)) > 0
    for cell in (cell for cells in tables for cell in cells if not cell.worded):
        left, top, right, bottom = cell.inside
        area = slice(top + 1, bottom - 1), slice(left + 1, right - 1)
        paper = soft[area][~near[area]]
        traced = bool(paper.size) and int(np.median(paper)) - int(paper.min()) > _TRACE
        if traced or _crossed(cell, ink) or (not cell.marks and _broken(ink.specks, cell.inside)):
            cell.doubtful = True


def _crossed(cell: ScannedCell, ink: PageInk) -> bool:
    """Return whether a line is drawn through or below a figure: a nearly horizontal stroke longer than any of a digit."""
    if not cell.marks:
        return False
    left, top, right, bottom = cell.inside
    strokes = ink.strokes[top + 1 : bottom - 1, left + 1 : right - 1]
    longest = _LEVEL_44 if "44" in cell.text else _LEVEL
    length = round(longest * max(line[3] - line[1] for line in cell.lines))
    if not strokes.size or strokes.shape[1] <= length:
        return False
    thick = cv2.dilate(strokes, np.ones((3, 1), np.uint8))
    return bool(cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)).any())


def _broken(specks: Sequence[PixelSpan], inside: PixelSpan) -> bool:
    """Return whether several specks in a blank cell are as close together as the pieces of a digit."""
    own = [speck for speck in specks if inside[0] <= speck[0] <= inside[2] and inside[1] <= speck[1] <= inside[3]]
    return any(
        sum(0 <= other[0] - one[0] <= _PLACE[0] and abs(other[1] - one[1]) <= _PLACE[1] for other in own) >= _SPECKS
        for one in own
    )
