"""Marks of notes, struck text, readings, fields of forms and drawn numbers in pages."""

from __future__ import annotations

import re

import pytest

from auditor.read.html.reader import read_html
from tests.read.pages import PAGE, audited, styled, told, total, with_cell, with_headings

CELLS = {
    "<td>247<sup>1</sup></td>": "注释", "<td>247<sup>[1]</sup></td>": "注释", "<td>247<sup>注1</sup></td>": "注释",
    "<td>247<sup>①</sup></td>": "注释", "<td>247<sup><a href='#fn1'>1</a></sup></td>": "注释", "<td>247<a href='#a'>[1]</a></td>": "注释",
    "<td>247<a href='#_ftn1'>1</a></td>": "注释", "<td><p>247<sup>*</sup></p></td>": "注释",
    "<td>247<span style='vertical-align:super;font-size:8pt'>1</span></td>": "注释",
    "<td>247<span class=MsoFootnoteReference>[1]</span></td>": "注释",
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


def test_powers_and_ordinary_links_stay() -> None:
    text = read_html(
        "<p>办公面积120m<sup>2</sup>，见<a href='#t3'>表三</a>，共<a href='#t3'>12</a>件。</p>".encode(), "a.html"
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
    text = read_html("<p><input type=radio checked>是 <input type=radio>否</p>".encode(), "a.html").text
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
    "h2::before{content:'\\e601'}p:before{content:'■'}.x:after{content:'.'}": "<h2>{numeral}、{text}</h2>",
}  # fmt: skip


@pytest.mark.parametrize("written", LISTS)
def test_numbers_of_lists_are_counted(written: str) -> None:
    assert told(with_headings(written)) == []


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
    assert read_html(html.encode(), "a.html").text.split("\n") == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "二、其他", "A. 甲", "D. 乙", "丙",
    ]  # fmt: skip
