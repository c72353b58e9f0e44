"""What a fold in the paper leaves behind: figures of a column, or of a row, that stand otherwise in their cells than all others.

A pleat hides a strip of the page and draws what lies beside it together. Where the strip runs through a column, the figures it
left whole are off the place that their table's figures have in their cells, and others have lost digits unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.image import PixelSpan

# By how many pixels figures of one table stand alike in their cells, which share of them must, and how many tell.
_ALIKE, _MOST, _FEWEST = 4.5, 0.75, 6
# So many odd figures, or such a share of them, tell that the whole column or row is not as it was printed.
_ODD, _SHARE = 3, 0.4


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure: its cell, the number of its column or row, and its start and end there beside those of the cell, in pixels."""

    cell: ScannedCell
    line: int
    ink: tuple[int, int]
    room: tuple[int, int]

    @property
    def wide(self) -> int:
        """How long it is."""
        return self.ink[1] - self.ink[0]

    @property
    def places(self) -> tuple[float, float, float]:
        """How far its middle, its start and its end are from the cell's."""
        start, end = self.ink[0] - self.room[0], self.ink[1] - self.room[1]
        return (start + end) / 2, start, end


def doubt_folded(lattices: Sequence[Lattice], tables: Sequence[Sequence[ScannedCell]]) -> bool:
    """Mark as doubtful the figures that a fold may have cut, and whole columns and rows of them with the blanks in them.

    A fold runs through all tables of a page: what it crosses in one, it crosses in the others at the same place. Tells whether
    there is one.
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
    """The starts and ends, in pixels, of the columns (`axis` 0) or rows (1) that are folded; single odd figures are marked."""
    figures = _figures(lattice, cells, axis)
    odd = _odd(figures)
    # What a pen has drawn beside a figure moves its middle, too, but leaves it in doubt.
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
    """The figures that stand otherwise than those of the other columns or rows do, be it by their middles, starts or ends."""
    found = []
    for line in {figure.line for figure in figures}:
        others = [figure for figure in figures if figure.line != line]
        if len(others) >= _FEWEST:
            found += _unlike([figure for figure in figures if figure.line == line], others)
    return found


def _unlike(own: Sequence[_Figure], others: Sequence[_Figure]) -> list[_Figure]:
    """The figures that do not stand as nearly all others do; where these stand alike in several ways, by their middles."""
    usual = [median(places) for places in zip(*(figure.places for figure in others), strict=True)]
    off = [sum(abs(figure.places[way] - usual[way]) > _ALIKE for figure in others) for way in range(len(usual))]
    ways = [way for way, count in enumerate(off) if count <= min(min(off) + 1, (1 - _MOST) * len(others))]
    if len(ways) > 1:
        # Longer and shorter figures can stand alike in one way alone, and nothing tells in which.
        wide = median(figure.wide for figure in others)
        own = [figure for figure in own if abs(figure.wide - wide) <= _ALIKE]
        # A row may be higher than the others; then its figures keep to the middle.
        ways = ways[:1]
    return [figure for figure in own if any(abs(figure.places[way] - usual[way]) > _ALIKE for way in ways)]
