"""Assignment of lines of words next to a table's figures to rows: labels take several lines, aligned at the middle or the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from auditor.read.layout.unruled.pieces import CellMeasure, Stack, TextPiece, stacks

_SHARED = 0.15
_OVERLAP = 0.5


@dataclass(slots=True)
class Labelled:
    """Labels of a row: the lines of its own label, and the cells to its left that label a group of rows."""

    own: list[TextPiece] = field(default_factory=list)
    groups: list[Stack] = field(default_factory=list)

    def stacks(self) -> list[Stack]:
        """Return the cells from left to right."""
        groups = sorted(self.groups, key=lambda stack: stack.left)
        return [*groups, Stack(self.own)] if self.own else groups


class UnnamedRow(Protocol):
    """A row of figures that needs a label."""

    top: float
    bottom: float
    labels: Labelled

    @property
    def middle(self) -> float:
        """Halfway between top and bottom."""
        ...


def share_labels(
    rows: Sequence[UnnamedRow], pieces: list[TextPiece], heads: set[int], known: CellMeasure, *, whole: bool
) -> tuple[list[TextPiece], int]:
    """Assign labels to the rows; return the pieces that are no label, and the first line not used (0 if all are).

    `heads` are the numbers of lines with headers; no label continues across one. The last lines under the last row may
    be running text; they stay in the table only if they end the page (`whole`), where the next row's label may have
    begun.
    """
    sharing = _WordSharing(rows, pieces, heads, known)
    by_mode = {mode: sharing.split(mode) for mode in ("middle", "top")}
    best = min(by_mode.values(), key=lambda split: split.cost)
    for row, own in zip(rows, best.own, strict=True):
        row.labels.own = own
    taken = {id(piece) for own in best.own for piece in own} | {id(piece) for piece in sharing.outer}
    for stack in sharing.group_stacks():
        near = min(rows, key=lambda row: abs(row.middle - stack.middle))
        near.labels.groups.append(stack)
    rest = [piece for piece in pieces if id(piece) not in taken]
    below = [piece for piece in rest if piece.top > rows[-1].bottom]
    if below and not whole:
        first = min(piece.line for piece in below)
        return [piece for piece in rest if piece.line < first], first
    return rest, 0


@dataclass(slots=True)
class _Split:
    """The label lines of each row, and how far their middles or tops are from the middles or tops of their figures."""

    own: list[list[TextPiece]]
    cost: float


class _WordSharing:
    def __init__(
        self, rows: Sequence[UnnamedRow], pieces: list[TextPiece], heads: set[int], known: CellMeasure
    ) -> None:
        self.rows, self.heads, self.known = rows, heads, known
        lines: dict[int, list[TextPiece]] = {}
        for piece in pieces:
            lines.setdefault(piece.line, []).append(piece)
        self.lines = [sorted(line, key=lambda piece: piece.left) for _, line in sorted(lines.items())]
        self.sure = [self._beside(row) for row in rows]
        sure = {id(piece) for own in self.sure for piece in own}
        self.outer = [piece for line in self.lines for piece in line[:-1] if id(piece) not in sure]
        self.between: list[list[TextPiece]] = [[] for _ in range(len(rows) + 1)]
        for line in self.lines:
            if id(line[-1]) not in sure:
                self._place(line[-1])
        self.width = self._widths()

    def _beside(self, row: UnnamedRow) -> list[TextPiece]:
        """Return the pieces at the height of a row's figures, more than of any other row's, with no such piece to their right."""
        near = [piece for line in self.lines for piece in line if _level(piece, row)]
        near = [p for p in near if _shared(p, row) == max(_shared(p, other) for other in self.rows)]
        return [p for p in near if not any(p.right <= other.left for other in near)]

    def _place(self, piece: TextPiece) -> None:
        """Put a piece between the rows at its height, or with the group labels if it is left of the labels of both rows."""
        number = sum(row.middle < (piece.top + piece.bottom) / 2 for row in self.rows)
        near = [other for own in self.sure[max(number - 1, 0) : number + 1] for other in own]
        slack = _OVERLAP * piece.em
        if any(piece.right > other.left + slack and piece.left < other.right - slack for other in near) or not near:
            self.between[number].append(piece)
        else:
            self.outer.append(piece)

    def _widths(self) -> dict[int, float]:
        """Return for each label line the width of the widest line aligned with it."""
        own = [piece for pieces in (*self.sure, *self.between) for piece in pieces]
        found = {}
        for piece in own:
            alike = [o for o in own if abs(o.left - piece.left) < piece.em or abs(_mid(o) - _mid(piece)) < piece.em]
            found[id(piece)] = max(other.right - other.left for other in alike)
        return found

    def group_stacks(self) -> list[Stack]:
        """Return the cells that label groups of rows."""
        return stacks(self.outer, self.known, {id(p): self._outer_width(p) for p in self.outer}, {})

    def _outer_width(self, piece: TextPiece) -> float:
        return max(o.right - o.left for o in self.outer if o.meets(piece.left, piece.right))

    def split(self, mode: str) -> _Split:
        """Assign the lines so that each label is best aligned with its figures, by its middle or its top."""
        first = self.between[0]
        least = (
            len(first) - self._chain([self.sure[0][0], *reversed(first)], upwards=True) if self.sure[0] else len(first)
        )
        return min(
            (self._from(first[cut:], mode) for cut in range(least, len(first) + 1)), key=lambda split: split.cost
        )

    def _from(self, before: list[TextPiece], mode: str) -> _Split:
        """Assign the lines from top to bottom, with these lines above the first row belonging to it."""
        own = []
        cost = 0.0
        for number in range(len(self.rows)):
            before = before + self.sure[number]
            between = self.between[number + 1]
            offs = [
                (self._off(number, before + between[:upper], mode), upper, lower)
                for upper, lower in self._choices(between, number)
            ]
            off, upper, lower = min(offs)
            own.append(before + between[:upper])
            before = between[lower:]
            cost += off
        return _Split(own, cost)

    def _choices(self, between: list[TextPiece], number: int) -> list[tuple[int, int]]:
        """Return, as pairs, how many lines below a row may be its own, and from which line on they are the next row's.

        All lines are assigned if possible.
        """
        most = self._chain([*self.sure[number][-1:], *between]) if self.sure[number] else 0
        if number + 1 == len(self.rows):
            return [(cut, len(between)) for cut in range(most + 1)]
        below = self.sure[number + 1][:1]
        least = len(between) - (self._chain([*below, *reversed(between)], upwards=True) if below else 0)
        return [(cut, cut) for cut in range(least, most + 1)] or [(most, max(least, most))]

    def _chain(self, pieces: list[TextPiece], *, upwards: bool = False) -> int:
        """Return how many pieces after the first may belong to its cell, one after the other."""
        count = 0
        for near, far in pairwise(pieces):
            above, piece = (far, near) if upwards else (near, far)
            parted = any(above.line < line < piece.line for line in self.heads)
            if parted or not self.known.continues(piece, above, self.width[id(above)]):
                break
            count += 1
        return count

    def _off(self, number: int, label: list[TextPiece], mode: str) -> float:
        """Return how far a label is from being aligned with the figures of a row."""
        if not label:
            return 0.0
        row = self.rows[number]
        if mode == "top":
            return abs(label[0].top - row.top)
        return abs((label[0].top + label[-1].bottom) / 2 - row.middle)


def _mid(piece: TextPiece) -> float:
    return (piece.left + piece.right) / 2


def _level(piece: TextPiece, row: UnnamedRow) -> bool:
    return _shared(piece, row) >= _SHARED * min(piece.high, row.bottom - row.top)


def _shared(piece: TextPiece, row: UnnamedRow) -> float:
    return min(piece.bottom, row.bottom) - max(piece.top, row.top)
