"""Strokes that lean: what is written for «nothing», «/», is one stroke, as a 1 is, and recognition takes it for one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.ruling.bridges import Mask
from auditor.read.scan.ruling.ink import PageInk

# How far a stroke may move to the left on its way down, as a share of its height. The stem of an upright 1 stands, and its flag is
# at the left; strokes of fonts lean by 0.25 and more, those of italic figures by 0.15.
_LEAN = 0.12
_LOWEST = 8  # pixels


def doubt_leaning(tables: Sequence[Sequence[ScannedCell]], ink: PageInk) -> None:
    """Mark as doubtful each figure of nothing but ones of which a stroke leans."""
    for cell in (cell for cells in tables for cell in cells if cell.text and not cell.text.strip("1")):
        cell.doubtful = cell.doubtful or any(_leans(ink.strokes, mark) for mark in cell.marks)


def _leans(strokes: Mask, mark: PixelSpan) -> bool:
    """Whether a stroke goes from the right above to the left below."""
    left, top, right, bottom = mark
    ys, xs = np.nonzero(strokes[top:bottom, left:right])
    if bottom - top < _LOWEST or not len(ys):
        return False
    down = ys - ys.mean()
    return float((down * xs).sum()) < -_LEAN * float((down * down).sum())
