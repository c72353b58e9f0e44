# ruff: noqa: E501 - the pages are easier to compare with what is expected of them when their markup is not broken up
from datetime import date

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Document, Grid
from auditor.read.html.reader import read_html
from tests.reading import context

TITLE = "云川市教育局2024年政府信息公开工作年度报告"
PREAMBLE = "根据《中华人民共和国政府信息公开条例》的规定，现公布本年度报告，所列数据的统计期限自2024年1月1日起至2024年12月31日止。"
OVERVIEW = "2024年，云川市教育局认真贯彻落实政务公开工作部署，全年主动公开政府信息312条，及时回应社会关切，群众满意度不断提高。"
TABLE = (
    "<table><tr><td rowspan='2'>申请情况</td><td colspan='2'>申请人情况</td><td rowspan='2'>总计</td></tr>"
    "<tr><td>自然人</td><td>商业企业</td></tr><tr><td>本年新收</td><td>10</td><td>2</td><td>12</td></tr></table>"
)
BODY = f"<p>{PREAMBLE}</p><p>一、总体情况</p><p>{OVERVIEW}</p><p>三、收到和处理申请情况</p>{TABLE}<p>六、其他需要报告的事项</p><p>无。</p>"
SIGNATURE = "<p>云川市教育局</p><p>2025年1月20日</p>"
TEXTS = [PREAMBLE, "一、总体情况", OVERVIEW, "三、收到和处理申请情况", "六、其他需要报告的事项", "无。"]
SIGNED = [*TEXTS, "云川市教育局", "2025年1月20日"]

HEADER = (
    "<div class='top'><a href='/'>云川市人民政府</a> 今天是2025年3月4日 星期二</div><div class='nav'><ul>"
    + "".join(f"<li><a href='/c{n}'>栏目{n}</a></li>" for n in range(12))
    + "</ul></div><div class='crumbs'>当前位置：<a href='/'>首页</a> &gt; <a href='/x'>政府信息公开</a></div>"
)
CARD = (
    "<table class='xxgk'><tr><td>索 引 号：</td><td>YC010-2025-0003</td><td>主题分类：</td><td>教育</td></tr>"
    "<tr><td>发布机构：</td><td>云川市教育局</td><td>成文日期：</td><td>2025年1月15日</td></tr>"
    f"<tr><td>信息名称：</td><td>{TITLE}</td><td>公开日期：</td><td>2025-01-21</td></tr></table>"
)
FOOTER = (
    "<div class='share'>分享到：<a href='#'>微信</a> <a href='javascript:window.print()'>【打印】</a><a href='javascript:window.close()'>【关闭窗口】</a></div>"
    "<ul>"
    + "".join(
        f"<li><a href='/n{y}'>云川市教育局{y}年政府信息公开工作年度报告</a> <span>{y + 1}-01-20</span></li>"
        for y in range(2015, 2024)
    )
    + "</ul>"
    "<div class='footer'><p>主办：云川市人民政府办公室　地址：云川市学府路1号　电话：0000-1234567</p><p>版权所有：云川市人民政府　备案号：云ICP备00000000号</p></div>"
)


def read(html: str | bytes) -> Document:
    return read_html(html if isinstance(html, bytes) else html.encode(), "report.html", context())


def page(article: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{article}</body></html>"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.paragraphs()]


def grid(html: str) -> list[list[tuple[str, int, int, int]]]:
    (only,) = read(html).grids()
    assert only.exact
    return [[(cell.raw, cell.column, cell.row_span, cell.col_span) for cell in row] for row in only.rows]


def rows(table: Grid) -> list[list[str]]:
    return [[cell.raw for cell in row] for row in table.rows]


EXPECTED_GRID = [
    [("申请情况", 0, 2, 1), ("申请人情况", 1, 1, 2), ("总计", 3, 2, 1)],
    [("自然人", 1, 1, 1), ("商业企业", 2, 1, 1)],
    [("本年新收", 0, 1, 1), ("10", 1, 1, 1), ("2", 2, 1, 1), ("12", 3, 1, 1)],
]

CONTAINERS = {
    "known": f"<div class='main'><h1>{TITLE}</h1><div id='UCAP-CONTENT'>{BODY}{SIGNATURE}</div></div>",
    "plain": f"<div><h1>{TITLE}</h1><div><div>{BODY}{SIGNATURE}</div></div></div>",
    "signature outside": f"<div><h1>{TITLE}</h1><div class='TRS_Editor'>{BODY}</div><div class='foot'>{SIGNATURE}</div></div>",
    "split": f"<div class='wrap'><h2>{TITLE}</h2><div class='content'>{BODY[: BODY.index('<p>三')]}</div>"
    f"<div class='content'>{BODY[BODY.index('<p>三') :]}</div><div>{SIGNATURE}</div></div>",
    "no wrapper": f"<h1>{TITLE}</h1>{BODY}{SIGNATURE}",
    "layout table": f"<table><tr><td><a href='/a'>机构</a></td><td><p class='title'>{TITLE}</p>{BODY}{SIGNATURE}</td></tr></table>",
    "form": f"<form><span><div><h1>{TITLE}</h1><ucapcontent>{BODY}{SIGNATURE}</ucapcontent></div></span></form>",
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_article_is_found_among_the_site(container: str) -> None:
    document = read(
        page(HEADER + CARD + CONTAINERS[container] + FOOTER, f"<title>{TITLE}_年度报告_云川市人民政府</title>")
    )
    assert texts(document) == [TITLE, *SIGNED]
    (table,) = document.grids()
    assert rows(table) == [[cell[0] for cell in row] for row in EXPECTED_GRID]
    assert document.metadata.title == TITLE
    assert document.metadata.published == date(2025, 1, 21)
    assert document.metadata.publisher == "云川市教育局"
    assert document.warnings == ()
    assert document.format == "html"
    for cell in table.cells():
        assert document.text[cell.start : cell.end] == cell.raw


def test_cells_of_a_clean_table() -> None:
    assert grid(TABLE) == EXPECTED_GRID


def test_a_page_saved_from_word() -> None:
    cell = "<td width=66 style='width:49.6pt'><p class=MsoNormal align=center><span lang=EN-US style='mso-bidi-font-size:12.0pt'>{}<o:p></o:p></span></p></td>"
    html = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
        "<!--[if gte mso 9]><xml><o:p>旧</o:p></xml><![endif]--><style>p.MsoNormal{mso-style-name:正文}</style></head><body>"
        f"<div class=WordSection1><p class=MsoNormal align=center><b><span>云川市\n教育局2024</span></b><b>年政府信息公开工作年度报告</b><o:p></o:p></p>"
        f"<p class=MsoListParagraph><![if !supportLists]><span>一、<span style='font:7.0pt'>&nbsp;</span></span><![endif]>总体情况</p>"
        f"<p class=MsoNormal>{OVERVIEW}<del cite='mailto:a'>删去的话</del></p>"
        "<table class=MsoTableGrid><tr>" + cell.format("信息\n  内容") + cell.format("本年制<br>发件数") + "</tr><tr>"
        + cell.format("规章") + cell.format("1</span><span>2") + "</tr></table>"
        "<p class=MsoNormal>&nbsp;<o:p></o:p></p><p class=MsoNormal><span>2025</span><span>年1月20日</span></p></div></body></html>"
    )  # fmt: skip
    document = read(html.encode("gb18030"))
    assert texts(document) == [TITLE, "一、\u00a0总体情况", OVERVIEW, "2025年1月20日"]
    (table,) = document.grids()
    assert rows(table) == [["信息内容", "本年制\n发件数"], ["规章", "12"]]


def test_an_old_gbk_page_with_layout_table_and_omitted_end_tags() -> None:
    html = (
        "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'></head><body><table width=1000>"
        "<tr><td colspan=2>欢迎访问云川市教育局网站！今天是2025年3月4日<tr><td width=200><a href='/a'>首页</a><br><a href='/b'>机构</a>"
        f"<td><p>{TITLE}<p>发布时间：2025年1月22日　来源：云川市教育局　点击：33次<p>{PREAMBLE}<p>一、总体情况<p>{OVERVIEW}"
        "<table border=1><tr><td>信息内容<td>件数<tr><td>规章<td>2<tr><td>规范性文件<td>5</table><p>云川市教育局<p>2025年1月20日"
        "<tr><td colspan=2>版权所有：云川市教育局　地址：云川市学府路1号</table>"
    )
    document = read(html.encode("gb18030"))
    assert texts(document) == [TITLE, PREAMBLE, "一、总体情况", OVERVIEW, "云川市教育局", "2025年1月20日"]
    assert [rows(table) for table in document.grids()] == [[["信息内容", "件数"], ["规章", "2"], ["规范性文件", "5"]]]
    assert document.metadata.published == date(2025, 1, 22)
    assert document.metadata.publisher == "云川市教育局"


def test_wrong_spans_are_clamped() -> None:
    found = grid(
        "<table><thead><tr><td rowspan='9'>甲</td><td colspan='10000'>乙</td></tr><tr><td>一</td><td>二</td></tr></thead>"
        "<tr><td colspan='-3'>丙</td><td colspan='2 '>1</td></tr><tr><td rowspan='70000'>丁</td><td colspan='0'>2</td><td colspan=''>3</td></tr>"
        "<tr><td colspan=x>4</td><td rowspan=99999999999999999999>5</td></tr></table>"
    )
    assert found == [
        [("甲", 0, 2, 1), ("乙", 1, 1, 2)],
        [("一", 1, 1, 1), ("二", 2, 1, 1)],
        [("丙", 0, 1, 1), ("1", 1, 1, 2)],
        [("丁", 0, 2, 1), ("2", 1, 1, 1), ("3", 2, 1, 1)],
        [("4", 1, 1, 1), ("5", 2, 1, 1)],
    ]


def test_a_span_stops_before_a_cell_from_above() -> None:
    found = grid("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e<tr><td>f<td>g<td>h</table>")
    assert found[1] == [("d", 0, 1, 1), ("e", 2, 1, 1)]


def test_head_comes_first_and_foot_last() -> None:
    found = grid(
        "<table><tfoot><tr><td>合计<td>3</tfoot><tbody><tr><td>甲<td>3</tbody><thead><tr><td>名<td>数</thead></table>"
    )
    assert [[cell[0] for cell in row] for row in found] == [["名", "数"], ["甲", "3"], ["合计", "3"]]


def test_hidden_content_is_skipped() -> None:
    document = read(
        "<p>可见</p><p style='DISPLAY : none'>藏一</p><p hidden>藏二</p><div style='visibility:hidden'>藏三</div><!--藏四-->"
        "<script>藏五</script><style>藏六</style><noscript>藏七</noscript><template>藏八</template><textarea hidden>藏九</textarea>"
        "<select><option>藏十</option></select><button>藏</button><svg><text>藏</text></svg><iframe>藏</iframe>"
        "<table><tr><td>甲<td>1<tr style='display:none'><td>乙<td>2<tr><td>丙<td style='display:none'>9<td>3</table>"
    )
    assert texts(document) == ["可见"]
    assert [rows(table) for table in document.grids()] == [[["甲", "1"], ["丙", "3"]]]


def test_runs_are_joined_and_blanks_follow_html() -> None:
    document = read(
        "<p>共<span>1</span><font>2</font><b>3</b>件，主动\n\t 公开</p><p>A\n B  C</p><p>甲<br>乙<br/><br/>丙</p>"
        "<div>\u3000\u3000正文&nbsp;\u200b</div><h2>标题</h2>散句<ul><li>一项<li>二项</ul><blockquote>引文</blockquote><pre>行一\n行二</pre>"
    )
    assert texts(document) == [
        "共123件，主动公开",
        "A B C",
        "甲",
        "乙",
        "丙",
        "正文",
        "标题",
        "散句",
        "一项",
        "二项",
        "引文",
        "行一",
        "行二",
    ]


def test_cells_keep_their_line_breaks_and_lose_their_wrappers() -> None:
    found = grid(
        "<table><tr><td>商业<br>企业</td><td><p>其</p><p> </p><p>他</p></td></tr>"
        "<tr><td><div><span>1</span><i>0</i></div></td><td><table><tr><td>7</td></tr></table></td></tr></table>"
    )
    assert [[cell[0] for cell in row] for row in found] == [["商业\n企业", "其\n他"], ["10", "7"]]


def test_a_caption_is_a_paragraph_before_its_table() -> None:
    document = read("<p>前</p><table><caption>表一</caption><tr><td>a<td>b<tr><td>c<td>d</table><p>后</p>")
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Paragraph", "Grid", "Paragraph"]
    assert texts(document) == ["前", "表一", "后"]


def test_a_table_of_one_cell_is_paragraphs() -> None:
    document = read("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>")
    assert texts(document) == ["甲", "乙"]
    assert list(document.grids()) == []


def test_a_table_that_holds_text_and_figures_keeps_both() -> None:
    document = read(
        f"<table><tr><td colspan=2><p>一、总体情况</p>{f'<p>{OVERVIEW}</p>' * 6}</td></tr>"
        "<tr><td>信息内容</td><td>件数</td></tr><tr><td>规章</td><td>2</td></tr><tr><td colspan=2><p>无</p></td></tr></table>"
    )
    assert texts(document) == ["一、总体情况", *[OVERVIEW] * 6]
    assert [rows(table) for table in document.grids()] == [[["信息内容", "件数"], ["规章", "2"], ["无"]]]


def test_links_alone_are_dropped_and_links_in_sentences_kept() -> None:
    document = read(
        page(
            f"<div class='content'>{BODY}<p>年度报告可在<a href='/x'>云川市人民政府网站</a>下载，联系电话0000-1234567。</p>{SIGNATURE}"
            "<p>附件：<a href='/a.doc'>云川市教育局2024年政府信息公开工作年度报告.doc</a></p><p>上一篇：<a href='/1'>2023年报告</a></p>"
            "<p>相关链接</p><ul><li>·<a href='/2'>云川市教育局2022年政府信息公开工作年度报告</a>[2023-01-20]</li></ul>"
            "<table><tr><td><a href='/1'>2021年</a><td><a href='/2'>2020年</a><tr><td><a href='/3'>2019年</a><td><a href='/4'>2018年</a></table></div>"
        )
    )
    assert texts(document) == [
        *TEXTS,
        "年度报告可在云川市人民政府网站下载，联系电话0000-1234567。",
        "云川市教育局",
        "2025年1月20日",
    ]
    assert len(list(document.grids())) == 1


def test_a_link_never_closed_does_not_swallow_the_article() -> None:
    assert texts(read(page(f"<a href='/'>首页<div>{BODY}{SIGNATURE}</div>"))) == SIGNED
    assert (
        texts(read(page(f"<div><a href='/'>首页<p>{OVERVIEW * 3}</p>{BODY}{SIGNATURE}</div>")))[-len(SIGNED) :]
        == SIGNED
    )


def test_an_anchor_without_address_is_no_link() -> None:
    assert texts(read("<p><a name='_Toc1'>一、总体情况</a></p><p>无。</p>")) == ["一、总体情况", "无。"]


@pytest.mark.parametrize(
    ("card", "published", "publisher"),
    [
        (CARD, date(2025, 1, 21), "云川市教育局"),
        ("<div>发布时间：2025-01-12 09:30　来源：云川市教育局办公室　浏览次数：12　字体：[大 中 小]</div>", date(2025, 1, 12), "云川市教育局办公室"),
        ("<div>2025-01-12 09:30 来源：云川市教育局</div>", date(2025, 1, 12), "云川市教育局"),
        ("<ul><li><b>发布机构：</b>云川市教育局</li><li><b>发布日期：</b>2025/1/9</li></ul>", date(2025, 1, 9), "云川市教育局"),
        ("<dl><dt>发布机构</dt><dd>云川市教育局</dd><dt>成文日期</dt><dd>2025年1月8日</dd></dl>", None, "云川市教育局"),
        ("<p>日期：2025-01-12 来源：云川市教育局</p>", date(2025, 1, 12), "云川市教育局"),
        ("<p>当前时间：2025年3月4日 星期二</p>", None, ""),
        ("", None, ""),
        ("<p>发布日期：2025-13-40</p>", None, ""),
    ],
)  # fmt: skip
def test_metadata_beside_the_article_is_kept_but_no_block(card: str, published: date | None, publisher: str) -> None:
    for html in (
        f"{HEADER}<div class='main'><h1>{TITLE}</h1>{card}<div class='view'>{BODY}{SIGNATURE}</div></div>{FOOTER}",
        f"{HEADER}<div class='view'><h1>{TITLE}</h1>{card}{BODY}{SIGNATURE}</div>{FOOTER}",
    ):
        document = read(page(html))
        assert (document.metadata.published, document.metadata.publisher) == (published, publisher)
        assert texts(document) == [TITLE, *SIGNED]
        assert len(list(document.grids())) == 1


def test_metadata_from_meta_elements() -> None:
    head = f"<meta name='ArticleTitle' content='{TITLE}'><meta name='PubDate' content='2025-01-23 10:11'><meta name='ContentSource' content='云川市教育局'>"
    document = read(page(f"<div>{BODY}</div>", head))
    assert (document.metadata.title, document.metadata.published, document.metadata.publisher) == (
        TITLE,
        date(2025, 1, 23),
        "云川市教育局",
    )
    assert texts(document) == [TITLE, *TEXTS]


def test_a_title_in_the_article_is_not_repeated() -> None:
    broken = "<p align='center'>云川市教育局</p><p align='center'>2024年政府信息公开工作年度报告</p>"
    head = f"<meta name='ArticleTitle' content='{TITLE}'>"
    assert texts(read(page(f"<div>{broken}{BODY}</div>", head)))[:3] == [
        "云川市教育局",
        "2024年政府信息公开工作年度报告",
        PREAMBLE,
    ]


def test_the_window_title_is_metadata_only() -> None:
    document = read(page(f"<div>{BODY}</div>", f"<title>云川市人民政府 - {TITLE} - 年度报告</title>"))
    assert document.metadata.title == TITLE
    assert texts(document) == TEXTS


def test_a_title_in_an_area_called_head_is_found() -> None:
    document = read(
        page(f"{HEADER}<div class='head'><h1>{TITLE}</h1></div><div class='con'>{BODY}{SIGNATURE}</div>{FOOTER}")
    )
    assert document.metadata.title == TITLE
    assert texts(document) == [TITLE, *SIGNED]


def test_sentences_that_sound_like_the_site_are_kept() -> None:
    lines = [
        "办公时间：星期一至星期五8:30至17:30",
        "规范标注网站标识码、ICP备案编号和公网安备信息，完成网站地图改版。",
        "今天的工作为明天打基础。",
        "欢迎访问云川市教育局网站查阅本报告。",
        "（地址：云川市学府路1号，邮编：000000，电话：0000-1234567）",
    ]
    extra = "".join(f"<p>{line}</p>" for line in lines)
    document = read(page(f"{HEADER}<div class='content'>{BODY}{extra}{SIGNATURE}</div>{FOOTER}"))
    assert texts(document) == [*TEXTS, *lines, *SIGNED[-2:]]


def test_the_sites_own_heading_is_no_title() -> None:
    document = read(
        page(
            f"<div class='logo'><h1>云川市人民政府门户网站</h1></div><div class='content'><p>{TITLE}</p>{BODY}</div>",
            "<title>云川市人民政府门户网站</title>",
        )
    )
    assert texts(document) == [TITLE, *TEXTS]


def test_pictures_in_place_of_text_are_told_in_one_warning() -> None:
    document = read(
        page(
            f"<div class='content'>{BODY}<p>四、行政复议</p><p><img src='/t4.png' width='600' height='300'></p><p><img src='/icon.gif'><img width=16 height=16 src=a.png></p>"
            f"<table><tr><td>甲</td><td><img src='1.png'></td></tr><tr><td>乙</td><td><img src='2.png'></td></tr></table>{SIGNATURE}</div>"
        )
    )
    assert document.warnings == ("有3处内容是图片，未能读取（第1处在“四、行政复议”之后）",)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "x",
        "<div>" * 500_000 + "x",
        "<table><tr><td>" * 1000 + "x",
        "<b>" * 50_000 + "x",
        "".join(f"<p><font color={n}>x" for n in range(5000)),
    ],
)
def test_nesting_bombs_are_refused(html: str) -> None:
    with pytest.raises(UnreadableReport, match="嵌套"):
        read(html)


def test_tags_and_attributes_without_number_are_refused() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(20_000))
    with pytest.raises(UnreadableReport, match=r"^网页里一个标签的属性数超过上限"):
        read(f"<p {attributes}>文字</p>")
    assert read(f"<p><img src='data:image/png;base64,{'QUJD' * 40_000}'>文字</p>").text == "文字"
    with pytest.raises(UnreadableReport, match=r"^网页标签的嵌套或未关闭的标签过多"):
        read("".join(f"<body a{number}=1>" for number in range(4_000)) + "<p>文字")
    with pytest.raises(UnreadableReport, match=r"^网页的标签数超过上限"):
        read("<br>" * 1_600_000 + "<p>文字</p>")


@pytest.mark.parametrize("deep", ["<div>", "<span>", "<table><tr><td>甲<td>"])
def test_nesting_within_the_limit_is_read(deep: str) -> None:
    count = 240 // (4 if "td" in deep else 1)
    assert read(deep * count + "文字").text.endswith("文字")


def test_a_page_without_text_or_with_binary_data_is_refused() -> None:
    for data in (b"", b"<html><body><script>1</script></body></html>", b"<frameset><frame src='a.htm'></frameset>"):
        with pytest.raises(UnreadableReport, match="没有"):
            read(data)
    with pytest.raises(UnreadableReport, match="二进制"):
        read(b"<html>\0\x01\x02\0PK" * 50)


def test_bad_bytes_are_replaced_and_told() -> None:
    document = read(b"<meta charset=utf-8><p>" + OVERVIEW.encode() + b"\xff\xfe</p>")
    assert document.warnings == ("有2处字节无法按 UTF-8 解码，已用“\ufffd”代替",)
