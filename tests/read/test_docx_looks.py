"""The DOCX reader: what is struck out, not to be seen or a mark is left out and told; what a run shows is read. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.read.base.left_out import LeftOut
from tests.read.make_docx import lines, p, r, read, tbl, tc, texts, tr

UP = '<w:vertAlign w:val="superscript"/>'
WHITE = '<w:color w:val="FFFFFF"/>'
STRIKE, VANISH = "<w:strike/>", "<w:vanish/>"


def style(kind: str, name: str, properties: str, based: str = "", line: str = "") -> str:
    above = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}">{above}<w:pPr>{line}</w:pPr><w:rPr>{properties}</w:rPr></w:style>'
    )


STYLES = "".join(
    (
        style("paragraph", "hidden", VANISH),
        style("paragraph", "hidden2", "", "hidden"),
        style("paragraph", "struck", STRIKE),
        style("paragraph", "small", '<w:sz w:val="18"/>'),
        style("character", "h", VANISH),
        style("character", "s", STRIKE),
        style("character", "d", "<w:dstrike/>"),
        style("character", "u", UP),
        style("character", "w", WHITE),
        style("character", "off", '<w:strike w:val="0"/>', "s"),
    )
)


def named(text: str, name: str, more: str = "") -> str:
    return r(text, f'<w:rStyle w:val="{name}"/>{more}')


def paragraph(inner: str, name: str = "") -> str:
    return f"<w:p><w:pPr>{f'<w:pStyle w:val={chr(34)}{name}{chr(34)}/>' if name else ''}</w:pPr>{inner}</w:p>"


def cells_of(body: str) -> list[str]:
    """The texts of the cells of the only row."""
    return read(body, styles=STYLES).text.split("\t")


def kinds(body: str, styles: str = "") -> set[LeftOut]:
    """The kinds of text that the document's warnings say were left out."""
    return {kind for kind in LeftOut for warning in read(body, styles=styles).warnings if warning.endswith(kind.value)}


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r("12") + r("1", UP), "12"),
        (r("12") + r("[", UP) + r("1", UP) + r("]", UP), "12"),
        (r("收到12") + r("①", UP) + r("件"), "收到12件"),
        (r("12") + r("注1", UP), "12"),
        (r("12") + named("1", "u"), "12"),
        (r("1", UP) + r("12"), "12"),
        (r("12") + r("1", '<w:position w:val="10"/><w:sz w:val="12"/>'), "12"),
        (r("12") + r("1", '<w:position w:val="12"/>'), "12"),
        (r("12") + "<w:hyperlink>" + r("1", UP) + "</w:hyperlink>", "12"),
        (r("12") + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>②</w:t></w:r>', "12"),
        (
            "<m:oMath><m:sSup><m:e><m:r><m:t>12</m:t></m:r></m:e><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>",
            "12",
        ),
    ],
)
def test_marks_of_notes_belong_to_no_figure(inner: str, expected: str) -> None:
    assert lines(paragraph(inner), styles=STYLES) == [expected]
    assert kinds(paragraph(inner), STYLES) == {LeftOut.NOTE_MARK}
    assert cells_of(tbl(tr("新收", tc(paragraph(inner))))) == ["新收", expected]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r("12", UP), "12"),
        (r("1", UP) + r("2", UP), "12"),
        (r("面积5m") + r("2", UP), "面积5m2"),
        (r("12") + named("3", "u", '<w:vertAlign w:val="baseline"/>'), "123"),
        (r("1") + r("2", '<w:position w:val="2"/>'), "12"),
        (r("1") + r("2", '<w:position w:val="-6"/><w:sz w:val="12"/>'), "12"),
        (r("CO") + r("2", '<w:vertAlign w:val="subscript"/>'), "CO2"),
        (r("第十") + r("届市运会", UP), "第十届市运会"),
    ],
)
def test_raised_figures_and_powers_stay(inner: str, expected: str) -> None:
    assert lines(paragraph(inner), styles=STYLES) == [expected]
    assert kinds(paragraph(inner), STYLES) == set()


@pytest.mark.parametrize(
    ("inner", "name", "expected"),
    [
        (r("15", STRIKE) + r("12"), "", "12"),
        (r("12") + r("5", "<w:dstrike/>"), "", "12"),
        (named("15", "s") + r("12"), "", "12"),
        (named("15", "d") + r("12"), "", "12"),
        (r("15") + r("12", '<w:strike w:val="0"/>'), "struck", "12"),
        # Styles of letters turn over what the paragraph's style says.
        (r("15") + named("12", "s"), "struck", "12"),
        (named("15", "s", STRIKE) + named("12", "off"), "", "12"),
    ],
)
def test_struck_text_is_left_out(inner: str, name: str, expected: str) -> None:
    assert lines(paragraph(inner, name), styles=STYLES) == [expected]
    assert kinds(paragraph(inner, name), STYLES) == {LeftOut.STRUCK}


@pytest.mark.parametrize(
    ("inner", "name", "expected"),
    [
        (r("12") + r("5", VANISH), "", "12"),
        (r("9") + r("12", '<w:vanish w:val="0"/>'), "hidden", "12"),
        (r("9") + named("12", "h"), "hidden2", "12"),
        (r("12") + named("9", "h"), "", "12"),
        (r("12") + named("9", "h", VANISH), "hidden", ""),
        (r("12") + r("9", '<w:sz w:val="1"/>'), "", "12"),
        (r("12") + r("5", WHITE), "", "12"),
        (r("12") + named("5", "w"), "", "12"),
        (r("12") + r("5", '<w:color w:val="FEFEFE"/><w:shd w:val="clear" w:fill="FFFFFF"/>'), "", "12"),
        (r("12") + r("5", '<w:color w:themeColor="background1"/>'), "", "12"),
    ],
)
def test_text_that_cannot_be_seen_is_left_out(inner: str, name: str, expected: str) -> None:
    shown = paragraph(inner, name)
    assert lines(shown + p("末段"), styles=STYLES) == [*filter(None, [expected]), "末段"]
    assert kinds(shown + p("末段"), STYLES) == {LeftOut.HIDDEN}


DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'


@pytest.mark.parametrize(
    "body",
    [
        paragraph(r("一百二十", WHITE + DARK)),
        paragraph(r("一百二十", WHITE + '<w:highlight w:val="black"/>')),
        f"<w:p><w:pPr>{DARK}</w:pPr>{r('一百二十', WHITE)}</w:p>",
        f"<w:p>{r('一百二十', WHITE + '<w:outline/>')}</w:p>",
        paragraph(r("一百二十", '<w:color w:val="auto"/>')),
        paragraph(r("一百二十", '<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="80"/>')),
        tbl(tr(tc(paragraph(r("一百二十", WHITE)), DARK), "1")),
        tbl(tr(tc(paragraph(r("一百二十", WHITE)), '<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>'), "1")),
        tbl(tr(tc(paragraph(r("一百二十", WHITE))), "1")).replace("<w:tblPr/>", f"<w:tblPr>{DARK}</w:tblPr>"),
        tbl(tr(tc(paragraph(r("一百二十", WHITE))), "1")).replace(
            "<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="dark"/></w:tblPr>'
        ),
        paragraph(r("一百二十", WHITE))
        + '<w:p><w:r><w:drawing><wp:anchor behindDoc="1"><wp:extent cx="1" cy="1"/></wp:anchor></w:drawing></w:r></w:p>',
    ],
)
def test_white_text_is_read_where_something_may_lie_behind_it(body: str) -> None:
    styles = f'<w:style w:type="table" w:styleId="dark"><w:tblStylePr w:type="firstRow"><w:tcPr>{DARK}</w:tcPr></w:tblStylePr></w:style>'
    assert "一百二十" in read(body, styles=styles).text
    assert kinds(body, styles) == set()


def test_white_text_in_a_table_is_left_out_though_a_picture_lies_behind_a_cover() -> None:
    behind = '<w:p><w:r><w:drawing><wp:anchor behindDoc="1"/></w:drawing></w:r></w:p>'
    assert texts(tbl(tr("新收", tc(paragraph(r("12") + r("5", WHITE)))))) == [["新收", "12"]]
    assert read(behind + tbl(tr("新收", tc(paragraph(r("12") + r("5", WHITE)))))).text == "新收\t12"


def test_every_place_is_counted_once() -> None:
    body = paragraph(r("甲") + r("1", STRIKE) + r("2", STRIKE + "<w:b/>") + r("乙") + r("3", STRIKE) + r(" ", STRIKE))
    assert read(body + paragraph(r("丙") + r("4", STRIKE))).warnings == (LeftOut.STRUCK.told(3),)


def test_defaults_of_the_document_hold_for_all_runs() -> None:
    styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{VANISH}</w:rPr></w:rPrDefault></w:docDefaults>"
    assert lines(paragraph(r("9") + r("12", '<w:vanish w:val="0"/>')), styles=styles) == ["12"]


def test_hidden_rows_and_readings_are_told() -> None:
    hidden = tr("乙", "9", properties="<w:hidden/>")
    assert texts(tbl(tr("甲", "1"), hidden)) == [["甲", "1"]]
    assert kinds(tbl(tr("甲", "1"), hidden)) == {LeftOut.HIDDEN}
    ruby = f"<w:p><w:r><w:ruby><w:rubyPr/><w:rt>{r('yun')}</w:rt><w:rubyBase>{r('云')}</w:rubyBase></w:ruby></w:r>{r('川')}</w:p>"
    assert (lines(ruby), kinds(ruby)) == (["云川"], {LeftOut.RUBY})


def framed(place: str) -> str:
    return f"<w:p><w:pPr><w:framePr {place}/></w:pPr>{r('框')}</w:p>"


def test_a_frame_off_the_page_is_left_out() -> None:
    assert lines(framed('w:x="-30000" w:y="200"') + framed('w:x="800" w:y="900"') + p("末")) == ["框", "末"]
    assert kinds(framed('w:x="-30000"') + p("末")) == {LeftOut.HIDDEN}


def drawn(content: str, *, anchor: str = 'behindDoc="1"', offset: int = 0, name: str = "x", fill: str = "") -> str:
    place = f'<wp:positionH relativeFrom="page"><wp:posOffset>{offset}</wp:posOffset></wp:positionH>'
    shape = (
        f"<wps:wsp><wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    )
    inner = f'{place}<wp:extent cx="1" cy="1"/><wp:docPr name="{name}"/>{shape}'
    return f"<w:r><w:drawing><wp:anchor {anchor}>{inner}</wp:anchor></w:drawing></w:r>"


PALE = paragraph(r("内部资料", '<w:color w:val="D9D9D9"/>'))


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (drawn(PALE), LeftOut.WATERMARK),
        (drawn(p("内部资料"), name="水印 1"), LeftOut.WATERMARK),
        (drawn(p("内部资料"), name="PowerPlusWaterMarkObject3"), LeftOut.WATERMARK),
        (drawn(p("内部资料"), offset=-20_000_000), LeftOut.HIDDEN),
        (drawn(PALE, fill='<a:solidFill><a:srgbClr val="1F4E79"/></a:solidFill>'), None),
        (drawn(p("内部资料")), None),
    ],
)
def test_pale_words_behind_the_text_are_a_watermark(shape: str, kind: LeftOut | None) -> None:
    body = f"<w:p>{r('正文')}{shape}</w:p>"
    assert lines(body) == (["正文"] if kind else ["正文", "内部资料"])
    assert kinds(body) == ({kind} if kind else set())


def art(style: str, more: str = 'fillcolor="silver"', name: str = "x", inner: str = "") -> str:
    return f'<w:r><w:pict><v:shape id="{name}" style="{style}" {more}>{inner}<v:textpath string="内部资料"/></v:shape></w:pict></w:r>'


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (art("position:absolute;z-index:-3"), LeftOut.WATERMARK),
        (art("", 'fillcolor="red"', name="PowerPlusWaterMarkObject12"), LeftOut.WATERMARK),
        (art("position:absolute", 'fillcolor="red"', inner='<v:fill opacity=".5"/>'), LeftOut.WATERMARK),
        (art("position:absolute;z-index:-3;rotation:315", 'fillcolor="red"'), LeftOut.WATERMARK),
        (art("position:absolute;visibility:hidden", 'fillcolor="red"'), LeftOut.HIDDEN),
        (art("position:absolute;margin-left:-2000pt", 'fillcolor="red"'), LeftOut.HIDDEN),
        (art("width:9cm;height:2cm", 'fillcolor="red"'), None),
        (art("position:absolute;z-index:3", 'fillcolor="red"'), None),
    ],
)
def test_drawn_words_are_text_or_a_watermark(shape: str, kind: LeftOut | None) -> None:
    body = f"<w:p>{shape}</w:p>" + p("正文")
    assert lines(body) == (["正文"] if kind else ["内部资料", "正文"])
    assert kinds(body) == ({kind} if kind else set())
