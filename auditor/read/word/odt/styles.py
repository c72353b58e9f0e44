"""Styles and automatic numbering of an OpenDocument text (ODF 1.3 part 3, 16.30 to 16.39, 19.880 to 19.882)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.read.base.package import XmlElement, number
from auditor.read.word.odt.looks import STYLE, TEXT, OdtLooks
from auditor.read.word.parts.numbering import LEVELS, MAX_NUMBER, MAX_PATTERN, ListCounters, ListLevel, ListLevels

_EXTENSION = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

_LEVEL_STYLES = frozenset((TEXT + "list-level-style-number", TEXT + "outline-level-style"))
_LIST_STYLES = (TEXT + "list-style", TEXT + "outline-style")
_STYLE, _DEFAULT, _FAMILY, _NAME = (STYLE + name for name in ("style", "default-style", "family", "name"))
_OUTLINE = "\0outline"
_MAX_CHAIN = 64
_PLACE = re.compile("%([1-9])%")
# A format is written as its first number; its first character identifies it.
_FORMATS = {
    "1": "decimal",
    "0": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCountingThousand",
    "壹": "chineseLegalSimplified",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
    "": "none",
}


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list being read: the identity of its counters, the name of its style, and the level of its items from 0."""

    identity: str
    style: str
    level: int


class OdtStyles:
    """Styles of all parts of a document, and the counters of its lists."""

    def __init__(self, parts: list[XmlElement]) -> None:
        self._styles: dict[tuple[str, str], XmlElement] = {}
        self._levels: dict[str, dict[int, ListLevel]] = {}
        self._counters = ListCounters()
        self._made = 0
        self._last: OpenList | None = None
        self._named: dict[str, OpenList] = {}
        defaults: list[XmlElement] = []
        for part in parts:
            for style in part.iter(_STYLE, _DEFAULT, *_LIST_STYLES):
                tag = style.tag
                if tag == _STYLE:
                    self._styles[style.get(_FAMILY, ""), style.get(_NAME, "")] = style
                elif tag == _DEFAULT:
                    defaults.append(style)
                else:
                    self._levels[style.get(_NAME, "") if tag == _LIST_STYLES[0] else _OUTLINE] = dict(_levels(style))
        self.looks = OdtLooks(parts, defaults, self.chain)

    def open_list(self, element: XmlElement, outer: OpenList | None) -> OpenList:
        """Open a text:list; it continues the count of another list if it says so, else it has a count of its own."""
        style = element.get(TEXT + "style-name", "")
        if outer is not None:
            return replace(outer, style=style or outer.style, level=min(outer.level + 1, LEVELS - 1))
        continued = element.get(TEXT + "continue-list")
        earlier = self._named.get(continued) if continued else None
        if earlier is None and element.get(TEXT + "continue-numbering") == "true":
            earlier = self._last
        self._made += 1
        identity = f"list {self._made}" if earlier is None else earlier.identity
        found = OpenList(identity, style or (earlier.style if earlier else ""), 0)
        self._last = found
        if own := element.get("{http://www.w3.org/XML/1998/namespace}id"):
            self._named[own] = found
        return found

    def item_number(self, listed: OpenList, start: str | None) -> str:
        """Return the number of the next item of a list; `start` is the number that the item sets itself."""
        levels = self._levels.get(listed.style, {})
        if start is None:
            return self._counters.prefix(listed.identity, ListLevels(listed.identity, levels), listed.level)
        self._made += 1
        override = {listed.level: number(start, 0, MAX_NUMBER, 1)}
        return self._counters.prefix(f"start {self._made}", ListLevels(listed.identity, levels, override), listed.level)

    def alone_number(self, paragraph: XmlElement) -> str:
        """Return the number of a text:numbered-paragraph, which is counted in a list without being inside one (5.3.6)."""
        level = number(paragraph.get(TEXT + "level"), 1, LEVELS, 1) - 1
        style = paragraph.get(TEXT + "style-name", "")
        listed = OpenList(f"alone {paragraph.get(TEXT + 'list-id', style)}", style, level)
        return self.item_number(listed, paragraph.get(TEXT + "start-value"))

    def heading_number(self, heading: XmlElement) -> str:
        """Return the number of a text:h outside lists, from the outline of the document."""
        if heading.get(TEXT + "is-list-header") == "true":
            return ""
        level = number(heading.get(TEXT + "outline-level"), 1, LEVELS, 1) - 1
        return self._counters.prefix(_OUTLINE, ListLevels(_OUTLINE, self._levels.get(_OUTLINE, {})), level)

    def chain(self, family: str, name: str) -> Iterator[XmlElement]:
        """Yield a style and its base styles, nearest first; the bound on steps ends any cycle."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name", "")


def _levels(listed: XmlElement) -> Iterator[tuple[int, ListLevel]]:
    for element in listed:
        if element.tag in _LEVEL_STYLES:
            level = number(element.get(TEXT + "level"), 1, LEVELS, 1) - 1
            format = element.get(STYLE + "num-format", "")[:1]
            start = number(element.get(TEXT + "start-value"), 0, MAX_NUMBER, 1)
            yield level, ListLevel(start, _FORMATS.get(format, "decimal"), _pattern(element, level, format), level)


def _pattern(element: XmlElement, level: int, format: str) -> tuple[str | int, ...]:
    """Build the pattern of a number: LibreOffice's notation with %2% for the count of level 1, else prefix, dotted counts, suffix."""
    written = element.get(_EXTENSION + "num-list-format")
    if written is not None:
        parts = _PLACE.split(written[:MAX_PATTERN])
        return tuple(int(part) - 1 if place % 2 else part for place, part in enumerate(parts))
    shown = number(element.get(TEXT + "display-levels"), 1, level + 1, 1) if format else 0
    counts: list[str | int] = []
    for place in range(level + 1 - shown, level + 1):
        counts += (".", place) if counts else (place,)
    return (
        element.get(STYLE + "num-prefix", "")[:MAX_PATTERN],
        *counts,
        element.get(STYLE + "num-suffix", "")[:MAX_PATTERN],
    )
