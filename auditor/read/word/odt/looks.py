"""Text formatting in an OpenDocument, as far as it decides whether text is read (ODF 1.3 part 3, 20.175 to 20.364)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditor.read.base.left_out import MUCH_SMALLER, LeftOut
from auditor.read.base.package import XmlElement
from auditor.read.base.paragraph_pieces import TINY as TINY_SIZE
from auditor.read.base.paragraph_pieces import TextLook, Unlike, is_white
from auditor.read.word.odt.grid import TABLE

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"

_STYLE_NAME = TEXT + "style-name"
_DISPLAY = TEXT + "display"
_LINE, _LINE_TYPE = STYLE + "text-line-through-style", STYLE + "text-line-through-type"
_POSITION, _SIZE, _COLOUR, _GROUND = STYLE + "text-position", _FO + "font-size", _FO + "color", _FO + "background-color"
_WINDOW = STYLE + "use-window-font-color"
_EDGES = (STYLE + "text-outline", _FO + "text-shadow", STYLE + "font-relief", _FO + "border")
_SEEN = frozenset((_GROUND, *_EDGES))
_ASIAN_SIZE = STYLE + "font-size-asian"
_TEXT_PROPERTIES = STYLE + "text-properties"
_FAMILIES = {
    TEXT + "p": "paragraph",
    TEXT + "h": "paragraph",
    TEXT + "section": "section",
    TABLE + "table-cell": "table-cell",
    TABLE + "table-row": "table-row",
    TABLE + "table": "table",
}
_TABLE = TABLE + "table"
# Keys without an attribute of their own: small letters, and subscripts.
_SMALL, _LOW = "small", "low"
_SMALL_POINTS = 7.2
_PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")

# By attribute name, whether letters have a property that sets them apart: not displayed, tiny, white, struck out, raised, small,
# subscript, on a dark background, with an outline.
OdtSaid = dict[str, bool]


class OdtLooks:
    """Text formatting resolved from styles: the `defaults`, and by `chain` a style with its base styles, nearest first."""

    def __init__(
        self, parts: list[XmlElement], defaults: list[XmlElement], chain: Callable[[str, str], Iterator[XmlElement]]
    ) -> None:
        self._parts = parts
        self._chain = chain
        self._said: dict[tuple[str, str], OdtSaid] = {}
        self._lines: dict[str, OdtSaid] = {}
        self._grounds: dict[tuple[str, str], bool] = {}
        self._behind: bool | None = None
        self._default: OdtSaid = {}
        for default in defaults:
            if default.get(STYLE + "family") == "paragraph":
                self._default |= _own(default)

    def of_paragraph(self, paragraph: XmlElement) -> OdtSaid:
        """Return the letter properties of a paragraph; empty for plain text."""
        name = paragraph.get(_STYLE_NAME, "")
        said = self._lines.get(name)
        if said is None:
            said = self._lines[name] = _holding(self._default | self._of("paragraph", name))
        return said

    def of_span(self, span: XmlElement, outer: OdtSaid) -> OdtSaid:
        """Return the letter properties of a span in a paragraph or another span; `outer` itself if its style sets none."""
        own = self._of("text", span.get(_STYLE_NAME, ""))
        return _holding(outer | own) if own else outer

    def look(self, said: OdtSaid, element: XmlElement) -> Unlike | None:
        """Return how the text of an element with these letter properties looks; None if it is plain text."""
        if not said:
            return None
        if _DISPLAY in said or _SIZE in said or (_COLOUR in said and not self._on_ground(said, element)):
            return LeftOut.HIDDEN
        if _LINE in said:
            return LeftOut.STRUCK
        if _POSITION in said:
            return TextLook.RAISED
        return TextLook.SMALL if _LOW in said or _SMALL in said else None

    def _of(self, family: str, name: str) -> OdtSaid:
        key = family, name
        if key not in self._said:
            said: OdtSaid = {}
            for style in self._chain(family, name):
                said = _own(style) | said
            self._said[key] = said
        return self._said[key]

    def _on_ground(self, said: OdtSaid, element: XmlElement) -> bool:
        """Return whether the background of white letters may be coloured, or the letters have an outline; in doubt, True."""
        if not said.keys().isdisjoint(_SEEN):
            return True
        in_table = False
        for above in (element, *element.iterancestors()):
            if above.tag.startswith(DRAW):
                return True
            in_table = in_table or above.tag == _TABLE
            family = _FAMILIES.get(above.tag, "")
            prefix = TABLE if family.startswith("table") else TEXT
            if family and self._has_ground(family, above.get(prefix + "style-name", "")):
                return True
        if self._behind is None:
            self._behind = any(map(_lies_behind, self._parts))
        return self._behind and not in_table

    def _has_ground(self, family: str, name: str) -> bool:
        key = family, name
        if key not in self._grounds:
            properties = (each for style in self._chain(family, name) for each in style if each.tag != _TEXT_PROPERTIES)
            self._grounds[key] = any(_is_dark(each.get(_GROUND, "")) or _has_picture(each) for each in properties)
        return self._grounds[key]


def _holding(said: OdtSaid) -> OdtSaid:
    return {name: True for name, holds in said.items() if holds}


def _own(style: XmlElement) -> OdtSaid:
    """Return the relevant properties that a style sets itself; where two attributes set one property, the effective value."""
    said: OdtSaid = {}
    for properties in style.iterchildren(_TEXT_PROPERTIES):
        display, ground = properties.get(_DISPLAY), properties.get(_GROUND)
        if display is not None:
            said[_DISPLAY] = display == "none"
        if ground is not None:
            said[_GROUND] = _is_dark(ground)
        said |= {name: edge not in ("none", "false") for name in _EDGES if (edge := properties.get(name)) is not None}
        line, kind = properties.get(_LINE), properties.get(_LINE_TYPE)
        if line is not None or kind is not None:
            said[_LINE] = "none" not in (line, kind)
        colour = "" if properties.get(_WINDOW) == "true" else properties.get(_COLOUR)
        if colour is not None:
            said[_COLOUR] = is_white(colour)
        size, position = properties.get(_SIZE), properties.get(_POSITION)
        if size is not None:
            said[_SIZE] = _is_tiny(size) and _is_tiny(properties.get(_ASIAN_SIZE, size))
            said[_SMALL] = _is_small(size)
        if position is not None:
            said[_POSITION] = _is_raised(position)
            said[_LOW] = position.startswith(("sub", "-"))
    return said


def _lies_behind(part: XmlElement) -> bool:
    """Return whether pages have a background colour, or pictures may be behind the text."""
    for properties in part.iter(STYLE + "page-layout-properties", STYLE + "graphic-properties"):
        if properties.get(STYLE + "run-through") == "background":
            return True
        if properties.tag == STYLE + "page-layout-properties" and _is_dark(properties.get(_GROUND, "")):
            return True
    return False


def _has_picture(properties: XmlElement) -> bool:
    return any(image.attrib for image in properties.iterchildren(STYLE + "background-image"))


def _is_dark(colour: str) -> bool:
    return colour.startswith("#") and not is_white(colour)


def _is_tiny(size: str) -> bool:
    """Return whether letters are at most one point high, or a twentieth of the surrounding size."""
    points, percent = _POINTS.fullmatch(size), _PERCENT.fullmatch(size)
    return (points is not None and 2 * float(points[1]) <= TINY_SIZE) or (
        percent is not None and float(percent[1]) <= 5
    )


def _is_small(size: str) -> bool:
    """Return whether letters are much smaller than figures in tables, or than the surrounding letters."""
    points, percent = _POINTS.fullmatch(size), _PERCENT.fullmatch(size)
    return (points is not None and float(points[1]) <= _SMALL_POINTS) or (
        percent is not None and float(percent[1]) < 100 * MUCH_SMALLER
    )


def _is_raised(position: str) -> bool:
    """Return whether text is raised as note marks are: it is also smaller, or raised by at least 20 % (20.383)."""
    rise, _, size = position.partition(" ")
    if rise == "super":
        return True
    raised, smaller = _PERCENT.fullmatch(rise), _PERCENT.fullmatch(size)
    height = float(raised[1]) if raised else 0.0
    return height > 0 and (height >= 20 or (smaller is not None and float(smaller[1]) <= 90))
