"""Calls into PDFium that are made for every character and object, with as little overhead as possible.

PDFium is not thread-safe; callers hold `LOCK`.
"""

from __future__ import annotations

import ctypes
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress, pairwise, repeat
from operator import ne
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from auditor.errors import Cause, UnreadableReport
from auditor.read.layout.boxes import Box
from auditor.read.pdf.content.fonts import use_own_fonts

LOCK = threading.RLock()
_NOTHING = 0x200B
PATH, IMAGE, FORM = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
TEXT = pdfium.FPDF_PAGEOBJ_TEXT
UNSEEN = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_BLACK = (0, 0, 0, 255)
_BLACK_BYTES = bytes((ctypes.c_uint * 4)(*_BLACK))
LOCKED = "文件加了密码，请去掉密码后再审核"
DAMAGED = "PDF 文件已损坏，不能读取，请重新导出后再审核"
_REASONS = {
    pdfium.FPDF_ERR_PASSWORD: LOCKED,
    pdfium.FPDF_ERR_SECURITY: "文件的加密方式不能识别，请去掉加密后再审核",
}

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[int, int, int, int]


def _native(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return a PDFium function by its address, called with plain numbers: half the cost of the typed call."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


_POINTER, _INT = ctypes.c_void_p, ctypes.c_int
# Not converting an unused result saves a tenth of the time.
_loose_box = _native(pdfium.FPDFText_GetLooseCharBox, None, _POINTER, _INT, _POINTER)
_unicode = _native(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
_generated = _native(pdfium.FPDFText_IsGenerated, _INT, _POINTER, _INT)
_angle = _native(pdfium.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _INT)
_text = _native(pdfium.FPDFText_GetText, _INT, _POINTER, _INT, _INT, _POINTER)
_object = _native(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
_form_object = _native(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
_count_form = _native(pdfium.FPDFFormObj_CountObjects, _INT, _POINTER)
_count_objects = _native(pdfium.FPDFPage_CountObjects, _INT, _POINTER)
_type = _native(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
_bounds = _native(pdfium.FPDFPageObj_GetBounds, _INT, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_matrix = _native(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
_render_mode = _native(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
_fill_color = _native(pdfium.FPDFPageObj_GetFillColor, None, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER)
_owner = _native(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
_draw_mode = _native(pdfium.FPDFPath_GetDrawMode, None, _POINTER, _POINTER, _POINTER)
_count_segments = _native(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
_segment = _native(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
_point = _native(pdfium.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
_segment_type = _native(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
_segment_close = _native(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)


class PdfPage:
    """An open page and its text; `text` has one character for each character that PDFium counts."""

    def __init__(self, document: Any, number: int) -> None:
        self._page = pdfium.FPDF_LoadPage(document.raw, number)
        if not self._page:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self._text_page = pdfium.FPDFText_LoadPage(self._page)
        if not self._text_page:
            pdfium.FPDF_ClosePage(self._page)
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self.raw = self._page
        self.handle: int = ctypes.cast(self._page, _POINTER).value or 0
        self._chars: int = ctypes.cast(self._text_page, _POINTER).value or 0
        self.rotation: int = pdfium.FPDFPage_GetRotation(self._page) % 4
        rectangle = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(self._page, rectangle)
        self.bounds: Box = (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        self.text = self._read_text()
        self.annotations: int = pdfium.FPDFPage_GetAnnotCount(self._page)

    def read_again(self) -> None:
        """Read the text again, without the objects that were made inactive since."""
        pdfium.FPDFText_ClosePage(self._text_page)
        self._text_page = pdfium.FPDFText_LoadPage(self._page)
        self._chars = ctypes.cast(self._text_page, _POINTER).value or 0
        self.text = self._read_text() if self._chars else ""

    def hide(self, places: Iterable[int]) -> None:
        """Replace characters, given by their offsets in the text, by zero-width spaces."""
        text = list(self.text)
        for place in places:
            text[place] = chr(_NOTHING)
        self.text = "".join(text)

    def owners(self) -> list[int]:
        """Return for each character the handle of the text object that draws it; 0 for characters that PDFium generated."""
        return [handle or 0 for handle in map(_owner, repeat(self._chars), range(len(self.text)))]

    def close(self) -> None:
        """Release the page's memory."""
        if self._text_page:
            pdfium.FPDFText_ClosePage(self._text_page)
        pdfium.FPDF_ClosePage(self._page)

    def _read_text(self) -> str:
        count = max(pdfium.FPDFText_CountChars(self._text_page), 0)
        units = (ctypes.c_ushort * (count + 1))()
        if count and _text(self._chars, 0, count, ctypes.addressof(units)) == count + 1:
            text = bytes(units)[:-2].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        # Characters outside the basic plane or without a code: request them one by one.
        codes: list[int] = list(map(_unicode, repeat(self._chars), range(count)))
        for place, (high, low) in enumerate(pairwise(codes)):
            if 0xD800 <= high < 0xDC00 <= low < 0xE000:
                codes[place : place + 2] = 0x10000 + ((high - 0xD800) << 10) + low - 0xDC00, _NOTHING
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)

    def boxes(self) -> list[float]:
        """Return left, top, right and bottom of each character: as wide as its advance, as high as its font.

        Characters that are not upright have no width.
        """
        count = len(self.text)
        found = array("f", bytes(16 * count))
        start = found.buffer_info()[0]
        places = range(start, start + 16 * count, 16)
        deque(map(_loose_box, repeat(self._chars), range(count), places), maxlen=0)
        return found.tolist()

    def measured(self, place: int) -> tuple[Box, float]:
        """Measure a character of any direction: its left, top, right and bottom, and its font's size on the page.

        The box is tight along the line and as high as the font across it.
        """
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(self._text_page, place, left, right, bottom, top)
        x, y, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_MATRIX()
        pdfium.FPDFText_GetCharOrigin(self._text_page, place, x, y)
        pdfium.FPDFText_GetMatrix(self._text_page, place, matrix)
        size = pdfium.FPDFText_GetFontSize(self._text_page, place)
        x0, y0, x1, y1 = left.value, bottom.value, right.value, top.value
        if abs(matrix.b) > abs(matrix.a):
            x0, x1 = sorted((x.value - 0.2 * size * matrix.c, x.value + 0.8 * size * matrix.c))
        else:
            y0, y1 = sorted((y.value - 0.2 * size * matrix.d, y.value + 0.8 * size * matrix.d))
        return (x0, y1, x1, y0), size * max(abs(matrix.a), abs(matrix.b))

    def origin(self, place: int) -> tuple[float, float]:
        """Return the origin of a character on its baseline, in user space."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._text_page, place, x, y)
        return x.value, y.value

    def generated(self, place: int) -> bool:
        """Return whether PDFium generated this character because of a gap."""
        return bool(_generated(self._chars, place) == 1)

    def angle(self, place: int) -> float:
        """Return the character's direction in radians, clockwise, within [0, 2π)."""
        return float(_angle(self._chars, place))

    def turned(self, places: Iterable[int]) -> bool:
        """Return whether any of some characters is not upright in user space."""
        return any(map(_angle, repeat(self._chars), places))

    def annotation(self, number: int) -> Any:
        """Return PDFium's handle of an annotation; the caller closes it."""
        return pdfium.FPDFPage_GetAnnot(self._page, number)

    def objects(self) -> list[int]:
        """Return the handles of the page's objects."""
        return _listed(_object, self.handle, _count_objects(self.handle))


def form_objects(form: int) -> list[int]:
    """Return the handles of the objects of a Form XObject."""
    return _listed(_form_object, form, _count_form(form))


def _listed(get: Callable[..., Any], owner: int, count: int) -> list[int]:
    return list(filter(None, map(get, repeat(owner), range(max(count, 0)))))


def kinds_of(handles: Sequence[int]) -> list[int]:
    """Return the PDFium type of each object."""
    return list(map(_type, handles))


def render_modes(handles: Sequence[int]) -> list[int]:
    """Return the render mode of each text object (ISO 32000-1, 9.3.6); -1 for an object that is not text."""
    return list(map(_render_mode, handles))


def bounds_of(handles: Sequence[int]) -> list[Box | None]:
    """Return for each object its box as `Pens.bounds` does."""
    boxes = (ctypes.c_float * (4 * len(handles)))()
    start, end = ctypes.addressof(boxes), ctypes.addressof(boxes) + 16 * len(handles)
    known = list(map(_bounds, handles, *(range(start + 4 * side, end + 4 * side, 16) for side in range(4))))
    flat = boxes[:]
    found = zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True)
    return (
        list(found) if all(known) else [box if is_known else None for box, is_known in zip(found, known, strict=True)]
    )


def outlines(handles: Sequence[int]) -> list[tuple[Box | None, int, int]]:
    """Return for each path its box as `Pens.bounds` does, its fill mode (0: not filled), and whether it is stroked."""
    modes = (ctypes.c_int * (2 * len(handles)))()
    start, end = ctypes.addressof(modes), ctypes.addressof(modes) + 8 * len(handles)
    deque(map(_draw_mode, handles, range(start, end, 8), range(start + 4, end + 4, 8)), maxlen=0)
    drawn = modes[:]
    return list(zip(bounds_of(handles), drawn[0::2], drawn[1::2], strict=True))


def colours(handles: Sequence[int]) -> dict[int, Colour]:
    """Return red, green, blue and alpha of the text objects that are not drawn in full black."""
    black = _BLACK_BYTES * len(handles)
    found = array("I", black)
    start, end = found.buffer_info()[0], found.buffer_info()[0] + len(black)
    deque(map(_fill_color, handles, *(range(start + 4 * part, end + 4 * part, 16) for part in range(4))), maxlen=0)
    if found.tobytes() == black:
        return {}
    flat = found.tolist()
    values = list(zip(flat[0::4], flat[1::4], flat[2::4], flat[3::4], strict=True))
    return dict(compress(zip(handles, values, strict=True), map(ne, values, repeat(_BLACK))))


class Pens:
    """Queries about single objects; holds the memory to which PDFium writes the answers."""

    def __init__(self) -> None:
        self._floats = (ctypes.c_float * 6)()
        first = ctypes.addressof(self._floats)
        self._at = tuple(range(first, first + 24, 4))

    def bounds(self, handle: int) -> Box | None:
        """Return left, bottom, right and top in the space of the page or form that contains the object; None if unknown."""
        if not _bounds(handle, *self._at[:4]):
            return None
        left, bottom, right, top = self._floats[:4]
        return left, bottom, right, top

    def matrix(self, handle: int) -> Matrix:
        """Return the object's own matrix."""
        if not _matrix(handle, self._at[0]):
            return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
        a, b, c, d, e, f = self._floats[:]
        return a, b, c, d, e, f

    @staticmethod
    def segments(handle: int, most: int) -> Iterator[tuple[int, float, float, int]]:
        """Return the path's segments: kind, end point, and whether the segment closes the subpath."""
        found = list(map(_segment, repeat(handle), range(min(_count_segments(handle), most))))
        if not all(found):
            return iter(())
        points = (ctypes.c_float * (2 * len(found)))()
        start = ctypes.addressof(points)
        end = start + 8 * len(found)
        deque(map(_point, found, range(start, end, 8), range(start + 4, end + 4, 8)), maxlen=0)
        flat = points[:]
        return zip(map(_segment_type, found), flat[0::2], flat[1::2], map(_segment_close, found), strict=True)


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """Open the document and close it afterwards; raise UnreadableReport if it is locked or damaged."""
    with LOCK:
        use_own_fonts()
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            locked = _REASONS.get(getattr(error, "err_code", None))
            raise UnreadableReport(locked or DAMAGED, Cause.LOCKED if locked else Cause.DAMAGED) from error
        try:
            yield document
        finally:
            document.close()
