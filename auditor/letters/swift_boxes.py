"""What WeasyPrint works out for every box although it follows from the box's style alone, worked out once a style.

Like `swift`, this replaces some of WeasyPrint's internals and changes no byte of a letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SPACES = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
)
# Grids and flexible boxes change these, alone of all lengths, in a style that is in use.
_SIZES = ("width", "min_width", "max_width", "height", "min_height", "max_height")
_BORDERS = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_SQUARE = dict.fromkeys(_CORNERS, (0, 0))


def lengths(percent: Any) -> Any:
    """What gives a box its lengths, at one go where none of them is a share of the box around it."""
    usual, adjust = percent.resolve_percentages, percent.adjust_box_sizing

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        sizes = [style[name] for name in _SIZES]
        known = style.__dict__.get("lengths")
        if known is None or known[0] != sizes:
            known = style.lengths = (sizes, _fixed(style))
        fixed = known[1]
        if fixed is None:
            usual(box, containing_block)
            return
        box.__dict__.update(fixed)
        if style["box_sizing"] != "content-box":
            adjust(box, "width")
            adjust(box, "height")

    return resolve_percentages


def _fixed(style: Any) -> Mapping[str, Any] | None:
    """The lengths of a style's boxes; None where they depend on the box or on the one around it."""
    if style["border_collapse"] == "collapse":
        return None
    found = {name: style[name] for name in _BORDERS}
    for name in (*_SPACES, *_SIZES):
        value = style[name]
        if value is None or value == "auto":
            found[name] = 0 if value and name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) == "px":
            found[name] = value.value
        else:
            return None
    return found


def radii(percent: Any) -> Any:
    """What gives a box its rounded corners, at one go where it has none."""
    usual = percent.resolve_radii_percentages

    def resolve_radii_percentages(box: Any) -> None:
        style = box.style
        if "square" not in style.__dict__:
            style.square = all((0, "px") in style[name] for name in _CORNERS)
        if style.square:
            box.__dict__.update(_SQUARE)
        else:
            usual(box)

    return resolve_radii_percentages
