"""Pages that lie crooked, turned, in perspective, curved, on a desk, beside another page or half outside of the picture."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.random import Generator

from tests.scans.originals import Picture

Field = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
WHITE, DESK = (255, 255, 255), (70, 60, 52)


def skew(picture: Picture, degrees: float, random: Generator) -> Picture:
    """Laid crookedly on the glass: the corners may be cut, the text is whole."""
    high, wide = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    more = abs(np.sin(np.radians(degrees)))
    size = int(wide + more * high * 0.6), int(high + more * wide * 0.6)
    matrix[:, 2] += (size[0] - wide) / 2, (size[1] - high) / 2
    return _as(cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=WHITE))


def turned(picture: Picture, degrees: float, random: Generator) -> Picture:
    """Laid on its side or on its head; counter-clockwise."""
    return np.ascontiguousarray(np.rot90(picture, int(degrees) // 90))


def keystone(picture: Picture, percent: float, random: Generator) -> Picture:
    """Photographed at an angle: one side is shorter by so many percent, the top, the left, the right or the bottom in turn."""
    return _perspective(picture, percent, random, WHITE, 0)


def on_desk(picture: Picture, percent: float, random: Generator) -> Picture:
    """The same with a dark desk around the page."""
    return _perspective(picture, percent, random, DESK, 70)


def _perspective(picture: Picture, percent: float, random: Generator, ground: tuple[int, ...], room: int) -> Picture:
    high, wide = picture.shape[:2]
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    x, y = wide * percent / 200, high * percent / 200
    moves = ([(x, 0), (-x, 0), (0, 0), (0, 0)], [(0, y), (0, 0), (0, 0), (0, -y)],
             [(0, 0), (0, y), (0, -y), (0, 0)], [(0, 0), (0, 0), (-x, 0), (x, 0)])  # fmt: skip
    moved = corners + np.array(moves[int(random.integers(0, 4))], np.float32) + room
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    size = wide + 2 * room, high + 2 * room
    return _as(cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=ground))


def barrel(picture: Picture, percent: float, random: Generator) -> Picture:
    """The bulge of a simple lens."""

    def bulged(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        longer = 1 + percent / 100 * (x * x + y * y)
        return x * longer, y * longer

    return _moved(picture, bulged)


def binding(picture: Picture, points: float, random: Generator) -> Picture:
    """Pressed on the glass with its binding: lines bend upwards towards the left edge."""
    reach = points * 200 / 72 / (picture.shape[0] / 2)
    return _moved(picture, lambda x, y: (x, y + reach * np.exp(-(x + 1) * 4.5)))


def waves(picture: Picture, points: float, random: Generator) -> Picture:
    """Paper that does not lie flat."""
    reach = points * 200 / 72 / (picture.shape[0] / 2)
    return _moved(picture, lambda x, y: (x, y + reach * np.sin(x * 2.6 + y * 0.8)))


def beside(picture: Picture, other: Picture) -> Picture:
    """A page on the right of another one, with the shadow of the fold between them."""
    spread = np.concatenate([other, picture], axis=1).astype(np.float32)
    middle = other.shape[1]
    fold = 1 - 0.35 * np.exp(-np.abs(np.arange(spread.shape[1]) - middle) / 18)
    return np.asarray(spread * fold[None, :, None], dtype=np.uint8)


def cut(picture: Picture, side: str, share: float) -> Picture:
    """The picture ends within the text: so much of the page is outside at this side."""
    high, wide = picture.shape[:2]
    x, y = int(wide * share), int(high * share)
    area = {"left": (0, high, x, wide), "right": (0, high, 0, wide - x), "top": (y, high, 0, wide),
            "bottom": (0, high - y, 0, wide)}[side]  # fmt: skip
    return np.ascontiguousarray(picture[area[0] : area[1], area[2] : area[3]])


def _moved(picture: Picture, field: Field) -> Picture:
    """Each place is taken from where `field` says, x and y from -1 to 1."""
    high, wide = picture.shape[:2]
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    x, y = field(xs / wide * 2 - 1, ys / high * 2 - 1)
    maps = ((x + 1) / 2 * wide).astype(np.float32), ((y + 1) / 2 * high).astype(np.float32)
    return _as(cv2.remap(picture, *maps, interpolation=cv2.INTER_CUBIC, borderValue=WHITE))


def _as(picture: object) -> Picture:
    return np.asarray(picture, dtype=np.uint8)
