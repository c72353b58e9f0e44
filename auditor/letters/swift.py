"""What WeasyPrint works out anew for every letter although it always comes out the same, worked out once a printer.

That are the computed styles of boxes, the settings of fonts, the lengths of boxes (`swift_boxes`) and shaped lines
(`swift_lines`), a third of a letter's time. Some of WeasyPrint's internals are replaced for it; letters are the same byte for
byte with and without, and another version than this was written for is left as it is, only slower.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from auditor.letters.swift_boxes import lengths, radii
from auditor.letters.swift_lines import font_key, keep_shaped, spacing, splitting

_WRITTEN_FOR = "70.0"
_MOST = 2000  # of each thing that is kept: a template that is edited while it is watched makes new ones all the time


def quicken(weasyprint: Any) -> None:
    """Make this WeasyPrint keep styles and settings of fonts from letter to letter."""
    if weasyprint.__version__ != _WRITTEN_FOR or hasattr(weasyprint.css.StyleFor, "kept"):
        return
    weasyprint.css.StyleFor = _style_for(weasyprint.css)
    weasyprint.css.AnonymousStyle = _anonymous(weasyprint.css)
    lines = weasyprint.text.line_break
    lines.Layout.setup = _setup(lines)
    lines._font_style_cache_key = font_key(lines)
    keep_shaped(lines)
    _everywhere(lines.split_first_line, splitting(lines))
    percent = weasyprint.layout.percent
    _everywhere(percent.resolve_percentages, lengths(percent))
    _everywhere(percent.resolve_radii_percentages, radii(percent))


def _everywhere(usual: Callable[..., Any], ours: Callable[..., Any]) -> None:
    """Put a function in the place of another in all modules of WeasyPrint that know it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint.") and getattr(module, usual.__name__, None) is usual:
            setattr(module, usual.__name__, ours)


def _style_for(css: Any) -> Any:
    """The class that finds the styles of elements, and takes those it has computed before from a store.

    What is stored is a style with all of its properties computed. It is never given out itself, only copies of it: laying out
    a letter changes them.
    """
    known: dict[Hashable, tuple[Any, int, Any] | None] = {}
    numbers = itertools.count(1)

    class StyleFor(css.StyleFor):  # type: ignore[misc]
        kept = known

        def set_computed_styles(
            self,
            element: Any,
            parent: Any,
            root: Any = None,
            pseudo_type: str | None = None,
            base_url: str | None = None,
            target_collector: Any = None,
        ) -> None:
            rest = (element, parent, root, pseudo_type, base_url, target_collector)
            above = None if parent is None else self._computed_styles[parent, None]
            number = 0 if above is None else getattr(above, "number", None)
            if number is None or not hasattr(element, "tag"):  # a page, or what lies in something that is not kept
                super().set_computed_styles(*rest)
                return
            cascaded = self._cascaded_styles.get((element, pseudo_type), {})
            key = (id(self.font_config), base_url, pseudo_type, number, _key(cascaded))
            top = css.InitialStyle(self.font_config) if above is None else self._computed_styles[root, None]
            make = (above, cascaded, pseudo_type, top, base_url, self.font_config)
            if key not in known:
                if len(known) > _MOST:
                    known.clear()
                known[key] = _whole(css, make, next(numbers))
            found = known[key]
            if found is None:
                super().set_computed_styles(*rest)
                return
            whole, own, _ = found
            style = css.ComputedStyle(*make, self.initial_page_sizes)
            style.update(whole)
            style.specified = dict(whole.specified)
            style.number = own
            if above is None:
                style.cache = whole.cache
            self._computed_styles[element, pseudo_type] = style
            if target_collector and style["anchor"]:
                target_collector.collect_anchor(style["anchor"])

    return StyleFor


def _anonymous(css: Any) -> Any:
    """The class of styles of boxes without an element, which begins with what one in such a place came to before."""
    known: dict[int, Mapping[str, Any]] = {}
    usual = css.AnonymousStyle

    class AnonymousStyle(usual):  # type: ignore[misc, valid-type]
        def __init__(self, parent_style: Any) -> None:
            super().__init__(parent_style)
            number = getattr(parent_style, "number", None)
            if number is None:
                return
            if number not in known:
                if len(known) > _MOST:
                    known.clear()
                whole = usual(parent_style)
                for name in css.INITIAL_VALUES:
                    with contextlib.suppress(
                        KeyError
                    ):  # names of sides by the direction of writing have no value of their own
                        whole[name]
                known[number] = whole
            self.update(known[number])

    return AnonymousStyle


def _whole(css: Any, make: tuple[Any, ...], number: int) -> tuple[Any, int, Any] | None:
    """A style with all its properties, its number, and what its key stands on; None if it depends on the size of the page."""
    whole = css.ComputedStyle(*make, _NoPage())
    try:
        for name in css.INITIAL_VALUES:
            whole[name]
    except _NoPage.Asked:
        return None
    return whole, number, make[1]


class _NoPage:
    """Stands for the size of a page, which a style that is kept must not depend on."""

    class Asked(Exception):
        """A property is a share of the page."""

    def __getitem__(self, _: str) -> None:
        raise self.Asked


def _key(cascaded: Mapping[str, tuple[Any, Any]]) -> tuple[Hashable, ...]:
    return tuple((name, _hashable(value), weight) for name, (value, weight) in cascaded.items())


def _hashable(value: Any) -> Hashable:
    try:
        hash(value)
    except TypeError:
        return id(value)
    return value  # type: ignore[no-any-return]


def _setup(line_break: Any) -> Any:
    """What sets up the layout of a line, with one context for all lines of a language and one font description a style."""
    usual, pango, ffi = line_break.Layout.setup, line_break.pango, line_break.ffi
    contexts: dict[Hashable, tuple[Any, Any]] = {}

    def context_of(style: Any) -> tuple[Any, Any]:
        key = (style.font_config.font_map, style["lang"], style["direction"])
        if key not in contexts:
            if len(contexts) > _MOST:
                contexts.clear()
            context = ffi.gc(pango.pango_font_map_create_context(key[0]), line_break.gobject.g_object_unref)
            pango.pango_context_set_round_glyph_positions(context, False)
            pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
            language = pango.pango_language_get_default()
            if style["lang"]:
                language = pango.pango_language_from_string(line_break.unicode_to_char_p(style["lang"])[0])
                pango.pango_context_set_language(context, language)
            contexts[key] = (context, language)
        return contexts[key]

    def setup(self: Any, style: Any) -> None:
        if "prepared" not in style.__dict__:
            style.prepared = None
            if _plain(line_break, style):
                description = line_break.get_font_description(style)
                style.prepared = (*context_of(style), description, spacing(line_break, style))
        if style.prepared is None:
            usual(self, style)
            return
        context, self.language, description, _ = style.prepared
        self.style, self.first_line_direction = style, 0
        self.layout = ffi.gc(pango.pango_layout_new(context), line_break.gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.underline_thickness = None
        self.strikethrough_position = self.strikethrough_thickness = None

    return setup


def _plain(line_break: Any, style: Any) -> bool:
    """Whether a style's lines are set up without lines through or under them and without features of the font."""
    features = (
        *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps"),
        *("font_variant_numeric", "font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
    )
    return (
        style["text_decoration_line"] == "none"
        and style["font_language_override"] == "normal"
        and not line_break.font_features(*(style[name] for name in features))
    )
