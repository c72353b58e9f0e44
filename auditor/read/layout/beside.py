"""Text side by side on a page: columns read one after the other, and boxes next to the text.

Text at the same height is read straight across, unless a vertical blank strip separates running text from running text,
from a box of lines, or from a narrow block of short lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.layout.ruled.lines import TextLine, TextRun, to_lines
from auditor.read.layout.ruled.page import Edge
from auditor.read.layout.ruled.tables import LayoutTable

_WORDS = re.compile("[\u4e00-\u9fff]")
# The gap between runs, as a share of their height, that may separate columns; the Han characters needed on both sides
# of it.
_GAP, _LEAST = 0.45, 3
_FLAT = 0.5  # least height of a glyph, as a share of the line's height; some glyphs are a single stroke
_MIDDLE = (0.25, 0.8)  # range of the gutter on the page's width
_LONG, _FEWEST_LONG, _SHARE = 8, 5, 0.5  # Han characters in a line of running text; how many such lines make a column
_BOX_WIDTH, _BOX_LINES, _FULL, _FULL_LINE = 0.42, 3, 1.6, 12
_ALIGNED = 3.0
_NEAR = 4  # rows in which text at the same height is searched
_MOST_COLUMNS = 2  # times that a column may be divided again
_FRAME_WIDTH = 0.6


@dataclass(slots=True)
class Strip:
    """A part of a page that is read from top to bottom before the next strip.

    `left` and `width` are where it begins and ends on the width of the page, `edges` where boxes next to it shorten its
    lines.
    """

    lines: list[TextLine]
    tables: list[LayoutTable]
    width: float
    left: float = 0.0
    edges: list[Edge] = field(default_factory=list)


@dataclass(slots=True)
class _RowStretches:
    """A line or table as the horizontal stretches it occupies."""

    top: float
    bottom: float
    parts: list[list[TextRun]] = field(default_factory=list)
    table: LayoutTable | None = None
    line: TextLine | None = None

    def crosses(self, x: float) -> bool:
        """Return whether any part of it extends across a horizontal position."""
        if self.table is not None:
            return self.table.left < x < self.table.xs[-1]
        return any(run.left < x < run.right for part in self.parts for run in part)

    def side(self, x: float, *, right: bool) -> list[TextRun]:
        """Return its runs on one side of a horizontal position."""
        return [run for part in self.parts for run in part if (run.left > x) is right]


def strips(
    lines: list[TextLine], tables: list[LayoutTable], frames: Sequence[Lattice], width: float, *, first: bool
) -> list[Strip]:
    """Divide the lines and tables of a page into strips in reading order; `first` says that it is the first page."""
    whole = Strip(lines, tables, width)
    aside = _boxed(whole, frames, width)
    if not _may_be_parted(whole):
        return [*aside, whole] if first else [whole, *aside]
    main, more = _parted(whole, first=first, depth=0)
    aside += more
    return [*aside, *main] if first else [*main, *aside]


def _may_be_parted(strip: Strip) -> bool:
    """Return whether words, or words and a table, are side by side."""
    middle = strip.left + _SHARE * (strip.width - strip.left)
    if any(table.left > middle for table in strip.tables) or any(map(_is_parted, strip.lines)):
        return True
    lines = strip.lines
    return any(
        other.right < line.left and min(other.bottom, line.bottom) > max(other.top, line.top)
        for number, line in enumerate(lines)
        if line.left > middle
        for other in (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    )


def _boxed(whole: Strip, frames: Sequence[Lattice], width: float) -> list[Strip]:
    """Take lines in narrow boxes next to other text out of a page; each box becomes a strip."""
    found = []
    for frame in frames:
        top, bottom = frame.ys[0], frame.ys[-1]
        if frame.xs[-1] - frame.xs[0] >= _FRAME_WIDTH * width:
            continue
        own = [run for line in whole.lines for run in line.runs if _within(run, frame)]
        gone = {id(run) for run in own}
        rest = list(_without(whole.lines, gone)) if own else []
        beside = [line for line in rest if top < (line.top + line.bottom) / 2 < bottom]
        if beside:
            whole.lines = rest
            whole.edges.append(_edge(beside, top, bottom))
            found.append(Strip(to_lines(own), [], width))
    return found


def _edge(lines: Sequence[TextLine], top: float, bottom: float) -> Edge:
    return Edge(top, bottom, min(line.left for line in lines), max(line.right for line in lines))


def _within(run: TextRun, frame: Lattice) -> bool:
    x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
    return frame.xs[0] < x < frame.xs[-1] and frame.ys[0] < y < frame.ys[-1]


def _without(lines: list[TextLine], gone: set[int]) -> Iterator[TextLine]:
    for line in lines:
        rest = [run for run in line.runs if id(run) not in gone]
        if len(rest) == len(line.runs):
            yield line
        elif rest:
            yield from to_lines(rest)


def _is_parted(line: TextLine) -> bool:
    """Return whether a wide gap separates words in a line."""
    if len(line.runs) < 2:
        return False
    parts = _stretches(line)
    return len(parts) > 1 and sum(_weight(part) >= _LEAST for part in parts) > 1


def _stretches(line: TextLine) -> list[list[TextRun]]:
    """Return the runs of a line between wide gaps."""
    parts = [[line.runs[0]]]
    least = _FLAT * (line.bottom - line.top)
    for run in line.runs[1:]:
        last = parts[-1][-1]
        high = max(min(run.bottom - run.top, last.bottom - last.top), least)
        if run.left - last.right > _GAP * high and not run.tied:
            parts.append([run])
        else:
            parts[-1].append(run)
    return parts


def _weight(part: Sequence[TextRun]) -> int:
    """Return the number of Han characters of a stretch."""
    return len(_WORDS.findall("".join([run.text for run in part])))


def _parted(strip: Strip, *, first: bool, depth: int) -> tuple[list[Strip], list[Strip]]:
    """Divide a page, or one of its columns, into strips; return them, and separately the strips next to its text."""
    rows = [_RowStretches(line.top, line.bottom, _stretches(line), line=line) for line in strip.lines]
    rows += [_RowStretches(table.top, table.bottom, table=table) for table in strip.tables]
    rows.sort(key=lambda row: row.top)
    x = _gutter(rows, strip.left, strip.width)
    found: list[Strip] = []
    aside: list[Strip] = []
    whole = replace(strip, lines=[], tables=[])
    for parted, group in groupby(rows, lambda row: x > 0 and not row.crosses(x)):
        region = list(group)
        if parted and _are_columns(region, x):
            found.append(whole)
            for side in _sides(region, x, strip):
                more = _parted(side, first=False, depth=depth + 1)[0] if depth < _MOST_COLUMNS else [side]
                found += more
            whole = replace(strip, lines=[], tables=[], edges=[])
            continue
        lines = [row.line for row in region if row.line is not None]
        if parted and first and (beside := _block_beside(region, x, strip.width)):
            aside.append(Strip(beside, [], strip.width))
            lines = list(_without(lines, {id(run) for line in beside for run in line.runs}))
            whole.edges.append(_edge(lines, beside[0].top, beside[-1].bottom))
        whole.lines += lines
        whole.tables += [row.table for row in region if row.table is not None]
    found.append(whole)
    return [each for each in found if each.lines or each.tables] or [whole], aside


def _gutter(rows: Sequence[_RowStretches], left: float, right: float) -> float:
    """Return the horizontal position that lies in most of the gaps next to words, 0 if there is none."""
    gaps = []
    words = [(row, [part for part in row.parts if _weight(part) >= _LEAST]) for row in rows]
    for number, (row, parts) in enumerate(words):
        starts = [part[0].left for part in parts]
        if row.table is not None:
            starts = [row.table.left]
        near = words[max(0, number - _NEAR) : number + _NEAR] if row.table is None else words
        ends = [
            part[-1].right
            for other, beside in near
            if other.top < row.bottom and row.top < other.bottom
            for part in beside
        ]
        for start in starts:
            before = [end for end in ends if end < start]
            if before:
                gaps.append((max(before), start))
    low, high = (left + share * (right - left) for share in _MIDDLE)
    marks = sorted([(start, 1) for start, _ in gaps] + [(end, -1) for _, end in gaps])
    best = open_gaps = 0
    place = 0.0
    for (at, step), (after, _) in pairwise(marks):
        open_gaps += step
        middle = (at + after) / 2
        if open_gaps > best and low < middle < high and after > at:
            best, place = open_gaps, middle
    return place


def _are_columns(region: Sequence[_RowStretches], x: float) -> bool:
    """Return whether one side of a position has running text, and the other side has running text or tables next to it."""
    texts, holders, spans = [], [], []
    for right in (False, True):
        lines = [(row, side) for row in region if (side := row.side(x, right=right))]
        tables = [row for row in region if row.table is not None and (row.table.left > x) is right]
        long = sum(_weight(side) >= _LONG for _, side in lines)
        texts.append(long >= _FEWEST_LONG and long >= _SHARE * len(lines))
        holders.append(texts[-1] or bool(tables))
        spans.append([(row.top, row.bottom) for row in (*(row for row, _ in lines), *tables)])
    if not (any(texts) and all(holders)):
        return False
    beside = sum(any(top < end and start < bottom for start, end in spans[1]) for top, bottom in spans[0])
    return beside >= _FEWEST_LONG or any(
        sum(top < end and start < bottom for start, end in spans[0]) >= _FEWEST_LONG for top, bottom in spans[1]
    )


def _sides(region: Sequence[_RowStretches], x: float, around: Strip) -> list[Strip]:
    """Return the two columns of a region.

    The tables of the second are shifted to the left edge of the first, whose tables they may continue.
    """
    found = []
    for right in (False, True):
        runs = [run for row in region for run in row.side(x, right=right)]
        tables = [row.table for row in region if row.table is not None and (row.table.left > x) is right]
        found.append(Strip(to_lines(runs), tables, around.width if right else x, x if right else around.left))
    starts = [min([line.left for line in side.lines] + [table.left for table in side.tables]) for side in found]
    for table in found[1].tables:
        _move(table, starts[1] - starts[0])
    return found


def _move(table: LayoutTable, by: float) -> None:
    """Shift the edges of a table and of its cells to the left; the places of its text on the page are kept."""
    table.xs = [x - by for x in table.xs]
    for cell in (cell for row in table.rows for cell in row):
        cell.left -= by
        cell.right -= by


def _block_beside(region: Sequence[_RowStretches], x: float, width: float) -> list[TextLine]:
    """Return the lines of a narrow block to the right of running text that reaches up to it; empty if there is no such block."""
    left = [side for row in region if (side := row.side(x, right=False))]
    right = [side for row in region if (side := row.side(x, right=True))]
    if len(right) < _BOX_LINES or not left:
        return []
    edge = max(side[-1].right for side in left)
    full = any(
        _weight(side) >= _FULL_LINE and edge - side[-1].right < _FULL * (side[0].bottom - side[0].top) for side in left
    )
    start = min(side[0].left for side in right)
    aligned = sum(side[0].left - start < _ALIGNED for side in right)
    wordy = sum(_weight(side) > 1 for side in right)
    narrow = max(side[-1].right for side in right) - start < _BOX_WIDTH * width
    if not (full and narrow) or min(aligned, wordy) * 3 < 2 * len(right):
        return []
    return to_lines([run for side in right for run in side])
