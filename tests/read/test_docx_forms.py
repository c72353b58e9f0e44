"""The DOCX reader: fields, forms, content controls, and what is there and not read. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Grid
from tests.read.make_docx import CHINESE, abstract, level, lines, num, p, r, read, tbl, tc, texts, tr
from tests.read.test_docx import drawing

SMALL = '<w:r><w:drawing><wp:inline><wp:extent cx="360000" cy="360000"/><a:blip/></wp:inline></w:drawing></w:r>'


def char(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def field(code: str, result: str | None = None, data: str = "") -> str:
    """The runs of a field, without a separator if it has no result."""
    shown = "" if result is None else char("separate") + result
    return char("begin", data) + f"<w:r><w:instrText>{code}</w:instrText></w:r>" + shown + char("end")


def form(inner: str) -> str:
    return f'<w:ffData><w:name w:val="x"/>{inner}</w:ffData>'


ENTRIES = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in ("0", "12", "99"))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (field("FORMTEXT", r("12"), form("<w:textInput/>")), "12"),
        (field("FORMDROPDOWN", None, form(f'<w:ddList><w:result w:val="1"/>{ENTRIES}</w:ddList>')), "12"),
        (field("FORMDROPDOWN", "", form(f'<w:ddList><w:default w:val="2"/>{ENTRIES}</w:ddList>')), "99"),
        (field("FORMDROPDOWN", None, form(f"<w:ddList>{ENTRIES}</w:ddList>")), "0"),
        (field("FORMDROPDOWN", None, form(f'<w:ddList><w:result w:val="7"/>{ENTRIES}</w:ddList>')), ""),
        (field("FORMCHECKBOX", None, form("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>")), "☑"),
        (field("FORMCHECKBOX", None, form("<w:checkBox><w:default w:val='0'/></w:checkBox>")), "☐"),
        (field(r"eq \o\ac(○,12)"), "12"),
        (field(r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(shi er),12)'), "12"),
        (r("12") + field(r"EQ \s\up5(1)"), "12"),
        (field(r"EQ \f(1,2)"), "1/2"),
        (field(r"EQ \a\al(甲,乙)"), "甲乙"),
        (field(r"EQ ((((\o(\s("), "(((("),
    ],
)
def test_what_fields_without_a_result_show(inner: str, expected: str) -> None:
    assert texts(tbl(tr("新收", tc(f"<w:p>{inner}</w:p>")))) == [["新收", expected]]


def test_numbers_that_fields_count() -> None:
    code = r"AUTONUM \* CHINESENUM3 \s 、"
    headings = [f"<w:p>{field(code)}{r(text)}</w:p>" for text in ("总体情况", "主动公开")]
    assert lines("".join(headings)) == ["一、总体情况", "二、主动公开"]
    body = "".join(
        f"<w:p>{field(code)}{r('甲')}</w:p>" for code in ("LISTNUM", r"LISTNUM \l 2", "LISTNUM", r"LISTNUM \s 7")
    )
    assert lines(body) == ["1)甲", "a)甲", "2)甲", "7)甲"]
    own = abstract(3, '<w:name w:val="报告"/>', level(0, "chineseCountingThousand", "%1、")) + num(1, 3)
    body = "".join(f"<w:p>{field('LISTNUM 报告')}{r('甲')}</w:p>" for _ in range(2))
    assert lines(body, numbering=own) == ["一、甲", "二、甲"]


@pytest.mark.parametrize("suffix", ["<w:suff w:val='nothing'/>", "<w:suff w:val='space'/>", ""])
@pytest.mark.parametrize(
    ("format", "pattern", "written"),
    [
        ("chineseCounting", "%1、", "三、"),
        ("japaneseCounting", "%1、", "三、"),
        ("ideographDigital", "%1、", "三、"),
        ("taiwaneseCounting", "%1、", "三、"),
        ("taiwaneseCountingThousand", "（%1）", "（三）"),
        ("decimalFullWidth", "%1、", "３、"),
        ("decimal", "第%1章", "第3章"),
        ("chineseLegalSimplified", "%1、", "叁、"),
    ],
)
def test_numbers_in_the_formats_of_headings(format: str, pattern: str, written: str, suffix: str) -> None:
    numbering = abstract(0, level(0, format, pattern, suffix)) + num(1, 0)
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert lines(p("题", '<w:pStyle w:val="1"/>') * 3, numbering=numbering, styles=styles)[2] == f"{written}题"


def test_a_number_written_by_a_field_with_its_result() -> None:
    number = field(r"SEQ 节 \* CHINESENUM3", r("三"))
    assert lines(f"<w:p>{number}{r('、总体情况')}</w:p>", numbering=CHINESE) == ["三、总体情况"]


def control(content: str, more: str = "<w:showingPlcHdr/>") -> str:
    return f"<w:sdt><w:sdtPr>{more}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def test_what_asks_for_an_answer_is_none() -> None:
    asked = r("单击此处输入文字。", '<w:rStyle w:val="PlaceholderText"/>')
    assert lines(p("甲") + f"<w:p>{r('新收')}{control(asked)}</w:p>") == ["甲", "新收"]
    assert texts(tbl(tr("甲", tc(f"<w:p>{control(asked)}</w:p>")))) == [["甲", ""]]
    assert texts(tbl(f"<w:tr>{tc('甲')}{control(tc(p('选择一项。')))}</w:tr>")) == [["甲", ""]]
    assert texts(tbl(f"<w:tr>{tc('甲')}{control(tc(p('12')))}</w:tr>")) == [["甲", "12"]]


@pytest.mark.parametrize("kind", ["", "<w:date/>", "<w:dropDownList/>", "<w:text/>", '<w:showingPlcHdr w:val="0"/>'])
def test_what_was_answered_is_read(kind: str) -> None:
    assert lines(f"<w:p>{r('成文日期：')}{control(r('2025年1月15日'), kind)}</w:p>") == ["成文日期：2025年1月15日"]


def ole(program: str, more: str = "", style: str = "width:300pt;height:100pt") -> str:
    names = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    preview = f'<v:shape style="{style}"><v:imagedata/></v:shape>'
    return f'<w:r><w:object {names}>{preview}<o:OLEObject Type="Embed" ProgID="{program}" {more}/></w:object></w:r>'


def frame(inner: str) -> str:
    return f'<w:r><w:drawing><wp:inline><wp:extent cx="5400000" cy="3240000"/>{inner}</wp:inline></w:drawing></w:r>'


CHART = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
DIAGRAM = '<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"/>'


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        (ole("Excel.Sheet.12"), "嵌入的工作表"),
        (ole("ET.Workbook.6"), "嵌入的工作表"),
        (ole("Word.Document.12", 'DrawAspect="Icon"', "width:40pt;height:40pt"), "嵌入的文件"),
        (ole("AcroExch.Document"), "嵌入对象"),
        (ole("Equation.3"), "公式"),
        (
            '<w:r><w:object><v:shape style="width:300pt;height:100pt"><v:imagedata/></v:shape><w:control/></w:object></w:r>',
            "控件",
        ),
        (frame(CHART), "图表"),
        (frame(DIAGRAM), "智能图形"),
        (frame('<a:blip r:link="r9"/>'), "图片"),
        (field(r'INCLUDETEXT "C:\\\\表三.docx"'), "链接的文件"),
        (field("LINK Excel.Sheet.12 a.xlsx", ""), "链接的文件"),
        ('<w:fldSimple w:instr="INCLUDETEXT x.docx"/>', "链接的文件"),
    ],
)
def test_what_is_there_and_not_read_is_told_at_its_place(inner: str, what: str) -> None:
    found = read(p("甲甲") + f"<w:p>{inner}</w:p>" + p("乙乙"))
    assert [(each.what, each.at) for each in found.unread] == [(what, 3)]
    assert found.warnings == (f"正文中有 1 处{what}，其中的文字未能读取",)
    assert found.text == "甲甲\n乙乙"


def test_links_with_a_result_are_read() -> None:
    found = read(f"<w:p>{field('INCLUDETEXT x', r('总体情况'))}</w:p><w:p>{field('INCLUDEPICTURE x', SMALL)}</w:p>")
    assert (found.text, found.warnings) == ("总体情况", ())


def test_a_cell_that_shows_a_picture_is_not_blank() -> None:
    found = read(
        tbl(tr("新收", tc(f"<w:p>{SMALL}</w:p>"), tc(f"<w:p>{ole('Equation.3')}</w:p>"), "", tc(drawing(60, 20))))
        + p("末")
    )
    [grid] = [block for block in found.blocks if isinstance(block, Grid)]
    assert [cell.unread for cell in grid.rows[0]] == [
        "",
        "格子里是图片，没有读出",
        "格子里是公式，没有读出",
        "",
        "格子里是图片，没有读出",
    ]
    assert [(each.what, each.at) for each in found.unread] == [("公式", grid.end + 1), ("图片", grid.end + 1)]


def test_pictures_are_told_where_they_stand() -> None:
    found = read(p("甲甲") + drawing(150, 90) + p("乙乙") + drawing(150, 90) + '<w:altChunk r:id="x"/>')
    assert [(each.what, each.at) for each in found.unread] == [("图片", 3), ("图片", 5), ("嵌入的文件", 5)]


def test_a_body_without_any_text_is_refused_with_what_it_holds() -> None:
    with pytest.raises(UnreadableReport, match="文件正文只有嵌入的工作表，没有可读的文字"):
        read(f"<w:p>{ole('Excel.Sheet.12')}</w:p>")
    with pytest.raises(UnreadableReport, match="嵌入的另一份文件"):
        read('<w:altChunk r:id="x"/>')
