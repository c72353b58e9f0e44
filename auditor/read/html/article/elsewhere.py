"""Detection of report parts that are not in the page itself: embedded pages, linked documents, tables written by scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from auditor.chinese.heading_numbers import is_numbered_heading
from auditor.read.base.builder import DocumentBuilder
from auditor.read.html.article.flow import DOCUMENT, FlowItem, HtmlLine, HtmlPicture
from auditor.read.html.tree.markup import NOUNS
from auditor.read.html.tree.missed import OF_SITE

_LITTLE_TEXT = 1500
_PARTS = 3  # numbered headings of a report whose text is in the page itself
_NAMED = re.compile(r"表|附件|报告|年报")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_CHAPTER = re.compile(r"[一二三四五六七八九十]\s*、")
# Calls by which scripts fill an element; `_OF_TABLES` are signs that they write a table.
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
_BUTTONS = ", ".join(f"{tag} button" for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "td", "th"))
_MOST_HEADINGS = 20_000
_LONGEST_HEADING = 45
_PART_WITH_TABLE = re.compile(r"\s*(?:第?[二三四](?:[、.．\s]|部分))")
_SHOWING_NOTHING = frozenset(("br", "hr", "script", "style", "link", "meta", "img", "a", "input"))
_PLAIN_TAG = re.compile(r"[a-z][a-z0-9]*")


def refusal(article: Sequence[FlowItem], items: Sequence[FlowItem], tree: LexborHTMLParser) -> str:
    """Return why a page is refused whose report seems to be elsewhere; empty if it is not refused."""
    if any(item.holds_data() for item in article) or sum(item.weight() for item in article) > _LITTLE_TEXT:
        return ""
    headings = (item for item in article if isinstance(item, HtmlLine) and len(item.text) <= _LONGEST_HEADING)
    if sum(is_numbered_heading(item.text.strip()) for item in headings) >= _PARTS:
        return ""  # a short report, of which at most the tables are elsewhere
    whole = [item for item in items if isinstance(item, HtmlPicture) and item.whole]
    linked = any(DOCUMENT.search(link.attributes.get("href") or "") for link in tree.tags("a"))
    if linked or any(DOCUMENT.search(item.source) for item in whole):
        return "网页上没有报告的正文，报告在附件里，请下载附件后再审核"
    if whole or tree.css_first("frameset > frame[src]") is not None:
        return "网页上没有报告的正文，报告可能在嵌入的另一个网页里，请打开那个网页，另存后再审核"
    return ""


def note_outside_parts(
    builder: DocumentBuilder, items: Sequence[FlowItem], outside: Sequence[FlowItem], title: str
) -> None:
    """Report embedded content outside the article and linked documents as unread, as far as they may be part of the report."""
    for item in outside:
        if isinstance(item, HtmlPicture) and item.whole and not item.dropped:
            builder.unread(item.what)
            builder.warn(f"正文之外还有{item.what}，未能读取")
    year = _YEAR.search(title)
    for item in items:
        if not isinstance(item, HtmlLine) or not item.files or not _NAMED.search(item.text):
            continue
        years = set(_YEAR.findall(item.text))
        if not years or year is None or year[0] in years:
            builder.unread("链接的文件")
            builder.warn(f"网页链接的文件没有读取：“{item.text[:_QUOTE_LENGTH]}”")


def note_scripts(builder: DocumentBuilder, tree: LexborHTMLParser, *, in_body: bool) -> None:
    """Report empty elements of the article that a script fills with a table as unread.

    `in_body` says whether there are scripts in the body; else only those in the head are searched.
    """
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


def show_buttons(tree: LexborHTMLParser) -> None:
    """Unwrap buttons in headings and table cells and buttons that are a heading themselves; other buttons are site content."""
    if not tree.tags("button"):
        return
    for button in tree.css(_BUTTONS):
        button.unwrap()
    for button in tree.tags("button")[:_MOST_HEADINGS]:
        if is_numbered_heading(text := button.text().strip()) and len(text) <= _LONGEST_HEADING:
            button.unwrap()


def note_empty_places(builder: DocumentBuilder, tree: LexborHTMLParser) -> None:
    """Report elements without text directly after the heading of a part with a table as unread: a browser shows content there."""
    for heading in tree.css("h1, h2, h3, h4, h5, h6, p, div, strong, b")[:_MOST_HEADINGS]:
        text = heading.text().strip()
        if len(text) > _LONGEST_HEADING or not _PART_WITH_TABLE.match(text):
            continue
        at = heading.next
        while at is not None and at.tag == "-text" and not at.text().strip():
            at = at.next
        if at is not None and not _are_alike(heading, at) and _shows_without_text(at):
            builder.unread("脚本生成的内容")
            builder.warn(f"“{text}”后面的内容由网页脚本生成或在别处，未能读取")


def _are_alike(heading: LexborNode, behind: LexborNode) -> bool:
    """Return whether two elements are of one kind and the second has no id: a blank paragraph, or the next cell of a row."""
    same = heading.tag == behind.tag and heading.attributes.get("class") == behind.attributes.get("class")
    return same and "id" not in behind.attributes


def _shows_without_text(node: LexborNode) -> bool:
    """Return whether an element may show content without text: a table, a template, an element with attributes or a custom one."""
    tag = node.tag or ""
    if tag[:1] == "-" or tag in _SHOWING_NOTHING or tag in NOUNS:
        return False
    if any(OF_SITE.search(node.attributes.get(name) or "") for name in ("id", "class")):
        return False
    text = node.text().strip()
    if tag == "noscript" or "{{" in text:
        return True
    return not text and (bool(node.attributes) or not _PLAIN_TAG.fullmatch(tag) or tag == "table")


def _stands_in_article(node: LexborNode) -> bool:
    at = node.parent
    for _ in range(3):
        if at is None:
            break
        if len(_CHAPTER.findall(at.text())) > 1:
            return True
        at = at.parent
    return False
