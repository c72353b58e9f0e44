"""Metadata of an article from the page around it: title, publication date and publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser

from auditor.chinese.page_head import (
    NAMES,
    PUBLISHED,
    PUBLISHERS,
    RECORDED,
    WRITTEN,
    is_card,
    is_label,
    line_pairs,
    read_date,
    row_pairs,
)
from auditor.chinese.text import simplify
from auditor.read.html.article.flow import FlowItem, HtmlLine, HtmlTable
from auditor.read.html.tree.tree import tidy

_DATE_METAS = ("pubdate", "publishdate", "publish_date", "firstpublishedtime", "article:published_time", "publishtime")
_TAG = re.compile(r"<[^>]*>")

_SEPARATORS = re.compile(r"[_|｜]|\s[-–—]+\s|(?<!\d)-(?!\d)|--+|——")
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|专栏|首页|政府|信息公开|目录|频道|栏目|公开指南)$")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}\s*[)）、.．]")
# A line with a year that ends like the name of a report is a title, whatever its element.
_NAMED_REPORT = re.compile(
    r"[^>»›/|：:，。]{0,40}(?:19|20)\d\d\s*年[^>»›/|：:，。\d]{0,40}(?:报告|年报)\s*(?:[(（][^()（）]{1,12}[)）])?"
)
_CARD_NAME = re.compile(r"公开.*(?:报告|年报)")
_ONLY_A_NAME = re.compile(r"[\u3400-\u9fff（）()]{3,40}")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_TITLE_LENGTH = 8
_HEAD_LINES = 8


class PageData:
    """Meta elements and label and value pairs of a page; the first of each name counts."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._metas: dict[str, str] = {}
        for element in tree.tags("meta"):
            attributes = element.attributes
            name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
            value = tidy(_TAG.sub("", attributes.get("content") or ""))
            if name and value:
                self._metas.setdefault(name, value)
        title = tree.css_first("title")
        self._window = tidy(title.text()) if title else ""
        self._pairs: dict[str, str] = {}

    def add(self, items: list[FlowItem]) -> None:
        """Add the label and value pairs in a part of the page."""
        for label, value in _pairs(items):
            if value:
                self._pairs.setdefault(label, value)

    def published(self) -> date | None:
        """Return the publication date that the page shows, else the one in its meta elements; None if there is none."""
        return self._day(PUBLISHED + RECORDED) or self.hidden()

    def hidden(self) -> date | None:
        """Return the publication date in the meta elements, which a reader of the page does not see; None if there is none."""
        values = (self._metas.get(name) for name in _DATE_METAS)
        return next((day for value in values if value and (day := read_date(value))), None)

    def written(self) -> date | None:
        """Return the date on which the document was written according to the page; None if it is not given."""
        return self._day(WRITTEN)

    def _day(self, labels: tuple[str, ...]) -> date | None:
        values = (self._pairs.get(label) for label in labels)
        return next((day for value in values if value and (day := read_date(value))), None)

    def name(self) -> str:
        """Return the name of the document on the index card of the page, if it is the name of a report; else empty."""
        names = (self._pairs.get(label, "") for label in NAMES)
        return next((name for name in names if _CARD_NAME.search(name)), "")

    def publisher(self) -> str:
        """Return the publisher of the page; empty if it is not given."""
        values = [self._pairs.get(label) for label in PUBLISHERS]
        return next((value for value in (*values, self._metas.get("contentsource")) if value), "")

    def title(self, items: list[FlowItem], start: int, end: int) -> tuple[str, bool]:
        """Return the title of the article, and whether the page names it as the title; else it is taken from the window title."""
        named = self._metas.get("articletitle", "")
        if named:
            return named, True
        head = items[:start] + items[start : min(end, start + _HEAD_LINES)]
        shown = [item for item in head if isinstance(item, HtmlLine) and not item.dropped]
        lines = [item for item in head if isinstance(item, HtmlLine) and item.heading and _may_be_title(item.text)]
        window = _squeeze(self._window)
        agreed = [line.text for line in lines if _squeeze(line.text) in window]
        reports = [line.text for line in shown if _may_be_title(line.text) and _NAMED_REPORT.fullmatch(line.text)]
        # The site may also list reports of other years: of several names only one in the window title is certain.
        sure = [text for text in reports if _squeeze(text) in window]
        if not sure and len({_squeeze(text) for text in reports}) == 1:
            sure = reports
        if sure and not any(_YEAR.search(text) for text in agreed):
            return _whole_title(sure[-1], shown, window), True
        if agreed:
            return _whole_title(max(agreed, key=len), shown, window), True
        for kind in ("h1", "title", "h2"):
            texts = [line.text for line in lines if line.heading == kind and not line.dropped]
            if texts:
                return texts[-1], True
        parts = [part.strip() for part in _SEPARATORS.split(self._window)]
        return max((part for part in parts if not _SITE_NAME.search(part)), key=len, default=max(parts, key=len)), False


def is_metadata_table(table: HtmlTable) -> bool:
    """Return whether the table is the index card of the page and not part of the article."""
    return sum(map(len, table.rows)) <= 40 and is_card([cell.text for cell in row] for row in table.rows)


def carries_title(title: str, lines: list[str]) -> bool:
    """Return whether the first lines of the article contain its title, possibly in several lines or slightly different words."""
    wanted = _squeeze(title)
    heads = [_squeeze(line) for line in lines if len(line) <= 60 and not line.endswith(("。", "；", "："))]
    for first in range(len(heads)):
        joined = ""
        for part in heads[first : first + 3]:
            joined += part
            if (len(part) >= _TITLE_LENGTH and part in wanted) or wanted in joined or fuzz.ratio(joined, wanted) >= 80:
                return True
    return False


def _pairs(items: list[FlowItem]) -> Iterator[tuple[str, str]]:
    """Yield label and value pairs: from index cards, from lines «label: value», and from a label and a value in two lines."""
    waiting = ""
    for item in items:
        if isinstance(item, HtmlTable):
            if item.dropped:
                for row in item.rows:
                    yield from row_pairs(cell.text for cell in row)
        elif isinstance(item, HtmlLine) and len(item.text) <= 200:
            text = item.text
            if waiting:
                yield waiting, text
            waiting = _squeeze(text).strip(":：【】[]") if is_label(text) else ""
            yield from line_pairs(text)


def _whole_title(title: str, shown: list[HtmlLine], window: str) -> str:
    """Join the title with the line above it if the window title holds both or both are parts of one heading."""
    for above, line in pairwise(shown):
        if line.text == title and _ONLY_A_NAME.fullmatch(above.text):
            joined = above.text + title
            one = above.heading == line.heading != "" and _YEAR.match(title) is not None
            if _squeeze(joined) in window or one:
                return joined
    return title


def _may_be_title(text: str) -> bool:
    return (
        _TITLE_LENGTH <= len(text) <= 100
        and not text.endswith("。")
        and not _SITE_NAME.search(text)
        and not _NUMBERED.match(text)
    )


def _squeeze(text: str) -> str:
    return simplify("".join(text.split()))
