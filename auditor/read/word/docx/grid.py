"""Conversion of a w:tbl to rows of cells with spans (ECMA-376 part 1, 17.4), or to blocks if it is a layout table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from auditor.read.base.package import ALTERNATE, UNREAD, VAL, W, XmlElement, check_depth, chosen, is_on, number
from auditor.read.word.docx.plain import TEXTS, holder_of
from auditor.read.word.parts.blocks import WordBlock, WordTableCell, is_blank, table_blocks, unseen_rows

ROW = W + "tr"
CELL = W + "tc"

_ROW_PROPERTIES = W + "trPr"
_CELL_PROPERTIES = W + "tcPr"
_GRID_BEFORE = W + "gridBefore"
_HIDDEN = W + "hidden"
_DELETED = W + "del"
_GRID_SPAN = W + "gridSpan"
_V_MERGE = W + "vMerge"
_H_MERGE = W + "hMerge"
_CELL_DELETED = W + "cellDel"

# Limit of Word; it keeps a wrong span from moving the following cells out of view.
_MAX_COLUMNS = 63
_RESTART = "restart"
_CONTINUE = "continue"
_UNSEEN = -1

DocxCellReader = Callable[[XmlElement, int], list[WordBlock]]


@dataclass(slots=True)
class _CellShape:
    """Content of w:tcPr: width in columns, and whether the cell begins or continues a merge in either direction."""

    span: int = 1
    vertical: str = ""
    horizontal: str = ""
    deleted: bool = False


_PLAIN = _CellShape()


class DocxTableReader:
    """Reader of the tables of one document; `read` returns the blocks of a cell at a depth, `hidden` is called for hidden rows.

    `deepest` is the maximum nesting depth of elements.
    """

    def __init__(self, root: XmlElement, read: DocxCellReader, hidden: Callable[[], None], deepest: int) -> None:
        self._blocks = read
        self._hidden = hidden
        self._deepest = deepest
        self._shapes = _shapes(root)

    def read(self, table: XmlElement, depth: int) -> list[WordBlock]:
        """Read a table as one grid, or as the blocks of its cells if it has one cell or is a layout table.

        Raises UnreadableReport if tables are nested too deep.
        """
        rows: list[list[WordTableCell]] = []
        running: dict[int, WordTableCell] = {}
        hidden: list[int] = []
        for place, row in enumerate(_wrapped(table, ROW, depth, self._deepest), start=1):
            column = self._first_column(row)
            if column is None:
                continue
            cells: list[WordTableCell] = []
            if column == _UNSEEN:
                self._hidden()
            else:
                cells, running = self._row(row, column, running, depth + 1)
                rows.append(cells)
            # A row whose text is all hidden has only blank cells.
            if all(is_blank(cell.blocks) for cell in cells) and _has_text(row):
                hidden.append(place)
        # Values that the table lacks may be in hidden rows.
        return [*unseen_rows(hidden), *table_blocks(rows)]

    def _row(
        self, row: XmlElement, column: int, running: dict[int, WordTableCell], depth: int
    ) -> tuple[list[WordTableCell], dict[int, WordTableCell]]:
        """Return the cells that begin in a row, and the cells by column that the next row may continue."""
        cells: list[WordTableCell] = []
        renewed: dict[int, WordTableCell] = {}
        left: WordTableCell | None = None
        for element in _wrapped(row, CELL, depth, self._deepest):
            shape = self._shapes.get(element, _PLAIN)
            if shape.deleted:
                continue
            if shape.horizontal == _CONTINUE and left is not None:
                # A cell continued from an upper row already has its width.
                left.col_span += shape.span if left.row_span == 1 else 0
                column += shape.span
                continue
            cell = running.get(column) if shape.vertical == _CONTINUE else None
            if cell is not None:
                cell.row_span += 1
            else:
                # Word does not display the text of a cell that continues a merge, even if the merge never began.
                blank = _CONTINUE in (shape.vertical, shape.horizontal)
                cell = WordTableCell([] if blank else self._blocks(element, depth + 1), column, shape.span)
                cells.append(cell)
            if shape.vertical:
                renewed[column] = cell
            left = cell if shape.horizontal else None
            column += shape.span
        return cells, renewed

    def _first_column(self, row: XmlElement) -> int | None:
        """Return the column of the first cell of a row; None if the row is deleted, `_UNSEEN` if it is hidden."""
        column = 0
        for properties in row.iterchildren(_ROW_PROPERTIES):
            for found in properties.iterchildren(_GRID_BEFORE, _HIDDEN, _DELETED):
                if found.tag == _GRID_BEFORE:
                    column = number(found.get(VAL), 0, _MAX_COLUMNS, 0)
                elif found.tag == _DELETED:
                    return None
                elif is_on(found):
                    return _UNSEEN
        return column


def _has_text(row: XmlElement) -> bool:
    """Return whether a row holds text, visible or hidden."""
    return any((found.text or "").strip() for found in row.iter(*TEXTS))


def _wrapped(parent: XmlElement, tag: str, depth: int, deepest: int) -> Iterator[XmlElement]:
    """Yield the rows or cells of a parent, including those inside content controls, custom XML and tracked insertions."""
    check_depth(depth, deepest)
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == ALTERNATE:
            branch = chosen(child)
            if branch is not None:
                yield from _wrapped(branch, tag, depth + 2, deepest)
        elif child.tag not in UNREAD and len(child):
            yield from _wrapped(child, tag, depth + 1, deepest)


def _shapes(root: XmlElement) -> dict[XmlElement, _CellShape]:
    """Collect the cells that span columns, are part of a merge or are deleted."""
    shapes: dict[XmlElement, _CellShape] = {}
    for found in root.iter(_GRID_SPAN, _V_MERGE, _H_MERGE, _CELL_DELETED):
        tag = found.tag
        # Some programs write a span of one column for each cell.
        if tag == _GRID_SPAN and found.get(VAL) == "1":
            continue
        cell = holder_of(found, CELL, _CELL_PROPERTIES)
        if cell is None:
            continue
        shape = shapes.setdefault(cell, _CellShape())
        if tag == _GRID_SPAN:
            shape.span = number(found.get(VAL), 1, _MAX_COLUMNS, 1)
        elif tag == _V_MERGE:
            shape.vertical = _merge(found)
        elif tag == _H_MERGE:
            shape.horizontal = _merge(found)
        else:
            shape.deleted = True
    return shapes


def _merge(found: XmlElement) -> str:
    return _RESTART if found.get(VAL) == _RESTART else _CONTINUE
