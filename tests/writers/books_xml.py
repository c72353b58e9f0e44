"""Writes a workbook as the XML of Excel 2003 (SpreadsheetML)."""

from __future__ import annotations

import re
from html import escape

from tests.writers.books import Entry, Page, Shape, Workbook

_REFERENCE = re.compile(r"(\$?)([A-Z]{1,2})(\$?)(\d+)")


def xml(book: Workbook) -> bytes:
    """The file."""
    shapes: dict[Shape, int] = {Shape(): 0}
    sheets = "".join(_sheet(page, shapes) for page in book.pages)
    styles = "".join(_style(shape, number) for shape, number in shapes.items())
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">'
        f"<Styles>{styles}</Styles>{sheets}</Workbook>"
    ).encode()


_MARKS = {
    "struck": ("<html:S>", "</html:S>"), "raised": ("<html:Sup>", "</html:Sup>"), "low": ("<html:Sub>", "</html:Sub>"),
    "white": ('<html:Font html:Color="#FFFFFF">', "</html:Font>"), "small": ('<html:Font html:Size="6">', "</html:Font>"),
}  # fmt: skip


def _style(shape: Shape, number: int) -> str:
    font = ' ss:StrikeThrough="1"' * shape.struck + (f' ss:Color="#{shape.color}"' if shape.color else "")
    ground = f'<Interior ss:Color="#{shape.ground}" ss:Pattern="Solid"/>' if shape.ground else ""
    name = f"s{number}" if number else "Default"
    code = escape("General Number" if shape.code == "General" else shape.code)
    return f'<Style ss:ID="{name}"><Font{font}/>{ground}<NumberFormat ss:Format="{code}"/></Style>'


def _sheet(page: Page, shapes: dict[Shape, int]) -> str:
    columns = "".join(
        f'<Column ss:Index="{n + 1}" ' + ('ss:Hidden="1"/>' if n in page.hidden_columns else 'ss:Width="0"/>')
        for n in sorted(page.hidden_columns | page.flat_columns)
    )
    corners = {(top, left): (bottom - top, right - left) for top, left, bottom, right in page.merges}
    rows = []
    lines: dict[int, set[tuple[int, int]]] = {row: set() for row in page.hidden_rows | page.flat_rows}
    for place in page.cells.keys() | corners.keys():
        lines.setdefault(place[0], set()).add(place)
    for row in sorted(lines):
        places = sorted(lines[row])
        cells = "".join(
            _cell(place, page.cells.get(place, Entry()), corners.get(place, (0, 0)), shapes) for place in places
        )
        marks = ' ss:Hidden="1"' * (row in page.hidden_rows) + ' ss:Height="0"' * (row in page.flat_rows)
        rows.append(f'<Row ss:Index="{row + 1}"{marks}>{cells}</Row>')
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>" if page.hidden else ""
    return f'<Worksheet ss:Name="{escape(page.name)}"><Table>{columns}{"".join(rows)}</Table>{hidden}</Worksheet>'


def _cell(place: tuple[int, int], entry: Entry, spans: tuple[int, int], shapes: dict[Shape, int]) -> str:
    number = shapes.setdefault(entry.shape, len(shapes))
    marks = f' ss:Index="{place[1] + 1}"' + (f' ss:StyleID="s{number}"' if number else "")
    marks += (f' ss:MergeDown="{spans[0]}"' if spans[0] else "") + (f' ss:MergeAcross="{spans[1]}"' if spans[1] else "")
    if entry.formula:
        marks += f' ss:Formula="={escape(_moved_to(entry.formula, place))}"' + ' ss:ArrayRange="RC"' * entry.array
    if entry.pieces:
        text = "".join(
            _MARKS[piece.look][0] + escape(piece.text) + _MARKS[piece.look][1] if piece.look else escape(piece.text)
            for piece in entry.pieces
        )
        return f'<Cell{marks}><ss:Data ss:Type="String">{text}</ss:Data></Cell>'
    if entry.value is None:
        return f"<Cell{marks}/>"
    kind = "Error" if entry.error else "Number" if isinstance(entry.value, float) else "String"
    return f'<Cell{marks}><Data ss:Type="{kind}">{escape(str(entry.value).removesuffix(".0"))}</Data></Cell>'


def _moved_to(formula: str, place: tuple[int, int]) -> str:
    """A formula in the other way of writing, its relative references counted from the cell."""

    def one(match: re.Match[str]) -> str:
        column, row = 0, int(match[4]) - 1
        for letter in match[2]:
            column = column * 26 + ord(letter) - 64
        column -= 1
        down = f"R{row + 1}" if match[3] else f"R[{row - place[0]}]" if row != place[0] else "R"
        return down + (f"C{column + 1}" if match[1] else f"C[{column - place[1]}]" if column != place[1] else "C")

    return _REFERENCE.sub(one, formula)
