"""Near-duplicates in a page: of an article that is present twice, for wide screens and for phones, one copy is read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from rapidfuzz import fuzz

from auditor.read.base.builder import RawCell
from auditor.read.html.article.flow import FlowItem, HtmlLine, HtmlTable

_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]\s*\D{2,30}$")
_FEWEST_CHAPTERS = 3
_MOST_COPIES = 4
# Extra lines that one copy may have between the lines of the title.
_STRANGE = 2
_YEAR = re.compile(r"(?<!\d)20\d\d(?=\s*年)")
_YEARS = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NO_LETTER = re.compile(r"[\W\d_]+")
_ALIKE = 75.0
_COMPARED = 20_000
_DIFFERS = "页面里有两份报告，两份在这一格写的不一样"


def one_article(items: list[FlowItem]) -> tuple[list[FlowItem], str]:
    """Return the items without further copies of the same article, and a warning if there were any.

    The more complete copy is kept; of equal copies, the first. A cell in which the copies differ is reported as unread,
    because it is not known which copy a reader sees. A text about the report, or the report of another year, is not a copy.
    """
    told = ""
    for _ in range(_MOST_COPIES):
        second = _second_start(items)
        if second is None or not _are_copies(items[:second], items[second:]):
            break
        one, other = items[:second], items[second:]
        if _completeness(other) > _completeness(one):
            one, other = other, one
        differing = _compare(one, other)
        items = one
        told = "网页里同一份报告出现了不止一次（如电脑版和手机版），只读了其中一份"
        if differing:
            told += f"；表格里有 {differing} 格两份不一样，这些格子没有读"
    return items, told


def _second_start(items: list[FlowItem]) -> int | None:
    """Return the index where the headings of the article begin again, including the title before them; None if they do not."""
    found = [
        (place, item.text)
        for place, item in enumerate(items)
        if isinstance(item, HtmlLine) and len(item.text) <= 40 and _CHAPTER.match(item.text)
    ]
    if len(found) < 2 * _FEWEST_CHAPTERS:
        return None
    chapters = [(place, _squeezed(text)) for place, text in found]
    first = chapters[0][1]
    again = next((number for number, (_, text) in enumerate(chapters) if number and text == first), None)
    if again is None:
        return None
    one, other = {text for _, text in chapters[:again]}, {text for _, text in chapters[again:]}
    if len(one & other) < max(_FEWEST_CHAPTERS, 0.8 * min(len(one), len(other))):
        return None
    return _opening(items, chapters[0][0], chapters[again - 1][0], chapters[again][0])


def _opening(items: list[FlowItem], first: int, last: int, second: int) -> int:
    """Return the index where the title above the second run of headings begins.

    The lines above both runs are compared upwards, ignoring years.
    """
    start = second
    for item in reversed(items[:first]):
        if not isinstance(item, HtmlLine):
            continue
        wanted = _timeless(item.text)
        for place in range(start - 1, max(last, start - 1 - _STRANGE), -1):
            found = items[place]
            if isinstance(found, HtmlLine) and _timeless(found.text) == wanted:
                start = place
                break
    return start


def _are_copies(one: list[FlowItem], other: list[FlowItem]) -> bool:
    years = [_main_year(part) for part in (one, other)]
    if years[0] != years[1]:
        return False
    tables = [[item for item in part if isinstance(item, HtmlTable) and item.holds_data()] for part in (one, other)]
    if tables[0] and tables[1]:
        pairs = zip(*([_labels(table) for table in each] for each in tables), strict=False)
        if any(fuzz.ratio(first, second) < _ALIKE for first, second in pairs):
            return False
    words = [_words(part) for part in (one, other)]
    shorter, longer = sorted(words, key=len)
    return bool(shorter) and fuzz.partial_ratio(shorter[:_COMPARED], longer[:_COMPARED]) >= _ALIKE


def _main_year(items: list[FlowItem]) -> str:
    """Return the year that is named most often."""
    years = Counter(year for item in items if isinstance(item, HtmlLine) for year in _YEAR.findall(item.text))
    return max(years, key=lambda year: (years[year], year), default="")


def _words(items: list[FlowItem]) -> str:
    return _NO_LETTER.sub("", "".join(item.text for item in items if isinstance(item, HtmlLine)))


def _labels(table: HtmlTable) -> str:
    return _NO_LETTER.sub("", "".join(cell.text for row in table.rows for cell in row))


def _completeness(items: list[FlowItem]) -> tuple[int, int]:
    """Return the number of table cells, and the amount of text in steps that ignore small differences."""
    cells = sum(sum(map(len, item.rows)) for item in items if isinstance(item, HtmlTable) and item.holds_data())
    return cells, len(_words(items)) // 200


def _compare(one: list[FlowItem], other: list[FlowItem]) -> int:
    """Mark the cells of the first copy that differ in the second as unread, and return their number."""
    differing = 0
    tables = [[item for item in part if isinstance(item, HtmlTable) and item.holds_data()] for part in (one, other)]
    if len(tables[0]) != len(tables[1]):
        return 0
    for table, twin in zip(*tables, strict=True):
        if [len(row) for row in table.rows] != [len(row) for row in twin.rows]:
            continue
        for row, twins in zip(table.rows, twin.rows, strict=True):
            for place, (cell, same) in enumerate(zip(row, twins, strict=True)):
                if _squeezed(cell.text) != _squeezed(same.text):
                    row[place] = _doubted(cell)
                    differing += 1
    return differing


def _doubted(cell: RawCell) -> RawCell:
    return replace(cell, unread=_DIFFERS)


def _timeless(text: str) -> str:
    """Return the text without white space and years."""
    return _squeezed(_YEARS.sub("", text))


def _squeezed(text: str) -> str:
    return "".join(text.split())
