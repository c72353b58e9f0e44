"""Media queries, evaluated for an ordinary desktop screen (Media Queries 4)."""

from __future__ import annotations

import re

_WIDTH, _HEIGHT = 1280.0, 800.0
_FEATURE = re.compile(r"\(([^()]*)\)")
_LENGTH = re.compile(r"([\d.]+)\s*(px|em|rem|pt|cm|mm|in)?")
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 96 / 72, "cm": 96 / 2.54, "mm": 96 / 25.4, "in": 96.0}
_RANGE = re.compile(r"(?:([\d.]+\s*[a-z]*)\s*(<=?|>=?)\s*)?(width|height)\s*(?:(<=?|>=?|=)\s*([\d.]+\s*[a-z]*))?")
# Features that have a fixed value on a desktop.
_VALUES = {
    "orientation": ("landscape",), "hover": ("hover", ""), "any-hover": ("hover", ""), "pointer": ("fine", ""),
    "any-pointer": ("fine", ""), "prefers-color-scheme": ("light",), "prefers-reduced-motion": ("no-preference",),
    "color": ("",), "scripting": ("enabled",), "grid": ("0",), "update": ("fast",),
}  # fmt: skip


def matches_desktop(query: str) -> bool:
    """Return whether a list of media queries matches a screen of 1280 by 800 pixels; unknown features do not match."""
    alternatives = query.lower().split(",")
    return not query.strip() or any(_holds(each.strip()) for each in alternatives[:20])


def _holds(query: str) -> bool:
    negated = query.startswith("not ")
    query = query.removeprefix("not ").removeprefix("only ").strip()
    kind = re.match(r"[a-z]+(?![\w(])", query)
    right = kind is None or kind[0] in ("all", "screen", "and", "or")
    features = [_feature(each.strip()) for each in _FEATURE.findall(query)[:20]]
    if re.search(r"\)\s*or\s*\(", query):
        return (right and any(features)) is not negated
    inner_not = re.search(r"and\s+not\s*\(", query) is not None
    return (right and all(features)) is not (negated or inner_not)


def _feature(text: str) -> bool:
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    bound = re.fullmatch(r"(min|max)-(?:device-)?(width|height)", name)
    if bound and colon:
        size, length = (_WIDTH if bound[2] == "width" else _HEIGHT), _length(value)
        return length is not None and (size >= length if bound[1] == "min" else size <= length)
    if name in _VALUES:
        return value in _VALUES[name]
    written = _RANGE.fullmatch(text)
    if written and not colon:
        size = _WIDTH if written[3] == "width" else _HEIGHT
        lower = written[1] is None or _compare(_length(written[1]), written[2], size)
        return lower and (written[5] is None or _compare(size, written[4], _length(written[5])))
    return False


def _compare(left: float | None, sign: str, right: float | None) -> bool:
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}.get(sign, left == right)


def _length(text: str) -> float | None:
    found = _LENGTH.fullmatch(text.strip())
    try:
        return float(found[1]) * _PIXELS[found[2] or "px"] if found else None
    except ValueError:
        return None
