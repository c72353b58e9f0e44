"""Blocks of a page, and the removal of running heads and page numbers at its edges."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from auditor.read.layout.ruled.lattice import Lattice, RulingLine
from auditor.read.layout.ruled.lines import TextLine
from auditor.read.layout.ruled.tables import LayoutTable

ZONE = 0.12
_NUMBER = re.compile(
    r"[-—–－―~·•\s]*(?:第\s*)?\d{1,3}\s*页?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–－―~·•\s]*|page \d+( of \d+)?",
    re.I,
)
_PLAIN_NUMBER = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")
SAME_PLACE = 6.0
_APART, _APART_FROM_TABLE = 0.8, 1.1
_MOST_PAGES = 0.8
# Greater than any number of pages, and even, so that odd and even pages stay distinct.
_TURNED = 1_000_000


def sheet_number(page: int, quarters: int) -> int:
    """Return the sheet number of the content of a page (counted from 1) that is turned against it by quarter turns."""
    return page + quarters * _TURNED


def page_number(sheet: int) -> int:
    """Return the page number of a sheet."""
    return sheet % _TURNED


@dataclass(frozen=True, slots=True)
class Edge:
    """Left and right ends of the lines next to a box, within a range of heights."""

    top: float
    bottom: float
    left: float
    right: float

    def holds(self, line: TextLine) -> bool:
        """Return whether a line is next to the box."""
        return self.top < (line.top + line.bottom) / 2 < self.bottom


@dataclass(slots=True)
class PageFlow:
    """Content of a page from top to bottom; turned content is a flow of its own.

    `frames` are ruled boxes of one column around some of its lines, `loose` the horizontal and the vertical ruling
    lines that cross no others. A column of the page is a flow of its own, from `left` to `width`; `edges` are where
    boxes next to the lines shorten them.
    """

    number: int
    width: float
    height: float
    blocks: list[TextLine | LayoutTable]
    frames: list[Lattice] = field(default_factory=list)
    loose: tuple[list[RulingLine], list[RulingLine]] = field(default_factory=lambda: ([], []))
    left: float = 0.0
    edges: Sequence[Edge] = ()

    def lines(self) -> list[TextLine]:
        """Return the lines outside tables."""
        return [block for block in self.blocks if isinstance(block, TextLine)]


def drop_margins(pages: list[PageFlow]) -> None:
    """Remove page numbers, and lines that are at the same place of several pages and differ only in figures.

    A running head is set apart from the text or in another size; a repeated line that is neither is removed only if
    nearly all pages have it.
    """
    edges = [_edges(page) for page in pages]
    repeated: dict[str, list[tuple[int, TextLine]]] = {}
    for number, sides in enumerate(edges):
        for line in (*sides[0], *sides[1]):
            repeated.setdefault(_DIGITS.sub("#", line.text), []).append((number, line))
    enough, most = max(2, -(-2 * len(pages) // 5)), max(3, _MOST_PAGES * len(pages))

    def shared(line: TextLine, apart: bool = False) -> int:
        same = [
            (n, other) for n, other in repeated[_DIGITS.sub("#", line.text)] if abs(other.top - line.top) <= SAME_PLACE
        ]
        return len({n for n, other in same if not apart or _stands_apart(other, pages[n])})

    gone = set()
    for number, page in enumerate(pages):
        for side in edges[number]:
            outer = [line for line in side if _is_number(line, page)]
            rest = [line for line in side if line not in outer]
            outer += takewhile(lambda line: shared(line) >= enough, rest)
            while outer and not _is_number(outer[-1], page):
                if shared(outer[-1], apart=True) >= enough or shared(outer[-1]) >= most:
                    break
                outer.pop()
            gone |= {id(line) for line in outer}
    for page in pages:
        page.blocks = [block for block in page.blocks if id(block) not in gone]


def _edges(page: PageFlow) -> tuple[list[TextLine], list[TextLine]]:
    """Return the lines near the upper and near the lower edge of a page, the outermost first."""
    top, bottom = page.height * ZONE, page.height * (1 - ZONE)
    upper: list[TextLine] = []
    lower: list[TextLine] = []
    for block in page.blocks:
        if isinstance(block, LayoutTable) or block.bottom > top:
            break
        upper.append(block)
    for block in reversed(page.blocks):
        if isinstance(block, LayoutTable) or block.top < bottom or block in upper:
            break
        lower.append(block)
    return upper, lower


def _stands_apart(line: TextLine, page: PageFlow) -> bool:
    """Return whether a line differs in size from the next one towards the middle of the page, or is set apart from it."""
    place = next(number for number, block in enumerate(page.blocks) if block is line)
    inner = place + 1 if line.top < page.height / 2 else place - 1
    if not 0 <= inner < len(page.blocks):
        return True
    other = page.blocks[inner]
    gap = max(other.top - line.bottom, line.top - other.bottom)
    if isinstance(other, LayoutTable):
        return gap > _APART_FROM_TABLE * (line.bottom - line.top)
    return gap > _APART * (line.bottom - line.top) or resized(line, other)


def _is_number(line: TextLine, page: PageFlow) -> bool:
    text = line.text
    if not _NUMBER.fullmatch(text):
        return False
    outermost = page.blocks[0] is line or page.blocks[-1] is line
    return outermost and (not _PLAIN_NUMBER.fullmatch(text) or line.left > page.width * 0.3)


def resized(last: TextLine, line: TextLine) -> bool:
    """Return whether two lines are set in clearly different sizes; lines of ASCII characters have no known size."""
    if last.text.isascii() or line.text.isascii():
        return False
    small, large = sorted((last.em, line.em))
    return large > 1.2 * small
