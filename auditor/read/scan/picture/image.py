"""Preparation of pictures of pages: decoded under limits, grey, evenly lit, level and upright, 200 pixels per inch."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, radians, sin
from threading import Lock

import cv2
import numpy as np
from cv2.typing import MatLike
from PIL import ExifTags, Image, ImageFile, ImageOps

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.layout.boxes import Box
from auditor.read.scan.picture.bent import Bend, Flatness, bend_of
from auditor.read.scan.picture.colour import Grey, darker, grey_of

# Left, top, right and bottom in pixels.
PixelSpan = tuple[int, int, int, int]
# The resolution at which everything is read, in pixels per inch: enough for figures of 8 points, and it makes lengths
# comparable between pages.
DPI = 200
POINT = DPI / 72
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")
_A4 = (8.27, 11.69)
# The longer side of a page is between a postcard's and an A3 sheet's, in inches; a picture that states another size is
# not believed.
_SHORT, _LONG = 5.0, 17.0
# A picture enlarged more than this does not become more legible; and the longest strip in pixels, thirty pages.
_MOST_ENLARGED, _LONGEST = 8.0, 70_000
# The steepest slope that is levelled, and the slope up to which the sheet keeps its size, in degrees.
_STEEPEST, _HARDLY = 10.3, 3.0
# How far a page may be turned, in degrees, and how much sharper its lines then are at that turn.
_MOST_CROOKED, _CLEARLY = 44.0, 1.3
_LEVEL = 0.03
# Strokes of print are narrower than this, in pixels; grey areas are darker than paper and lighter than ink.
_BROAD, _PALE, _BLACK = 16, 235, 110
# A marker's stroke is narrower than this, in pixels.
_MARKER = 40
# Pillow's strictness and Python's warning filters are process-wide: one thread at a time sets them.
_STRICTNESS = Lock()
_DAMAGED = "图片已损坏或不完整，不能读取，请重新扫描或另存后再审核"


@dataclass(frozen=True, slots=True)
class LevelPage:
    """A page ready to be read: `grey` is evenly lit with white 255, `turn` the degrees counter-clockwise it was turned.

    `taken` is the size in pixels that the picture had before, its own size if not given; `bend` is how it was
    straightened; `askew` says that it needs straightening and could not be straightened.
    """

    grey: Grey
    turn: float
    taken: tuple[int, int] = (0, 0)
    bend: Bend | None = None
    askew: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        high, wide = self.grey.shape
        return wide / POINT, high / POINT

    @property
    def size_taken(self) -> tuple[float, float]:
        """Width and height in points of the picture as it was taken."""
        return (self.taken[0] / POINT, self.taken[1] / POINT) if self.taken[0] else self.size

    def on_paper(self, box: Box) -> Box:
        """Move a box of the level page, in points, to its place before levelling; its size is unchanged."""
        (wide, high), taken = self.size, self.size_taken
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        right, below = x, y
        if self.bend is not None:
            xs, ys = self.bend.back(np.array([x * POINT]), np.array([y * POINT]))
            right, below = float(xs[0]) / POINT, float(ys[0]) / POINT
            wide, high = self.bend.size[0] / POINT, self.bend.size[1] / POINT
        right, below = right - wide / 2, below - high / 2
        across, down = cos(radians(self.turn)), sin(radians(self.turn))
        right, below = (
            across * right - down * below + taken[0] / 2 - x,
            down * right + across * below + taken[1] / 2 - y,
        )
        return box[0] + right, box[1] + below, box[2] + right, box[3] + below


def frames(data: bytes, context: ReadContext) -> Iterator[Grey]:
    """Yield each page of an image file in grey at `DPI`; raise UnreadableReport if it is damaged or too large."""
    most_pixels = context.limits.pixels
    with _strictly(most_pixels):
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    with picture:
        require(count, context.limits.pages, "图片页数")
        for number in range(count):
            context.deadline.check()
            with _strictly(most_pixels):
                picture.seek(number)
                require(picture.width * picture.height, most_pixels, "图片像素数")
                require(max(picture.size), _LONGEST, "图片一边的像素数")
                grey = _frame(picture, most_pixels)
            yield grey


@contextmanager
def _strictly(most_pixels: int) -> Iterator[None]:
    """Raise Pillow's errors as UnreadableReport.

    A truncated picture is an error, even if other code in this process accepts a part of it.
    """
    try:
        with _STRICTNESS, _set_strictly():
            yield
    except Image.DecompressionBombError as error:
        raise UnreadableReport(f"图片像素数超过上限（{most_pixels}），不予读取", Cause.TOO_LARGE) from error
    except (UnreadableReport, MemoryError):
        raise
    except Exception as error:  # errors that broken pictures raise in Pillow and OpenCV share no class
        raise UnreadableReport(_DAMAGED, Cause.DAMAGED) from error


@contextmanager
def _set_strictly() -> Iterator[None]:
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            # The size is checked against our own limit; other oddities show when the pixels are read.
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _frame(picture: Image.Image, most_pixels: int) -> Grey:
    picture.load()
    upright = _upright(picture)
    dpi = upright.info.get("dpi")
    if upright.mode.startswith("I") or upright.mode == "F":
        deep = np.asarray(upright, dtype=np.float32)
        grey = np.clip(deep * (255 / max(float(deep.max()), 1.0)), 0, 255).astype(np.uint8)
    elif upright.mode in ("1", "L"):
        grey = np.asarray(upright.convert("L"))
    else:
        if "A" in upright.getbands() or "transparency" in upright.info:
            upright = _in(upright, "RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
        return grey_of(at_reading_size(np.asarray(_in(upright, "RGB")), most_pixels, dpi))
    return at_reading_size(grey, most_pixels, dpi)


def _upright(picture: Image.Image) -> Image.Image:
    """Return the picture in the orientation of its camera; unchanged if possible, because a copy doubles the memory."""
    try:
        if picture.getexif().get(ExifTags.Base.Orientation, 1) == 1:
            return picture
        return ImageOps.exif_transpose(picture)
    except Exception:  # noqa: BLE001  broken notes of a camera say nothing about its picture
        return picture


def _in(picture: Image.Image, mode: str) -> Image.Image:
    """Return the picture in a mode, unchanged if it already has it."""
    return picture if picture.mode == mode else picture.convert(mode)


def at_reading_size(picture: Grey, most_pixels: int, resolution: object = None) -> Grey:
    """Scale a picture, grey or in colours, to `DPI`; without a plausible resolution it is taken to be as wide as A4."""
    high, wide = picture.shape[:2]
    # Pillow gives a pair of numbers, possibly fractions, or nothing.
    dpi = float(resolution[0]) if isinstance(resolution, tuple) and resolution else 0.0
    scale = DPI / (dpi if dpi > 1 and is_page(wide / dpi, high / dpi) else wide / _A4[wide > high])
    scale = min(scale, _MOST_ENLARGED, _LONGEST / max(wide, high), (most_pixels / (wide * high)) ** 0.5)
    if abs(scale - 1) < 0.02:
        return np.ascontiguousarray(picture)
    size = max(round(wide * scale), 1), max(round(high * scale), 1)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=how), dtype=np.uint8)


def is_page(width: float, height: float) -> bool:
    """Return whether a page may have this size, in inches."""
    return _SHORT <= max(width, height) <= _LONG


def ready(grey: Grey) -> LevelPage:
    """Return the page evenly lit, its lines level and its ruling lines straight."""
    even = _even(grey)
    turn = _slope(even)
    turn = 0.0 if abs(turn) < _LEVEL else turn
    matrix, size = _turning(even, turn)
    level = even
    if turn:
        level = np.asarray(
            cv2.warpAffine(even, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255,)), dtype=np.uint8
        )
    bend = bend_of(level)
    taken = even.shape[1], even.shape[0]
    if not isinstance(bend, Bend):
        return LevelPage(level, turn, taken, askew=bend is Flatness.UNKNOWN)
    xs, ys = bend.maps()
    # Both moves at once, so that the page is resampled only once.
    (a, b, c), (d, e, f) = cv2.invertAffineTransform(matrix).tolist()
    straight = cv2.remap(
        even, a * xs + b * ys + c, d * xs + e * ys + f, interpolation=cv2.INTER_CUBIC, borderValue=(255,)
    )
    return LevelPage(np.asarray(straight, dtype=np.uint8), turn, taken, bend)


def _turning(grey: Grey, turn: float) -> tuple[MatLike, tuple[int, int]]:
    """Return the matrix that turns a page around its middle, and the size of the sheet that then holds its text."""
    high, wide = grey.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), turn, 1.0)
    if abs(turn) <= _HARDLY:
        return matrix, (wide, high)
    more = sin(radians(abs(turn)))
    size = round(wide + more * high), round(high + more * wide)
    matrix[:, 2] += (size[0] - wide) / 2, (size[1] - high) / 2
    return matrix, size


def _even(grey: Grey) -> Grey:
    """Make the paper white all over by dividing each place by the paper around it."""
    high, wide = grey.shape
    small = cv2.resize(grey, (max(wide // 4, 1), max(high // 4, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (25, 25)))
    paper = cv2.resize(cv2.GaussianBlur(paper, (0, 0), 8), (wide, high), interpolation=cv2.INTER_LINEAR)
    # A dark area of over half an inch is not paper in shade but a black area, and stays black.
    return _without_broad(np.asarray(cv2.divide(grey, np.maximum(paper, 90), scale=250), dtype=np.uint8))


def _without_broad(grey: Grey) -> Grey:
    """Whiten grey areas broader than any stroke of print (watermarks), and keep what is printed over them.

    Areas no broader than the stroke of a marker stay: a figure may be struck out with it.
    """
    high, wide = grey.shape
    ground = cv2.morphologyEx(_smaller(grey, 2), cv2.MORPH_CLOSE, np.ones((_BROAD // 2, _BROAD // 2), np.uint8))
    shaded = np.where((ground > _BLACK) & (ground < _PALE), 255, 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(shaded, connectivity=8)
    large = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= _MARKER // 2
    large[0] = False
    if not large.any():
        return grey
    shaded = np.where(large[labels], 255, 0).astype(np.uint8)
    ground = np.where(shaded > 0, ground, 250).astype(np.uint8)
    ground = cv2.resize(ground, (wide, high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, ground, scale=250), dtype=np.uint8)


def _slope(grey: Grey) -> float:
    """Return by how many degrees counter-clockwise the page must be turned for its lines to be level."""
    ink = darker(grey, 170)
    half, quarter = (_smaller(ink, factor) for factor in (2, 4))
    best = _sharpest(quarter, 0.0, _STEEPEST + 0.5, 0.5)
    best = _sharpest(half, best, 0.5, 0.1)
    best = _sharpest(half, best, 0.1, 0.02)
    return best if abs(best) <= _STEEPEST else 0.0


def lies_crooked(sheet: LevelPage) -> bool:
    """Return whether the lines of a page would be level if it were turned further than it is."""
    ink = _smaller(darker(sheet.grey, 170), 4)
    best = _sharpest(ink, 0.0, _MOST_CROOKED, 1.0)
    return abs(best + sheet.turn) > _STEEPEST and _sharpness(ink, best) > _CLEARLY * _sharpness(ink, 0.0)


def _smaller(ink: Grey, factor: int) -> Grey:
    size = max(ink.shape[1] // factor, 1), max(ink.shape[0] // factor, 1)
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _sharpest(ink: Grey, around: float, reach: float, step: float) -> float:
    """Return the turn, within `reach` degrees, that separates lines and gaps best."""
    tries = np.arange(around - reach, around + reach + step / 2, step)
    return float(max(tries, key=lambda turn: (_sharpness(ink, turn), -abs(turn))))


def _sharpness(ink: Grey, turn: float) -> float:
    """Return how sharply lines and gaps separate when the page is turned: the sum of squared steps from row to row."""
    high, wide = ink.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), turn, 1.0)
    turned = cv2.warpAffine(ink, matrix, (wide, high), flags=cv2.INTER_LINEAR)
    rows = cv2.reduce(turned, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[:, 0].astype(np.float64)
    return float(np.square(np.diff(rows)).sum())
