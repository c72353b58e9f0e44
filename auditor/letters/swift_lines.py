"""What WeasyPrint does several times over for every line of text, done once: a line is shaped when it is laid out, not again to be drawn.

Like `swift`, this replaces some of WeasyPrint's internals and changes no byte of a letter.
"""

from __future__ import annotations

import math
import re
from typing import Any

# Between two Han characters a line may always be broken (UAX #14, LB31).
_BREAK = re.compile("[\u4e00-\u9fff]{2}")
# What Pango takes for the end of a paragraph, or WeasyPrint stretches, or cannot hand over.
_SPECIAL = re.compile("[\x00\t\n\r \x85\xa0\u2028\u2029]")
_TO_THE_END = 2**32 - 1
_SHARE, _MORE = 1.25, 8  # of a line of Han characters, and characters more


def splitting(line_break: Any) -> Any:
    """What takes the first line off a text, from little more than a line of it, where a break is sure to lie behind that line.

    WeasyPrint takes as many characters as would fill two lines in Latin letters, four in Chinese, and shapes them all anew for
    each line. A text in which that break is not sure goes the usual way.
    """
    usual = line_break.split_first_line

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Any:
        rest = (style, context, max_width, justification_spacing, is_line_start, minimum)
        size = style["font_size"]
        if max_width is not None and max_width != math.inf and size and max_width >= 4 * size:
            most = int(max_width / size * _SHARE) + _MORE
            if most < len(text):
                found = usual(text[:most], *rest)
                ends = found[2]
                if ends is not None and _BREAK.search(text[:most].encode()[ends:].decode(), 1):
                    return found
        return usual(text, *rest)

    return split_first_line


def font_key(line_break: Any) -> Any:
    """What tells fonts apart, worked out once a style."""
    usual = line_break._font_style_cache_key

    def key_of(style: Any, include_size: bool = False) -> str:
        kept: dict[bool, str] = style.__dict__.setdefault("font_keys", {})
        if include_size not in kept:
            kept[include_size] = usual(style, include_size)
        return kept[include_size]

    return key_of


def spacing(line_break: Any, style: Any) -> Any:
    """The attributes that set letters apart and break words anywhere, for texts of any length; NULL where the style says neither."""
    pango, ffi = line_break.pango, line_break.ffi
    apart, anywhere = style["letter_spacing"], style["overflow_wrap"] in ("anywhere", "break-word")
    found = []
    if apart not in ("normal", 0):
        found.append(pango.pango_attr_letter_spacing_new(int(apart * line_break.TO_UNITS)))
    if anywhere:
        found.append(pango.pango_attr_insert_hyphens_new(False))
    if not found:
        return ffi.NULL
    attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for each in found:
        each.start_index, each.end_index = 0, _TO_THE_END
        pango.pango_attr_list_change(attributes, each)
    return attributes


def keep_shaped(line_break: Any) -> None:
    """Make layouts keep their shaped lines until they are drawn; styles have been prepared by `swift`.

    A line that holds nothing special, in a plain style, is the same whether it is one paragraph of several or the only one, and
    whether it is stretched or not, and need not be shaped again.
    """
    pango, null, lines = line_break.pango, line_break.ffi.NULL, line_break.Layout
    usual_text, usual_reactivate = lines.set_text, lines.reactivate

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        prepared = layout.style.prepared
        layout.simple = prepared is not None and bool(text) and _SPECIAL.search(text) is None
        pango.pango_layout_set_single_paragraph_mode(layout.layout, layout.simple)
        if not layout.simple:
            if prepared is not None:
                pango.pango_layout_set_attributes(layout.layout, null)
            usual_text(layout, text, justify)
            return
        layout.text = text
        pango.pango_layout_set_attributes(layout.layout, prepared[3])
        pango.pango_layout_set_text(layout.layout, text.encode(), -1)

    def deactivate(layout: Any) -> None:
        layout.kept = (layout.layout, layout.language, layout.style) if layout.simple else None
        del layout.layout, layout.language, layout.style

    def reactivate(layout: Any, style: Any) -> None:
        if layout.kept is not None and layout.kept[2] is style:
            layout.layout, layout.language, layout.style = layout.kept
        else:
            usual_reactivate(layout, style)

    lines.set_text, lines.deactivate, lines.reactivate = set_text, deactivate, reactivate
