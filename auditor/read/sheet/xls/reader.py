"""Reader of Excel 95 to 2003 workbooks ([MS-XLS]): cells, merged and hidden cells, formulas and their results."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.left_out import LeftOut
from auditor.read.base.ole import OleFile
from auditor.read.rows.cells import (
    DAMAGED,
    LOCKED,
    NO_TEXT,
    PLAIN,
    Book,
    CellRuns,
    Formula,
    Rich,
    SheetCell,
    WorkbookSheet,
)
from auditor.read.sheet.formulas import LAST_COLUMN, FormulaNode, NotUnderstood
from auditor.read.sheet.xls.formulas import SharedFormula, formula_tree, points_to, reads_sheets
from auditor.read.sheet.xls.globals import FontRun, Globals, SharedStrings

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, b"\x3c\0"
_EXCEL_97 = 0x0600
_ROW, _COLINFO, _MERGED, _UNCALCED = 0x0208, 0x007D, 0x00E5, 0x005E
_NUMBER, _RK, _MULRK, _LABELSST, _LABEL, _RSTRING, _BOOLERR = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6, 0x0205
_FORMULA, _STRING, _SHARED, _ARRAY = 0x0006, 0x0207, 0x04BC, 0x0221
_CONDITIONAL = (0x01B0, 0x0879)
_FILEPASS, _STRINGS = 0x002F, 0x00FC
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_ASKS_FOR_RESULT = 0x0003  # flags of a formula record that was never calculated, as libraries write it
_MOST_RECORDS = 4_000_000


def read_xls(data: bytes, context: ReadContext) -> Book:
    """Read the sheets of a workbook; raises UnreadableReport if it is damaged, locked or too large."""
    ole = OleFile(data)
    try:
        return _XlsReader(ole.read("workbook") or ole.read("book"), context).book()
    except (struct.error, IndexError, OverflowError) as error:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error


class XlsRecord(NamedTuple):
    """Record: its type, its content, and the offsets in it where continuation records begin."""

    kind: int
    data: bytes
    cuts: tuple[int, ...] = ()


def records(stream: bytes, start: int) -> Iterator[XlsRecord]:
    """Yield the records of a substream from BOF to EOF, continuations joined; raises UnreadableReport if it is truncated."""
    at, depth = start, 0
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(stream):
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        kind, size = struct.unpack_from("<HH", stream, at)
        data = stream[at + 4 : at + 4 + size]
        at += 4 + size
        pieces, cuts, length = [data], [], len(data)
        while stream[at : at + 2] == _CONTINUE and at + 4 <= len(stream):
            more = stream[at + 4 : at + 4 + struct.unpack_from("<H", stream, at + 2)[0]]
            at += 4 + len(more)
            cuts.append(length)
            pieces.append(more)
            length += len(more)
            if len(cuts) > _MOST_RECORDS:
                raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 1 or kind == _BOF:
            yield XlsRecord(kind, b"".join(pieces) if cuts else data, tuple(cuts))
        if not depth:
            return
    raise UnreadableReport(DAMAGED, Cause.DAMAGED)


class _XlsReader:
    """Reader of one workbook."""

    def __init__(self, stream: bytes, context: ReadContext) -> None:
        self._stream, self._context = stream, context
        kind, version = struct.unpack_from("<HxxH", stream)
        if kind != _BOF:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self._globals = Globals(old=version < _EXCEL_97)
        for record in records(stream, 0):
            if record.kind == _FILEPASS:
                raise UnreadableReport(LOCKED, Cause.LOCKED)
            self._globals.take(record.kind, record.data)
            if record.kind == _STRINGS:
                self._globals.strings = SharedStrings(record.data, record.cuts)

    def book(self) -> Book:
        """Return the workbook."""
        book = Book("xls")
        later = []
        for listed in self._globals.sheets:
            if not listed.is_sheet:
                continue
            if listed.is_hidden:
                later.append(listed)
                continue
            book.sheets.append(self._sheet(listed.name, listed.start))
        book.hidden = [WorkbookSheet(listed.name) for listed in later]
        trees = (sheet.rows[row][column].formula for sheet in book.sheets for row, column in sheet.formulas)
        if later and any(reads_sheets(formula.tree) for formula in trees if formula is not None):
            book.hidden = [self._sheet(listed.name, listed.start) for listed in later]
        return book

    def _sheet(self, name: str, start: int) -> WorkbookSheet:
        return _SheetReader(name, self._globals, self._context).read(records(self._stream, start))


class _SheetReader:
    """Reader of the records of one sheet."""

    def __init__(self, name: str, shared: Globals, context: ReadContext) -> None:
        self.sheet = WorkbookSheet(name)
        self._globals, self._deadline, self._most_cells = shared, context.deadline, context.limits.cells
        self._sharing: dict[tuple[int, int], SharedFormula] = {}
        self._waiting: list[tuple[Formula, tuple[int, int], tuple[int, int]]] = []
        self._last: SheetCell | None = None
        # Cells with white text: their appearance if only cell formats paint the sheet, and what is then left out of
        # them.
        self._white: list[tuple[SheetCell, SheetCell, tuple[LeftOut, ...]]] = []
        self._painted = False
        self._cells = 0

    def read(self, found: Iterator[XlsRecord]) -> WorkbookSheet:
        """Read the records into a sheet."""
        takes = {
            _ROW: self._row,
            _COLINFO: self._column,
            _MERGED: self._merges,
            _NUMBER: self._number,
            _RK: self._rk,
            _MULRK: self._rks,
            _LABELSST: self._shared_string,
            _LABEL: self._label,
            _RSTRING: self._label,
            _BOOLERR: self._error,
            _FORMULA: self._formula,
            _STRING: self._result,
            _SHARED: self._shared,
            _ARRAY: self._array,
        }
        for number, record in enumerate(found):
            if not number % 1024:
                self._deadline.check()
            take = takes.get(record.kind)
            if take is not None:
                take(record.data)
            elif record.kind == _UNCALCED:
                self.sheet.recalculated = True
            elif record.kind in _CONDITIONAL:
                self._painted = True
        self._settle()
        return self.sheet

    def _settle(self) -> None:
        """Give cells with a shared formula its tree, and leave out white text if only the cell formats paint the sheet."""
        for formula, place, first in self._waiting:
            sharing = self._sharing.get(first)
            if sharing is not None:
                formula.tree, formula.shift = sharing.tree, place if sharing.moves else (0, 0)
        for cell, seen, left_out in () if self._painted else self._white:
            cell.text, cell.unread, cell.formula = seen.text, seen.unread, None
            self.sheet.left_out.update(left_out)

    def _row(self, data: bytes) -> None:
        row, height, flags = struct.unpack_from("<H4xH4xH", data)
        if flags & 0x20 or not height & 0x7FFF:
            self.sheet.hidden_rows.add(row)

    def _column(self, data: bytes) -> None:
        first, last, width, _, flags = struct.unpack_from("<5H", data)
        if (flags & 1 or not width) and first <= min(last, LAST_COLUMN):
            self.sheet.hidden_columns.append((first, min(last, LAST_COLUMN)))

    def _merges(self, data: bytes) -> None:
        (count,) = struct.unpack_from("<H", data)
        for number in range(min(count, (len(data) - 2) // 8)):
            top, bottom, left, right = struct.unpack_from("<4H", data, 2 + 8 * number)
            self.sheet.merge((top, left, bottom, right), self._most_cells)

    def _put(self, row: int, column: int, style: int, cell: SheetCell, left_out: tuple[LeftOut, ...] = ()) -> None:
        """Add a cell, unless its style makes it invisible."""
        self._last = cell
        self._cells += 1
        if self._cells > 2 * self._most_cells:
            require(self._cells, 2 * self._most_cells, "工作表的单元格数")
        look = self._globals.style(style)
        if look.is_plain:
            pass
        elif look.struck or (look.format.hides and cell.number is not None):
            if cell.text:
                self.sheet.left_out[LeftOut.STRUCK if look.struck else LeftOut.HIDDEN] += 1
            cell.text, cell.formula = "", None
        elif look.white and cell.text:
            self._white.append((cell, SheetCell(""), (LeftOut.HIDDEN,)))
        if left_out:
            self.sheet.left_out.update(left_out)
        if cell.text or cell.formula is not None or cell.unread:
            self.sheet.add(row, column, cell)

    def _figure(self, row: int, column: int, style: int, value: float, formula: Formula | None = None) -> None:
        shape = self._globals.style(style).format
        shown = shape.shown(value, from_1904=self._globals.from_1904)
        self._put(row, column, style, SheetCell(shown, value, shape, formula))

    def _number(self, data: bytes) -> None:
        row, column, style, value = struct.unpack_from("<3Hd", data)
        self._figure(row, column, style, value)

    def _rk(self, data: bytes) -> None:
        row, column, style, packed = struct.unpack_from("<3HI", data)
        self._figure(row, column, style, _unpacked(packed))

    def _rks(self, data: bytes) -> None:
        row, first = struct.unpack_from("<2H", data)
        for number in range((len(data) - 6) // 6):
            style, packed = struct.unpack_from("<HI", data, 4 + 6 * number)
            self._figure(row, first + number, style, _unpacked(packed))

    def _shared_string(self, data: bytes) -> None:
        row, column, style, number = struct.unpack_from("<3HI", data)
        found = self._globals.strings.get(number)
        if found is None:
            self._put(row, column, style, SheetCell("", unread=NO_TEXT))
            return
        text, runs = found
        if runs:
            self._put_rich(row, column, style, self._rich(text, runs, self._globals.style(style).size))
        else:
            self._put(row, column, style, SheetCell(text))

    def _label(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<3H", data)
        text = self._globals.text(data, 6)
        self._put(row, column, style, SheetCell(text))

    def _put_rich(self, row: int, column: int, style: int, rich: Rich) -> None:
        cell, left_out = rich.cell(on_paper=False)
        self._put(row, column, style, cell, left_out)
        if rich.on_paper and self._globals.style(style).paper:
            self._white.append((cell, *rich.cell(on_paper=True)))

    def _rich(self, text: str, found: tuple[FontRun, ...], size: float) -> Rich:
        """Return the text of a rich string; text before its first run has the font of the cell, letters of this size."""
        runs = CellRuns(size)
        start, font = 0, None
        for at, following in (*found, (len(text), None)):
            if part := text[start:at]:
                runs.add(part, PLAIN if font is None else self._globals.run_look(font))
            start, font = max(at, start), following
        return runs.whole()

    def _error(self, data: bytes) -> None:
        row, column, style, value, is_error = struct.unpack_from("<3HBB", data)
        text = _ERRORS.get(value, "#N/A") if is_error else ("TRUE" if value else "FALSE")
        self._put(row, column, style, SheetCell(text))

    def _formula(self, data: bytes) -> None:
        row, column, style, result, flags, size = struct.unpack_from("<3H8sH4xH", data)
        tokens = data[22 : 22 + size]
        formula = Formula("?")
        first = points_to(tokens)
        if first is not None:
            self._waiting.append((formula, (row, column), first))
        else:
            formula.tree = self._tree(tokens)
        if result[6:] == b"\xff\xff":
            text = {1: "TRUE" if result[2] else "FALSE", 2: _ERRORS.get(result[2], "#N/A")}.get(result[0], "")
            formula.nothing = result[0] in (0, 3)
            self._put(row, column, style, SheetCell(text, formula=formula, format=self._globals.style(style).format))
            return
        (value,) = struct.unpack("<d", result)
        formula.nothing = value == 0
        formula.stored = not (value == 0 and flags & _ASKS_FOR_RESULT == _ASKS_FOR_RESULT)
        self._figure(row, column, style, value, formula)

    def _result(self, data: bytes) -> None:
        """Take the text result of a formula, which is in a record of its own after the formula."""
        text = self._globals.text(data, 0)
        if self._last is not None and self._last.formula is not None:
            self._last.text = text
            self._last.formula.nothing = not text

    def _tree(self, tokens: bytes, *, moves: bool = False) -> FormulaNode | None:
        if self._globals.old:
            return None  # its references have another layout
        try:
            return formula_tree(tokens, self._globals.names_of_sheets, moves=moves)
        except (NotUnderstood, struct.error, IndexError):
            return None

    def _shared(self, data: bytes) -> None:
        top, left, size = struct.unpack_from("<HxxBxxxH", data)
        tree = self._tree(data[10 : 10 + size], moves=True)
        self._sharing[top, left] = SharedFormula(tree, moves=True)

    def _array(self, data: bytes) -> None:
        top, bottom, left, right, size = struct.unpack_from("<HHBB6xH", data)
        tree = self._tree(data[14 : 14 + size]) if (top, left) == (bottom, right) else None
        self._sharing[top, left] = SharedFormula(tree, moves=False)


def _unpacked(packed: int) -> float:
    """Decode a number of four bytes ([MS-XLS] 2.5.217)."""
    if packed & 2:
        value = float((packed - (1 << 32) if packed & 0x80000000 else packed) >> 2)
    else:
        (value,) = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else value
