"""Detection of text in columns not fully separated by ruling lines: tells the lines of tables from running text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from math import inf

from auditor.read.layout.ruled.lattice import RulingLine
from auditor.read.layout.ruled.lines import TextLine, TextRun
from auditor.read.layout.ruled.page import PageFlow
from auditor.read.layout.ruled.tables import ENTRY, LayoutTable
from auditor.read.layout.unruled.borderless import table_of
from auditor.read.layout.unruled.breaks import join_broken_rows
from auditor.read.layout.unruled.figures import Width
from auditor.read.layout.unruled.pieces import TextPiece

_COLUMN_GAP = 0.4
_FIGURE_GAP = 0.1
# Distance between the middles of two runs from which they are on two lines, as a share of their height.
_SHIFTED = 0.3
_LEAST_COLUMNS = 3
_NEAR = 2.0
_TIGHT, _LOOSE = 0.3, 0.8
_CENTRED = 0.5
_SAME_SIZE = 1.1
_MOST_ALONE = 3
_SHORT = 2
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、")
_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）")
_WIDE = 0.8
# Greatest gaps within a sentence, around a number with its unit of counting, and within a date, as a share of the
# height.
_WORD_GAP, _DATE_GAP = 0.8, 1.6
_DATE = "年月日"
_COUNTED = _DATE + "件条次人项份个宗名篇期号余多万亿元%％"
_NUMBER = re.compile(r"\d")
_DATE_PART = re.compile(rf"\d{{1,2}}[{_DATE}]")
_COUNT = re.compile(rf"\d[\d,.]*[{_COUNTED}]")


def find_columns(pages: list[PageFlow]) -> None:
    """Turn the lines of each page that are in columns into tables."""
    known = _KnownTable(_text_size(pages))
    before: TextLine | LayoutTable | None = None
    for page in pages:
        goes_on = isinstance(before, LayoutTable) and not before.exact
        known.goes_on = goes_on
        page.blocks = _with_columns(page, known)
        if isinstance(before, LayoutTable) and goes_on:
            _drop_heads(before, page.blocks)
        # One or two header lines above may not have been recognised as part of the table.
        first = next((block for block in page.blocks[:_MOST_ALONE] if isinstance(block, LayoutTable)), None)
        if isinstance(before, LayoutTable) and first is not None and not (before.exact or first.exact):
            join_broken_rows(before, first)
        before = page.blocks[-1] if page.blocks else None


def _drop_heads(before: LayoutTable, blocks: list[TextLine | LayoutTable]) -> None:
    """Remove lines above a table at the top of a page that repeat headers of the table at the end of the preceding page."""
    heads = {cell.text for row in before.rows for cell in row}
    above = list(takewhile(lambda block: isinstance(block, TextLine) and block.text in heads, blocks))
    if above and len(above) < len(blocks) and isinstance(blocks[len(above)], LayoutTable):
        del blocks[: len(above)]


@dataclass(slots=True)
class _KnownTable:
    """State at the beginning of a table: the size of running text, and the least column widths of the last table.

    `goes_on` says that the preceding page ends with that table, and nothing comes between.
    """

    size: float
    widths: list[Width] = field(default_factory=list)
    goes_on: bool = False


def _with_columns(page: PageFlow, known: _KnownTable) -> list[TextLine | LayoutTable]:
    """Return the page's blocks, with lines in columns turned into tables."""
    blocks: list[TextLine | LayoutTable] = []
    lines: list[TextLine] = []
    for block in page.blocks:
        if isinstance(block, LayoutTable):
            blocks += [*_Splitter(lines, page, known).blocks(last=False), block]
            known.goes_on = False
            lines = []
        else:
            lines.append(block)
    return blocks + _Splitter(lines, page, known).blocks(last=True)


def _text_size(pages: list[PageFlow]) -> float:
    """Return the size of most of the text in lines that are a single run."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines():
            if len(line.runs) == 1:
                sizes[round(line.em * 2) / 2] += len(line.runs[0].text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


class _Splitter:
    """Splits consecutive lines of a page into tables and the lines between them."""

    def __init__(self, lines: list[TextLine], page: PageFlow, known: _KnownTable) -> None:
        self.lines, self.page, self.known = lines, page, known
        self.across, self.down = page.loose
        self.rows = [_pieces(line, number, self.down) for number, line in enumerate(lines)]

    def blocks(self, *, last: bool) -> list[TextLine | LayoutTable]:
        """Return the lines and tables from top to bottom; `last` says that they end the page."""
        found: list[TextLine | LayoutTable] = []
        done = number = 0
        while number < len(self.lines):
            if _in_columns(self.rows[number]):
                start, end = self._bounds(done, number)
                whole = last and end == len(self.lines)
                made = table_of(self.rows[start:end], self.page.number, self.across, self.known.widths, whole=whole)
                if made is not None:
                    table, used, self.known.widths = made
                    found += [*self.lines[done:start], table]
                    done = number = start + used
                    continue
            number += 1
        return found + self.lines[done:]

    def _bounds(self, done: int, number: int) -> tuple[int, int]:
        """Return the first line of the table to which a line in columns belongs, and the line after its last one."""
        box = self._ruled(self.rows[number])
        if box is not None:
            top, bottom = box
            middles = [(line.top + line.bottom) / 2 for line in self.lines]
            inside = [place for place in range(done, len(middles)) if top < middles[place] < bottom]
            return inside[0], inside[-1] + 1
        return self._start(done, number), self._end(number)

    def _ruled(self, row: list[TextPiece]) -> tuple[float, float] | None:
        """Return the vertical extent of the vertical ruling lines next to a line, None if they are too few."""
        middle = (row[0].top + row[0].bottom) / 2
        beside = [rule for rule in self.down if rule.start < middle < rule.end]
        if len(beside) < _LEAST_COLUMNS:
            return None
        return min(rule.start for rule in beside), max(rule.end for rule in beside)

    def _start(self, done: int, number: int) -> int:
        """Return where the lines in columns begin, including headers with fewer columns and the first lines of a label."""
        heads, roof = self.rows[number], self._roof(number)
        while number > done:
            line, gap = self.rows[number - 1], self.rows[number][0].top - self.rows[number - 1][0].bottom
            high = line[0].high
            rest = self.known.goes_on and number <= _MOST_ALONE and not ENTRY.match(line[0].text)
            label = line[0].right < heads[1].left and gap < (_LOOSE if rest else _TIGHT) * high
            stacked = any(piece.under(above) for piece in self.rows[number] for above in line)
            alone = len(line) == 1 and gap < high and self._alone(line[0], self.rows[number][0])
            if line[0].top < roof and (gap > _NEAR * high or not (len(line) > 1 or alone or (label and stacked))):
                break
            number -= 1
        return number

    def _roof(self, number: int) -> float:
        """Return the position of the nearest ruling line above a line that is as wide as it.

        Lines between the two belong to the table.
        """
        row = self.rows[number]
        left, right = row[0].left, row[-1].right
        above = [rule.place for rule in self.across if rule.place < row[0].top + 1 and _covers(rule, left, right)]
        return max(above, default=inf)

    def _end(self, start: int) -> int:
        """Return where the lines in columns that begin at `start` end; some lines with fewer pieces in between belong to them."""
        end, number = start + 1, start + 1
        figures = _first_figure(self.rows[start])
        while number < len(self.rows):
            row, above = self.rows[number], self.rows[number - 1]
            if row[0].top - above[0].bottom > _NEAR * row[0].high:
                break
            figures = min(figures, _first_figure(row))
            if _in_columns(row):
                end = number + 1
            elif not self._belongs(number, start, figures):
                break
            number += 1
        while end < number and self.rows[end][-1].right <= figures:
            end += 1
        return end

    def _belongs(self, number: int, start: int, figures: float) -> bool:
        """Return whether a line with few pieces may belong to a table.

        It may be part of a label, a header, the rest of a figure, or a section heading.
        """
        row, above = self.rows[number], self.rows[number - 1]
        high = row[0].high
        below = self.rows[number + 1] if number + 1 < len(self.rows) else []
        near = bool(below) and below[0].top - row[0].bottom < _NEAR * high
        if all(piece.figure for piece in row):
            return True
        if len(row) == 1 and _SECTION.match(row[0].text):
            return near and any(piece.figure for piece in below)
        if row[-1].right <= figures:
            words = [piece.em for line in self.rows[start:number] for piece in line if not piece.figure]
            return not words or _alike(row[0].em, words[-1]) or len(row[0].text) <= _SHORT
        if figures == inf or row[0].top - above[0].bottom < _TIGHT * high:
            stacked = all(any(piece.under(other) for other in above) for piece in row)
            if stacked or (figures == inf and len(row) > 1):
                return True
        if len(row) > 1:
            return near and _in_columns(below)
        return near and len(below) > 1 and self._alone(row[0], above[0])

    def _alone(self, piece: TextPiece, other: TextPiece) -> bool:
        """Return whether a line of one piece belongs to a table rather than to running text: centred, or of the table's size."""
        if _HEADING.match(piece.text) or not _alike(piece.em, other.em):
            return False
        centred = abs((piece.left + piece.right) / 2 - self.page.width / 2) < _CENTRED * piece.em
        return centred or not _alike(piece.em, self.known.size)


def _alike(one: float, other: float) -> bool:
    return max(one, other) < _SAME_SIZE * min(one, other)


def _covers(rule: RulingLine, left: float, right: float) -> bool:
    return min(rule.end, right) - max(rule.start, left) >= _WIDE * (right - left)


def _pieces(line: TextLine, number: int, down: list[RulingLine]) -> list[TextPiece]:
    high, middle = line.bottom - line.top, (line.top + line.bottom) / 2
    walls = [rule.place for rule in down if rule.start < middle < rule.end]
    groups: list[list[TextRun]] = []
    for run, after in zip(line.runs, [*line.runs[1:], None], strict=True):
        last = groups[-1][-1] if groups else None
        if last is not None and not (walls and any(last.right - 1 <= wall <= run.left + 1 for wall in walls)):
            figures = last.text[-1].isdigit() and run.text[0].isdigit()
            gap = run.left - last.right
            near = gap <= 0 or gap < _nearness(last, run, figures)
            if run.tied or near or _one_sentence(last, run, after, high):
                groups[-1].append(run)
                continue
        groups.append([run])
    return [_piece(TextLine(group, line.top, line.bottom), number) for group in groups]


def _nearness(last: TextRun, run: TextRun, figures: bool) -> float:
    """Return the distance within which two runs of a line are one piece; small for figures and for runs at two heights.

    A line assembled from several heights is higher than its text, so the height of the runs is used.
    """
    highs = run.bottom - run.top, last.bottom - last.top
    shifted = abs(run.top + run.bottom - last.top - last.bottom) / 2 > _SHIFTED * min(highs)
    return max(highs) * (_FIGURE_GAP if figures or shifted else _COLUMN_GAP)


def _one_sentence(last: TextRun, run: TextRun, after: TextRun | None, high: float) -> bool:
    """Return whether a run continues the preceding text in spite of a gap: a date, or a number with its unit of counting."""
    gap = run.left - last.right
    if last.text[-1].isdigit():
        counted = gap < _WORD_GAP * high and run.text[0] in _COUNTED
        return counted or (gap < _DATE_GAP * high and run.text[0] in _DATE)
    if not _NUMBER.match(run.text):
        return False
    named = run.text if not run.text.isdigit() or after is None else run.text + after.text
    if after is not None and named is not run.text and after.left - run.right > _WORD_GAP * high:
        return False
    date = last.text[-1] in _DATE and gap < _DATE_GAP * high and bool(_DATE_PART.match(named))
    return date or (gap < _WORD_GAP * high and bool(_COUNT.match(named)))


def _piece(line: TextLine, number: int) -> TextPiece:
    """Return part of a line as a piece with the height of its own runs."""
    if len(line.runs) == 1:
        run = line.runs[0]
        return TextPiece(run.text, run.left, run.right, run.top, run.bottom, number)
    top, bottom = min([run.top for run in line.runs]), max([run.bottom for run in line.runs])
    return TextPiece(line.text, line.left, line.right, top, bottom, number)


def _in_columns(line: Sequence[TextPiece]) -> bool:
    """Return whether a line is in columns: three pieces, or a label and a figure."""
    return len(line) >= _LEAST_COLUMNS or (len(line) > 1 and line[-1].figure and not line[0].figure)


def _first_figure(line: Sequence[TextPiece]) -> float:
    return min((piece.left for piece in line if piece.figure), default=inf)
