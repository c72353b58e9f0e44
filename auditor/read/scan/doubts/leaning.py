"""Slanted strokes: the mark «/» for «nothing» is one stroke, and recognition mistakes it for a 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.ruling.bridges import Mask
from auditor.read.scan.ruling.ink import PageInk

# Greatest leftward shift of a stroke on its way down, as a share of its height. The stem of an upright 1 has none, and
# its flag is at the left; slashes of fonts lean by 0.25 and more, italic figures by 0.15.
_LEAN = 0.12
_LOWEST = 8  # least height in pixels


def doubt_leaning(tables: Sequence[Sequence[ScannedCell]], ink: PageInk) -> None:
    """Mark as doubtful each text of ones only with a slanted stroke."""
    for cell in (cell for cells in tables for cell in cells if cell.text and not cell.text.strip("1")):
        cell.doubtful = cell.doubtful or any(_leans(ink.strokes, mark) for mark in cell.marks)


def _leans(strokes: Mask, mark: PixelSpan) -> bool:
    """Return whether a stroke runs from upper right to lower left."""
    left, top, right, bottom = mark
    ys, xs = np.nonzero(strokes[top:bottom, left:right])
    if bottom - top < _LOWEST or not len(ys):
        return False
    down = ys - ys.mean()
    return float((down * xs).sum()) < -_LEAN * float((down * down).sum())
