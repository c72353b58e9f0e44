"""From lines to paragraphs: running heads and page numbers go, and lines that a page or a margin broke are joined again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from auditor.read.pdf_chars import Line, join_lines
from auditor.read.pdf_tables import Spot, Table, join, same_edges, take_in

_ZONE = 0.12
_NUMBER = re.compile(
    r"[-—–－―~·•\s]*(?:第\s*)?\d{1,3}\s*页?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–－―~·•\s]*|page \d+( of \d+)?",
    re.I,
)
_PLAIN_NUMBER = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")
_SAME_PLACE = 6.0
_ENTRY = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]部分")
_SENTENCE_END = re.compile(r"[。！？；：]$")
# What may not be parted at a line's end: a word or figure, or a character with the punctuation that clings to it.
_TOKEN = re.compile(r"[（《〈“‘【〔\[(]*(?:[\w.,%@/:+-]+|.)[，。、；：！？）》〉”’】〕,.;:!?)\]]*", re.ASCII)
_INDENT = 1.2
_LARGER = 1.15
_LOOSE = 1.35
_LEAST_RIGHT = 0.72
_WIDE_PITCH = 2.1


@dataclass(slots=True)
class PageFlow:
    """What stands on a page from top to bottom."""

    number: int
    width: float
    height: float
    blocks: list[Line | Table]

    def lines(self) -> list[Line]:
        """The lines outside tables."""
        return [block for block in self.blocks if isinstance(block, Line)]


@dataclass(slots=True)
class Text:
    """A paragraph: its lines, each with page and box."""

    spots: list[Spot] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines joined."""
        return join_lines(spot.text for spot in self.spots)


def drop_margins(pages: list[PageFlow]) -> None:
    """Take out page numbers, and lines that stand at the same place of several pages and differ in figures alone."""
    edges = [_edges(page) for page in pages]
    repeated: dict[str, list[tuple[int, float]]] = {}
    for number, lines in enumerate(edges):
        for line in lines:
            repeated.setdefault(_DIGITS.sub("#", line.text), []).append((number, line.top))
    enough = max(2, -(-2 * len(pages) // 5))
    for number, page in enumerate(pages):
        gone = set()
        for line in edges[number]:
            places = repeated[_DIGITS.sub("#", line.text)]
            same = {other for other, top in places if abs(top - line.top) <= _SAME_PLACE}
            if len(same) >= enough or _is_number(line, page):
                gone.add(id(line))
        page.blocks = [block for block in page.blocks if id(block) not in gone]


def _edges(page: PageFlow) -> list[Line]:
    top, bottom = page.height * _ZONE, page.height * (1 - _ZONE)
    found = []
    for block in page.blocks:
        if isinstance(block, Table) or block.bottom > top:
            break
        found.append(block)
    for block in reversed(page.blocks):
        if isinstance(block, Table) or block.top < bottom or block in found:
            break
        found.append(block)
    return found


def _is_number(line: Line, page: PageFlow) -> bool:
    text = line.text
    if not _NUMBER.fullmatch(text):
        return False
    outermost = page.blocks[0] is line or page.blocks[-1] is line
    return outermost and (not _PLAIN_NUMBER.fullmatch(text) or line.left > page.width * 0.3)


def flow(pages: list[PageFlow]) -> list[Text | Table]:
    """The document's paragraphs and tables in reading order."""
    margins = _Margins(pages)
    found: list[Text | Table] = []
    last: tuple[Line, PageFlow] | None = None
    for page in pages:
        first = True
        for block in page.blocks:
            if isinstance(block, Table):
                before = found[-1] if found else None
                if not (first and isinstance(before, Table) and join(before, block)):
                    found.append(block)
                last = None
            else:
                spot = Spot(block.text, page.number, block.box)
                if last is not None and margins.goes_on(*last, block, page):
                    paragraph = found[-1]
                    assert isinstance(paragraph, Text)  # noqa: S101
                    paragraph.spots.append(spot)
                else:
                    found.append(Text([spot]))
                last = block, page
            first = False
    return found


def close_tables(pages: list[PageFlow]) -> None:
    """Give the lines between a table and the end of its page to the table, where it goes on and they are its cells' text."""
    for page, after in pairwise(pages):
        last = max((n for n, block in enumerate(page.blocks) if isinstance(block, Table)), default=-1)
        rest = [block for block in page.blocks[last + 1 :] if isinstance(block, Line)]
        table, first = page.blocks[last] if rest and last >= 0 else None, after.blocks[0] if after.blocks else None
        if isinstance(table, Table) and isinstance(first, Table) and table.exact and first.exact:
            near = rest[0].top - table.bottom < rest[0].bottom - rest[0].top
            if near and same_edges(table, first) and take_in(table, rest):
                del page.blocks[last + 1 :]


class _Margins:
    """Where the lines of a document's text begin and end, and how far they stand apart; odd and even pages may differ."""

    def __init__(self, pages: list[PageFlow]) -> None:
        lines = [line for page in pages for line in page.lines()]
        self._whole = _sides(lines)
        self._sides = {}
        for parity in (0, 1):
            own = [line for page in pages if page.number % 2 == parity for line in page.lines()]
            self._sides[parity] = _sides(own) if len(own) >= 5 else self._whole
        self._pitch = _usual_pitch(pages)
        self._em = _common(line.em for line in lines)

    def goes_on(self, last: Line, last_page: PageFlow, line: Line, page: PageFlow) -> bool:
        """Whether a line continues the paragraph of the last one."""
        left, _ = self._sides[page.number % 2]
        right = max(self._sides[last_page.number % 2][1], last_page.width * _LEAST_RIGHT)
        em = max(min(line.em, line.bottom - line.top), 1.0)
        if page is last_page and line.top - last.top > max(_LOOSE * self._pitch, 1.1 * (line.bottom - line.top)):
            return False
        if _resized(last, line):
            return False
        if page is last_page and line.top - last.top > _WIDE_PITCH * em and _SENTENCE_END.search(last.text):
            return False
        full = right - last.right < _token_width(line.text) * em + 0.6 * em
        if not full:
            return False
        if line.left - left > _INDENT * em:
            # A heading set large and centred may take two lines.
            return em > _LARGER * self._em and last.left - left < _INDENT * em
        return not (_ENTRY.match(line.text) and _SENTENCE_END.search(last.text))


def _resized(last: Line, line: Line) -> bool:
    """Whether two lines are set in clearly different sizes; the size of a line of Latin letters is not known."""
    if last.text.isascii() or line.text.isascii():
        return False
    small, large = sorted((last.em, line.em))
    return large > 1.2 * small


def _token_width(text: str) -> float:
    """The width in ems of what would have had to fit on the line before."""
    token = _TOKEN.match(text)
    return sum(0.5 if char.isascii() else 1.0 for char in token[0]) if token else 1.0


def _common(values: Iterable[float]) -> float:
    counted = Counter(round(value * 2) / 2 for value in values)
    return max(counted.items(), key=lambda item: (item[1], item[0]))[0] if counted else 12.0


def _sides(lines: list[Line]) -> tuple[float, float]:
    """The left and right margin: the outermost places at which a fair share of the lines begin and end."""
    if not lines:
        return 0.0, 0.0
    enough = max(1, len(lines) // 10)
    lefts, rights = sorted(line.left for line in lines), sorted((line.right for line in lines), reverse=True)
    left = next((x for n, x in enumerate(lefts) if _cluster(lefts, n) >= enough), lefts[0])
    right = next((x for n, x in enumerate(rights) if _cluster(rights, n) >= enough), rights[0])
    return left, right


def _cluster(places: list[float], number: int) -> int:
    """How many of the places from this one on lie within six points of it."""
    return sum(
        1 for place in places[number : number + len(places) // 10 + 1] if abs(place - places[number]) <= _SAME_PLACE
    )


def _usual_pitch(pages: list[PageFlow]) -> float:
    """How far lines stand apart within a paragraph: the lower quarter of what is found."""
    found = []
    for page in pages:
        lines = page.lines()
        found += [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    return sorted(found)[len(found) // 4] if found else 0.0
