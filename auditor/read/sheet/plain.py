"""Reads spreadsheets (XLSX, XLS, ODS): the figures as stored, merged cells as drawn, hidden sheets left out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder, RawCell
from auditor.read.limits import LIMITS, Deadline, require
from auditor.read.zips import ZIP_ERRORS

Row = list[RawCell]
Merges = dict[tuple[int, int], tuple[int, int]]

_SHEETS = "xl/worksheets/"
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
# What is told of a sheet that is read comes later; here only what would take gigabytes is refused, hidden sheets included.
_APART = 20
_ZIP = b"PK\x03\x04"
# A row with one filled cell is a line of text if it is numbered like a heading, is a sentence, or is too long for a label.
_HEADING = re.compile(r"\s*(?:第?[一二三四五六七八九十]{1,2}(?:[、.．]|部分)|（[一二三四五六七八九十]{1,2}）)")
_SENTENCE = re.compile(r"[。；]")
_LONGEST_LABEL = 40
DAMAGED = "电子表格已损坏或不完整，请重新导出后再审核"
LOCKED = "文件加了密码，请去掉密码后再审核"


def read_sheet(data: bytes, path: str) -> Document:
    """The visible sheets in their order: rows with several filled cells as tables, the others as paragraphs.

    Raises UnreadableReport if the file is damaged, locked or too large.
    """
    deadline = Deadline()
    builder = DocumentBuilder()
    with _workbook(data) as book:
        hidden = 0
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible is not SheetVisibleEnum.Visible:
                hidden += 1
                continue
            for block in _blocks(book.get_sheet_by_index(number), deadline):
                if isinstance(block, str):
                    builder.paragraph(block)
                else:
                    builder.grid(block, exact=True)
    if hidden:
        builder.warn(f"有 {hidden} 张隐藏的工作表，没有读取")
    return builder.build(path=path, data=data, format="xlsx" if data.startswith(_ZIP) else "xls")


def read_rows(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """The visible sheets by name with their rows from the first on, each cell as shown; merged cells all have what the first has.

    Raises UnreadableReport if the file is damaged, locked or too large.
    """
    with _workbook(data) as book:
        return [
            (about.name, _plain_rows(book.get_sheet_by_index(number)))
            for number, about in enumerate(book.sheets_metadata)
            if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible
        ]


def _plain_rows(sheet: Any) -> list[list[str]]:
    require(sheet.height * sheet.width, _APART * LIMITS.cells, "工作表的单元格数")
    merges, _ = _merged(sheet)
    top, left = sheet.start or (0, 0)
    rows = [[""] * left + [_shown(value).strip() for value in values] for values in sheet.iter_rows()]
    rows = [[] for _ in range(top)] + rows
    for (row, column), (down, across) in merges.items():
        shown = "".join(rows[row][column : column + 1]) if row < len(rows) else ""
        for cells in rows[row : row + down]:
            cells[column : column + across] = [shown] * len(cells[column : column + across])
    return rows


@contextmanager
def _workbook(data: bytes) -> Iterator[CalamineWorkbook]:
    """The workbook in a file's bytes; whatever fails while it is read becomes an UnreadableReport."""
    check_size(data)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            yield book
    except PasswordError as error:
        raise UnreadableReport(LOCKED) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableReport(DAMAGED) from error
    except BaseException as error:
        # A panic of the Rust parser on a broken file is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableReport(DAMAGED) from error


def check_size(data: bytes) -> None:
    """What the package says it unpacks to, and how far apart its cells lie.

    The parser itself knows no limit, and takes memory for all cells between the first and the last.
    """
    if not data.startswith(_ZIP):
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            require(sum(info.file_size for info in package.infolist()), LIMITS.unpacked_bytes, "解压后的大小")
            for info in package.infolist():
                if info.filename.startswith(_SHEETS):
                    require(_area(package.read(info)), _APART * LIMITS.cells, "工作表的单元格数")
    except ZIP_ERRORS as error:
        raise UnreadableReport(DAMAGED) from error


def _area(sheet: bytes) -> int:
    """How many cells lie between the first and the last of a worksheet part (ECMA-376, 18.3.1.4), both ways."""
    places = {(match[1], match[2]) for match in _CELL.finditer(sheet)}
    columns = [_column(letters) for letters, _ in places]
    rows = [int(number) for _, number in places]
    return (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1) if places else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass(slots=True)
class _Line:
    """A row of a sheet without the cells that merged ones cover; `tied` rows hold a part of a cell that spans several rows."""

    cells: Row
    tied: bool

    @property
    def filled(self) -> list[RawCell]:
        return [cell for cell in self.cells if cell.text]


def _blocks(sheet: Any, deadline: Deadline) -> Iterator[str | list[Row]]:
    """The paragraphs and tables of one sheet."""
    require(sheet.height * sheet.width, LIMITS.cells * 2, "工作表的单元格数")
    lines = list(_lines(sheet, deadline))
    table: list[Row] = []
    for number, line in enumerate(lines):
        if _in_table(lines, number):
            table.append(line.cells)
            continue
        if table:
            yield _trimmed(table)
            table = []
        yield from (text for cell in line.filled for text in cell.text.split("\n"))
    if table:
        yield _trimmed(table)


def _in_table(lines: Sequence[_Line], number: int) -> bool:
    line = lines[number]
    if len(line.filled) != 1 or line.tied:
        return bool(line.filled) or line.tied
    text = line.filled[0].text
    if _HEADING.match(text) or _SENTENCE.search(text) or len(text) > _LONGEST_LABEL:
        return False
    # A head over the whole width, or a label without figures: it belongs to the rows around it.
    return any(0 <= near < len(lines) and _is_row(lines[near]) for near in (number - 1, number + 1))


def _is_row(line: _Line) -> bool:
    return len(line.filled) > 1 or line.tied


def _lines(sheet: Any, deadline: Deadline) -> Iterator[_Line]:
    merges, covered = _merged(sheet)
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.iter_rows(), top):
        deadline.check()
        cells = []
        for column, value in enumerate(values, left):
            if (row, column) in covered:
                continue
            down, across = merges.get((row, column), (1, 1))
            cells.append(RawCell(_shown(value), column - left, down, across))
        above = any(covered.get((row, column), row) < row for column in range(left, left + len(values)))
        yield _Line(cells, tied=above or any(cell.row_span > 1 for cell in cells))


def _trimmed(rows: list[Row]) -> list[Row]:
    """The rows without the blank columns at their ends, which other rows of the sheet made as wide as that."""
    spans = [cell for row in rows for cell in row if cell.text or cell.col_span > 1 or cell.row_span > 1]
    width = max(cell.column + cell.col_span for cell in spans)
    return [[cell for cell in row if cell.column < width] for row in rows]


def _merged(sheet: Any) -> tuple[Merges, dict[tuple[int, int], int]]:
    """The spans of merged cells by their upper left corner, and for each cell they cover the row in which they begin."""
    merges: Merges = {}
    covered: dict[tuple[int, int], int] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        require((bottom - top + 1) * (right - left + 1), LIMITS.cells, "合并的单元格数")
        require(len(covered), LIMITS.cells, "合并的单元格数")
        merges[top, left] = bottom - top + 1, right - left + 1
        places = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        covered.update({place: top for place in places if place != (top, left)})
    return merges, covered


def _shown(value: object) -> str:
    """A cell as a reader of the sheet would see it: whole numbers without a point, dates by year, month and day."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        value = value.date() if not (value.hour or value.minute or value.second) else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
