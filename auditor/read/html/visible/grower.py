"""Builder of the visible elements of a page from its markup, which decides what a reader at a desktop does not see."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.config.limits import require
from auditor.read.base.left_out import UNSURE_MARK, LeftOut, is_note_mark, may_be_mark
from auditor.read.html.tree.fields import chosen, typed
from auditor.read.html.tree.markup import (
    AREA,
    BLANKED,
    CHOICE,
    EMBEDDED,
    HIDDEN,
    KEPT,
    NOTHING,
    NOUNS,
    RAISED,
    RUBY,
    RUN,
    SMALL,
    STRUCK,
    UNREAD,
    VOID,
    DependingMarkup,
    Markup,
    OddMarkup,
    Tag,
    cut_cell,
    cut_piece,
    rewritten,
    unescaped,
    written,
)
from auditor.read.html.tree.notes import is_much_smaller, may_point_to_note, text_after, text_before
from auditor.read.html.tree.tree import CELLS, LEFT_OUT, MARKS, NOT_READ, SCRIPT, UNSURE, VisibleElement, copied, parse
from auditor.read.html.tree.unseen import HiddenElement, Plan, judge
from auditor.read.html.visible.dress import Dress

_NESTED = "网页元素的嵌套层数"
# Maximum depth of embedded pages that are read.
_DEEPEST_PAGE = 2
_FIELD_PLACES = CELLS | frozenset(("p", "li", "h1", "h2", "h3", "h4", "dd"))
# When hidden, these are reported only within a paragraph or a cell; elsewhere they are menus and similar content.
_CONTAINERS = frozenset((
    "div", "section", "article", "nav", "ul", "ol", "dl", "header", "footer", "aside", "form", "fieldset", "dialog", "menu",
    "main", "li", "a", "center",
))  # fmt: skip


def grow(
    tree: LexborHTMLParser, body: LexborNode, deepest: int, dress: Dress | None = None, level: int = 0
) -> VisibleElement:
    """Build the visible elements under `body`; raises UnreadableReport if they are nested more than `deepest` deep.

    `dress` has the style sheets of the page; `level` is the number of pages that this one is embedded in.
    """
    dress = dress or Dress(tree)
    if not dress.settled:
        try:
            return _grown(Markup(written(body), dress.sheets, settled=False), deepest, level)
        except (OddMarkup, DependingMarkup):
            dress.settle()
    try:
        return _grown(Markup(written(body), dress.sheets), deepest, level)
    except OddMarkup:
        return _grown(Markup(rewritten(body), dress.sheets), deepest, level)


def _grown(markup: Markup, deepest: int, level: int) -> VisibleElement:
    plan = Plan()
    grower = _Grower(markup, plan, deepest, level)
    top = grower.grow()
    if grower.hidden and (plan := judge(grower.unseen, grower.hidden, top)):
        grower = _Grower(markup, plan, deepest, level)
        top = grower.grow()
    # An unclosed link covers the rest of the page; an address that holds most of the text is such a mistake, not a link.
    weights = grower.weights
    swallower = max(weights, key=weights.__getitem__, default="")
    if weights.get(swallower, 0) > max(120, top.plain):
        plan.unlinked = swallower
        top = _Grower(markup, plan, deepest, level).grow()
    return top


# Kinds of pieces: end tag, ignored tag with its text, text run, start tag.
_END, _TEXT, _RUN, _START = range(-1, 3)
# The text after a tag within a cell.
_CELL_TEXT = re.compile(">([^<]+)")
# Larger cells are hardly ever repeated.
_FEW_PIECES = 64
# A row with more cells is a row of figures.
_FEW_CELLS = 2


class _Met(dict[str, tuple[int, str, int, Tag | None]]):
    """Cache of parsed pieces other than whole cells: kind, text, characters it counts as, start tag."""

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
        found = self[piece] = what, text, len(text.strip(MARKS)) if text else 0, tag
        return found


class _Grower:
    """Single pass over the markup, with an explicit stack, because the nesting could exhaust the call stack."""

    def __init__(self, markup: Markup, plan: Plan, deepest: int, level: int) -> None:
        self._markup = markup
        self._plan = plan
        self._deepest = deepest
        self._level = level
        # Characters of link text by address.
        self.weights: dict[str, int] = {}
        # Hidden elements large enough to be a part of the report.
        self.unseen: list[HiddenElement] = []
        # Total number of hidden characters.
        self.hidden = 0
        # Addresses of the open links, the innermost last.
        self._links: list[str] = []
        self._path = [VisibleElement("body", {})]
        # Nesting depth at which each element of the path begins, itself included.
        self._begun: list[int] = [0]
        self._met = _Met(markup)
        # Number of elements so far whose meaning depends on their position.
        self._special = 0
        # Elements built from whole cells, by piece, and by tags the first of those that differ only in their texts.
        self._cells: dict[str, VisibleElement] = {}
        self._models: dict[tuple[str, ...], VisibleElement] = {}

    def grow(self) -> VisibleElement:
        self._walk(self._markup.pieces, 0)
        return self._path[0]

    def _walk(self, pieces: list[str], depth: int) -> None:
        """Add the content of these pieces to the last element of the path; `depth` is the number of open elements."""
        met, path, links, deepest = self._met, self._path, self._links, self._deepest
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
                    # Elements without content may be nested deeper.
                    require(depth if text or pieces[place + 1][0] != "/" else 0, deepest, _NESTED)
            elif what == _END:
                depth -= 1
                if depth < begun:
                    parent, begun = self._close()
            elif what == _START and tag:
                depth, end = self._enter(tag, depth, pieces, place, text)
                if end:
                    # Skip to the end tag.
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

    def _cell(self, piece: str, depth: int, parent: VisibleElement) -> None:
        """Add a whole cell; if its position and content allow it, an earlier cell with the same tags is reused or copied."""
        if self._links or depth + _FEW_PIECES > self._deepest:
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
            cell = self._cells[piece] = copied(model, map(unescaped, parts[1::2]))
        parent.children.append(cell)
        parent.plain += cell.plain
        parent.cells += 1

    def _keep(self, piece: str, tags: tuple[str, ...], cell: VisibleElement | str) -> None:
        """Cache the element built from a whole cell, unless it holds a table."""
        if isinstance(cell, VisibleElement) and not cell.cells and not cell.tables:
            self._models[tags] = self._cells[piece] = cell

    def _enter(self, tag: Tag, depth: int, pieces: list[str], place: int, text: str) -> tuple[int, int]:
        """Open an element at this depth.

        Returns the depth of its content, and the index of its end tag if its content is to be skipped, else 0.
        """
        kind = tag.kind
        if kind > VOID:
            self._special += 1
        if kind >= HIDDEN:
            end, texts = self._markup.inside(pieces, place)
            if self._takes(tag, pieces, place, end, texts):
                return depth + 1, end
            kind = tag.shown
        if kind > KEPT:
            self._put(tag, depth)
            return depth, 0
        depth += 1
        if kind == KEPT or text or pieces[place + 1][0] != "/":
            if depth > self._deepest:
                require(depth, self._deepest, _NESTED)
            if kind != RUN:
                child = VisibleElement(tag.name, tag.attributes, [])
                self._path[-1].children.append(child)
                self._path.append(child)
                self._begun.append(depth)
                if tag.name == "a":
                    self._open(child)
        return depth, 0

    def _put(self, tag: Tag, depth: int) -> None:
        """Add an element without content."""
        if tag.kind == VOID:
            require(depth + 1, self._deepest, _NESTED)
            self._path[-1].children.append(VisibleElement(tag.name, tag.attributes))
        elif tag.kind == EMBEDDED:
            self._miss(tag, "")
        elif any(element.tag in _FIELD_PLACES for element in self._path):
            in_cell = any(element.tag in CELLS for element in self._path)
            self._say(typed(tag.attributes, in_cell=in_cell))

    def _takes(self, tag: Tag, pieces: list[str], place: int, end: int, texts: list[str]) -> bool:
        """Process an element between these pieces as a whole if its kind requires it; returns whether its content is skipped."""
        kind = tag.kind
        if kind == HIDDEN:
            return self._hides(tag, pieces[place:end], texts)
        if kind == RAISED:
            return self._is_mark(tag, pieces, end, "".join(texts))
        if kind == SMALL:
            self._doubt(tag, pieces, place, "".join(texts))
            return False
        if kind == BLANKED:
            cell = VisibleElement(tag.name, tag.attributes, [])
            self._path[-1].children.append(cell)
            self._path[-1].cells += 1
            self._leave(LeftOut.STRUCK if tag.shown == BLANKED else LeftOut.HIDDEN, texts, cell)
        elif kind == STRUCK:
            self._leave(LeftOut.STRUCK, texts)
        elif kind == RUBY and tag.name == "rt":
            self._leave(LeftOut.RUBY, texts)
        elif kind == AREA:
            self._type("".join(texts))
        elif kind == CHOICE and any(element.tag in _FIELD_PLACES for element in self._path):
            self._say(chosen(self._markup, pieces, place, end, tag.attributes))
        elif kind == UNREAD:
            self._miss(tag, "".join(texts))
        elif tag.name == "script" and any(texts):
            self._path[0].attributes[SCRIPT] = ""
        return True

    def _hides(self, tag: Tag, pieces: list[str], texts: list[str]) -> bool:
        """Leave out a hidden element, unless the plan is to read it; returns whether it was left out."""
        if tag.shown >= HIDDEN:
            return True
        unseen = HiddenElement(tag, texts, sum(piece.startswith(("<", "td", "th")) for piece in pieces))
        if self._plan.shows(unseen):
            return False
        if self._plan.misses(unseen):
            self._path[-1].children.append(
                VisibleElement(NOT_READ, {"what": "隐藏的内容", "width": "1000", "height": "1000"})
            )
        elif tag.name == "tr" and unseen.cells > _FEW_CELLS:
            self._leave(LeftOut.HIDDEN, texts, of="tr")
        elif tag.name not in _CONTAINERS or any(element.tag in _FIELD_PLACES for element in self._path):
            self._leave(LeftOut.HIDDEN, texts)
        self.hidden += len(unseen.text)
        if unseen.is_telling:
            self.unseen.append(unseen)
        return True

    def _is_mark(self, tag: Tag, pieces: list[str], end: int, raised: str) -> bool:
        """Leave out a raised text or a link within the page if it is a note mark, and return whether it is; its end tag is at `end`."""
        if not may_point_to_note(tag, raised):
            return False
        beside = text_before(self._path)
        if not beside and any(element.tag in CELLS for element in self._path):
            # A mark may also precede the figure; a text that is raised as a whole is the figure itself.
            beside = text_after(self._markup, pieces, end)
        if not is_note_mark(raised, beside):
            return False
        self._leave(LeftOut.NOTE_MARK, [raised])
        return True

    def _doubt(self, tag: Tag, pieces: list[str], place: int, small: str) -> None:
        """Mark a cell as uncertain if its small digits may be a note mark: they are much smaller than the adjacent digits."""
        if (
            any(element.tag in CELLS for element in self._path)
            and may_be_mark(small, text_before(self._path))
            and is_much_smaller(tag, self._markup, pieces, place, self._path)
        ):
            self._path[-1].children.append(VisibleElement(UNSURE, {"why": UNSURE_MARK}))
            self._path[0].attributes[UNSURE] = ""

    def _leave(self, kind: LeftOut, texts: list[str], parent: VisibleElement | None = None, of: str = "") -> None:
        """Add a placeholder for text that was left out on purpose; `of` is the tag whose whole text it is, if relevant."""
        if any(text.strip() for text in texts):
            (parent or self._path[-1]).children.append(VisibleElement(LEFT_OUT, {"kind": kind.name, "of": of}))
            self._path[0].attributes[LEFT_OUT] = ""

    def _miss(self, tag: Tag, text: str) -> None:
        """Add the content of an embedded page, or a placeholder for visible content that is not in the text."""
        source = tag.attributes.get("srcdoc")
        if tag.name == "iframe" and source and self._level < _DEEPEST_PAGE:
            tree = parse(source)
            if tree.body is not None:
                page = grow(tree, tree.body, self._deepest, level=self._level + 1)
                page.tag = "div"
                parent = self._path[-1]
                parent.children.append(page)
                parent.plain += page.plain
                parent.linked += page.linked
                parent.cells += page.cells
                parent.tables += page.tables
                return
        missed = {**tag.attributes, "what": NOUNS[tag.name], "of": tag.name, "letters": str(len(text.strip()))}
        self._path[-1].children.append(VisibleElement(NOT_READ, missed))

    def _type(self, text: str) -> None:
        """Add the text of a multi-line field."""
        if any(element.tag in CELLS for element in self._path):
            self._say(text.strip())
        elif text.strip():
            self._path[-1].children.append(VisibleElement("pre", {}, [text]))
            self._count(len(text.strip()), self._path[-1])

    def _say(self, text: str) -> None:
        """Add text that is not a text of the markup."""
        if text:
            parent = self._path[-1]
            parent.children.append(text)
            self._count(len(text.strip(MARKS)), parent)

    def _open(self, element: VisibleElement) -> None:
        self._special += 1
        href = element.get("href")
        if href and href != self._plan.unlinked:
            self._links.append(href)
        else:
            # An anchor without an address is not a link; changing its tag avoids later checks.
            element.tag = "span"

    def _close(self) -> tuple[VisibleElement, int]:
        """Close the last element of the path and add its counts to its parent; returns the parent and the depth where it begins."""
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
        if tag in CELLS:
            parent.cells += 1
        elif tag == "table":
            parent.tables += 1
        elif tag == "a":
            self._links.pop()
        return parent, begun[-1]

    def _count(self, size: int, parent: VisibleElement) -> None:
        if not self._links:
            parent.plain += size
            return
        parent.linked += size
        href = self._links[-1]
        self.weights[href] = self.weights.get(href, 0) + size
