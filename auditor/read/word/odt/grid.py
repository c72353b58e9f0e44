"""Conversion of a table:table to rows of cells with spans (ODF 1.3 part 3, 9.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditor.config.limits import Limits, require
from auditor.read.base.package import XmlElement, check_depth, number
from auditor.read.word.parts.blocks import WordBlock, WordTableCell, table_blocks, unseen_rows

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_ROW, _CELL, _COVERED = TABLE + "table-row", TABLE + "table-cell", TABLE + "covered-table-cell"
_REPEATED, _ACROSS = TABLE + "number-columns-repeated", TABLE + "number-columns-spanned"
_DOWN = TABLE + "number-rows-spanned"
_GROUPS = frozenset(TABLE + name for name in ("table-rows", "table-header-rows", "table-row-group"))
# More than any text document has; a spreadsheet pasted into a text repeats blank rows and columns up to the sheet edge.
_MAX_COLUMNS = 63
_MAX_ROWS = 2000

OdtCellReader = Callable[[XmlElement, int], list[WordBlock]]


def read_table(
    table: XmlElement, read: OdtCellReader, hidden: Callable[[], None], depth: int, limits: Limits
) -> list[WordBlock]:
    """Read a table as one grid, or as the blocks of its cells if it has one cell or is a layout table.

    `read` returns the blocks of a cell at a depth, `hidden` is called for hidden rows. Raises
    UnreadableReport if tables are nested too deep or too large.
    """
    rows: list[list[WordTableCell]] = []
    unseen: list[int] = []
    cells = 0
    for place, row in enumerate(_rows(table, depth, limits.depth), start=1):
        if row.get(TABLE + "visibility", "visible") != "visible":
            hidden()
            unseen += [place] if any((each.text or "").strip() for each in row.iter()) else []
            continue
        for _ in range(number(row.get(TABLE + "number-rows-repeated"), 1, _MAX_ROWS, 1)):
            rows.append(_cells(row, read, depth + 1))
            cells += len(rows[-1])
            require(len(rows), _MAX_ROWS, "表格行数")
            require(cells, limits.cells, "表格单元格数")
    # Values that the table lacks may be in hidden rows.
    return [*unseen_rows(unseen), *table_blocks(rows)]


def _rows(parent: XmlElement, depth: int, deepest: int) -> Iterator[XmlElement]:
    """Yield the rows, including those in row groups."""
    check_depth(depth, deepest)
    for child in parent:
        if child.tag == _ROW:
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child, depth + 1, deepest)


def _cells(row: XmlElement, read: OdtCellReader, depth: int) -> list[WordTableCell]:
    """Return the cells that begin in a row; a covered cell only occupies its column."""
    cells: list[WordTableCell] = []
    column = 0
    for child in row:
        tag = child.tag
        if tag not in (_CELL, _COVERED):
            continue
        repeated = number(child.get(_REPEATED), 1, _MAX_COLUMNS, 1)
        for _ in range(repeated):
            if tag == _CELL and column < _MAX_COLUMNS:
                across = number(child.get(_ACROSS), 1, _MAX_COLUMNS, 1)
                down = number(child.get(_DOWN), 1, _MAX_ROWS, 1)
                cells.append(WordTableCell(read(child, depth), column, across, down))
            column += 1
    return cells
