"""Detection of folds in the paper: figures of one column or row are placed differently in their cells from all others.

A fold hides a strip of the page and moves the parts next to it together. Where the strip runs through a column, the
figures left whole are shifted from the place that the table's figures have in their cells, and others have lost digits
unnoticed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.image import PixelSpan

# Figures of one table have the same place in their cells within _ALIKE pixels; the share of them that must, and the
# number that suffices.
_ALIKE, _MOST, _FEWEST = 4.5, 0.75, 6
# From this number and this share of odd figures on, the whole column or row is not as it was printed.
_ODD, _SHARE = 3, 0.4


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure: its cell, the index of its column or row, and the start and end of its ink and of its cell there, in pixels."""

    cell: ScannedCell
    line: int
    ink: tuple[int, int]
    room: tuple[int, int]

    @property
    def wide(self) -> int:
        """Its length."""
        return self.ink[1] - self.ink[0]

    @property
    def places(self) -> tuple[float, float, float]:
        """The offsets of its middle, its start and its end from the cell's."""
        start, end = self.ink[0] - self.room[0], self.ink[1] - self.room[1]
        return (start + end) / 2, start, end


def doubt_folded(lattices: Sequence[Lattice], tables: Sequence[Sequence[ScannedCell]]) -> bool:
    """Mark as doubtful the figures that a fold may have cut, and whole columns and rows, blanks included.

    A fold runs through all tables of a page at the same place. Returns whether there is one.
    """
    found = False
    for axis in (0, 1):
        folded: list[tuple[int, int]] = []
        for lattice, cells in zip(lattices, tables, strict=True):
            folded += _folded(lattice, cells, axis)
        for start, end in folded:
            for cell in (cell for cells in tables for cell in cells if not cell.worded):
                if cell.inside[axis] < end and start < cell.inside[axis + 2]:
                    cell.doubtful = True
        found = found or bool(folded)
    return found


def _folded(lattice: Lattice, cells: Sequence[ScannedCell], axis: int) -> list[tuple[int, int]]:
    """Return the starts and ends, in pixels, of the folded columns (`axis` 0) or rows (1); mark single odd figures as doubtful."""
    figures = _figures(lattice, cells, axis)
    odd = _odd(figures)
    # Pen strokes next to a figure also move its middle, but make it doubtful.
    sure = {id(figure.cell): figure.line for figure in odd if not figure.cell.doubtful}
    for figure in odd:
        figure.cell.doubtful = True
    every, off = (Counter(figure.line for figure in group) for group in (figures, odd))
    lines = {line for line, count in off.items() if count >= _ODD and count >= _SHARE * every[line]}
    if len(sure) >= _ODD and len(set(sure.values())) > 1:
        # A slanted fold runs through several of them, and its last figures lose digits in the next.
        lines |= {line + step for line in off for step in (-1, 0, 1)}
    return sorted({figure.room for figure in figures if figure.line in lines})


def _figures(lattice: Lattice, cells: Sequence[ScannedCell], axis: int) -> list[_Figure]:
    found = []
    for slot, cell in zip(lattice.slots, cells, strict=True):
        line, span = ((slot.column, slot.col_span), (slot.row, slot.row_span))[axis]
        if cell.worded or not cell.marks or span > 1:
            continue
        ink = _around(cell.lines, axis)
        found.append(_Figure(cell, line, ink, (cell.inside[axis], cell.inside[axis + 2])))
    return found


def _around(lines: Sequence[PixelSpan], axis: int) -> tuple[int, int]:
    return min(line[axis] for line in lines), max(line[axis + 2] for line in lines)


def _odd(figures: Sequence[_Figure]) -> list[_Figure]:
    """Return the figures that are placed differently from those of the other columns or rows, by their middles, starts or ends."""
    found = []
    for line in {figure.line for figure in figures}:
        others = [figure for figure in figures if figure.line != line]
        if len(others) >= _FEWEST:
            found += _unlike([figure for figure in figures if figure.line == line], others)
    return found


def _unlike(own: Sequence[_Figure], others: Sequence[_Figure]) -> list[_Figure]:
    """Return the figures placed differently from nearly all others; if the others agree in several ways, by their middles."""
    usual = [median(places) for places in zip(*(figure.places for figure in others), strict=True)]
    off = [sum(abs(figure.places[way] - usual[way]) > _ALIKE for figure in others) for way in range(len(usual))]
    ways = [way for way, count in enumerate(off) if count <= min(min(off) + 1, (1 - _MOST) * len(others))]
    if len(ways) > 1:
        # Longer and shorter figures can agree in one way only, and in which is unknown.
        wide = median(figure.wide for figure in others)
        own = [figure for figure in own if abs(figure.wide - wide) <= _ALIKE]
        # A row may be higher than the others; then its figures are at the middle.
        ways = ways[:1]
    return [figure for figure in own if any(abs(figure.places[way] - usual[way]) > _ALIKE for way in ways)]
