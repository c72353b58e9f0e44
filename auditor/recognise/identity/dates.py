"""Finder of the date of issue: the 落款 under the report, or a date above it; never a page's date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from auditor.chinese.text import HAN, solid_places, squeeze
from auditor.chinese.values import FoundDate, find_dates
from auditor.model.document import Paragraph
from auditor.model.report import IssueDate, Span
from auditor.recognise.identity.bodies import Bodies
from auditor.recognise.identity.page_lines import PageLines

_DATE_LINE = 60
_NEAR = 3  # lines between the title and a date that belongs to it
_SHORT = 30
# The signer may be on the line of the date; a line with other words before the date is not a signature.
_SIGNER = re.compile(rf"[{HAN}（）]{{2,30}}(?:局|委|会|办|室|厅|府|处|院|中心|部|所|站|校|关)")
_OTHER_DATE = re.compile(
    r"(?:更新|修改|打印|访问|今天|当前|抓取|生效|下载|登录|截[至止]|发布|公开|公布|发表|上传|浏览|实施|时间|日期)(?:日期|时间|于)?(?:是|为)?：?$"
)
_RANGE = ("至", "到", "截至", "截止", "于", "自", "起")


def find_issue(
    paragraphs: Sequence[Paragraph],
    last_heading: int,
    first_heading: int,
    title: Span | None,
    page: PageLines,
    bodies: Bodies,
) -> IssueDate | None:
    """Find the date of issue.

    The order of preference: the date under the signer's name, the last date on a line of its own under the report,
    the date of issue stated on the page or card, a date next to the title.
    """
    under = [p for p in paragraphs if p.start > last_heading and p.start not in page.starts]
    for name, day in pairwise(under):
        if is_name(name, bodies) and (issue := _issue(day)):
            return issue
    found = next((issue for paragraph in reversed(under) if (issue := _issue(paragraph))), None)
    if found or page.written:
        return found or page.written
    over = [p for p in paragraphs if p.start < min(first_heading, last_heading) and p.start not in page.starts]
    if title is None:
        return next(_beside(over[:_NEAR], bodies), None)
    before = reversed([p for p in over if p.end <= title.start][-_NEAR:])
    after = [p for p in over if p.start >= title.end][:_NEAR]
    return next(_beside(after, bodies), None) or next(_beside(before, bodies), None)


def _beside(lines: Iterable[Paragraph], bodies: Bodies) -> Iterator[IssueDate]:
    """Yield the dates among the lines that belong to the title: names, document numbers and dates; any other line ends them.

    A date in figures alone belongs to the page, and so does a date after other words.
    """
    for line in lines:
        issue = _issue(line) if "年" in squeeze(line.text) else None
        if issue:
            yield issue
        elif not (is_name(line, bodies) or squeeze(line.text).endswith("号")):
            return


def is_day(paragraph: Paragraph) -> bool:
    """Return whether a short line is a date, with or without brackets."""
    text = squeeze(paragraph.text)
    return len(text) <= _SHORT and text[:1] in "（2二" and text.rstrip("）").endswith("日")


def is_name(paragraph: Paragraph, bodies: Bodies) -> bool:
    """Return whether a short line is the name of a body and contains nothing else."""
    text = squeeze(paragraph.text)
    return len(text) <= _SHORT and text.isalpha() and bodies.known(text)


def _issue(paragraph: Paragraph) -> IssueDate | None:
    """Read the date of a line that is a date, optionally after the signer's name or «落款日期：», optionally in brackets."""
    text = squeeze(paragraph.text)
    if len(text) > _DATE_LINE or not any(ch in text for ch in "年-/."):
        return None
    dates = find_dates(text, numeric=True)
    if len(dates) != 1 or not _only_date(text, dates[0]):
        return None
    return IssueDate(dates[0].value, _raw_span(paragraph, dates[0].start, dates[0].end))


def _only_date(text: str, found: FoundDate) -> bool:
    before, after = text[: found.start], text[found.end :]
    signer = not before and _SIGNER.fullmatch(after)
    if not signer and after.removesuffix("印发").strip("）)。. "):
        return False
    if _OTHER_DATE.search(before) or before.endswith(_RANGE):
        return bool(re.search(r"(?:成文|落款|印发|签发|制发|报告)(?:日期|时间)：?$", before))
    return bool(re.fullmatch(rf"[（(]?(?:[{HAN}（）]{{0,40}}[：:]?)", before))


def _raw_span(paragraph: Paragraph, start: int, end: int) -> Span:
    places = solid_places(paragraph.text)
    first, last = places[start], places[end - 1] + 1
    return Span(paragraph.text[first:last], paragraph.start + first, paragraph.start + last)
