"""Columns and rows of figures without ruling lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from auditor.read.layout.ruled.tables import ENTRY
from auditor.read.layout.unruled.labels import Labelled
from auditor.read.layout.unruled.pieces import CellMeasure, ColumnEdges, Stack, TextPiece

_TIGHT, _LOOSER, _FAR, _HALFWAY = 0.25, 0.35, 2.2, 0.8
_LEVEL = 0.4
_DIGIT = 0.5


@dataclass(slots=True)
class FigureRow:
    """The figures of a row, each with the lines it takes; `doubtful` if they may belong to two rows.

    `labels` are the labels assigned to the row.
    """

    stacks: list[Stack]
    top: float
    bottom: float
    doubtful: bool = False
    labels: Labelled = field(default_factory=Labelled)

    @property
    def middle(self) -> float:
        """Halfway between top and bottom."""
        return (self.top + self.bottom) / 2

    @property
    def last(self) -> TextPiece:
        """A figure of its last line."""
        return max((stack.pieces[-1] for stack in self.stacks), key=lambda piece: piece.line)


@dataclass(frozen=True, slots=True)
class Width:
    """Left and right end of a column's figures, and the least width of its cells."""

    left: float
    right: float
    least: float


def figure_columns(lines: Sequence[Sequence[TextPiece]]) -> tuple[list[ColumnEdges], bool]:
    """Return the columns of figures from left to right, and whether each line has at most one figure in each."""
    figures = [own for line in lines if (own := [piece for piece in line if piece.figure])]
    several = [line for line in figures if len(line) > 1] or figures
    columns: list[ColumnEdges] = []
    for piece in sorted((piece for line in several for piece in line), key=lambda piece: piece.left):
        if columns and piece.left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], piece.right)
        else:
            columns.append((piece.left, piece.right))
    return columns, all(sum(piece.meets(*column) for piece in line) < 2 for line in several for column in columns)


def column_widths(
    lines: Sequence[Sequence[TextPiece]], columns: Sequence[ColumnEdges], before: Sequence[Width]
) -> list[Width]:
    """Return each column with the least width of its cells: the widest piece that is in it alone, here or in the table `before`."""
    if not columns:
        return []
    edge = columns[0][0]
    beside = max((piece.right for line in lines for piece in line if piece.right <= edge), default=0.0)
    walls = [beside, *((one[1] + other[0]) / 2 for one, other in pairwise(columns)), inf]
    found = [right - left for left, right in columns]
    for line in lines:
        own = [piece for piece in line if piece.right > edge]
        if 2 * len(own) < len(columns):
            continue  # headers over several columns, or figures that stand for several
        for piece in own:
            for number, (low, high) in enumerate(pairwise(walls)):
                if low <= piece.left and piece.right <= high:
                    found[number] = max(found[number], piece.right - piece.left)
    if len(before) == len(columns) and all(
        w.left < c[1] and w.right > c[0] for w, c in zip(before, columns, strict=True)
    ):
        found = [max(one, other.least) for one, other in zip(found, before, strict=True)]
    return [Width(*column, least) for column, least in zip(columns, found, strict=True)]


def figure_rows(
    lines: Sequence[Sequence[TextPiece]], columns: Sequence[Width], known: CellMeasure, *, sure: bool
) -> list[FigureRow]:
    """Return the rows of figures; a figure that takes several lines is joined where that is certain.

    If the columns are not `sure`, each line is a row, and a row of several figures is doubtful.
    """
    reader = _RowJudge(lines, columns, known)
    rows: list[FigureRow] = []
    for line in lines:
        own = [piece for piece in line if piece.figure and piece.right > reader.edge]
        if not own:
            continue
        same = reader.same_row(rows[-1], own) if rows and sure else False
        if same is False:
            doubtful = not sure and len(own) > 1
            rows.append(FigureRow([Stack([piece]) for piece in own], own[0].top, own[0].bottom, doubtful))
            continue
        row = rows[-1]
        row.bottom = own[0].bottom
        row.doubtful = row.doubtful or same is None
        for piece in own:
            stack = next((stack for stack in row.stacks if piece.meets(stack.left, stack.right)), None)
            if stack is None:
                row.stacks.append(Stack([piece]))
            else:
                stack.pieces.append(piece)
        row.stacks.sort(key=lambda stack: stack.left)
    return rows


class _RowJudge:
    """Decides whether two lines of figures are one row."""

    def __init__(self, lines: Sequence[Sequence[TextPiece]], columns: Sequence[Width], known: CellMeasure) -> None:
        self.columns, self.known = columns, known
        self.edge = columns[0].left
        self.labels = [piece for line in lines for piece in line if piece.right <= self.edge]

    def same_row(self, row: FigureRow, own: Sequence[TextPiece]) -> bool | None:
        """Return whether figures are the rest of the figures above, which had no room; None if uncertain.

        In one row, a figure that had room is halfway between the lines of figures that had none.
        """
        narrower, fresh = True, 0
        pitch = (own[0].top + own[0].bottom) / 2 - (row.last.top + row.last.bottom) / 2
        for piece in own:
            above = next((stack.pieces[-1] for stack in row.stacks if piece.meets(stack.left, stack.right)), None)
            if above is None:
                fresh += 1
                continue
            wide = above.right - above.left
            digit = wide / len(above.text)
            room = next((column.least for column in self.columns if above.meets(column.left, column.right)), wide)
            if wide + digit < room or self.known.parted(above, piece):
                return False
            narrower = narrower and piece.right - piece.left < wide - _DIGIT * digit
        if pitch < _HALFWAY * own[0].em:
            return True
        gap = (own[0].top - row.bottom - self.known.gap) / own[0].high
        if pitch > _FAR * own[0].em or (gap > _LOOSER and self.known.sure and not fresh):
            return False
        named = self._named(row, own[0])
        if named:
            return False
        return True if narrower and gap < _TIGHT and named is False and not fresh else None

    def _named(self, row: FigureRow, figure: TextPiece) -> bool | None:
        """Return whether words at the height of a figure begin a label; None if uncertain.

        Then the figure is in another row than the figures above.
        """
        beside = [piece for piece in self.labels if _level(piece, figure)]
        middle = row.top + figure.bottom
        halfway = [p for p in self.labels if abs(p.top + p.bottom - middle) < _TIGHT * p.high]
        if halfway and not any(piece.left >= halfway[-1].right for piece in beside):
            return False  # one line labels both; text to its left labels a group of rows
        if not beside:
            return False
        above = [piece for piece in self.labels if _level(piece, row.last)]
        if any(piece.left >= beside[-1].right for piece in above):
            return None
        return self._begins(beside[-1], above)

    def _begins(self, label: TextPiece, above: Sequence[TextPiece]) -> bool:
        """Return whether a label differs from the one above, which would have had room for its first word."""
        if ENTRY.match(label.text):
            return True
        if not above or above[-1] is label:
            return False
        like = [piece for piece in self.labels if abs(piece.left - above[-1].left) < piece.em]
        return self.known.fits(label, above[-1], max(piece.right - piece.left for piece in like))


def _level(piece: TextPiece, figure: TextPiece) -> bool:
    """Return whether a piece is at the height of a figure."""
    return min(piece.bottom, figure.bottom) - max(piece.top, figure.top) > _LEVEL * figure.high
