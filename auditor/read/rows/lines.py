"""Visible rows of a sheet, without hidden cells and cells covered by merged ones."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from auditor.chinese.values import parse_number
from auditor.config.limits import ReadContext, require
from auditor.read.base.builder import RawCell
from auditor.read.base.left_out import LeftOut
from auditor.read.rows.cells import Hidden, MergedArea, SheetCell, WorkbookSheet

_BLANK = SheetCell("")
_NONE: frozenset[int] = frozenset()


@dataclass(slots=True)
class SheetLine:
    """Row of a sheet: its cells that are filled or merged, and the further columns that merged cells cover.

    `row` is its number among the visible rows, `end` that of the next line if no blank row is between. `tied` rows hold a part of
    a cell that spans several rows.
    """

    row: int
    end: int
    cells: list[RawCell]
    covered: frozenset[int] | set[int] = _NONE
    tied: bool = False
    filled: list[RawCell] = field(init=False)

    def __post_init__(self) -> None:
        self.filled = [cell for cell in self.cells if cell.text]

    @property
    def figures(self) -> list[int]:
        """Return the columns that contain numbers."""
        return [cell.column for cell in self.filled if cell.unread or parse_number(cell.text) is not None]

    def upto(self, last: int) -> SheetLine:
        """Return the same row with the cells that begin up to a column."""
        if not self.cells or self.cells[-1].column <= last:
            return self
        return SheetLine(
            self.row, self.end, [cell for cell in self.cells if cell.column <= last], self.covered, self.tied
        )

    def beyond(self, last: int) -> SheetLine:
        """Return the same row with the cells that begin after a column, tied only if one of these spans several rows."""
        cells = [cell for cell in self.cells if cell.column > last]
        return SheetLine(self.row, self.end, cells, self.covered, any(cell.row_span > 1 for cell in cells))


class _SheetSide:
    """Rows or columns of a sheet: which are hidden, and their numbers among the visible ones."""

    def __init__(self, hidden: Iterable[int]) -> None:
        self.hidden = frozenset(hidden)
        self._sorted = sorted(self.hidden)

    def number(self, place: int) -> int:
        """Return how many visible places precede this one."""
        return place - bisect_left(self._sorted, place) if self._sorted else place

    def first(self, place: int, last: int) -> int:
        """Return the first visible place from here to the last; the one after the last if there is none."""
        while place <= last and place in self.hidden:
            place += 1
        return place


def seen_lines(sheet: WorkbookSheet, context: ReadContext) -> list[SheetLine]:
    """Return the non-empty visible rows of a sheet, from the top.

    Hidden content is left out, noted in `sheet.hidden` and counted in `sheet.left_out`.
    """
    return _SheetRowsSeen(sheet, context).lines()


def lines_of(rows: Sequence[Sequence[RawCell]]) -> list[SheetLine]:
    """Convert the rows of a table from another kind of file to lines of a sheet; blank rows are left out."""
    covered: dict[int, set[int]] = {}
    tied: set[int] = set()
    lines = []
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell.text or cell.unread or cell.row_span > 1 or cell.col_span > 1]
        held = covered.setdefault(number, set())
        down = 1
        for cell in cells:
            last = min(number + cell.row_span, len(rows))
            if cell.row_span > 1 and any(
                other is not cell and other.text for part in rows[number:last] for other in part
            ):
                tied.update(range(number, last))
            for below in range(number, last):
                covered.setdefault(below, set()).update(range(cell.column, cell.column + cell.col_span))
            down = max(down, last - number)
        line = SheetLine(number, number + (1 if number in tied else down), cells, held, number in tied)
        if line.filled or line.tied or any(cell.unread for cell in cells):
            lines.append(line)
    return lines


class _SheetRowsSeen:
    """Assembler of the visible rows of one sheet."""

    def __init__(self, sheet: WorkbookSheet, context: ReadContext) -> None:
        self._deadline, self._most_cells = context.deadline, context.limits.cells
        self._sheet = sheet
        self._rows = _SheetSide(sheet.hidden_rows)
        self._columns = _SheetSide(column for first, last in sheet.hidden_columns for column in range(first, last + 1))
        # By row: the merged cells that begin in it, by column; the covered columns; whether the row is part of a higher
        # cell.
        self._corners: dict[int, dict[int, tuple[SheetCell, int, int]]] = {}
        self._covered: dict[int, set[int]] = {}
        self._tied: set[int] = set()

    def lines(self) -> list[SheetLine]:
        """Return the rows from the top."""
        self._merge()
        if self._rows.hidden or self._columns.hidden:
            self._count_hidden()
        lines, check = [], self._deadline.check
        for row in sorted(self._sheet.rows.keys() | self._corners.keys() | self._tied):
            if row not in self._rows.hidden:
                check()
                line = self._line(row)
                if line.filled or line.tied:
                    lines.append(line)
        return lines

    def _line(self, row: int) -> SheetLine:
        found, corners = self._sheet.rows.get(row, {}), self._corners.get(row)
        covered = self._covered.get(row, _NONE)
        number = self._columns.number
        cells = [
            RawCell(cell.text.strip(), number(column), unread=cell.unread)
            for column, cell in found.items()
            if column not in covered and column not in self._columns.hidden
        ]
        down = 1
        if corners:
            for column, (cell, rows, across) in corners.items():
                cells.append(RawCell(cell.text.strip(), number(column), rows, across, unread=cell.unread))
                down = max(down, rows)
        cells.sort(key=lambda cell: cell.column)
        if covered:
            covered = {number(column) for column in covered if column not in self._columns.hidden}
        at, tied = self._rows.number(row), row in self._tied
        return SheetLine(at, at + (1 if tied else down), cells, covered, tied)

    def _merge(self) -> None:
        """Note what merged cells cover, as far as it is visible."""
        rows, total = self._sheet.rows, 0
        lowest = max(rows, default=0)
        ends = {row: (min(cells), max(cells)) for row, cells in rows.items() if cells}
        widest = max((last for _, last in ends.values()), default=0)
        for area in self._sheet.merges:
            top, left, bottom, right = _clipped(area, lowest, widest)
            total += (bottom - top + 1) * (right - left + 1)
            require(total, self._most_cells, "合并的单元格数")
            first, start = self._rows.first(top, bottom), self._columns.first(left, right)
            if first > bottom or start > right:
                continue
            down = self._rows.number(bottom + 1) - self._rows.number(first)
            across = self._columns.number(right + 1) - self._columns.number(start)
            self._corners.setdefault(first, {})[start] = rows.get(top, {}).get(left, _BLANK), down, across
            for row in range(first, bottom + 1):
                self._covered.setdefault(row, set()).update(range(left, right + 1))
            # A cell over several rows without other content is a text and ties no rows together.
            if down > 1 and any(_reaches_out(ends.get(row), left, right) for row in range(first, bottom + 1)):
                self._tied.update(row for row in range(first, bottom + 1) if row not in self._rows.hidden)

    def _count_hidden(self) -> None:
        """Note the hidden rows that contain text, and the hidden columns of the other rows that do."""
        found = self._sheet.hidden
        for row in sorted(self._sheet.rows):
            filled = [column for column, cell in self._sheet.rows[row].items() if cell.text]
            above = self._rows.number(row)
            if row not in self._rows.hidden:
                found += [Hidden(above, column=column) for column in filled if column in self._columns.hidden]
            elif filled:
                found.append(Hidden(above, row))
        if found:
            places = {each[1:] for each in found}
            self._sheet.left_out[LeftOut.HIDDEN] += len(places)


def _clipped(area: MergedArea, lowest: int, widest: int) -> MergedArea:
    """Clip a merged cell to at most one place after the last cells of the sheet."""
    top, left, bottom, right = area
    return top, left, max(min(bottom, lowest + 1), top), max(min(right, widest + 1), left)


def _reaches_out(ends: tuple[int, int] | None, left: int, right: int) -> bool:
    """Return whether a row, given by its first and last filled column, extends beyond the columns left to right."""
    return ends is not None and (ends[0] < left or ends[1] > right)
