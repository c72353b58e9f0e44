"""Straightening of pages in perspective and of pages that are not flat, by the ruling lines of their own tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from auditor.read.scan.picture.colour import Grey, darker

Floats = NDArray[np.float64]

# In pixels: the length of the pieces of a ruling line, its least length, and its greatest thickness.
_PIECE, _LONG, _THICK = 26, 240, 9
_DARK, _SAMPLE, _GAP = 205, 8, 10
# Ruling lines that climb less than _LEVEL, in pixels, are level enough; lines that climb more than _CLIMBS are lost to
# a table.
_LEVEL, _CLIMBS = 3.0, 8.0
# How far a ruling line may be off its curve, how far nearly all may be off straight in the end, in pixels, and what
# share "nearly all" is.
_OFF, _STRAIGHT, _NEARLY = 2.5, 1.6, 0.9
# The fewest ruling lines that show how a page is bent, the share of them that may be strays, and the share that makes a
# table lost.
_FEWEST, _FEW, _MANY = 3, 0.2, 0.3
# By how much the slope of a ruling line may differ from that of its neighbours.
_ODD = 0.006
# The steepest ruling line in a page whose lines are level on the whole, and the smallest share of the page that the
# lines must cover.
_STEEP, _COVER = 0.16, 0.12
# The powers of the positions across and along in the bend polynomial.
_BENDS = ((1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (1, 2), (2, 2), (3, 1), (4, 0), (1, 3), (5, 0))
_STEP, _ROUNDS = 16, 5
# How near to the eye a corner of the page may be, and how much wider a straightened page may be than the bent one.
_NEAREST, _WIDER = 0.5, 1.35


class Flatness(Enum):
    """State of a page that is not straightened: flat, or with climbing ruling lines that do not show how it is bent."""

    FLAT = "flat"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bend:
    """Mapping from each place of a straightened page to the bent page.

    Positions are measured from the middle of the page, in halves of its longer side: `view` removes the perspective,
    then the polynomials `across` and `down` over `area` move the rest. `size` is width and height of the bent page in
    pixels, `straight` those of the straightened page, which holds all of it.
    """

    size: tuple[int, int]
    straight: tuple[int, int]
    view: Floats
    across: Floats
    down: Floats
    area: tuple[float, float, float, float]

    def back(self, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
        """Map places on the straightened page to the bent page, in pixels."""
        half, middle = max(self.size) / 2, (self.size[0] / 2, self.size[1] / 2)
        x, y = (xs - self.straight[0] / 2) / half, (ys - self.straight[1] / 2) / half
        moved_x, moved_y = x, y
        for _ in range(_ROUNDS):
            dx, dy = self._moves(moved_x, moved_y)
            moved_x, moved_y = x - dx, y - dy
        found = np.linalg.inv(self.view) @ np.stack([moved_x.ravel(), moved_y.ravel(), np.ones(moved_x.size)])
        shape = np.shape(xs)
        return (
            (found[0] / found[2]).reshape(shape) * half + middle[0],
            (found[1] / found[2]).reshape(shape) * half + middle[1],
        )

    def _moves(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        left, top, right, bottom = self.area
        x, y = np.clip(x, left, right), np.clip(y, top, bottom)
        return _bends(y, x) @ self.across, _bends(x, y) @ self.down

    def maps(self) -> tuple[MatLike, MatLike]:
        """Return for each pixel of the straightened page its place on the bent one, across and down."""
        wide, high = self.straight
        xs = (np.arange(-(-wide // _STEP)) + 0.5) * _STEP - 0.5
        ys = (np.arange(-(-high // _STEP)) + 0.5) * _STEP - 0.5
        coarse = self.back(*np.meshgrid(xs, ys))
        fine = [
            cv2.resize(part.astype(np.float32), (len(xs) * _STEP, len(ys) * _STEP), interpolation=cv2.INTER_LINEAR)
            for part in coarse
        ]
        return fine[0][:high, :wide], fine[1][:high, :wide]


def bend_of(grey: Grey) -> Bend | Flatness:
    """Estimate how a page whose lines are level on the whole is bent.

    A page with few ruling lines counts as flat. Raises nothing.
    """
    high, wide = grey.shape
    dark = darker(grey, _DARK)
    level, wild = _curves(dark)
    upright, wilder = _curves(np.ascontiguousarray(dark.T))
    climbs, leans = [_climb(curve) for curve in level], [_climb(curve) for curve in upright]
    if max(_share(climbs, _LEVEL), _share(leans, _LEVEL)) < _FEW and wild + wilder < _FEWEST:
        return Flatness.FLAT
    if len(level) >= _FEWEST and len(upright) >= 2:
        bend = _bend((wide, high), _alike(level), [curve[:, ::-1] for curve in _alike(upright)])
        if bend is not None:
            return bend
    lost = max(_share(climbs, _CLIMBS), _share(leans, _CLIMBS)) > _MANY or wild + wilder > len(climbs) + len(leans)
    return Flatness.UNKNOWN if lost else Flatness.FLAT


def _share(climbs: Sequence[float], most: float) -> float:
    """Return the share of the ruling lines that climb more than `most`."""
    return sum(climb > most for climb in climbs) / max(len(climbs), 1)


def _alike(curves: Sequence[Floats]) -> list[Floats]:
    """Return the ruling lines without those whose slope differs from their neighbours': pen strokes, the edge of the paper."""
    places = np.array([curve[:, 1].mean() for curve in curves])
    slopes = np.array([np.polyfit(curve[:, 0], curve[:, 1], 1)[0] for curve in curves])
    kept = np.ones(len(curves), bool)
    for _ in range(3):
        off = np.abs(slopes - np.polyval(np.polyfit(places[kept], slopes[kept], 1), places))
        kept = off <= max(_ODD, 3 * float(np.median(off)))
    return [curve for curve, own in zip(curves, kept, strict=True) if own]


def _bend(size: tuple[int, int], level: Sequence[Floats], upright: Sequence[Floats]) -> Bend | None:
    """Return the bend that makes these ruling lines straight, None if there is none."""
    half = max(size) / 2
    level, upright = ([(curve - (size[0] / 2, size[1] / 2)) / half for curve in curves] for curves in (level, upright))
    view = _view(level, upright)
    straight = _straight(view, size, half) if view is not None else None
    if view is None or straight is None:
        return None
    level, upright = ([_seen(view, curve) for curve in curves] for curves in (level, upright))
    down, off_down = _fit(level, half)
    across, off_across = _fit([curve[:, ::-1] for curve in upright], half)
    every = np.concatenate([*level, *upright])
    (left, top), (right, bottom) = every.min(axis=0).tolist(), every.max(axis=0).tolist()
    covered = (right - left) * (bottom - top) * half * half
    if max(off_down, off_across) > _STRAIGHT or covered < _COVER * size[0] * size[1]:
        return None
    return Bend(size, straight, view, across, down, (left, top, right, bottom))


def _curves(dark: Grey) -> tuple[list[Floats], int]:
    """Return the long lines across a page, each as x and y of its middle in pixels, and the number that follow no smooth curve."""
    # Every second column is enough, and halves the work.
    thick = cv2.dilate(np.ascontiguousarray(dark[:, ::2]), np.ones((3, 1), np.uint8))
    pieces = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, _PIECE // 2), np.uint8))
    pieces = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((1, _GAP // 2), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(pieces, connectivity=8)
    found, wild = [], 0
    for number, (left, top, wide, high, _) in enumerate(stats.tolist()):
        if not number or 2 * wide < _LONG or high > _STEEP * 2 * wide + 2 * _THICK:
            continue
        own = labels[top : top + high, left : left + wide : _SAMPLE // 2] == number
        count = own.sum(axis=0)
        middle = (own * np.arange(high)[:, None]).sum(axis=0) / np.maximum(count, 1) + top
        xs = 2 * left + np.arange(own.shape[1]) * _SAMPLE
        places = np.stack([xs, middle], axis=1)[(count > 0) & (count <= _THICK)]
        if len(places) * _SAMPLE < _NEARLY * 2 * wide:
            continue
        curve = _smooth(places)
        wild += curve is None
        found += [] if curve is None else [curve]
    return found, wild


def _smooth(curve: Floats) -> Floats | None:
    """Return the points of a ruling line that lie on a smooth curve; None if too many do not."""
    x = (curve[:, 0] - curve[:, 0].mean()) / np.ptp(curve[:, 0])
    kept = np.ones(len(curve), bool)
    for _ in range(3):
        if kept.sum() < 12:
            return None
        off = np.abs(curve[:, 1] - np.polyval(np.polyfit(x[kept], curve[kept, 1], 4), x))
        kept = off < max(_OFF, 2 * float(np.median(off)))
    return curve[kept] if kept.mean() > _NEARLY - 0.2 else None


def _climb(curve: Floats) -> float:
    """Return how far a ruling line climbs, outliers left out."""
    low, high = np.quantile(curve[:, 1], (0.02, 0.98))
    return float(high - low)


def _view(level: Sequence[Floats], upright: Sequence[Floats]) -> Floats | None:
    """Return the projective map that makes the lines across level and the vertical ones vertical; it keeps the page's middle."""
    to_side, down = _vanishing(level, 0), _vanishing(upright, 1)
    middle = np.array([0.0, 0.0, 1.0])
    horizon = np.cross(to_side, down)
    if abs(horizon[2]) < 1e-6:
        return None
    horizon = horizon / horizon[2]
    x, y = np.cross(middle, down), np.cross(to_side, middle)
    if abs(x[0]) < 1e-6 or abs(y[1]) < 1e-6 or float(np.abs(horizon[:2]).max()) > 0.5:
        return None
    return np.stack([x / x[0], y / y[1], horizon])


def _straight(view: Floats, size: tuple[int, int], half: float) -> tuple[int, int] | None:
    """Return the size of a sheet that holds the whole page without perspective; None if the page is seen too much from the side."""
    x, y = size[0] / 2 / half, size[1] / 2 / half
    corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y)])
    if (np.column_stack([corners, np.ones(4)]) @ view[2]).min() < _NEAREST:
        return None
    wide, high = (np.abs(_seen(view, corners)).max(axis=0) * 2 * half).tolist()
    return (round(wide), round(high)) if wide <= _WIDER * size[0] and high <= _WIDER * size[1] else None


def _vanishing(curves: Sequence[Floats], along: int) -> Floats:
    """Return the point, in homogeneous coordinates, where the lines through the curves meet."""
    lines = []
    for curve in curves:
        slope, start = np.polyfit(curve[:, along], curve[:, 1 - along], 1)
        line = np.array([slope, -1.0, start]) if along == 0 else np.array([-1.0, slope, start])
        lines.append(line / np.hypot(line[0], line[1]) * np.sqrt(np.ptp(curve[:, along])))
    return np.asarray(np.linalg.svd(np.stack(lines))[2][-1], dtype=np.float64)


def _seen(view: Floats, curve: Floats) -> Floats:
    seen = np.column_stack([curve, np.ones(len(curve))]) @ view.T
    return np.asarray(seen[:, :2] / seen[:, 2:], dtype=np.float64)


def _bends(x: Floats, y: Floats) -> Floats:
    return np.stack([x**across * y**along for across, along in _BENDS], axis=-1)


def _fit(curves: Sequence[Floats], half: float) -> tuple[Floats, float]:
    """Fit the moves across the curves that straighten them; return them, and how far off, in pixels, nearly all curves then are."""
    terms, heights = [], []
    for curve in curves:
        bends = _bends(curve[:, 0], curve[:, 1])
        terms.append(bends - bends.mean(axis=0))
        heights.append(curve[:, 1] - curve[:, 1].mean())
    matrix, height = np.concatenate(terms), np.concatenate(heights)
    weights = np.ones(len(height))
    small = np.eye(len(_BENDS)) * 1e-3
    moves = np.zeros(len(_BENDS))
    for _ in range(4):
        own = matrix * weights[:, None]
        moves = np.linalg.solve(own.T @ matrix + small, -own.T @ height)
        off = np.abs(height + matrix @ moves) * half
        weights = np.where(off < 1.0, 1.0, 1.0 / np.maximum(off, 1e-9))
    return moves, float(np.quantile(off, _NEARLY))
