"""Reports as web pages: a clean article, a government site's whole page, and an old page in GBK with a layout table."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn, draw

TableWriter = Callable[[Drawn], str]

_MSO = "mso-bidi-font-size:12.0pt;font-family:宋体"


def article(report: PlainReport) -> str:
    """The report and nothing else, as a careful editor would write it."""
    parts = [f"<h1>{'<br>'.join(map(escape, report.title))}</h1>"] if report.title else []
    parts += [f"<p>{escape(text)}</p>" for text in report.preamble]
    for section in report.sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
        parts += _table(report, section.table, _plain_table)
    parts += [f'<p class="signed">{escape(line)}</p>' for line in report.signed]
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{escape(report.name)}</title>\n</head>\n'
        f"<body>\n<article>\n{body}\n</article>\n</body>\n</html>\n"
    )


def government(report: PlainReport) -> str:
    """A government site's page: header with today's date, navigation, metadata table, article pasted from Word, footer."""
    page = report.page
    navigation = "".join(
        f'<li><a href="/{number}/">{name}</a></li>'
        for number, name in enumerate(
            ("首页", "政务公开", "政务服务", "政民互动", "数据开放", "走进我们", "专题专栏", "网站地图")
        )
    )
    paragraphs = [f'<p align="center" style="text-align:center"><b>{_runs(line)}</b></p>' for line in report.title]
    paragraphs += [_word_paragraph(text) for text in report.preamble]
    for section in report.sections:
        paragraphs.append(f'<p class="MsoNormal" style="text-indent:32.0pt"><b>{_runs(section.heading)}</b></p>')
        paragraphs += [_word_paragraph(text) for text in section.paragraphs]
        paragraphs += _table(report, section.table, _word_table)
    paragraphs += [
        f'<p class="MsoNormal" align="right" style="text-align:right">{_runs(line)}</p>' for line in report.signed
    ]
    others = "".join(
        f'<li><a href="/nb/{year}.html">{page.publisher}{year}年政府信息公开工作年度报告</a></li>'
        for year in range(2016, 2021)
    )
    body = "\n".join(paragraphs)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="SiteName" content="{page.site}" />
<meta name="ArticleTitle" content="{escape(report.name)}" />
<meta name="PubDate" content="{page.published} 09:30" />
<title>{escape(report.name)}_{page.site}</title>
<style>p.MsoNormal {{ mso-style-name: 正文; }}</style>
<script>var today = "{page.today}";</script>
</head>
<body>
<div class="header"><span class="date">今天是{page.today}　欢迎访问{page.site}网站</span><a href="/rss">RSS订阅</a></div>
<div class="nav"><ul>{navigation}</ul></div>
<div class="crumbs">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/nb/">政府信息公开年报</a></div>
<table class="xxgk" width="100%"><tr><td>索 引 号：</td><td>{page.index}</td><td>主题分类：</td><td>综合政务</td></tr>
<tr><td>发布机构：</td><td>{page.publisher}</td><td>公开日期：</td><td>{page.published}</td></tr></table>
<div class="TRS_Editor">
{body}
</div>
<div class="share">分享到：<a href="#">微信</a> <a href="javascript:window.print()">【打印】</a>
<a href="javascript:window.close()">【关闭】</a></div>
<div class="related"><h3>历年年度报告</h3><ul>{others}</ul></div>
<div class="footer"><p>主办：{page.site}办公室　版权所有：{page.site}</p><p>云ICP备00000000号　网站标识码：0000000000</p></div>
</body>
</html>
"""


def layout_table(report: PlainReport) -> str:
    """An old page: a layout table around everything, cells and rows without end tags, a line with date and source."""
    page = report.page
    links = "<br>".join(
        f'<a href="/c{number}.htm">{name}</a>'
        for number, name in enumerate(("机构概况", "工作动态", "通知公告", "法规文件"))
    )
    parts = (
        [f"<p align=center><font size=5><b>{'<br>'.join(map(escape, report.title))}</b></font>"] if report.title else []
    )
    parts.append(
        f"<p align=center><font size=2>发布时间：{page.published}　来源：{page.publisher}　点击：{len(report.name) * 7}次</font>"
    )
    parts += [f"<p>　　{escape(text)}" for text in report.preamble]
    for section in report.sections:
        parts.append(f"<p>　　<b>{escape(section.heading)}</b>")
        parts += [f"<p>　　{escape(text)}" for text in section.paragraphs]
        parts += _table(report, section.table, _open_table)
    parts += [f"<p align=right>{escape(line)}" for line in report.signed]
    body = "\n".join(parts)
    return f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{escape(report.name)}</title>
</head>
<body bgcolor=#ffffff>
<table width=1000 border=0 cellpadding=0>
<tr><td colspan=2>欢迎访问{page.site}！今天是{page.today}
<tr><td width=180 valign=top>{links}
<td width=820 valign=top>
{body}
<tr><td colspan=2 align=center>版权所有：{page.site}
</table>
</body>
</html>
"""


def _table(report: PlainReport, key: str, write: TableWriter) -> list[str]:
    return [write(draw(key, report.tables[key], report.labels.get(key, {})))] if key else []


def _plain_table(drawn: Drawn) -> str:
    rows = []
    for row in drawn.rows:
        cells = "".join(f"<td{_spans(cell.row_span, cell.col_span)}>{escape(cell.text)}</td>" for cell in row)
        rows.append(f"<tr>{cells}</tr>")
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def _word_table(drawn: Drawn) -> str:
    rows = []
    for row in drawn.rows:
        cells = "".join(
            f'<td{_spans(cell.row_span, cell.col_span)} style="border:solid windowtext 1.0pt">'
            f'<p class="MsoNormal">{_runs(cell.text)}</p></td>'
            for cell in row
        )
        rows.append(f"<tr>{cells}</tr>")
    return '<table class="MsoTableGrid" border="1"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _open_table(drawn: Drawn) -> str:
    rows = []
    for row in drawn.rows:
        rows.append(
            "<tr>"
            + "".join(f"<td{_spans(cell.row_span, cell.col_span)}>{escape(cell.text) or '&nbsp;'}" for cell in row)
        )
    return "<table border=1>\n" + "\n".join(rows) + "\n</table>"


def _spans(down: int, across: int) -> str:
    return (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")


def _word_paragraph(text: str) -> str:
    return f'<p class="MsoNormal" style="text-indent:32.0pt">{_runs(text)}</p>'


def _runs(text: str) -> str:
    """The text in spans as Word saves it: digits one by one in Latin spans, the rest in pieces."""
    pieces: list[str] = []
    for place, character in enumerate(text):
        if character.isascii() and character.isdigit():
            pieces.append(f'<span lang="EN-US" style="{_MSO}">{character}</span>')
        elif pieces and not pieces[-1].endswith("</span>") and place % 23:
            pieces[-1] += escape(character)
        else:
            pieces.append(escape(character))
    joined = "".join(piece if piece.endswith("</span>") else f"<span>{piece}</span>" for piece in pieces)
    return joined + '<span lang="EN-US"><o:p></o:p></span>'
