"""Evaluation of formulas without a stored result: the sum or difference of their cells, or else a note that there is no result."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from auditor.config.limits import ReadContext
from auditor.read.rows.cells import NO_RESULT, Book, Formula, WorkbookSheet
from auditor.read.sheet.formulas import LAST_COLUMN, FormulaNode, NotUnderstood, Reference, Sum, area, parse_formula

_ERROR = re.compile(r"#(?:REF|N/A|DIV/0|VALUE|NAME|NUM|NULL)[!?]?", re.IGNORECASE)
_FIGURE = re.compile(r"\s*[+-]?\d[\d,，]*(?:\.\d+)?\s*")
_MOST_STEPS = 5_000_000  # cells visited
_DEEPEST = 60  # formulas that depend on each other
_UNSHOWN = "（公式）"

CellAddress = tuple[str, int, int]  # sheet, row, column


class _Unknown(Exception):
    """Raised for a formula whose value cannot be determined."""


class _Error(Exception):
    """Raised for a formula whose value is an error, with that error as the sheet shows it."""


def evaluate(book: Book, syntax: str, context: ReadContext) -> None:
    """Fill in the display of formulas whose stored result is missing or invalid; those that cannot be evaluated become unread."""
    if any(sheet.formulas for sheet in book.sheets):
        _WorkbookReckoner(book, syntax, context).settle()


class _WorkbookReckoner:
    """Evaluator of the formulas of one workbook, each evaluated once."""

    def __init__(self, book: Book, syntax: str, context: ReadContext) -> None:
        self._book, self._syntax, self._deadline = book, syntax, context.deadline
        self._sheets: Mapping[str, WorkbookSheet] = {
            sheet.name.casefold(): sheet for sheet in (*book.hidden, *book.sheets)
        }
        self._trees: dict[str, FormulaNode | None] = {}
        self._known: dict[CellAddress, float | str | None] = {}
        self._open: set[CellAddress] = set()
        self._steps = 0
        self._never = False

    def settle(self) -> None:
        """Evaluate the formulas of the visible sheets."""
        for sheet in self._book.sheets:
            self._fill_arrays(sheet)
        self._never = not self._book.recalculates and self._never_calculated()
        for sheet in self._book.sheets:
            for row, column in sheet.formulas:
                self._deadline.check()
                self._settle(sheet, row, column)

    def _settle(self, sheet: WorkbookSheet, row: int, column: int) -> None:
        cell = sheet.rows[row][column]
        if cell.formula is None or not self._is_stale(sheet, cell.formula):
            return
        found = self._value(sheet, row, column)
        if found is None:
            cell.text, cell.number, cell.unread = _UNSHOWN, None, NO_RESULT
        elif isinstance(found, float):
            cell.text, cell.number = cell.format.shown(found), found
        else:
            cell.text, cell.number = found, None

    def _is_stale(self, sheet: WorkbookSheet, formula: Formula) -> bool:
        if not formula.stored or self._book.recalculates or sheet.recalculated:
            return True
        return self._never and formula.nothing

    def _never_calculated(self) -> bool:
        """Return whether only zeros and blanks are stored for formulas although at least one evaluates to something else."""
        formulas = [
            (sheet, row, column, formula)
            for sheet in self._book.sheets
            for row, column in sheet.formulas
            if (formula := sheet.rows[row][column].formula) is not None and formula.stored
        ]
        if not formulas or not all(formula.nothing for *_, formula in formulas):
            return False
        self._never = True  # during this attempt, stored results are ignored
        found = any(
            isinstance(value, float) and value != 0
            for sheet, row, column, _ in formulas
            for value in (self._value(sheet, row, column),)
        )
        self._known.clear()
        return found

    def _fill_arrays(self, sheet: WorkbookSheet) -> None:
        """Mark the cells that one formula fills together as formulas: they have no result of their own if it has none."""
        for top, left, bottom, right in sheet.arrays:
            if (top, left) == (bottom, right):
                continue
            for row in sheet.rows:
                if not top <= row <= bottom:
                    continue
                for column in range(left, min(right, left + LAST_COLUMN) + 1):
                    cell = sheet.rows[row].get(column)
                    if cell is not None and cell.formula is None:
                        cell.formula = Formula("?", nothing=cell.number in (None, 0))
                        sheet.formulas.append((row, column))
            first = sheet.rows.get(top, {}).get(left)
            if first is not None and first.formula is not None:
                first.formula.source, first.formula.tree = "?", None

    def _value(self, sheet: WorkbookSheet, row: int, column: int) -> float | str | None:
        """Return the value of a formula: a number, a text, or None if it cannot be determined."""
        place = sheet.name, row, column
        if place in self._known:
            return self._known[place]
        formula = sheet.rows[row][column].formula
        if formula is None or place in self._open or len(self._open) > _DEEPEST:
            return None
        self._open.add(place)
        found: float | str | None
        try:
            found = self._of(self._tree(formula), sheet, formula.shift)
        except (_Unknown, NotUnderstood):
            found = None
        except _Error as error:
            found = str(error)
        self._open.discard(place)
        self._known[place] = found
        return found

    def _tree(self, formula: Formula) -> FormulaNode:
        if isinstance(formula.tree, FormulaNode):
            return formula.tree
        key = formula.source
        if key not in self._trees:
            try:
                self._trees[key] = parse_formula(key, self._syntax)
            except NotUnderstood:
                self._trees[key] = None
        tree = self._trees[key]
        if tree is None:
            raise NotUnderstood
        return tree

    def _of(self, node: FormulaNode, sheet: WorkbookSheet, shift: tuple[int, int]) -> float | str:
        """Return the value of a whole formula: a single reference gives the content of its cell, text too."""
        if isinstance(node, Reference):
            cells = list(self._cells(node, sheet, shift, single=True))
            if not cells:
                return 0.0
            value = self._content(*cells[0])
            return 0.0 if value == "" else value
        return self._number(node, sheet, shift)

    def _number(self, node: FormulaNode, sheet: WorkbookSheet, shift: tuple[int, int]) -> float:
        """Return the number of a term."""
        if isinstance(node, float):
            return node
        if isinstance(node, Sum):
            return _rounded([self._added(part, sheet, shift) for part in node.parts])
        if isinstance(node, Reference):
            numbers = [self._content(*found) for found in self._cells(node, sheet, shift, single=True)]
            if any(isinstance(number, str) and number for number in numbers):
                raise _Unknown
            return sum(number for number in numbers if isinstance(number, float))
        return _rounded([sign * self._number(part, sheet, shift) for sign, part in node.parts])

    def _added(self, node: FormulaNode, sheet: WorkbookSheet, shift: tuple[int, int]) -> float:
        """Return what SUM makes of one of its arguments: it ignores texts in cells, but a figure stored as text is doubtful."""
        if not isinstance(node, Reference):
            return self._number(node, sheet, shift)
        numbers = []
        for found in self._cells(node, sheet, shift):
            value = self._content(*found)
            if isinstance(value, float):
                numbers.append(value)
            elif _FIGURE.fullmatch(value):
                raise _Unknown
        return _rounded(numbers)

    def _content(self, sheet: WorkbookSheet, row: int, column: int) -> float | str:
        """Return the content of a cell: its number, or its text."""
        cell = sheet.rows[row][column]
        value: float | str | None = cell.text if cell.number is None else cell.number
        if cell.formula is not None and self._is_stale(sheet, cell.formula):
            value = self._value(sheet, row, column)
        if value is None or cell.unread:
            raise _Unknown
        if isinstance(value, str) and _ERROR.fullmatch(value):
            raise _Error(value)
        return value

    def _cells(
        self, reference: Reference, sheet: WorkbookSheet, shift: tuple[int, int], *, single: bool = False
    ) -> Iterator[tuple[WorkbookSheet, int, int]]:
        """Yield the non-empty cells of a range; raises _Unknown for a missing sheet and if there are too many cells."""
        named = self._sheets.get(reference.sheet.casefold()) if reference.sheet else sheet
        top, left, bottom, right = area(reference, shift)
        if named is None or top < 0 or left < 0 or (single and (top, left) != (bottom, right)):
            raise _Unknown
        rows = named.rows if bottom - top > len(named.rows) else range(top, bottom + 1)
        for row in rows:
            self._step(1)
            cells = named.rows.get(row) if top <= row <= bottom else None
            if not cells:
                continue
            columns = list(cells) if right - left > len(cells) else range(left, right + 1)
            self._step(len(columns))
            for column in columns:
                if left <= column <= right and column in cells:
                    yield named, row, column

    def _step(self, count: int) -> None:
        self._steps += count
        if self._steps > _MOST_STEPS:
            raise _Unknown


def _rounded(numbers: list[float]) -> float:
    """Return the sum to the 15 digits a spreadsheet computes with, without the rounding error of the addition."""
    try:
        found = math.fsum(numbers)
    except (OverflowError, ValueError) as error:
        raise _Unknown from error
    largest = max(map(abs, numbers), default=0.0)
    if not math.isfinite(found):
        raise _Unknown
    return 0.0 if abs(found) < largest * 1e-14 else float(format(found, ".15g"))
