"""Finder of the lines that belong to a web page or metadata card around the report: dates, publisher, and lines to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.chinese.page_head import (
    PUBLISHED,
    PUBLISHERS,
    RECORDED,
    WRITTEN,
    is_card,
    is_label,
    is_metadata_line,
    line_pairs,
    read_date,
    row_pairs,
)
from auditor.chinese.text import solid_places, squeeze
from auditor.model.document import Block, Grid, Paragraph
from auditor.model.report import IssueDate, Span

_MOST_CELLS = 40
_FAR = 200
_NUMERIC_DATE = re.compile(r"(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?:日?\d{1,2}：\d{2}(?:：\d{2})?)?")


@dataclass(frozen=True, slots=True)
class PageLines:
    """Dates and publisher stated on the page, and the offsets at which the lines that state them begin."""

    published: IssueDate | None
    written: IssueDate | None
    publisher: str
    starts: frozenset[int]


@dataclass(frozen=True, slots=True)
class _PageLineKind:
    label: str
    value: str
    start: int
    end: int


def read_page_lines(blocks: Sequence[Block], first: int, last: int, text: str) -> PageLines:
    """Read the blocks that begin before offset `first` (the first heading) or after `last` (the last heading)."""
    starts: set[int] = set()
    said: list[_PageLineKind] = []
    over = [block for block in blocks if block.start < first][-_FAR:]
    under = [block for block in blocks if block.start > last >= 0]
    for part in (over, under):
        for pairs, block in _labelled(part):
            starts.add(block.start)
            said += [_PageLineKind(label, value, block.start, block.end) for label, value in pairs]
    said += _bare_date(over)
    publisher = next((one.value for one in said if one.label in PUBLISHERS and one.value), "")
    published = _day(said, PUBLISHED, text) or _day(said, RECORDED, text)
    return PageLines(published, _day(said, WRITTEN, text), publisher, frozenset(starts))


def _labelled(blocks: Sequence[Block]) -> Iterator[tuple[list[tuple[str, str]], Block]]:
    """Yield the lines and cards that consist of labels and values; a value may be on the line under its label."""
    waiting = ""
    for block in blocks:
        if isinstance(block, Grid):
            rows = [[cell.raw for cell in row] for row in block.rows]
            if sum(map(len, rows)) <= _MOST_CELLS and is_card(rows):
                yield [pair for row in rows for pair in row_pairs(row)], block
            waiting = ""
            continue
        if waiting and len(block.text) <= 60 and (read_date(block.text) or waiting in PUBLISHERS):
            yield [(waiting, block.text)], block
            waiting = ""
        elif is_metadata_line(block.text, site=False):
            yield list(line_pairs(block.text, site=False)), block
            waiting = squeeze(block.text).strip("：【】[]（）") if is_label(block.text) else ""
        else:
            waiting = ""


def _bare_date(over: Sequence[Block]) -> Iterator[_PageLineKind]:
    """Yield a date in figures alone on the line right above the text, or between title and text: sites date articles this way."""
    for block in over[1:]:
        if isinstance(block, Paragraph) and _NUMERIC_DATE.fullmatch(squeeze(block.text)):
            yield _PageLineKind(PUBLISHED[0], block.text, block.start, block.end)


def _day(said: Sequence[_PageLineKind], labels: tuple[str, ...], text: str) -> IssueDate | None:
    for label in labels:
        for one in said:
            if one.label == label and (day := read_date(one.value)):
                return IssueDate(day, _span(one, text))
    return None


def _span(one: _PageLineKind, text: str) -> Span:
    """Locate the date as written: the shortest piece of its line from the year to the day."""
    line = text[one.start : one.end]
    at = max(line.find(one.value), 0)
    places = [at + place for place in solid_places(line[at:])]
    plain = squeeze(line[at:])
    match = _WRITTEN_DATE.search(plain)
    first, end = (places[match.start()], places[match.end() - 1] + 1) if match else (0, len(line))
    return Span(line[first:end], one.start + first, one.start + end)


_WRITTEN_DATE = re.compile(
    r"(?:\d{4}|二[〇零0Oo一二三四五六七八九]{3})[-年/.]?(?:\d{1,2}|[一二十]{1,2})[-月/.]?(?:\d{1,2}?(?=\d\d：|\D|$)|[一二三四五六七八九十]{1,3})日?"
)
