"""Parts of a report that a page shows from elsewhere: embedded pages, documents it links to, tables its scripts write."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.read.builder import DocumentBuilder
from auditor.read.html.flow import DOCUMENT, Item, Line, Picture
from auditor.read.html.missed import OF_SITE

_LITTLE_TEXT = 1500
_NAMED = re.compile(r"表|附件|报告|年报")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_CHAPTER = re.compile(r"[一二三四五六七八九十]\s*、")
# What scripts do when they write a table, and when they fill in some element.
_WRITING = (
    "innerHTML", "document.write", "insertRow", ".render(", "appendChild", ".html(", ".append(", "createApp", "new Vue",
)  # fmt: skip
_OF_TABLES = re.compile(
    r"<t(?:able|r|d|body)\b|insertRow|insertCell|columns|createElement\(\s*[\"']t(?:able|r|d)|rows|cells|grid|table",
    re.IGNORECASE,
)
_CONTAINERS = ", ".join(f"{tag}[id]:empty" for tag in ("div", "table", "tbody", "section", "p", "span"))
_MOST_CONTAINERS = 100
_QUOTE_LENGTH = 30


def refusal(article: Sequence[Item], items: Sequence[Item], tree: LexborHTMLParser) -> str:
    """Why a page without the report's text is refused, if the report seems to be elsewhere; else empty."""
    if any(item.holds_data() for item in article) or sum(item.weight() for item in article) > _LITTLE_TEXT:
        return ""
    whole = [item for item in items if isinstance(item, Picture) and item.whole]
    linked = any(DOCUMENT.search(link.attributes.get("href") or "") for link in tree.tags("a"))
    if linked or any(DOCUMENT.search(item.source) for item in whole):
        return "网页上没有报告的正文，报告在附件里，请下载附件后再审核"
    if whole or tree.css_first("frameset > frame[src]") is not None:
        return "网页上没有报告的正文，报告可能在嵌入的另一个网页里，请打开那个网页，另存后再审核"
    return ""


def tell(builder: DocumentBuilder, items: Sequence[Item], outside: Sequence[Item], title: str) -> None:
    """Note what the page shows beside the article's own text and what it links to, as far as that may be a part of the report."""
    for item in outside:
        if isinstance(item, Picture) and item.whole and not item.dropped:
            builder.unread(item.what)
            builder.warn(f"正文之外还有{item.what}，未能读取")
    year = _YEAR.search(title)
    for item in items:
        if not isinstance(item, Line) or not item.files or not _NAMED.search(item.text):
            continue
        years = set(_YEAR.findall(item.text))
        if not years or year is None or year[0] in years:
            builder.unread("链接的文件")
            builder.warn(f"网页链接的文件没有读取：“{item.text[:_QUOTE_LENGTH]}”")


def tell_scripts(builder: DocumentBuilder, tree: LexborHTMLParser, *, in_body: bool) -> None:
    """Note empty places in the article that a script fills with a table; `in_body` says that there are scripts not only in the head."""
    part = tree if in_body else tree.head
    scripts = [
        (node, text)
        for node in (part.css("script") if part is not None else ())
        if any(way in (text := node.text()) for way in _WRITING) and _OF_TABLES.search(text)
    ]
    if not scripts:
        return
    count = sum("document.write" in text and _stands_in_article(node) for node, text in scripts)
    for place in tree.css(_CONTAINERS)[:_MOST_CONTAINERS]:
        name = place.attributes.get("id") or ""
        if not name or OF_SITE.search(name) or OF_SITE.search(place.attributes.get("class") or ""):
            continue
        asked = re.compile(rf"[\"'#]{re.escape(name)}[\"'\s]")
        count += any(asked.search(text) for _, text in scripts) and _stands_in_article(place)
    if count:
        builder.unread("脚本生成的内容", count)
        builder.warn(f"有{count}处内容由网页脚本生成，未能读取")


def _stands_in_article(node: LexborNode) -> bool:
    at = node.parent
    for _ in range(3):
        if at is None:
            break
        if len(_CHAPTER.findall(at.text())) > 1:
            return True
        at = at.parent
    return False
