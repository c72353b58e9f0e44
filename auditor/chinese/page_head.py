"""Parser of metadata lines above and below an article: labels with values, by which a site or an index card describes it.

«索引号：… 成文日期：2025-01-20 发布日期：2025-02-21», «来源：某局 时间：2025-02-02 浏览：12». Web pages, prints of them and
pasted text use the same wording, so readers and the recogniser share one list of labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from auditor.chinese.text import fold_characters, squeeze
from auditor.chinese.values import find_dates

PUBLISHED = (
    "公开日期", "公开时间", "发布日期", "发布时间", "公布日期", "公布时间", "信息公开日期", "信息发布日期", "信息发布时间",
    "首次发布时间", "发表日期", "发表时间", "上传时间", "上传日期", "上网时间", "上网日期", "挂网时间", "挂网日期", "登载时间",
    "刊发时间", "刊登时间", "发稿时间", "发稿日期", "公告日期", "公告时间", "发布于",
)  # fmt: skip
# Dates of a page that may belong to its record instead of its publication: used where nothing better is stated.
RECORDED = (
    "发文日期", "发文时间", "生成日期", "生成时间", "信息时间", "信息日期", "创建时间", "创建日期", "录入时间", "录入日期",
    "添加时间", "添加日期",
)  # fmt: skip
WRITTEN = (
    "成文日期", "成文时间", "印发日期", "印发时间", "签发日期", "签发时间", "落款日期", "落款时间", "制发日期", "制发时间",
)  # fmt: skip
PUBLISHERS = (
    "发布机构", "发布单位", "发布部门", "发布机关", "公开机构", "公开主体", "公开单位", "公开机关", "发文机关", "发文机构",
    "发文单位", "制发机关", "制发单位", "公开责任部门", "责任部门", "信息来源", "来源", "来自", "文章来源", "稿件来源",
    "内容来源", "供稿单位", "发布者",
)  # fmt: skip
NAMES = ("信息名称", "文件名称", "公文名称", "标题", "名称", "题名", "文件标题", "信息标题", "公文标题", "文章标题")
_OTHERS = (
    "索引号", "信息索引号", "信息索引", "索取号", "生效日期", "生效时间", "实施日期", "失效日期", "废止日期", "主题分类", "体裁分类",
    "组配分类", "分类", "主题词", "关键词", "关键字", "信息分类", "所属类别", "所属栏目", "公开方式", "公开范围", "公开形式",
    "公开时限", "公开程序", "公开类别", "文号", "发文字号", "文件编号", "有效性", "信息有效性", "是否有效", "时效", "时效性",
    "内容概述", "内容概要", "语种", "服务对象", "文件状态", "作者", "编辑", "责任编辑", "更新时间", "更新日期",
    "最后更新时间", "修改时间", "打印时间", "打印日期", "访问时间", "下载时间", "浏览次数", "浏览量", "浏览", "阅读次数", "阅读量",
    "阅读", "点击次数", "点击数", "点击量", "点击", "访问量", "访问次数", "人气", "字体", "字号", "字体大小", "分享", "分享到",
)  # fmt: skip
LABELS = frozenset(PUBLISHED + RECORDED + WRITTEN + PUBLISHERS + NAMES + _OTHERS)
# Labels that may be alone, with the value in the next line or cell; the others are words of any text.
_ALONE = LABELS - {
    "标题",
    "名称",
    "题名",
    "来自",
    "浏览",
    "阅读",
    "点击",
    "人气",
    "分享",
    "字体",
    "字号",
    "字体大小",
    "分享到",
}
# Words that occur only on index cards; one of them distinguishes a card from any other small table.
_SURE = frozenset((
    *PUBLISHED, *RECORDED, *WRITTEN, "索引号", "信息索引号", "信息索引", "发布机构", "发文机关", "信息名称", "文件名称",
    "主题分类", "体裁分类", "组配分类", "公开方式",
))  # fmt: skip

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-年/.．]\s*(\d{1,2})\s*[-月/.．]\s*(\d{1,2})(?!\d)")
_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
# Labels are often spaced out with blanks to one width: «索 引 号».
LABEL = re.compile(
    r"[\[【(（]?\s*("
    + "|".join(r"\s*".join(label) for label in sorted(LABELS, key=len, reverse=True))
    + r")\s*[\]】]?\s*[:：]\s*"
)
_DATE_AND_CLOCK = re.compile(rf"[\[【(（]?\s*{_DATE.pattern}日?\s+\d{{1,2}}[:：]\d{{2}}")
_CLOCK_OF_VISITOR = re.compile(r"今天|现在|当前|星期|北京时间|系统|打印")
_DATED_BY_SITE = re.compile(r"来源|来自|浏览|点击|字[体号]|阅读|作者|编辑|发布|访问|人气")
_LOOSE_DATE = re.compile(r"(?<![计止办公新改印问载段])(?:时间|日期)\s*[:：]\s*")
_OTHER_DAY = re.compile(
    rf"(?:更新|修改|访问|下载|登录|生效|实施|失效|废止|成文|印发|落款|签发)(?:时间|日期)\s*[:：]\s*{_DATE.pattern}日?(?:\s*\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?)?"
)
_LONGEST = 200
_ENDS = " \t\u00a0\u3000|｜[]【】()（）;；,，"

LabelPair = tuple[str, str]


def read_date(text: str) -> date | None:
    """Read the first date in the text, in any notation; None if there is none or it is not a day of the calendar."""
    folded = fold_characters(text)
    found = _DATE.search(folded) or _COMPACT_DATE.search(folded)
    if found:
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    written = find_dates(squeeze(text), numeric=True)
    return written[0].value if written else None


def label_of(text: str) -> str:
    """Return the label that a cell or line consists of or begins with; empty if there is none."""
    if text.isascii():
        return ""  # most cells hold figures
    plain = squeeze(text)
    name = plain.strip("：【】[]（）")
    if name in LABELS:
        return name
    found = LABEL.match(fold_characters(text)) if "：" in plain else None
    return squeeze(found[1]) if found else ""


def is_label(text: str) -> bool:
    """Return whether the line consists only of the name of a metadata field, whose value is elsewhere."""
    return len(text) <= 16 and squeeze(text).strip("：【】[]（）") in _ALONE


def is_metadata_line(text: str, *, site: bool = True) -> bool:
    """Return whether the line only says when, by whom or under which number the page was published.

    With `site`, a line that begins with a date and the time of day counts too; in a print, the browser writes such a line.
    """
    if len(text) > _LONGEST or text.rstrip().endswith("。"):
        return False
    if not _may_tell(text):
        return is_label(text)
    plain = fold_characters(text)
    return ("：" in plain and LABEL.match(plain.lstrip()) is not None) or _dated_line(plain, site) or is_label(text)


def is_card(rows: Iterable[Iterable[str]]) -> bool:
    """Return whether the cells of a small table are labels and values: the page's index card, not a part of the article."""
    labels = {label for row in rows for cell in row if (label := label_of(cell))}
    return len(labels) > 1 and not labels.isdisjoint(_SURE)


def line_pairs(text: str, *, site: bool = True) -> Iterator[LabelPair]:
    """Yield the labels of a line with their values; a date next to the site's other words is «发布时间»."""
    if not _may_tell(text):
        return
    plain = fold_characters(text)
    found = list(LABEL.finditer(plain)) if "：" in plain else []
    for place, label in enumerate(found):
        stop = found[place + 1].start() if place + 1 < len(found) else len(text)
        name = squeeze(label[1])
        value = text[label.end() : stop]
        loose = _LOOSE_DATE.search(plain, label.end(), stop)
        if loose:
            value = text[label.end() : loose.start()]
        if name in PUBLISHERS:
            value = value.split()[0] if value.split() else ""
        yield name, value.strip() if name in NAMES else value.strip(_ENDS)
    names = {squeeze(label[1]) for label in found}
    if names.isdisjoint(PUBLISHED) and _dated_line(plain, site):
        loose = _LOOSE_DATE.search(plain)
        yield "发布时间", text[loose.end() :] if loose and read_date(text[loose.end() :]) else text


def row_pairs(row: Iterable[str]) -> Iterator[LabelPair]:
    """Yield the labels of a card's row with their values, which are in the same cell or the next one."""
    cells = list(row)
    for place, cell in enumerate(cells):
        yield from line_pairs(cell)
        name = squeeze(cell).strip("：【】[]（）")
        if name in LABELS and place + 1 < len(cells):
            yield name, cells[place + 1]


def _may_tell(text: str) -> bool:
    """Return whether there may be a label before a colon, or a date at the beginning; most lines have neither."""
    return "：" in text or ":" in text or text[:1].isdigit()


def _dated_line(text: str, site: bool) -> bool:
    """Return whether the line gives the time of publication without a full label: «2025-01-12 09:30 来源：…»."""
    if len(text) > _LONGEST or _CLOCK_OF_VISITOR.search(text) or not _DATE.search(text):
        return False
    text = _OTHER_DAY.sub("", text)
    if site and _DATE_AND_CLOCK.match(text):
        return True
    begins = _DATE.match(text) or LABEL.match(text) or _LOOSE_DATE.match(text)
    return begins is not None and _DATED_BY_SITE.search(text) is not None and len(_DATE.findall(text)) == 1
