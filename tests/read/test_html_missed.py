"""Tables that a page shows but does not hold in its text are not called missing, and the site's own frames are no excuse."""

from __future__ import annotations

from html import escape

import pytest

from auditor.errors import UnreadableReport
from auditor.read.html.reader import read_html
from tests.read.pages import (
    BODY,
    PAGE,
    REPORT,
    REQUESTS,
    audited,
    reasons,
    styled,
    told,
    total,
    with_body,
    with_cell,
    with_headings,
)  # fmt: skip
from tests.reading import context
from tests.writers import web

MISSED = {
    '<iframe src="t3.html" width="100%" height="600"></iframe>': "内嵌页面",
    "<iframe src=t3.html></iframe>": "内嵌页面",
    "<iframe src=https://www.sidehe.gov.cn/topics/county/t3.html width=900 height=900></iframe>": "内嵌页面",
    "<object data=t3.html type=text/html width=800 height=500></object>": "嵌入对象",
    "<embed src=t3.bin width=600 height=400>": "嵌入对象",
    "<canvas width=800 height=600></canvas>": "画布",
    "<svg width=800 height=600><text>247</text></svg>": "矢量图",
    "<video src=a.mp4 width=600 height=400></video>": "视频",
    '<div style="background:url(t3.png);width:800px;height:600px"></div>': "背景图片",
    "<div class=behind></div>": "背景图片",
    "<p>附件：<a href=t3.xlsx>表三.xlsx</a></p>": "链接的文件",
    '<div id=t3></div><script>document.getElementById("t3").innerHTML="<table><tr>"</script>': "脚本生成的内容",
    '<script>document.write("<table><tr><td>1")</script>': "脚本生成的内容",
    f"<div><template shadowrootmode=open>{REQUESTS}</template></div>": "网页组件",
    f"<div style='display:none'>{REQUESTS}</div>": "隐藏的内容",
    "<img src=t3.png>": "图片",
    "<img src=data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7 data-src=t3.png>": "图片",
    "<img src=data:image/png;base64,AAAA>": "图片",
    "<img src=data:image/jpeg;base64,>": "图片",
    "<img src=年报.files/image002.gif>": "图片",
    "<div id=t3 class=chart></div>": "脚本生成的内容",
    "<el-table data=rows></el-table>": "脚本生成的内容",
    "<table><tr v-for='row in rows'><td>{{row.name}}</td></tr></table>": "脚本生成的内容",
    "<table><tbody></tbody></table>": "脚本生成的内容",
    "<noscript>请启用脚本</noscript>": "脚本生成的内容",
}
SITES = [
    "",
    "<iframe src=x.html width=0 height=0></iframe>",
    "<iframe src=x.html style='display:none'></iframe>",
    '<iframe src="https://share.example/bar" width=300 height=40></iframe>',
    "<div id=qrcode><canvas width=160 height=160></canvas></div>",
    "<svg width=24 height=24><path d=M0/></svg>",
    "<ul><li><a href=a.pdf>2019年政府信息公开工作年度报告</a></li></ul>",
    '<div id=share></div><script>document.getElementById("share").innerHTML="<table>"</script>',
    "<iframe src=about:blank width=800 height=600></iframe>",
    "<iframe src=//hm.baidu.com/t.html width=800 height=600></iframe>",
    "<object data=/static/player.swf width=800 height=600></object>",
    "<iframe src=/common/footer_new.html width=800 height=600></iframe>",
    "<img src=data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7>",
    "<img src=count.gif width=1 height=1>",
]


@pytest.mark.parametrize("shown", MISSED)
def test_a_table_that_is_not_read_is_not_called_missing(shown: str) -> None:
    page = styled(".behind{background:url(t3.png) no-repeat;width:800px;height:600px}", PAGE.replace(REQUESTS, shown))
    assert told(page) == []
    assert f"没有读到表三，但文件里有{MISSED[shown]}，可能就是这张表" in reasons(page)
    assert audited(page)[0].warnings != ()


@pytest.mark.parametrize(
    ("css", "written"),
    [
        ("", "<h2><img src=n{n}.png width=30 height=30>{text}</h2>"),
        ("", "<p><b><img src=n{n}.gif>{text}</b></p>"),
        ("", "<h2 style='background:url(n{n}.png) no-repeat;padding-left:30px'>{text}</h2>"),
        (".t{background:url(n.png) no-repeat;padding-left:40px}", "<h2 class=t>{text}</h2>"),
    ],
)
def test_a_number_that_is_a_picture_is_not_called_missing(css: str, written: str) -> None:
    page = styled(css, with_headings(written))
    assert told(page) == []
    assert "第三部分的标题前面有图片，序号可能在图片里，没有读出" in reasons(page)


def test_pictures_elsewhere_excuse_no_missing_number() -> None:
    page = with_headings("<p><img src=line.png width=200 height=5></p><h2>{text}</h2>")
    assert told(page) == ["STR-NUMBER"] * 6


def test_what_a_click_opens_is_read() -> None:
    whole = PAGE.replace("<article>", "<details><summary>全文</summary><article>").replace(
        "</article>", "</article></details>"
    )
    for page in (whole, PAGE.replace(REQUESTS, f"<details><summary>展开</summary>{REQUESTS}</details>")):
        assert told(page) == []
        assert total(page) == "247"


@pytest.mark.parametrize("shown", SITES)
def test_what_sites_put_on_every_page_excuses_nothing(shown: str) -> None:
    assert told(PAGE.replace(REQUESTS, shown)) == ["TBL-MISSING"]


def test_frames_of_a_whole_site_excuse_nothing() -> None:
    page = web.government(REPORT).replace(
        "</body>",
        "<iframe src='https://stat.example/count.html' width=1 height=1></iframe>"
        "<iframe src='/pinglun' width=100% height=200></iframe></body>",
    )
    assert told(page) == []
    start = page.index('<table class="MsoTableGrid"', page.index("三、"))
    without = page[:start] + page[page.index("</table>", start) :]
    assert told(without) == ["TBL-MISSING"]


def test_a_page_written_into_a_frame_is_read() -> None:
    page = PAGE.replace(REQUESTS, f'<iframe srcdoc="{escape(REQUESTS)}"></iframe>')
    assert told(page) == []
    assert total(page) == "247"


@pytest.mark.parametrize(
    "page",
    [
        with_body(f"<h1>{REPORT.name}</h1><iframe src=report.html width=100% height=900></iframe>"),
        f"<html><head><title>{REPORT.name}</title></head><frameset rows='50,*'><frame src=a.html><frame src=b.html></frameset></html>",
    ],
    ids=["iframe", "frames"],
)
def test_a_report_in_an_embedded_page_is_refused_with_the_reason(page: str) -> None:
    with pytest.raises(UnreadableReport, match="嵌入的另一个网页"):
        read_html(page.encode(), "report.html", context())


def test_a_report_in_a_viewer_is_refused_as_attached() -> None:
    page = with_body(f"<h1>{REPORT.name}</h1><iframe src='viewer.html?file=report.pdf' width=100% height=900></iframe>")
    with pytest.raises(UnreadableReport, match="附件"):
        read_html(page.encode(), "report.html", context())


@pytest.mark.parametrize(
    ("inner", "what"),
    [
        ("<img src=n1.png width=20 height=12>", "图片"), ("<canvas width=40 height=20></canvas>", "画布"),
        ("<svg width=40 height=20><text>247</text></svg>", "矢量图"),
    ],
)  # fmt: skip
def test_a_cell_that_shows_no_text_is_neither_blank_nor_read(inner: str, what: str) -> None:
    page = with_cell(f"<td>{inner}</td>")
    assert told(page) == []
    assert f"格子里是{what}，没有读出" in reasons(page)


def test_an_empty_picture_that_keeps_a_place_leaves_the_cell_as_it_is() -> None:
    page = with_cell("<td>247<img src=blank.gif></td>")
    assert total(page) == "247"
    assert audited(with_body(BODY))[0].text == audited(PAGE)[0].text


@pytest.mark.parametrize(
    "written", ["<h2><button>{n}</button></h2>", "<p><button type=button class=acc>{n}</button></p>"]
)
def test_headings_on_buttons_that_open_their_parts_are_read(written: str) -> None:
    page = PAGE
    for section in REPORT.sections:
        page = page.replace(f"<h2>{section.heading}</h2>", written.format(n=section.heading))
    assert told(page) == []


def test_a_figure_on_a_button_is_read_and_the_site_s_buttons_are_not() -> None:
    page = with_cell("<td><button>247</button></td>").replace("</article>", "<button>打印</button></article>")
    document, _ = audited(page)
    assert total(page) == "247"
    assert "打印" not in document.text
