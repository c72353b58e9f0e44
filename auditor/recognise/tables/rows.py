"""Assignment of the cells after a row's label to columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from auditor.chinese.values import parse_number
from auditor.model.document import Cell
from auditor.model.report import Value, Way

# The columns that cells start at, each with its span.
_SpanShape = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class RawRow:
    """Row found by its label: the cells after the label, as written, and whether their columns are known.

    Rows with `shared` have no label next to them: their cells come from one line for all rows. `scan` identifies the recognised
    grid a row comes from; it is -1 for text. `order` is the order of the columns where the row's own column headings differ from
    the form's order.
    """

    key: str
    label: Cell
    cells: tuple[Cell, ...]
    exact: bool
    columns: tuple[str, ...]
    stream: bool = False
    shared: bool = False
    scan: int = -1
    order: tuple[str, ...] = ()

    @property
    def base(self) -> int:
        """Return how many cells precede the row's figures, label included; 0 in a stream, whose rows have no position of their own."""
        return 0 if self.stream else self.label.column + 1


def to_value(row: str, column: str, cell: Cell | None) -> Value:
    """Convert a cell to a Value; None stands for a cell that was not found."""
    if cell is None:
        return Value(row, column, "", 0, 0, lost=True)
    if cell.unread:
        return Value(row, column, cell.raw, cell.start, cell.end, lost=True, reason=cell.unread)
    number = parse_number(cell.raw) if cell.raw else None
    text = cell.raw if cell.raw and number is None else None
    return Value(row, column, cell.raw, cell.start, cell.end, number, text, doubtful=cell.doubtful)


@dataclass(slots=True)
class Fitter:
    """Fitter of rows to their columns, which learns from unambiguous rows how to treat stray blank cells in the others.

    `heads` maps grid columns to the column headings above them, as far as these were found. For a recognised grid, `headed`
    is its start, `ends` the ends of these headings, and `clear` the headings whose words were read.
    """

    rows: Sequence[RawRow]
    heads: Mapping[int, str] = field(default_factory=dict)
    ends: Mapping[int, int] = field(default_factory=dict)
    headed: int = -1
    clear: Mapping[int, str] = field(default_factory=dict)
    order: tuple[str, ...] | None = None
    places: dict[int, str] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)
    _shapes: dict[tuple[int, int, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _usual: dict[tuple[int, int], Counter[_SpanShape]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wider = []
        for row in self.rows:
            columns = self._columns(row)
            windows = _windows(row.cells, len(columns))
            if len(windows) == 1:
                for shape in self._like(row, len(columns)):
                    self._shapes[shape][row.base + windows[0]] += 1
            if (
                row.exact
                and len(columns) > 1
                and len(windows) == 1
                and not self._is_shifted(row, windows[0], len(columns))
            ):
                found = row.cells[windows[0] : windows[0] + len(columns)]
                learnt = [(cell.column, column) for cell, column in zip(found, columns, strict=True)]
                if len(row.cells) > len(columns):
                    wider += learnt
                else:
                    self.places = dict(learnt) | self.places
        # Rows with more cells than figures are used only if there are no others.
        for place, column in () if self.places else wider:
            self.places.setdefault(place, column)

    def fit(self, row: RawRow) -> tuple[Value, ...]:
        """Return the row's values in the order of the form; columns without an identifiable cell are lost."""
        columns = self._columns(row)
        windows = [] if self._has_remark(row, columns) else _windows(row.cells, len(columns))
        if windows and self._is_shifted(row, windows[0], len(columns)):
            windows = []
        cells: list[Cell | None]
        if windows:
            start = self._choose(row, windows, len(columns))
            cells = list(row.cells[start : start + len(columns)])
            self.ways[row.key] = Way.SHARED if row.shared else Way.ORDER
        elif not row.exact and sum(bool(cell.raw) for cell in row.cells) == len(columns):
            # The blanks between them are what spanning cells leave in text.
            cells, self.ways[row.key] = [cell for cell in row.cells if cell.raw], Way.FILLED
        else:
            cells = self._by_place(row, columns)
            self.ways[row.key] = Way.PLACE if any(cells) else Way.NONE
        if row.scan >= 0 and row.exact and row.scan == self.headed:
            cells = [
                below_head(cell, column, self.clear) if cell and self._is_below(column, cell) else None
                for column, cell in zip(columns, cells, strict=True)
            ]
        elif row.scan >= 0 and row.exact and self.headed >= 0 and _end(row.cells) != max(self.ends.values()):
            cells = [None] * len(columns)  # a piece with other columns, which are not under these headings
        if _is_missed(row, cells):
            cells = [cell if cell is not None and cell.raw else None for cell in cells]
        values = [to_value(row.key, column, cell) for column, cell in zip(columns, cells, strict=True)]
        if columns is not row.columns:
            values.sort(key=lambda value: row.columns.index(value.column))
        return tuple(values)

    def _columns(self, row: RawRow) -> tuple[str, ...]:
        """Return the row's columns in the order in which this table writes them."""
        if row.order:
            return row.order
        if self.order and set(self.order) == set(row.columns):
            return self.order
        return row.columns

    @staticmethod
    def _like(row: RawRow, wanted: int) -> tuple[tuple[int, int, int], ...]:
        """Return the shapes by which rows are alike: length and position of the label first, then length alone."""
        length = row.base + len(row.cells)
        return (row.base, length, wanted), (-1, length, wanted)

    def _choose(self, row: RawRow, windows: list[int], wanted: int) -> int:
        """Return where the figures begin: as in unambiguous rows of the same shape, otherwise as early as possible."""
        for shape in self._like(row, wanted) if len(windows) > 1 else ():
            for place, _ in self._shapes[shape].most_common():
                if place - row.base in windows:
                    return place - row.base
        return windows[0]

    def _is_below(self, column: str, cell: Cell | None) -> bool:
        """Return whether a cell is below its column's heading or, if that was not found, below no other column's heading."""
        if cell is None:
            return True
        last = cell.column + cell.col_span
        above = {key for place, key in self.heads.items() if place < last and cell.column < self.ends[place]}
        return above == {column} or (not above and column not in self.heads.values())

    def _is_shifted(self, row: RawRow, start: int, wanted: int) -> bool:
        """Return whether a row's cells are not where most rows of its recognised grid have them: a ruling line was lost or invented."""
        if row.scan < 0 or not row.exact or wanted == 1:
            return False
        shapes = self._usual.get((row.scan, wanted))
        if shapes is None:
            shapes = self._usual[row.scan, wanted] = Counter(
                _shape(other.cells[first : first + wanted])
                for other in self.rows
                if other.scan == row.scan and len(other.columns) == wanted
                for first in _windows(other.cells, wanted)[:1]
            )
        return 2 * shapes[_shape(row.cells[start : start + wanted])] < max(shapes.values())

    def _are_whole(self, columns: tuple[str, ...]) -> bool:
        """Return whether each of these columns has exactly one heading."""
        return len(self.heads) == len(columns) and set(self.heads.values()) == set(columns)

    def _has_remark(self, row: RawRow, columns: tuple[str, ...]) -> bool:
        """Return whether something is written after the last column of the table: a remark, not one of the row's figures."""
        if not row.exact or row.stream or not row.cells or not self.heads:
            return False
        last = max(self.heads)
        if row.cells[-1].column <= last or not self._are_whole(columns):
            return False
        return any(cell.raw and cell.column > last for cell in row.cells)

    def _by_place(self, row: RawRow, columns: tuple[str, ...]) -> list[Cell | None]:
        """Find cells by the columns of other rows of the same grid; a figure that spans several columns belongs to none of them."""
        places = self.heads if self._are_whole(columns) else self.places
        if not row.exact or not places:
            return [None] * len(columns)
        found: dict[str, Cell] = {}
        for cell in row.cells:
            covered = [places[x] for x in range(cell.column, cell.column + cell.col_span) if x in places]
            if len(covered) == 1 or not cell.raw:
                found.update((column, cell) for column in covered)
        return [found.get(column) for column in columns]


def _is_missed(row: RawRow, cells: Sequence[Cell | None]) -> bool:
    """Return whether a figure in the row was assigned to no column, in which case a blank column is not certainly blank."""
    if not row.exact or all(cell is None or cell.raw for cell in cells):
        return False
    taken = {cell.start for cell in cells if cell is not None and cell.raw}
    return any(cell.raw and cell.start not in taken and parse_number(cell.raw) is not None for cell in row.cells)


def below_head(cell: Cell, column: str, clear: Mapping[int, str]) -> Cell:
    """Mark a cell of a recognised grid as doubtful if its column heading was not read: what hides the heading may hide digits too.

    `clear` maps the columns of the grid whose headings were read.
    """
    return cell if clear.get(cell.column) == column else cell._replace(doubtful=True)


def _end(cells: Sequence[Cell]) -> int:
    """Return the column after the last cell."""
    return max(cell.column + cell.col_span for cell in cells)


def _shape(cells: Sequence[Cell]) -> _SpanShape:
    return tuple((cell.column, cell.col_span) for cell in cells)


def _windows(cells: Sequence[Cell], wanted: int) -> list[int]:
    """Return where `wanted` adjacent cells can begin such that only blank cells are left out."""
    if len(cells) == wanted:
        return [0]
    filled = [place for place, cell in enumerate(cells) if cell.raw]
    first, last = (filled[0], filled[-1]) if filled else (len(cells), -1)
    return [start for start in range(len(cells) - wanted + 1) if start <= first and last < start + wanted]
