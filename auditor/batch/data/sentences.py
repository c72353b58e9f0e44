"""Sentences of a report's own prose, masked for comparison, with their spans in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from auditor.chinese.text import squeeze
from auditor.model.agency import AgencyName
from auditor.model.report import FormTable

SHORTEST = 12  # characters after masking
_WRAPPED = 20  # characters of a line that may have been wrapped at the width of a page
_TABLES = ("二", "三", "四")
_END = re.compile("[。！？；!?;]")
_ENDED = ("。", "！", "？", "；", "：", "!", "?", ";", ":", "”")
_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[，、部])")
_FIGURES = re.compile(
    r"\d[\d.,%]*|[〇零一二三四五六七八九]{4}(?=年)|[零一二三四五六七八九十百千万两]+(?=余?[件条次期份篇场人家])"
)
_SELF = re.compile(r"(?:[我本全市县区州旗省](?:@|[市县区州旗省镇乡局委办厅]|街道|单位|部门|机关)|@)+")
# Sentences that law and form make everyone write: on the period, on fees, that there is nothing to report, whom to contact.
_LEGAL = re.compile(
    r"统计期限|统计数据.{0,12}[起至]|信息处理费|如[有对].{0,20}(?:疑问|联系)|[没无].{0,6}需要?(?:说明|报告)的?(?:其[他它])?"
    r"|勾稽关系|条例》?.{0,80}(?:编制|编写|制作|撰写)|电子版.{0,10}[可从在]"
)


class SectionSpan(NamedTuple):
    """Section of the form as found: its official numeral, its heading, and its span of the text including the heading."""

    numeral: str
    heading: str
    start: int
    end: int


class SentenceSpan(NamedTuple):
    """Sentence: the digest of its masked words, by which sentences are compared, the number of their characters, and its span."""

    key: str
    size: int
    start: int
    end: int


def sentences(
    text: str, parts: Sequence[SectionSpan], tables: Mapping[str, FormTable], agency: AgencyName | None
) -> tuple[SentenceSpan, ...]:
    """Return the sentences of a report's own prose that say something, in order; offsets count characters of its text."""
    stretches = list(_stretches(text, parts, tables))
    if not stretches:
        return ()
    places = [place for start, end in stretches for place in _pieces(text, start, end)]
    # All at once, which takes a third of the time; masking neither adds nor removes an end of a sentence.
    whole = "。".join(text[start:end] for start, end in stretches)
    found = []
    for words, (start, end) in zip(_END.split(_masked(whole, _own_names(agency))), places, strict=True):
        if len(words) >= SHORTEST and not _LEGAL.search(words):
            written = text[start:end]
            first = start + len(written) - len(written.lstrip())
            found.append(SentenceSpan(_digest(words), len(words), first, first + len(written.strip())))
    return tuple(found)


def _digest(words: str) -> str:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split the span at the ends of sentences, including empty pieces."""
    for match in _END.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _masked(text: str, own: re.Pattern[str] | None) -> str:
    """Normalise widths and blanks, and write «#» for figures and dates, «@» for the agency itself and its region."""
    plain = _FIGURES.sub("#", squeeze(text))
    if own is not None:
        plain = own.sub("@", plain)
    return _SELF.sub("@", plain)


def _own_names(agency: AgencyName | None) -> re.Pattern[str] | None:
    """Compile a pattern of the agency's name, its regions, and the regions without their endings, the longest first."""
    if agency is None:
        return None
    regions = "".join(agency.divisions)
    short = [region[:-1] for region in agency.divisions if len(region) > 2]
    rests = [rest for rest in (agency.full, agency.rest) if len(rest) > 2]
    words = {agency.whole, *map(regions.__add__, rests), regions, *agency.divisions, *short, *rests} - {""}
    # A name that contains the end of a sentence is not a name.
    chosen = sorted((word for word in words if not _END.search(word)), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, chosen))) if chosen else None


def _stretches(text: str, parts: Sequence[SectionSpan], tables: Mapping[str, FormTable]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of the sections without headings and official tables; lines wrapped at the width of a page are joined."""
    cells = sorted((v.start, v.end) for table in tables.values() for v in table.values() if v.raw)
    for part in parts:
        within = [cell for cell in cells if part.start <= cell[0] < part.end]
        first, last = (within[0][0], within[-1][1]) if within else (part.end, part.end)
        open_at, end, before = None, part.start, ""
        for start, stop in _lines(text, part.start + len(part.heading), part.end):
            line = text[start:stop].strip()
            prose = not (start < last and first < stop) and "\t" not in line
            if part.numeral in _TABLES and "。" not in line and "；" not in line:
                prose = False
            if open_at is not None and not (prose and _goes_on(before, line)):
                yield open_at, end
                open_at = None
            if prose:
                open_at, end, before = (start if open_at is None else open_at), stop, line
        if open_at is not None:
            yield open_at, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1


def _goes_on(before: str, line: str) -> bool:
    """Return whether a line continues the preceding one instead of starting a new paragraph."""
    if len(before) < _WRAPPED or before.endswith(_ENDED) or _NUMBERED.match(line):
        return False
    return not (_NUMBERED.match(before) and "。" not in before and "，" not in before)
