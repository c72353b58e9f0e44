"""Pieces of DOCX documents that LibreOffice takes in whole: tables with widths, tracked changes, fields, pictures, text boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.read.make_docx import document, p, package, r, relations, tc
from tests.writers.spans import Drawn, covers

# Widths of columns in twips, by the number of columns.
WIDTHS = {4: (2600, 2000, 2000, 2000), 10: (500, 900, 2300, *[700] * 7), 15: (580,) * 15}
BY = 'w:author="编辑" w:date="2025-01-01T00:00:00Z"'
_TYPES = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
}


def table(
    drawn: Drawn, cell: Callable[[str], str], *, widths: Mapping[int, tuple[int, ...]] = WIDTHS, header: int = 0
) -> str:
    """A w:tbl with widths in twips; `cell` writes the content of a cell, the first `header` rows are repeated on pages."""
    columns = widths[drawn.width]
    rows = []
    for number, row in enumerate(covers(drawn)):
        cells = []
        for column, shown, begins in row:
            merge = "" if shown.row_span == 1 else f'<w:vMerge w:val="{"restart" if begins else "continue"}"/>'
            width = sum(columns[column : column + shown.col_span])
            properties = f'<w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{shown.col_span}"/>{merge}'
            cells.append(tc(cell(shown.text) if begins else p(""), properties))
        repeated = "<w:tblHeader/>" if number < header else ""
        rows.append(f"<w:tr><w:trPr>{repeated}</w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def docx(content: str, parts: Mapping[str, str | bytes] | None = None, *kinds: str) -> bytes:
    """A package whose main part names other parts by their kinds; the part of kind `image` is a PNG."""
    targets = [(kind, f"{kind}.png" if kind == "image" else f"{kind}.xml") for kind in kinds]
    types = "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items())
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types += f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": relations(*targets),
            "word/document.xml": document(content),
            **(parts or {}),
        }
    )


def deleted(text: str) -> str:
    """A tracked deletion."""
    return f'<w:del w:id="1" {BY}><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    """A tracked insertion."""
    return f'<w:ins w:id="2" {BY}>{r(text)}</w:ins>' if text else ""


def field(code: str, result: str) -> str:
    """The runs of a field."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText> {code} </w:instrText></w:r>{marks[1]}{result}{marks[2]}"


def picture(width: int, height: int, *, floating: bool = False) -> str:
    """A run with a picture of a size in millimetres, in the text or over it."""
    shape = '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {0}/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
    size = f'cx="{width * 36000}" cy="{height * 36000}"'
    names = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    inner = (
        f'<pic:pic {names}><pic:nvPicPr><pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="r0"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>{shape.format(size)}</pic:pic>'
    )
    graphic = f'<a:graphic><a:graphicData uri="{names[11:-1]}">{inner}</a:graphicData></a:graphic>'
    properties = f'<wp:extent {size}/>{{}}<wp:docPr id="1" name="x"/>{graphic}'
    if not floating:
        return f"<w:r><w:drawing><wp:inline>{properties.format('')}</wp:inline></w:drawing></w:r>"
    return f"<w:r><w:drawing>{_anchor(properties.format('<wp:wrapTopAndBottom/>'))}</w:drawing></w:r>"


def _anchor(inner: str, *, behind: bool = False) -> str:
    place = "".join(
        f'<wp:position{way} relativeFrom="{base}"><wp:posOffset>0</wp:posOffset></wp:position{way}>'
        for way, base in (("H", "column"), ("V", "paragraph"))
    )
    head = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2"'
        f' behindDoc="{int(behind)}" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    )
    return f"{head}{place}{inner}</wp:anchor>"


def text_box(content: str, *, behind: bool = False) -> str:
    """A run with a text box, which may lie behind the text."""
    size = 'cx="3600000" cy="900000"'
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    )
    kind = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    graphic = f'<a:graphic><a:graphicData uri="{kind}">{shape}</a:graphicData></a:graphic>'
    wrap = "<wp:wrapNone/>" if behind else "<wp:wrapTopAndBottom/>"
    inner = f'<wp:extent {size}/>{wrap}<wp:docPr id="2" name="x"/>{graphic}'
    drawing = _anchor(inner, behind=behind)
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{drawing}</w:drawing></mc:Choice>'
        "</mc:AlternateContent></w:r>"
    )


def drawn_words(text: str, *, named: bool) -> str:
    """A run with pale level words drawn behind the text, which may be called a watermark."""
    style = "position:absolute;margin-left:0;margin-top:0;width:300pt;height:60pt;z-index:-251658752"
    name = "PowerPlusWaterMarkObject357831064" if named else "WordArt 7"
    return (
        f'<w:r><w:pict><v:shape id="{name}" xmlns:o="urn:schemas-microsoft-com:office:office" type="#_x0000_t136"'
        f' style="{style}" fillcolor="silver" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:宋体;font-size:1pt" string="{text}"/></v:shape></w:pict></w:r>'
    )
