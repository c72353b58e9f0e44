"""Pieces of text in columns, and cells assembled from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import RulingLine
from auditor.read.layout.ruled.lines import em_of, join_lines, token_width
from auditor.read.layout.ruled.tables import ENTRY, LayoutCell, Spot

_ALIGNED = 0.7
_LOOSER = 0.35
_SLACK = 0.3
_FEW = 2
_LEAST_PITCH = 0.95
_ENOUGH = 2
_LEAST_SIZE = 0.1
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?[%％]?|[-—–―/／]{1,2}")
ColumnEdges = tuple[float, float]


@dataclass(slots=True)
class TextPiece:
    """Text of one line without a wide gap; `line` is the index of its line.

    `figure` says that it is a number, or a dash in place of one; `em` is the width of a Han character in it; `high` is
    the height of its line, at least one em, as some fonts state less than they need.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    line: int
    figure: bool = field(init=False)
    em: float = field(init=False)
    high: float = field(init=False)

    def __post_init__(self) -> None:
        # Broken fonts give characters no width, or a negative one.
        self.right = max(self.right, self.left + _LEAST_SIZE)
        self.bottom = max(self.bottom, self.top + _LEAST_SIZE)
        self.figure = bool(_FIGURE.fullmatch(self.text))
        self.em = em_of(self.text, self.right - self.left)
        self.high = max(self.bottom - self.top, self.em)

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    def meets(self, left: float, right: float) -> bool:
        """Return whether it overlaps a horizontal stretch."""
        return self.left < right and left < self.right

    def under(self, above: TextPiece) -> bool:
        """Return whether it is aligned with a piece above, at the left or right edge or about the middle."""
        if not self.meets(above.left, above.right):
            return False
        slack = _ALIGNED * self.high
        middles = abs(self.left + self.right - above.left - above.right) / 2
        return abs(self.left - above.left) <= slack or abs(self.right - above.right) <= slack or middles <= slack


@dataclass(slots=True)
class CellMeasure:
    """Typesetting of a table: the usual gap between two lines of one cell, and the horizontal ruling lines.

    `sure` says that enough cells show the gap.
    """

    gap: float
    sure: bool = False
    across: Sequence[RulingLine] = ()

    def parted(self, above: TextPiece, piece: TextPiece) -> bool:
        """Return whether a ruling line runs between two pieces, one above the other."""
        high, low = (above.top + above.bottom) / 2, (piece.top + piece.bottom) / 2
        left, right = max(above.left, piece.left), min(above.right, piece.right)
        return any(high < rule.place < low and rule.start < right and rule.end > left for rule in self.across)

    def continues(self, piece: TextPiece, above: TextPiece, width: float) -> bool:
        """Return whether a piece may be the next line of a cell at least `width` wide: near, and too long to have fitted above."""
        if ENTRY.match(piece.text) or piece.top - above.bottom > self.gap + _LOOSER * piece.high:
            return False
        return not self.fits(piece, above, width)

    def fits(self, piece: TextPiece, above: TextPiece, width: float) -> bool:
        """Return whether a piece is not the rest of the text above in a cell at least `width` wide.

        Then it would have fitted there, or a ruling line separates the two.
        """
        room = width - (above.right - above.left)
        return room >= (token_width(piece.text) + _SLACK) * piece.em or self.parted(above, piece)


def measure(pieces: Iterable[TextPiece], across: Sequence[RulingLine]) -> CellMeasure:
    """Measure the usual gap between words that begin no entry and the words above them that fill their cell."""
    ordered = sorted((piece for piece in pieces if not piece.figure), key=lambda piece: (piece.top, piece.left))
    gaps = []
    for number, piece in enumerate(ordered):
        above = [other for other in ordered[:number] if other.line < piece.line and piece.under(other)]
        if not above or ENTRY.match(piece.text):
            continue
        near = max(above, key=lambda other: other.bottom)
        alike = [other.right - other.left for other in ordered if abs(other.left - near.left) < piece.em]
        wide = near.right - near.left
        if len(near.text) > 1 and wide > max(alike) - piece.em and piece.top - near.top > _LEAST_PITCH * piece.em:
            gaps.append(piece.top - near.bottom)
    gaps.sort()
    usual = gaps[len(gaps) // 4] if gaps else _LOOSER * ordered[0].high if ordered else 0.0
    return CellMeasure(usual, len(gaps) >= _ENOUGH, across)


@dataclass(slots=True)
class Stack:
    """Pieces one above the other that form a cell."""

    pieces: list[TextPiece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The pieces joined."""
        return join_lines(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.pieces[0].left if len(self.pieces) == 1 else min([piece.left for piece in self.pieces])

    @property
    def right(self) -> float:
        """The right edge."""
        return self.pieces[0].right if len(self.pieces) == 1 else max([piece.right for piece in self.pieces])

    @property
    def middle(self) -> float:
        """Halfway between top and bottom."""
        return (self.pieces[0].top + self.pieces[-1].bottom) / 2

    def cell(self, page: int) -> LayoutCell:
        """Return the cell with one spot per line; a figure on several lines has one box."""
        left, right = self.left, self.right
        if len(self.pieces) > 1 and all(piece.figure for piece in self.pieces):
            spots = [Spot(self.text, page, (left, self.pieces[0].top, right, self.pieces[-1].bottom))]
        else:
            spots = [Spot(piece.text, page, piece.box) for piece in self.pieces]
        return LayoutCell(self.text, left, right, 1, spots)


def stacks(
    pieces: list[TextPiece], known: CellMeasure, width: Mapping[int, float], crowd: Mapping[int, int]
) -> list[Stack]:
    """Group pieces into cells from top to bottom.

    `width` maps the identity of a piece to the least width of its cell, `crowd` a line to its number of pieces: one or
    two pieces above many are headers over them, not the beginning of one.
    """
    made: list[Stack] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top, piece.left)):
        for stack in made:
            last = stack.pieces[-1]
            over = crowd.get(last.line, 0) <= _FEW and crowd.get(piece.line, 0) >= 2 * crowd.get(last.line, 0) > 0
            if (
                last.line < piece.line
                and not over
                and piece.under(last)
                and known.continues(piece, last, width.get(id(last), last.right - last.left))
            ):
                stack.pieces.append(piece)
                break
        else:
            made.append(Stack([piece]))
    return made
