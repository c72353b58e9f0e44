"""What scanners, copiers and fax machines do to a page of 200 pixels to the inch: pictures in, pictures out, always the same for a seed."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.scans.originals import Picture, grown


def resolution(picture: Picture, dpi: float, random: Generator) -> Picture:
    """Scanned with fewer pixels; the file says so."""
    return grown(picture, dpi / 200)


def fax(picture: Picture, weight: float, random: Generator) -> Picture:
    """Black and white alone; lines thinner or bolder by `weight`."""
    noisy = _grey(picture) + random.normal(0, 8, picture.shape[:2])
    bits = np.where(noisy < 150 + 50 * weight, 0, 255).astype(np.uint8)
    return _coloured(bits)


def coarse_fax(picture: Picture, _: float, random: Generator) -> Picture:
    """200 by 100 points to the inch."""
    high, wide = picture.shape[:2]
    half = cv2.resize(_grey(picture).astype(np.float32), (wide, high // 2), interpolation=cv2.INTER_AREA)
    bits = np.where(half + random.normal(0, 6, half.shape) < 160, 0, 255).astype(np.uint8)
    return _coloured(np.asarray(cv2.resize(bits, (wide, high), interpolation=cv2.INTER_NEAREST), np.uint8))


def flecks(picture: Picture, share: float, random: Generator) -> Picture:
    """Toner that is worn off in flecks."""
    high, wide = picture.shape[:2]
    field = cv2.GaussianBlur(random.normal(0, 1, (high, wide)).astype(np.float32), (0, 0), 1.3)
    worn = field > np.quantile(field[::7, ::7], 1 - share)
    changed = picture.copy()
    changed[worn] = np.maximum(changed[worn], 235)
    return changed


def specks(picture: Picture, share: float, random: Generator) -> Picture:
    """Black specks of dirt, of one to three pixels."""
    changed = picture.copy()
    high, wide = picture.shape[:2]
    for _ in range(int(share * high * wide / 1000)):
        y, x, size = int(random.integers(0, high - 3)), int(random.integers(0, wide - 3)), int(random.integers(1, 4))
        changed[y : y + size, x : x + size] = 20
    return changed


def faint(picture: Picture, ink: float, random: Generator) -> Picture:
    """Toner that is nearly used up: black is this grey."""
    return np.asarray(ink + picture.astype(np.float32) * (255 - ink) / 255, dtype=np.uint8)


def blur(picture: Picture, radius: float, random: Generator) -> Picture:
    """Out of focus."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), radius), dtype=np.uint8)


def motion(picture: Picture, length: float, random: Generator) -> Picture:
    """Moved while it was photographed."""
    kernel = np.zeros((int(length), int(length)), np.float32)
    kernel[int(length) // 2] = 1 / int(length)
    return np.asarray(cv2.filter2D(picture, -1, kernel), dtype=np.uint8)


def noise(picture: Picture, level: float, random: Generator) -> Picture:
    """The noise of a sensor."""
    return _clipped(picture + random.normal(0, level, picture.shape[:2])[:, :, None])


def shade(picture: Picture, depth: float, random: Generator) -> Picture:
    """Darker towards one corner."""
    high, wide = picture.shape[:2]
    slope = np.linspace(0, 1, wide)[None, :] * np.linspace(0.3, 1, high)[:, None]
    return _clipped(picture * (1 - depth * slope)[:, :, None])


def shadow(picture: Picture, depth: float, random: Generator) -> Picture:
    """The shadow of a hand and a telephone, with a soft edge across the page."""
    high, wide = picture.shape[:2]
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    soft = 1 / (1 + np.exp((0.6 * xs + 0.4 * ys - 0.45 * wide) / 25))
    return _clipped(picture * (1 - depth * soft)[:, :, None])


def moire(picture: Picture, depth: float, random: Generator) -> Picture:
    """The stripes of a photographed screen."""
    ys, xs = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    return _clipped(picture - (depth * (1 + np.sin(xs / 3.1 + ys / 17) * np.sin(ys / 2.7)))[:, :, None])


def show_through(picture: Picture, depth: float, random: Generator) -> Picture:
    """The back of the sheet shines through."""
    back = 255 - cv2.GaussianBlur(picture[:, ::-1], (0, 0), 2)
    return _clipped(picture - back * depth)


def paper(picture: Picture, hue: float, random: Generator) -> Picture:
    """Coloured paper."""
    tints = ((250, 240, 190), (250, 215, 220), (205, 225, 250))
    return _clipped(picture * (np.array(tints[int(hue)]) / 255))


def streak(picture: Picture, wide: float, random: Generator) -> Picture:
    """A streak of the copier from the top of the page to its end."""
    changed = picture.copy()
    x = int(picture.shape[1] * 0.63)
    changed[:, x : x + int(wide)] = 40
    return changed


def jpeg(picture: Picture, quality: float, random: Generator) -> Picture:
    """Stored with loss."""
    stored = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1]
    read = np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR), dtype=np.uint8)
    return np.ascontiguousarray(read[:, :, ::-1])


def _grey(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _coloured(grey: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _clipped(picture: NDArray[Any]) -> Picture:
    return np.asarray(np.clip(picture, 0, 255), dtype=np.uint8)
