"""Notes about hidden rows and columns at their place in a sheet: a missing part of a table may be in them."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.read.base.builder import DocumentBuilder, RawCell
from auditor.read.base.left_out import hidden_places
from auditor.read.rows.blocks import SheetBlock
from auditor.read.rows.cells import Hidden, WorkbookSheet
from auditor.read.rows.lines import SheetLine


class HiddenPlaces:
    """Hidden places of one sheet, noted before the table they belong to, or else at the end of the sheet."""

    def __init__(self, sheet: WorkbookSheet, lines: Iterable[SheetLine], builder: DocumentBuilder) -> None:
        self._name = sheet.name
        self._builder = builder
        self._left = sheet.hidden
        self._rows = {id(cell): line.row for line in lines for cell in line.cells} if sheet.hidden else {}

    def before(self, block: SheetBlock) -> None:
        """Note what is hidden in the table that comes next, or right above or below its rows."""
        if not self._left or isinstance(block, RawCell):
            return
        rows = [self._rows[id(cell)] for row in block for cell in row if id(cell) in self._rows]
        if rows:
            first, last = min(rows), max(rows)
            self._note([each for each in self._left if first <= each.above <= last + (each.row >= 0)])

    def rest(self) -> None:
        """Note the remaining hidden places."""
        self._note(self._left)

    def _note(self, found: list[Hidden]) -> None:
        rows = sorted({each.row + 1 for each in found if each.row >= 0})
        columns = sorted({each.column for each in found if each.column >= 0})
        told = [hidden_places("行", [str(row) for row in rows])] if rows else []
        told += [hidden_places("列", [_letters(column) for column in columns])] if columns else []
        for what in told:
            self._builder.unread(what)
            self._builder.warn(f"工作表“{self._name}”有{what}，没有读取")
        noted = set(found)
        self._left = [each for each in self._left if each not in noted]


def _letters(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters
