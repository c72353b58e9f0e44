"""Joins lines that a margin broke: text copied out of a page, or wrapped by a program at so many columns.

A line that reaches the width that many lines have goes on in the next one; where lines have no common width, one goes on that stops in
the middle of a sentence. Headings, entries of lists, rows of figures, the signer's name and the date keep to themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.page_head import is_metadata_line

_PART = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,2}部分)")
_ENTRY = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳●■◆▪·*•-]\s*\S)")
_INDENTED = re.compile(r"\u3000|\t| {2}")
_END = re.compile(r"[。！？；：.!?;:…][”’）)》」』]?$")
_INNER = re.compile(r"[，。；：、！？]")
_STOPS = re.compile(r"[，。；：！？]")
# What no sentence ends with, and no line begins with.
_OPEN_END = re.compile(r"[，、（(《〈“‘〔第的和及与或之自至为由在将]$")
_CLOSING = re.compile(r"[，。、；：！？）》〉”’】〕,;!?)\]%]")
_FIGURES = re.compile(r"(?:^|[\s|｜])[\d.,%/—-]*\d$|(?:^|[\s|｜])[/—-]$")
_MANY_FIGURES = re.compile(r"(?:[\s|｜][\d.,/—-]+){2,}[\s|｜]*$|^[\d.,/—\s|｜-]+$")
_DATE = re.compile(r"\s*[（(]?(?:\d{4}|[二〇○零Oo一三四五六七八九]{4})年.{1,4}月.{1,4}日[)）]?\s*$")
_NAME = re.compile(r"\s*[\u4e00-\u9fff（）]{3,30}\s*$")
_TITLE = re.compile(r"[^，。；：]{6,80}(?:报告|年报|公告)[）》]?$")
_LABELLED = re.compile(r"\s*[\u4e00-\u9fff]{2,8}[:：]")
_TOKEN = re.compile(r"[（《〈“‘【〔\[(]*(?:[\w.,%@/:+-]+|.)[，。、；：！？）》〉”’】〕,.;:!?)\]]*", re.ASCII)
_WORD_END, _WORD_START = re.compile(r"(?:^|[^.\w/@:-])[A-Za-z]+$", re.ASCII), re.compile(r"[A-Za-z]")
# Narrower text is no text, and fewer lines of one width are chance.
_NARROWEST = 12
_ENOUGH = 4
_CLUSTER = 2
_RUNNING = 18


def unwrap(lines: list[str]) -> list[str]:
    """The lines with those joined that are pieces of one paragraph, one row or one label."""
    measure = _common_width(lines)
    joined: list[str] = []
    open_at = -1
    for at, line in enumerate(lines):
        last = lines[at - 1] if at else ""
        goes_on = open_at == at - 1 and joined and _goes_on(joined[-1], last, lines, at, measure)
        if goes_on and not (is_metadata_line(last, site=False) or is_metadata_line(line, site=False)):
            joined[-1] += _glue(joined[-1], line, measure) + (line.lstrip(" \u3000") if measure is None else line)
        else:
            joined.append(line)
        open_at = at
    return joined


@dataclass(frozen=True, slots=True)
class _Measure:
    """The width that the lines reach, in columns; a Han character takes `wide` of them. `exact` if words and figures are broken, too."""

    width: int
    wide: int
    exact: bool

    def of(self, text: str) -> int:
        """The columns a text takes."""
        return _columns(text, self.wide)

    def full(self, line: str, below: str) -> bool:
        """Whether what begins the line below would not have fit on this one."""
        token = _TOKEN.match(below.lstrip())
        return self.of(line) + (self.of(token[0]) if token else self.wide) > self.width


def _columns(text: str, wide: int) -> int:
    return len(text) if wide == 1 or text.isascii() else 2 * len(text) - len(text.encode("ascii", "ignore"))


def _common_width(lines: list[str]) -> _Measure | None:
    """The width at which lines were broken; None if they were not, or not all at one."""
    prose = {line.rstrip() for line in lines if len(line) >= _NARROWEST and not line.isascii()}
    prose = {line for line in prose if "|" not in line and "\t" not in line}
    found = []
    for wide in (2, 1):
        widths = sorted((_columns(line, wide) for line in prose), reverse=True)
        for above, width in enumerate(widths):
            near = sum(width - _CLUSTER * wide < other <= width for other in widths[above : above + len(widths)])
            if above * 8 > len(widths):
                break
            if near >= _ENOUGH and above * 8 <= near and near * 4 >= sum(other * 2 > width for other in widths):
                sharp = sum(other > width - wide for other in widths[above:])
                found.append((sharp, near, wide, width))
                break
    if not found:
        return None
    _, _, wide, width = max(found)
    blanks = any(line[:1] in " \t" or line[-1:] in " \t" for line in lines if line.strip())
    return _Measure(width, wide, blanks)


def _goes_on(paragraph: str, last: str, lines: Sequence[str], at: int, measure: _Measure | None) -> bool:
    """Whether the line at a place goes on with the paragraph whose last line stands before it."""
    line = lines[at]
    if not last.strip() or not line.strip():
        return False
    if measure is None:
        return _breaks_off(paragraph, lines, at)
    if not measure.full(last, line) and not (_first_of_two(paragraph, last, line, measure)):
        return _breaks_off(paragraph, lines, at) if _OPEN_END.search(last) else False
    return not _apart(paragraph, lines, at, measure)


def _first_of_two(paragraph: str, last: str, line: str, measure: _Measure) -> bool:
    """Whether a paragraph's first line is short by its indent only, which copying has lost."""
    if paragraph != last or _END.search(last) or not _STOPS.search(last) or measure.exact:
        return False
    return measure.full(last + "\u3000\u3000", line)


def _apart(paragraph: str, lines: Sequence[str], at: int, measure: _Measure) -> bool:
    """Whether a line begins something new although the one before is full."""
    line = lines[at]
    if _CLOSING.match(line):
        return False
    if _MANY_FIGURES.search(paragraph):
        return not (line[:1].isdigit() or line[:1] in " \t|/—-") or bool(_ENTRY.match(line))
    if _OPEN_END.search(paragraph):
        return False
    if _PART.match(line):
        return True
    if _PART.match(paragraph) and not _STOPS.search(paragraph) and not "\u4e00" <= line[0] <= "\u9fff":
        return True
    if _ENTRY.match(line) and (_END.search(paragraph) or not _STOPS.search(paragraph)):
        return True
    if _INDENTED.match(line) and "\t" not in paragraph and not measure.exact:
        return True
    if _TITLE.fullmatch(paragraph.strip()) or _is_signature(lines, at):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(_END.search(paragraph)) and not _END.search(line.rstrip()) and not measure.full(line, below)


def _is_signature(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a date, or a name above a date or at the end."""
    if _DATE.match(lines[at]):
        return True
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    return bool(_NAME.match(lines[at])) and (not below or bool(_DATE.match(below)))


def _breaks_off(paragraph: str, lines: Sequence[str], at: int) -> bool:
    """Whether running text stops in the middle of a sentence, and the line goes on with it."""
    line = lines[at]
    if "\t" in line or "|" in line or "\t" in paragraph or "|" in paragraph or len(paragraph) < _RUNNING:
        return False
    if not _STOPS.search(paragraph) or _END.search(paragraph.rstrip()) or _FIGURES.search(paragraph):
        return False
    if _PART.match(line) or _ENTRY.match(line) or _INDENTED.match(line) or _LABELLED.match(line):
        return False
    if not _INNER.search(line) or _is_signature(lines, at):
        return False
    return paragraph.rstrip()[-1] not in "）)》”】" or bool(_CLOSING.match(line))


def _glue(before: str, after: str, measure: _Measure | None) -> str:
    """What stands between two joined lines: a blank between figures of a row or two Latin words, else nothing."""
    if before[-1:] in " \t|" or after[:1] in " \t|":
        return ""
    if _FIGURES.search(before):
        broken = measure is not None and measure.exact and measure.of(before[-1]) and after[:1].isdigit()
        return "" if broken else " "
    return " " if _WORD_END.search(before) and _WORD_START.match(after) else ""
