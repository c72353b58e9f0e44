"""The ODT reader: text, lists, tables, and files that must be refused. All texts are made up."""

from __future__ import annotations

import io
import zipfile

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Document, Grid, Metadata
from auditor.read.opener import read_bytes
from auditor.read.word.odt.reader import read_odt
from tests.reading import context

_NAMES = {
    **dict.fromkeys(("office", "text", "table", "style"), ""),
    "draw": "drawing",
    "svg": "svg-compatible",
    "fo": "xsl-fo-compatible",
}
PREFIXES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name or prefix}:1.0"' for prefix, name in _NAMES.items()
)
MIMETYPE = "application/vnd.oasis.opendocument.text"


def root(name: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{name}{PREFIXES}>{inner}</office:{name}>'


def odt(body: str, *, automatic: str = "", styles: str = "", **parts: str) -> bytes:
    """A package with this text and these styles of its own and in common."""
    content = f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    whole = {
        "mimetype": MIMETYPE,
        "content.xml": root("document-content", content),
        "styles.xml": root("document-styles", f"<office:styles>{styles}</office:styles>"),
        **parts,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def read(body: str, *, automatic: str = "", styles: str = "") -> Document:
    return read_odt(odt(body, automatic=automatic, styles=styles), "报告.odt", context())


def lines(body: str, *, automatic: str = "", styles: str = "") -> list[str]:
    return [block.text for block in read(body, automatic=automatic, styles=styles).paragraphs()]


def cells(body: str) -> list[list[tuple[str, int, int, int]]]:
    [block] = read(body).blocks
    assert isinstance(block, Grid)
    return [[(cell.raw, cell.column, cell.row_span, cell.col_span) for cell in row] for row in block.rows]


def p(text: str, more: str = "") -> str:
    return f"<text:p {more}>{text}</text:p>"


def td(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(text)}</table:table-cell>"


def tr(*inner: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cell if cell.startswith('<') else td(cell) for cell in inner)}</table:table-row>"


def table(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


COVERED = "<table:covered-table-cell/>"


def test_document_carries_path_format_digest_and_places() -> None:
    data = odt(p("云川市教育局2024年度报告") + table(tr("规章", "3")) + p("　二〇二五年一月"))
    found = read_bytes(data, "报告.odt")
    assert (found.path, found.format, found.metadata) == ("报告.odt", "odt", Metadata())
    assert found.digest.startswith("sha256:")
    assert found.text == "云川市教育局2024年度报告\n规章\t3\n二〇二五年一月"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("收到<text:span>申请<text:a>12</text:a></text:span>件", "收到申请12件"),
        ("甲<text:s/>乙<text:s text:c='3'/>丙<text:tab/>丁", "甲 乙   丙\t丁"),
        ("甲\n   乙", "甲 乙"),
        ("甲<text:note><text:note-body><text:p>注</text:p></text:note-body></text:note>乙", "甲乙"),
        ("甲<office:annotation><text:p>批</text:p></office:annotation>乙<office:annotation-end/>", "甲乙"),
        ("<text:ruby><text:ruby-base>云</text:ruby-base><text:ruby-text>yun</text:ruby-text></text:ruby>川", "云川"),
        ("<text:bookmark-start/>甲<text:change text:change-id='1'/>乙<text:soft-page-break/>", "甲乙"),
        ("第<text:page-number>3</text:page-number>页", "第3页"),
    ],
)
def test_text_of_a_paragraph(inner: str, expected: str) -> None:
    assert lines(p(inner)) == [expected]


def test_line_breaks_end_a_paragraph_in_the_body_and_a_line_in_a_cell() -> None:
    assert lines(p("甲<text:line-break/>乙")) == ["甲", "乙"]
    assert cells(table(tr("甲<text:line-break/>乙", "1")))[0][0][0] == "甲\n乙"


def test_deleted_text_contents_and_sections() -> None:
    deleted = f"<text:changed-region><text:deletion>{p('删去')}</text:deletion></text:changed-region>"
    contents = f"<text:table-of-content-source>{p('源')}</text:table-of-content-source><text:index-body>{p('目录一')}</text:index-body>"
    body = f"<text:tracked-changes>{deleted}</text:tracked-changes>{p('甲')}<text:table-of-content>{contents}</text:table-of-content>"
    body += f"<text:section>{p('乙')}</text:section><text:section text:display='none'>{p('藏')}</text:section>"
    assert lines(body) == ["甲", "目录一", "乙"]


def test_hidden_styles_hide_text_and_visible_spans_stay() -> None:
    def style(name: str, family: str, display: str, parent: str = "") -> str:
        properties = f"<style:text-properties text:display='{display}'/>" if display else "<style:text-properties/>"
        return f"<style:style style:name='{name}' style:family='{family}' style:parent-style-name='{parent}'>{properties}</style:style>"

    common = style("h", "paragraph", "none") + style("h2", "paragraph", "", "h") + style("t", "text", "none")
    own = style("s", "text", "true") + style("round", "text", "", "round")
    spans = "甲<text:span text:style-name='t'>乙<text:s/></text:span><text:span text:style-name='round'>丙</text:span>"
    body = (
        p("不显示", "text:style-name='h2'")
        + p(spans)
        + p("丁<text:span text:style-name='s'>戊</text:span>", "text:style-name='h'")
    )
    assert lines(body, automatic=own, styles=common) == ["甲丙", "戊"]


def level(number: int, format: str, more: str = "") -> str:
    return f"<text:list-level-style-number text:level='{number}' style:num-format='{format}' {more}/>"


def listed(*items: str, more: str = "text:style-name='L'") -> str:
    inner = "".join(item if item.startswith("<") else f"<text:list-item>{p(item)}</text:list-item>" for item in items)
    return f"<text:list {more}>{inner}</text:list>"


LIST = (
    "<text:list-style style:name='L'>"
    + level(1, "一, 二, 三, ...", "style:num-suffix='、'")
    + level(2, "一, 二, 三, ...", "style:num-prefix='（' style:num-suffix='）'")
    + level(3, "1", "style:num-suffix='.' text:display-levels='2'")
    + "<text:list-level-style-bullet text:level='4' text:bullet-char='●'/></text:list-style>"
)


def test_numbers_are_put_before_the_first_paragraph_of_an_item() -> None:
    inner = listed("主动公开", "依申请公开", more="")
    deep = listed(f"<text:list-item>{listed('甲', more='')}</text:list-item>", more="")
    items = [
        f"<text:list-item>{p('总体情况')}{p('正文')}{inner}</text:list-item>",
        f"<text:list-header>{p('无号')}</text:list-header>",
        f"<text:list-item>{p('问题')}{deep}</text:list-item>",
    ]
    expected = ["一、总体情况", "正文", "（一）主动公开", "（二）依申请公开", "无号", "二、问题", "一.1.甲"]
    assert lines(listed(*items), styles=LIST) == expected


def test_lists_go_on_where_they_say_so() -> None:
    again = "<text:list-item text:start-value='7'><text:p>七</text:p></text:list-item>"
    body = listed("甲", "乙", more="text:style-name='L' xml:id='a'") + listed("丙", again, "丁")
    body += listed("戊", more="text:style-name='L' text:continue-list='a'")
    body += listed("己", more="text:style-name='L' text:continue-numbering='true'")
    assert lines(body, automatic=LIST) == ["一、甲", "二、乙", "一、丙", "七、七", "八、丁", "三、戊", "四、己"]


def test_a_list_without_a_name_goes_on_with_none_before_it() -> None:
    plain = "text:style-name='L'"
    body = (
        listed("甲", "乙", more=plain)
        + listed("丙", more=plain)
        + listed("丁", more=f"{plain} text:continue-list='无'")
    )
    assert lines(body, automatic=LIST) == ["一、甲", "二、乙", "一、丙", "一、丁"]


def test_headings_are_numbered_by_the_outline() -> None:
    outline = "".join(
        f"<text:outline-level-style text:level='{number}' style:num-format='1' style:num-suffix='.'/>"
        for number in (1, 2)
    )
    headings = "".join(f"<text:h text:outline-level='{number}'>题</text:h>" for number in (1, 2, 2, 1, 3))
    body = headings + "<text:h text:outline-level='1' text:is-list-header='true'>附</text:h>"
    styles = f"<text:outline-style>{outline}</text:outline-style>"
    assert lines(body, styles=styles) == ["1.题", "1.题", "2.题", "2.题", "题", "附"]


@pytest.mark.parametrize(
    ("format", "written"),
    [
        ("1", "2"),
        ("01, 02", "02"),
        ("a", "b"),
        ("I", "II"),
        ("甲, 乙", "乙"),
        ("①", "②"),
        ("１", "２"),
        ("", ""),
        ("ア", "2"),
    ],
)
def test_formats_of_numbers(format: str, written: str) -> None:
    style = f"<text:list-style style:name='L'>{level(1, format)}</text:list-style>"
    assert lines(listed("甲", "乙"), styles=style)[1] == written + "乙"


def test_spans_covered_cells_and_groups_of_rows() -> None:
    head = tr(td("表", "table:number-columns-spanned='3'"), COVERED, COVERED)
    first = tr(td("甲", "table:number-rows-spanned='2'"), "1", "2")
    second = tr(COVERED, "3", "4")
    rows = (
        f"<table:table-header-rows>{head}</table:table-header-rows><table:table-rows>{first}{second}</table:table-rows>"
    )
    assert cells(table(rows)) == [
        [("表", 0, 1, 3)],
        [("甲", 0, 2, 1), ("1", 1, 1, 1), ("2", 2, 1, 1)],
        [("3", 1, 1, 1), ("4", 2, 1, 1)],
    ]


def test_repeated_cells_and_rows_and_hidden_rows() -> None:
    zeros = td("0", "table:number-columns-repeated='2'")
    twice = tr("乙", zeros, "2", more="table:number-rows-repeated='2'")
    hidden = tr("藏", more="table:visibility='collapse'")
    found = cells(table(tr("甲", zeros, "1"), twice, hidden))
    assert [[cell[0] for cell in row] for row in found] == [["甲", "0", "0", "1"], *[["乙", "0", "0", "2"]] * 2]


def test_hidden_rows_are_told_with_their_place() -> None:
    hidden = tr("藏", "1", more="table:visibility='collapse'")
    found = read(table(tr("甲", "1"), hidden, tr("乙", "2")))
    assert [(each.what, each.at) for each in found.unread] == [("隐藏的行（第2行）", next(found.grids()).start)]


def test_tables_in_cells_and_tables_that_lay_out_others() -> None:
    inner = table(tr("规章", "3"), tr("许可", "4"))
    assert read(table(tr("", f"<table:table-cell>{inner}</table:table-cell>"))).text == "规章\t3\n许可\t4"
    held = f"<table:table-cell>{table(tr('1', '2'))}</table:table-cell>"
    body = table(tr("表头文字很长很长", "说明文字很长很长", "又一段很长很长"), tr("甲", held, "x"))
    assert cells(body)[1][1] == ("1\t2", 1, 1, 1)


def frame(inner: str, size: str = "svg:width='15cm' svg:height='3.5in'") -> str:
    return f"<draw:frame {size}>{inner}</draw:frame>"


def test_text_boxes_and_shapes_come_behind_their_anchor() -> None:
    box = frame(f"<draw:text-box>{p('框')}</draw:text-box>")
    shapes = f"<draw:g><draw:custom-shape>{p('形')}</draw:custom-shape></draw:g>"
    assert lines(box + p(f"正{box}文{shapes}") + p("后")) == ["框", "正文", "框", "形", "后"]


def test_large_pictures_are_counted_in_one_warning() -> None:
    image = "<draw:image/>"
    small = frame(image, "svg:width='42mm' svg:height='120pt'")
    named = frame("<svg:title>图</svg:title><draw:object/><draw:image/>")
    found = read(p("正文") + p(frame(image)) + p(small) + frame(image, "svg:width='90%'") + table(tr("表", td(named))))
    assert (found.text, len(found.unread), found.warnings) == (
        "正文\n表\t",
        3,
        ("正文中有 2 处图片，其中的文字未能读取", "正文中有 1 处嵌入对象，其中的文字未能读取"),
    )
    with pytest.raises(UnreadableReport, match="只有图片"):
        read(p(small))


def test_broken_locked_and_unsafe_files_are_refused() -> None:
    locked = "<manifest><x:encryption-data xmlns:x='urn:x'/></manifest>"
    with pytest.raises(UnreadableReport, match="密码"):
        read_odt(odt(p("甲"), **{"META-INF/manifest.xml": locked}), "x.odt", context())
    for content in ("<a/>", root("document-content", "<office:body/>"), "<", ""):
        with pytest.raises(UnreadableReport, match="已损坏"):
            read_odt(odt("", **{"content.xml": content}), "x.odt", context())
    with pytest.raises(UnreadableReport, match="DOCTYPE"):
        read_odt(odt("", **{"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "x.odt", context())
    with pytest.raises(UnreadableReport, match="没有可读的文字"):
        read(p(" "))


@pytest.mark.parametrize("levels", [300, 3000])
@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<text:section>", "</text:section>"),
        ("<text:list><text:list-item>", "</text:list-item></text:list>"),
        ("<table:table><table:table-row><table:table-cell>", "</table:table-cell></table:table-row></table:table>"),
        ("<text:p><draw:g>", "</draw:g></text:p>"),
    ],
)
def test_deep_nesting_is_refused(opening: str, closing: str, levels: int) -> None:
    with pytest.raises(UnreadableReport):
        read(opening * levels + p("甲") + closing * levels)
    with pytest.raises(UnreadableReport):
        read("<text:p>" + "<text:span>" * levels + "甲" + "</text:span>" * levels + "</text:p>")


def test_repetitions_without_end_are_refused() -> None:
    many = tr(td("1", "table:number-columns-repeated='99999999'"), more="table:number-rows-repeated='99999999'")
    assert len(cells(table(many))[0]) == 63
    with pytest.raises(UnreadableReport, match="行数超过上限"):
        read(table(many, many))
    assert len(lines(p("甲<text:s text:c='999999999'/>乙"))[0]) == 4098
