"""What hides a part of a page: pleats that were scanned with it, a torn edge, and what lies on it; pictures of 200 pixels to the inch."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator

from tests.scans.originals import Picture
from tests.scans.pens import rules

MM = 200 / 25.4
YELLOW, WHITE, GREY, SKIN, STEEL, DARK = (
    (250, 236, 130), (253, 253, 252), (196, 198, 200), (224, 172, 145), (120, 122, 128), (40, 38, 36),
)  # fmt: skip


def pleat(picture: Picture, millimetres: float, random: Generator) -> Picture:
    """An upright fold through a column of figures hides a strip of it; negative: with the shadow of the fold."""
    x, y = _figure(picture, random)
    return _pleated(picture, (x, y), 0.0, abs(millimetres), shadow=millimetres < 0)


def pleat_across(picture: Picture, millimetres: float, random: Generator) -> Picture:
    """A fold across the page hides a strip of its rows."""
    x, y = _figure(picture, random)
    return _pleated(picture, (x, y), 90.0, abs(millimetres), shadow=millimetres < 0)


def pleat_slanted(picture: Picture, millimetres: float, random: Generator) -> Picture:
    """A fold that runs through several columns."""
    x, y = _figure(picture, random)
    angle = float(random.uniform(1.5, 9)) * float(random.choice([-1, 1]))
    return _pleated(picture, (x, y), angle, abs(millimetres), shadow=millimetres < 0)


def pleat_column(picture: Picture, share: float, random: Generator) -> Picture:
    """A fold hides so much of one column, from rule to rule as 1."""
    xs, _ = _grid(picture)
    column = int(random.integers(len(xs) - 7, len(xs) - 1))
    wide = xs[column + 1] - xs[column]
    middle = (xs[column] + xs[column + 1]) / 2
    return _pleated(picture, (middle, 0.0), 0.0, share * wide / MM, shadow=False)


def torn(picture: Picture, share: float, random: Generator) -> Picture:
    """A strip is torn off at the right, so far into the table; what lies behind is white, or dark if negative."""
    high, wide = picture.shape[:2]
    steps = np.cumsum(random.normal(0, 1.2, high))
    edge = wide * (1 - abs(share)) + cv2.GaussianBlur(steps[:, None].astype(np.float32), (1, 9), 2)[:, 0]
    gone = np.arange(wide)[None, :] > edge[:, None]
    changed = picture.copy()
    changed[gone] = WHITE if share > 0 else DARK
    return changed


def note(picture: Picture, hue: float, random: Generator) -> Picture:
    """A slip of paper lies over figures of one or two columns: white, yellow or grey."""
    x, y = _figure(picture, random)
    wide, high = float(random.uniform(8, 22)) * MM, float(random.uniform(15, 45)) * MM
    colour = (WHITE, YELLOW, GREY)[int(hue)]
    box = cv2.boxPoints(((x, y + high / 3), (wide, high), float(random.uniform(-4, 4)))).astype(np.int32)
    changed = picture.copy()
    cv2.fillPoly(changed, [box + 2], tuple(int(0.85 * part) for part in colour), cv2.LINE_AA)
    cv2.fillPoly(changed, [box], colour, cv2.LINE_AA)
    return changed


def finger(picture: Picture, millimetres: float, random: Generator) -> Picture:
    """A finger that holds the page down reaches over figures from the right."""
    x, y = _figure(picture, random)
    changed, thick = picture.copy(), round(millimetres * MM)
    cv2.line(changed, (round(x), round(y)), (picture.shape[1] + thick, round(y + 160)), SKIN, thick, cv2.LINE_AA)
    soft = cv2.GaussianBlur(changed, (0, 0), 2.5)
    near = (np.abs(changed.astype(int) - picture).max(axis=2) > 0).astype(np.uint8)
    near = cv2.dilate(near, np.ones((9, 9), np.uint8)) > 0
    changed[near] = soft[near]
    return changed


def clip(picture: Picture, _: float, random: Generator) -> Picture:
    """A paper clip on figures."""
    x, y = (round(part) for part in _figure(picture, random))
    changed = picture.copy()
    for inset, high in ((0, 230), (14, 190)):
        box = x - 30 + inset, y - high // 2, x + 30 - inset, y + high // 2
        cv2.line(changed, (box[0], box[1] + 20), (box[0], box[3] - 20), STEEL, 8, cv2.LINE_AA)
        cv2.line(changed, (box[2], box[1] + 20), (box[2], box[3] - 20), STEEL, 8, cv2.LINE_AA)
        for end, turn in ((box[1] + 20, 180), (box[3] - 20, 0)):
            cv2.ellipse(changed, (x, end), (30 - inset, 20), turn, 0, 180, STEEL, 8, cv2.LINE_AA)
    return changed


def holes(picture: Picture, level: float, random: Generator) -> Picture:
    """A row of punched holes through the figures, so light or dark."""
    x, _ = _figure(picture, random)
    changed = picture.copy()
    for place in range(120, picture.shape[0], 210):
        cv2.circle(changed, (round(x), place), round(3 * MM), (int(level),) * 3, -1, cv2.LINE_AA)
    return changed


def dog_ear(picture: Picture, millimetres: float, random: Generator) -> Picture:
    """The upper right corner is turned down over the page, with a staple's shadow beside it."""
    wide, size = picture.shape[1], round(millimetres * MM)
    changed = picture.copy()
    cv2.fillPoly(changed, [np.array([(wide - size, 0), (wide, 0), (wide, size)], np.int32)], DARK)
    cv2.fillPoly(changed, [np.array([(wide - size, 0), (wide - size, size), (wide, size)], np.int32)], WHITE)
    cv2.line(changed, (wide - size, 0), (wide - size, size), GREY, 3)
    cv2.line(changed, (wide - size, size), (wide, size), GREY, 3)
    cv2.line(changed, (wide - size - 60, 60), (wide - size - 110, 100), STEEL, 5, cv2.LINE_AA)
    return changed


def _pleated(picture: Picture, at: tuple[float, float], degrees: float, millimetres: float, *, shadow: bool) -> Picture:
    """The page without a strip of this width around a place; its upright edges are turned by `degrees`."""
    high, wide = picture.shape[:2]
    strip, angle = millimetres * MM, np.radians(degrees)
    normal = np.cos(angle), np.sin(angle)
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    beyond = (xs - at[0]) * normal[0] + (ys - at[1]) * normal[1] + strip / 2
    behind = beyond >= 0
    taken = np.where(behind, xs + strip * normal[0], xs), np.where(behind, ys + strip * normal[1], ys)
    across, down = (part.astype(np.float32) for part in taken)
    moved = np.asarray(cv2.remap(picture, across, down, interpolation=cv2.INTER_CUBIC, borderValue=(255, 255, 255)))
    if shadow:
        fall = np.where(behind, np.exp(-np.abs(beyond) / 7), np.exp(-np.abs(beyond) / 1.2))
        moved = np.clip(moved * (1 - 0.55 * fall)[:, :, None], 0, 255)
    return np.asarray(moved, dtype=np.uint8)


def _figure(picture: Picture, random: Generator) -> tuple[float, float]:
    """A place at or near the middle of a figure's cell in table three."""
    xs, ys = _grid(picture)
    column, row = int(random.integers(len(xs) - 8, len(xs) - 1)), int(random.integers(len(ys) // 3, len(ys) - 6))
    off = float(random.normal(0, 0.17)) * (xs[column + 1] - xs[column])
    return (xs[column] + xs[column + 1]) / 2 + off, (ys[row] + ys[row + 1]) / 2


def _grid(picture: Picture) -> tuple[list[int], list[int]]:
    """The places of the upright and of the level rules of table three."""
    upright, level = rules(picture)
    xs = sorted({x for x, top, bottom in upright if bottom - top > 900})
    first = min(top for _, top, bottom in upright if bottom - top > 900)
    last = max(bottom for _, top, bottom in upright if bottom - top > 900)
    return xs, sorted({y for y, left, right in level if first - 4 <= y <= last + 4 and right - left > 300})


Fold = Callable[[Picture, float, Generator], Picture]
FOLDS: dict[str, tuple[Fold, tuple[float, ...]]] = {
    "pleat": (pleat, (2, 3, -4, 5, 6, -8, 11, 14)), "pleat across": (pleat_across, (2, 3, -4, 5, 7, 10)),
    "pleat slanted": (pleat_slanted, (3, -4, 6, 9)), "pleat column": (pleat_column, (0.4, 0.7, 1.0)),
    "torn": (torn, (0.12, -0.15, 0.2)), "note": (note, (0, 1, 2, 0)), "finger": (finger, (13, 16)), "clip": (clip, (0, 0)),
    "holes": (holes, (255, 60)), "corner": (dog_ear, (45, 70)),
}  # fmt: skip
