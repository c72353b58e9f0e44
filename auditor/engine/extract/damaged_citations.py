"""Document numbers and titles that are truncated or misspelt: «国办公开办函〔2021〕号», «《…政府信息公开条》»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from auditor.chinese.text import bare
from auditor.engine.extract.cited import quoted_titles, title_beside
from auditor.ruleset.catalogues.documents import Catalogue, CitedDocument

_OPEN, _CLOSE = "〔\\[【（〈", "〕\\]】）〉"
_END = r"[）〕》，。；、：]|\n(?![\d第号])|$"  # a line may end within a number
_NUMBER = re.compile(rf"[{_OPEN}](?P<year>\d{{0,6}})[{_CLOSE}]第?(?P<serial>\d{{0,4}})(?P<mark>号|(?={_END}))")
_ORDER = re.compile(rf"(?:国务院令|国令)（?(?P<th>第?)(?P<serial>\d{{0,4}})(?P<mark>号|(?={_END}))")
_HALF = re.compile(rf"(?:\d{{4}}[{_CLOSE}]|[{_OPEN}]\d{{4}})第?\d{{1,4}}号")
_LETTERS_END = re.compile(rf"[发函库字](?=[{_OPEN}\d])")
_AFFIXES = re.compile(r"^.*关于(?:印发|转发|实施|贯彻落实|施行)?|(?:的?通知)$")
_MOST_LETTERS = 8
_HAN = re.compile(r"[\u4e00-\u9fff]{1,6}$")
_TAIL = 3  # characters that may be missing at the end of a title that is still recognised


@dataclass(frozen=True, slots=True)
class Torn:
    """Span of the text with its fault in Chinese, and the correct text where it is known."""

    start: int
    end: int
    problem: str
    right: str = ""


def torn_in(text: str, catalogue: Catalogue, year: int | None) -> Iterator[Torn]:
    """Yield the truncated numbers, then the titles with a missing or wrong character; `year` is the report year."""
    yield from _numbers(text, catalogue, year)
    for title, start, end in quoted_titles(text):
        right = _meant(title, catalogue)
        if right and not (right.startswith(title) and text[end : end + 2] == right[-2:]):
            yield Torn(start, end, f"名称应为《{right}》", f"《{right}》")


def _numbers(text: str, catalogue: Catalogue, year: int | None) -> Iterator[Torn]:
    places = [match.end() for match in _LETTERS_END.finditer(text)]
    for match in filter(None, (_NUMBER.match(text, place) for place in places)):
        letters = _letters(text, match.start(), catalogue)
        lacks = _lacks(match["year"], match["serial"], match["mark"], known=bool(letters))
        if lacks:
            start, end = match.start() - len(letters or _unknown(text, match.start())), match.end()
            document = catalogue.by_title(title_beside(text, start, end), (letters, match["year"], match["serial"]))
            right = _right(document, catalogue, year) if document else ""
            yield Torn(start, end, f"应为“{right}”" if right else lacks, right)
    for match in filter(None, (_HALF.match(text, place) for place in places)):
        letters = _letters(text, match.start(), catalogue)
        if letters:
            yield Torn(match.start() - len(letters), match.end(), "年份的括号少了一半")
    for match in _ORDER.finditer(text):
        if (match["serial"] or match["th"] or match["mark"]) and not (match["serial"] and match["mark"]):
            yield Torn(match.start(), match.end(), "缺少令的号数" if not match["serial"] else "缺少“号”字")


def _right(document: CitedDocument, catalogue: Catalogue, year: int | None) -> str:
    """Return the number of the document of that title in force for the year; empty if the one in force has another title."""
    held = catalogue.in_force(document.id, year)
    return held.number if held.shares_title(document) else ""


def _letters(text: str, end: int, catalogue: Catalogue) -> str:
    """Return the longest letters known to the catalogue that end at an offset; empty if there are none."""
    before = text[max(0, end - _MOST_LETTERS) : end]
    return max((one for one in catalogue.letters if before.endswith(one)), key=len, default="")


def _unknown(text: str, end: int) -> str:
    """Return characters before an offset that may be letters unknown to the catalogue."""
    match = _HAN.search(text[max(0, end - _MOST_LETTERS) : end])
    return match[0] if match else ""


def _lacks(year: str, serial: str, mark: str, *, known: bool) -> str:
    """Return what a number lacks, in Chinese; bracketed figures after unknown letters need not be a document number."""
    if not mark:
        return "缺少“号”字" if known and len(year) == 4 and serial else ""
    if not serial:
        return "缺少顺序号" if year or known else ""
    if len(year) == 4:
        return ""
    return "年份不完整" if year else "缺少年份"


def _meant(title: str, catalogue: Catalogue) -> str:
    """Return the name a title was meant to be, if one character differs or its end is missing; empty if it is right or another."""
    plain = bare(_AFFIXES.sub("", title))
    near = [name for name in catalogue.names if -1 <= len(name) - len(plain) <= _TAIL]
    if not near or any(piece in plain for piece, _, _ in catalogue.pieces):
        return ""
    for name in near:
        cut = name.startswith(plain) and len(name) - len(plain) <= _TAIL and len(name) > 12
        if (cut and not plain.endswith("年度报告")) or OSA.distance(plain, name) == 1:
            return name
    return ""
