"""What a page says about its article outside of it: title, publication date and publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser

from auditor.model.text import simplify
from auditor.read.html.flow import Item, Line, Table
from auditor.read.html.tree import tidy

_PUBLISHED = (
    "公开日期", "公开时间", "发布日期", "发布时间", "公布日期", "公布时间", "信息发布日期", "上传时间", "发稿时间",
)  # fmt: skip
_WRITTEN = ("成文日期", "成文时间", "生成日期", "生成时间", "发文日期", "发文时间", "印发日期")
_PUBLISHERS = (
    "发布机构", "发布单位", "发布部门", "公开机构", "公开主体", "发文机关", "发文机构", "发文单位", "制发机关",
    "公开责任部门", "信息来源", "来源", "文章来源", "稿件来源",
)  # fmt: skip
_OTHERS = (
    "索引号", "信息索引号", "信息索引", "生效日期", "实施日期", "失效日期", "废止日期", "主题分类", "体裁分类",
    "组配分类", "分类", "主题词", "关键词", "信息名称", "信息分类", "所属类别", "公开方式", "公开范围", "公开形式",
    "公开时限", "公开程序", "文号", "发文字号", "文件编号", "有效性", "信息有效性", "时效", "时效性", "内容概述",
    "内容概要", "语种", "服务对象", "文件状态", "作者", "编辑", "更新时间", "更新日期", "浏览次数", "阅读次数",
    "点击次数", "点击数",
)  # fmt: skip
_LABELS = frozenset(_PUBLISHED + _WRITTEN + _PUBLISHERS + _OTHERS)
_SURE = frozenset(
    (
        *_PUBLISHED,
        *_WRITTEN,
        "索引号",
        "信息索引号",
        "信息索引",
        "发布机构",
        "发文机关",
        "信息名称",
        "主题分类",
        "体裁分类",
        "组配分类",
        "公开方式",
    )
)

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-年/.．]\s*(\d{1,2})\s*[-月/.．]\s*(\d{1,2})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# Labels are often spread with blanks to one width: «索 引 号».
_LABEL = re.compile(
    r"[\[【(（]?\s*("
    + "|".join(r"\s*".join(label) for label in sorted(_LABELS, key=len, reverse=True))
    + r")\s*[\]】]?\s*[:：]\s*"
)
_DATE_AND_CLOCK = re.compile(rf"[\[【(（]?\s*{_DATE.pattern}日?\s+\d{{1,2}}:\d{{2}}")
_CLOCK_OF_VISITOR = re.compile(r"今天|现在|当前|星期|北京时间|系统")
_DATED_BY_SITE = re.compile(r"来源|浏览|点击|字[体号]|阅读|作者")
_LOOSE_DATE = re.compile(r"(?:时间|日期)\s*[:：]")
_TAG = re.compile(r"<[^>]*>")

_SEPARATORS = re.compile(r"[_|｜]|\s[-–—]+\s|(?<!\d)-(?!\d)|--+|——")
_SITE_NAME = re.compile(r"(?:网|网站|门户|平台|专栏|首页|政府|信息公开|目录|频道|栏目|公开指南)$")
_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}\s*[)）、.．]")
# A line with a year that ends like the name of a document is a title, whatever element the editor put it in.
_NAMED_REPORT = re.compile(
    r"[^>»›/|：:，。]{0,40}(?:19|20)\d\d\s*年[^>»›/|：:，。\d]{0,40}(?:报告|年报)\s*(?:[(（][^()（）]{1,12}[)）])?"
)
_ONLY_A_NAME = re.compile(r"[\u3400-\u9fff（）()]{3,40}")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_TITLE_LENGTH = 8
_HEAD_LINES = 8


class PageData:
    """The page's meta elements and its label and value pairs, the first of each name."""

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

    def add(self, items: list[Item]) -> None:
        """Take in the labels and values that stand in the given part of the page."""
        for label, value in _pairs(items):
            if value:
                self._pairs.setdefault(label, value)

    def published(self) -> date | None:
        """The day of publication; the day the document was written only if nothing else is known."""
        values = [self._pairs.get(label) for label in _PUBLISHED]
        values += [self._metas.get(name) for name in ("pubdate", "publishdate", "publish_date", "firstpublishedtime")]
        values += [self._pairs.get(label) for label in _WRITTEN]
        return next((day for value in values if value and (day := read_date(value))), None)

    def publisher(self) -> str:
        """Who published the page, empty if it does not say."""
        values = [self._pairs.get(label) for label in _PUBLISHERS]
        return next((value for value in (*values, self._metas.get("contentsource")) if value), "")

    def title(self, items: list[Item], start: int, end: int) -> tuple[str, bool]:
        """The article's title and whether the page shows it as such (else it is only the window's)."""
        named = self._metas.get("articletitle", "")
        if named:
            return named, True
        head = items[:start] + items[start : min(end, start + _HEAD_LINES)]
        shown = [item for item in head if isinstance(item, Line) and not item.dropped]
        lines = [item for item in head if isinstance(item, Line) and item.heading and _may_be_title(item.text)]
        window = _squeeze(self._window)
        agreed = [line.text for line in lines if _squeeze(line.text) in window]
        reports = [line.text for line in shown if _may_be_title(line.text) and _NAMED_REPORT.fullmatch(line.text)]
        # The site may name the reports of other years, too: of several names only the one in the window is sure.
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


def read_date(text: str) -> date | None:
    """The first date in the text, None if there is none or it is no day of the calendar."""
    found = _DATE.search(text) or _COMPACT_DATE.search(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def is_metadata_line(text: str) -> bool:
    """Whether the line only says when, by whom or under which number the page was published."""
    if len(text) > 200 or text.endswith("。"):
        return False
    plain = simplify(text)
    return _LABEL.match(plain) is not None or _dated_line(plain) or is_label(plain)


def is_label(text: str) -> bool:
    """Whether the line is nothing but the name of a piece of metadata, whose value stands elsewhere."""
    return len(text) <= 16 and _squeeze(text).rstrip(":：") in _LABELS


def is_metadata_table(table: Table) -> bool:
    """Whether the table is the page's index card and not part of the article."""
    if sum(map(len, table.rows)) > 40:
        return False
    labels = {label for row in table.rows for cell in row if (label := _label(cell.text))}
    return len(labels) > 1 and not labels.isdisjoint(_SURE)


def carries_title(title: str, lines: list[str]) -> bool:
    """Whether the first lines of the article say its title, be it broken over lines or with other words."""
    wanted = _squeeze(title)
    heads = [_squeeze(line) for line in lines if len(line) <= 60 and not line.endswith(("。", "；", "："))]
    for first in range(len(heads)):
        joined = ""
        for part in heads[first : first + 3]:
            joined += part
            if (len(part) >= _TITLE_LENGTH and part in wanted) or wanted in joined or fuzz.ratio(joined, wanted) >= 80:
                return True
    return False


def _pairs(items: list[Item]) -> Iterator[tuple[str, str]]:
    """Labels with their values: from index cards, from lines «label: value», from a label and a value in two lines."""
    waiting = ""
    for item in items:
        if isinstance(item, Table):
            if item.dropped:
                yield from _table_pairs(item)
        elif isinstance(item, Line) and len(item.text) <= 200:
            text = item.text
            if waiting:
                yield waiting, text
            waiting = _squeeze(text).rstrip(":：") if len(text) <= 12 else ""
            waiting = waiting if waiting in _LABELS else ""
            yield from _line_pairs(text)


def _table_pairs(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        for place, cell in enumerate(row):
            yield from _line_pairs(cell.text)
            label = _squeeze(cell.text).rstrip(":：")
            if label in _LABELS and place + 1 < len(row):
                yield label, row[place + 1].text


def _line_pairs(text: str) -> Iterator[tuple[str, str]]:
    plain = simplify(text)
    found = list(_LABEL.finditer(plain)) if ":" in text or "：" in text else []
    for place, label in enumerate(found):
        value = text[label.end() : found[place + 1].start() if place + 1 < len(found) else len(text)]
        name = _squeeze(label[1])
        if name in _PUBLISHERS:
            value = value.split()[0] if value.split() else ""
        yield name, value.strip(" \t\u00a0\u3000|｜[]【】()（）")
    if not any(_squeeze(label[1]) in _PUBLISHED for label in found) and _dated_line(plain):
        yield "发布时间", text


def _dated_line(text: str) -> bool:
    """Whether the line gives the time of publication without a full label: «2025-01-12 09:30 来源：…»."""
    if _CLOCK_OF_VISITOR.search(text) or not _DATE.search(text):
        return False
    if _DATE_AND_CLOCK.match(text):
        return True
    return _DATED_BY_SITE.search(text) is not None and (_LOOSE_DATE.match(text) or _DATE.match(text)) is not None


def _label(text: str) -> str:
    if text.isascii():
        return ""  # most cells hold figures
    name = _squeeze(text).rstrip(":：")
    if name in _LABELS:
        return name
    found = _LABEL.match(simplify(text)) if ":" in text or "：" in text else None
    return _squeeze(found[1]) if found else ""


def _whole_title(title: str, shown: list[Line], window: str) -> str:
    """The title with the line above it where it is broken in two: the window shows both, or both are one heading."""
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
