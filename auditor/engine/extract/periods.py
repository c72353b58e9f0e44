"""Periods of time named in a text: «自2024年1月1日起至同年12月31日止», «2024年度全年», «截至2024年12月31日».

Takes folded text. Days are (year, month, day); a year that is not written is 0, and a damaged date («20224年», «年12月»)
gives no day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import regex

from auditor.chinese.text import Folded
from auditor.chinese.values import han_zeros, parse_numeral

Day = tuple[int, int, int]
_HAN = "一二三四五六七八九十"
_YEAR = "二[〇零OoОо0][〇零一二三四五六七八九OoОо0]{1,3}"
_MONTH = rf"(?:(?<!\d)\d{{1,2}}|(?<=年)\d{{1,2}}|[元正{_HAN}]{{1,3}})"
_BEGIN_OF_GAP = "自|从|由|于|至|到|止|截|起|为|是|：|（|，|。|-|~"
_DATE = regex.compile(
    rf"(?:(?P<year>(?<!\d)\d{{1,6}}|{_YEAR}|[同当本该])年度?|(?<={_BEGIN_OF_GAP})(?P<lost>年))(?P<month>{_MONTH})?(?:月份?|(?P<nomoon>(?=\d{{1,2}}日)))"
    rf"(?:(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})?(?P<sun>[日号底末])|(?P<day>\d{{1,2}}(?!\d)))?"
    rf"|(?P<month>{_MONTH})月份?(?:(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})?(?P<sun>[日号底末])|(?P<day>\d{{1,2}}(?!\d)))?"
    r"|(?P<year>(?<!\d)\d{4})(?P<dot>[./-])(?P<month>\d{1,2})(?:(?P=dot)(?P<day>\d{1,2}))?日?(?!\d)"
    r"|(?<=[-~至到])(?P<month>\d{1,2})(?P<dot>[./])(?P<day>\d{1,2})日?(?![\d.])"
    r"|(?P<year>(?<!\d)\d{4})年度?(?P<end>[初底末])"
)
# A sign that every date has, and how many characters of the date may precede and follow it.
_SIGN = re.compile(r"月|年度?(?:[初底末]|\d{1,4}日)|\d[./-]\d")
_LEAD, _TAIL = 12, 8
_MONTHS = regex.compile(
    rf"(?P<year>(?<!\d)\d{{4}}|{_YEAR})年度?(?P<first>\d{{1,2}})(?:-{{1,2}}|~|至|到)(?P<last>\d{{1,2}})月(?!\d)"
)
_LONGEST_GAP, _LONGEST = 34, 60
CLOSE = 16  # characters from the start of a lead within which a period in words begins
_COUNTS = regex.compile("[件条次份]")
_JOINS = regex.compile("至|到|-|~|止|截|终|结束")
_BEGUN = regex.compile("(?:起|始)[，、]?")
_BROKEN = regex.compile(r"(?<=[\d年月])\n(?=[\d年月日])(?!\n\d{4}年)")
_STOP = regex.compile("[。；]")
_LATER = regex.compile("[。；][^。；]{0,12}(?:止|截|终|结束)")
_TORN = regex.compile(r"20\d{2}[\d年月日起至到~-]{3,12}20\d{2}[\d年月日]{3,6}")
_ALL = regex.compile(
    rf"(?:(?:(?P<year>(?<!\d)\d{{4}}|{_YEAR})(?:年|(?=全年))|上一?年|本年|报告年|该年)(?:度|全年|整年|自然年)+|(?<=为|是|：|系)(?P<year>\d{{4}})年)"
    r"(?:（[^（）]{0,30}）)?的?(?:全年|数据|情况)?(?=[，。；、（）\n]|$)"
)
# Text each of them has near its beginning.
_YEARLY = re.compile(r"年度|[全整]年|自然年|[为是：系]\d{4}年")
_ENDS = regex.compile("截[至止](?:到|至|于|时间|日期)?(?:为|是|：)?$")


@dataclass(frozen=True, slots=True)
class Period:
    """Span of the text that names a period, with its first and last day, None where unknown.

    `damaged` marks a date that lacks digits or has too many; `written` is how the period is quoted. If the text only gives the
    end of the period, there is no `first`; a year given in words has no written dates.
    """

    start: int
    end: int
    first: Day | None
    last: Day | None
    written: str
    damaged: bool = False
    only_end: bool = False
    in_words: bool = False

    def is_year(self, year: int) -> bool:
        """Return whether the period is the whole of a year; a year that is not written may be this one."""
        begin = self.only_end or self.first in ((year, 1, 1), (0, 1, 1))
        return not self.damaged and begin and self.last in ((year, 12, 31), (0, 12, 31))

    @property
    def whole(self) -> bool:
        """Whether the period is the whole of some year."""
        return self.last is not None and not self.only_end and self.is_year(self.last[0])


@dataclass(frozen=True, slots=True)
class _Date:
    start: int
    end: int
    year: int | None  # None as in «同年», 0 where it is not written
    month: int
    day: int
    damaged: bool

    def at(self, *, start: bool, year: int) -> Day | None:
        if self.damaged or not 1 <= self.month <= 12:
            return None
        days = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(self.month, 31)
        leap = self.month == 2 and self.day == 29
        if self.day > days and not leap:
            return None
        return self.year or year, self.month, self.day or (1 if start else days)


def unbroken(text: Folded) -> Folded:
    """Return the text without the line ends that break a date."""
    cut = {match.start() for match in _BROKEN.finditer(text.text)}
    if not cut:
        return text
    kept = [place for place in range(len(text.text)) if place not in cut]
    return Folded("".join(text.text[place] for place in kept), tuple(text.offsets[place] for place in kept))


def periods_in(text: str, leads: Sequence[tuple[int, int]]) -> list[Period]:
    """Return all periods with dates, those whose digits have run together, and those in words after a lead, by position.

    `leads` are the spans of the words that say what a period refers to.
    """
    spots = _spots(text)
    dates = [match for spot in spots for match in _DATE.finditer(text, *spot)]
    found = list(_pairs(text, dates))
    taken = {(period.start, period.end) for period in found}
    others = (*_run_together(text, spots), *_in_words(text, leads))
    found += [p for p in others if not any(start < p.end and p.start < end for start, end in taken)]
    found += _ends(text, dates, found)
    return sorted(found, key=lambda period: period.start)


def _spots(text: str) -> list[tuple[int, int]]:
    """Return the spans around the signs; every date has one, so there is no date outside of them."""
    spots: list[tuple[int, int]] = []
    start = end = 0
    for sign in _SIGN.finditer(text):
        if sign.start() - _LEAD > end:
            spots.append((start, end))
            start = sign.start() - _LEAD
        end = sign.end() + _TAIL
    return [*spots, (start, end)]


def _date(match: Any) -> _Date:
    year, month, day = match["year"], match["month"], match["day"]
    if match["end"]:
        first = match["end"] == "初"
        return _Date(match.start(), match.end(), int(year), 1 if first else 12, 1 if first else 31, damaged=False)
    number: int | None = 0
    damaged = match["lost"] is not None or month is None or match["nomoon"] is not None
    if year and year in "同当本该":
        number = None
    elif year:
        value = parse_numeral(han_zeros(year)) or 0
        number = value + 2000 if len(year) == 2 else value
        damaged = damaged or len(year) not in (2, 4)
    last = match["sun"] in ("底", "末")
    damaged = damaged or (match["sun"] in ("日", "号") and day is None)
    moon = 1 if month in ("元", "正") else parse_numeral(month or "") or 0
    return _Date(match.start(), match.end(), number, moon, 0 if last or not day else parse_numeral(day) or 99, damaged)


def _pairs(text: str, dates: list[Any]) -> Iterator[Period]:
    """Yield periods of two consecutive dates with a word between them that leads from the first to the last."""
    before = -1
    for one, other in pairwise(dates):
        gap = text[one.end() : other.start()]
        if len(gap) > _LONGEST_GAP or one.start() < before or _COUNTS.search(gap):
            continue
        if not _JOINS.search(gap) and not (_BEGUN.match(gap) and text.startswith("止", other.end())):
            continue
        first, last = _date(one), _date(other)
        if _STOP.search(gap) and not _LATER.search(gap):
            continue
        before = last.end
        year = first.year or _year_before(text, first.start)
        begin, end = first.at(start=True, year=year), last.at(start=False, year=year)
        written = f"“{text[first.start : first.end]}”至“{text[last.start : last.end]}”"
        yield Period(first.start, last.end, begin, end, written, damaged=begin is None or end is None)


def _year_before(text: str, at: int) -> int:
    """Return the year right before a date without one: «2024年度（1月1日至12月31日)»; 0 if there is none."""
    match = regex.search(rf"(\d{{4}}|{_YEAR})年度?[（，：]?(?:即|自|从)?$", text[max(0, at - 12) : at])
    return parse_numeral(han_zeros(match[1])) or 0 if match else 0


def _run_together(text: str, spots: Sequence[tuple[int, int]]) -> Iterator[Period]:
    for match in (match for spot in spots for match in _MONTHS.finditer(text, *spot)):
        year, months = parse_numeral(han_zeros(match["year"])) or 0, (int(match["first"]), int(match["last"]))
        dates = [_Date(0, 0, year, month, 0, damaged=False) for month in months]
        begin, end = dates[0].at(start=True, year=year), dates[1].at(start=False, year=year)
        yield Period(match.start(), match.end(), begin, end, f"“{match[0]}”", damaged=begin is None or end is None)
    for match in _TORN.finditer(text):
        yield Period(match.start(), match.end(), None, None, f"“{match[0]}”")


def _in_words(text: str, leads: Sequence[tuple[int, int]]) -> Iterator[Period]:
    told = 0
    for first, last in leads:
        if not _YEARLY.search(text, last - 1, first + CLOSE + _LEAD):
            continue
        for match in _ALL.finditer(text, max(last, told), first + CLOSE + _LONGEST):
            if match.start() > first + CLOSE:
                break
            told = match.end()
            year = parse_numeral(han_zeros(match["year"])) or 0 if match["year"] else 0
            yield Period(match.start(), told, (year, 1, 1), (year, 12, 31), f"“{match[0]}”", in_words=True)


def _ends(text: str, dates: list[Any], found: list[Period]) -> Iterator[Period]:
    """Yield dates that only give the end of a period: «截至2024年12月31日»."""
    for match in dates:
        lead = _ENDS.search(text, max(0, match.start() - 8), match.start())
        date = _date(match) if lead else None
        if lead and date and not any(period.start <= date.start < period.end for period in found):
            end = date.at(start=False, year=0)
            written = f"“{text[lead.start() : date.end]}”"
            yield Period(lead.start(), date.end, None, end, written, damaged=end is None, only_end=True)
