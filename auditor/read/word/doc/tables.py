"""Tables of a Word binary document ([MS-DOC] 2.4.3): cells and rows from paragraphs, columns from edges in twips, spans from merges."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.config.limits import require
from auditor.read.word.doc.formats import TABLE, Changes, Layout
from auditor.read.word.parts.blocks import WordBlock, WordTableCell, is_blank, table_blocks

_INSERT, _DELETE, _WIDTH, _MERGE, _SPLIT, _VERTICAL = 0x7621, 0x5622, 0x7623, 0x5624, 0x5625, 0xD62B
_CELL_SIZE = 20
_MAX_COLUMNS = 63
# Flags of a cell (2.9.315): first cell of a horizontal merge, a continued one; a cell in a vertical merge, its first one.
_FIRST, _MERGED, _VERTICALLY, _RESTARTS = 0x01, 0x02, 0x20, 0x40
# Tolerance for edges of one column, about a millimetre; the narrowest cell that Word draws is twice as wide.
_NEAR = 60


@dataclass(slots=True)
class _RowShape:
    """Edges of a row from left to right, one more than its cells, and the flags of each cell."""

    edges: list[int] = field(default_factory=lambda: [0])
    flags: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.flags)


@dataclass(slots=True)
class _DocTable:
    """A table being read: finished rows, the cells of the open row, the blocks of the open cell."""

    rows: list[tuple[Changes, list[list[WordBlock]]]] = field(default_factory=list)
    cells: list[list[WordBlock]] = field(default_factory=list)
    blocks: list[WordBlock] = field(default_factory=list)

    def end_row(self, definition: Changes) -> None:
        if any(self.blocks):
            self.cells.append(self.blocks)
        self.rows.append((definition, self.cells))
        self.cells, self.blocks = [], []

    def finished(self) -> list[WordBlock]:
        if self.cells or any(self.blocks):
            self.end_row(())
        return table_blocks(_grid(self.rows))


class ParagraphFlow:
    """Builder of blocks from paragraphs in reading order; paragraphs inside tables are placed in their cells."""

    def __init__(self, most_cells: int) -> None:
        self._most_cells = most_cells
        self._blocks: list[WordBlock] = []
        self._open: list[_DocTable] = []
        self._cells = 0

    def add(self, layout: Layout, blocks: Sequence[WordBlock], ends_cell: bool) -> None:
        """Add a paragraph and the blocks anchored in it; it may end a cell."""
        self._to(layout.depth).extend(blocks)
        if ends_cell and self._open:
            self._cells += 1
            if self._cells > self._most_cells:
                require(self._cells, self._most_cells, "表格单元格数")
            table = self._open[-1]
            table.cells.append(table.blocks)
            table.blocks = []

    def end_row(self, layout: Layout, deleted: bool) -> None:
        """End a row; if its mark and all its text are deleted, the row is dropped."""
        self._to(layout.depth)
        if self._open:
            table = self._open[-1]
            table.end_row(layout.table)
            # LibreOffice marks the row preceding a deleted one, so a row with text is kept.
            if deleted and all(is_blank(cell) for cell in table.rows[-1][1]):
                table.rows.pop()

    def finished(self) -> list[WordBlock]:
        """Close open tables and return all blocks."""
        return self._to(0)

    def _to(self, depth: int) -> list[WordBlock]:
        """Return the blocks of the open cell at a depth, 0 for the body; opens and closes tables as needed."""
        while len(self._open) > depth:
            inner = self._open.pop().finished()
            (self._open[-1].blocks if self._open else self._blocks).extend(inner)
        while len(self._open) < depth:
            self._open.append(_DocTable())
        return self._open[-1].blocks if self._open else self._blocks


def _grid(rows: list[tuple[Changes, list[list[WordBlock]]]]) -> list[list[WordTableCell]]:
    """Build rows of cells with spans; columns are derived from the edges of all rows together."""
    known = {definition: _shape(definition) for definition in {definition for definition, _ in rows}}
    shapes = [known[definition] for definition, _ in rows]
    columns = _columns({edge for shape in known.values() if shape.flags for edge in shape.edges})
    grid: list[list[WordTableCell]] = []
    running: dict[int, WordTableCell] = {}
    for shape, (_, cells) in zip(shapes, rows, strict=True):
        row, running = _row(shape, cells, columns, running)
        grid.append(row)
    return grid


def _row(
    shape: _RowShape, contents: list[list[WordBlock]], columns: dict[int, int], running: dict[int, WordTableCell]
) -> tuple[list[WordTableCell], dict[int, WordTableCell]]:
    """Return the cells that begin in a row, and the cells by column that the next row may continue."""
    cells: list[WordTableCell] = []
    renewed: dict[int, WordTableCell] = {}
    left: WordTableCell | None = None
    described = len(shape)
    column = columns.get(shape.edges[0], 0)
    for place, blocks in enumerate(contents):
        flags, end = 0, column + 1
        if place < described:
            # A cell without width still counts as one, and cells do not overlap.
            flags, column = shape.flags[place], max(column, columns[shape.edges[place]])
            end = max(columns[shape.edges[place + 1]], column + 1)
        if flags & _MERGED and left is not None:
            # A cell continued from an upper row already has its width.
            left.col_span += end - column if left.row_span == 1 else 0
            column = end
            continue
        goes_on = bool(flags & _VERTICALLY and not flags & _RESTARTS)
        cell = running.get(column) if goes_on else None
        if cell is not None:
            cell.row_span += 1
        else:
            # Word does not display the text of a cell that continues a merge, even if the merge never began.
            cell = WordTableCell([] if goes_on or flags & _MERGED else blocks, column, end - column)
            cells.append(cell)
        if flags & _VERTICALLY:
            renewed[column] = cell
        left = cell if flags & (_FIRST | _MERGED) else None
        column = end
    return cells, renewed


def _columns(edges: set[int]) -> dict[int, int]:
    """Map each edge to the column that begins there; edges within the tolerance of a column's first edge belong to it."""
    columns: dict[int, int] = {}
    first, column = 0, -1
    for edge in sorted(edges):
        if column < 0 or edge - first > _NEAR:
            first, column = edge, column + 1
        columns[edge] = column
    return columns


def _shape(definition: Changes) -> _RowShape:
    """Build the shape of a row from its list of changes; it has no cells if there is no definition."""
    shape = _RowShape()
    for code, operand in definition:
        if code == TABLE:
            shape = _defined(operand)
        elif code in _CHANGES:
            _change(shape, code, operand)
    return shape


def _defined(operand: bytes) -> _RowShape:
    """Read the definition of a row (2.9.310); the last cells may have no descriptor."""
    count = min(operand[0] if operand else 0, _MAX_COLUMNS)
    if not count or len(operand) < 3 + 2 * count:
        return _RowShape()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    flags = []
    for place in range(count):
        at = 3 + 2 * count + place * _CELL_SIZE
        flags.append(operand[at] if at < len(operand) else 0)
    return _RowShape(list(edges), flags)


_CHANGES = frozenset((_INSERT, _DELETE, _WIDTH, _MERGE, _SPLIT, _VERTICAL))


def _change(shape: _RowShape, code: int, operand: bytes) -> None:
    """Apply a change to some cells of a row (2.6.3); missing cells are ignored."""
    first = min(operand[0], len(shape)) if operand else 0
    end = min(max(operand[1], first), len(shape)) if len(operand) > 1 else first
    if code == _INSERT:
        count = min(operand[1], _MAX_COLUMNS - min(len(shape), _MAX_COLUMNS))
        width = int.from_bytes(operand[2:4], "little", signed=True)
        left = shape.edges[first]
        shape.flags[first:first] = [0] * count
        moved = [edge + count * width for edge in shape.edges[first + 1 :]]
        shape.edges[first + 1 :] = [left + number * width for number in range(1, count + 1)] + moved
    elif code == _DELETE:
        gap = shape.edges[end] - shape.edges[first]
        del shape.flags[first:end]
        shape.edges[first:] = [shape.edges[first], *(edge - gap for edge in shape.edges[end + 1 :])]
    elif code == _WIDTH:
        width = int.from_bytes(operand[2:4], "little", signed=True)
        for place in range(first, end):
            change = width - (shape.edges[place + 1] - shape.edges[place])
            shape.edges[place + 1 :] = [edge + change for edge in shape.edges[place + 1 :]]
    elif code in (_MERGE, _SPLIT):
        for place in range(first, end):
            kept = shape.flags[place] & ~(_FIRST | _MERGED)
            merged = _FIRST if place == first else _MERGED
            shape.flags[place] = kept if code == _SPLIT else kept | merged
    elif first < len(shape):
        # 1 continues the cell above, 3 is the first of a merge, 0 is in none (2.9.343).
        way = operand[1] & 3 if len(operand) > 1 else 0
        kept = shape.flags[first] & ~(_VERTICALLY | _RESTARTS)
        shape.flags[first] = kept | (_VERTICALLY if way else 0) | (_RESTARTS if way == 3 else 0)
