"""A page's lines and tables, and what goes from its edges: running heads and page numbers."""

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
# More than a file may have pages, and even: pages on the left and on the right stay apart.
_TURNED = 1_000_000


def sheet_number(page: int, quarters: int) -> int:
    """The number for what stands on a page, counted from 1, and is turned so many quarters against it."""
    return page + quarters * _TURNED


def page_number(sheet: int) -> int:
    """The page of a sheet."""
    return sheet % _TURNED


@dataclass(frozen=True, slots=True)
class Edge:
    """Between which places on the width of a page the lines stand that have a box beside them."""

    top: float
    bottom: float
    left: float
    right: float

    def holds(self, line: TextLine) -> bool:
        """Whether a line stands beside the box."""
        return self.top < (line.top + line.bottom) / 2 < self.bottom


@dataclass(slots=True)
class PageFlow:
    """What stands on a page from top to bottom; what is turned on it is a flow of its own.

    `frames` are ruled boxes of one column around some of its lines, `loose` the rules across and the upright ones that cross no
    others. A column of the page is a flow of its own, which begins at `left` and ends at its `width`;
    `edges` are where boxes beside it make its lines shorter.
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
        """The lines outside tables."""
        return [block for block in self.blocks if isinstance(block, TextLine)]


def drop_margins(pages: list[PageFlow]) -> None:
    """Take out page numbers, and lines that stand at the same place of several pages and differ in figures alone.

    A running head stands apart from the text or is set in another size; what does neither goes only if nearly all pages have it.
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
    """The lines near the upper and near the lower edge of a page, those nearest to the edge first."""
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
    """Whether a line is further from the next one towards the middle of the page than lines of a text are, or of another size."""
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
    """Whether two lines are set in clearly different sizes; the size of a line of Latin letters is not known."""
    if last.text.isascii() or line.text.isascii():
        return False
    small, large = sorted((last.em, line.em))
    return large > 1.2 * small
