"""Grows a page's visible elements from its markup, and decides what of it a reader at a desktop does not see."""

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
from auditor.read.html.tree.notes import is_much_smaller, may_point_to_note, text_before, text_behind
from auditor.read.html.tree.tree import CELLS, LEFT_OUT, MARKS, NOT_READ, SCRIPT, UNSURE, VisibleElement, copied, parse
from auditor.read.html.tree.unseen import HiddenElement, Plan, judge
from auditor.read.html.visible.dress import Dress

_NESTED = "网页元素的嵌套层数"
# Pages within pages beyond this are not looked at.
_DEEPEST_PAGE = 2
_FIELD_PLACES = CELLS | frozenset(("p", "li", "h1", "h2", "h3", "h4", "dd"))
# Hidden, these are told only within a paragraph or a cell: alone they are menus and the like.
_CONTAINERS = frozenset((
    "div", "section", "article", "nav", "ul", "ol", "dl", "header", "footer", "aside", "form", "fieldset", "dialog", "menu",
    "main", "li", "a", "center",
))  # fmt: skip


def grow(
    tree: LexborHTMLParser, body: LexborNode, deepest: int, dress: Dress | None = None, level: int = 0
) -> VisibleElement:
    """The visible elements under `body`; raises UnreadableReport if more than `deepest` are nested in each other.

    `dress` knows the page's style sheets; `level` is how many pages this one is embedded in.
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
    # A link that is never closed swallows the page; one address holding most of the text is such a slip, not a link.
    weights = grower.weights
    swallower = max(weights, key=weights.__getitem__, default="")
    if weights.get(swallower, 0) > max(120, top.plain):
        plan.unlinked = swallower
        top = _Grower(markup, plan, deepest, level).grow()
    return top


# What a piece of markup begins or ends; only text follows where there is nothing else to be done.
_END, _TEXT, _RUN, _START = range(-1, 3)
# The text behind a tag within a cell.
_CELL_TEXT = re.compile(">([^<]+)")
# Larger cells are hardly alike.
_FEW_PIECES = 64
# A row with more is one of figures.
_FEW_CELLS = 2


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
        found = self[piece] = what, text, len(text.strip(MARKS)) if text else 0, tag
        return found


class _Grower:
    """Walks through the markup once, with a stack of its own, so that no nesting can exhaust Python's."""

    def __init__(self, markup: Markup, plan: Plan, deepest: int, level: int) -> None:
        self._markup = markup
        self._plan = plan
        self._deepest = deepest
        self._level = level
        # How much text each address is a link on.
        self.weights: dict[str, int] = {}
        # What is hidden and large enough to be a part of the report.
        self.unseen: list[HiddenElement] = []
        # How many characters are hidden in all.
        self.hidden = 0
        # The addresses of the links that are open, the innermost last.
        self._links: list[str] = []
        self._path = [VisibleElement("body", {})]
        # How many elements are open in all where each element of the path has begun, itself included.
        self._begun: list[int] = [0]
        self._met = _Met(markup)
        # How many elements have been met that mean different things in different places.
        self._special = 0
        # What has grown from whole cells, by their pieces, and the first of those that differ in their texts only.
        self._cells: dict[str, VisibleElement] = {}
        self._models: dict[tuple[str, ...], VisibleElement] = {}

    def grow(self) -> VisibleElement:
        self._walk(self._markup.pieces, 0)
        return self._path[0]

    def _walk(self, pieces: list[str], depth: int) -> None:
        """Add to the last element of the path what these pieces say; `depth` is how many elements are open there."""
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

    def _cell(self, piece: str, depth: int, parent: VisibleElement) -> None:
        """Add a whole cell: the same as before, or like one before but for its texts, if its place and its content allow that."""
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
        """Keep what has grown from a whole cell, but for a table in it."""
        if isinstance(cell, VisibleElement) and not cell.cells and not cell.tables:
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
        """Add an element that has no content."""
        if tag.kind == VOID:
            require(depth + 1, self._deepest, _NESTED)
            self._path[-1].children.append(VisibleElement(tag.name, tag.attributes))
        elif tag.kind == EMBEDDED:
            self._miss(tag, "")
        elif any(element.tag in _FIELD_PLACES for element in self._path):
            in_cell = any(element.tag in CELLS for element in self._path)
            self._say(typed(tag.attributes, in_cell=in_cell))

    def _takes(self, tag: Tag, pieces: list[str], place: int, end: int, texts: list[str]) -> bool:
        """Whether the element between these pieces, with these texts in all, is dealt with as a whole, not by what is in it."""
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
        """Whether a hidden element with these pieces and texts is left out, unless it holds the text of the page."""
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
        """Whether a raised piece of text, or a link within the page, points to a note; its end tag is the piece at `end`."""
        if not may_point_to_note(tag, raised):
            return False
        beside = text_before(self._path)
        if not beside and any(element.tag in CELLS for element in self._path):
            # A mark may stand before the figure, too; what is raised as a whole is the figure itself.
            beside = text_behind(self._markup, pieces, end)
        if not is_note_mark(raised, beside):
            return False
        self._leave(LeftOut.NOTE_MARK, [raised])
        return True

    def _doubt(self, tag: Tag, pieces: list[str], place: int, small: str) -> None:
        """Note that digits may be the mark of a note because they are much smaller than those they touch in a cell."""
        if (
            any(element.tag in CELLS for element in self._path)
            and may_be_mark(small, text_before(self._path))
            and is_much_smaller(tag, self._markup, pieces, place, self._path)
        ):
            self._path[-1].children.append(VisibleElement(UNSURE, {"why": UNSURE_MARK}))
            self._path[0].attributes[UNSURE] = ""

    def _leave(self, kind: LeftOut, texts: list[str], parent: VisibleElement | None = None, of: str = "") -> None:
        """Note that text was left out here on purpose, `of` the tag it is all the text of if that tells something."""
        if any(text.strip() for text in texts):
            (parent or self._path[-1]).children.append(VisibleElement(LEFT_OUT, {"kind": kind.name, "of": of}))
            self._path[0].attributes[LEFT_OUT] = ""

    def _miss(self, tag: Tag, text: str) -> None:
        """Put down something that is seen in the page but not in its text, or the page that is embedded."""
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
        """Take the text typed into a field of several lines."""
        if any(element.tag in CELLS for element in self._path):
            self._say(text.strip())
        elif text.strip():
            self._path[-1].children.append(VisibleElement("pre", {}, [text]))
            self._count(len(text.strip()), self._path[-1])

    def _say(self, text: str) -> None:
        """Add text that is no text of the markup."""
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
            # An anchor without address is no link; the tag is changed so that nobody has to ask again.
            element.tag = "span"

    def _close(self) -> tuple[VisibleElement, int]:
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
