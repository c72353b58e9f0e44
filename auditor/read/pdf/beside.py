"""Text that stands beside other text on a page: columns read one after the other, and boxes next to the text.

What stands on one height is read straight across, unless an upright blank stretch parts running text on both of its sides, or
running text from a box of lines or from a narrow block of short lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from auditor.read.pdf.lattice import Lattice
from auditor.read.pdf.lines import Line, Run, to_lines
from auditor.read.pdf.tables import Table

_WORDS = re.compile("[\u4e00-\u9fff]")
# A gap between runs, in their height, that may part columns; how many Han characters on both sides make it worth a look.
_GAP, _LEAST = 0.9, 3
_MIDDLE = (0.25, 0.8)  # where on the page's width it may lie
_LONG, _FEWEST_LONG, _SHARE = 8, 5, 0.5  # Han characters of a line of running text, how many such lines make a column
_BOX_WIDTH, _BOX_LINES, _FULL, _FEWEST_FULL = 0.42, 3, 1.6, 2
_ALIGNED = 3.0
_FRAME_WIDTH = 0.6


@dataclass(slots=True)
class Strip:
    """What is read from top to bottom before the next strip of the page; `left` and `width` are where it begins and ends on it."""

    lines: list[Line]
    tables: list[Table]
    width: float
    left: float = 0.0


@dataclass(slots=True)
class _Row:
    """A line or table as the stretches of the page's width it takes."""

    top: float
    bottom: float
    parts: list[list[Run]] = field(default_factory=list)
    table: Table | None = None
    line: Line | None = None

    def crosses(self, x: float) -> bool:
        """Whether anything of it stands on both sides of a place."""
        if self.table is not None:
            return self.table.left < x < self.table.xs[-1]
        return any(part[0].left < x < part[-1].right for part in self.parts)

    def side(self, x: float, *, right: bool) -> list[list[Run]]:
        """Its stretches on one side of a place."""
        return [part for part in self.parts if (part[0].left > x) is right]


def strips(
    lines: list[Line], tables: list[Table], frames: Sequence[Lattice], width: float, *, first: bool
) -> list[Strip]:
    """The lines and tables of a page of a width in the strips in which they are to be read; `first` says that it is the first page."""
    boxed, lines = _boxed(lines, frames, width)
    aside = [Strip(own, [], width) for own in boxed]
    if not (any(_is_parted(line) for line in lines) or any(table.left > _SHARE * width for table in tables)):
        main = [Strip(lines, tables, width)]
    else:
        main, more = _parted(lines, tables, width, first=first)
        aside += more
    return [*aside, *main] if first else [*main, *aside]


def _boxed(lines: list[Line], frames: Sequence[Lattice], width: float) -> tuple[list[list[Line]], list[Line]]:
    """The lines in narrow boxes that stand beside other text, by box, and the other lines."""
    boxes = []
    for frame in frames:
        left, right, top, bottom = frame.xs[0], frame.xs[-1], frame.ys[0], frame.ys[-1]
        if right - left < _FRAME_WIDTH * width and any(
            not _within(run, frame) and top < (run.top + run.bottom) / 2 < bottom for line in lines for run in line.runs
        ):
            boxes.append(frame)
    found = []
    for box in boxes:
        own = [run for line in lines for run in line.runs if _within(run, box)]
        if own:
            found.append(to_lines(own))
            lines = list(_without(lines, {id(run) for run in own}))
    return found, lines


def _within(run: Run, frame: Lattice) -> bool:
    x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
    return frame.xs[0] < x < frame.xs[-1] and frame.ys[0] < y < frame.ys[-1]


def _without(lines: list[Line], gone: set[int]) -> Iterator[Line]:
    for line in lines:
        rest = [run for run in line.runs if id(run) not in gone]
        if len(rest) == len(line.runs):
            yield line
        elif rest:
            yield from to_lines(rest)


def _is_parted(line: Line) -> bool:
    """Whether a wide gap stands between words in a line."""
    if len(line.runs) < 2:
        return False
    parts = _stretches(line)
    return len(parts) > 1 and sum(_weight(part) >= _LEAST for part in parts) > 1


def _stretches(line: Line) -> list[list[Run]]:
    """The runs of a line between wide gaps."""
    parts = [[line.runs[0]]]
    for run in line.runs[1:]:
        if run.left - parts[-1][-1].right > _GAP * (line.bottom - line.top) and not run.tied:
            parts.append([run])
        else:
            parts[-1].append(run)
    return parts


def _weight(part: Sequence[Run]) -> int:
    """How many Han characters a stretch has."""
    return sum(len(_WORDS.findall(run.text)) for run in part)


def _parted(lines: list[Line], tables: list[Table], width: float, *, first: bool) -> tuple[list[Strip], list[Strip]]:
    """The strips of a page that may have columns, and those beside its text."""
    rows = [_Row(line.top, line.bottom, _stretches(line), line=line) for line in lines]
    rows += [_Row(table.top, table.bottom, table=table) for table in tables]
    rows.sort(key=lambda row: row.top)
    x = _gutter(rows, width)
    found: list[Strip] = []
    aside: list[Strip] = []
    whole = Strip([], [], width)
    for parted, group in groupby(rows, lambda row: x > 0 and not row.crosses(x)):
        region = list(group)
        if parted and _are_columns(region, x):
            found += [whole, _side(region, x, x, right=False), _side(region, x, width, right=True)]
            whole = Strip([], [], width)
            continue
        if parted and first and (beside := _block_beside(region, x, width)):
            aside.append(Strip(beside, [], width))
            gone = {id(run) for line in beside for run in line.runs}
            whole.lines += _without([row.line for row in region if row.line is not None], gone)
        else:
            whole.lines += [row.line for row in region if row.line is not None]
        whole.tables += [row.table for row in region if row.table is not None]
    found.append(whole)
    return [strip for strip in found if strip.lines or strip.tables] or [whole], aside


def _gutter(rows: Sequence[_Row], width: float) -> float:
    """The place on the width of the page that lies in most of the gaps between words, 0 if there is none."""
    gaps = []
    for row in rows:
        parts = row.parts
        gaps += [
            (one[-1].right, other[0].left)
            for one, other in zip(parts, parts[1:], strict=False)
            if _weight(one) >= _LEAST and _weight(other) >= _LEAST
        ]
        if row.table is not None and row.table.left > _SHARE * width:
            before = [
                part[-1].right
                for other in rows
                if other.top < row.bottom and row.top < other.bottom
                for part in other.parts
                if part[-1].right < row.table.left
            ]
            gaps += [(max(before), row.table.left)] if before else []
    low, high = _MIDDLE[0] * width, _MIDDLE[1] * width
    marks = sorted([(left, 1) for left, right in gaps] + [(right, -1) for left, right in gaps])
    best = open_gaps = 0
    place = 0.0
    for (at, step), (after, _) in zip(marks, marks[1:], strict=False):
        open_gaps += step
        middle = (at + after) / 2
        if open_gaps > best and low < middle < high and after > at:
            best, place = open_gaps, middle
    return place


def _are_columns(region: Sequence[_Row], x: float) -> bool:
    """Whether running text stands on one side of a place, and running text or tables beside it on the other."""
    sides = [[(row, part) for row in region for part in row.side(x, right=right)] for right in (False, True)]
    tables = [
        [row for row in region if row.table is not None and (row.table.left > x) is right] for right in (False, True)
    ]
    texts = []
    for side in sides:
        long = sum(_weight(part) >= _LONG for _, part in side)
        texts.append(long >= _FEWEST_LONG and long >= _SHARE * len(side))
    if not any(texts) or not all(text or own for text, own in zip(texts, tables, strict=True)):
        return False
    spans = [
        [(row.top, row.bottom) for row, _ in side] + [(row.top, row.bottom) for row in own]
        for side, own in zip(sides, tables, strict=True)
    ]
    beside = sum(any(top < end and start < bottom for start, end in spans[1]) for top, bottom in spans[0])
    return beside >= _FEWEST_LONG


def _side(region: Sequence[_Row], x: float, end: float, *, right: bool) -> Strip:
    """One of the two columns of a region."""
    runs = [run for row in region for part in row.side(x, right=right) for run in part]
    tables = [row.table for row in region if row.table is not None and (row.table.left > x) is right]
    return Strip(to_lines(runs), tables, end, x if right else 0.0)


def _block_beside(region: Sequence[_Row], x: float, width: float) -> list[Line]:
    """The lines of a narrow block to the right of full lines of running text; none if there is no such block."""
    left = [part for row in region for part in row.side(x, right=False)]
    right = [part for row in region for part in row.side(x, right=True)]
    if len(right) < _BOX_LINES or not left:
        return []
    edge = max(part[-1].right for part in left)
    high = left[0][0].bottom - left[0][0].top
    full = sum(_weight(part) > _LONG and edge - part[-1].right < _FULL * high for part in left)
    start = min(part[0].left for part in right)
    aligned = sum(part[0].left - start < _ALIGNED for part in right)
    wordy = sum(_weight(part) > 1 for part in right)
    narrow = max(part[-1].right for part in right) - start < _BOX_WIDTH * width
    if full < _FEWEST_FULL or not narrow or min(aligned, wordy) * 3 < 2 * len(right):
        return []
    return to_lines([run for part in right for run in part])
