"""What is where on the pages of a PDF, in millimetres from the upper left corner of the page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MM = 25.4 / 72


@dataclass(frozen=True)
class Ink:
    """A character: the edges of its ink, the baseline it stands on, its size in points and its colour."""

    ch: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    colour: tuple[int, int, int]


def pages(data: bytes) -> list[list[Ink]]:
    """The characters of every page in the order they are written in, without blanks."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [list(_page(document[number])) for number in range(len(document))]
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Iterator[Ink]:
    height = page.get_height()
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    matrix = raw.FS_MATRIX()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    for index in range(text.count_chars()):
        ch = chr(raw.FPDFText_GetUnicode(text, index))
        if ch.isspace():
            continue
        left, bottom, right, top = text.get_charbox(index)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
        raw.FPDFText_GetMatrix(text, index, matrix)
        size = raw.FPDFText_GetFontSize(text, index) * abs(matrix.d)
        yield Ink(
            ch,
            left * MM,
            (height - top) * MM,
            right * MM,
            (height - bottom) * MM,
            (height - y.value) * MM,
            size,
            (red.value, green.value, blue.value),
        )


def lines(page: list[Ink]) -> list[list[Ink]]:
    """The characters by baseline, from top to bottom and from left to right."""
    found: dict[int, list[Ink]] = {}
    for ink in page:
        near = next((base for base in found if abs(base / 10 - ink.base) < 0.5), round(ink.base * 10))
        found.setdefault(near, []).append(ink)
    return [sorted(found[base], key=lambda ink: ink.left) for base in sorted(found)]


def words(line: list[Ink]) -> str:
    """The characters of a line."""
    return "".join(ink.ch for ink in line)
