"""Marking of the elements that the style sheets of a page hide from a reader at a desktop, strike through or raise.

The marks are attributes that an author could have written: `hidden`, or a declaration in the style attribute. Only text that is
certainly invisible is marked; where a colour, a size or a position is not known, the text counts as visible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode
from tinycss2.color4 import parse_color

from auditor.read.html.css.cascade import PageStyles
from auditor.read.html.css.sheet import Declarations
from auditor.read.html.tree.markup import HIDING
from auditor.read.html.tree.raised import is_raised, is_small
from auditor.read.html.tree.tree import CELLS

_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))\s*([a-z]+|%)?")
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "cm": 37.8,
    "mm": 3.78,
    "in": 96.0,
    "pc": 16.0,
}
_FAR = 500.0
# Smaller letters are invisible: a letter of one pixel is a dot.
_NOUGHT = {"px": 1.0, "pt": 0.75, "em": 0.05, "rem": 0.05, "%": 5.0}
_LONGEST_HEADING = 45
_POSITIONED = ("absolute", "fixed")
_NOTHING_LEFT = re.compile(
    r"rect\(\s*(?:0|1px)?\w*[\s,]+(?:0|1px)\w*[\s,]+(?:0|1px)\w*[\s,]+(?:0|1px)\w*\s*\)"
    r"|inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%\s*\)|circle\(\s*0\w*[\s)]|polygon\(\s*0\w* 0\w*\s*(?:,\s*0\w* 0\w*\s*)*\)"
)
_TAKING = frozenset((
    "display", "mso-hide", "content-visibility", "opacity", "overflow", "clip", "clip-path", "text-indent", "position", "margin-left",
    "margin-top", "transform",
))  # fmt: skip
_TO_NOTHING = re.compile(r"scale[xy]?\(\s*0(?:\.0*)?\s*[,)]", re.IGNORECASE)
_ANIMATED = ("animation", "transition")
# Colours that differ by at most this in each channel, 3 of 255 steps, cannot be distinguished.
_STEP = 3 / 255
RgbColour = tuple[float, float, float]


def mark_hidden(tree: LexborHTMLParser, styles: PageStyles, *, foreign_sheets: bool) -> None:
    """Mark all styled elements; `foreign_sheets` says that the page has external style sheets, so colours are not certain."""
    styled = list(styles.elements.values())
    for each in styled:
        _unmark(each.node, each.style)
    _mark_invisible(styles, "visibility", lambda said: said["visibility"] in ("hidden", "collapse"))
    _mark_invisible(styles, "font-size", lambda said: _is_nought(said["font-size"]))
    if not foreign_sheets:
        _mark_colours(tree, styles)
    for each in styled:
        node, said = each.node, each.style
        if is_gone(said):
            _mark(node, gone=said.get("display") == "none")
            continue
        line = said.get("line", "")
        if "line-through" in line:
            _add(node, "text-decoration:line-through")
        elif "none" in line and node.tag in ("s", "strike"):
            _add(node, "text-decoration:none")
        if is_raised(node.tag or "", said):
            _add(node, "vertical-align:super")
        elif is_small(said.get("font-size", "")):
            _add(node, f"font-size:{said['font-size']}")
        if said.get("background-image") == "url":
            text = (node.text() or "").strip()
            if "height" in said and not text:
                _add(node, f"background:url(x);height:{said['height']};width:{said.get('width', 'auto')}")
            elif 0 < len(text) <= _LONGEST_HEADING:
                _add(node, "background:url(x)")


def _unmark(node: LexborNode, said: Declarations) -> None:
    """Remove the hiding attributes of an element where a style sheet overrides them."""
    attributes = node.attributes
    if said.get("display", "none") != "none" and "hidden" in attributes:
        del node.attrs["hidden"]
    written = attributes.get("style") or ""
    if HIDING.search(written) and said.get("display", "") != "none" and said.get("mso-hide") != "all":
        node.attrs["style"] = HIDING.sub("", written)


def is_gone(said: Declarations) -> bool:
    """Return whether these declarations make the element and all its descendants invisible."""
    if _TAKING.isdisjoint(said):
        return False
    if said.get("display") == "none" or said.get("mso-hide") == "all" or said.get("content-visibility") == "hidden":
        return True
    shrunk = _is_nought(said.get("opacity", "")) or _TO_NOTHING.search(said.get("transform", ""))
    if shrunk and not any(name in said for name in _ANIMATED):
        return True
    clipped = said.get("overflow") in ("hidden", "clip")
    away = said.get("position") in _POSITIONED
    sizes = [_pixels(said.get(name, "")) for name in ("width", "height", "max-width", "max-height")]
    if clipped and (0.0 in sizes or (away and sizes[:2] == [1.0, 1.0])):
        return True
    if (away and _NOTHING_LEFT.search(said.get("clip", ""))) or _NOTHING_LEFT.search(said.get("clip-path", "")):
        return True
    if _pixels(said.get("text-indent", "")) <= -_FAR:
        return True
    places = [said.get(name, "") for name in ("left", "top", "right", "bottom")]
    if said.get("position", "static") != "static" and any(_pixels(place) <= -_FAR for place in places):
        return True
    return any(_pixels(said.get(name, "")) <= -_FAR for name in ("margin-left", "margin-top"))


def is_flat(said: Declarations) -> bool:
    """Return whether content drawn by a pseudo-element has no size."""
    return _is_nought(said.get("font-size", "")) or _pixels(said.get("height", "")) == 0


def _pixels(written: str) -> float:
    """Convert a length to pixels; NaN if it is not a length or is a percentage other than 0."""
    found = _LENGTH.fullmatch(written)
    if not found or (found[2] or "") not in _PIXELS:
        return 0.0 if found and float(found[1]) == 0 else float("nan")
    return float(found[1]) * _PIXELS[found[2] or ""]


def _is_nought(written: str) -> bool:
    found = _LENGTH.fullmatch(written)
    return found is not None and abs(float(found[1])) < _NOUGHT.get(found[2] or "", 0.01)


def _mark_invisible(styles: PageStyles, name: str, hides: Callable[[Declarations], bool]) -> None:
    """Mark elements by an inherited property; descendants with a value of their own are not affected."""
    hiding, showing = [], []
    for each in styles.elements.values():
        if name in each.style and each.style[name] not in ("inherit", "unset", "var"):
            relative = name == "font-size" and each.style[name].endswith(("em", "%")) and "rem" not in each.style[name]
            if hides(each.style):
                hiding.append(each.node)
            elif not relative:
                showing.append(each.node)
    if hiding:
        _hide(hiding, showing)


def _hide(hiding: Iterable[LexborNode], showing: Iterable[LexborNode]) -> None:
    """Mark the elements `hiding`, except for their descendants in `showing`."""
    shown = {node.mem_id for node in showing}
    above: set[int] = set()
    for node in showing:
        at = node.parent
        while at is not None and at.mem_id not in above:
            above.add(at.mem_id)
            at = at.parent
    waiting = list(hiding)
    while waiting:
        node = waiting.pop()
        if node.mem_id not in above:
            _mark(node)
            continue
        child = node.first_child
        while child is not None:
            after = child.next
            if child.is_text_node:
                child.replace_with("")
            elif child.is_element_node and child.mem_id not in shown:
                waiting.append(child)
            child = after


def _mark(node: LexborNode, *, gone: bool = False) -> None:
    """Mark an element as hidden; a cell keeps its column unless it is gone from the layout."""
    if node.tag in CELLS and not gone:
        _add(node, "visibility:hidden")
    else:
        node.attrs["hidden"] = ""


def _add(node: LexborNode, declaration: str) -> None:
    node.attrs["style"] = f"{node.attributes.get('style') or ''};{declaration}"


def _mark_colours(tree: LexborHTMLParser, styles: PageStyles) -> None:
    """Mark text that has the colour of its background, as far as both are known."""
    for node in tree.css("font[color]"):
        if "color" not in styles.of(node):
            styles.give(node, "color", (node.attributes.get("color") or "").lower())
    for node in tree.css("[bgcolor]"):
        if "background-color" not in styles.of(node):
            styles.give(node, "background-color", (node.attributes.get("bgcolor") or "").lower())
    for node in tree.css("[background]"):
        styles.give(node, "background-image", "url")
    hiding, showing = [], []
    for each in list(styles.elements.values()):
        said = each.style
        own = _colour(said.get("color", ""))
        if own is None and "background-color" not in said and "background-image" not in said and "color" not in said:
            continue
        ground = _ground(each.node, styles)
        unseen = own is not None and ground is not None and _alike(own, ground)
        if unseen or (own is None and _is_clear(said.get("color", "")) and "background-image" not in said):
            hiding.append(each.node)
        else:
            showing.append(each.node)
    if hiding:
        _hide(hiding, showing)


def _ground(node: LexborNode, styles: PageStyles) -> RgbColour | None:
    """Return the background colour of an element or its nearest ancestor, by default white; None if unknown or a picture."""
    at: LexborNode | None = node
    while at is not None:
        said = styles.of(at)
        if said.get("background-image", "none") != "none" or said.get("position") in _POSITIONED:
            return None
        written = said.get("background-color", "")
        if written and written not in ("transparent", "initial", "none", "unset"):
            return _colour(written)
        at = at.parent
    return (1.0, 1.0, 1.0)


@lru_cache(maxsize=500)
def _colour(written: str) -> RgbColour | None:
    """Parse a colour into sRGB components from 0 to 1; None if it is unknown or not opaque."""
    if not written or written == "unknown":
        return None
    if re.fullmatch(r"[0-9a-f]{6}", written):
        written = f"#{written}"
    colour = parse_color(written)
    if colour is None or isinstance(colour, str) or colour.alpha != 1:
        return None
    try:
        red, green, blue = colour.to("srgb").coordinates
    except NotImplementedError:
        return None
    return (float(red), float(green), float(blue))


def _is_clear(written: str) -> bool:
    """Return whether a colour is fully transparent."""
    colour = parse_color(written) if written and written != "unknown" else None
    return colour is not None and not isinstance(colour, str) and colour.alpha == 0


def _alike(one: RgbColour, other: RgbColour) -> bool:
    return all(abs(first - second) <= _STEP for first, second in zip(one, other, strict=True))
