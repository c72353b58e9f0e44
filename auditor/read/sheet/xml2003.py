"""Reader of XML spreadsheets of Excel 2002 and 2003 (SpreadsheetML), which programs still write under the names .xls and .xml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import XmlElement, check_depth, number, parse
from auditor.read.base.paragraph_pieces import is_white
from auditor.read.rows.cells import DAMAGED, PLAIN, Book, CellRuns, Formula, RunLook, SheetCell, WorkbookSheet
from auditor.read.rows.number_display import GENERAL, NumberFormat, number_format, show_date
from auditor.read.sheet.formulas import LAST_COLUMN, LAST_ROW

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_STRUCK = frozenset(_HTML + name for name in ("S", "Strike", "Del"))
# Formats by name; all others are codes.
_NAMED = {"General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Currency": "#,##0.00"}
_NAMED |= {"Euro Currency": "#,##0.00", "Percent": "0.00%", "Scientific": "0.00E+00"}
_NAMED |= dict.fromkeys(("General Date", "Long Date", "Medium Date", "Short Date"), "yyyy-m-d")
_NAMED |= dict.fromkeys(("Long Time", "Medium Time", "Short Time"), "h:mm:ss")
_MAX_CHAIN = 32


def read_xml_book(data: bytes, context: ReadContext) -> Book:
    """Read the sheets of a workbook; raises UnreadableReport if it is damaged, unsafe or too large."""
    root = parse(data.lstrip(b"\r\n\t "))
    if root.tag != _SS + "Workbook":
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)
    book = Book("xml")
    styles = _XmlSheetStyles(root)
    for element in root.iterchildren(_SS + "Worksheet"):
        reader = _XmlSheetReader(element, styles, context)
        shown = element.findtext(f"{_X}WorksheetOptions/{_X}Visible", "SheetVisible") == "SheetVisible"
        (book.sheets if shown else book.hidden).append(reader.sheet)
    return book


@dataclass(frozen=True, slots=True)
class _XmlCellStyle:
    """Appearance of cells: `paper` if the background is missing or white; `white` text is on such a background."""

    format: NumberFormat = GENERAL
    struck: bool = False
    white: bool = False
    paper: bool = True


class _XmlSheetStyles:
    """Styles of a workbook by name, each resolved on first use."""

    def __init__(self, root: XmlElement) -> None:
        self._elements = {style.get(_SS + "ID", ""): style for style in root.iterfind(f"{_SS}Styles/{_SS}Style")}
        self._known: dict[str, _XmlCellStyle] = {}

    def of(self, name: str) -> _XmlCellStyle:
        if name not in self._known:
            code = _NAMED.get(found := self._find(name, "NumberFormat", "Format"), found)
            ground = self._find(name, "Interior", "Color") if self._find(name, "Interior", "Pattern") else ""
            paper = not ground or is_white(ground)
            white = paper and is_white(self._find(name, "Font", "Color"))
            struck = self._find(name, "Font", "StrikeThrough") == "1"
            self._known[name] = _XmlCellStyle(number_format(code) if code else GENERAL, struck, white, paper)
        return self._known[name]

    def _find(self, name: str, child: str, attribute: str) -> str:
        """Return an attribute of a style, or else of its parent, or else of the default style."""
        for _ in range(_MAX_CHAIN):
            style = self._elements.get(name)
            found = None if style is None else style.find(_SS + child)
            if found is not None and (value := found.get(_SS + attribute)) is not None:
                return str(value)
            if style is None or name == "Default":
                return ""
            name = style.get(_SS + "Parent", "Default")
        return ""


class _XmlSheetReader:
    """Reader of one sheet."""

    def __init__(self, worksheet: XmlElement, styles: _XmlSheetStyles, context: ReadContext) -> None:
        self.sheet = WorkbookSheet(worksheet.get(_SS + "Name", ""))
        self._styles, self._deadline = styles, context.deadline
        self._most_cells, self._deepest = context.limits.cells, context.limits.depth
        self._cells = 0
        self._plain = worksheet.find(_X + "ConditionalFormatting") is None
        table = worksheet.find(_SS + "Table")
        if table is not None:
            self._columns(table)
            self._rows(table)

    def _columns(self, table: XmlElement) -> None:
        column = 0
        for element in table.iterchildren(_SS + "Column"):
            column = number(element.get(_SS + "Index"), 1, LAST_COLUMN + 1, column + 1) - 1
            last = min(column + number(element.get(_SS + "Span"), 0, LAST_COLUMN, 0), LAST_COLUMN)
            if _is_hidden(element, "Width"):
                self.sheet.hidden_columns.append((column, last))
            column = last + 1

    def _rows(self, table: XmlElement) -> None:
        row = 0
        for element in table.iterchildren(_SS + "Row"):
            self._deadline.check()
            row = number(element.get(_SS + "Index"), 1, LAST_ROW + 1, row + 1) - 1
            last = min(row + number(element.get(_SS + "Span"), 0, LAST_ROW, 0), LAST_ROW)
            if _is_hidden(element, "Height"):
                require(last - row, self._most_cells, "工作表的行数")
                self.sheet.hidden_rows.update(range(row, last + 1))
            self._row(row, element)
            row = last + 1

    def _row(self, row: int, element: XmlElement) -> None:
        column = 0
        for child in element.iterchildren(_SS + "Cell"):
            column = number(child.get(_SS + "Index"), 1, LAST_COLUMN + 1, column + 1) - 1
            across = number(child.get(_SS + "MergeAcross"), 0, LAST_COLUMN, 0)
            down = number(child.get(_SS + "MergeDown"), 0, LAST_ROW, 0)
            if across or down:
                self.sheet.merge((row, column, row + down, column + across), self._most_cells)
            cell = self._cell(child, row, column)
            if cell.text or cell.formula is not None:
                self._cells += 1
                require(self._cells, 2 * self._most_cells, "工作表的单元格数")
                self.sheet.add(row, column, cell)
            column += across + 1

    def _cell(self, element: XmlElement, row: int, column: int) -> SheetCell:
        style = self._styles.of(element.get(_SS + "StyleID", "Default"))
        data = element.find(_SS + "Data")
        cell = SheetCell("", format=style.format) if data is None else self._typed(data, style)
        source = element.get(_SS + "Formula", "")
        if source:
            source = "?" if element.get(_SS + "ArrayRange", "RC") != "RC" else source.removeprefix("=")
            nothing = cell.number == 0 or not cell.text
            cell.formula = Formula(source, shift=(row, column), stored=data is not None, nothing=nothing)
        hides = style.format.hides and cell.number is not None
        if cell.text and (style.struck or hides or (style.white and self._plain)):
            self.sheet.left_out[LeftOut.STRUCK if style.struck else LeftOut.HIDDEN] += 1
            return SheetCell("", cell.number)
        return cell

    def _typed(self, data: XmlElement, style: _XmlCellStyle) -> SheetCell:
        """Return the display of a value of a type."""
        runs = CellRuns()
        _add(data, runs, self._deepest, PLAIN)
        cell, left_out = runs.whole().cell(on_paper=style.paper and self._plain)
        if left_out:
            self.sheet.left_out.update(left_out)
        if cell.unread:
            return cell
        kind, text = data.get(_SS + "Type", "String"), cell.text
        try:
            if kind == "Number" and text.strip():
                value = float(text)
                return SheetCell(style.format.shown(value), value, style.format)
            if kind == "DateTime":
                return SheetCell(show_date(datetime.fromisoformat(text.strip())), format=style.format)
        except ValueError:
            return SheetCell(text)
        if kind == "Boolean":
            text = {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text)
        return SheetCell(text, format=style.format)


def _add(element: XmlElement, runs: CellRuns, deepest: int, look: RunLook, depth: int = 0) -> None:
    """Add the text of rich data, which uses HTML markup."""
    check_depth(depth, deepest)
    runs.add(element.text or "", look)
    for child in element:
        _add(child, runs, deepest, _look(child, look), depth + 1)
        runs.add(child.tail or "", look)


def _look(element: XmlElement, around: RunLook) -> RunLook:
    if element.tag in _STRUCK:
        return around._replace(struck=True)
    if element.tag in (_HTML + "Sup", _HTML + "Sub"):
        return around._replace(raised=element.tag == _HTML + "Sup", low=element.tag == _HTML + "Sub")
    if element.tag != _HTML + "Font":
        return around
    color, size = element.get(_HTML + "Color"), element.get(_HTML + "Size", "")
    white = around.white if color is None else is_white(color)
    return around._replace(white=white, size=float(size) if size.replace(".", "", 1).isdecimal() else around.size)


def _is_hidden(element: XmlElement, size: str) -> bool:
    if element.get(_SS + "Hidden") == "1":
        return True
    try:
        return float(element.get(_SS + size, "1")) == 0
    except ValueError:
        return False
