"""Extraction of the article from a page: marks site content and chooses the smallest area that holds the whole article."""

from __future__ import annotations

import re

from auditor.chinese.page_head import is_label, is_metadata_line
from auditor.chinese.text import simplify
from auditor.read.html.article.flow import ArticleArea, FlowItem, HtmlLine, HtmlTable, PageFlowReader
from auditor.read.html.article.meta import is_metadata_table

# Classes and ids of containers that common content management systems put around an article.
_KNOWN = frozenset((
    "ucap-content", "ucapcontent", "trs_editor", "trs_ueditor", "trs_preappend", "trs_uetemplate", "view", "zoom",
    "content", "article", "article-content", "article_content", "articlecontent", "articlecon", "article-con",
    "article_con", "artcontent", "pages_content", "pages-content", "news_content", "news-content", "newscontent",
    "con_text", "detail-content", "detail_content", "detailcontent", "info-content", "info_content", "xxgk_content",
    "v_news_content", "vsb_content", "j-fontcontent", "maintext", "wordsection1", "section0",
))  # fmt: skip
_FRAME_TAGS = frozenset(("header", "footer", "nav", "aside", "menu", "dialog"))
_FRAME_CLASS = re.compile(
    r"(?:^|[-_ ])(?:site)?(?:header|head|top|topbar|nav|navbar|navigation|menu|crumbs?|breadcrumbs?|position|location"
    r"|weizhi|dqwz|footer|foot|bottom|copyright|share|bdsharebuttonbox|print|tools?|toolbar|sidebar|side|search|login|related"
    r"|xgxx|qrcode|ewm|pager|pagination|banner|logo|weather|meta|metadata)(?:$|[-_ ])",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"[一二三四五六七八九十]\s*、")
# An area with one of these names may be the beginning of the article.
_HEAD_CLASS = re.compile(r"(?:^|[-_ ])(?:header|head|top)(?:$|[-_ ])", re.IGNORECASE)

_DATE = r"(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
# Text next to the links in a list of links. The possessive repetition prevents backtracking.
_AROUND_LINKS = re.compile(
    rf"(?:{_DATE}|\d|[\W_]|附件(?:下载|列表)?|相关(?:链接|附件|阅读|文章|信息|稿件|报道)|[上下][一1][篇条页]|没有了"
    r"|首页|尾页|末页|正文|原文链接|友情链接|点击(?:下载|查看)|您?的?(?:当前|现在|所在)的?位置"
    r"|(?:历年|往年|更多|其他)?年?度?(?:报告|年报))*+"
)
_BUTTONS = re.compile(
    r"(?:[\W_]|打印(?:本页|此页|页面|文章|本文)?|关闭(?:窗口|本页|此页|页面)?|分享[到至]?|收藏(?:本页)?|保存|下载|转发|朗读"
    r"|返回(?:顶部|首页|上一页|列表)?|字[体号]|[大中小TA]|微信|微博|新浪|[Qq]{2}空间|朋友圈|(?:我要)?纠错|复制链接|二维码"
    r"|语音播报|视力保护色|默认)++"
)
_SITE_LINE = re.compile(
    r"今天是|今天\s*[:：\d]|现在是|当前时间|北京时间|(?:您|你|现在|当前|目前|所在|的)*位置\s*[:：>]|当前栏目"
    r"|扫一扫|扫描二维码|用手机|分享到|责任编辑|编辑\s*[:：]|(?:浏览|点击|阅读|访问)(?:次数|量|数|人次)?\s*[:：]"
    r"|字[体号](?:大小)?\s*[:：]|[上下]一[篇条]|附件下载|相关(?:链接|阅读|文章|附件|信息|稿件|报道)\s*[:：]?$"
    r"|(?:您好)?[，,]?欢迎(?:访问|光临|您)|友情链接"
)
# The names alone may appear in a report («规范标注网站标识码»), so a number is required.
_SITE_FOOT = re.compile(
    r"版权所有|^(?:主办|承办|协办|技术支持|网站支持)(?:单位)?\s*[:：]|ICP\s*备\s*[案号]*\s*[:：]?\s*\d|公网安备\s*\d|网站标识码\s*[:：]?\s*[a-z]*\d|copyright|©",
    re.IGNORECASE,
)
_TODAY = re.compile(rf"今天是|农历|{_DATE}[\s,，]*(?:\d\d?:\d\d(?::\d\d)?)?\s*星期[一二三四五六日天]")

_LONGEST_SITE_LINE = 250
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}\s*[)）、.．]|第[一二三四五六七八九十]{1,3}[章节部条]")
_SIGNED = re.compile(rf"(?:{_DATE}|二[〇○Ｏ零0O]\S{{2}}年\S{{1,3}}月\S{{1,4}}日)\s*[)）]?$")
_YEAR = re.compile(r"20\d\d")
_LETTER = re.compile(r"[^\W\d_]")
_LONG_LINE = 50
_LIGHT_LINE = 40


def mark(flow: PageFlowReader) -> None:
    """Set `dropped` on every item that is part of the site and not of the article."""
    for item in flow.items:
        if isinstance(item, HtmlLine):
            item.dropped = _is_site_line(item)
        elif isinstance(item, HtmlTable):
            item.dropped = item.dropped or is_metadata_table(item) or _is_site_table(item)
    numbered = [item for item in flow.items if isinstance(item, HtmlLine) and _CHAPTER.match(item.text)]
    if len(numbered) > 2 and all(line.dropped for line in numbered):
        # The headings link back to a table of contents; although they are links, they are part of the article.
        for line in numbered:
            line.dropped = False
    total = _weight(flow.items)
    waiting = list(flow.area.inner)
    while waiting:
        area = waiting.pop()
        if _is_frame(area, flow.items, total):
            for item in flow.items[area.start : area.end]:
                item.dropped = True
        else:
            waiting += area.inner


def choose(flow: PageFlowReader) -> tuple[int, int]:
    """Return the start and end index of the article in `flow.items`, the end exclusive."""
    items = flow.items
    known = [area for area in _areas(flow.area) if _is_known(area)]
    total = _weight(items)
    for area in sorted(known, key=lambda area: area.end - area.start):
        if _weight(items[area.start : area.end]) > total * 0.6 and _spares(items, flow.area, area, 2 * _LONG_LINE):
            return area.start, area.end
    area = flow.area
    while area.inner:
        best = max(area.inner, key=lambda inner: _weight(items[inner.start : inner.end]))
        if _weight(items[best.start : best.end]) < total * 0.85 or not _spares(items, area, best, _LIGHT_LINE):
            break
        area = best
    return area.start, area.end


def trim(items: list[FlowItem], start: int, end: int, title: str) -> int:
    """Return the index of the title if site lines precede it in the area, else `start`."""
    site = False
    wanted = "".join(title.split())
    for place in range(start, end):
        item = items[place]
        if item.dropped:
            site = True
        elif not isinstance(item, HtmlLine) or len(item.text) > _LIGHT_LINE * 2 or _NUMBERED.match(item.text):
            break
        elif wanted and "".join(item.text.split()) == wanted:
            return place if site else start
    return start


def drop_dateline(items: list[FlowItem], start: int, end: int) -> int:
    """Drop the lines between title and text that only give date and publisher; returns the index where the text begins."""
    labelled = False
    for place in range(start, end):
        item = items[place]
        if item.dropped or not isinstance(item, HtmlLine):
            if item.holds_data():
                return place
            continue
        if labelled or is_metadata_line(item.text):
            item.dropped = True
            labelled = not labelled and is_label(item.text)
        elif len(item.text) >= _LONG_LINE or _NUMBERED.match(item.text):
            return place
    return end


def _is_site_line(line: HtmlLine) -> bool:
    # A link as long as a paragraph is an unclosed one, not navigation.
    if len(line.plain) < len(line.text) <= 150 and _AROUND_LINKS.fullmatch(simplify(line.plain)):
        return True
    if line.text.endswith("。") or len(line.text) > _LONGEST_SITE_LINE:
        return False
    text = simplify(line.text)
    if len(text) <= 80 and (_SITE_LINE.match(text) or _TODAY.search(text)):
        return True
    if 1 < len(text) <= 80 and _BUTTONS.fullmatch(text):
        return _LETTER.search(text) is not None
    return _SITE_FOOT.search(text) is not None


def _is_site_table(table: HtmlTable) -> bool:
    """Return whether the table is the header or footer of the site, laid out in a few cells."""
    cells = [cell.text for row in table.rows[:12] for cell in row[:12]]
    if len(cells) > 12:
        return False
    return any(_SITE_FOOT.search(text) or _TODAY.search(text) for text in map(simplify, cells))


def _is_frame(area: ArticleArea, items: list[FlowItem], total: int) -> bool:
    """Return whether the area is a header, menu or footer of the site, by its tag or name or by a line typical of one."""
    part = items[area.start : area.end]
    weight = _weight(part)
    if weight == 0 or any(item.holds_data() for item in part):
        return False
    lines = [item for item in part if isinstance(item, HtmlLine)]
    # An area named «foot» may hold the signature, and one named «head» the title; such areas are kept.
    if any(_is_content(line) for line in lines if not line.dropped):
        return False
    name = f"{area.element.get('class')} {area.element.get('id')}"
    if _HEAD_CLASS.search(name) and any(
        len(line.plain) > 2 * _LONG_LINE and line.text.endswith("。") for line in lines if not line.dropped
    ):
        return False
    if area.element.tag in _FRAME_TAGS:
        return weight < total * 0.5
    if weight > max(total * 0.15, 200):
        return False
    dropped = [simplify(line.text) for line in lines if line.dropped]
    foot = any(_SITE_FOOT.search(text) or _TODAY.search(text) for text in dropped)
    named = not _is_known(area) and _FRAME_CLASS.search(name) is not None
    return foot or named


def _is_content(line: HtmlLine) -> bool:
    """Return whether the line must be part of the article: a numbered heading, the date of a signature, a title with a year."""
    if _NUMBERED.match(line.text) or (line.heading and _YEAR.search(line.text)):
        return True
    return _SIGNED.search(line.text) is not None and not is_metadata_line(line.text)


def _spares(items: list[FlowItem], outer: ArticleArea, inner: ArticleArea, light: int) -> bool:
    """Return whether the inner area alone holds the whole article of the outer one."""
    for place in (*range(outer.start, inner.start), *range(inner.end, outer.end)):
        item = items[place]
        if item.dropped:
            continue
        if not isinstance(item, HtmlLine):
            if item.holds_data():
                return False
            continue
        if is_metadata_line(item.text):
            continue
        if (len(item.text) > light and not item.heading) or _NUMBERED.match(item.text):
            return False
        if place >= inner.end and _SIGNED.search(item.text):
            return False
    return True


def _is_known(area: ArticleArea) -> bool:
    attributes = area.element.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split() if attributes else ()
    return any(name in _KNOWN for name in names)


def _areas(area: ArticleArea) -> list[ArticleArea]:
    found = []
    waiting = [area]
    while waiting:
        area = waiting.pop()
        found.append(area)
        waiting += area.inner
    return found


def _weight(items: list[FlowItem]) -> int:
    return sum(item.weight() for item in items)
