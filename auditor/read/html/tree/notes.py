"""Note marks in a page: raised characters, and links to a footnote."""

from __future__ import annotations

import re

from auditor.read.base.left_out import MUCH_SMALLER
from auditor.read.html.tree.markup import (
    EMBEDDED,
    FIELD,
    HIDDEN,
    NOTHING,
    VOID,
    Markup,
    Tag,
    cut_piece,
    cut_pieces,
    unescaped,
)
from auditor.read.html.tree.raised import font_size
from auditor.read.html.tree.tree import CELLS, LEFT_OUT, VisibleElement

_LONGEST = 12
# Number of pieces of text and markup searched for the words that a mark belongs to.
_NEAR = 100
_PARAGRAPHS = CELLS | frozenset(
    ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "dd", "dt", "body", "caption", "blockquote")
)
_USUAL_SIZE = 16.0
# Text in these is smaller by their meaning, whatever the difference.
_SMALLER_TAGS = ("small", "sub")
_CELL_ENDS = tuple(f"/{tag}" for tag in CELLS)
# A link within the page may lead anywhere; one in square brackets or with a note sign leads to a note.
_SIGN = re.compile(
    r"[\[［〔【]\s*(?:[注註]?\s*\d{0,3}|[a-z])\s*[\]］〕】]|[注註]\s*\d{0,3}|[*＊※†‡①-⑳]+", re.IGNORECASE
)
_NOTE = re.compile(r"#_?(?:ftn|edn|fn|foot|end|note|cite|ref|bz|zhu|zs|注)", re.IGNORECASE)


def may_point_to_note(tag: Tag, raised: str) -> bool:
    """Return whether the text of a raised element, or of a link within the page, may be a note mark, whatever its position."""
    raised = raised.strip()
    if len(raised) > _LONGEST:
        return False
    href = tag.attributes.get("href") or ""
    return tag.name != "a" or _SIGN.fullmatch(raised) is not None or _NOTE.match(href) is not None


def text_before(path: list[VisibleElement]) -> str:
    """Return the text that precedes this position in the same cell, or else in the same paragraph; empty if there is none."""
    within = next((place for place, each in enumerate(path) if each.tag in CELLS), None)
    for place in range(len(path) - 1, -1, -1):
        text = _last_text(path[place])
        if text:
            return text
        if place == within or (within is None and path[place].tag in _PARAGRAPHS):
            break
    return ""


def text_after(markup: Markup, pieces: list[str], end: int) -> str:
    """Return the text after the end tag at `end` in the same cell, skipping raised and hidden text; empty if there is none."""
    at = end
    while at < min(len(pieces), end + _NEAR) and pieces[at][0] != "<":
        head, text = cut_piece(pieces[at])
        if head in _CELL_ENDS:
            break
        if at > end and head[0] != "/" and markup.tag(head).kind >= HIDDEN:
            at, _ = markup.inside(pieces, at)
            text = cut_piece(pieces[at])[1]
        text = unescaped(text)
        if text.strip():
            return text
        at += 1
    return ""


def is_much_smaller(tag: Tag, markup: Markup, pieces: list[str], place: int, path: list[VisibleElement]) -> bool:
    """Return whether the letters of the element at `place` are much smaller than the preceding letters in the same cell."""
    around = _USUAL_SIZE
    for element in path:
        if element.tag != "body":
            around = font_size(element.tag, element.attributes, around)
    start = place
    while start and place - start < _NEAR and not pieces[start].startswith(("td", "th", "tr", "<")):
        start -= 1
    sizes, before = [around], around
    for head, text in cut_pieces(pieces[start:place]):
        if head[0] == "/":
            sizes = sizes[:-1] or [around]
        elif (inner := markup.tag(head)).name and inner.kind not in (VOID, NOTHING, EMBEDDED, FIELD):
            sizes.append(around if inner.name in CELLS else font_size(inner.name, inner.attributes, sizes[-1]))
        if text.strip():
            before = sizes[-1]
    small = font_size(tag.name, tag.attributes, sizes[-1])
    return small < (1.0 if tag.name in _SMALLER_TAGS else MUCH_SMALLER) * before


def _last_text(element: VisibleElement) -> str:
    """Return the last text of an element built so far, skipping note marks; empty if there is none."""
    waiting = list(element.children)
    for _ in range(_NEAR):
        if not waiting:
            break
        last = waiting.pop()
        if isinstance(last, str):
            if last.strip():
                return last
        elif last.tag != LEFT_OUT:
            waiting += last.children
    return ""
