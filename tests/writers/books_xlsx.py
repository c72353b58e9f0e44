"""Writes a workbook as XLSX, strings shared, as Excel lays it out."""

from __future__ import annotations

import io
import zipfile
from html import escape

from tests.writers.books import Entry, Page, Piece, Shape, Workbook, at

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class _Shared:
    """What the sheets share: strings and formats in the order in which they are used."""

    def __init__(self) -> None:
        self.strings: dict[str, int] = {}
        self.shapes: dict[Shape, int] = {Shape(): 0}

    def string(self, xml: str) -> int:
        return self.strings.setdefault(xml, len(self.strings))

    def shape(self, shape: Shape) -> int:
        return self.shapes.setdefault(shape, len(self.shapes))


def xlsx(book: Workbook) -> bytes:
    """The package."""
    shared = _Shared()
    sheets = [_sheet(page, shared) for page in book.pages]
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{escape(page.name)}" sheetId="{n}" r:id="r{n}"' + (' state="hidden"/>' if page.hidden else "/>")
        for n, page in zip(numbers, book.pages, strict=True)
    )
    recalculated = ' fullCalcOnLoad="1"' if book.recalculates else ""
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    related += f'<Relationship Id="s" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    related += f'<Relationship Id="t" Type="{_RELATIONS}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets>'
        f'<calcPr calcId="191029"{recalculated}/></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        "xl/styles.xml": _styles(list(shared.shapes)),
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(f"<si>{text}</si>" for text in shared.strings)}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return out.getvalue()


def _sheet(page: Page, shared: _Shared) -> str:
    columns = "".join(
        f'<col min="{n + 1}" max="{n + 1}" ' + ('hidden="1" width="9"/>' if n in page.hidden_columns else 'width="0"/>')
        for n in sorted(page.hidden_columns | page.flat_columns)
    )
    rows = []
    lines = page.lines()
    for row in sorted(lines.keys() | page.hidden_rows | page.flat_rows):
        cells = "".join(_cell(at(row, column), entry, shared) for column, entry in lines.get(row, ()))
        marks = ' hidden="1"' * (row in page.hidden_rows) + ' ht="0" customHeight="1"' * (row in page.flat_rows)
        rows.append(f'<row r="{row + 1}"{marks}>{cells}</row>')
    merges = "".join(
        f'<mergeCell ref="{at(top, left)}:{at(bottom, right)}"/>' for top, left, bottom, right in page.merges
    )
    return (
        f'<worksheet xmlns="{_MAIN}">' + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{''.join(rows)}</sheetData>" + (f"<mergeCells>{merges}</mergeCells>" if merges else "")
        + "</worksheet>"
    )  # fmt: skip


def _cell(place: str, entry: Entry, shared: _Shared) -> str:
    head = f'<c r="{place}" s="{shared.shape(entry.shape)}"'
    if entry.formula or entry.shares is not None:
        kind = f' t="shared" si="{entry.shares}"' if entry.shares is not None else ""
        kind = f' t="array" ref="{place}"' if entry.array else kind
        value = "" if entry.value is None else f"<v>{escape(_number(entry.value))}</v>"
        text = ' t="e"' if entry.error else ' t="str"' if isinstance(entry.value, str) else ""
        return f"{head}{text}><f{kind}>{escape(entry.formula)}</f>{value}</c>"
    if entry.error:
        return f'{head} t="e"><v>{entry.value}</v></c>'
    if isinstance(entry.value, float):
        return f"{head}><v>{_number(entry.value)}</v></c>"
    if not entry.value and not entry.pieces:
        return ""
    text = "".join(map(_run, entry.pieces)) if entry.pieces else f"<t>{escape(str(entry.value))}</t>"
    return f'{head} t="s"><v>{shared.string(text)}</v></c>'


def _run(piece: Piece) -> str:
    marks = "<strike/>" * piece.struck + '<vertAlign val="superscript"/>' * piece.raised
    marks += '<vertAlign val="subscript"/>' * piece.low + '<color rgb="FFFFFFFF"/>' * piece.white
    return f'<r><rPr>{marks}<sz val="{6 if piece.small else 11}"/></rPr><t xml:space="preserve">{escape(piece.text)}</t></r>'


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def _styles(shapes: list[Shape]) -> str:
    codes = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{escape(shape.code)}"/>' for n, shape in enumerate(shapes, 200) if n > 200
    )
    fonts = "".join(
        "<font>" + "<strike/>" * shape.struck + (f'<color rgb="FF{shape.color}"/>' if shape.color else "") + "</font>"
        for shape in shapes
    )
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{shape.ground}"/></patternFill></fill>'
        if shape.ground
        else '<fill><patternFill patternType="none"/></fill>'
        for shape in shapes
    )
    formats = "".join(
        f'<xf numFmtId="{n + 200 if n else 0}" fontId="{n}" fillId="{n}" borderId="0"/>' for n in range(len(shapes))
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{codes}</numFmts><fonts>{fonts}</fonts><fills>{fills}</fills>'
        f"<cellXfs>{formats}</cellXfs></styleSheet>"
    )
