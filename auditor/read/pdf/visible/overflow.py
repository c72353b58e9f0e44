"""Text that overflows its cell across a ruling line into the cell above or below, as in low rows of spreadsheets.

A line across a ruling line goes back to the cell that holds its other lines; where that cell is uncertain, the cells
are marked as unread.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.layout.ruled.lines import SMALLER, TextRun, em_of, token_width
from auditor.read.layout.ruled.tables import ENTRY, FIGURE, Content

OVERRUN = "上下格的字越过格线压在这一格里，分不清哪些是这一格的"
CLIPPED = "格子太小，字可能没有印全"
# Share of a line's height beyond a ruling line from which the line is checked, and from which it clearly sticks out of
# its cell.
_OVER, _OUT = 0.2, 0.1
_LEVEL, _PITCH, _OFF, _OVERLAP = 0.25, 1.0, 0.25, 0.3
# In ems: lines nearer than this overprint one another; edges this near are the same; a cell this high has one line.
_CLASH, _ALIGNED, _ONE_LINE, _ROOM = 0.8, 0.7, 1.8, 0.3
_MOST_RUNS = 60
# No text begins with these characters.
_REST = frozenset("，。、；：！？）》〉」』】〕”’")


def put_back(content: Content) -> int:
    """Move lines across a ruling line to the cell they continue, and mark as unread cells that may be mixed or cut off.

    Returns the number of cells that certainly show only the rest of their text.
    """
    cut = 0
    for number, (lattice, inside) in enumerate(zip(content.lattices, content.inside, strict=True)):
        over = list(_over(lattice, inside))
        rests = [cell for cell, runs in inside.items() if runs[0].text[:1] in _REST]
        if not (over or rests):
            continue
        overflow = _Overflow(lattice, inside)
        for cell, run in over:
            overflow.place(cell, run)
        unread = dict.fromkeys(overflow.mixed, OVERRUN)
        rests = [cell for cell in rests if lattice.slots[cell].row and overflow.is_rest(cell)]
        cut += sum(overflow.is_long(cell) for cell in rests)
        if overflow.moved or rests:
            unread = dict.fromkeys(overflow.clipped(sure=bool(rests)), CLIPPED) | unread
        for cell, reason in unread.items():
            content.unread.setdefault((number, cell), reason)
    return cut


def _sides(lattice: Lattice, cell: int) -> tuple[float, float]:
    """Return the upper and the lower side of a cell."""
    slot = lattice.slots[cell]
    return lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]


def _over(lattice: Lattice, inside: dict[int, list[TextRun]]) -> Iterator[tuple[int, TextRun]]:
    """Yield the lines that extend across a ruling line of their cell, each with the cell."""
    for cell, runs in inside.items():
        top, bottom = _sides(lattice, cell)
        for run in runs:
            if (run.top < top or run.bottom > bottom) and max(top - run.top, run.bottom - bottom) > _OVER * (
                run.bottom - run.top
            ):
                yield cell, run


@dataclass(slots=True, init=False)
class _Overflow:
    """The cells of one lattice while lines are moved between them; `mixed` are the cells that hold lines of two cells."""

    lattice: Lattice
    inside: dict[int, list[TextRun]]
    mixed: set[int]
    moved: bool

    def __init__(self, lattice: Lattice, inside: dict[int, list[TextRun]]) -> None:
        self.lattice, self.inside = lattice, inside
        self.mixed: set[int] = set()
        self.moved = False

    def place(self, cell: int, run: TextRun) -> None:
        """Move a line across a ruling line to the cell on the other side, if it belongs to that cell."""
        own, words = self.inside[cell], not FIGURE.fullmatch(run.text)
        others = [other for other in own if _apart(other, run) > _LEVEL * (run.bottom - run.top)]
        figures = words and bool(others) and all(FIGURE.fullmatch(other.text) for other in others)
        for near, rule in self._across(cell, run):
            beyond = self.inside.get(near, [])
            if len(own) + len(beyond) > _MOST_RUNS:
                continue
            if any(_overprinted(other, run) for other in own):
                self.mixed |= {cell, near}
            elif self._goes_on(near, run, rule) or (
                (figures or _clashes(run, others)) and any(_next(run, other) for other in beyond)
            ):
                own.remove(run)
                beyond.append(run)
                self.inside[near] = beyond
                if not own:
                    del self.inside[cell]
                self.moved = True
                return
        if figures:
            self.mixed.add(cell)

    def _across(self, cell: int, run: TextRun) -> list[tuple[int, float]]:
        """Return the cells on the other side of the ruling lines that a line crosses, each with the position of the ruling line."""
        x, least = (run.left + run.right) / 2, _OVER * (run.bottom - run.top)
        top, bottom = _sides(self.lattice, cell)
        over = [(top, top - 0.1)] if top - run.top > least else []
        over += [(bottom, bottom + 0.1)] if run.bottom - bottom > least else []
        found = [(self.lattice.at(x, y), rule) for rule, y in over]
        return [(near, rule) for near, rule in found if near is not None and near != cell]

    def _goes_on(self, near: int, run: TextRun, rule: float) -> bool:
        """Return whether a line belongs to the text of the cell across the ruling line.

        It does if both, as one block, stick out of that cell equally on both sides.
        """
        beyond = self.inside.get(near, [])
        if not any(_next(run, other) for other in beyond):
            return False
        high = run.bottom - run.top
        top, bottom = _sides(self.lattice, near)
        upper, lower = min(other.top for other in beyond), max(other.bottom for other in beyond)
        out = top - upper if rule == bottom else lower - bottom
        middle = (min(upper, run.top) + max(lower, run.bottom)) / 2
        return out > _OUT * high and abs(middle - (top + bottom) / 2) < _OFF * high

    def is_rest(self, cell: int) -> bool:
        """Return whether a low cell of one line begins with a character that begins no text."""
        return cell in self.inside and self._low(cell) and self._text(cell)[0] in _REST

    def is_long(self, cell: int) -> bool:
        """Return whether a cell holds more than one character; a single mark may have been typed by itself."""
        return len(self._text(cell)) > 1

    def clipped(self, *, sure: bool) -> list[int]:
        """Return the low cells with one line of words that begins no entry: the text preceding it may be cut off.

        The same holds for cells that two lines stick out of, as no further lines are shown. Unless other cells are
        `sure` to be cut, only cells without room for more text are returned.
        """
        return [
            cell for cell in self.inside if (self._low(cell) or self._spreads(cell)) and self._may_be_rest(cell, sure)
        ]

    def _may_be_rest(self, cell: int, sure: bool) -> bool:
        text, runs, slot = self._text(cell), self.inside[cell], self.lattice.slots[cell]
        first = min(runs, key=lambda run: run.top)
        if FIGURE.fullmatch(text) or ENTRY.match(first.text):
            return False
        wide = max(run.right for run in runs) - min(run.left for run in runs)
        room = self.lattice.xs[slot.column + slot.col_span] - self.lattice.xs[slot.column] - wide
        return sure or room < (token_width(text) + _ROOM) * em_of(first.text, first.right - first.left)

    def _text(self, cell: int) -> str:
        return "".join(run.text for run in self.inside[cell])

    def _low(self, cell: int) -> bool:
        """Return whether a cell has one line and is hardly higher than it."""
        runs, (top, bottom) = self.inside[cell], _sides(self.lattice, cell)
        high = runs[0].bottom - runs[0].top
        return bottom - top < _ONE_LINE * high and all(_apart(run, runs[0]) < _LEVEL * high for run in runs)

    def _spreads(self, cell: int) -> bool:
        """Return whether the lines of a cell stick out of it on both sides."""
        runs, (top, bottom) = self.inside[cell], _sides(self.lattice, cell)
        out = _OUT * (runs[0].bottom - runs[0].top)
        return min(run.top for run in runs) < top - out and max(run.bottom for run in runs) > bottom + out


def _apart(one: TextRun, other: TextRun) -> float:
    """Return the vertical distance between the middles of two runs."""
    return abs(one.top + one.bottom - other.top - other.bottom) / 2


def _clashes(run: TextRun, others: list[TextRun]) -> bool:
    """Return whether a line is printed partly over another one."""
    em = em_of(run.text, run.right - run.left)
    return any(
        _apart(run, other) < _CLASH * em and other.left < run.right and run.left < other.right for other in others
    )


def _overprinted(one: TextRun, other: TextRun) -> bool:
    """Return whether two runs of different texts are printed over one another at the same height."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    level = _apart(one, other) <= _LEVEL * (other.bottom - other.top)
    return one is not other and one.text != other.text and level and shared > (other.bottom - other.top) / 2


def _next(run: TextRun, other: TextRun) -> bool:
    """Return whether a line is set as the next or preceding line of a text: of similar size, near, and aligned.

    The alignment is at the left or right edge, or at the middle.
    """
    high, near = run.bottom - run.top, other.bottom - other.top
    if min(high, near) < SMALLER * max(high, near):
        return False
    gap = max(run.top - other.bottom, other.top - run.bottom)
    slack = _ALIGNED * high
    sides = run.left - other.left, run.right - other.right, (run.left + run.right - other.left - other.right) / 2
    return -_OVERLAP * high < gap < _PITCH * high and min(map(abs, sides)) < slack
