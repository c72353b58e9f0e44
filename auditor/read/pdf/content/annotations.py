"""Annotations that add content to a page: form fields, text notes, strike-outs, pen drawings and stamps.

PDFium's text of a page includes none of them (ISO 32000-1, 12.5 and 12.7). Pop-up comments, links, highlights and
watermarks are not text of the report.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium

from auditor.config.limits import Deadline
from auditor.read.layout.boxes import Box
from auditor.read.pdf.content.native import PdfPage

_MOST = 20_000
_MOST_OPTIONS = 1000
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_DRAWN = (pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_STAMP)
_OVER = (
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_WIDGET,
    pdfium.FPDF_ANNOT_REDACT,
)
_TYPED_FIELDS = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_SIZE = re.compile(r"([\d.]+)\s+Tf")
_LINE_END = re.compile(r"\r\n?|[\n\u2028\u2029]")
_USUAL_SIZE = 12.0
_LEAST_SIZE, _HIGH = 4.0, 1.4


@dataclass(frozen=True, slots=True)
class Typed:
    """Lines of text in a field or note, its box (left, bottom, right, top in user space) and its font size.

    `align` is 0 for left, 1 for the middle, 2 for right.
    """

    lines: tuple[str, ...]
    box: Box
    size: float
    align: int


@dataclass(slots=True)
class Annotations:
    """Visible annotations of a page, in its user space: text, strokes through words, and drawings that were not read.

    `covers` are the boxes of annotations that may hide what lies under them.
    """

    typed: list[Typed] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)
    drawn: list[Box] = field(default_factory=list)
    covers: list[Box] = field(default_factory=list)


@contextmanager
def form_of(document: Any) -> Iterator[Any]:
    """Open PDFium's handle for the values of a document's form fields, None if it has no form; open it before the pages."""
    if pdfium.FPDF_GetFormType(document.raw) == pdfium.FORMTYPE_NONE:
        yield None
        return
    settings = pdfium.FPDF_FORMFILLINFO(version=2)
    form = pdfium.FPDFDOC_InitFormFillEnvironment(document.raw, settings)
    try:
        yield form or None
    finally:
        if form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(form)


def read_annotations(page: PdfPage, form: Any, deadline: Deadline) -> Annotations:
    """Read the annotations of a page that are visible on the screen; `form` is the handle of the document's form."""
    found = Annotations()
    for number in range(min(page.annotations, _MOST)):
        if not number & 63:
            deadline.check()
        handle = page.annotation(number)
        if handle:
            try:
                _read(handle, form, found)
            finally:
                pdfium.FPDFPage_CloseAnnot(handle)
    return found


def _read(handle: Any, form: Any, found: Annotations) -> None:
    if pdfium.FPDFAnnot_GetFlags(handle) & _UNSEEN:
        return
    kind = pdfium.FPDFAnnot_GetSubtype(handle)
    if kind == pdfium.FPDF_ANNOT_STRIKEOUT:
        found.strokes += _strokes(handle)
        return
    box = _box(handle)
    if box is None:
        return
    if kind in _OVER:
        found.covers.append(box)
    if kind in _DRAWN:
        found.drawn.append(box)
    elif kind == pdfium.FPDF_ANNOT_WIDGET:
        _read_field(handle, form, box, found)
    elif kind == pdfium.FPDF_ANNOT_FREETEXT and "Callout" not in _string(handle, "IT"):
        text = _string(handle, "Contents")
        if text.strip():
            found.typed.append(_typed(text, box, _stated_size(handle), _align(handle)))
        else:
            found.drawn.append(box)


def _read_field(handle: Any, form: Any, box: Box, found: Annotations) -> None:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, handle) if form else -1
    if kind not in _TYPED_FIELDS and (kind >= 0 or _string(handle, "FT") not in ("Tx", "Ch")):
        return
    secret = pdfium.FPDF_FORMFLAG_TEXT_PASSWORD
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD and pdfium.FPDFAnnot_GetFormFieldFlags(form, handle) & secret:
        return
    size = ctypes.c_float()
    if not (form and pdfium.FPDFAnnot_GetFontSize(form, handle, size)):
        size.value = _stated_size(handle)
    text = (_chosen(handle, form) if kind != pdfium.FPDF_FORMFIELD_TEXTFIELD and form else "") or _value(handle, form)
    if text.strip():
        found.typed.append(_typed(text, box, size.value, _align(handle)))


def _value(handle: Any, form: Any) -> str:
    if form:
        text = _wide(partial(pdfium.FPDFAnnot_GetFormFieldValue, form, handle))
        if text:
            return text
    return _string(handle, "V")


def _chosen(handle: Any, form: Any) -> str:
    """Return the labels of the chosen options of a list or drop-down; the value may be only a code."""
    count = min(pdfium.FPDFAnnot_GetOptionCount(form, handle), _MOST_OPTIONS)
    chosen = [number for number in range(count) if pdfium.FPDFAnnot_IsOptionSelected(form, handle, number)]
    return "\n".join(_wide(partial(pdfium.FPDFAnnot_GetOptionLabel, form, handle, number)) for number in chosen)


def _typed(text: str, box: Box, size: float, align: int) -> Typed:
    lines = tuple(line.strip() for line in _LINE_END.split(text) if line.strip())
    high = (box[3] - box[1]) / (_HIGH * len(lines))
    size = min(size or _USUAL_SIZE, max(high, _LEAST_SIZE))
    return Typed(lines, box, size, align)


def _box(handle: Any) -> Box | None:
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(handle, rectangle):
        return None
    left, right = sorted((rectangle.left, rectangle.right))
    bottom, top = sorted((rectangle.bottom, rectangle.top))
    return (left, bottom, right, top) if left < right and bottom < top else None


def _strokes(handle: Any) -> Iterator[Box]:
    """Yield the lines of a strike-out annotation, one through the middle of each of its quadrilaterals."""
    corners = pdfium.FS_QUADPOINTSF()
    for number in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(handle), _MOST_OPTIONS)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(handle, number, corners):
            xs = corners.x1, corners.x2, corners.x3, corners.x4
            ys = corners.y1, corners.y2, corners.y3, corners.y4
            middle = (min(ys) + max(ys)) / 2
            yield min(xs), middle, max(xs), middle


def _align(handle: Any) -> int:
    value = ctypes.c_float()
    return int(value.value) if pdfium.FPDFAnnot_GetNumberValue(handle, b"Q", value) else 0


def _stated_size(handle: Any) -> float:
    stated = _SIZE.search(_string(handle, "DA"))
    return float(stated[1]) if stated and stated[1].count(".") < 2 else 0.0


def _string(handle: Any, key: str) -> str:
    return _wide(partial(pdfium.FPDFAnnot_GetStringValue, handle, key.encode()))


def _wide(get: Callable[[Any, int], int]) -> str:
    """Return a UTF-16 string that PDFium writes to a buffer, after asking for its length."""
    size = get(None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    get(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
