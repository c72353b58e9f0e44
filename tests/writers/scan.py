"""Scans of reports: pages drawn by our own writers, turned a little, unevenly lit and noisy, as from an office scanner."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Light = NDArray[Any]
DPI = 200


@dataclass(frozen=True, slots=True)
class Wear:
    """What a scanner does to a page: the turn in degrees, blur and noise in grey levels, specks as a share of the pixels."""

    turn: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    specks: float = 0.0
    shade: float = 0.0
    quality: int = 100
    ink: int = 0


def pages(pdf: bytes, dpi: int = DPI) -> list[Picture]:
    """Every page of a PDF as a grey picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_numpy().copy() for page in document]


def scanned(picture: Picture, wear: Wear, seed: int) -> Picture:
    """The page as it comes from the scanner; the same seed gives the same pixels."""
    random = np.random.default_rng(seed)
    high, wide = picture.shape
    grey: Light = wear.ink + picture.astype(np.float32) * (250 - wear.ink) / 255
    if wear.turn:
        matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), wear.turn, 1.0)
        grey = cv2.warpAffine(grey, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if wear.blur:
        grey = cv2.GaussianBlur(grey, (0, 0), wear.blur)
    if wear.shade:
        slope = (
            np.linspace(0, 1, wide, dtype=np.float32)[None, :] * np.linspace(0.4, 1, high, dtype=np.float32)[:, None]
        )
        grey = grey * (1 - wear.shade * slope)
    if wear.noise:
        grey = grey + random.normal(0, wear.noise, grey.shape).astype(np.float32)
    if wear.specks:
        grey = _specked(grey, wear.specks, random)
    page = np.clip(grey, 0, 255).astype(np.uint8)
    return _compressed(page, wear.quality) if wear.quality < 100 else page


def _specked(grey: Light, share: float, random: np.random.Generator) -> Light:
    """Black and white dots of one to three pixels."""
    high, wide = grey.shape
    for level in (0.0, 255.0):
        for size in (1, 2, 3):
            count = int(share * high * wide / 6 / size)
            ys, xs = random.integers(0, high - size, count), random.integers(0, wide - size, count)
            for down in range(size):
                for across in range(size):
                    grey[ys + down, xs + across] = level
    return grey


def _compressed(page: Picture, quality: int) -> Picture:
    with Image.open(io.BytesIO(encoded([page], "JPEG", quality=quality))) as picture:
        return np.asarray(picture.convert("L")).copy()


def encoded(pictures: list[Picture], kind: str = "PNG", dpi: int = DPI, **options: Any) -> bytes:
    """Pictures as a file; only a TIFF or a PDF holds more than one."""
    return saved([Image.fromarray(picture) for picture in pictures], kind, dpi, **options)


def saved(pictures: list[Image.Image], kind: str, dpi: int = DPI, **options: Any) -> bytes:
    """The same for pictures of any mode."""
    first, *others = pictures
    buffer = io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": others} if others else {}
    more |= {"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}
    first.save(buffer, kind, **more, **options)
    return buffer.getvalue()
