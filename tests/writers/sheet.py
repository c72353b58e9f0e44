"""Reports as spreadsheets: the text in the first column, the tables merged as drawn, everything on one sheet or on several."""

from __future__ import annotations

import io
import zipfile
from html import escape

from tests.writers.plain import PlainReport
from tests.writers.spans import draw

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HIDDEN = ' state="hidden"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Sheet:
    """One sheet being filled from above; numbers are stored as numbers."""

    def __init__(self, name: str, *, hidden: bool = False) -> None:
        self.name, self.hidden = name, hidden
        self._rows: list[str] = []
        self._merges: list[str] = []

    def text(self, *lines: str) -> None:
        """Add rows of one cell."""
        for line in lines:
            self._rows.append(self._row([(0, line)]))

    def blank(self) -> None:
        """Leave a row out."""
        self._rows.append("")

    def row(self, *cells: str) -> None:
        """Add a row of single cells."""
        self._rows.append(self._row(list(enumerate(cells))))

    def table(self, report: PlainReport, key: str) -> None:
        """Add an official table."""
        top = len(self._rows)
        drawn = draw(key, report.tables[key], report.labels.get(key, {}))
        for number, row in enumerate(drawn.rows, top):
            for cell in row:
                if cell.row_span > 1 or cell.col_span > 1:
                    corner = _at(number + cell.row_span - 1, cell.column + cell.col_span - 1)
                    self._merges.append(f'<mergeCell ref="{_at(number, cell.column)}:{corner}"/>')
            self._rows.append(self._row([(cell.column, cell.text) for cell in row]))

    def _row(self, cells: list[tuple[int, str]]) -> str:
        number = len(self._rows)
        return "".join(self._cell(_at(number, column), text) for column, text in cells)

    @staticmethod
    def _cell(place: str, text: str) -> str:
        if text.replace(".", "", 1).isdigit():
            return f'<c r="{place}"><v>{text}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' if text else ""

    @property
    def xml(self) -> str:
        """The sheet's part."""
        rows = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(self._rows, 1) if row)
        merges = f'<mergeCells count="{len(self._merges)}">{"".join(self._merges)}</mergeCells>' if self._merges else ""
        return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{merges}</worksheet>'


def _at(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def one_sheet(report: PlainReport) -> bytes:
    """The whole report down one sheet, without blank rows between text and tables."""
    sheet = Sheet("年报")
    sheet.text(*report.title, *report.preamble)
    for section in report.sections:
        sheet.text(section.heading, *section.paragraphs)
        if section.table:
            sheet.table(report, section.table)
    sheet.text(*report.signed)
    return book([sheet])


def several_sheets(report: PlainReport, *, hidden: bool = False) -> bytes:
    """The text on the first sheet, each table on one of its own under its title; if `hidden`, old figures on a hidden sheet."""
    first = Sheet("正文")
    first.text(*report.title, *report.preamble)
    sheets = [first]
    for section in report.sections:
        sheet = sheets[-1]
        if section.table:
            sheet = Sheet(f"表{section.heading[0]}")
            sheets.append(sheet)
        sheet.text(section.heading, *section.paragraphs)
        sheet.blank()
        if section.table:
            sheet.table(report, section.table)
            sheet.blank()
    sheets[-1].text(*report.signed)
    if hidden:
        sheets.append(Sheet("上年", hidden=True))
        sheets[-1].table(report, "remedies")
    return book(sheets)


def book(sheets: list[Sheet]) -> bytes:
    """The workbook's package."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{sheet.name}" sheetId="{n}" r:id="r{n}"{_HIDDEN * sheet.hidden}/>'
        for n, sheet in zip(numbers, sheets, strict=True)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet.xml for n, sheet in zip(numbers, sheets, strict=True)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(
                zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
