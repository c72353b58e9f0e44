"""Styles of a workbook as far as they affect visibility: number formats, struck text, white on white (ECMA-376 18.8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from auditor.read.base.package import XmlElement
from auditor.read.base.paragraph_pieces import is_white
from auditor.read.rows.cells import PLAIN, RunLook
from auditor.read.rows.number_display import GENERAL, NumberFormat, built_in, number_format

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_OFF = ("0", "false")
_WHITE_INDEXES = ("1", "9")
_MOST = 65_536  # cell formats, the limit of Excel


@dataclass(frozen=True, slots=True)
class CellStyle:
    """Appearance of the cells of one format: `paper` if the background is missing or white; `white` text is on such a background.

    With `is_plain`, whole numbers are displayed as stored, and all text is displayed.
    """

    format: NumberFormat = GENERAL
    struck: bool = False
    white: bool = False
    paper: bool = True
    is_plain: bool = True


_PLAIN = CellStyle()


class XlsxStyles:
    """Cell formats of a workbook by number, each resolved on first use."""

    def __init__(self, root: XmlElement | None, theme: Callable[[], XmlElement | None], *, from_1904: bool) -> None:
        self.from_1904 = from_1904
        self._theme = theme
        self.known: dict[str | None, CellStyle] = {}
        self._codes: dict[str, str] = {}
        self._fonts = self._fills = self._formats = list[XmlElement]()
        if root is None:
            return
        self._fonts, self._fills, self._formats = (_children(root, name) for name in ("fonts", "fills", "cellXfs"))
        for element in _children(root, "numFmts"):
            self._codes[element.get("numFmtId", "")] = element.get("formatCode", "")

    def of(self, number: str | None) -> CellStyle:
        """Return the style of cells with this number; cells without a number have the first style."""
        found = self.known.get(number)
        if found is None:
            if len(self.known) > _MOST:
                return _PLAIN
            element = _at(self._formats, number or "0")
            found = self.known[number] = _PLAIN if element is None else self._read(element)
        return found

    def _read(self, element: XmlElement) -> CellStyle:
        number = element.get("numFmtId", "0")
        code = self._codes.get(number)
        shape = number_format(code) if code is not None else built_in(int(number)) if number.isdecimal() else GENERAL
        plain = not (shape.is_date or shape.hides)
        font, fill = _at(self._fonts, element.get("fontId", "0")), _at(self._fills, element.get("fillId", "0"))
        paper = self._is_blank(fill)
        if font is None:
            return CellStyle(shape, paper=paper, is_plain=plain)
        color = font.find(_MAIN + "color")
        white = paper and color is not None and self._is_white(color)
        struck = _is_on(font.find(_MAIN + "strike"))
        return CellStyle(shape, struck, white, paper, plain and not struck and not white)

    def of_run(self, properties: XmlElement | None) -> RunLook:
        """Return the appearance of a run of rich text (18.4.7)."""
        if properties is None:
            return PLAIN
        place, color = properties.find(_MAIN + "vertAlign"), properties.find(_MAIN + "color")
        where = "" if place is None else place.get("val", "")
        white = color is not None and self._is_white(color)
        struck = _is_on(properties.find(_MAIN + "strike"))
        return RunLook(
            struck, where == "superscript", where == "subscript", white, _size(properties.find(_MAIN + "sz"))
        )

    def _is_blank(self, fill: XmlElement | None) -> bool:
        """Return whether a background is missing or white."""
        pattern = None if fill is None else fill.find(_MAIN + "patternFill")
        if fill is None or (pattern is None and not len(fill)):
            return True
        if pattern is None:
            return False
        kind = pattern.get("patternType", "none")
        ground = pattern.find(_MAIN + "fgColor")
        return kind == "none" or (kind == "solid" and ground is not None and self._is_white(ground))

    def _is_white(self, color: XmlElement) -> bool:
        """Return whether a colour is certainly white: by its value, its place in the palette, or as the theme's paper."""
        if color.get("theme") == "0" and not color.get("tint"):
            theme = self._theme()
            light = None if theme is None else theme.find(f".//{_DRAWING}lt1/*")
            return light is not None and any(is_white(light.get(name, "")) for name in ("lastClr", "val"))
        return is_white(color.get("rgb", "")[-6:]) or color.get("indexed") in _WHITE_INDEXES


def _size(element: XmlElement | None) -> float:
    """Return a size in points; 0 if unknown."""
    try:
        return 0.0 if element is None else float(element.get("val", "0"))
    except ValueError:
        return 0.0


def _children(root: XmlElement, name: str) -> list[XmlElement]:
    found = root.find(_MAIN + name)
    return [] if found is None else list(found)


def _at(elements: list[XmlElement], number: str) -> XmlElement | None:
    place = int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else -1
    return elements[place] if 0 <= place < len(elements) else None


def _is_on(element: XmlElement | None) -> bool:
    return element is not None and element.get("val", "1") not in _OFF
