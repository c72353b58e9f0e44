"""Reader of sheets' values by calamine, for workbook formats no longer written, and for long lists such as rosters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from auditor.config.limits import Limits, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.rows.cells import DAMAGED, LOCKED, Book, SheetCell, WorkbookSheet
from auditor.read.rows.number_display import show_date, show_number
from auditor.read.sheet.safe import ZIP, safe_package

_APART = 20  # multiple of the cells of a report


def read_plain(data: bytes, limits: Limits) -> Book:
    """Read the sheets of a workbook by their values: stored results of formulas, nothing about hidden rows or formats.

    Raises UnreadableReport if the file is damaged, locked or too large.
    """
    book = Book("xlsx" if data.startswith(ZIP) else "xls")
    with open_workbook(data, limits) as workbook:
        for number, about in enumerate(workbook.sheets_metadata):
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            if about.visible is not SheetVisibleEnum.Visible:
                book.hidden.append(WorkbookSheet(about.name))
                continue
            found = workbook.get_sheet_by_index(number)
            sheet = WorkbookSheet(about.name)
            for row, values in enumerate(_rows(found, limits.cells)):
                for column, value in enumerate(values):
                    if value != "":
                        sheet.add(row, column, SheetCell(_shown(value)))
            for (top, left), (bottom, right) in found.merged_cell_ranges or ():
                sheet.merge((top, left, bottom, right), limits.cells)
            book.sheets.append(sheet)
    return book


def read_rows(data: bytes, limits: Limits) -> list[tuple[str, list[list[str]]]]:
    """Read the visible sheets: name and rows from the first on, cells as displayed; a merged cell repeats its text.

    Raises UnreadableReport if the file is damaged, locked or too large.
    """
    with open_workbook(data, limits) as book:
        return [
            (about.name, _filled_rows(book.get_sheet_by_index(number), limits.cells))
            for number, about in enumerate(book.sheets_metadata)
            if about.typ is SheetTypeEnum.WorkSheet and about.visible is SheetVisibleEnum.Visible
        ]


def _filled_rows(sheet: Any, most: int) -> list[list[str]]:
    rows = [[_shown(value).strip() for value in values] for values in _rows(sheet, most)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        require((bottom - top + 1) * (right - left + 1), most, "合并的单元格数")
        shown = "".join(rows[top][left : left + 1]) if top < len(rows) else ""
        for cells in rows[top : bottom + 1]:
            cells[left : right + 1] = [shown] * len(cells[left : right + 1])
    return rows


def _rows(sheet: Any, most: int) -> list[list[Any]]:
    """Return the rows of a sheet, each from its first column on; `most` is the number of cells a report may have.

    Calamine's own rows begin with the first row of the sheet, but with the first used column, which its `start` gives.
    """
    last = sheet.end or (0, 0)
    require((last[0] + 1) * (last[1] + 1), _APART * most, "工作表的单元格数")
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return rows


@contextmanager
def open_workbook(data: bytes, limits: Limits) -> Iterator[CalamineWorkbook]:
    """Open the workbook in a file's bytes; any failure while it is read becomes an UnreadableReport."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(safe_package(data, limits))) as book:
            yield book
    except PasswordError as error:
        raise UnreadableReport(LOCKED, Cause.LOCKED) from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
    except BaseException as error:
        # A panic of the Rust parser on a broken file is not an Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error


def _shown(value: object) -> str:
    """Return a cell as a person sees it in the sheet: whole numbers without a point, dates by year, month and day."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return show_number(value, None)
    return show_date(value) if isinstance(value, date) else str(value)
