"""Reports as DOCX for LibreOffice to save as DOC and ODT, each with one thing in it that is easily read wrong.

`python -m tests.writers.office` has them saved in `tests/read/data/saved`, where LibreOffice is installed. They keep to what
LibreOffice does not spoil: it writes content controls of several runs many times over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import count
from pathlib import Path

from PIL import Image

from auditor.read.base.left_out import LeftOut
from tests.read.make_docx import abstract, level, num, p, r, root, tc
from tests.writers.office_looks import chosen, marks, readings, shown, struck, unseen, watermarks
from tests.writers.office_parts import BY, deleted, docx, field, inserted, picture, table, text_box
from tests.writers.one_table import one_table
from tests.writers.plain import TABLE_OF, PlainReport, PlainSection, Rows
from tests.writers.soffice import save_as
from tests.writers.spans import PROACTIVE_ROWS, REMEDY_ROWS, REQUEST_ROWS, Drawn, draw
from tests.writers.word import body

DATA = Path(__file__).parents[1] / "read" / "data" / "saved"
# Text, column, row span, column span.
Cells = list[list[tuple[str, int, int, int]]]
Block = str | Cells

_NARROW = {4: (700, 300, 300, 300), 10: (250, 250, 600, *[240] * 7), 15: (240,) * 15}
_SECTIONS = (
    ("一、总体情况", ("（一）主动公开。全年公开信息{}条。", "（二）依申请公开。全年收到申请{}件。")),
    ("二、主动公开政府信息情况", ()),
    ("三、收到和处理政府信息公开申请情况", ()),
    ("四、政府信息公开行政复议、行政诉讼情况", ()),
    ("五、存在的主要问题及改进情况", ("（一）存在问题。公开不够及时，共{}处。", "（二）改进措施。培训{}人次。")),
    ("六、其他需要报告的事项", ("无其他需要报告的事项。",)),
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A document to be saved, and what is to be read from what LibreOffice makes of it."""

    docx: bytes
    blocks: list[Block]
    pictures: int = 0
    left_out: frozenset[LeftOut] = frozenset()


def report(number: int, *, blanks: bool = False) -> PlainReport:
    """A made-up report whose figures are all different and none is 0; a cell of each row is blank if `blanks`."""
    figures = map(str, count(1 + 300 * number))

    def rows(keys: Mapping[str, int]) -> Rows:
        table = {key: [next(figures) for _ in range(width)] for key, width in keys.items()}
        for place, row in enumerate(table.values()) if blanks else ():
            row[place % len(row)] = ""
        return table

    return PlainReport(
        title=(f"云川市第{number}局2024年政府信息公开工作年度报告",),
        preamble=("本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止。",),
        sections=tuple(
            PlainSection(heading, tuple(text.format(next(figures)) for text in texts), TABLE_OF.get(heading[0], ""))
            for heading, texts in _SECTIONS
        ),
        tables={
            "proactive": rows(PROACTIVE_ROWS),
            "requests": rows(dict.fromkeys(REQUEST_ROWS, 7)),
            "remedies": rows(dict.fromkeys(REMEDY_ROWS, 5)),
        },
        signature=f"云川市第{number}局",
        issued="2025年1月15日",
    )


def blocks_of(plain: PlainReport) -> list[Block]:
    """What a reader is to make of a report."""
    found: list[Block] = [*plain.title, *plain.preamble]
    for section in plain.sections:
        found += (section.heading, *section.paragraphs)
        if section.table:
            drawn = draw(section.table, plain.tables[section.table], plain.labels.get(section.table, {}))
            found.append([[(c.text, c.column, c.row_span, c.col_span) for c in row] for row in drawn.rows])
    return [*found, *plain.signed]


def _text(text: str) -> str:
    return p(escape(text))


def _plain(number: int) -> Variant:
    plain = report(number)
    return Variant(docx(body(plain, _text, lambda drawn: table(drawn, _text))), blocks_of(plain))


def _blanks(number: int) -> Variant:
    plain = report(number, blanks=True)
    return Variant(docx(body(plain, _text, lambda drawn: table(drawn, _text))), blocks_of(plain))


def _narrow(number: int) -> Variant:
    plain = report(number)
    return Variant(docx(body(plain, _text, lambda drawn: table(drawn, _text, widths=_NARROW))), blocks_of(plain))


def _pages(number: int) -> Variant:
    """Breaks before and after paragraphs, sections, rows that are repeated on each page, a page that begins in a cell."""
    plain = report(number)
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'

    def paragraph(text: str) -> str:
        if text.startswith(("二、", "五、")):
            return p(escape(text), section)
        if text.startswith("三、"):
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + p(escape(text), "<w:pageBreakBefore/>")
        return p(escape(text))

    def cell(text: str) -> str:
        return p(escape(text), "<w:pageBreakBefore/>" if text.startswith("（") else "")

    return Variant(docx(body(plain, paragraph, lambda drawn: table(drawn, cell, header=2))), blocks_of(plain))


_NUMERALS = "一二三四五六七八九十"
_HEADING = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def _numbering(identity: int) -> str:
    return abstract(
        identity,
        level(0, "japaneseCounting", "%1、", "" if identity else '<w:pStyle w:val="1"/>'),
        level(1, "chineseCountingThousand", "（%2）"),
        level(2, "decimal", "%3."),
    )


def _numbers(number: int) -> Variant:
    """Automatic numbers: of headings by their style, of paragraphs by themselves, of labels in cells by a list of their own."""
    plain = report(number)
    spare = "".join(_numbering(place) for place in range(1, 6))
    lists = "".join(num(1 + place, place) for place in range(6))
    started = count(2)
    own = [1]

    def paragraph(text: str) -> str:
        if text[1:2] == "、" and text[0] in _NUMERALS:
            return p(text[2:], '<w:pStyle w:val="1"/>')
        if text.startswith("（"):
            return p(text[3:], '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
        return p(escape(text))

    def cell(text: str) -> str:
        if not re.match(r"\d\.", text):
            return p(escape(text))
        if text.startswith("1."):
            own[0] = next(started)
        return p(escape(text[2:]), f'<w:numPr><w:ilvl w:val="2"/><w:numId w:val="{own[0]}"/></w:numPr>')

    parts = {
        "word/numbering.xml": root("numbering", _numbering(0) + spare + lists),
        "word/styles.xml": root("styles", _HEADING),
    }
    content = body(plain, paragraph, lambda drawn: table(drawn, cell))
    return Variant(docx(content, parts, "numbering", "styles"), blocks_of(plain))


def _tracked(number: int) -> Variant:
    """Figures and words inserted and deleted, deleted paragraphs and marks between them."""
    plain = report(number)
    gone = f'<w:rPr><w:del w:id="3" {BY}/></w:rPr>'

    def paragraph(text: str) -> str:
        head, tail = escape(text[:4]), escape(text[4:])
        before = f"<w:p><w:pPr>{gone}</w:pPr>{deleted('删去的一段12件')}</w:p>" if text.startswith("（二）") else ""
        if len(text) > 12:
            return (
                f"{before}<w:p><w:pPr>{gone}</w:pPr>{r(head)}{deleted('旧文')}</w:p>" + f"<w:p>{inserted(tail)}</w:p>"
            )
        return f"{before}<w:p>{r(head)}{deleted('7')}{inserted(tail)}</w:p>"

    def cell(text: str) -> str:
        return f"<w:p>{r(escape(text[:1]))}{deleted('77')}{inserted(escape(text[1:]))}</w:p>"

    return Variant(docx(body(plain, paragraph, lambda drawn: table(drawn, cell))), blocks_of(plain))


def _nested(number: int) -> Variant:
    """Each table in a cell of a table that only lays out the page, the tables of a cell one level deeper."""
    plain = report(number)

    def laid_out(drawn: Drawn) -> str:
        inner = table(drawn, _text, widths=_NARROW)
        middle = (
            f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='9000'/></w:tblGrid><w:tr>{tc(inner + p(''))}</w:tr></w:tbl>"
        )
        grid = "<w:tblGrid><w:gridCol w:w='200'/><w:gridCol w:w='9200'/></w:tblGrid>"
        return f"<w:tbl><w:tblPr/>{grid}<w:tr>{tc(p(''))}{tc(middle + p(''))}</w:tr></w:tbl>"

    return Variant(docx(body(plain, _text, laid_out)), blocks_of(plain))


def _fields(number: int) -> Variant:
    """Links, reckoned dates, form fields in cells, and a list of contents over several paragraphs."""
    plain = report(number)
    form = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="x"/><w:textInput/></w:ffData></w:fldChar></w:r>'
    )

    def paragraph(text: str) -> str:
        link = field('HYPERLINK "http://www.example.gov.cn/"', r(escape(text[2:6])))
        return f"<w:p>{r(escape(text[:2]))}{link}{r(escape(text[6:]))}</w:p>"

    def cell(text: str) -> str:
        if not text.isdigit() or not text.endswith("7"):
            return _text(text)
        written = field("FORMTEXT", r(text))
        return f"<w:p>{form}{written[written.index('</w:r>') + 6 :]}</w:p>"

    return Variant(docx(body(plain, paragraph, lambda drawn: table(drawn, cell))), blocks_of(plain))


def _lines(number: int) -> Variant:
    """Cells of several paragraphs and lines, lines that end a paragraph, rare characters, hyphens that do not break."""
    plain = report(number)

    def cell(text: str) -> str:
        if text.isdigit():
            return p(text)
        return f"<w:p>{r(text[:2])}<w:r><w:br/></w:r>{r(text[2:])}</w:p>" + p("𠮷①")

    rare = "<w:p><w:r><w:t>电话0871</w:t><w:noBreakHyphen/><w:t>123</w:t><w:br/><w:t>𠮷川县</w:t><w:tab/><w:t>①</w:t></w:r></w:p>"
    found = blocks_of(plain)
    for block in found:
        for row in block if not isinstance(block, str) else ():
            row[:] = [
                (c[0] if c[0].isdigit() else f"{c[0][:2]}\n{c[0][2:]}\n𠮷①".replace("\n\n", "\n"), *c[1:]) for c in row
            ]
    content = body(plain, _text, lambda drawn: table(drawn, cell)) + rare
    return Variant(docx(content), [*found, "电话0871-123", "𠮷川县\t①"])


def _hidden(number: int) -> Variant:
    """Hidden words, figures and paragraphs, by themselves and by their styles."""
    plain = report(number)
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="藏段"/><w:basedOn w:val="a"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:name w:val="藏字"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )

    def paragraph(text: str) -> str:
        hidden = r("藏", "<w:vanish/>") + r("匿", '<w:rStyle w:val="c"/>')
        return f"<w:p>{r(escape(text[:3]))}{hidden}{r(escape(text[3:]))}</w:p>" + p(
            "不显示的一段", '<w:pStyle w:val="h"/>'
        )

    def cell(text: str) -> str:
        return f"<w:p>{r(escape(text))}{r('8', '<w:vanish/>')}</w:p>"

    content = body(plain, paragraph, lambda drawn: table(drawn, cell))
    hidden = frozenset({LeftOut.HIDDEN})
    return Variant(docx(content, {"word/styles.xml": root("styles", styles)}, "styles"), blocks_of(plain), 0, hidden)


def _aside(number: int) -> Variant:
    """A header, a footer and a note, none of which belongs to the text."""
    plain = report(number)
    references = '<w:headerReference w:type="default" r:id="r0"/><w:footerReference w:type="default" r:id="r1"/>'
    note = '<w:footnote w:id="2">' + p("脚注里的话") + "</w:footnote>"
    parts = {
        "word/header.xml": root("hdr", p("页眉里的话")),
        "word/footer.xml": root("ftr", p("页脚里的话")),
        "word/footnotes.xml": root("footnotes", note),
    }

    def paragraph(text: str) -> str:
        return f'<w:p>{r(escape(text))}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'

    content = body(plain, paragraph, lambda drawn: table(drawn, _text))
    last = f'<w:p><w:pPr><w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr></w:p>'
    return Variant(docx(content + last, parts, "header", "footer", "footnotes"), blocks_of(plain))


def _pictures(number: int) -> Variant:
    """Pictures large enough for a table, in a line and over the text, and a small one like a seal."""
    plain = report(number)
    drawn = "".join(f"<w:p>{run}</w:p>" for run in (picture(120, 60), picture(40, 40), picture(100, 50, floating=True)))
    image = BytesIO()
    Image.new("1", (120, 60)).save(image, "png")
    content = body(plain, _text, lambda drawn: table(drawn, _text)) + drawn
    return Variant(docx(content, {"word/image.png": image.getvalue()}, "image"), blocks_of(plain), pictures=2)


def _boxes(number: int) -> Variant:
    """Text boxes behind the title and in a paragraph in the middle."""
    plain = report(number)

    def paragraph(text: str) -> str:
        if text == plain.title[0] or text.startswith("五、"):
            return f"<w:p>{r(escape(text))}{text_box(p('框中第一行') + p('框中第二行'))}</w:p>"
        return _text(text)

    found: list[Block] = []
    for block in blocks_of(plain):
        found.append(block)
        if isinstance(block, str) and (block == plain.title[0] or block.startswith("五、")):
            found += ("框中第一行", "框中第二行")
    return Variant(docx(body(plain, paragraph, lambda drawn: table(drawn, _text))), found)


def _one_table(number: int) -> Variant:
    """The whole report in the rows of one table."""
    plain = report(number)
    content = table(one_table(plain, "wide"), lambda text: p(escape(text)))
    return Variant(docx(content), blocks_of(plain))


def variants() -> dict[str, Variant]:
    """All documents by name, each with figures of its own."""
    makers = (
        *(_plain, _blanks, _narrow, _pages, _numbers, _tracked, _nested),
        *(_fields, _lines, _hidden, _aside, _pictures, _boxes),
    )
    found = {maker.__name__.strip("_"): maker(number) for number, maker in enumerate(makers, 1)}
    looks = (marks, struck, unseen, shown, readings, watermarks, chosen)
    for number, write in enumerate(looks, 1 + len(found)):
        plain = report(number)
        data, left_out = write(plain)
        found[write.__name__] = Variant(data, blocks_of(plain), 0, left_out)
    found["one_table"] = _one_table(1 + len(found))
    return found


def main() -> None:
    """Have LibreOffice save the documents that are not there yet."""
    DATA.mkdir(parents=True, exist_ok=True)
    sources = {name: variant.docx for name, variant in variants().items()}
    for suffix in ("doc", "odt"):
        new = {name: data for name, data in sources.items() if not (DATA / f"{name}.{suffix}").exists()}
        for name, data in save_as(new, "docx", suffix).items() if new else ():
            (DATA / f"{name}.{suffix}").write_bytes(data)


if __name__ == "__main__":
    main()
