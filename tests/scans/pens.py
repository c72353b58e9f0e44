"""What is stamped, printed, marked or written over a page of 200 pixels to the inch, and rules that are broken, thin or missing."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.scans.originals import Cell, Original, Picture

Shape = NDArray[np.float32]
Pens = Callable[[tuple[int, int, int, int], Picture], object]
INCH = 200 / 72
RED, BLUE, BLACK, GREEN = (205, 25, 35), (35, 55, 190), (35, 35, 38), (20, 130, 60)
MARKERS = ((255, 246, 80), (255, 150, 200), (150, 245, 150))
# The figures that are struck or overwritten: nobody can say what they are, so they must not be sure.
TOUCHED = (("new", 0), ("granted", 6), ("total", 2))


def seal(picture: Picture, percent: float, random: Generator) -> Picture:
    """A round seal over the lower part of the table, ring, star and characters: opaque by so many percent, black below it too."""
    centre = int(random.integers(700, 1250)), int(random.integers(1000, 1500))
    shape = np.zeros(picture.shape[:2], np.float32)
    cv2.circle(shape, centre, 163, (1.0,), 9)
    points = [(round(centre[0] + 52 * r * np.sin(a)), round(centre[1] - 52 * r * np.cos(a)))
              for r, a in zip([1, 0.4] * 5, np.arange(10) * np.pi / 5, strict=True)]  # fmt: skip
    cv2.fillPoly(shape, [np.array(points, np.int32)], (1.0,))
    for turn in range(-130, 131, 20):
        angle = np.radians(turn)
        x, y = round(centre[0] + 122 * np.sin(angle)), round(centre[1] - 122 * np.cos(angle))
        for dx, dy in ((-12, -12), (-12, 0), (-12, 12)):
            cv2.line(shape, (x + dx, y + dy), (x + 12, y + dy), (1.0,), 4)
        cv2.line(shape, (x, y - 16), (x, y + 16), (1.0,), 4)
    alpha = np.asarray(shape * percent / 100, dtype=np.float32)[..., None]
    return np.asarray(np.clip(picture * (1 - alpha) + np.array(RED) * alpha, 0, 255), dtype=np.uint8)


def watermark(picture: Picture, level: float, random: Generator) -> Picture:
    """Large grey letters across the page."""
    shape = np.zeros(picture.shape[:2], np.uint8)
    cv2.putText(shape, "COPY", (120, 1350), cv2.FONT_HERSHEY_DUPLEX, 15, (255,), 46, cv2.LINE_AA)
    return _inked(picture, _slanted(shape, 35), (int(level),) * 3)


def tiled(picture: Picture, level: float, random: Generator) -> Picture:
    """Small slanted words all over the page."""
    high, wide = picture.shape[:2]
    shape = np.zeros((high, wide), np.uint8)
    for y in range(0, high, 210):
        for x in range(-100, wide, 460):
            cv2.putText(shape, "ARCHIVE 07", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (255,), 3, cv2.LINE_AA)
    return _inked(picture, _slanted(shape, 25), (int(level),) * 3)


def underline(picture: Picture, original: Original, random: Generator) -> Picture:
    """A pen drawn below figures."""
    return _drawn(
        picture, original, random, lambda box, p: cv2.line(p, (box[0] - 8, box[3] + 2), (box[2] + 9, box[3]), BLUE, 3)
    )


def tick(picture: Picture, original: Original, random: Generator) -> Picture:
    """Ticks beside figures."""

    def draw(box: tuple[int, int, int, int], page: Picture) -> None:
        x, y = box[2] + 7, box[3] - 6
        cv2.polylines(page, [np.array([(x, y - 8), (x + 7, y), (x + 20, y - 22)], np.int32)], False, RED, 3)

    return _drawn(picture, original, random, draw)


def circle(picture: Picture, original: Original, random: Generator) -> Picture:
    """Circles around figures."""

    def draw(box: tuple[int, int, int, int], page: Picture) -> None:
        middle = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
        cv2.ellipse(page, middle, ((box[2] - box[0]) // 2 + 14, 21), 4, 0, 360, RED, 3, cv2.LINE_AA)

    return _drawn(picture, original, random, draw)


def marker(picture: Picture, original: Original, random: Generator) -> Picture:
    """A highlighter over figures."""
    colour = np.array(MARKERS[int(random.integers(0, 3))]) / 255
    changed = picture.astype(np.float32)
    for cell in _some(original, random, 12):
        left, top, right, bottom = _pixels(cell)
        changed[top - 4 : bottom + 4, left - 20 : right + 20] *= colour
    return changed.astype(np.uint8)


def scribble(picture: Picture, original: Original, random: Generator) -> Picture:
    """Handwriting over a part of the table: strokes that run through several cells."""
    changed = picture.copy()
    for _ in range(4):
        start = np.array([random.integers(250, 1250), random.integers(500, 1500)])
        steps = np.cumsum(random.normal(0, 16, (14, 2)) + np.array([9, 0]), axis=0)
        cv2.polylines(changed, [(start + steps).astype(np.int32)], False, BLUE, 4, cv2.LINE_AA)
    return changed


def struck(picture: Picture, original: Original, random: Generator) -> Picture:
    """Figures struck out by a pen, some with another one beside them."""
    changed = picture.copy()
    for number, (row, place) in enumerate(TOUCHED):
        left, top, right, bottom = _pixels(original.cell(row, place))
        middle = (top + bottom) // 2
        cv2.line(changed, (left - 4, middle + 2), (right + 4, middle - 2), BLACK, 3)
        if number == 1:
            cv2.putText(changed, "8", (right + 4, bottom - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.8, BLACK, 2)
    return changed


def corrected(picture: Picture, original: Original, random: Generator) -> Picture:
    """Figures corrected in red: struck out, or a digit set before them."""
    changed = picture.copy()
    for number, (row, place) in enumerate(TOUCHED):
        left, top, right, bottom = _pixels(original.cell(row, place))
        if number == 0:
            cv2.putText(changed, "1", (left - 16, bottom - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.8, RED, 2)
        else:
            cv2.line(changed, (left - 6, bottom - 4), (right + 6, top + 6), RED, 3)
            cv2.putText(changed, "5", (right + 3, bottom - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.8, RED, 2)
    return changed


def gaps(picture: Picture, share: float, random: Generator) -> Picture:
    """Rules that are broken at several places: gaps of 4 to 14 mm, never two in one cell."""
    changed = picture.copy()
    upright, level = rules(picture)
    for _ in range(int(share)):
        x, top, bottom = upright[int(random.integers(0, len(upright)))]
        start, length = int(random.integers(top, bottom)), int(random.integers(10, 36))
        changed[start : start + length, x - 3 : x + 4] = 255
        y, left, right = level[int(random.integers(0, len(level)))]
        start, length = int(random.integers(left, right)), int(random.integers(30, 110))
        changed[y - 3 : y + 4, start : start + length] = 255
    return changed


def dashed(picture: Picture, length: float, random: Generator) -> Picture:
    """Rules printed as dashes."""
    changed = picture.copy()
    upright, level = rules(picture)
    for x, top, bottom in upright:
        for y in range(top, bottom, int(length)):
            changed[y : y + int(length) // 3, x - 3 : x + 4] = 255
    for y, left, right in level:
        for x in range(left, right, int(length)):
            changed[y - 3 : y + 4, x : x + int(length) // 3] = 255
    return changed


def thin(picture: Picture, level: float, random: Generator) -> Picture:
    """Rules as grey hairlines."""
    changed = picture.copy()
    upright, across = rules(picture)
    for x, top, bottom in upright:
        changed[top:bottom, x - 3 : x + 4][changed[top:bottom, x - 3 : x + 4] < 200] = int(level)
        changed[top:bottom, x + 1 : x + 4] = np.maximum(changed[top:bottom, x + 1 : x + 4], 250)
    for y, left, right in across:
        changed[y - 3 : y + 4, left:right][changed[y - 3 : y + 4, left:right] < 200] = int(level)
        changed[y + 1 : y + 4, left:right] = np.maximum(changed[y + 1 : y + 4, left:right], 250)
    return changed


def missing(picture: Picture, number: float, random: Generator) -> Picture:
    """One upright rule of table three (negative: one level rule) is not there."""
    changed = picture.copy()
    upright, level = rules(picture)
    if number >= 0:
        long = sorted(rule for rule in upright if rule[2] - rule[1] > 900)
        x, top, bottom = long[int(number)]
        changed[top + 4 : bottom - 4, x - 3 : x + 4] = 255
    else:
        long = sorted(rule for rule in level if rule[2] - rule[1] > 1000)
        y, left, right = long[-int(number)]
        changed[y - 3 : y + 4, left + 4 : right - 4] = 255
    return changed


def rules(picture: Picture) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    """The upright and the level rules of a page as drawn: place, start and end in pixels."""
    dark = (picture.min(axis=2) < 160).astype(np.uint8)
    found = []
    for kernel in (np.ones((60, 1), np.uint8), np.ones((1, 90), np.uint8)):
        _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel))
        found.append([tuple(int(value) for value in row[:4]) for row in stats[1:]])
    upright = [(left + wide // 2, top, top + high) for left, top, wide, high in found[0] if wide < 9]
    level = [(top + high // 2, left, left + wide) for left, top, wide, high in found[1] if high < 9]
    return upright, level


def _pixels(cell: Cell) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(side * INCH) for side in cell.box)
    return left, top, right, bottom


def _some(original: Original, random: Generator, count: int = 6) -> list[Cell]:
    return [original.cells[number] for number in random.choice(len(original.cells), count, replace=False)]


def _drawn(picture: Picture, original: Original, random: Generator, draw: Pens) -> Picture:
    changed = picture.copy()
    for cell in _some(original, random):
        draw(_pixels(cell), changed)
    return changed


def _slanted(shape: Picture, degrees: float) -> Shape:
    high, wide = shape.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(shape, matrix, (wide, high)) / np.float32(255), dtype=np.float32)


def _inked(picture: Picture, alpha: Shape, colour: tuple[int, ...]) -> Picture:
    """Ink over the page: it darkens paper, and black stays black below it."""
    covered = picture * (1 - alpha[..., None]) + np.minimum(picture, np.array(colour)) * alpha[..., None]
    return np.asarray(np.clip(covered, 0, 255), dtype=np.uint8)
