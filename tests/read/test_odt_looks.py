"""The ODT reader: what is struck out, not to be seen or a mark is left out and told; what a span shows is read. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.model.document import Document, Grid
from auditor.read.base.left_out import LeftOut
from tests.read.test_odt import frame, level, p, read, table, td, tr

UP, STRIKE, WHITE = "style:text-position='super 58%'", "style:text-line-through-style='solid'", "fo:color='#ffffff'"
GONE = "text:display='none'"


def style(name: str, properties: str, family: str = "text", more: str = "", parent: str = "") -> str:
    inner = f"<style:text-properties {properties}/>{more}"
    return f"<style:style style:name='{name}' style:family='{family}' style:parent-style-name='{parent}'>{inner}</style:style>"


def span(text: str, name: str) -> str:
    return f"<text:span text:style-name='{name}'>{text}</text:span>"


STYLES = "".join(
    (
        style("u", UP),
        style("u2", "style:text-position='33% 58%'"),
        style("nudge", "style:text-position='5% 100%'"),
        style("sub", "style:text-position='sub 58%'"),
        style("base", "style:text-position='0% 100%'"),
        style("s", STRIKE),
        style("s2", "style:text-line-through-type='double'"),
        style("s3", "", parent="s"),
        style("on", "style:text-line-through-style='none' style:text-line-through-type='none' text:display='true'"),
        style("w", WHITE),
        style("auto", "style:use-window-font-color='true'"),
        style("tiny", "fo:font-size='0.5pt' style:font-size-asian='0.5pt'"),
        style("dark", f"{WHITE} fo:background-color='#1f4e79'"),
        style("h", GONE),
        style("lineh", GONE, "paragraph"),
        style("lines", STRIKE, "paragraph"),
        style("linew", WHITE, "paragraph"),
        style("lined", WHITE, "paragraph", "<style:paragraph-properties fo:background-color='#1f4e79'/>"),
        style("cell", "", "table-cell", "<style:table-cell-properties fo:background-color='#1f4e79'/>"),
        style("plain", "", "table-cell", "<style:table-cell-properties fo:background-color='transparent'/>"),
    )
)


def kinds(found: Document) -> set[LeftOut]:
    return {kind for kind in LeftOut for warning in found.warnings if warning.endswith(kind.value)}


@pytest.mark.parametrize(
    ("inner", "line", "expected", "kind"),
    [
        ("12" + span("1", "u"), "", "12", LeftOut.NOTE_MARK),
        ("12" + span("①", "u2"), "", "12", LeftOut.NOTE_MARK),
        ("收到12" + span("[", "u") + span("1]", "u") + "件", "", "收到12件", LeftOut.NOTE_MARK),
        (span("12", "u"), "", "12", None),
        ("1" + span("2", "nudge"), "", "12", None),
        ("CO" + span("2", "sub"), "", "CO2", None),
        (span("1" + span("2", "base"), "u"), "", "2", LeftOut.NOTE_MARK),
        (span("15", "s") + "12", "", "12", LeftOut.STRUCK),
        (span("15", "s2") + "12" + span("9", "s3"), "", "12", LeftOut.STRUCK),
        ("15" + span("12", "on"), "lines", "12", LeftOut.STRUCK),
        ("12" + span("5", "w"), "", "12", LeftOut.HIDDEN),
        ("12" + span("5", "tiny"), "", "12", LeftOut.HIDDEN),
        (span("12", "auto") + "5", "linew", "12", LeftOut.HIDDEN),
        ("9" + span("12", "on"), "lineh", "12", LeftOut.HIDDEN),
        ("12" + span("9", "h"), "", "12", LeftOut.HIDDEN),
        (span("12", "dark"), "", "12", None),
        ("12", "lined", "12", None),
    ],
)
def test_what_is_left_out_and_what_stays(inner: str, line: str, expected: str, kind: LeftOut | None) -> None:
    body = p(inner, f"text:style-name='{line}'") + p("末")
    found = read(body, automatic=STYLES)
    assert found.text.split("\n") == [expected, "末"]
    assert kinds(found) == ({kind} if kind else set())
    row = table(
        tr(
            "新收",
            f"<table:table-cell table:style-name='plain'>{p(inner, f'text:style-name={chr(39)}{line}{chr(39)}')}</table:table-cell>",
        )
    )
    assert read(row, automatic=STYLES).text == f"新收\t{expected}"


def test_white_text_is_read_on_a_dark_cell_or_before_a_picture() -> None:
    dark = table(tr("新收", f"<table:table-cell table:style-name='cell'>{p(span('12', 'w'))}</table:table-cell>"))
    assert read(dark, automatic=STYLES).text == "新收\t12"
    behind = "<style:style style:name='g' style:family='graphic'><style:graphic-properties style:run-through='background'/></style:style>"
    title = p(span("年度报告", "w")) + p("末")
    assert read(title, automatic=STYLES).text == "末"
    assert read(title, automatic=STYLES + behind).text == "年度报告\n末"
    assert (
        read(frame(f"<draw:text-box>{p(span('框', 'w'))}</draw:text-box>") + p("末"), automatic=STYLES).text == "框\n末"
    )


def test_rows_sections_and_readings_are_told() -> None:
    assert kinds(read(table(tr("甲", "1"), tr("乙", "9", more="table:visibility='collapse'")))) == {LeftOut.HIDDEN}
    assert kinds(read(p("甲") + f"<text:section text:display='none'>{p('藏')}</text:section>")) == {LeftOut.HIDDEN}
    ruby = "<text:ruby><text:ruby-base>云</text:ruby-base><text:ruby-text>yun</text:ruby-text></text:ruby>川"
    assert kinds(read(p(ruby))) == {LeftOut.RUBY}


GRAPHIC = (
    "<style:style style:name='back' style:family='graphic'>"
    "<style:graphic-properties style:run-through='background' draw:fill='none'/></style:style>"
    "<style:style style:name='faint' style:family='graphic'>"
    "<style:graphic-properties style:run-through='background' draw:fill='solid' draw:fill-color='#c0c0c0'/></style:style>"
    + style("pale", "fo:color='#d9d9d9'")
)
PATH = "<draw:enhanced-geometry draw:text-path='true'/>"


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (
            f"<draw:custom-shape draw:name='PowerPlusWaterMarkObject1'>{p('内部资料')}</draw:custom-shape>",
            LeftOut.WATERMARK,
        ),
        (
            f"<draw:frame draw:style-name='back'><draw:text-box>{p(span('内部资料', 'pale'))}</draw:text-box></draw:frame>",
            LeftOut.WATERMARK,
        ),
        (f"<draw:custom-shape draw:style-name='faint'>{p('内部资料')}{PATH}</draw:custom-shape>", LeftOut.WATERMARK),
        (f"<draw:frame svg:x='-60cm'><draw:text-box>{p('内部资料')}</draw:text-box></draw:frame>", LeftOut.HIDDEN),
        (f"<draw:custom-shape>{p(span('内部资料', 'tiny'))}{PATH}</draw:custom-shape>", None),
        (f"<draw:frame draw:style-name='back'><draw:text-box>{p('内部资料')}</draw:text-box></draw:frame>", None),
        (f"<draw:frame draw:style-name='faint'><draw:text-box>{p('内部资料')}</draw:text-box></draw:frame>", None),
    ],
)
def test_pale_words_behind_the_text_are_a_watermark(shape: str, kind: LeftOut | None) -> None:
    found = read(p(f"正文{shape}"), automatic=STYLES + GRAPHIC)
    assert found.text == ("正文" if kind else "正文\n内部资料")
    assert kinds(found) == ({kind} if kind else set())


FORM = "xmlns:form='urn:oasis:names:tc:opendocument:xmlns:form:1.0'"


def test_controls_of_forms_show_what_is_written_in_them() -> None:
    control = "<form:form><form:{0} form:id='c' {1}/></form:form>"

    def shown(kind: str, value: str) -> Document:
        forms = f"<office:forms {FORM}>{control.format(kind, value)}</office:forms>"
        return read(forms + table(tr("新收", td("<draw:control draw:control='c'/>"))))

    assert shown("text", "form:current-value='12'").text == "新收\t12"
    assert shown("textarea", "form:value='12'").text == "新收\t12"
    assert shown("button", "form:value='提交'").text.strip() == "新收"
    [grid] = shown("listbox", "").blocks
    assert isinstance(grid, Grid)
    assert grid.rows[0][1].unread == "格子里是控件，没有读出"


def test_what_asks_for_an_answer_is_none() -> None:
    asked = "<text:placeholder text:placeholder-type='text'>&lt;点击填写&gt;</text:placeholder>"
    assert read(table(tr("新收", td(asked)))).text.strip() == "新收"
    chosen = "<text:drop-down><text:label text:value='0'/><text:label text:value='12'/>12</text:drop-down>"
    assert read(table(tr("新收", td(chosen)))).text == "新收\t12"


def test_what_is_there_and_not_read_is_told_at_its_place() -> None:
    size = "svg:width='15cm' svg:height='9cm'"
    linked = "<text:section text:name='x'><text:section-source/></text:section>"
    body = p("甲甲") + p(f"<draw:frame {size}><draw:object/></draw:frame>") + p("乙乙") + linked
    body += p(f"<draw:frame {size}><draw:floating-frame/></draw:frame>")
    found = read(body)
    assert [(each.what, each.at) for each in found.unread] == [("嵌入对象", 3), ("链接的文件", 5), ("内嵌页面", 5)]


def test_paragraphs_numbered_without_a_list() -> None:
    styles = f"<text:list-style style:name='L'>{level(1, '一', 'style:num-suffix=' + chr(39) + '、' + chr(39))}</text:list-style>"
    one = f"<text:numbered-paragraph text:list-id='a' text:level='1' text:style-name='L'>{p('题')}</text:numbered-paragraph>"
    assert read(one + p("文") + one, styles=styles).text == "一、题\n文\n二、题"
