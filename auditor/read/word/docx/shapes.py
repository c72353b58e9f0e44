"""Shapes in a DOCX: their size, and whether their content is part of the text (DrawingML and VML)."""

from __future__ import annotations

import re

from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import W, XmlElement, number
from auditor.read.base.paragraph_pieces import channels, is_pale, is_white
from auditor.read.word.docx.numbering import RUN_PROPERTIES
from auditor.read.word.parts.blocks import HIGH, WIDE

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"

BLIP, IMAGE_DATA, TEXT_PATH = _MAIN + "blip", _VML + "imagedata", _VML + "textpath"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
INK = "{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}contentPart"
OBJECT, CONTROL = W + "object", W + "control"
_OLE = _OFFICE + "OLEObject"
# Drawn content that is neither text nor a picture.
DRAWN = {CHART: "图表", NEW_CHART: "图表", DIAGRAM: "智能图形", INK: "手写墨迹"}

_ANCHOR = _DRAWN + "anchor"
_FRAMES = (_DRAWN + "inline", _ANCHOR)
_VML_SHAPES = tuple(_VML + name for name in ("shape", "rect", "roundrect", "oval", "line", "polyline"))
_STYLE = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]*)")
_SIDE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(pt|in|cm|mm|px|)", re.IGNORECASE)
_MM = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96, "": 25.4 / 96}
_EMU, _TWIPS = 36_000, 1440 / 25.4
_WATERMARK = re.compile("watermark|水印", re.IGNORECASE)
# More than any distance between two points of a page, in millimetres.
_FAR = 430


def is_large(picture: XmlElement) -> bool:
    """Return whether a picture is as large as a table, or of unknown size."""
    width, height = _size(picture)
    return width >= WIDE and height >= HIGH


def what_object(element: XmlElement) -> str:
    """Return the kind of a w:object, in Chinese."""
    if next(element.iterchildren(CONTROL), None) is not None:
        return "控件"
    for ole in element.iter(_OLE):
        if ole.get("Type") == "Link":
            return "链接的文件"
        program = ole.get("ProgID", "").lower()
        for start, what in (
            ("excel", "嵌入的工作表"),
            ("et.", "嵌入的工作表"),
            ("equation", "公式"),
            ("word", "嵌入的文件"),
        ):
            if program.startswith(start):
                return what
        return "嵌入的文件" if ole.get("DrawAspect") == "Icon" else "嵌入对象"
    return "嵌入对象"


def floats(element: XmlElement) -> bool:
    """Return whether a shape floats in front of or behind the text instead of being inline."""
    drawn, vml = _frame(element), _vml(element)
    return (drawn is not None and drawn.tag == _ANCHOR) or "absolute" in _styles(vml).get("position", "")


def left_out(element: XmlElement) -> LeftOut | None:
    """Return why the shape around an element is not part of the text; None if it is."""
    drawn, vml = _frame(element), _vml(element)
    if drawn is not None:
        return _left_out_drawn(drawn, element)
    return None if vml is None else _left_out_vml(vml, element)


def is_off_page(frame: XmlElement) -> bool:
    """Return whether a w:framePr places its paragraph outside every page."""
    return any(abs(number(frame.get(W + side), -(10**6), 10**6, 0)) / _TWIPS > _FAR for side in ("x", "y"))


def _frame(element: XmlElement) -> XmlElement | None:
    return next(element.iterancestors(*_FRAMES), None)


def _vml(element: XmlElement) -> XmlElement | None:
    return next(element.iterancestors(*_VML_SHAPES), None)


def _left_out_drawn(frame: XmlElement, element: XmlElement) -> LeftOut | None:
    for properties in frame.iterchildren(_DRAWN + "docPr"):
        if properties.get("hidden") in ("1", "true"):
            return LeftOut.HIDDEN
        if any(_WATERMARK.search(properties.get(name, "")) for name in ("name", "descr", "title")):
            return LeftOut.WATERMARK
    if frame.tag != _ANCHOR:
        return None
    for offset in frame.iter(_DRAWN + "posOffset"):
        if abs(number(offset.text, -(10**9), 10**9, 0)) / _EMU > _FAR:
            return LeftOut.HIDDEN
    over = frame.get("behindDoc") in ("1", "true") or next(frame.iterchildren(_DRAWN + "wrapNone"), None) is not None
    shape = next(element.iterancestors(_SHAPE + "wsp"), None)
    filled = shape is not None and any(
        each.tag in (_MAIN + "solidFill", _MAIN + "gradFill", _MAIN + "blipFill", _MAIN + "pattFill")
        for properties in shape.iterchildren(_SHAPE + "spPr")
        for each in properties
    )
    return LeftOut.WATERMARK if over and not filled and _is_pale_text(element) else None


def _left_out_vml(shape: XmlElement, element: XmlElement) -> LeftOut | None:
    style = _styles(shape)
    if style.get("visibility") == "hidden":
        return LeftOut.HIDDEN
    if any(_WATERMARK.search(shape.get(name, "")) for name in ("id", "alt", _OFFICE + "spid")):
        return LeftOut.WATERMARK
    if any(abs(_millimetres(style.get(side, ""), 0.0)) > _FAR for side in ("margin-left", "margin-top", "left", "top")):
        return LeftOut.HIDDEN
    if "absolute" not in style.get("position", ""):
        return None
    if element.tag != TEXT_PATH:
        filled = shape.get("filled", "t").lower() not in ("f", "false") and not is_white(_vml_colour(shape) or "FFFFFF")
        return LeftOut.WATERMARK if not filled and _is_pale_text(element) else None
    fill = next(shape.iterchildren(_VML + "fill"), None)
    faint = is_pale(_vml_colour(shape)) or (fill is not None and _opacity(fill.get("opacity", "1")) < 0.75)
    behind = style.get("z-index", "").startswith("-")
    return LeftOut.WATERMARK if faint or (behind and "rotation" in style) else None


def _is_pale_text(box: XmlElement) -> bool:
    """Return whether all text in a box is as pale as a watermark."""
    pale = False
    for run in box.iter(W + "r"):
        if any((text.text or "").strip() for text in run.iterchildren(W + "t")):
            colours = [
                c.get(W + "val", "") for each in run.iterchildren(RUN_PROPERTIES) for c in each.iter(W + "color")
            ]
            if not any(map(is_pale, colours)):
                return False
            pale = True
    return pale


def _vml_colour(shape: XmlElement) -> str:
    """Return the fill colour of a shape; colour names common in watermarks are converted to RRGGBB, other names to black."""
    colour = shape.get("fillcolor", "").split(" ")[0].lower()
    return {"silver": "C0C0C0", "lightgray": "D3D3D3", "lightgrey": "D3D3D3", "white": "FFFFFF"}.get(
        colour, colour if channels(colour) else "000000" if colour else ""
    )


def _opacity(text: str) -> float:
    """Parse an opacity from 0 to 1, written as a fraction, in per cent or in parts of 65,536; 1 if it is invalid."""
    match = re.fullmatch(r"(\d*\.?\d+)(%|f|)", text.strip())
    return float(match[1]) / {"%": 100, "f": 65536, "": 1}[match[2]] if match else 1.0


def _styles(shape: XmlElement | None) -> dict[str, str]:
    return (
        {} if shape is None else {name.lower(): said.strip() for name, said in _STYLE.findall(shape.get("style", ""))}
    )


def _millimetres(text: str, default: float) -> float:
    match = _SIDE.fullmatch(text)
    return float(match[1]) * _MM[match[2].lower()] if match else default


def _size(picture: XmlElement) -> tuple[float, float]:
    """Return width and height in millimetres; a missing side counts as large."""
    for frame in picture.iterancestors(*_FRAMES):
        for extent in frame.iterchildren(_DRAWN + "extent"):
            width, height = (number(extent.get(side), 0, 10**9, 10**9) / _EMU for side in ("cx", "cy"))
            return width, height
    style = _styles(picture.getparent())
    return _millimetres(style.get("width", ""), WIDE), _millimetres(style.get("height", ""), HIGH)
