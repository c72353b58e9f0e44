"""Painting of single objects of a page: their marks and clipping, and renderings of the page with and without them.

Few objects are queried, so the calls into PDFium are the typed ones.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor
from operator import sub
from typing import Any

import pypdfium2.raw as pdfium

from auditor.read.layout.boxes import Box
from auditor.read.pdf.content.native import Colour, PdfPage

_ARTIFACT, _SUBTYPE = "Artifact", "Subtype"
_LAYER = "OC"
_PIXELS = 2.0
_MOST_PIXELS = 40_000_000
_WHITE, _FULL = 0xFFFFFFFF, 255
_ROWS, _MOST_OF = 40, 0.6
_NAME = 512
_BRIGHT = 80


def is_watermark(handle: int) -> bool:
    """Return whether an object is marked as an artifact with a subtype (ISO 32000-1, 14.8.2.2): a watermark, or a running head."""
    return any(name == _ARTIFACT and _SUBTYPE in keys for name, keys in _marks(handle))


def in_layer(handle: int) -> bool:
    """Return whether an object is marked as optional content, which may be switched off (ISO 32000-1, 8.11)."""
    return any(name == _LAYER for name, _ in _marks(handle))


def _marks(handle: int) -> Iterator[tuple[str, list[str]]]:
    """Yield the names of the marked contents around an object, and the keys of their properties.

    PDFium does not expose property values that are names.
    """
    item = ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT)
    for number in range(max(pdfium.FPDFPageObj_CountMarks(item), 0)):
        mark = pdfium.FPDFPageObj_GetMark(item, number)
        keys = range(max(pdfium.FPDFPageObjMark_CountParams(mark), 0))
        yield (
            _text(pdfium.FPDFPageObjMark_GetName, mark),
            [_text(pdfium.FPDFPageObjMark_GetParamKey, mark, key) for key in keys],
        )


def _text(call: Any, *arguments: Any) -> str:
    units, length = (ctypes.c_ushort * _NAME)(), ctypes.c_ulong()
    if not call(*arguments, units, ctypes.sizeof(units), length) or length.value > ctypes.sizeof(units):
        return ""
    return bytes(units)[: max(length.value - 2, 0)].decode("utf-16-le", "replace")


def is_bright(colour: Colour) -> bool:
    """Return whether a colour is not a shade of grey; seals have such colours."""
    return max(colour[:3]) - min(colour[:3]) >= _BRIGHT


def pen_colour(handle: int, *, stroked: bool) -> Colour:
    """Return red, green, blue and alpha of a path's stroke, or of its fill."""
    item = ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT)
    parts = tuple(ctypes.c_uint() for _ in range(4))
    call = pdfium.FPDFPageObj_GetStrokeColor if stroked else pdfium.FPDFPageObj_GetFillColor
    call(item, *parts)
    red, green, blue, alpha = (part.value for part in parts)
    return red, green, blue, alpha


def is_cut(handle: int) -> bool:
    """Return whether an object has a clipping path of its own besides the edge of its page."""
    path = pdfium.FPDFPageObj_GetClipPath(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT))
    return bool(pdfium.FPDFClipPath_CountPaths(path) > 0)


@dataclass(frozen=True, slots=True)
class RenderedPicture:
    """A rendered part of a page: `left` and `top` are its corner in points of user space; a pixel has four bytes."""

    left: float
    top: float
    wide: int
    high: int
    row: int
    data: bytes

    def differs(self, other: RenderedPicture, box: Box, least: float) -> bool:
        """Return whether two pictures of the same part differ within a box in user space by more than a share of the full range."""
        return any(
            max(map(abs, map(sub, one, two))) > least * _FULL for one, two in self._rows(other, box) if one != two
        )

    def strength(self, other: RenderedPicture, box: Box) -> float:
        """Return the 60th percentile of the differences of the differing pixels within a box, from 0 to 1; rows are sampled."""
        changes: list[int] = []
        rows = list(self._rows(other, box))
        for one, two in rows[:: len(rows) // _ROWS + 1]:
            if one != two:
                parts = list(map(abs, map(sub, one, two)))
                changes += filter(None, map(max, parts[0::4], parts[1::4], parts[2::4]))
        changes.sort()
        return changes[int(len(changes) * _MOST_OF)] / _FULL if changes else 0.0

    def _rows(self, other: RenderedPicture, box: Box) -> Iterator[tuple[bytes, bytes]]:
        left, bottom, right, top = box
        x0, x1 = max(floor((left - self.left) * _PIXELS), 0), min(ceil((right - self.left) * _PIXELS), self.wide)
        y0, y1 = max(floor((self.top - top) * _PIXELS), 0), min(ceil((self.top - bottom) * _PIXELS), self.high)
        for y in range(y0, y1) if x0 < x1 else ():
            part = slice(y * self.row + 4 * x0, y * self.row + 4 * x1)
            yield self.data[part], other.data[part]


def picture(page: PdfPage, box: Box) -> RenderedPicture | None:
    """Render the page within a box in user space, annotations included; None if the box is empty or too large."""
    left, bottom, right, top = page.bounds
    left, right = max(left, box[0]), min(right, box[2])
    bottom, top = max(bottom, box[1]), min(top, box[3])
    wide, high = ceil((right - left) * _PIXELS), ceil((top - bottom) * _PIXELS)
    if wide <= 0 or high <= 0 or wide * high > _MOST_PIXELS:
        return None
    bitmap = pdfium.FPDFBitmap_Create(wide, high, 0)
    if not bitmap:
        return None
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, *_place(page, left, top), _upright(page), pdfium.FPDF_ANNOT)
        row = pdfium.FPDFBitmap_GetStride(bitmap)
        data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), row * high)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return RenderedPicture(left, top, wide, high, row, data)


def _upright(page: PdfPage) -> int:
    """Return the rotation that shows a page as it lies in user space."""
    return (4 - page.rotation) % 4


def _place(page: PdfPage, left: float, top: float) -> tuple[int, int, int, int]:
    """Return the position and the size of the whole page, in pixels of a picture with this corner."""
    x0, y0, x1, y1 = page.bounds
    wide, high = round((x1 - x0) * _PIXELS), round((y1 - y0) * _PIXELS)
    return round((x0 - left) * _PIXELS), round((top - y1) * _PIXELS), wide, high


@contextmanager
def without(handles: Iterable[int]) -> Iterator[None]:
    """Keep some objects from being shown and read within this context."""
    chosen = list(handles)
    switch(chosen, on=False)
    try:
        yield
    finally:
        switch(chosen, on=True)


def switch(handles: Iterable[int], *, on: bool) -> None:
    """Make objects active or inactive on their page; the text must be read again afterwards."""
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT), on)
