"""Writer of XLSX workbooks from sheets of text: no cell can become a formula or a link, and the same sheets give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from auditor.errors import AuditorError
from auditor.presentation.terminal_text import clean

WorkbookValue = str | int | float
_LONGEST = 32767  # UTF-16 units in a cell, Excel's own limit
_MOST_ROWS = 1_048_576
# A fixed day, so the same sheets give the same bytes; spreadsheets show it as the day the file was made.
_MADE = datetime(2000, 1, 1)
_OPTIONS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
# Characters that XML does not allow.
_NO_XML = str.maketrans("", "", "\ufffe\uffff")
_BODY = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CCD2"}
_HEAD = {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#DDE3EA", "border": 1}


@dataclass(frozen=True, slots=True)
class Column:
    """Column by its heading: `width` in characters of the standard font, `options` the words its cells offer to choose from."""

    head: str
    width: int
    options: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True, slots=True)
class OutputSheet:
    """Sheet of the workbook; every row has a cell for every column. Columns left of `frozen` stay in view."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[WorkbookValue]]
    frozen: int = 0


def workbook(sheets: Iterable[OutputSheet]) -> bytes:
    """Build the workbook with filters, frozen header rows and wrapped text; raises AuditorError if a sheet is too long."""
    out = io.BytesIO()
    book = Workbook(out, _OPTIONS)
    book.set_properties({"created": _MADE})
    styles = _WorkbookStyles(book)
    for sheet in sheets:
        if len(sheet.rows) >= _MOST_ROWS:
            book.close()
            raise AuditorError(f"工作表“{sheet.name}”有{len(sheet.rows)}行，电子表格放不下，请分批审核")
        _write(book.add_worksheet(sheet.name), sheet, styles)
    book.close()
    return out.getvalue()


class _WorkbookStyles:
    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format(_HEAD)
        # Marked as text, so a cell beginning with «=» stays text when somebody edits it.
        self.text = book.add_format({**_BODY, "quote_prefix": True})
        self.number = book.add_format(_BODY)
        self.percent = book.add_format({**_BODY, "num_format": "0%"})


def _write(page: Worksheet, sheet: OutputSheet, styles: _WorkbookStyles) -> None:
    last = max(len(sheet.rows), 1)
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, column.width)
        if column.options:
            page.data_validation(1, number, last, number, _choice(column.options))
        page.write_string(0, number, column.head, styles.head)
    for line, row in enumerate(sheet.rows, 1):
        for number, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            if isinstance(value, str):
                page.write_string(line, number, cell_text(value), styles.text)
            else:
                page.write_number(line, number, value, styles.percent if column.percent else styles.number)


def _choice(options: tuple[str, ...]) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(options),
        "error_title": "处理意见",
        "error_message": f"请填{'、'.join(options)}，或者留空",
    }


def cell_text(text: str) -> str:
    """Return the text as a cell holds it: on one line, without characters that XML forbids, cut with «…» if it is too long."""
    shown = clean(text).translate(_NO_XML)
    if len(shown.encode("utf-16-le")) // 2 <= _LONGEST:
        return shown
    return shown.encode("utf-16-le")[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
