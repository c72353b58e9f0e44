"""Placement of text typed into form fields and notes: into the cell or line at its place on the page."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lines import TextRun
from auditor.read.layout.ruled.tables import Content
from auditor.read.pdf.content.annotations import Typed
from auditor.read.pdf.content.chars import Characters

OVERWRITTEN = "这里的文字上又打了字，分不清以哪个为准"
SPREAD = "打上去的文字跨了几个格子，分不清在哪一格"
DRAWN = "格子里有手写、盖章或图形的注，没有读出"
_RULE = frozenset("_＿﹍…. \u3000")
_PAD = 2.0
_PITCH = 1.2
_SHARED = 0.3
_NEXT = 1.0
_STEPS = (0.1, 0.5, 0.9)
_MANY = 8
# A cell, as the index of its table and its index in the table.
CellPlace = tuple[int, int]


@dataclass(slots=True)
class Note:
    """Typed lines as runs at their places in a view of the page, and the box they were typed into."""

    runs: list[TextRun]
    box: Box


def note_of(typed: Typed, box: Box) -> Note:
    """Lay out a typed text in a box (left, top, right, bottom): one line at mid-height, several lines from the top."""
    left, top, right, bottom = box
    size = min(typed.size, bottom - top)
    first = (top + bottom - size) / 2 if len(typed.lines) == 1 and bottom - top < 3 * size else top + _PAD
    runs = []
    for number, text in enumerate(typed.lines):
        wide = min(sum(0.5 if char.isascii() else 1.0 for char in text) * size, right - left)
        start = (left + _PAD, (left + right - wide) / 2, right - wide - _PAD)[min(max(typed.align, 0), 2)]
        upper = first + number * _PITCH * size
        runs.append(TextRun(text, start, start + wide, upper, upper + size, -1, 0, close=True))
    return Note(runs, box)


class Typist:
    """Writer of notes into the text of one view of a page."""

    def __init__(self, content: Content, characters: Characters) -> None:
        self._content, self._characters = content, characters
        self._ordered = sorted(content.outside, key=_middle)
        self._middles = [_middle(run) for run in self._ordered]

    def write(self, notes: Iterable[Note]) -> None:
        """Put each note into the cell or line at its place; if it spans several cells, mark these cells as unread."""
        for note in notes:
            cells = self._cells(_extent(note), len(note.runs) > 1)
            if len(cells) > 1:
                self._content.unread.update(dict.fromkeys(cells, SPREAD))
            for run in note.runs:
                if len(cells) == 1:
                    ((table, cell),) = cells
                    own = self._content.inside[table].setdefault(cell, [])
                    self._put(run, own, own, note.box, (table, cell))
                elif not cells:
                    self._put(run, self._near(run), self._content.outside, note.box, None)

    def mark(self, boxes: Iterable[Box]) -> None:
        """Mark blank cells under a drawing that was not read as unread."""
        for box in boxes:
            for table, cell in self._cells(box, True):
                if not self._content.inside[table].get(cell):
                    self._content.unread.setdefault((table, cell), DRAWN)

    def _put(
        self, run: TextRun, near: Sequence[TextRun], into: list[TextRun], box: Box, cell: CellPlace | None
    ) -> None:
        covered = [other for other in near if _covers(run, other)]
        if any(other.text == run.text for other in covered):
            return
        for other in covered:
            rest = self._without_rule(other, run, box)
            if len(rest) == 1 and rest[0] is other and cell is not None:
                self._content.unread[cell] = OVERWRITTEN
            into[:] = [part for one in into for part in (rest if one is other else (one,))]
        for other in into:
            if box[2] - _PAD < other.left < box[2] + _NEXT * (run.bottom - run.top):
                other.close = True
        into.append(run)

    def _without_rule(self, run: TextRun, typed: TextRun, box: Box) -> list[TextRun]:
        """Return a printed run without the fill-in line of strokes or dots; the run itself if it has none."""
        if run.start < 0 or _RULE.isdisjoint(run.text):
            return [run]
        gone: set[int] = set()
        for is_rule, group in groupby(self._characters.single(run), key=lambda part: part.text in _RULE):
            parts = list(group)
            if is_rule and parts[0].left < box[2] and parts[-1].right > box[0]:
                gone.update(part.start for part in parts)
        rest = self._characters.without(run, lambda part: part.start in gone)
        return [run] if not gone or any(_covers(typed, part) for part in rest) else rest

    def _near(self, run: TextRun) -> list[TextRun]:
        """Return the runs outside tables whose middles are within the height of a run."""
        first, last = bisect_left(self._middles, run.top), bisect_right(self._middles, run.bottom)
        return self._ordered[first:last]

    def _cells(self, box: Box, several: bool) -> set[CellPlace]:
        """Return the cells that a box covers in the smallest table around its middle; `several` samples its full height."""
        left, top, right, bottom = box
        wide, high = right - left, bottom - top
        around = [
            (number, lattice)
            for number, lattice in enumerate(self._content.lattices)
            if lattice.at(left + wide / 2, top + high / 2) is not None
        ]
        if not around:
            return set()
        number, lattice = min(around, key=lambda item: _area(item[1].box))
        across = [left + wide * (0.1 + 0.8 * step / _MANY) for step in range(_MANY + 1)]
        down = [top + high * step for step in (_STEPS if several else (0.5,))]
        found = {lattice.at(x, y) for x in across for y in down}
        return {(number, cell) for cell in found if cell is not None}


def _extent(note: Note) -> Box:
    return (
        min(run.left for run in note.runs),
        min(run.top for run in note.runs),
        max(run.right for run in note.runs),
        max(run.bottom for run in note.runs),
    )


def _covers(one: TextRun, other: TextRun) -> bool:
    """Return whether two runs overlap by a good part of the smaller one, in width and in height."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > _SHARED * min(one.right - one.left, other.right - other.left) and down > _SHARED * min(
        one.bottom - one.top, other.bottom - other.top
    )


def _middle(run: TextRun) -> float:
    return (run.top + run.bottom) / 2


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
