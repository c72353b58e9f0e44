"""Automatic numbers of DOCX paragraphs, such as «一、» and «3.1» (ECMA-376 part 1, 17.9), and the styles that set them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.read.base.package import VAL, W, XmlElement, is_on, number
from auditor.read.word.parts.numbering import LEVELS, MAX_NUMBER, MAX_PATTERN, ListCounters, ListLevel, ListLevels

STYLE = W + "style"
STYLE_ID = W + "styleId"
PARAGRAPH_STYLE = W + "pStyle"
PROPERTIES = W + "pPr"
RUN_PROPERTIES = W + "rPr"
VANISH = W + "vanish"
NUMBERING = W + "numPr"
NUM_ID = W + "numId"
LEVEL = W + "ilvl"

_RUN_DEFAULTS = f"{W}docDefaults/{W}rPrDefault/{RUN_PROPERTIES}"
_MAX_CHAIN = 64
_PLACE = re.compile("%([1-9])")


class DocxStyles:
    """Styles part of a package, as far as it concerns numbers and text; `root` is None where the package has no styles.

    `run_defaults` are the default run properties of the document.
    """

    def __init__(self, root: XmlElement | None) -> None:
        self.root = root
        self._styles: dict[str, XmlElement] = {}
        self.default: str | None = None
        for style in () if root is None else root.iterchildren(STYLE):
            name = style.get(STYLE_ID, "")
            self._styles[name] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on"):
                self.default = name
        self.run_defaults = [] if root is None else list(root.iterfind(_RUN_DEFAULTS))
        self.any_hidden = root is not None and any(is_on(vanish) for vanish in root.iter(VANISH))

    def chain(self, name: str | None) -> Iterator[tuple[str, XmlElement]]:
        """Yield a style and its base styles, nearest first; the bound on steps ends any cycle."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield name or "", style
            name = value(style, W + "basedOn")

    def numbering(self, name: str | None) -> tuple[str | None, str | None]:
        """Return the numId and level of a style, each from the nearest style that sets it."""
        num_id = level = None
        for _, style in self.chain(name):
            for properties in style.iterchildren(PROPERTIES):
                for numbering in properties.iterchildren(NUMBERING):
                    num_id = num_id or value(numbering, NUM_ID)
                    level = level or value(numbering, LEVEL)
        return num_id, level

    def hides(self, name: str | None) -> bool:
        """Return whether a paragraph style hides the marks of its paragraphs."""
        for _, style in self.chain(name):
            for properties in style.iterchildren(RUN_PROPERTIES):
                for vanish in properties.iterchildren(VANISH):
                    return is_on(vanish)
        return False


class DocxNumbering:
    """Counter of the numbered paragraphs of one document; call it once for each paragraph, in reading order."""

    def __init__(self, root: XmlElement | None, styles: DocxStyles) -> None:
        self._styles = styles
        self._abstracts = _by_id(root, W + "abstractNum", W + "abstractNumId")
        self._nums = _by_id(root, W + "num", NUM_ID)
        self._lists: dict[str, ListLevels | None] = {}
        self._by_style: dict[str | None, tuple[str | None, int]] = {}
        self._counters = ListCounters()

    def prefix(self, properties: XmlElement | None) -> str:
        """Return the number that Word prints before a paragraph with these w:pPr; empty if it has none or a bullet."""
        if not self._nums:
            return ""
        num_id, level = self._reference(properties)
        listed = self._list(num_id) if num_id else None
        return "" if num_id is None or listed is None else self._counters.prefix(num_id, listed, level)

    def named(self, name: str) -> ListLevels | None:
        """Return the list that LISTNUM fields refer to by a name (17.9.12); None if there is none."""
        for found in self._abstracts.values():
            if name and value(found, W + "name") == name:
                return ListLevels(f"\0{name}", _levels(found))
        return None

    def _reference(self, properties: XmlElement | None) -> tuple[str | None, int]:
        """Return the list and level of a paragraph: its own, else those of its style (17.3.1.19)."""
        style = self._styles.default
        num_id = level = None
        if properties is not None:
            # For so few children a plain loop is faster than one that lxml filters.
            for found in properties:
                tag = found.tag
                if tag == PARAGRAPH_STYLE:
                    style = found.get(VAL)
                elif tag == NUMBERING:
                    num_id, level = value(found, NUM_ID), value(found, LEVEL)
        if num_id is not None:
            return num_id, number(level, 0, LEVELS - 1, 0)
        if style not in self._by_style:
            self._by_style[style] = self._style_reference(style)
        num_id, from_style = self._by_style[style]
        return num_id, number(level, 0, LEVELS - 1, from_style)

    def _style_reference(self, style: str | None) -> tuple[str | None, int]:
        """Return the list and level of a style; a level whose w:pStyle names the style overrides the level in the style (17.9.23)."""
        num_id, level = self._styles.numbering(style)
        listed = self._list(num_id) if num_id else None
        if listed is not None:
            linked = {spec.style: depth for depth, spec in listed.levels.items() if spec.style}
            for name, _ in self._styles.chain(style):
                if name in linked:
                    return num_id, linked[name]
        return num_id, number(level, 0, LEVELS - 1, 0)

    def _list(self, num_id: str) -> ListLevels | None:
        if num_id not in self._lists:
            self._lists[num_id] = self._load(num_id)
        return self._lists[num_id]

    def _load(self, num_id: str) -> ListLevels | None:
        num = self._nums.get(num_id)
        abstract = None if num is None else self._abstract(num)
        if num is None or abstract is None:
            return None
        listed = ListLevels(abstract.get(W + "abstractNumId", ""), _levels(abstract))
        for override in num.iterchildren(W + "lvlOverride"):
            level = number(override.get(LEVEL), 0, LEVELS - 1, 0)
            for spec in _levels(override).values():
                listed.levels[level] = spec
            start = value(override, W + "startOverride")
            if start is not None:
                listed.overrides[level] = number(start, 0, MAX_NUMBER, 1)
        return listed

    def _abstract(self, num: XmlElement) -> XmlElement | None:
        """Return the abstract list of a w:num, following w:numStyleLink to the list of a numbering style (17.9.21)."""
        found = self._abstracts.get(value(num, W + "abstractNumId") or "")
        for _ in range(_MAX_CHAIN):
            link = None if found is None else value(found, W + "numStyleLink")
            if link is None:
                return found
            styled = self._nums.get(self._styles.numbering(link)[0] or "")
            if styled is not None:
                found = self._abstracts.get(value(styled, W + "abstractNumId") or "")
            else:
                linked = (each for each in self._abstracts.values() if value(each, W + "styleLink") == link)
                found = next(linked, None)
        return None


def value(parent: XmlElement, tag: str) -> str | None:
    """Return the w:val of the first child with this tag; None if there is no such child."""
    for child in parent.iterchildren(tag):
        return child.get(VAL)
    return None


def _by_id(root: XmlElement | None, tag: str, name: str) -> dict[str, XmlElement]:
    return {} if root is None else {each.get(name, ""): each for each in root.iterchildren(tag)}


def _levels(parent: XmlElement) -> dict[int, ListLevel]:
    levels = {}
    for lvl in parent.iterchildren(W + "lvl"):
        level = number(lvl.get(LEVEL), 0, LEVELS - 1, 0)
        # Word wraps a custom format in mc:AlternateContent with a standard format as the fallback.
        formats = [each.get(VAL, "decimal") for each in lvl.iter(W + "numFmt")]
        legal = next(lvl.iterchildren(W + "isLgl"), None)
        levels[level] = ListLevel(
            start=number(value(lvl, W + "start"), 0, MAX_NUMBER, 0),
            format=formats[-1] if formats else "decimal",
            pattern=_pattern((value(lvl, W + "lvlText") or "")[:MAX_PATTERN]),
            restart=number(value(lvl, W + "lvlRestart"), 0, level, level),
            legal=legal is not None and is_on(legal),
            style=value(lvl, PARAGRAPH_STYLE),
        )
    return levels


def _pattern(text: str) -> tuple[str | int, ...]:
    """Parse a w:lvlText, in which %1 is the placeholder of the count of level 0 (17.9.11)."""
    parts = _PLACE.split(text)
    return tuple(int(part) - 1 if place % 2 else part for place, part in enumerate(parts))
