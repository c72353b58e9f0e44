"""Numbers as a spreadsheet displays them by their cell's format (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Parts of a format other than digits: literals, escapes, blanks as wide as a character, fillers, colours and locales.
_BESIDE = re.compile(r'"[^"]*"?|\\.|!.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]?', re.IGNORECASE | re.DOTALL)
_GENERAL = re.compile(r"G/通用格式|General", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_DIGITS = re.compile(r"[^#0?.,]*[#0?](?:[#0?,]*[#0?])?(?P<point>\.(?P<places>[#0?]*))?[^#0?.,]*")
_UNLIKE = re.compile(r"[%/Ee@]")  # percentages, fractions, powers and texts
_LONGEST_FORMAT = 512
MOST_DIGITS = 10  # a cell of the general format shows at most 11 characters, one of them the point
_LARGEST_WHOLE = 1e15
_LAST_DAY = 2_958_465  # 31 December 9999

# Formats known by their numbers alone (18.8.30); those of Chinese systems are dates. Any other number means the general
# format.
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
}
_BUILT_IN |= dict.fromkeys((5, 6, 37, 38, 41, 42), "#,##0") | dict.fromkeys((7, 8, 39, 40, 43, 44), "#,##0.00")
_BUILT_IN |= dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-m-d")
_BUILT_IN |= dict.fromkeys((*range(18, 22), *range(32, 36), 45, 46, 47, 55, 56), "h:mm:ss") | {22: "yyyy-m-d h:mm"}
_BUILT_IN |= {48: "##0.0E+0", 49: "@"}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """Display of a number: its decimal places for positive and negative values (None: as many as needed), as a date, or not at all."""

    places: tuple[int | None, int | None] = (None, None)
    is_date: bool = False
    hides: bool = False

    def shown(self, value: float, *, from_1904: bool = False) -> str:
        """Return the number, or its date, as a person sees it in the sheet; zero is «0» even where the format shows a dash."""
        if self.is_date:
            shown = _as_date(value, from_1904)
            if shown:
                return shown
        return show_number(value, self.places[value < 0])


GENERAL = NumberFormat()


def show_number(value: float, places: int | None) -> str:
    """Write a number with at most this many decimal places and no trailing zeros; None means like the general format."""
    if value.is_integer() and abs(value) < _LARGEST_WHOLE:
        return str(int(value))
    if not abs(value) < _LARGEST_WHOLE:
        return format(value, ".15g")
    exact = Decimal(format(value, ".15g"))
    if places is None:
        whole = len(str(abs(int(value))))
        places = max(MOST_DIGITS - whole, 0)
        if abs(value) < 1e-4:
            return format(value, ".6g")
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


@lru_cache(maxsize=1024)
def number_format(code: str) -> NumberFormat:
    """Return a format by its code; one that is not understood displays numbers like the general format."""
    if code == "General" or len(code) > _LONGEST_FORMAT:
        return GENERAL
    sections = [_GENERAL.sub("", part) for part in _sections(code)]
    bare = [_BESIDE.sub("", part) for part in sections]
    if not _GENERAL.search(code) and _DATE.search(bare[0]) and not re.search(r"[#0?]", bare[0].replace("ss.0", "")):
        return NumberFormat(is_date=True)
    # Three or more empty sections display no number, whatever its value.
    hides = len(sections) >= 3 and not any(part.strip() for part in sections[:3])
    first = _places(bare[0])
    return NumberFormat((first, _places(bare[1]) if len(bare) > 1 and bare[1] else first), hides=hides)


def built_in(number: int) -> NumberFormat:
    """Return a format by its number, for which the file has no code."""
    return number_format(_BUILT_IN.get(number, "General"))


def show_date(value: datetime | date) -> str:
    """Write a date as «2024年1月12日», or with its time of day as ISO 8601 writes it."""
    if isinstance(value, datetime):
        if value.hour or value.minute or value.second:
            return str(value)
        value = value.date()
    return f"{value.year}年{value.month}月{value.day}日"


def _sections(code: str) -> list[str]:
    """Split a format at the semicolons that are not literals."""
    quoted = re.sub(r'"[^"]*"|\\.|!.', lambda match: "\0" * len(match[0]), code)
    ends = [place for place, sign in enumerate(quoted) if sign == ";"]
    return [code[start + 1 : end] for start, end in zip([-1, *ends], [*ends, len(code)], strict=True)]


def _places(bare: str) -> int | None:
    """Return the number of decimal places of a section; None if its digits are scaled or not plain."""
    match = None if _UNLIKE.search(bare) else _DIGITS.fullmatch(bare)
    return None if match is None else len(match["places"] or "")


def _as_date(value: float, from_1904: bool) -> str:
    """Return the day or time a number stands for; empty if there is no such day."""
    if not 0 <= value <= _LAST_DAY:
        return ""
    if value < 1:
        return str((datetime.min + timedelta(seconds=round(value * 86400))).time())
    # Spreadsheets count a 29 February 1900, which did not exist.
    usual = datetime(1899, 12, 30) if value >= 60 else datetime(1899, 12, 31)
    start = datetime(1904, 1, 1) if from_1904 else usual
    return show_date(start + timedelta(seconds=round(value * 86400)))
