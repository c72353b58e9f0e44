"""Reader of Excel 2007 and later workbooks (ECMA-376 part 1, 18): cells, merged and hidden cells, formulas and their results."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache, partial

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import Package, XmlElement
from auditor.read.rows.cells import DAMAGED, NO_TEXT, Book, CellRuns, Formula, Rich, SheetCell, WorkbookSheet
from auditor.read.rows.number_display import show_date
from auditor.read.sheet.formulas import LAST_COLUMN, LAST_ROW, column_number
from auditor.read.sheet.xlsx.styles import CellStyle, XlsxStyles

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _V, _F, _IS = (_MAIN + name for name in ("row", "c", "v", "f", "is"))
_T, _R, _RPR = (_MAIN + name for name in ("t", "r", "rPr"))
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = ("1", "true")
_NUMBER = (None, "n")  # the type of a cell that states no other
SharedFormulas = dict[str, tuple[int, int, str]]  # by group: the cell whose formula the others share, and the formula
# Elements that paint a sheet below its cells: white text may be visible on them.
_GROUNDS = frozenset(_MAIN + name for name in ("conditionalFormatting", "tableParts", "picture", "extLst"))


def read_xlsx(data: bytes, context: ReadContext) -> Book:
    """Read the sheets of a workbook; raises UnreadableReport if it is damaged, locked, unsafe or too large."""
    return _XlsxReader(Package(data, context.limits), context).book()


class _XlsxReader:
    """Reader of one workbook; content shared by several sheets is read once."""

    def __init__(self, package: Package, context: ReadContext) -> None:
        self._package, self._deadline = package, context.deadline
        self._most_cells = context.limits.cells
        self._main, self._workbook = package.start("workbook")
        # The shared strings by number, and the texts of the plain ones.
        self._known: dict[str, Rich] = {}
        self._texts: dict[str, str] = {}
        self._cells = 0
        self._columns: dict[str, int] = {}

    def book(self) -> Book:
        """Return the workbook."""
        book = Book("xlsx")
        parts = self._package.parts(self._main)
        styles, theme, self._shared = (
            next((part for kind, part in parts.values() if kind == wanted), "")
            for wanted in ("styles", "theme", "sharedStrings")
        )
        properties = self._workbook.find(_MAIN + "workbookPr")
        epoch = properties is not None and properties.get("date1904") in _ON
        colors = partial(self._optional, theme, book, "颜色")
        self._styles = XlsxStyles(self._optional(styles, book, "格式"), cache(colors), from_1904=epoch)
        calculation = self._workbook.find(_MAIN + "calcPr")
        if calculation is not None:
            book.recalculates = calculation.get("fullCalcOnLoad") in _ON or calculation.get("calcCompleted") in (
                "0",
                "false",
            )
        self._read_strings()
        later = []
        for listed in self._workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
            kind, part = parts.get(listed.get(_ID, ""), ("", ""))
            name = listed.get("name", "")
            if kind and kind != "worksheet":
                continue
            if listed.get("state", "visible") != "visible":
                later.append((name, part))
                continue
            self._into(book, name, part)
        book.hidden = [WorkbookSheet(name) for name, _ in later]
        if any(
            "!" in (sheet.rows[row][column].formula or Formula()).source
            for sheet in book.sheets
            for row, column in sheet.formulas
        ):
            book.hidden = [self._hidden(name, part) for name, part in later]
        return book

    def _into(self, book: Book, name: str, part: str) -> None:
        """Add a visible sheet; one that cannot be read is noted as damaged and does not affect the other sheets."""
        try:
            root = self._package.part(part)
            if root is None:
                raise UnreadableReport(DAMAGED, Cause.DAMAGED)
            book.sheets.append(self._sheet(name, root))
        except UnreadableReport as error:
            book.damaged.append(error)

    def _hidden(self, name: str, part: str) -> WorkbookSheet:
        try:
            root = self._package.part(part)
        except UnreadableReport:
            root = None
        return WorkbookSheet(name) if root is None else self._sheet(name, root)

    def _optional(self, part: str, book: Book, what: str) -> XmlElement | None:
        """Return the root of a part without which the sheets can still be read."""
        try:
            return self._package.part(part) if part else None
        except UnreadableReport:
            book.warnings.append(f"电子表格的{what}部分已损坏，没有读取")
            return None

    def _sheet(self, name: str, root: XmlElement) -> WorkbookSheet:
        sheet = WorkbookSheet(name)
        parts = {child.tag: child for child in root}
        for column in parts.get(_MAIN + "cols", ()):
            if column.get("hidden") in _ON or _is_zero(column.get("width")):
                first, last = _whole(column.get("min")) - 1, _whole(column.get("max")) - 1
                if 0 <= first <= last <= LAST_COLUMN and len(sheet.hidden_columns) <= LAST_COLUMN:
                    sheet.hidden_columns.append((first, last))
        self._rows(sheet, parts.get(_MAIN + "sheetData", ()), plain=_GROUNDS.isdisjoint(parts))
        for merged in parts.get(_MAIN + "mergeCells", ()):
            if area := _area(merged.get("ref", "")):
                sheet.merge(area, self._most_cells)
        return sheet

    def _rows(self, sheet: WorkbookSheet, rows: Iterable[XmlElement], *, plain: bool) -> None:
        """Read the rows; `plain` is whether only the cells' own formats paint them."""
        shared: SharedFormulas = {}
        row = -1
        for element in rows:
            self._deadline.check()
            given = element.get("r")
            row = row + 1 if given is None else _whole(given) - 1
            if not 0 <= row <= LAST_ROW:
                raise UnreadableReport(DAMAGED, Cause.DAMAGED)
            if element.get("hidden") in _ON or _is_zero(element.get("ht")):
                sheet.hidden_rows.add(row)
            cells = self._row(sheet, row, element, shared, plain)
            if cells:
                self._cells += len(cells)
                require(self._cells, 2 * self._most_cells, "工作表的单元格数")
                sheet.rows.setdefault(row, {}).update(cells)

    def _row(
        self, sheet: WorkbookSheet, row: int, element: XmlElement, shared: SharedFormulas, plain: bool
    ) -> dict[int, SheetCell]:
        """Return the non-empty cells of a row. Most cells are plain, so these take a short path."""
        cells: dict[int, SheetCell] = {}
        columns, styles, texts, column = self._columns, self._styles.known, self._texts, -1
        for child in element:
            get = child.get
            place = get("r")
            if place is not None:
                letters = place.rstrip("0123456789")
                found = columns.get(letters)
                column = self._column(letters) if found is None else found
            elif child.tag == _CELL:
                column += 1
            size = len(child)
            if not size or column < 0:
                continue
            style = styles.get(get("s"))
            if size == 1 and style is not None and style.is_plain:
                kind, content = get("t"), child[0]
                value = content.text
                if value and content.tag == _V:
                    if kind == "s":
                        text = texts.get(value)
                        if text:
                            cells[column] = SheetCell(text)
                            continue
                    elif (
                        kind in _NUMBER and len(value) < 15 and value.isdecimal() and (value[0] != "0" or value == "0")
                    ):
                        cells[column] = SheetCell(value, float(value), style.format)
                        continue
            cell = self._cell(sheet, child, (row, column), shared, plain)
            if cell is not None:
                cells[column] = cell
        return cells

    def _column(self, letters: str) -> int:
        """Return the number of a column by its letters; raises UnreadableReport if there is no such column."""
        found = column_number(letters) if letters.isascii() and letters.isalpha() and len(letters) < 4 else -1
        if not 0 <= found <= LAST_COLUMN:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self._columns[letters] = found
        return found

    def _cell(
        self, sheet: WorkbookSheet, element: XmlElement, place: tuple[int, int], shared: SharedFormulas, plain: bool
    ) -> SheetCell | None:
        """Read a non-empty cell, as far as its content is visible."""
        kind, style = element.get("t", "n"), self._styles.of(element.get("s"))
        value, formula, inline = "", None, Rich()
        for child in element:
            if child.tag == _V:
                value = child.text or ""
            elif child.tag == _F:
                formula = _formula(child, place, shared, sheet, self._most_cells // 100)
            elif child.tag == _IS and kind == "inlineStr":
                inline = self._rich(child)
        if kind in ("s", "inlineStr"):
            rich = inline if kind == "inlineStr" else self._known.get(value) if value else inline
            cell = self._of_rich(sheet, rich, on_paper=style.paper and plain)
        else:
            cell = self._typed(kind, value, style, formula is not None)
        if formula is not None:
            formula.stored = bool(value) or kind == "str"
            formula.nothing = cell.number == 0 or not cell.text
            cell.formula = formula
            sheet.formulas.append(place)
        elif not cell.text and not cell.unread:
            return None
        if style.struck or (style.white and plain) or (style.format.hides and cell.number is not None):
            sheet.left_out[LeftOut.STRUCK if style.struck else LeftOut.HIDDEN] += 1
            cell.text, cell.formula = "", None
        return cell

    @staticmethod
    def _of_rich(sheet: WorkbookSheet, rich: Rich | None, *, on_paper: bool) -> SheetCell:
        """Return a cell with text; it is unread if its text is missing."""
        if rich is None:
            return SheetCell("", unread=NO_TEXT)
        cell, left_out = rich.cell(on_paper=on_paper)
        if left_out:
            sheet.left_out.update(left_out)
        return cell

    def _typed(self, kind: str, value: str, style: CellStyle, is_formula: bool) -> SheetCell:
        """Return the display of a value of a type (18.18.11)."""
        if kind == "n":
            return _number(value, style, self._styles.from_1904)
        if kind == "b":
            return SheetCell("TRUE" if value in _ON else "FALSE" if value else "")
        if kind == "d":
            return SheetCell(_iso_date(value))
        return SheetCell(_unescaped(value), format=style.format if is_formula else SheetCell("").format)

    def _read_strings(self) -> None:
        """Read the shared strings; cells whose string is not among them are unread."""
        try:
            root = self._package.part(self._shared) if self._shared else None
        except UnreadableReport:
            return
        for number, item in enumerate(() if root is None else root):
            rich = self._known[str(number)] = self._rich(item)
            if rich.is_plain:
                self._texts[str(number)] = rich.text

    def _rich(self, item: XmlElement) -> Rich:
        """Return the text of a string, without its phonetic hints (18.4.8)."""
        if len(item) == 1 and item[0].tag == _T:
            return Rich(_unescaped(item[0].text or ""))
        runs = CellRuns()
        for child in item:
            if child.tag == _T:
                runs.add(_unescaped(child.text or ""))
            elif child.tag == _R:
                runs.add(_unescaped(child.findtext(_T) or ""), self._styles.of_run(child.find(_RPR)))
        return runs.whole()


def _number(value: str, style: CellStyle, from_1904: bool) -> SheetCell:
    shape = style.format
    try:
        number = float(value) if value else None
    except ValueError:
        return SheetCell(value)
    if number is None:
        return SheetCell("", format=shape)
    if len(value) < 15 and value.isdecimal() and not shape.is_date and (value[0] != "0" or value == "0"):
        return SheetCell(value, number, shape)
    return SheetCell(shape.shown(number, from_1904=from_1904), number, shape)


def _formula(
    element: XmlElement, place: tuple[int, int], shared: SharedFormulas, sheet: WorkbookSheet, most_arrays: int
) -> Formula:
    """Read a formula; one that shares the text of another cell's formula is shifted to its own place (18.3.1.40).

    At most `most_arrays` areas filled by one formula are noted.
    """
    source, kind = element.text or "", element.get("t", "normal")
    if kind == "shared":
        group = element.get("si", "")
        if source:
            shared[group] = (*place, source)
        row, column, source = shared.get(group, (*place, ""))
        return Formula(source, shift=(place[0] - row, place[1] - column))
    if kind == "array" and (area := _area(element.get("ref", ""))) and len(sheet.arrays) < most_arrays:
        sheet.arrays.append(area)
    return Formula("?" if kind == "dataTable" else source)


def _unescaped(text: str) -> str:
    """Decode the escapes of characters that XML cannot contain (22.9.2.19)."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _area(text: str) -> tuple[int, int, int, int] | None:
    places = [_PLACE.fullmatch(part) for part in text.split(":")[:2]]
    if not all(places):
        return None
    corners = [(int(match[2]) - 1, column_number(match[1])) for match in places if match]
    (top, left), (bottom, right) = corners[0], corners[-1]
    return top, left, min(bottom, LAST_ROW), min(right, LAST_COLUMN)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _is_zero(size: str | None) -> bool:
    """Return whether a height or width is given and is zero."""
    try:
        return size is not None and float(size) == 0
    except ValueError:
        return False


def _iso_date(text: str) -> str:
    try:
        return show_date(datetime.fromisoformat(text))
    except ValueError:
        return text
