"""Writes small DOCX packages from raw XML, so that every oddity of Word and WPS can be tested, and reads them back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from auditor.model.document import Document, Grid
from auditor.read.base.builder import RawCell
from auditor.read.word.docx.reader import read_docx
from tests.reading import context

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_PREFIXES = {
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def root(name: str, inner: str, namespace: str = TRANSITIONAL) -> str:
    """A part's XML: the root element `w:name` around `inner`, with every prefix the tests use."""
    prefixes = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{namespace}"{prefixes}>{inner}</w:{name}>'


def document(body: str, namespace: str = TRANSITIONAL) -> str:
    """document.xml with this body."""
    return root("document", f"<w:body>{body}<w:sectPr/></w:body>", namespace)


def relations(*targets: tuple[str, str]) -> str:
    """A .rels part with (kind, target) pairs."""
    inner = "".join(
        f'<Relationship Id="r{place}" Type="{_TYPES}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, *, numbering: str = "", styles: str = "", namespace: str = TRANSITIONAL) -> bytes:
    """A DOCX file with this body, and with numbering and styles parts where their contents are given."""
    parts = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/document.xml": document(body, namespace),
    }
    if numbering:
        parts["word/numbering.xml"] = root("numbering", numbering, namespace)
    if styles:
        parts["word/styles.xml"] = root("styles", styles, namespace)
    return package(parts)


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str, properties: str = "") -> str:
    """A cell; plain text is put into a paragraph."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells, each as XML or as plain text."""
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def span_table(rows: list[list[RawCell]], width: int) -> str:
    """A w:tbl as Word writes it: cells over several columns by w:gridSpan, over several rows by w:vMerge."""
    running: dict[int, tuple[int, int]] = {}
    written: list[str] = []
    for row in rows:
        starts = {cell.column: cell for cell in row}
        cells: list[str] = []
        column = 0
        while column < width:
            if column in starts:
                cell = starts[column]
                span, merge = cell.col_span, '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
                running[column] = (cell.row_span - 1, span)
                text = cell.text
            else:
                left, span = running[column]
                running[column] = (left - 1, span)
                text, merge = "", "<w:vMerge/>"
            cells.append(tc(p(text), f'<w:gridSpan w:val="{span}"/>{merge}'))
            column += span
        written.append(tr(*cells))
    return tbl(*written)


def level(ilvl: int, format: str, pattern: str, extra: str = "", start: int = 1) -> str:
    """A w:lvl."""
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{extra}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def abstract(identity: int, *content: str) -> str:
    """A w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(content)}</w:abstractNum>'


def num(identity: int, abstract_id: int, content: str = "") -> str:
    """A w:num."""
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{abstract_id}"/>{content}</w:num>'


def listed(text: str, num_id: int, ilvl: int = 0) -> str:
    """A paragraph with a direct w:numPr."""
    return p(text, f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num_id}"/></w:numPr>')


def read(body: str, *, numbering: str = "", styles: str = "") -> Document:
    """The Document read from a body."""
    return read_docx(docx(body, numbering=numbering, styles=styles), "报告.docx", context())


def lines(body: str, *, numbering: str = "", styles: str = "") -> list[str]:
    """The paragraphs read from a body."""
    return [block.text for block in read(body, numbering=numbering, styles=styles).paragraphs()]


def only_grid(body: str) -> Grid:
    """The grid read from a body that holds nothing else."""
    [block] = read(body).blocks
    assert isinstance(block, Grid)
    return block


def cells(grid: Grid) -> list[list[tuple[str, int, int, int]]]:
    """Text, column, row span and column span of every cell."""
    return [[(cell.raw, cell.column, cell.row_span, cell.col_span) for cell in row] for row in grid.rows]


def texts(body: str) -> list[list[str]]:
    """The texts of the cells of the only grid."""
    return [[cell.raw for cell in row] for row in only_grid(body).rows]


# The numbers of a report's headings, and styles that carry them.
CHINESE = abstract(
    0, level(0, "chineseCounting", "%1、"), level(1, "chineseCountingThousand", "（%2）"), level(2, "decimal", "%3.")
)
STYLED = (
    '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="2"/></w:style>'
)
