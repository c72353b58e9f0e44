"""Shapes in an OpenDocument text: pictures, embedded files, form controls, and shapes that are not part of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import XmlElement, number
from auditor.read.base.paragraph_pieces import is_pale
from auditor.read.word.odt.looks import DRAW, STYLE
from auditor.read.word.parts.blocks import HIGH, WIDE, WordPicture

SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_ID = "{http://www.w3.org/XML/1998/namespace}id"

FIELD_MARK = _FIELD + "fieldmark"
CONTROL = DRAW + "control"
SHAPES = frozenset(
    DRAW + name
    for name in ("frame", "custom-shape", "rect", "ellipse", "g", "text-box", "a", "control", "path", "line")
)
# The first of these in a frame is its content; the others are fallbacks.
_WHAT = {
    "object": "嵌入对象",
    "object-ole": "嵌入对象",
    "plugin": "嵌入对象",
    "applet": "嵌入对象",
    "floating-frame": "内嵌页面",
    "image": "图片",
}
PICTURES = frozenset(DRAW + name for name in _WHAT)
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(mm|cm|in|pt|px)")
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "px": 25.4 / 96}
_WATERMARK = re.compile("watermark|水印", re.IGNORECASE)
# More than any distance between two points of a page, in millimetres.
_FAR = 430

StyleChain = Callable[[str, str], Iterator[XmlElement]]


class Controls:
    """Form controls of a text, by the ids by which shapes refer to them."""

    def __init__(self, body: XmlElement) -> None:
        self._controls: dict[str, XmlElement] = {}
        for forms in body.iterchildren("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}forms"):
            for control in forms.iter():
                for name in (control.get(_ID), control.get(_FORM + "id")):
                    if name:
                        self._controls[name] = control

    def shown(self, shape: XmlElement) -> str | WordPicture:
        """Return the text of a control, empty for a button; for a control that cannot be read, unread content."""
        control = self._controls.get(shape.get(CONTROL, ""))
        kind = "" if control is None else control.tag.removeprefix(_FORM)
        if control is None or kind in ("listbox", "generic-control", "grid", "image-frame"):
            return WordPicture(what="控件", large=is_large(shape))
        if kind in ("text", "textarea", "formatted-text", "number", "date", "time", "combobox"):
            return control.get(_FORM + "current-value") or control.get(_FORM + "value") or ""
        return ""


def chosen_in(mark: XmlElement) -> str:
    """Return what a form field in LibreOffice's notation displays: the entry chosen from a list, the state of a check box."""
    entries: list[str] = []
    chosen = checked = ""
    for param in mark.iterchildren(_FIELD + "param"):
        name, value = param.get(_FIELD + "name", ""), param.get(_FIELD + "value", "")
        if name == "Dropdown_ListEntry":
            entries.append(value)
        elif name == "Dropdown_Selected":
            chosen = value
        elif name == "Checkbox_Checked":
            checked = value
    if mark.get(_FIELD + "type", "").endswith(".FORMCHECKBOX"):
        return "☑" if checked == "true" else "☐"
    at = number(chosen, 0, len(entries), 0)
    return entries[at] if at < len(entries) else ""


def what_shape(shape: XmlElement) -> str:
    """Return the kind of content of a frame, in Chinese."""
    return next(_WHAT[child.tag.removeprefix(DRAW)] for child in shape if child.tag in PICTURES)


def is_large(shape: XmlElement) -> bool:
    """Return whether a shape is as large as a table, or of unknown size."""
    return _length(shape, "width", WIDE) >= WIDE and _length(shape, "height", HIGH) >= HIGH


def left_out_shape(shape: XmlElement, chain: StyleChain) -> LeftOut | None:
    """Return why a shape is not part of the text; None if it is."""
    if _WATERMARK.search(shape.get(DRAW + "name", "")):
        return LeftOut.WATERMARK
    if shape.get(DRAW + "display") == "none":
        return LeftOut.HIDDEN
    if any(abs(_length(shape, side, 0.0)) > _FAR for side in ("x", "y")):
        return LeftOut.HIDDEN
    style = shape.get(DRAW + "style-name", "")
    said: dict[str, str] = {}
    for each in chain("graphic", style) if style else ():
        for properties in each.iterchildren(STYLE + "graphic-properties"):
            said = {str(name): str(value) for name, value in properties.attrib.items()} | said
    if said.get(STYLE + "run-through") != "background":
        return None
    if is_drawn_text(shape):
        faint = is_pale(said.get(DRAW + "fill-color", "")) or _percent(said.get(DRAW + "opacity", "")) < 75
    else:
        faint = said.get(DRAW + "fill", "none") == "none" and _is_pale_text(shape, chain)
    return LeftOut.WATERMARK if faint else None


def is_drawn_text(shape: XmlElement) -> bool:
    """Return whether the text of a shape is drawn along a path: filled and sized by the shape, whatever its font size."""
    return any(each.get(DRAW + "text-path") == "true" for each in shape.iterchildren(DRAW + "enhanced-geometry"))


def _is_pale_text(shape: XmlElement, chain: StyleChain) -> bool:
    """Return whether all text in a shape is as pale as a watermark."""
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    pale = False
    for node in shape.iter(text + "p", text + "span"):
        if any((part or "").strip() for part in (node.text, *(child.tail for child in node))):
            family = "paragraph" if node.tag == text + "p" else "text"
            colours = (
                colour
                for style in chain(family, node.get(text + "style-name", ""))
                for properties in style.iterchildren(STYLE + "text-properties")
                if (colour := properties.get(_FO + "color"))
            )
            if not is_pale(next(colours, "")):
                return False
            pale = True
    return pale


def _percent(text: str) -> float:
    try:
        return float(text.removesuffix("%")) if text else 100.0
    except ValueError:
        return 100.0


def _length(shape: XmlElement, side: str, default: float) -> float:
    """Return a length or position in millimetres; `default` if it is not given in a known unit of length."""
    match = _LENGTH.fullmatch(shape.get(SVG + side, ""))
    return float(match[1]) * _MM[match[2]] if match else default
