"""Reader of OpenDocument spreadsheets (ODF 1.3 part 3, 9): cells as displayed, merged and hidden cells, formulas and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from auditor.chinese.values import parse_number
from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import Package, XmlElement, check_depth, number, parse
from auditor.read.base.paragraph_pieces import is_white
from auditor.read.rows.cells import DAMAGED, LOCKED, PLAIN, Book, CellRuns, Formula, RunLook, SheetCell, WorkbookSheet
from auditor.read.rows.number_display import GENERAL, MOST_DIGITS, NumberFormat, show_date
from auditor.read.sheet.formulas import LAST_COLUMN, LAST_ROW
from auditor.read.word.odt.looks import STYLE, TEXT

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_COLUMN, _ROW = _TABLE + "table-column", _TABLE + "table-row"
_CELLS = frozenset((_TABLE + "table-cell", _TABLE + "covered-table-cell"))
_FORMULA, _STYLE, _REPEATED, _ACROSS, _DOWN = (
    _TABLE + name
    for name in ("formula", "style-name", "number-columns-repeated", "number-columns-spanned", "number-rows-spanned")
)
_TYPE, _VALUE, _PARAGRAPH = _OFFICE + "value-type", _OFFICE + "value", TEXT + "p"
_COLUMNS = frozenset(_TABLE + name for name in ("table-columns", "table-column-group", "table-header-columns"))
_ROWS = frozenset(_TABLE + name for name in ("table-rows", "table-row-group", "table-header-rows"))
_NOT_SHOWN = frozenset((_OFFICE + "annotation", TEXT + "note", TEXT + "ruby-text", TEXT + "tracked-changes"))
_SIGNS = {TEXT + "s": " ", TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_STYLE_GROUPS = frozenset((_OFFICE + "styles", _OFFICE + "automatic-styles"))
_FIGURES = ("float", "currency", "percentage")
_VALUES = ("value", "date-value", "time-value", "boolean-value")
_MOST_BLANKS = 1_000
_MAX_CHAIN = 32


def read_ods(data: bytes, context: ReadContext) -> Book:
    """Read the sheets of a workbook; raises UnreadableReport if it is damaged, locked, unsafe or too large."""
    package = Package(data, context.limits)
    manifest = package.part("meta-inf/manifest.xml")
    if manifest is not None and any(element.tag.endswith("}encryption-data") for element in manifest.iter()):
        raise UnreadableReport(LOCKED, Cause.LOCKED)
    content = package.part("content.xml")
    if content is None:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)
    common = package.part("styles.xml")
    return _book([content] if common is None else [common, content], context)


def read_flat_ods(data: bytes, context: ReadContext) -> Book:
    """Read the sheets of a workbook in one XML file (.fods); raises UnreadableReport as `read_ods` does."""
    return _book([parse(data.lstrip(b"\r\n\t "))], context)


def _book(parts: list[XmlElement], context: ReadContext) -> Book:
    """Read the sheets in the last of the parts, with the styles of all parts."""
    body = parts[-1].find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
    if body is None:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)
    styles = _OdsStyles(parts)
    book = Book("ods")
    for table in body.iterchildren(_TABLE + "table"):
        sheet = _OdsSheetReader(table, styles, context).sheet
        (book.sheets if styles.shows(table) else book.hidden).append(sheet)
    return book


class _OdsStyles:
    """Styles of a workbook as far as they affect visibility, each resolved on first use."""

    def __init__(self, parts: list[XmlElement]) -> None:
        self._styles: dict[tuple[str, str], XmlElement] = {}
        self._known: dict[tuple[str, str, str, str], str] = {}
        self._plain: dict[str, bool] = {}
        for group in (group for part in parts for group in part if group.tag in _STYLE_GROUPS):
            for style in group.iterchildren(STYLE + "style"):
                self._styles[style.get(STYLE + "family", ""), style.get(STYLE + "name", "")] = style

    def shows(self, table: XmlElement) -> bool:
        """Return whether a sheet is visible."""
        return (
            self._of("table", table.get(_TABLE + "style-name", ""), "table-properties", _TABLE + "display") != "false"
        )

    def is_nothing(self, family: str, name: str, size: str) -> bool:
        """Return whether rows or columns of a style have no height or width."""
        found = self._of(family, name, f"{family}-properties", STYLE + size)
        return found[:1] == "0" and not found.strip("0.cminptx%")

    def is_struck(self, family: str, name: str) -> bool:
        """Return whether text of a style is struck out."""
        return self._of(family, name, "text-properties", STYLE + "text-line-through-style") not in ("", "none")

    def of_run(self, name: str, around: RunLook) -> RunLook:
        """Return the appearance of text of a style within other text."""
        place = self._of("text", name, "text-properties", STYLE + "text-position").split()[:1]
        raised = place == ["super"] or any(each.endswith("%") and each[:1] not in "-0" for each in place)
        low = place == ["sub"] or any(each[:1] == "-" for each in place)
        color = self._of("text", name, "text-properties", _FO + "color")
        size = self._of("text", name, "text-properties", _FO + "font-size").removesuffix("pt")
        return RunLook(
            around.struck or self.is_struck("text", name),
            around.raised or raised,
            around.low or low,
            is_white(color) if color else around.white,
            float(size) if size.replace(".", "", 1).isdecimal() else around.size,
        )

    def is_white(self, name: str) -> bool:
        """Return whether the text of cells of a style is white on a white or missing background."""
        return is_white(self._of("table-cell", name, "text-properties", _FO + "color")) and self.on_paper(name)

    def on_paper(self, name: str) -> bool:
        """Return whether cells of a style have no background, or a white one."""
        ground = self._of("table-cell", name, "table-cell-properties", _FO + "background-color")
        return (ground in ("", "transparent") or is_white(ground)) and not self._is_mapped(name)

    def is_plain(self, name: str) -> bool:
        """Return whether cells of a style show their text."""
        found = self._plain.get(name)
        if found is None:
            found = self._plain[name] = not (self.is_struck("table-cell", name) or self.is_white(name))
        return found

    def _is_mapped(self, name: str) -> bool:
        """Return whether a style depends on the content of the cell."""
        style = self._styles.get(("table-cell", name))
        return style is not None and style.find(STYLE + "map") is not None

    def _of(self, family: str, name: str, properties: str, attribute: str) -> str:
        key = family, name, properties, attribute
        if key not in self._known:
            self._known[key] = self._found(*key)
        return self._known[key]

    def _found(self, family: str, name: str, properties: str, attribute: str) -> str:
        for _ in range(_MAX_CHAIN):
            style = self._styles.get((family, name))
            if style is None:
                return ""
            for element in style.iterchildren(STYLE + properties):
                if found := element.get(attribute):
                    return str(found)
            name = style.get(STYLE + "parent-style-name", "")
        return ""


class _OdsSheetReader:
    """Reader of one sheet."""

    def __init__(self, table: XmlElement, styles: _OdsStyles, context: ReadContext) -> None:
        self.sheet = WorkbookSheet(table.get(_TABLE + "name", ""))
        self._styles, self._deadline = styles, context.deadline
        self._most_cells, self._deepest = context.limits.cells, context.limits.depth
        self._row = self._column = self._cells = 0
        self._walk(table, 0, shown=True)

    def _walk(self, parent: XmlElement, depth: int, *, shown: bool) -> None:
        check_depth(depth, self._deepest)
        for element in parent:
            if element.tag == _ROW:
                self._read_row(element, shown=shown)
            elif element.tag == _COLUMN:
                self._read_column(element, shown=shown)
            elif element.tag in _ROWS or element.tag in _COLUMNS:
                self._walk(element, depth + 1, shown=shown and element.get(_TABLE + "display") != "false")

    def _is_seen(self, element: XmlElement, family: str, size: str) -> bool:
        if element.get(_TABLE + "visibility", "visible") != "visible":
            return False
        return not self._styles.is_nothing(family, element.get(_TABLE + "style-name", ""), size)

    def _read_column(self, element: XmlElement, *, shown: bool) -> None:
        count = number(element.get(_TABLE + "number-columns-repeated"), 1, LAST_COLUMN, 1)
        last = min(self._column + count - 1, LAST_COLUMN)
        if not (shown and self._is_seen(element, "table-column", "column-width")) and self._column <= last:
            self.sheet.hidden_columns.append((self._column, last))
        self._column = min(self._column + count, LAST_COLUMN + 1)

    def _read_row(self, element: XmlElement, *, shown: bool) -> None:
        self._deadline.check()
        count = number(element.get(_TABLE + "number-rows-repeated"), 1, LAST_ROW, 1)
        seen = shown and self._is_seen(element, "table-row", "row-height")
        cells = self._cells_of(element)
        for row in range(self._row, self._row + (count if cells else 0)):
            if not seen:
                self.sheet.hidden_rows.add(row)
            for column, cell in cells:
                self.sheet.add(row, column, cell if count == 1 else replace(cell))
            self._cells += len(cells)
            require(self._cells, 2 * self._most_cells, "工作表的单元格数")
        if not seen and not cells:
            # Hidden rows without cells matter where merged cells cover them.
            self.sheet.hidden_rows.update(range(self._row, self._row + min(count, _MOST_BLANKS)))
        self._row += count
        if self._row > LAST_ROW + 1:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)

    def _cells_of(self, element: XmlElement) -> list[tuple[int, SheetCell]]:
        """Return the non-empty cells of a row with their columns."""
        found: list[tuple[int, SheetCell]] = []
        column = 0
        for child in element:
            if child.tag not in _CELLS:
                continue
            said: Mapping[str, str] = dict(child.items())  # type: ignore[arg-type]  # lxml gives no bytes
            repeated = said.get(_REPEATED)
            count = 1 if repeated is None else number(repeated, 1, LAST_COLUMN + 1, 1)
            if _ACROSS in said or _DOWN in said:
                bottom, right = (
                    number(said.get(_DOWN), 1, LAST_ROW, 1) - 1,
                    number(said.get(_ACROSS), 1, LAST_COLUMN, 1) - 1,
                )
                if bottom or right:
                    self.sheet.merge((self._row, column, self._row + bottom, column + right), self._most_cells)
            if len(child) or _FORMULA in said or _TYPE in said:
                cell = self._simple(child, said) or self._cell(child)
                if cell.text or cell.formula:
                    found += [(at, cell) for at in range(column, min(column + count, LAST_COLUMN + 1))]
            column += count
        return found

    def _simple(self, element: XmlElement, said: Mapping[str, str]) -> SheetCell | None:
        """Read a cell with a whole number or a text and nothing special, as most are; None for any other."""
        if len(element) != 1 or _FORMULA in said or not self._styles.is_plain(said.get(_STYLE, "")):
            return None
        kind, line = said.get(_TYPE), element[0]
        text = line.text
        if not text or len(line) or line.tag != _PARAGRAPH:
            return None
        if kind == "string":
            return SheetCell(text)
        if kind == "float" and text == said.get(_VALUE) and len(text) < MOST_DIGITS and text.isdecimal():
            return SheetCell(text, float(text)) if text[0] != "0" or text == "0" else None
        return None

    def _cell(self, element: XmlElement) -> SheetCell:
        """Read what a cell shows: figures as displayed, dates by year, month and day."""
        runs = CellRuns()
        lines = [child for child in element if child.tag == _PARAGRAPH]
        for place, line in enumerate(lines):
            if place:
                runs.add("\n")
            self._text(line, runs, 0, PLAIN)
        style = element.get(_STYLE, "")
        rich = runs.whole()
        seen, left_out = rich.cell(on_paper=rich.on_paper is not None and self._styles.on_paper(style))
        kind = element.get(_TYPE, "")
        cell = seen if seen.unread else _typed(element, kind, seen.text, has_text=bool(lines))
        source = element.get(_FORMULA, "")
        if source:
            stored = bool(cell.text) or kind == "string" or any(element.get(_OFFICE + name) for name in _VALUES)
            formula = source.partition("=")[2] if source.startswith(("of:", "oooc:", "=")) else "?"
            cell.formula = Formula(formula, stored=stored, nothing=cell.number == 0 or not cell.text)
        if left_out:
            self.sheet.left_out.update(left_out)
        if cell.text and not self._styles.is_plain(style):
            struck = self._styles.is_struck("table-cell", style)
            self.sheet.left_out[LeftOut.STRUCK if struck else LeftOut.HIDDEN] += 1
            return SheetCell("", cell.number)
        return cell

    def _text(self, element: XmlElement, runs: CellRuns, depth: int, look: RunLook) -> None:
        """Add the text of a paragraph or a span of it."""
        check_depth(depth, self._deepest)
        runs.add(element.text or "", look)
        for child in element:
            if child.tag in _SIGNS:
                count = number(child.get(TEXT + "c"), 1, _MOST_BLANKS, 1)
                runs.add(_SIGNS[child.tag] * count)
            elif child.tag not in _NOT_SHOWN:
                style = child.get(TEXT + "style-name", "")
                self._text(child, runs, depth + 1, self._styles.of_run(style, look) if style else look)
            runs.add(child.tail or "", look)


def _typed(element: XmlElement, kind: str, text: str, *, has_text: bool) -> SheetCell:
    if kind in _FIGURES:
        try:
            value = float(element.get(_OFFICE + "value", ""))
        except ValueError:
            return SheetCell(text)
        return _figure(value, text.strip(), kind)
    if kind == "date":
        try:
            return SheetCell(show_date(datetime.fromisoformat(element.get(_OFFICE + "date-value", ""))))
        except ValueError:
            return SheetCell(text)
    if has_text:
        return SheetCell(text)
    return SheetCell(element.get(_OFFICE + "string-value", ""))


def _figure(value: float, shown: str, kind: str) -> SheetCell:
    """Return a figure as the sheet displays it, or by its value where that is not a plain number (a dash for zero, a percentage)."""
    shape = GENERAL
    text = shown.replace(",", "").replace("，", "")
    if kind != "percentage" and (found := parse_number(text)) is not None and abs(float(found) - value) < 1:
        # Calc stores more places of an unformatted figure than it displays.
        places = min(len(text.partition(".")[2]), MOST_DIGITS - len(str(int(abs(value)))))
        if places >= 0:
            shape = NumberFormat((places, places))
    return SheetCell(shape.shown(value), value, shape)
