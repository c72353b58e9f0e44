"""The visible part of a parsed HTML page as plain Python elements, counted once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.errors import UnreadableReport
from auditor.read.limits import LIMITS, require

# Nothing in these is seen as text of the page. `del` is what Word writes for deleted revisions, `xml` its data islands.
_SKIPPED = frozenset((
    "audio", "button", "canvas", "datalist", "del", "embed", "head", "iframe", "input", "map", "noframes",
    "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea", "title", "video",
    "xml",
))  # fmt: skip
# What a field of a form may hold in a table: a figure, or what stands for one.
_FIGURE = re.compile(r"[-+－—–/／\d０-９.,，]{1,20}|无|没有")
_FIELDS = frozenset(("", "text", "number", "tel"))
_CELLS = frozenset(("td", "th"))
# So much hidden text, and more of it than is shown, is the article of a page whose script has not run.
_MUCH_TEXT = 500
# Blanks, and the marks set between links.
_MARKS = " \t\r\n\f\u00a0\u3000\u200b|｜·•>»"
# Runs of text, of which a page pasted from Word has thousands: without a class they are no more than their text.
_RUNS = frozenset(("b", "em", "font", "i", "o:p", "span", "strong", "sub", "sup", "u"))
# Elements that mean something without any content.
_EMPTY = frozenset(("br", "img", "hr", "tr", "td", "th"))
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.IGNORECASE)

# Line breaks of the source between two Chinese characters are no blanks, although HTML would show one.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
_SOURCE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")

# The parser's time and memory grow with the square of the nesting: a page built to stall it is refused beforehand.
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_FEW_TAGS = 3000
_DEEPEST_SOURCE = 4000
_MOST_NODES = 3_000_000
_FORMATTING = frozenset((
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
))  # fmt: skip
_ENDLESS = frozenset((
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
))  # fmt: skip


@dataclass(slots=True)
class Element:
    """One visible element: `plain` and `linked` count the characters outside and inside of links in the whole subtree,
    `tables` and `cells` the tables and table cells below it."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)
    plain: int = 0
    linked: int = 0
    tables: int = 0
    cells: int = 0

    def get(self, name: str) -> str:
        """An attribute's value, empty if absent."""
        return self.attributes.get(name) or ""


def tidy(text: str) -> str:
    """Source text as a browser shows it: blanks collapsed, invisible characters and blanks at both ends removed."""
    if not text.isascii():
        text = _ZERO_WIDTH.sub("", text)
        if "\n" in text:
            text = _SOURCE_BREAK.sub("", text)
    return _BLANKS.sub(" ", text).strip()


def parse(text: str) -> LexborHTMLParser:
    """The parsed page; raises UnreadableReport if its tags are nested in a way that only harm can be meant."""
    if text.count("<") - text.count("</") > _FEW_TAGS:
        _refuse_bomb(text)
    return LexborHTMLParser(text)


def _refuse_bomb(text: str) -> None:
    depth = formatting = nodes = 0
    for closing, name in _TAGS.findall(text):
        tag = name.lower()
        step = -1 if closing else 1
        if tag in _FORMATTING:
            formatting = max(formatting + step, 0)
        elif tag not in _ENDLESS:
            depth = max(depth + step, 0)
        # Formatting left open is repeated by the parser in every block that follows.
        nodes += formatting
        if depth + formatting > _DEEPEST_SOURCE or nodes > _MOST_NODES:
            raise UnreadableReport("网页标签的嵌套或未关闭的标签过多，不予读取")


def grow(body: LexborNode) -> Element:
    """The visible elements under `body`; raises UnreadableReport if they are nested too deeply."""
    weights: dict[str, int] = {}
    grower = _Grower(weights, None)
    top = grower.grow(body)
    unhidden: int | None = max(_MUCH_TEXT, top.plain + top.linked)
    if unhidden is not None and grower.most_hidden > unhidden:
        weights = {}
        top = _Grower(weights, None, unhidden).grow(body)
    else:
        unhidden = None
    # A link that is never closed swallows the page; one address holding most of the text is such a slip, not a link.
    swallower = max(weights, key=weights.__getitem__, default="")
    if weights.get(swallower, 0) > max(120, top.plain):
        top = _Grower({}, swallower, unhidden).grow(body)
    return top


class _Grower:
    """Copies the tree with a stack of its own, so that no nesting can exhaust Python's."""

    def __init__(self, weights: dict[str, int], unlinked: str | None, unhidden: int | None = None) -> None:
        self._weights = weights
        self._unlinked = unlinked
        self._unhidden = unhidden
        self.most_hidden = 0
        self._links: list[str] = []

    def grow(self, body: LexborNode) -> Element:
        top = Element("body", {})
        path = [top]
        later: list[LexborNode | None] = []
        opened: list[Element | None] = []
        node = body.first_child
        while True:
            if node is None:
                if not later:
                    return top
                node = later.pop()
                element = opened.pop()
                if element is not None:
                    path.pop()
                    self._close(element, path[-1])
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "", path[-1])
            elif tag not in _SKIPPED and tag[0:1] != "-":
                attributes = node.attributes
                first = node.first_child
                if (first is not None or tag in _EMPTY) and not (attributes and self._hides(node, attributes)):
                    opened.append(self._enter(tag, attributes, path))
                    later.append(node.next)
                    node = first
                    require(len(opened), LIMITS.depth, "网页元素的嵌套层数")
                    continue
            elif tag == "input" and any(element.tag in _CELLS for element in path):
                self._field(node.attributes, path[-1])
            node = node.next

    def _enter(self, tag: str, attributes: dict[str, str | None], path: list[Element]) -> Element | None:
        """The element added to the path, or None for a run of text, whose content is its parent's."""
        if tag in _RUNS and "class" not in attributes and "id" not in attributes:
            return None
        child = Element(tag, attributes)
        path[-1].children.append(child)
        path.append(child)
        if tag == "a":
            self._open(child)
        return child

    def _hides(self, node: LexborNode, attributes: dict[str, str | None]) -> bool:
        """Whether the element is hidden, unless it holds the text of the page."""
        if not _hidden(attributes):
            return False
        size = len("".join(node.text().split()))
        self.most_hidden = max(self.most_hidden, size)
        return self._unhidden is None or size <= self._unhidden

    def _field(self, attributes: dict[str, str | None], parent: Element) -> None:
        """Take the figure that stands in a field of a form."""
        value = (attributes.get("value") or "").strip()
        kind = (attributes.get("type") or "").strip().lower()
        if kind in _FIELDS and _FIGURE.fullmatch(value) and not _hidden(attributes):
            self._text(value, parent)

    def _open(self, element: Element) -> None:
        href = element.get("href")
        if href and href != self._unlinked:
            self._links.append(href)
        else:
            # An anchor without address is no link; the tag is changed so that nobody has to ask again.
            element.tag = "span"

    def _close(self, element: Element, parent: Element) -> None:
        tag = element.tag
        if tag == "a":
            self._links.pop()
        parent.plain += element.plain
        parent.linked += element.linked
        parent.tables += element.tables + (tag == "table")
        parent.cells += element.cells + (tag in ("td", "th"))

    def _text(self, text: str, parent: Element) -> None:
        parent.children.append(text)
        count = len(text.strip(_MARKS))
        if not self._links:
            parent.plain += count
            return
        parent.linked += count
        href = self._links[-1]
        self._weights[href] = self._weights.get(href, 0) + count


def _hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN.search(style) is not None
