"""Marks of notes, struck text, readings, fields of forms and drawn numbers in pages."""

from __future__ import annotations

import re

import pytest

from auditor.read.html.reader import read_html
from tests.read.pages import PAGE, audited, reasons, styled, told, total, with_cell, with_headings
from tests.reading import context

CELLS = {
    "<td>247<sup>1</sup></td>": "注释", "<td>247<sup>[1]</sup></td>": "注释", "<td>247<sup>注1</sup></td>": "注释",
    "<td>247<sup>①</sup></td>": "注释", "<td>247<sup><a href='#fn1'>1</a></sup></td>": "注释", "<td>247<a href='#a'>[1]</a></td>": "注释",
    "<td>247<a href='#_ftn1'>1</a></td>": "注释", "<td><p>247<sup>*</sup></p></td>": "注释",
    "<td>247<span style='vertical-align:super;font-size:8pt'>1</span></td>": "注释",
    "<td>247<span class=MsoFootnoteReference>[1]</span></td>": "注释",
    "<td>247<span style='position:relative;top:-.5em;font-size:8px'>1</span></td>": "注释",
    "<td>247<b style='position:relative;bottom:.5em;font-size:60%'>1</b></td>": "注释",
    "<td>247<font style='POSITION: relative; TOP: -6px'>1</font></td>": "注释",
    "<td>247<span style='vertical-align:5px;font-size:.6em'>1</span></td>": "注释",
    "<td>247<span style='vertical-align:40%'>①</span></td>": "注释",
    "<td>247<span style='vertical-align:top;font-size:8px'>1</span></td>": "注释",
    "<td>247<i style='display:inline-block;transform:translateY(-5px)'>1</i></td>": "注释",
    "<td>24<span style='position:relative;top:-1px'>7</span></td>": "", "<td>24<span style='position:relative;top:5px'>7</span></td>": "",
    "<td><div style='position:relative;top:-6px'>247</div></td>": "", "<td><small>24</small><small>7</small></td>": "",
    "<td><small>247</small></td>": "", "<td><small>24<b>7</b></small></td>": "", "<td><font size=1>247</font></td>": "",
    "<td><span style='font-size:7.5pt'>24</span><span style='font-size:7.5pt'>7</span></td>": "",
    "<td><span style='font-size:12pt'>24</span><span style='font-size:10.5pt'>7</span></td>": "",
    "<td style='font-size:8px'>24<span style='font-size:8px'>7</span></td>": "",
    "<td><font size=2>24</font><font size=2>7</font></td>": "",
    "<td><sup>1</sup>247</td>": "注释", "<td><p><sup>①</sup>&nbsp;<span>247</span></p></td>": "注释",
    "<td><sup>1</sup><sup>2</sup>247</td>": "注释", "<td><a href='#fn1'><sup>[1]</sup></a><b>247</b></td>": "注释",
    "<td><sup>247</sup><span hidden>9</span></td>": "看不见",
    "<td><s>15</s>247</td>": "删除线", "<td><strike>15</strike>247</td>": "删除线", "<td><del>15</del><ins>247</ins></td>": "删除线",
    "<td><span style='text-decoration: line-through red'>9</span>247</td>": "删除线",
    "<td><ruby>247<rp>(</rp><rt>9</rt><rp>)</rp></ruby></td>": "注音",
    "<td><u>247</u></td>": "", "<td><mark>247</mark></td>": "", "<td><sup>247</sup></td>": "",
    "<td><s style='text-decoration:none'>24</s>7</td>": "",
    "<td>247<noscript>9</noscript></td>": "", "<td>247<template>9</template></td>": "", "<td>247<!--9--></td>": "",
    "<td><textarea>247</textarea></td>": "", "<td>247<textarea placeholder=9></textarea></td>": "",
    "<td><select><option>1<option selected>247</select></td>": "", "<td><select><option>247<option>1</select></td>": "",
    "<td><input value=247></td>": "", "<td><input type=number value=247 placeholder=9></td>": "", "<td>247<input placeholder=9></td>": "",
    "<td>247<input type=hidden value=9></td>": "", "<td>247<input type=password value=9></td>": "", "<td><output>247</output></td>": "",
    "<td contenteditable>247</td>": "", "<td>247<input type=button value=9></td>": "",
}  # fmt: skip


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_the_figure_is_read_and_nothing_else(cell: str) -> None:
    page = with_cell(cell)
    assert total(page) == "247"
    assert told(page) == []
    warnings = audited(page)[0].warnings
    assert [CELLS[cell] in warning for warning in warnings] == ([True] if CELLS[cell] else [])


UNSURE = [
    "247<small>1</small>", "247<sub>1</sub>", "247<font size=1>1</font>", "247<font size=-2>1</font>",
    "247<span style='font-size:50%'>1</span>", "247<span style='font-size: .5em'>1</span>", "247<i style='font-size:xx-small'>1</i>",
    "<span style='font-size:12pt'>247</span><span style='font-size:6.5pt'>1</span>",
    "<p style='font-size:14pt'><b>247<b style='font-size:8pt'>1</b></b></p>", "<small>247<small>1</small></small>",
]  # fmt: skip


@pytest.mark.parametrize("cell", UNSURE)
def test_much_smaller_digits_behind_digits_are_in_doubt(cell: str) -> None:
    page = with_cell(f"<td>{cell}</td>")
    assert told(page) == []
    assert "表三有单元格没有读出：数字后面有字号小得多的数字，不能确定是不是注号" in reasons(page)


@pytest.mark.parametrize(
    ("css", "read"),
    [
        (".n{position:relative;top:-.5em;font-size:.7em}", "247"),
        (".n{vertical-align:.5em;font-size:8px}", "247"),
        (".n{font-size:10px;position:relative;bottom:6px}", "247"),
        (".n{font-size:50%}", "2471"),
        (".n{font-size:8px}", "2471"),
    ],
)
def test_a_sheet_may_raise_and_shrink(css: str, read: str) -> None:
    page = styled(css, with_cell("<td>247<span class=n>1</span></td>"))
    assert told(page) == []
    assert total(page) == read
    assert ("不能确定是不是注号" in reasons(page)) is (read == "2471")


def test_small_letters_in_a_text_are_text() -> None:
    text = read_html("<p>共12<small>1</small>件，CO<sub>2</sub></p>".encode(), "a.html", context()).text
    assert text == "共121件，CO2"


def test_powers_and_ordinary_links_stay() -> None:
    text = read_html(
        "<p>办公面积120m<sup>2</sup>，见<a href='#t3'>表三</a>，共<a href='#t3'>12</a>件。</p>".encode(),
        "a.html",
        context(),
    ).text
    assert text == "办公面积120m2，见表三，共12件。"


@pytest.mark.parametrize(
    "field",
    [
        r"<textarea readonly>\1</textarea>",
        r"<select><option>0<option selected>\1</select>",
        r'<input readonly value="\1">',
    ],
)
def test_tables_of_fields_are_read(field: str) -> None:
    assert told(re.sub(r"(?<=<td>)(\d+)(?=</td>)", field, PAGE)) == []


def test_paragraphs_in_text_areas_are_read_and_fields_of_the_site_are_not() -> None:
    assert told(re.sub(r"<p>(.*?)</p>", r"<textarea readonly>\1</textarea>", PAGE)) == []
    search = "<p><input name=keyword value=公开><input value=请输入><select><option>-- 友情链接 --</select></p>"
    assert audited(PAGE.replace("<article>", search + "<article>"))[0].text == audited(PAGE)[0].text


def test_ticks_are_read() -> None:
    text = read_html("<p><input type=radio checked>是 <input type=radio>否</p>".encode(), "a.html", context()).text
    assert text == "☑是 否"


_CJK = "list-style-type:cjk-ideographic"
LISTS = [
    f'<ol style="{_CJK}" start="{{n}}"><li>{{text}}</li></ol>',
    '<ol style="list-style:simp-chinese-informal inside" start={n}><li><h2>{text}</h2></li></ol>',
    '<ol style="list-style-type:trad-chinese-informal"><li value={n}><p><b>{text}</b></p></li></ol>',
    f'<ol reversed style="{_CJK}" start={{n}}><li>{{text}}</li></ol>',
    "<ol><li style=\"list-style-type:'{numeral}、'\">{text}</li></ol>",
    "<ol start={n}><li>{numeral}、{text}</li></ol>",
    "<ol style='list-style:none'><li>{numeral}、{text}</li></ol>",
]
DRAWN = {
    "body{counter-reset:s}h2{counter-increment:s}h2::before{content:counter(s,cjk-ideographic) '、'}": "<h2>{text}</h2>",
    'article{counter-reset:s 0}h2:before{counter-increment:s;content:counter(s,simp-chinese-informal)"、"}': "<h2>{text}</h2>",
    "@counter-style cn{system:fixed;symbols:'一' '二' '三' '四' '五' '六'}article{counter-reset:s}h2{counter-increment:s}"
    "h2::before{content:counter(s,cn) '、'}": "<h2>{text}</h2>",
    "@counter-style cn{system:extends cjk-ideographic;suffix:'、'}.q{list-style:cn}": "<ol class=q start={n}><li>{text}</li></ol>",
    "h2::before{content:attr(data-n) '、'}": "<h2 data-n={numeral}>{text}</h2>",
    ".n::after{content:'、'}": "<h2><span class=n>{numeral}</span>{text}</h2>",
    "".join(f".h{n}::before{{content:'{numeral}、'}}" for n, numeral in enumerate("一二三四五六", 1)): "<h2 class=h{n}>{text}</h2>",
    "".join(f".o{n}::before{{content:'{numeral}、'}}" for n, numeral in enumerate("一二三四五六", 1)): "<h2><i class=o{n}></i>{text}</h2>",
    "".join(f".d{n}:before{{content:'{numeral}、'}}" for n, numeral in enumerate("一二三四五六", 1)):
        "<div class=d{n}></div><h2>{text}</h2>",
    "h2::before{content:'\\e601'}p:before{content:'■'}.x:after{content:'.'}": "<h2>{numeral}、{text}</h2>",
}  # fmt: skip


@pytest.mark.parametrize("written", LISTS)
def test_numbers_of_lists_are_counted(written: str) -> None:
    assert told(with_headings(written)) == []


DRAWN_FIGURES = [
    (".v::before{content:'247'}", "<td class=v></td>", "247"), (".v::after{content:'247'}", "<td><p><span class=v></span></p></td>", "247"),
    (".v:before{content:attr(data-v)}", "<td class=v data-v=247></td>", "247"), (".v::after{content:'7'}", "<td class=v>24</td>", "247"),
    (".v::before{content:'2'}", "<td><i class=v></i>47</td>", "247"), ("td::before{content:attr(title)}", "<td title=合计>247</td>", "247"),
    (".v::after{content:'件'}", "<td class=v>247</td>", "247"), (".v::before{content:'▲'}", "<td class=v>247</td>", "247"),
    ("@media(max-width:600px){.v::before{content:'9'}}", "<td class=v>247</td>", "247"),
    (".v::before{content:'二百四十七'}", "<td class=v></td>", ""), (".v::before{content:url(n.png)}", "<td class=v></td>", ""),
    (".v::before{content:attr(data-v)}", "<td class=v data-v=详见附件></td>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("css", "cell", "read"), DRAWN_FIGURES)
def test_figures_drawn_by_a_sheet_are_read_or_told(css: str, cell: str, read: str) -> None:
    page = styled(css, with_cell(cell))
    assert total(page) == read
    assert told(page) == []
    assert ("格子里是样式表画出的内容，没有读出" in reasons(page)) is not bool(read)


@pytest.mark.parametrize("css", DRAWN)
def test_numbers_drawn_by_a_sheet_are_counted(css: str) -> None:
    assert told(styled(css, with_headings(DRAWN[css]))) == []


def test_numbers_of_entries_within_entries() -> None:
    html = (
        "<style>@counter-style b{system:extends cjk-ideographic;prefix:'（';suffix:'）'}.in{list-style:b}</style>"
        "<ol style='list-style-type:cjk-ideographic'><li>总体情况<ol class=in><li>主动公开</li><li>依申请公开</li></ol></li>"
        "<li>其他</li></ol>"
        "<ol type=A><li>甲</li><li value=4>乙</li></ol><ul><li>丙</li></ul>"
    )
    assert read_html(html.encode(), "a.html", context()).text.split("\n") == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "二、其他", "A. 甲", "D. 乙", "丙",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [".3px", "0.9px", ".5pt", ".01em", "1%"])
def test_letters_smaller_than_a_dot_are_not_seen(size: str) -> None:
    cell = "<td>247<span {}>9</span></td>"
    for page in (
        with_cell(cell.format(f"style='font-size:{size}'")),
        styled(f".z{{font-size:{size}}}", with_cell(cell.format("class=z"))),
    ):
        assert total(page) == "247"
        assert told(page) == []
