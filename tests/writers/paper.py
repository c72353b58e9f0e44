"""Reports for the printer: one look, given as a web page and as a DOCX file, so that each producer of PDF lays out the same report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from auditor.read.base.builder import RawCell
from tests.read.make_docx import package, relations, root
from tests.writers.plain import TABLE_OF, PlainReport, PlainSection
from tests.writers.spans import PROACTIVE_ROWS, REMEDY_ROWS, REQUEST_ROWS, Drawn, covers, draw

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
PROSE = (
    "全年通过门户网站公开各类信息1286条，其中政策文件35件、工作动态901条，答复网民留言220条，"
    "开展业务培训4次，参加人员共计187人次，各项工作按期完成。",
    "下一步将完善制度，配强人员，继续做好政府信息公开工作。",
)
LONG = "我们把公开工作与业务工作一同部署，逐月核对目录，逐件登记申请，逐项答复群众关切，做到底数清、情况明、办得快，"
# What the leftmost columns of each table take of its width, in hundredths.
LABELS = {"proactive": (34,), "requests": (9, 13, 24), "remedies": ()}
_TWIPS, _HALF = 20, 2


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is printed: sizes in points, `margin` in millimetres.

    `rules` tells which lines tables have: all, rows, columns, three (above, under the heads, below) or none; `head` is a running
    head on every page, `numbered` a page number below; `repeated` heads of tables stand again after a page break; `split` rows may
    break over pages; `prose` is how many times the text of a long paragraph is repeated.
    """

    rules: str = "all"
    size: float = 10.5
    text_size: float = 14
    font: str = "Letter Serif"
    align: str = "center"
    middle: bool = True
    padding: float = 3
    landscape: bool = False
    margin: int = 25
    head: str = ""
    numbered: bool = True
    repeated: bool = False
    split: bool = True
    prose: int = 1

    @property
    def page(self) -> tuple[float, float]:
        """Width and height of the sheet in millimetres."""
        return (297, 210) if self.landscape else (210, 297)


def figures(start: int, step: int) -> dict[str, dict[str, list[str]]]:
    """Tables of distinct figures."""
    number = iter(range(start, 10**9, step))
    return {
        "proactive": {key: [str(next(number)) for _ in range(width)] for key, width in PROACTIVE_ROWS.items()},
        "requests": {key: [str(next(number)) for _ in range(7)] for key in REQUEST_ROWS},
        "remedies": {key: [str(next(number)) for _ in range(5)] for key in REMEDY_ROWS},
    }


def sample(start: int = 1, step: int = 1, prose: int = 1) -> PlainReport:
    """A report of distinct figures; `prose` lengthens a paragraph of each section."""
    long = () if prose < 2 else (LONG * prose + PROSE[1],)
    return PlainReport(
        title=("云川市教育局2024年政府信息公开工作年度报告",),
        preamble=("本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止，现将报告向社会公布如下。",),
        sections=tuple(PlainSection(heading, (*long, *PROSE), TABLE_OF.get(heading[0], "")) for heading in HEADINGS),
        tables=figures(start, step),
        signature="云川市教育局",
        issued="2025年1月15日",
    )


def paragraphs(report: PlainReport) -> list[str]:
    """The paragraphs a reader is to find, in order."""
    body = [text for section in report.sections for text in (section.heading, *section.paragraphs)]
    return [*report.title, *report.preamble, *body, *report.signed]


def web_page(report: PlainReport, look: Look, css: str = "") -> str:
    """The report as a page to print; `css` stands last."""
    parts = [f"<h1>{'<br>'.join(map(escape, report.title))}</h1>"]
    parts += [f"<p>{escape(text)}</p>" for text in report.preamble]
    for section in report.sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
        if section.table:
            parts.append(printed_table(report, section.table, look))
    parts += [f'<p class="signed">{escape(line)}</p>' for line in report.signed]
    rules = style(look) + css
    return f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>{rules}</style><body>{"".join(parts)}</body></html>'


def _drawn(report: PlainReport, table: str) -> Drawn:
    return draw(table, report.tables[table], report.labels.get(table, {}))


def style(look: Look) -> str:
    """The look as rules for a page to print."""
    wide, high = look.page
    head = f"@top-center {{ content: '{look.head}'; font-size: 9pt }}" if look.head else ""
    number = "@bottom-center { content: '— ' counter(page) ' —'; font-size: 10pt }" if look.numbered else ""
    line = ".75pt solid #000"
    rules = {
        "all": f"td {{ border: {line} }}",
        "rows": f"td {{ border-top: {line}; border-bottom: {line} }}",
        "columns": f"td {{ border-left: {line}; border-right: {line} }}",
        "three": f"table {{ border-top: 1.5pt solid; border-bottom: 1.5pt solid }} tr.last td {{ border-bottom: {line} }}",
        "none": "",
    }[look.rules]
    return (
        f'@page {{ size: {wide}mm {high}mm; margin: {look.margin}mm; {head} {number} }} body {{ margin: 0; font-family: "{look.font}";'
        f" font-size: {look.text_size}pt; line-height: 1.6 }} p {{ margin: 0; text-indent: 2em; text-align: justify }}"
        " h1 { font-size: 18pt; text-align: center } h2 { font-size: 1em; margin: 0; text-indent: 2em }"
        " .signed { text-align: right } table { border-collapse: collapse; width: 100%; margin: 6pt 0; table-layout: fixed;"
        f" font-size: {look.size}pt; line-height: 1.3 }} td {{ padding: {look.padding}pt; text-align: {look.align};"
        f" vertical-align: {'middle' if look.middle else 'top'}; word-break: break-all }} td.words {{ text-align: left }}"
        f" tr {{ break-inside: {'auto' if look.split else 'avoid'} }}" + rules
    )


def printed_table(report: PlainReport, key: str, look: Look) -> str:
    """One of the report's tables for a page to print."""
    drawn = _drawn(report, key)
    first = min(drawn.figures)
    rows = []
    for number, row in enumerate(drawn.rows):
        cells = "".join(
            f"<td{_class(cell, number in drawn.figures)}{_spans(cell)}>{escape(cell.text)}</td>" for cell in row
        )
        rows.append(f"<tr{' class=last' if number == first - 1 else ''}>{cells}</tr>")
    columns = "".join(f'<col style="width: {share:.3f}%">' for share in shares(key, drawn.width))
    if look.repeated and key == "requests":
        body = f"<thead>{''.join(rows[:first])}</thead><tbody>{''.join(rows[first:])}</tbody>"
    else:
        body = "".join(rows)
    return f"<table><colgroup>{columns}</colgroup>{body}</table>"


def shares(key: str, width: int) -> list[float]:
    """What each column takes of the table's width, in hundredths."""
    labels = LABELS[key]
    return [*labels, *[(100 - sum(labels)) / (width - len(labels))] * (width - len(labels))]


def _class(cell: RawCell, figures: bool) -> str:
    return ' class="words"' if figures and not cell.text[:1].isdigit() else ""


def _spans(cell: RawCell) -> str:
    down = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    return down + (f' colspan="{cell.col_span}"' if cell.col_span > 1 else "")


def word_file(report: PlainReport, look: Look) -> bytes:
    """The report as a DOCX file with page size, running head, page number and tables as wide as the text."""
    parts = [_paragraph(text, look, 18, "center") for text in report.title]
    parts += [_paragraph(text, look) for text in report.preamble]
    for section in report.sections:
        parts += [_paragraph(text, look) for text in (section.heading, *section.paragraphs)]
        if section.table:
            parts.append(_word_table(section.table, _drawn(report, section.table), look))
    parts += [_paragraph(text, look, align="right") for text in report.signed]
    wide, high = (round(side / 25.4 * 72 * _TWIPS) for side in look.page)
    margin = round(look.margin / 25.4 * 72 * _TWIPS)
    sides = " ".join(f'w:{side}="{margin}"' for side in ("top", "right", "bottom", "left"))
    targets, margins = [], {}
    for kind, shown in (("header", look.head), ("footer", look.numbered)):
        if shown:
            targets.append((kind, f"{kind}1.xml"))
            margins[f"word/{kind}1.xml"] = root(
                "hdr" if kind == "header" else "ftr", _running(look.head if kind == "header" else "", look)
            )
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="r{place}"/>' for place, (kind, _) in enumerate(targets)
    )
    turned = ' w:orient="landscape"' if look.landscape else ""
    section_properties = (
        f'<w:sectPr>{references}<w:pgSz w:w="{wide}" w:h="{high}"{turned}/>'
        f'<w:pgMar {sides} w:header="700" w:footer="700" w:gutter="0"/></w:sectPr>'
    )
    return package(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": relations(*targets),
            "word/document.xml": root("document", f"<w:body>{''.join(parts)}{section_properties}</w:body>"),
            **margins,
        }
    )


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/></Types>'
)


def _running(text: str, look: Look) -> str:
    if text:
        return _paragraph(text, look, 9, "center")
    number = "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            "<w:instrText>PAGE</w:instrText>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{number}</w:p>'


def _run(text: str, look: Look, size: float) -> str:
    font = {"Letter Serif": "Noto Serif CJK SC", "Letter Sans": "Noto Sans CJK SC"}[look.font]
    names = " ".join(f'w:{script}="{font}"' for script in ("ascii", "hAnsi", "eastAsia"))
    return (
        f'<w:r><w:rPr><w:rFonts {names}/><w:sz w:val="{round(size * _HALF)}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _paragraph(text: str, look: Look, size: float = 0, align: str = "") -> str:
    # Set flush left: LibreOffice 7 loses punctuation at the end of some justified lines.
    size = size or look.text_size
    indent = "" if align else f'<w:ind w:firstLine="{round(2 * size * _TWIPS)}"/>'
    return (
        f'<w:p><w:pPr><w:spacing w:line="{round(1.6 * size * _TWIPS)}" w:lineRule="exact"/>{indent}'
        f'<w:jc w:val="{align or "left"}"/></w:pPr>{_run(text, look, size)}</w:p>'
    )


def _word_table(key: str, drawn: Drawn, look: Look) -> str:
    first = min(drawn.figures)
    wide = (look.page[0] - 2 * look.margin) / 25.4 * 72 * _TWIPS
    widths = [round(wide * share / 100) for share in shares(key, drawn.width)]
    rows = []
    for number, row in enumerate(covers(drawn)):
        cells = "".join(
            _word_cell(cell, begins, number, drawn, widths[place : place + cell.col_span], look)
            for place, cell, begins in row
        )
        head = "<w:tblHeader/>" if look.repeated and key == "requests" and number < first else ""
        whole = "" if look.split else "<w:cantSplit/>"
        rows.append(f"<w:tr><w:trPr>{whole}{head}</w:trPr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    padding = "".join(
        f'<w:{side} w:w="{round(look.padding * _TWIPS)}" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_borders(look)}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{padding}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _borders(look: Look) -> str:
    sides = {
        "all": ("top", "left", "bottom", "right", "insideH", "insideV"),
        "rows": ("top", "bottom", "insideH"),
        "columns": ("left", "right", "insideV"),
        "three": ("top", "bottom"),
        "none": (),
    }[look.rules]
    lines = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in sides)
    return f"<w:tblBorders>{lines}</w:tblBorders>"


def _word_cell(cell: RawCell, begins: bool, row: int, drawn: Drawn, widths: Sequence[int], look: Look) -> str:
    merge = "" if cell.row_span == 1 else '<w:vMerge w:val="restart"/>' if begins else "<w:vMerge/>"
    line = (
        '<w:tcBorders><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:tcBorders>'
        if look.rules == "three" and row == min(drawn.figures) - 1
        else ""
    )
    align = "left" if row in drawn.figures and not cell.text[:1].isdigit() else look.align
    text = _run(cell.text, look, look.size) if begins else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}" w:type="dxa"/><w:gridSpan w:val="{cell.col_span}"/>{merge}{line}'
        f'<w:vAlign w:val="{"center" if look.middle else "top"}"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{text}</w:p></w:tc>'
    )
