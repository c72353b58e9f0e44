"""The visible part of a parsed HTML page as plain Python elements, counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.errors import UnreadableReport
from auditor.read.html.markup import (
    HIDDEN,
    KEPT,
    NOTHING,
    RUN,
    SKIPPED,
    VOID,
    Attributes,
    Markup,
    OddMarkup,
    Tag,
    cut_cell,
    cut_piece,
    is_hidden,
    rewritten,
    unescaped,
    written,
)
from auditor.read.limits import LIMITS, require

# What a field of a form may hold in a table: a figure, or what stands for one.
_FIGURE = re.compile(r"[-+－—–/／\d０-９.,，]{1,20}|无|没有")
_FIELDS = frozenset(("", "text", "number", "tel"))
_CELLS = frozenset(("td", "th"))
_NESTED = "网页元素的嵌套层数"
# So much hidden text, and more of it than is shown, is the article of a page whose script has not run.
_MUCH_TEXT = 500
# Blanks, and the marks set between links.
_MARKS = " \t\r\n\f\u00a0\u3000\u200b|｜·•>»"
# Line breaks of the source between two Chinese characters are no blanks, although HTML would show one.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
_SOURCE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[ \t\r\n\f]*(?=[{_WIDE}])")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_UNTIDY = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]")
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
    attributes: Attributes
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
    if text.isalnum() or not _UNTIDY.search(text):
        return text
    if not text.isascii():
        text = _ZERO_WIDTH.sub("", text)
        if "\n" in text:
            text = _SOURCE_BREAK.sub("", text)
    return _BLANKS.sub(" ", text).strip()


def parse(text: str, data: bytes | None = None) -> LexborHTMLParser:
    """The parsed page; `data` is the text in UTF-8 if it is there already.

    Raises UnreadableReport if its tags are nested in a way that only harm can be meant.
    """
    tags = text.count("<")
    if tags > _FEW_TAGS and tags - text.count("</") > _FEW_TAGS:
        _refuse_bomb(text)
    return LexborHTMLParser(text if data is None else data)


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
    try:
        return _grown(Markup(written(body)))
    except OddMarkup:
        return _grown(Markup(rewritten(body)))


def _grown(markup: Markup) -> Element:
    weights: dict[str, int] = {}
    grower = _Grower(markup, weights, None)
    top = grower.grow()
    unhidden: int | None = max(_MUCH_TEXT, top.plain + top.linked)
    if unhidden is not None and grower.most_hidden > unhidden:
        weights = {}
        top = _Grower(markup, weights, None, unhidden).grow()
    else:
        unhidden = None
    # A link that is never closed swallows the page; one address holding most of the text is such a slip, not a link.
    swallower = max(weights, key=weights.__getitem__, default="")
    if weights.get(swallower, 0) > max(120, top.plain):
        top = _Grower(markup, {}, swallower, unhidden).grow()
    return top


# What a piece of markup begins or ends; only text follows where there is nothing else to be done.
_END, _TEXT, _RUN, _START = range(-1, 3)
# The text behind a tag within a cell.
_CELL_TEXT = re.compile(">([^<]+)")
# Larger cells are hardly alike.
_FEW_PIECES = 64


class _Met(dict[str, tuple[int, str, int, Tag | None]]):
    """What the pieces say, but for whole cells, read once: what each is, its text, how much that counts as, its start tag."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup

    def __missing__(self, piece: str) -> tuple[int, str, int, Tag | None]:
        head, text = cut_piece(piece)
        what, tag = _END, None
        if head[0] != "/":
            tag = self._markup.tag(head)
            what = _RUN if tag.kind == RUN else _TEXT if tag.kind == NOTHING else _START
        if "&" in text:
            text = unescaped(text)
        found = self[piece] = what, text, len(text.strip(_MARKS)) if text else 0, tag
        return found


class _Grower:
    """Walks through the markup once, with a stack of its own, so that no nesting can exhaust Python's."""

    def __init__(
        self, markup: Markup, weights: dict[str, int], unlinked: str | None, unhidden: int | None = None
    ) -> None:
        self._markup = markup
        self._weights = weights
        self._unlinked = unlinked
        self._unhidden = unhidden
        self.most_hidden = 0
        # The addresses of the links that are open, the innermost last.
        self._links: list[str] = []
        self._path = [Element("body", {})]
        # How many elements are open in all where each element of the path has begun, itself included.
        self._begun: list[int] = [0]
        self._met = _Met(markup)
        # How many elements have been met that mean different things in different places.
        self._special = 0
        # What has grown from whole cells, by their pieces, and the first of those that differ in their texts only.
        self._cells: dict[str, Element] = {}
        self._models: dict[tuple[str, ...], Element] = {}

    def grow(self) -> Element:
        self._walk(self._markup.pieces, 0)
        return self._path[0]

    def _walk(self, pieces: list[str], depth: int) -> None:
        """Add to the last element of the path what these pieces say; `depth` is how many elements are open there."""
        met, path, links, deepest = self._met, self._path, self._links, LIMITS.depth
        parent, begun = path[-1], self._begun[-1]
        walk = enumerate(pieces)
        for place, piece in walk:
            if piece[0] == "<":
                self._cell(piece, depth, parent)
                continue
            what, text, size, tag = met[piece]
            if what == _RUN:
                depth += 1
                if depth > deepest:
                    # What has no content may be nested deeper.
                    require(depth if text or pieces[place + 1][0] != "/" else 0, deepest, _NESTED)
            elif what == _END:
                depth -= 1
                if depth < begun:
                    parent, begun = self._close()
            elif what == _START and tag:
                depth, end = self._enter(tag, depth, pieces, place, text)
                if end:
                    # Go on with the end tag.
                    for _ in range(place + 1, end):
                        next(walk)
                    continue
                parent, begun = path[-1], self._begun[-1]
            if text:
                parent.children.append(text)
                if links:
                    self._count(size, parent)
                else:
                    parent.plain += size

    def _cell(self, piece: str, depth: int, parent: Element) -> None:
        """Add a whole cell: the same as before, or like one before but for its texts, if its place and its content allow that."""
        if self._links or depth + _FEW_PIECES > LIMITS.depth:
            self._walk(cut_cell(piece), depth)
            return
        cell = self._cells.get(piece)
        if cell is None:
            parts = _CELL_TEXT.split(piece)
            tags = tuple(parts[::2])
            model = self._models.get(tags)
            if model is None:
                special = self._special
                self._walk(cut_cell(piece), depth)
                if special == self._special and piece.count("<") <= _FEW_PIECES:
                    self._keep(piece, tags, parent.children[-1])
                return
            cell = self._cells[piece] = _copy(model, map(unescaped, parts[1::2]))
        parent.children.append(cell)
        parent.plain += cell.plain
        parent.cells += 1

    def _keep(self, piece: str, tags: tuple[str, ...], cell: Element | str) -> None:
        """Keep what has grown from a whole cell, but for a table in it."""
        if isinstance(cell, Element) and not cell.cells and not cell.tables:
            self._models[tags] = self._cells[piece] = cell

    def _enter(self, tag: Tag, depth: int, pieces: list[str], place: int, text: str) -> tuple[int, int]:
        """Begin with an element at this depth.

        Gives the depth of its content, and the piece of its end if its content is to be left out, else 0.
        """
        kind = tag.kind
        if kind > VOID:
            self._special += 1
        if kind >= HIDDEN:
            end, texts = self._markup.inside(pieces, place)
            if kind == SKIPPED or self._hides(texts):
                return depth + 1, end
            kind = tag.shown
        if kind > KEPT:
            self._put(tag, depth)
            return depth, 0
        depth += 1
        if kind == KEPT or text or pieces[place + 1][0] != "/":
            if depth > LIMITS.depth:
                require(depth, LIMITS.depth, _NESTED)
            if kind != RUN:
                child = Element(tag.name, tag.attributes, [])
                self._path[-1].children.append(child)
                self._path.append(child)
                self._begun.append(depth)
                if tag.name == "a":
                    self._open(child)
        return depth, 0

    def _put(self, tag: Tag, depth: int) -> None:
        """Add an element that has no content."""
        if tag.kind == VOID:
            require(depth + 1, LIMITS.depth, _NESTED)
            self._path[-1].children.append(Element(tag.name, tag.attributes))
        elif any(element.tag in _CELLS for element in self._path):
            self._field(tag.attributes)

    def _hides(self, texts: list[str]) -> bool:
        """Whether a hidden element with these texts is left out, unless it holds the text of the page."""
        size = len("".join("".join(texts).split()))
        self.most_hidden = max(self.most_hidden, size)
        return self._unhidden is None or size <= self._unhidden

    def _field(self, attributes: Attributes) -> None:
        """Take the figure that stands in a field of a form."""
        value = (attributes.get("value") or "").strip()
        kind = (attributes.get("type") or "").strip().lower()
        if kind in _FIELDS and _FIGURE.fullmatch(value) and not is_hidden(attributes):
            parent = self._path[-1]
            parent.children.append(value)
            self._count(len(value.strip(_MARKS)), parent)

    def _open(self, element: Element) -> None:
        self._special += 1
        href = element.get("href")
        if href and href != self._unlinked:
            self._links.append(href)
        else:
            # An anchor without address is no link; the tag is changed so that nobody has to ask again.
            element.tag = "span"

    def _close(self) -> tuple[Element, int]:
        """End the last element of the path and count it in with its parent; gives that, and where it has begun."""
        path, begun = self._path, self._begun
        element = path.pop()
        begun.pop()
        parent = path[-1]
        tag = element.tag
        parent.plain += element.plain
        if element.linked:
            parent.linked += element.linked
        if element.cells or element.tables:
            parent.cells += element.cells
            parent.tables += element.tables
        if tag in _CELLS:
            parent.cells += 1
        elif tag == "table":
            parent.tables += 1
        elif tag == "a":
            self._links.pop()
        return parent, begun[-1]

    def _count(self, size: int, parent: Element) -> None:
        if not self._links:
            parent.plain += size
            return
        parent.linked += size
        href = self._links[-1]
        self._weights[href] = self._weights.get(href, 0) + size


def _copy(model: Element, texts: Iterator[str]) -> Element:
    """An element without links and tables like this one, but with other texts."""
    children: list[Element | str] = []
    plain = 0
    for child in model.children:
        if isinstance(child, str):
            text = next(texts)
            children.append(text)
            plain += len(text.strip(_MARKS))
        else:
            below = _copy(child, texts)
            children.append(below)
            plain += below.plain
    return Element(model.tag, model.attributes, children, plain)
