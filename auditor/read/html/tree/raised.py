"""Detection of raised or smaller letters from the declarations and attributes of their elements."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Inline elements; other elements are moved for the layout of the page.
_INLINE = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "ins", "label", "mark", "small", "span", "strong", "sub", "sup", "u",
))  # fmt: skip
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))\s*([a-z]+|%)?")
_USUAL = 16.0
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": _USUAL, "rem": _USUAL, "ex": 8.0, "%": _USUAL / 100, "pc": 16.0, "": 1.0}
_NAMED = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": _USUAL, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "smaller": 0.83, "larger": 1.2,
}  # fmt: skip
# Pixel sizes of `font` elements from 1 to 7; 3 is the default.
_OF_FONT = (10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
_UP = re.compile(r"translate(?:y\(|\([^,()]*,)\s*(-[\d.]+[a-z%]*)")
_SMALL = 11.5  # pixels
_FAR = 3.5  # pixels
_TAGS = {"small": 0.83, "sub": 0.83, "sup": 0.83, "big": 1.2}
_FONT_SIZE = re.compile(r"(?<![-\w])font-size\s*:\s*([^;!]+)", re.IGNORECASE)
_MOVED = re.compile(r"vertical-align|relative|translate", re.IGNORECASE)


def is_raised(tag: str, said: Mapping[str, str]) -> bool:
    """Return whether the letters of an element with these declarations are raised above the baseline."""
    place = said.get("vertical-align", "")
    if place in ("super", "text-top"):
        return True
    if tag not in _INLINE:
        return False
    small = is_small(said.get("font-size", ""))
    if place == "top":
        return small
    lifted = max(_pixels(place), 0.0)
    if said.get("position") == "relative":
        lifted += max(-_pixels(said.get("top", "")), _pixels(said.get("bottom", "")), 0.0)
    if up := _UP.search(said.get("transform", "")):
        lifted += -_pixels(up[1])
    return lifted >= _FAR or (small and lifted > 0)


def style_raises(tag: str, style: str) -> bool:
    """Return whether a style attribute raises the letters of an element, as `is_raised`."""
    if tag not in _INLINE or not _MOVED.search(style):
        return False
    parts = (part.partition(":") for part in style.lower().split(";"))
    return is_raised(tag, {name.strip(): value.replace("!important", "").strip() for name, _, value in parts})


def is_small(size: str) -> bool:
    """Return whether a font size is certainly small, or smaller than the surrounding size."""
    found = _LENGTH.fullmatch(size)
    if found and found[2] in ("em", "%"):
        return float(found[1]) < (0.9 if found[2] == "em" else 90)
    return size in ("xx-small", "x-small", "small", "smaller") or 0 < _pixels(size) < _SMALL


def may_be_smaller(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Return whether letters in the element may be much smaller than the preceding ones; a prefilter for most elements."""
    if tag not in _INLINE:
        return False
    style = attributes.get("style")
    size = _FONT_SIZE.search(style) if style else None
    if size:
        return is_small(size[1].strip().lower())
    return tag in ("small", "sub") or (tag == "font" and (attributes.get("size") or "").strip() in ("1", "-2", "-3"))


def font_size(tag: str, attributes: Mapping[str, str | None], around: float = _USUAL) -> float:
    """Return the font size of an element in pixels, given the surrounding size in pixels."""
    found = _FONT_SIZE.search(attributes.get("style") or "")
    size = found[1].strip().lower() if found else ""
    if size in _NAMED:
        return _NAMED[size] * (around if _NAMED[size] < 2 else 1)
    if length := _LENGTH.fullmatch(size):
        relative = {"em": around, "%": around / 100}.get(length[2] or "")
        return float(length[1]) * (relative or _PIXELS.get(length[2] or "", 1.0)) or around
    if tag == "font" and (written := re.fullmatch(r"\s*([-+]?)(\d)\s*", attributes.get("size") or "")):
        step = int(written[2]) if not written[1] else 3 + int(written[1] + written[2])
        return _OF_FONT[min(max(step, 1), 7) - 1]
    return around * _TAGS.get(tag, 1.0)


def _pixels(written: str) -> float:
    """Convert a length to pixels, 0 if it is invalid; lengths relative to the font size assume the usual size."""
    found = _LENGTH.fullmatch(written)
    return float(found[1]) * _PIXELS.get(found[2] or "", 0.0) if found else 0.0
