"""Tables with their text: runs go into the cells of a lattice, and the pieces of a table that breaks over pages are joined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.read.builder import RawCell
from auditor.read.pdf_chars import Characters, Line, Run, join_lines, to_lines
from auditor.read.pdf_lattice import SNAP, Lattice
from auditor.read.pdf_native import Box

_MOST_HEAD_ROWS = 5
_SLACK = 1.0
_HEADS = 3
_SHARED = 5
# A new entry of the form begins so; a cell that begins otherwise may go on from the page before.
ENTRY = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+条|[①-⑳]"
)
_FIGURE = re.compile(r"[\d.,，%/—-]*")


@dataclass(slots=True)
class Spot:
    """A piece of text on a page: how many of the page's table or paragraph it is part of, and its box."""

    text: str
    page: int
    box: Box


@dataclass(slots=True)
class TableCell:
    """A cell with its edges on the page; `spots` are more than one if it goes on over a page break.

    `doubtful` tells that it was recognised in a picture, and not surely.
    """

    text: str
    left: float
    right: float
    row_span: int
    spots: list[Spot]
    doubtful: bool = False

    @property
    def figure(self) -> bool:
        """Whether it holds nothing but a number, or nothing at all."""
        return bool(_FIGURE.fullmatch(self.text))


@dataclass(slots=True)
class Table:
    """A table, or its piece on one page: each cell stands in the row where it begins."""

    rows: list[list[TableCell]]
    xs: list[float]
    top: float
    bottom: float
    open_top: bool = False
    open_bottom: bool = False
    exact: bool = True
    last_page: int = 0
    heads: list[list[TableCell]] = field(default_factory=list)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.xs[0]

    def raw_rows(self) -> list[list[RawCell]]:
        """The rows for the builder; columns are counted over all edges of all pieces."""
        if not self.exact:
            return [[RawCell(cell.text, doubtful=cell.doubtful) for cell in row] for row in self.rows]
        edges: list[float] = []
        for x in sorted(self.xs):
            if not edges or x - edges[-1] > SNAP:
                edges.append(x)
        last = len(edges) - 1

        def column(x: float) -> int:
            place = min(bisect_left(edges, x), last)
            return place - 1 if place and x - edges[place - 1] < edges[place] - x else place

        rows = []
        for row in self.rows:
            cells = []
            for cell in row:
                first = column(cell.left)
                across = max(column(cell.right) - first, 1)
                cells.append(RawCell(cell.text, first, cell.row_span, across, cell.doubtful))
            rows.append(cells)
        return rows


def fill(
    lattices: list[Lattice], runs: Sequence[Run], characters: Characters, page: int
) -> tuple[list[Table], list[Run]]:
    """The tables of a page with their text, and the runs that stand in none."""
    inside: list[dict[int, list[Run]]] = [{} for _ in lattices]
    # A table within another one's cell comes first.
    order = sorted(range(len(lattices)), key=lambda n: _area(lattices[n].box))
    outside = []
    for run in runs:
        x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
        for number in order:
            lattice = lattices[number]
            cell = lattice.at(x, y)
            if cell is None:
                continue
            for part in _parts(run, lattice, cell, characters):
                own = lattice.at((part.left + part.right) / 2, y)
                inside[number].setdefault(cell if own is None else own, []).append(part)
            break
        else:
            outside.append(run)
    tables = [_table(lattice, texts, page) for lattice, texts in zip(lattices, inside, strict=True)]
    return tables, outside


def _area(box: Box) -> float:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _parts(run: Run, lattice: Lattice, number: int, characters: Characters) -> list[Run]:
    """The run, cut at the walls it crosses if it stands in more than one cell."""
    slot = lattice.slots[number]
    left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
    if (run.left >= left - _SLACK and run.right <= right + _SLACK) or run.end - run.start == 1:
        return [run]
    middle = (run.top + run.bottom) / 2
    walls = [
        x
        for x in lattice.xs
        if run.left + _SLACK < x < run.right - _SLACK and lattice.at(x - 0.1, middle) != lattice.at(x + 0.1, middle)
    ]
    return characters.cut(run, walls)


def _table(lattice: Lattice, texts: dict[int, list[Run]], page: int) -> Table:
    rows: list[list[TableCell]] = [[] for _ in range(len(lattice.ys) - 1)]
    for number, slot in enumerate(lattice.slots):
        left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
        top, bottom = lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]
        runs = texts.get(number)
        text = join_lines(line.text for line in to_lines(runs)) if runs else ""
        spot = Spot(text, page, (left, top, right, bottom))
        rows[slot.row].append(TableCell(text, left, right, slot.row_span, [spot]))
    return Table(rows, lattice.xs, lattice.ys[0], lattice.ys[-1], lattice.open_top, lattice.open_bottom, last_page=page)


def take_in(table: Table, lines: list[Line]) -> bool:
    """Take lines below a table that fill the width of cells in its last row as the rest of their text.

    Some producers let a merged cell's text run on below the last line when the page breaks within it.
    """
    bottom = [
        cell for number, row in enumerate(table.rows) for cell in row if number + cell.row_span >= len(table.rows)
    ]
    found: list[tuple[TableCell, Run]] = []
    for line in lines:
        for run in line.runs:
            room = run.right - run.left + 2 * line.em
            own = [c for c in bottom if c.left <= run.left and run.right <= c.right and c.right - c.left < room]
            if not own or own[0].figure or ENTRY.match(run.text):
                return False
            found.append((own[0], run))
    for cell, run in found:
        cell.text = join_lines((cell.text, run.text))
        cell.spots.append(Spot(run.text, table.last_page, (run.left, run.top, run.right, run.bottom)))
    return True


def same_edges(one: Table, other: Table) -> bool:
    """Whether two tables begin and end at the same places from left to right, or all edges of one are edges of the other.

    A column that is one merged cell may have no lines left on the next page.
    """
    few, many = sorted((one.xs, other.xs), key=len)

    def meet(x: float) -> bool:
        return any(abs(x - edge) <= SNAP for edge in many)

    outer = abs(few[0] - many[0]) <= SNAP and abs(few[-1] - many[-1]) <= SNAP
    return outer or (len(few) >= _SHARED and all(map(meet, few)))


def join(before: Table, after: Table) -> bool:
    """Append the piece on the next page to a table, if it has the same outer edges.

    Repeated head rows are left out; a row or a merged cell that goes on is joined where that is clear.
    """
    if not (before.exact and after.exact) or after.last_page != before.last_page + 1:
        return False
    if not same_edges(before, after):
        return False
    before.heads = before.heads or before.rows[:_MOST_HEAD_ROWS]
    rows = after.rows[_repeated(before.heads, after.rows) :]
    if rows:
        unruled = len(rows) == len(after.rows) and before.open_bottom and after.open_top
        pairs = _pairs(before, rows[0])
        if _goes_on(pairs, rows[0], unruled):
            for cell, rest in pairs:
                _append(cell, rest, rest.row_span - 1)
            rows = rows[1:]
        else:
            _extend_merged(pairs, rows[0])
    before.rows += rows
    before.xs = before.xs + after.xs
    before.last_page = after.last_page
    before.open_bottom = after.open_bottom
    return True


def _repeated(heads: list[list[TableCell]], rows: list[list[TableCell]]) -> int:
    """How many rows at the top repeat the heads of the table, whole cells only."""
    count = 0
    for head, row in zip(heads, rows, strict=False):
        if [cell.text for cell in head] != [cell.text for cell in row] or any(
            cell.figure and cell.text for cell in row
        ):
            break
        count += 1
    while count and any(number + cell.row_span > count for number in range(count) for cell in rows[number]):
        count -= 1
    return count if count < len(rows) else 0


def _pairs(table: Table, row: list[TableCell]) -> list[tuple[TableCell, TableCell]]:
    """The cells that reach the last row of a table, each with the one at the same place in the next page's first row."""
    height = len(table.rows)
    cells = [cell for number, line in enumerate(table.rows) for cell in line if number + cell.row_span >= height]
    return [(cell, rest) for rest in row for cell in cells if _alike(cell, rest)]


def _alike(one: TableCell, other: TableCell) -> bool:
    return abs(one.left - other.left) <= SNAP and abs(one.right - other.right) <= SNAP


def _goes_on(pairs: list[tuple[TableCell, TableCell]], row: list[TableCell], unruled: bool) -> bool:
    """Whether a page's first row is the rest of the last one: its figures stand on one of the two pages only.

    `unruled` tells that neither page has a line at the break; then text on both sides is no objection.
    """
    matched = {id(rest) for _, rest in pairs}
    if not pairs or any(rest.text for rest in row if id(rest) not in matched):
        return False
    thin = [(cell, rest) for cell, rest in pairs if cell.row_span == rest.row_span == 1]
    figures = [(cell, rest) for cell, rest in thin if cell.figure and rest.figure]
    words = [pair for pair in thin if pair not in figures]
    above, below = any(cell.text for cell, _ in figures), any(rest.text for _, rest in figures)
    if above != below and words and not any(cell.text and rest.text for cell, rest in words):
        # A label on one page, its figures on the other.
        return any(rest.text for _, rest in words) == above
    if any(ENTRY.match(rest.text) for _, rest in pairs):
        return False
    if not any(cell.text and rest.text for cell, rest in words):
        return False
    # Heads stand in rows without figures; the form has no two such rows of the same cells.
    heads = not above and not below and sum(bool(cell.text) for cell, _ in words) >= _HEADS
    return heads or unruled or above != below


def _append(cell: TableCell, rest: TableCell, rows: int) -> None:
    cell.text = join_lines(text for text in (cell.text, rest.text) if text)
    cell.spots += [spot for spot in rest.spots if spot.text]
    cell.row_span += rows
    cell.doubtful = cell.doubtful or rest.doubtful


def _extend_merged(pairs: list[tuple[TableCell, TableCell]], row: list[TableCell]) -> None:
    """A merged cell cut by the page break goes on in a merged cell at the same place that begins no new entry."""
    for cell, rest in pairs:
        merged = cell.row_span > 1 or rest.row_span > 1
        if (
            merged
            and len(row) > 1
            and not cell.figure
            and not ENTRY.match(rest.text)
            and not (rest.figure and rest.text)
        ):
            _append(cell, rest, rest.row_span)
            row.remove(rest)
