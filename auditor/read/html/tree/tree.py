"""Visible part of a parsed HTML page as plain Python elements with text counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from auditor.config.limits import require
from auditor.errors import Cause, UnreadableReport
from auditor.read.html.tree.markup import Attributes

# Tags of placeholders for content missing from the text: left out on purpose, not read, and the reason why the preceding text is
# uncertain; no element of a page can have such a name.
LEFT_OUT, NOT_READ, UNSURE = "-left-out", "-not-read", "-unsure"
# Attribute of cells in which a style sheet shows unknown content.
DRAWN = "-drawn"
# Placeholder of an object that is visible in a line and was not read (Unicode object replacement character).
OBJECT = "\ufffc"
# Units that follow a figure in a sentence, as a pattern.
MEASURES = "\\s*(?:余?[条件次篇份场个项家宗封万亿元人期户名部]|[%％])"
# Attribute of the root element of a page with scripts in its body.
SCRIPT = "-script"
# White space and separators between links, which do not count as text.
MARKS = " \t\r\n\f\u00a0\u3000\u200b|｜·•>»"
CELLS = frozenset(("td", "th"))
# Line breaks of the source between two Chinese characters are dropped, although HTML would show a space.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
_SOURCE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_UNTIDY = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

# Time and memory of the parser are quadratic in the nesting depth: a page built to stall it is refused before parsing.
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FEW_TAGS = 3000
_DEEPEST_SOURCE = 4000
_MOST_NODES = 3_000_000
_MOST_TAGS = 1_500_000
_ROOTS = frozenset(("html", "body"))
_LONG_TAG, _MOST_ATTRIBUTES = 50_000, 2_000
_ATTRIBUTE = re.compile(r"\s[\w:.-]{1,60}=")
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
_ENDLESS = frozenset((
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
))  # fmt: skip


@dataclass(slots=True)
class VisibleElement:
    """A visible element; `plain` and `linked` count the characters outside and inside links in its subtree.

    `tables` and `cells` count the tables and table cells below it.
    """

    tag: str
    attributes: Attributes
    children: list[VisibleElement | str] = field(default_factory=list)
    plain: int = 0
    linked: int = 0
    tables: int = 0
    cells: int = 0

    def get(self, name: str) -> str:
        """Return the value of an attribute; empty if it is absent."""
        return self.attributes.get(name) or ""


def copied(model: VisibleElement, texts: Iterator[str]) -> VisibleElement:
    """Copy an element without links and tables, with other texts."""
    children: list[VisibleElement | str] = []
    plain = 0
    for child in model.children:
        if isinstance(child, str):
            text = next(texts)
            children.append(text)
            plain += len(text.strip(MARKS))
        else:
            below = copied(child, texts)
            children.append(below)
            plain += below.plain
    return VisibleElement(model.tag, model.attributes, children, plain)


def tidy(text: str) -> str:
    """Convert source text to what a browser shows: white space collapsed and stripped, invisible characters removed."""
    if text.isalnum() or not _UNTIDY.search(text):
        return text
    if not text.isascii():
        text = _ZERO_WIDTH.sub("", text)
        if "\n" in text:
            text = _SOURCE_BREAK.sub("", text)
    return _BLANKS.sub(" ", text).strip()


def parse(text: str, data: bytes | None = None) -> LexborHTMLParser:
    """Parse a page; `data` is the text in UTF-8 if it is already available.

    Raises UnreadableReport if it has too many tags or attributes, or nesting that only an attack would have.
    """
    if len(text) > _LONG_TAG:
        _refuse_long_tags(text)
    tags = text.count("<")
    require(tags, _MOST_TAGS, "网页的标签数")
    if tags > _FEW_TAGS and tags - text.count("</") > _FEW_TAGS:
        _refuse_bomb(text)
    return LexborHTMLParser(text if data is None else data)


def _refuse_long_tags(text: str) -> None:
    """Refuse tags with too many attributes: the parser compares each attribute of a tag with all preceding ones."""
    at = 0
    while at + _LONG_TAG < len(text):
        end = text.rfind(">", at, at + _LONG_TAG)
        if end < 0:
            end = text.find(">", at + _LONG_TAG)
            end = len(text) if end < 0 else end
            count = sum(1 for _ in islice(_ATTRIBUTE.finditer(text, at, end), _MOST_ATTRIBUTES + 1))
            require(count, _MOST_ATTRIBUTES, "网页里一个标签的属性数")
        at = end + 1


def _refuse_bomb(text: str) -> None:
    depth = formatting = nodes = roots = 0
    for found in _TAGS.finditer(text):
        closing, name = found.groups()
        tag = name.lower()
        step = -1 if closing else 1
        if tag in _FORMATTING:
            formatting = max(formatting + step, 0)
        elif tag not in _ENDLESS:
            depth = max(depth + step, 0)
        # The parser repeats unclosed formatting elements in every following block.
        nodes += formatting
        # The parser merges the attributes of all these into one element.
        roots += tag in _ROOTS
        if depth + formatting > _DEEPEST_SOURCE or nodes > _MOST_NODES or roots > _FEW_TAGS:
            raise UnreadableReport("网页标签的嵌套或未关闭的标签过多，不予读取", Cause.TOO_LARGE)
