"""What a style sheet draws into a sentence, or decides by variables: read where it can be told, and never called missing."""

from __future__ import annotations

import pytest

from auditor.model.document import Document
from auditor.read.html.reader import read_html
from auditor.read.html.tree.tree import OBJECT
from tests.reading import context

REST = "，其中政策文件35条。各项工作按期完成，没有发生其他需要报告的情况。"


def page(line: str, css: str = "") -> Document:
    html = f"<html><head><style>{css}</style></head><body><h1>一、总体情况</h1><p>{line}</p></body></html>"
    return read_html(html.encode(), "报告.html", context())


def sentence(css: str, drawn: str = "<b class=n></b>") -> str:
    found = page(f"全年发布信息{drawn}条{REST}", css)
    return next(block.text for block in found.paragraphs() if block.text.startswith("全年"))


@pytest.mark.parametrize(
    ("css", "drawn"),
    [
        ('.n::before{content:"618"}', "<b class=n></b>"),
        ('.n:after{content:"618"}', "<b class=n></b>"),
        ('.n::before{content:"6"}.n::after{content:"18"}', "<b class=n></b>"),
        (".n::before{content:attr(data-v)}", '<b class=n data-v="618"></b>'),
        (".n{counter-reset:c 618}.n::before{content:counter(c)}", "<span><b class=n></b></span>"),
        (':root{--n:"618"}.n::before{content:var(--n)}', "<b class=n></b>"),
        ('.n::before{content:var(--n, "618")}', "<b class=n></b>"),
        (".n::before{content:var(--n)}", "<b class=n style=\"--n:'618'\"></b>"),
        ('.n::before{content:"99";display:none}', "<b class=n>618</b>"),
        ('.n::before{content:"99";font-size:0}', "<b class=n>618</b>"),
        ('.n::after{content:"020";display:block;height:0;visibility:hidden}', "<b class=n>618</b>"),
        ('.n::after{content:"020";display:block;height:0;overflow:hidden}', "<b class=n>618</b>"),
        (".n::before{content:url(arrow.png)}", "<b class=n>618</b>"),
    ],
)
def test_a_figure_that_is_drawn_into_a_sentence_is_read(css: str, drawn: str) -> None:
    assert sentence(css, drawn) == f"全年发布信息618条{REST}"


@pytest.mark.parametrize(
    ("css", "drawn"),
    [
        (".n::before{content:url(618.png)}", "<b class=n></b>"),
        (".n::before{content:var(--n)}", "<b class=n></b>"),
        (".n{background:url(618.png);display:inline-block;width:30px;height:16px}", "<b class=n></b>"),
        ("", '<img src="618.png" width="30" height="16">'),
    ],
)
def test_a_figure_that_is_a_picture_is_told_and_not_called_missing(css: str, drawn: str) -> None:
    assert sentence(css, drawn) == f"全年发布信息{OBJECT}条{REST}"
    found = page(f"全年发布信息{drawn}条{REST}", css)
    assert [each.what for each in found.unread] == ["句子里的图片或样式表画出的字"]
    assert any("未能读取" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "line",
    [
        '<img src="dot.png" width="8" height="8">全年发布信息618条。',
        '全年发布信息618条<img src="end.png" width="8" height="8">。',
        '全年发布<img src="icon.png" width="8" height="8">条目清楚的信息618条。',
        "全年发布信息<i class=n></i>618条。",
    ],
)
def test_signs_beside_words_are_no_figures(line: str) -> None:
    found = page(line, ".n::before{content:url(x.png)}")
    assert not found.unread
    assert OBJECT not in found.text


VARIABLES = [
    ("*{--x:none}.v{display:var(--x)}", False),
    (".v{--x:none;display:var(--x,block)}", False),
    (".v{display:var(--y,none)}", False),
    (".v{display:var(--y,var(--z,none))}", False),
    (":root{--x:hidden}.v{visibility:var(--x)}", False),
    (":root{--x:block}.v{display:var(--x)}", True),
    (".v{display:var(--y,block)}", True),
    (".w{--x:none}.v{display:var(--x)}", True),
    (":root{--x:none}.dark{--x:block}.v{display:var(--x)}", True),
    ("@media print{:root{--x:none}}.v{display:var(--x,block)}", True),
]


@pytest.mark.parametrize(("css", "shown"), VARIABLES)
def test_variables_that_surely_hide_hide(css: str, shown: bool) -> None:
    found = page(f"全年发布信息618条。</p><p class=v>隐藏的一段话。</p><p class='w dark'>{REST}", css)
    assert ("隐藏的一段话。" in found.text) is shown


@pytest.mark.parametrize("cell", ["<div class=c></div>", "<div class=c> </div>"])
def test_a_blank_cell_of_a_table_made_of_blocks_is_no_place_for_a_script(cell: str) -> None:
    row = f"<div class=r><div class=c>二、上年结转政府信息公开申请数量</div>{cell}<div class=c>3</div></div>"
    found = page(f"全年发布信息618条。</p><div>{row}</div><p>完", ".r{display:table-row}.c{display:table-cell}")
    assert not found.unread
    assert not found.warnings
