"""Conversion from colour to grey: seals and highlighter become light, so that black print below them is read; pen ink stays."""

from __future__ import annotations

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Colours = NDArray[np.uint8]
# Colours are detected in a picture of a quarter of the size, where a pixel is half a millimetre.
_STEP = 4
# Difference of the channels from which a pixel is coloured, and the size of highlighter areas in small pixels.
_COLOURED, _BROAD = 40, 5
# A seal's size in small pixels, how round it is, how much of its square is ink (less for pen strokes), and its gaps.
_SEAL, _ROUND, _FULL, _GAPS = (56, 130), 1.35, 0.15, 5
# Level of the rest of a seal's own ink, of 255: too light for a stroke, dark enough to be noticed as a trace in the
# cells it crosses.
_LEFT = 222


def darker(grey: Grey, than: int) -> Grey:
    """Return a mask, 255 where a picture is darker than a level."""
    return np.asarray(cv2.threshold(grey, than - 1, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def grey_of(picture: Colours) -> Grey:
    """Convert a picture in red, green and blue, at 200 pixels per inch, to grey."""
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    high, wide = grey.shape
    small = cv2.resize(picture, (max(wide // _STEP, 1), max(high // _STEP, 1)), interpolation=cv2.INTER_AREA)
    spread = small.max(axis=2) - small.min(axis=2)
    coloured = np.where(spread > _COLOURED, 255, 0).astype(np.uint8)
    if not coloured.any():
        return grey
    broad = cv2.morphologyEx(coloured, cv2.MORPH_OPEN, np.ones((_BROAD, _BROAD), np.uint8))
    for area, level in [(_grown(broad), 0), *_seals(coloured, small)]:
        ys, xs = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
        if not len(ys):
            continue
        top, bottom = int(ys[0]) * _STEP, min((int(ys[-1]) + 1) * _STEP, high)
        left, right = int(xs[0]) * _STEP, min((int(xs[-1]) + 1) * _STEP, wide)
        own = cv2.resize(area[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1], (right - left, bottom - top)) > 127
        bright = picture[top:bottom, left:right].max(axis=2)
        if level:
            bright = np.minimum(bright.astype(np.float32) * (_LEFT / level), 255).astype(np.uint8)
        # Paper is white in a seal's ink channel, and black print stays black.
        part = grey[top:bottom, left:right]
        part[own] = np.maximum(part, bright)[own]
    return grey


def _grown(mask: MatLike) -> Grey:
    return np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _seals(coloured: Grey, small: MatLike) -> list[tuple[Grey, int]]:
    """Return the coloured areas of the size, roundness and fullness of a seal, each with the level of its ink."""
    whole = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((_GAPS, _GAPS), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    found = []
    for number, (left, top, wide, high, _) in enumerate(stats.tolist()):
        if not number or not _SEAL[0] <= min(wide, high) <= max(wide, high) <= min(_SEAL[1], _ROUND * min(wide, high)):
            continue
        area = slice(top, top + high), slice(left, left + wide)
        own = (labels[area] == number) & (coloured[area] > 0)
        if own.mean() < _FULL:
            continue
        mask = np.zeros_like(coloured)
        mask[area] = np.where(labels[area] == number, 255, 0)
        found.append((_grown(mask), int(np.median(small[area].max(axis=2)[own]))))
    return found
