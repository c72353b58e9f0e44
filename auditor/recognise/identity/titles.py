"""Finder of the report's title: on one to four lines or in a card's cell, in all the wordings agencies use.

A title names the subject of the report («政府信息公开», «政务公开») and its type («年度报告», «年报»), and mostly the agency and
the year, in any order. A sentence, a link with its path, a notice about reports, or a list of the reports of several years is not
a title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from auditor.chinese.page_head import NAMES, is_metadata_line
from auditor.chinese.text import HAN, squeeze
from auditor.chinese.values import parse_numeral
from auditor.model.document import Block, Grid, Paragraph
from auditor.model.report import Span
from auditor.recognise.identity.bodies import Bodies

YEAR = r"(?:19|20)\d{2}|二[〇零Oo0][〇零一二三四五六七八九Oo0]{2}"
SUBJECT = r"(?:政府信息与政务公开|政府信息公开|政务信息公开|政务公开|信息公开)"
_MOST_LINES = 4
_LONGEST_LINE = 60
_LONGEST = 100
_FAR = 200  # number of lines above the first heading that are searched
_MOST_CELLS = 40

_QUOTES = str.maketrans("", "", '《》〈〉“”"「」『』【】[]*_#|')
_EDGES = "-~=·•●◆■★☆▲△>\\/、."
_LABELLED = re.compile(rf"^(?:{'|'.join(NAMES)}|年报|年度报告)：")
# «【年报】云川市…»
_TAG = re.compile(
    r"^[【\[](?:年报|年度报告|政府信息公开|信息公开|政务公开|公开|报告|公示|公告|公布|转发|定稿|终稿|终版|正式稿|原文|全文)+[】\]](?=.)"
)
_ALL_IN_BRACKETS = re.compile(r"（([^（）]*公开[^（）]*(?:报告|年报))）$")
_NO_TITLE = re.compile(r"[，。；！？>»›→：@]|https?|www\.", re.IGNORECASE)
_TAIL = re.compile(r"（(?P<said>[^（）]{1,24})）$")
# The part of the agency that the report covers, after a dash: «……年度报告——局机关».
_OF_PART = re.compile(rf"-+(?P<said>[{HAN}]{{0,8}}(?:机关|本级|本部|部分|系统))$")
_OTHER_PAPER = re.compile(r"解读|图解|模板|样本|样式|范本|格式|征求意见|说明|目录|下载")
_ANNOUNCED = re.compile(r"(?:的)?(?:公告|通告|公示|公布|全文|正文)$")
_MADE_PUBLIC = re.compile(r"关于(?:公布|发布|公开|印发).*?(?P<notice>的?(?:通知|公?函))$")
_CORE = re.compile(
    rf"(?P<head>.*?)(?P<what>{SUBJECT})"
    rf"(?P<middle>(?:工作|情况|的|年度|总结|自查|报告|暨|及|与|和|、|实施|条例|{SUBJECT}|（?(?:{YEAR})(?:年度?)?）?)*?)"
    rf"(?P<end>年度(?:工作)?报告|工作报告|情况报告|报告书|报告|年报|(?:年度)?(?:工作)?总结|(?:工作)?(?:情况)?汇报)-{{0,3}}(?:{YEAR})?年?度?"
)
_YEAR = re.compile(rf"(?:（?(?<!\d)(?P<year>{YEAR})(?!\d)(?:年度?)?）?)")
_ABOUT = re.compile(r"^(?:关于|公布|发布|公开|印发|报送|年度|的)+|(?:关于|的|公布|发布|公开|印发|开展|年度)+$")
_NO_NAME = re.compile(
    r"^(?:以下|下面|现将|现把|本[局委办厅部院区镇]|我[局委办厅部院区镇]|根据|按照|依据|为|请|见|详见|点击|查看|下载|附|上一|下一|前一|后一|相关|推荐|热点|最新"
    r"|更多|返回|第[一二三四五六七八九十\d])"
    r"|关于(?:做好|报送|编制|编报|征求|征集|开展|加强|推进|填报|审核|评估|评议|学习|贯彻|召开|举办|通报)"
)
_FURNITURE = re.compile(r"^(?:正文|附件\d{0,2}|目录|导航|首页|来源|标题|名称|索引号|当前位置)")
_COLUMN = re.compile(r"^(?:政府信息公开|政务公开)(?=.)")  # the name of the site's column in front of an agency's name
_WHOLE_AREA = re.compile(r"(?:本级|政府|全[省市县区镇乡旗盟州]|系统)$")
_LAST_WORDS = (
    "报告",
    "报告书",
    "年报",
    "总结",
    "汇报",
    "公告",
    "通告",
    "公示",
    "公布",
    "通知",
    "函",
    "全文",
    "正文",
    "年",
    "年度",
    "机关",
    "本级",
    "本部",
    "部分",
    "系统",
    "）",
    "》",
    "*",
)
_LONGEST_WORD = max(map(len, _LAST_WORDS))
_NAME = re.compile(rf"(?:[{HAN}（）、·]|第\d{{1,3}}(?=[{HAN}])){{2,60}}")  # «第11中学», «第2人民医院»


@dataclass(frozen=True, slots=True)
class TitleParts:
    """What a title says: the agency ("" if it does not say), the year, and `sure`: whether it says 年度报告 or 年报."""

    agency: str
    year: int | None
    sure: bool


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """Title with its span, its parts, and the number of paragraphs of the document up to its end."""

    span: Span
    parts: TitleParts
    paragraphs: int
    joined: bool = False


@dataclass(frozen=True, slots=True)
class _TitleLine:
    text: str
    start: int
    end: int
    paragraphs: int  # number of paragraphs of the document up to and including this line
    cell: bool


def parse_title(text: str, bodies: Bodies) -> TitleParts | None:
    """Parse a title; None if the text is not one."""
    plain = _LABELLED.sub("", _TAG.sub("", squeeze(text)).translate(_QUOTES).strip(_EDGES))
    plain = _ALL_IN_BRACKETS.sub(r"\1", plain)
    if len(plain) > _LONGEST or "公开" not in plain or _NO_TITLE.search(plain):
        return None
    years: list[str] = []
    while tail := _TAIL.search(plain) or _OF_PART.search(plain):
        if _OTHER_PAPER.search(tail["said"]):
            return None
        years += [match["year"] for match in _YEAR.finditer(tail["said"])]
        plain = plain[: tail.start()]
    notice = _MADE_PUBLIC.search(plain)
    plain = plain[: notice.start("notice")] if notice else _ANNOUNCED.sub("", plain)
    core = _CORE.fullmatch(plain)
    if core is None or _NO_NAME.search(core["head"]):
        return None
    head = core["head"]
    years += [match["year"] for match in _YEAR.finditer(head + "，" + plain[core.end("what") :])]
    values = {to_year(year) for year in years}
    if len(values) > 1:
        return None
    agency = _agency(head, core["what"], bodies)
    if agency and not _NAME.fullmatch(agency):
        return None
    return TitleParts(
        agency, values.pop() if values else None, core["end"].endswith(("年度报告", "年报", "年度工作报告", "报告书"))
    )


def to_year(written: str) -> int:
    """Convert a year in digits or numerals; the letter and the digit in «二O二四», «二0二四» stand for zero."""
    plain = re.sub("[Oo0]", "〇", written) if written.startswith("二") else written
    return parse_numeral(plain) or 0


def _agency(head: str, what: str, bodies: Bodies) -> str:
    """Return the name before the year, after it, or on both sides of it («青陵县2024年林业局»)."""
    match = _YEAR.search(head)
    before, after = (head[: match.start()], head[match.end() :]) if match else (head, "")
    before, after = _named(before), _named(after)
    if what.startswith("政府"):  # «云川市人民政府信息公开…»
        before = before + "政府" if not after and before.endswith("人民") else before
        after = after + "政府" if after.endswith("人民") else after
    if before and after:
        if "".join(bodies.divisions(before)) == before and not _WHOLE_AREA.search(after):
            return before + after
        return after if bodies.known(after) and not bodies.known(before) else before
    return before or after


def _named(part: str) -> str:
    part = _ABOUT.sub("", part)
    bare = _COLUMN.sub("", _FURNITURE.sub("", part))
    return (_ABOUT.sub("", bare) if len(bare) != len(part) else part).strip("-~·")


def find_title(
    blocks: Sequence[Block], end: int, text: str, bodies: Bodies, expected: Callable[[], int | None]
) -> FoundTitle | None:
    """Find the title among the blocks that begin before offset `end`.

    `expected` returns the year that other places of the report name: in a list of titles of several years, only the title of that
    year can be the report's.
    """
    lines = _lines(blocks, end)[-_FAR:]
    found = _without_lists(list(_candidates(lines, text, bodies)), expected)
    return max(found, key=lambda one: (_quality(one.parts, bodies), one.span.end, one.span.start), default=None)


def years_in_titles(paragraphs: Iterable[Paragraph], bodies: Bodies) -> list[int]:
    """List the years of the titles among the short lines, in order; a page that lists reports shows many years."""
    years: dict[int, None] = {}
    for paragraph in paragraphs:
        listed = _LISTED.sub("", squeeze(paragraph.text)) if len(paragraph.text) <= 80 else ""
        if listed and _ends_like_title(listed):
            parts = parse_title(listed, bodies)
            if parts and parts.year:
                years.setdefault(parts.year)
    return list(years)


_LISTED = re.compile(
    r"^[·•●◆■\-*>\d.、]{0,3}(?=\D)|[\[（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]）]?$|\.(?:pdf|docx?|html?|xlsx?)$"
)


def _lines(blocks: Sequence[Block], end: int) -> list[_TitleLine]:
    lines: list[_TitleLine] = []
    paragraphs = 0
    for block in blocks:
        if block.start >= end:
            break
        if isinstance(block, Paragraph):
            paragraphs += 1
            lines.append(_TitleLine(block.text, block.start, block.end, paragraphs, cell=False))
        elif isinstance(block, Grid) and sum(map(len, block.rows)) <= _MOST_CELLS:
            for cell in block.cells():
                if cell.raw:
                    lines.append(_TitleLine(cell.raw, cell.start, cell.end, paragraphs, cell=True))
    return lines


def _candidates(lines: list[_TitleLine], text: str, bodies: Bodies) -> Iterator[FoundTitle]:
    for last, line in enumerate(lines):
        if len(line.text) > _LONGEST or not _ends_like_title(_ending(lines, last)):
            continue
        best: FoundTitle | None = None
        for first in range(last, max(last - _MOST_LINES, -1), -1):
            if first < last and not _may_join(lines[first], lines[first + 1]):
                break
            one = line if first == last else None
            joined = "".join(each.text for each in lines[first : last + 1])
            parts = parse_title(joined, bodies)
            if parts is None:
                continue
            span = Span(text[lines[first].start : line.end], lines[first].start, line.end)
            candidate = FoundTitle(span, parts, line.paragraphs, joined=one is None)
            if best is None or _quality(parts, bodies) > _quality(best.parts, bodies):
                best = candidate
        if best:
            yield best


def _ending(lines: Sequence[_TitleLine], last: int) -> str:
    """Return the end of a line, preceded by the end of the line above where the last word may be split between them."""
    plain = squeeze(lines[last].text)
    short = len(plain) < _LONGEST_WORD and last > 0 and not lines[last].cell
    return squeeze(lines[last - 1].text)[-_LONGEST_WORD:] + plain if short else plain


def _ends_like_title(text: str) -> bool:
    return text.rstrip('”"」』】]#|_' + _EDGES).endswith(_LAST_WORDS) or text[-1:].isdigit()


def _may_join(above: _TitleLine, below: _TitleLine) -> bool:
    """Return whether a line may continue in the next one."""
    if above.cell or below.cell or len(above.text) > _LONGEST_LINE or _FURNITURE.fullmatch(squeeze(above.text)):
        return False
    plain = squeeze(above.text)
    return not (_NO_TITLE.search(plain) or is_metadata_line(above.text) or plain.endswith("号") or "月" in plain[-4:])


def _quality(parts: TitleParts, bodies: Bodies) -> tuple[bool, bool, bool, bool]:
    """Rank a title by how much it says: of two ways to join the lines, the richer one is meant."""
    known = bodies.known(parts.agency)
    return known, known and bool(bodies.divisions(parts.agency)), parts.year is not None, parts.sure


def _without_lists(found: list[FoundTitle], expected: Callable[[], int | None]) -> list[FoundTitle]:
    """Drop titles that follow each other line by line and name several years, except those of the expected year."""
    kept: list[FoundTitle] = []
    run: list[FoundTitle] = []
    for one in [*found, None]:
        if one and run and one.paragraphs - run[-1].paragraphs <= 1:
            run.append(one)
            continue
        years = {each.parts.year for each in run} - {None}
        kept += [each for each in run if len(years) < 2 or each.parts.year == expected()]
        run = [one] if one else []
    return kept
