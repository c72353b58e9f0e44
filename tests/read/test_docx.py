"""The DOCX reader: text and pictures. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Grid, Metadata, Paragraph
from tests.read.make_docx import (
    lines,
    p,
    r,
    read,
    tbl,
    tc,
    texts,
    tr,
)


def test_document_carries_path_format_digest_and_places() -> None:
    found = read(p("云川市教育局2024年政府信息公开工作年度报告") + tbl(tr("规章", "3")) + p("　二〇二五年一月"))
    assert (found.path, found.format, found.metadata) == ("报告.docx", "docx", Metadata())
    assert found.digest.startswith("sha256:")
    assert found.text == "云川市教育局2024年政府信息公开工作年度报告\n规章\t3\n二〇二五年一月"
    for block in found.blocks:
        for part in (block,) if isinstance(block, Paragraph) else block.cells():
            text = part.text if isinstance(part, Paragraph) else part.raw
            assert found.text[part.start : part.end] == text


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r("收到申请1") + r("2") + r("3件"), "收到申请123件"),
        ("<w:proofErr/>" + r("新收") + '<w:bookmarkStart w:id="0" w:name="_GoBack"/>' + r("5件"), "新收5件"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t></w:r>", "甲\t乙-丙"),
        ("<w:r><w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t></w:r>", "甲乙"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t><w:br w:type="column"/></w:r>', "甲乙"),
        ("<w:r><w:t>甲\n乙</w:t></w:r>", "甲 乙"),
        ('<w:r><w:sym w:font="宋体" w:char="2460"/><w:t>件</w:t></w:r>', "①件"),
        (
            '<w:r><w:sym w:font="Wingdings" w:char="00FE"/><w:sym w:char="F0FE"/><w:sym w:char="D800"/></w:r>'
            + r("件"),
            "件",
        ),
        ('<w:r><w:sym w:char="none"/><w:sym/><w:t>件</w:t></w:r>', "件"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>" + r("内"), "控件内"),
        (
            f"<w:ins>{r('新增')}</w:ins><w:del><w:r><w:t>删</w:t><w:delText>除</w:delText></w:r></w:del>" + r("3"),
            "新增3",
        ),
        (f"<w:moveTo>{r('移来')}</w:moveTo><w:moveFrom>{r('移走')}</w:moveFrom>", "移来"),
        (f"<w:smartTag><w:smartTagPr/><w:smartTag>{r('云川')}</w:smartTag></w:smartTag>" + r("市"), "云川市"),
        (f"<w:hyperlink>{r('公开')}</w:hyperlink><w:customXml>{r('平台')}</w:customXml>", "公开平台"),
        (f'<w:fldSimple w:instr="DATE">{r("2025年")}</w:fldSimple>', "2025年"),
        (f"<w:ruby><w:rubyPr/><w:rt>{r('yun')}</w:rt><w:rubyBase>{r('云')}</w:rubyBase></w:ruby>", "云"),
        (r("甲", "<w:vanish/>") + r("乙", '<w:vanish w:val="0"/>') + r("丙"), "乙丙"),
        ('<w:r><w:t>条</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r>' + r("例"), "条例"),
        ("<m:oMath><m:r><m:t>3+2</m:t></m:r></m:oMath>" + r("件"), "3+2件"),
    ],
)
def test_text_of_a_paragraph(inner: str, expected: str) -> None:
    assert lines(f"<w:p>{inner}</w:p>") == [expected]


def test_line_breaks_end_a_paragraph_in_the_body_and_a_line_in_a_cell() -> None:
    broken = "<w:p><w:r><w:t>云川市教育局</w:t><w:br/><w:t>2024年</w:t><w:cr/><w:t>年度报告</w:t></w:r></w:p>"
    assert lines(broken) == ["云川市教育局", "2024年", "年度报告"]
    assert texts(tbl(tr("机关", tc(broken + p(" ") + p("（公章）"))))) == [
        ["机关", "云川市教育局\n2024年\n年度报告\n（公章）"]
    ]


def field(code: str, result: str) -> str:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return char("begin") + code + char("separate") + result + char("end")


def test_results_of_fields_count_and_their_codes_do_not() -> None:
    code = "<w:r><w:instrText> IF </w:instrText></w:r>" + field("<w:r><w:instrText>PAGE</w:instrText></w:r>", r("8"))
    assert lines(f"<w:p>{r('收到')}{field(code, r('12'))}{r('件')}</w:p>") == ["收到12件"]


def test_broken_fields_lose_nothing() -> None:
    open_field = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>' + r("收到3件") + "</w:p>"
    late_end = (
        '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("办结3件")
        + "</w:p>"
    )
    assert lines(open_field + late_end) == ["收到3件", "办结3件"]


def test_hidden_styles_hide_text_and_visible_runs_stay() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:vanish w:val="true"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="round"><w:basedOn w:val="round"/></w:style>'
    )
    runs = r("甲") + r("乙", '<w:rStyle w:val="c"/>') + r("丙", '<w:rStyle w:val="round"/>')
    shown = r("丁", '<w:vanish w:val="0"/>')
    body = p("不显示", '<w:pStyle w:val="h2"/>') + f"<w:p>{runs}</w:p>"
    body += f'<w:p><w:pPr><w:pStyle w:val="h"/></w:pPr>{shown}</w:p>'
    assert lines(body, styles=styles) == ["甲丙", "丁"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = "<w:rPr><w:del/></w:rPr>"
    assert lines(p("一、总体", mark) + p("情况") + p("末段", mark)) == ["一、总体情况", "末段"]
    assert [block.text for block in read(p("表前", mark) + tbl(tr("1", "2")) + p("表后")).paragraphs()] == [
        "表前",
        "表后",
    ]


def test_wrappers_around_paragraphs_and_tables() -> None:
    inner = p("甲") + tbl(tr("1", "2"))
    body = f"<w:sdt><w:sdtContent><w:customXml><w:ins>{inner}</w:ins></w:customXml></w:sdtContent></w:sdt>"
    found = read(body + f"<w:moveFrom>{p('移走')}</w:moveFrom><w:moveTo>{p('移来')}</w:moveTo>")
    assert [type(block) for block in found.blocks] == [Paragraph, Grid, Paragraph]
    assert found.text == "甲\n1\t2\n移来"


def box(content: str) -> str:
    drawn = (
        f"<w:drawing><wp:inline><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wp:inline></w:drawing>"
    )
    old = f"<w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict>"
    choice = f'<mc:Choice Requires="wps">{drawn}</mc:Choice>'
    return f"<w:r><mc:AlternateContent>{choice}<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"


def test_text_boxes_come_once_after_their_anchor() -> None:
    assert lines(f"<w:p>{r('正')}{box(p('框一') + p('框二'))}{r('文')}</w:p>" + p("后文")) == [
        "正文",
        "框一",
        "框二",
        "后文",
    ]


def test_text_box_holds_a_table_and_nested_boxes() -> None:
    inner = f"<w:p>{r('框')}{box(p('内框'))}</w:p>"
    found = read(f"<w:p>{r('正文')}{box(tbl(tr('1', '2')) + inner)}</w:p>")
    assert found.text == "正文\n1\t2\n框\n内框"


def test_text_box_in_a_cell_belongs_to_the_cell() -> None:
    assert texts(tbl(tr("甲", tc(f"<w:p>{r('乙')}{box(p('框'))}</w:p>")))) == [["甲", "乙\n框"]]


def test_fallback_counts_only_without_a_choice() -> None:
    only = f"<mc:AlternateContent><mc:Fallback>{r('旧')}</mc:Fallback></mc:AlternateContent><mc:AlternateContent/>"
    branches = f"<mc:Choice>{p('新')}</mc:Choice><mc:Fallback>{p('旧')}</mc:Fallback>"
    blocks = f"<mc:AlternateContent>{branches}</mc:AlternateContent>"
    assert lines(f"<w:p>{only}</w:p>{blocks}<mc:AlternateContent/>") == ["旧", "新"]


def drawing(width: int, height: int, content: str = "<a:blip/>") -> str:
    extent = f'<wp:extent cx="{width * 36000}" cy="{height * 36000}"/>'
    return (
        f"<w:p><w:r><w:drawing><wp:inline>{extent}<a:graphic>{content}</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def pict(style: str) -> str:
    return f'<w:p><w:r><w:pict><v:shape style="{style}"><v:imagedata/></v:shape></w:pict></w:r></w:p>'


def test_large_pictures_are_counted_in_one_warning() -> None:
    old = f"<mc:Fallback>{pict('width:400pt;height:200pt')}</mc:Fallback>"
    both = f"<mc:AlternateContent><mc:Choice>{drawing(150, 90)}</mc:Choice>{old}</mc:AlternateContent>"
    body = p("正文") + drawing(150, 90) + tbl(tr("表", tc(pict("width:400pt;height:200pt")))) + pict("") + both
    body += drawing(42, 42) + drawing(150, 90, "") + pict("position:absolute;width:2.5cm; height:25mm")
    body += f"<w:p><w:del>{drawing(150, 90)}</w:del></w:p>"
    assert read(body).warnings == ("正文中有 4 处图片，其中的文字未能读取",)


def test_small_pictures_and_shapes_bring_no_warning() -> None:
    assert read(p("正文") + drawing(42, 42) + drawing(150, 90, "")).warnings == ()


def test_a_report_of_pictures_alone_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="只有图片"):
        read(drawing(42, 42) + p(" "))


def test_embedded_files_are_mentioned() -> None:
    assert read(p("正文") + '<w:altChunk r:id="x"/>').warnings == ("正文中有 1 处嵌入的文件，其中的文字未能读取",)
