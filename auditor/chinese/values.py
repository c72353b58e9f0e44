"""Exact parsing of numbers and dates as Chinese reports write them; anything else gives None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from auditor.chinese.text import squeeze

Number = int | Decimal

# No figure of a report has thirty digits; a longer run is not worth the time of its conversion.
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[,，]\d{3}){1,9}|\d{1,30})(?:\.\d{1,12})?")
# A mark that points to a note below the table, as written where nothing can be raised: «12[1]», «12①», «12*»,
# «12（注1）».
_NOTE_MARK = re.compile(
    r"(?<=\d)(?:[\[【〔]\d{1,2}[\]】〕]|[（\[【〔]?[注註](?:\d{1,2}|[①-⑳㈠-㈩一二三四五六七八九十])?[）\]】〕]?|[①-⑳]|[*※†‡]{1,3})$"
)
_DIGITS = dict(zip("〇零一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
LONGEST_NUMERAL = 24
HAN_NUMERAL = "〇零一二三四五六七八九十百千万亿两"

_DATE = re.compile(
    r"(?P<y>\d{4}|[〇零一二三四五六七八九]{4})年(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日?"
)
_LETTER_ZERO = re.compile(r"二[OoОо0](?=[〇零一二三四五六七八九])")
_NUMERIC_DATE = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2}?)(?=\d{1,2}[:：]|\D|$)")


def parse_number(text: str) -> Number | None:
    """Parse a cell such as «1,234», «３», «96171.6», «98 7» (wrapped) or «12[1]» exactly; None if it is not a plain number."""
    if len(text) <= 15 and text.isdecimal() and text.isascii():
        return int(text)
    body = _NOTE_MARK.sub("", squeeze(text))
    if not _NUMBER.fullmatch(body):
        return None
    body = body.replace(",", "").replace("，", "")
    return Decimal(body) if "." in body else int(body)


def parse_numeral(text: str) -> int | None:
    """Parse a count in a sentence, in digits or Chinese numerals («二十三», «1.2万», «两»); None if it is not a whole number."""
    if text in _DIGITS:
        return _DIGITS[text]
    if len(text) <= 15 and text.isdecimal() and text.isascii():
        return int(text)
    body = squeeze(text)
    factor = 1
    while body and body[-1] in _BIG and not all(ch in HAN_NUMERAL for ch in body):
        factor *= _BIG[body[-1]]
        body = body[:-1]
    plain = parse_number(body)
    if plain is not None:
        value = plain * factor
        return int(value) if value == int(value) else None
    return _han(body) if factor == 1 else None


def _han(body: str) -> int | None:
    if not 0 < len(body) <= LONGEST_NUMERAL or any(ch not in HAN_NUMERAL for ch in body):
        return None
    if all(ch in _DIGITS for ch in body):  # digit by digit, as in years: 二〇二四
        return int("".join(str(_DIGITS[ch]) for ch in body)) if len(body) > 1 else _DIGITS[body]
    total = section = digit = 0
    for ch in body:
        if ch in _DIGITS:
            digit = _DIGITS[ch]
        elif ch in _UNITS:
            section += (digit or 1) * _UNITS[ch]
            digit = 0
        else:
            whole = (
                total if ch == "亿" else 0
            )  # 三万亿: what went before 亿 is counted in it, what went before 万 is not
            total = total - whole + (whole + section + digit) * _BIG[ch]
            section = digit = 0
    return total + section + digit


def to_date(year: str, month: str, day: str) -> date | None:
    """Make a date from its written parts; None if there is no such day."""
    values = [parse_numeral(part) for part in (year, month, day)]
    if None in values:
        return None
    try:
        return date(*(int(value) for value in values if value is not None))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class FoundDate:
    """Date with its place in the searched text."""

    value: date
    start: int
    end: int


def han_zeros(text: str) -> str:
    """Replace the letter in «二O二五年» by the zero it stands for; the letter is as common as the right character."""
    return _LETTER_ZERO.sub("二〇", text)


def find_dates(text: str, *, numeric: bool = False) -> list[FoundDate]:
    """Find all whole dates in folded text: «2025年1月12日» and, if `numeric`, «2025-01-12» too."""
    text = han_zeros(text)
    found = []
    for pattern in (_DATE, _NUMERIC_DATE) if numeric else (_DATE,):
        for match in pattern.finditer(text):
            value = to_date(match["y"], match["m"], match["d"])
            if value:
                found.append(FoundDate(value, match.start(), match.end()))
    return sorted(found, key=lambda item: item.start)


def show_number(value: Number) -> str:
    """Write a number as messages show it, without thousands separators."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
