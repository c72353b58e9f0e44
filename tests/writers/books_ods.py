"""Writes a workbook as an OpenDocument spreadsheet."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape

from tests.writers.books import Entry, Page, Shape, Workbook

_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("fo", "xsl-fo-compatible"), ("of", "of"),
    )
)  # fmt: skip
_REFERENCE = re.compile(
    r"(?:(?P<sheet>'[^']+'|\w+)!)?(?P<first>\$?[A-Z]{1,2}\$?\d+)(?::(?P<last>\$?[A-Z]{1,2}\$?\d+))?"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)
_RUNS = {
    "struck": 'style:text-line-through-style="solid"', "raised": 'style:text-position="super 58%"',
    "low": 'style:text-position="sub 58%"', "white": 'fo:color="#ffffff"', "small": 'fo:font-size="6pt"',
}  # fmt: skip


def ods(book: Workbook) -> bytes:
    """The package. The text of a number is what its format shows of it: whole, with two places, or as it is."""
    shapes: dict[Shape, int] = {Shape(): 0}
    tables = "".join(_table(page, shapes) for page in book.pages)
    styles = "".join(_style(shape, number) for shape, number in shapes.items())
    runs = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
        for name, said in _RUNS.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES}><office:automatic-styles>'
        '<style:style style:name="no" style:family="table"><style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="flat" style:family="table-row">'
        '<style:table-row-properties style:row-height="0cm"/></style:style>'
        '<style:style style:name="thin" style:family="table-column">'
        '<style:table-column-properties style:column-width="0cm"/></style:style>'
        f"{runs}{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(zipfile.ZipInfo("content.xml"), content)
        package.writestr(zipfile.ZipInfo("META-INF/manifest.xml"), _MANIFEST)
    return out.getvalue()


def _style(shape: Shape, number: int) -> str:
    text = ' style:text-line-through-style="solid"' * shape.struck
    text += f' fo:color="#{shape.color}"' if shape.color else ""
    ground = f' fo:background-color="#{shape.ground}"' if shape.ground else ""
    return (
        f'<style:style style:name="c{number}" style:family="table-cell"><style:text-properties{text}/>'
        f"<style:table-cell-properties{ground}/></style:style>"
    )


def _table(page: Page, shapes: dict[Shape, int]) -> str:
    width = max((column for _, column in page.cells), default=0) + 1
    columns = "".join(
        "<table:table-column"
        + ' table:visibility="collapse"' * (column in page.hidden_columns)
        + ' table:style-name="thin"' * (column in page.flat_columns)
        + "/>"
        for column in range(width)
    )
    corners = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in page.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in page.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - corners.keys()
    rows = []
    for row in range(max((row for row, _ in page.cells), default=0) + 1):
        cells = "".join(
            "<table:covered-table-cell/>"
            if (row, column) in covered
            else _cell(page.cells.get((row, column), Entry()), corners.get((row, column)), shapes)
            for column in range(width)
        )
        marks = ' table:visibility="filter"' * (row in page.hidden_rows) + ' table:style-name="flat"' * (
            row in page.flat_rows
        )
        rows.append(f"<table:table-row{marks}>{cells}</table:table-row>")
    hidden = ' table:style-name="no"' * page.hidden
    return f'<table:table table:name="{escape(page.name)}"{hidden}>{columns}{"".join(rows)}</table:table>'


def _cell(entry: Entry, spans: tuple[int, int] | None, shapes: dict[Shape, int]) -> str:
    number = shapes.setdefault(entry.shape, len(shapes))
    marks = f' table:style-name="c{number}"' if number else ""
    if spans:
        marks += f' table:number-rows-spanned="{spans[0]}" table:number-columns-spanned="{spans[1]}"'
    if entry.formula:
        marks += f' table:formula="of:={escape(_bracketed(entry.formula))}"'
    if entry.pieces:
        text = "".join(
            f'<text:span text:style-name="{piece.look}">{escape(piece.text)}</text:span>'
            if piece.look
            else escape(piece.text)
            for piece in entry.pieces
        )
        return f'<table:table-cell{marks} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    if isinstance(entry.value, float):
        shown = _shown(entry.value, entry.shape.code)
        return (
            f'<table:table-cell{marks} office:value-type="float" office:value="{entry.value!r}">'
            f"<text:p>{shown}</text:p></table:table-cell>"
        )
    if entry.value is None:
        return f"<table:table-cell{marks}/>"
    return (
        f'<table:table-cell{marks} office:value-type="string"><text:p>{escape(entry.value)}</text:p></table:table-cell>'
    )


def _shown(value: float, code: str) -> str:
    if code == ";;;":
        return ""
    if "0.00" in code:
        return f"{value:.2f}"
    return f"{value:.0f}" if "0" in code else repr(value).removesuffix(".0")


def _bracketed(formula: str) -> str:
    """A formula with its references as OpenDocument writes them."""

    def one(match: re.Match[str]) -> str:
        sheet = f"${match['sheet']}" if match["sheet"] else ""
        return f"[{sheet}.{match['first']}" + (f":.{match['last']}]" if match["last"] else "]")

    return _REFERENCE.sub(one, formula.replace(",", ";"))
