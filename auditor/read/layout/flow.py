"""Paragraphs from lines: lines and tables broken by a margin or a page are joined again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from auditor.read.layout.ruled.joins import join, same_edges, take_in
from auditor.read.layout.ruled.lines import TextLine, join_lines, token_width
from auditor.read.layout.ruled.page import SAME_PLACE, PageFlow, resized
from auditor.read.layout.ruled.tables import LayoutTable, Spot, one_column

_ENTRY = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]部分")
_HANGING = re.compile(r"[，。、；：！？]$")
_SENTENCE_END = re.compile(r"[。！？；：]$")
_INDENT = 1.2
_LARGER = 1.15
_LOOSE = 1.35
_LEAST_RIGHT = 0.72
_WIDE_PITCH = 2.1
# How many lines determine the margins, and by how many points of width pages are grouped.
_FEW = 5
_WIDTH_STEP = 100


@dataclass(slots=True)
class TextParagraph:
    """A paragraph: its lines, each with page and box."""

    spots: list[Spot] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines joined."""
        return join_lines(spot.text for spot in self.spots)


def flow(pages: list[PageFlow]) -> list[TextParagraph | LayoutTable]:
    """Return the document's paragraphs and tables in reading order."""
    margins = _Margins(pages)
    found: list[TextParagraph | LayoutTable] = []
    last: tuple[TextLine, PageFlow] | None = None
    for page in pages:
        first = True
        for block in page.blocks:
            if isinstance(block, LayoutTable):
                before = found[-1] if found else None
                if not (first and isinstance(before, LayoutTable) and join(before, block)):
                    found.append(block)
                last = None
            else:
                spot = Spot(block.text, page.number, block.box)
                if last is not None and margins.goes_on(*last, block, page):
                    paragraph = found[-1]
                    assert isinstance(paragraph, TextParagraph)  # noqa: S101
                    paragraph.spots.append(spot)
                else:
                    found.append(TextParagraph([spot]))
                last = block, page
            first = False
    return found


def close_tables(pages: list[PageFlow]) -> None:
    """Move lines at a page break into the table that breaks there, where they are its cells' text.

    A row of one cell alone on its page looks like a frame around text; some producers let a merged cell's text run on
    below the last ruling line.
    """
    for page, after in pairwise(pages):
        _frame_to_table(page, after, below=True)
        _frame_to_table(after, page, below=False)
        last = max((n for n, block in enumerate(page.blocks) if isinstance(block, LayoutTable)), default=-1)
        rest = [block for block in page.blocks[last + 1 :] if isinstance(block, TextLine)]
        table, first = page.blocks[last] if rest and last >= 0 else None, after.blocks[0] if after.blocks else None
        if isinstance(table, LayoutTable) and isinstance(first, LayoutTable) and table.exact and first.exact:
            near = rest[0].top - table.bottom < rest[0].bottom - rest[0].top
            if near and same_edges(table, first) and take_in(table, rest):
                del page.blocks[last + 1 :]


def _frame_to_table(page: PageFlow, other: PageFlow, *, below: bool) -> None:
    """Turn the frame at a page's end (`below`) or beginning into a table, if the other page's next block is a table as wide."""
    near = other.blocks[0 if below else -1] if other.blocks else None
    if not isinstance(near, LayoutTable) or not near.exact:
        return
    for frame in page.frames:
        inside = [block for block in page.blocks if frame.ys[0] < (block.top + block.bottom) / 2 < frame.ys[-1]]
        outer = page.blocks[-len(inside) :] if below else page.blocks[: len(inside)]
        lines = [block for block in inside if isinstance(block, TextLine)]
        if not inside or len(lines) < len(inside) or inside != outer:
            continue
        table = one_column(frame, lines, page.number)
        if same_edges(table, near):
            rest = page.blocks[: -len(inside)] if below else page.blocks[len(inside) :]
            page.blocks = [*rest, table] if below else [table, *rest]
            return


class _Margins:
    """Left and right margins of a document's text, and its line pitch.

    Odd and even pages may differ, and so may pages of different widths.
    """

    def __init__(self, pages: list[PageFlow]) -> None:
        lines = [line for page in pages for line in page.lines()]
        by_kind = {}
        for kind in {_kind(page) for page in pages}:
            wide = [page for page in pages if _kind(page)[1:] == kind[1:]]
            own = [line for page in wide if _kind(page) == kind for line in page.lines()]
            alike = [line for page in wide for line in page.lines()]
            by_kind[kind] = _sides(next((few for few in (own, alike) if len(few) >= _FEW), lines))
        self._sides = {id(page): by_kind[_kind(page)] for page in pages}
        self._pitch = _usual_pitch(pages)
        self._em = _common(line.em for line in lines)

    def goes_on(self, last: TextLine, last_page: PageFlow, line: TextLine, page: PageFlow) -> bool:
        """Return whether a line continues the paragraph of the last one."""
        left, _ = self._sides[id(page)]
        right = max(self._sides[id(last_page)][1], last_page.width * _LEAST_RIGHT)
        left = next((edge.left for edge in page.edges if edge.holds(line)), left)
        right = next((edge.right for edge in last_page.edges if edge.holds(last)), right)
        em = max(min(line.em, line.bottom - line.top), 1.0)
        if page is last_page and line.top - last.top > max(_LOOSE * self._pitch, 1.1 * (line.bottom - line.top)):
            return False
        if resized(last, line):
            return False
        if page is last_page and line.top - last.top > _WIDE_PITCH * em and _SENTENCE_END.search(last.text):
            return False
        full = right - last.right < token_width(line.text) * em + 0.6 * em
        if not full:
            return False
        if line.left - left > _INDENT * em:
            # A large centred heading may take two lines.
            return em > _LARGER * self._em and last.left - left < _INDENT * em
        return not (_ENTRY.match(line.text) and _SENTENCE_END.search(last.text))


def _kind(page: PageFlow) -> tuple[int, int, int]:
    """Return what pages with the same margins share: parity, and about where on the sheet they begin and end."""
    return page.number % 2, round(page.width / _WIDTH_STEP), round(page.left / _WIDTH_STEP)


def _common(values: Iterable[float]) -> float:
    counted = Counter(round(value * 2) / 2 for value in values)
    return max(counted.items(), key=lambda item: (item[1], item[0]))[0] if counted else 12.0


def _sides(lines: list[TextLine]) -> tuple[float, float]:
    """Return the left and right margin: the outermost positions at which a fair share of the lines begin and end."""
    if not lines:
        return 0.0, 0.0
    enough = max(1, len(lines) // 10)
    # Punctuation may hang over the margin.
    level = [line for line in lines if not _HANGING.search(line.runs[-1].text)] or lines
    lefts, rights = sorted(line.left for line in lines), sorted((line.right for line in level), reverse=True)
    left = next((x for n, x in enumerate(lefts) if _cluster(lefts, n) >= enough), lefts[0])
    right = next((x for n, x in enumerate(rights) if _cluster(rights, n) >= enough), rights[0])
    return left, right


def _cluster(places: list[float], number: int) -> int:
    """Return how many of the positions from this one on are within SAME_PLACE points of it."""
    return sum(
        1 for place in places[number : number + len(places) // 10 + 1] if abs(place - places[number]) <= SAME_PLACE
    )


def _usual_pitch(pages: list[PageFlow]) -> float:
    """Return the line pitch within a paragraph: the lower quartile of the distances found."""
    found = []
    for page in pages:
        lines = page.lines()
        found += [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    return sorted(found)[len(found) // 4] if found else 0.0
