"""Joining of wrapped lines: text copied from a page, or wrapped by a program at a fixed number of columns.

A line that reaches the width common to many lines continues in the next one; without a common width, a line continues that stops
in the middle of a sentence. Headings, list entries, rows of figures, the signer's name and the date are not joined.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auditor.chinese.page_head import is_metadata_line

_PART = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,2}部分)")
_ENTRY = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳●■◆▪•]|[·*-]\s)")
_INDENTED = re.compile(r"\u3000|\t| {2}")
_ENDS, _BEHIND_END = frozenset("。！？；：.!?;:…"), frozenset("”’）)》」』")
_INNER = re.compile(r"[，。；：、！？]")
_STOPS = re.compile(r"[，。；：！？]")
# Text that ends no sentence, and characters that begin no line.
_OPEN_END = re.compile(r"(?:[，、（(《〈“‘〔第的和及与或之自至为由在将]|\d-)$")
_IN_FIGURE = re.compile(r"\d[.,-]$")
_CLOSING_SIGNS = frozenset("，。、；：！？）》〉”’】〕,;!?)]%")
_FIGURES = re.compile(r"(?:^|[\s|｜])[\d.,%/—-]*\d$|(?:^|[\s|｜])[/—-]$")
_MANY_FIGURES = re.compile(r"(?:[\s|｜]+[\d.,/—-]+){2,}[\s|｜]*$|^[\d.,/—\s|｜-]+$")
_SEPARATOR = re.compile(r"[\t|｜]")
_BORDERS = ("+-", "+=", "+:", "\ufdd0", "\ufdd1")
_ROW = re.compile(r"\S[\s|｜]*[\t|｜][\s|｜]*[^\s|｜]")
_ROW_OF_FIGURES = re.compile(r"[\d.,]+[\t|｜ ]+[\d.,]+(?:[\t|｜ ]|$)")
_DATE = re.compile(r"\s*[（(]?(?:\d{4}|[二〇○零Oo一三四五六七八九]{4})年.{1,4}月.{1,4}日[)）]?\s*$")
_NAME = re.compile(r"\s*[\u4e00-\u9fff（）]{3,30}\s*$")
_TITLE = re.compile(r"(?:[\u4e00-\u9fff]{2,6}[:：])?[^，。；：]{6,80}(?:报告|年报|公告)[）》]?$")
_LABELLED = re.compile(r"\s*[\u4e00-\u9fff]{2,8}[:：]")
_TOKEN = re.compile(r"[（《〈“‘【〔\[(]*(?:[\w.,%@/:+-]+|.)[，。、；：！？）》〉”’】〕,.;:!?)\]]*", re.ASCII)
_WORD_END, _WORD_START = re.compile(r"(?:^|[^.\w/@:-])[A-Za-z]+$", re.ASCII), re.compile(r"[A-Za-z]")
# Narrower lines are not text, and fewer lines of one width are a coincidence.
_NARROWEST = 15
_SHORTEST = (_NARROWEST + 1) // 2
_ENOUGH = 3
_CLUSTER = 2
_RUNNING = 18
_SEEN = 120


def unwrap(lines: list[str]) -> list[str]:
    """Return the lines, with the pieces of one paragraph, row or label joined."""
    long = [at for at, size in enumerate(map(len, lines)) if size >= _SHORTEST]
    measure = _common_width(lines, long)
    if measure is not None and not measure.exact and _has_broken_rows(lines, measure):
        # It is unknown where a row of cells continues, so only the order of words and figures is certain.
        lines = [_SEPARATOR.sub(" ", line).strip() if _ROW.search(line) else line for line in lines]
    if measure is None and not _has_broken_text(lines, long):
        return lines
    glues: dict[int, str] = {}
    so_far = last = ""
    for at, line in enumerate(lines):
        if _is_joined(so_far, last, lines, at, measure):
            glues[at] = _glue(last, line, measure)
            so_far = _ends(so_far + glues[at] + line)
        else:
            so_far = _ends(line)
        last = line
    return _joined(lines, glues) if glues else lines


def _is_joined(paragraph: str, last: str, lines: Sequence[str], at: int, measure: _LineWidth | None) -> bool:
    """Return whether the line at a place continues the preceding paragraph; a site's own lines never do."""
    if not _goes_on(paragraph, last, lines, at, measure):
        return False
    return not (is_metadata_line(last, site=False) or is_metadata_line(lines[at], site=False))


def _joined(lines: Sequence[str], glues: Mapping[int, str]) -> list[str]:
    """Join the lines at the places that have a glue."""
    joined: list[list[str]] = []
    for at, line in enumerate(lines):
        if at in glues:
            joined[-1] += glues[at], line
        else:
            joined.append([line])
    return ["".join(parts) for parts in joined]


def _has_broken_text(lines: Sequence[str], long: Iterable[int]) -> bool:
    """Return whether any line of running text stops in the middle of a sentence; `long` lists the lines that may."""
    running = [at for at in long if len(lines[at]) >= _RUNNING and at + 1 < len(lines) and lines[at + 1]]
    ends = ((at, _ends(lines[at])) for at in running)
    return any(_breaks_off(end, lines, at + 1) for at, end in ends if "|" not in end and "\t" not in end)


def _has_broken_rows(lines: Sequence[str], measure: _LineWidth) -> bool:
    """Return whether lines with cells between tabs or bars were wrapped too: some are full with text below, and none is wider."""
    rows = [at for at, line in enumerate(lines) if _ROW.search(line) and not _is_framed(line)]
    if any(measure.of(lines[at]) > measure.width for at in rows):
        return False
    return any(lines[at + 1].strip() and measure.full(lines[at], lines[at + 1]) for at in rows if at + 1 < len(lines))


def _ends(text: str) -> str:
    """Return a text without its middle, which keeps checks fast for paragraphs of many lines."""
    return text if len(text) <= 2 * _SEEN else text[:_SEEN] + text[-_SEEN:]


@dataclass(frozen=True, slots=True)
class _LineWidth:
    """Width that the lines reach, in columns; a Han character takes `wide` of them. `exact` if words and figures are split too."""

    width: int
    wide: int
    exact: bool

    def of(self, text: str) -> int:
        """Return the number of columns a text takes."""
        return _columns(text, self.wide)

    def full(self, line: str, below: str) -> bool:
        """Return whether the beginning of the line below would not have fit on this one."""
        if self.exact:
            return self.of(line) + (self.of(below[:1]) or 1) > self.width
        token = _TOKEN.match(below.lstrip())
        blank = line[-1:].isascii() and below[:1].isascii()  # a blank between them is lost at the break
        return self.of(line) + blank + (self.of(token[0]) if token else self.wide) > self.width


def _columns(text: str, wide: int) -> int:
    return len(text) if wide == 1 or text.isascii() else 2 * len(text) - len(text.encode("ascii", "ignore"))


def _common_width(lines: list[str], long: Iterable[int]) -> _LineWidth | None:
    """Return the width at which lines were wrapped; None if they were not, or not all at the same. `long` lists the lines that count."""
    words = [line for at in long if "|" not in (line := lines[at]) and "\t" not in line]
    texts = {line.rstrip() for line in words if not line.isascii()}
    prose = [(text, columns) for text in texts if (columns := _columns(text, 2)) >= _NARROWEST]
    found = []
    for wide in (2, 1):
        # Punctuation may hang over the margin.
        level = [(columns if wide > 1 else len(text)) - wide * (text[-1] in _CLOSING_SIGNS) for text, columns in prose]
        widths = sorted([-width for width in level])
        for above, width in enumerate([-width for width in widths[: len(widths) // 8 + 1]]):
            near = _count(widths, width - _CLUSTER * wide + 1) - above
            if near >= _ENOUGH and above * 8 <= near and near * 4 >= _count(widths, width // 2 + 1):
                sharp = _count(widths, width - wide + 1) - above
                found.append((sharp, near, wide, width))
                break
    if not found:
        return None
    _, _, wide, width = max(found)
    broken = [line for line in lines if _columns(line, wide) == width]
    return _LineWidth(width, wide, exact=any(line[-1] in " \t" for line in broken if line.strip()))


def _count(widths: list[int], least: int) -> int:
    """Return how many of the widths, given as sorted negative numbers, are at least `least`."""
    return bisect_right(widths, -least)


def _goes_on(paragraph: str, last: str, lines: Sequence[str], at: int, measure: _LineWidth | None) -> bool:
    """Return whether the line at a place continues the preceding paragraph."""
    line = lines[at]
    if measure is None and len(paragraph) < _RUNNING:
        return False
    if not last.strip() or not line.strip() or _is_framed(last) or _is_framed(line):
        return False
    if measure is None:
        return _breaks_off(paragraph, lines, at)
    if not measure.full(last, line) and not (_first_of_two(paragraph, last, line, measure)):
        return _breaks_off(paragraph, lines, at) if _OPEN_END.search(last) else False
    return not _apart(paragraph, lines, at, measure)


def _first_of_two(paragraph: str, last: str, line: str, measure: _LineWidth) -> bool:
    """Return whether a paragraph's first line is short only by its indent, which was lost in copying."""
    if paragraph != last or _is_ended(last) or not _STOPS.search(last) or measure.exact:
        return False
    return measure.full(last + "\u3000\u3000", line)


def _apart(paragraph: str, lines: Sequence[str], at: int, measure: _LineWidth) -> bool:
    """Return whether a line begins something new although the preceding line is full."""
    line = lines[at]
    if line[:1] in _CLOSING_SIGNS or (_IN_FIGURE.search(paragraph) and line[:1].isdigit()):
        return False
    if _is_cell(line) and _is_cell(paragraph):
        return True
    if _is_open(paragraph):
        return False
    if _ROW_OF_FIGURES.match(line) and paragraph[-1] not in " \t|" and not _MANY_FIGURES.search(paragraph):
        return True
    if _MANY_FIGURES.search(paragraph):
        return not (line[:1].isdigit() or line[:1] in " \t|/—-") or bool(_ENTRY.match(line))
    if _OPEN_END.search(paragraph):
        return False
    if _PART.match(line):
        return True
    heading = _PART.match(paragraph) and not _STOPS.search(paragraph) and not _ends_in_figures(paragraph)
    if heading and not "\u4e00" <= line[0] <= "\u9fff":
        return True
    if _ENTRY.match(line) and (_is_ended(paragraph) or not _STOPS.search(paragraph)):
        return True
    if _INDENTED.match(line) and "\t" not in paragraph and not measure.exact:
        return True
    if _TITLE.fullmatch(paragraph.strip()) or _is_signature(lines, at):
        return True
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return _is_ended(paragraph) and not _is_ended(line.rstrip()) and not measure.full(line, below)


def _is_framed(line: str) -> bool:
    """Return whether a line is a whole row between bars, a border, or a mark for something other than text."""
    text = line.strip()
    return (text[:1] == "|" and text[-1:] == "|") or text.startswith(_BORDERS) or not text.strip("-=*_ \t")


def _ends_in_figures(text: str) -> bool:
    """Return whether a text ends in a separate figure, or in the stroke for none; the last character decides for most texts."""
    return (text[-1:].isdecimal() or text[-1:] in "/—-") and _FIGURES.search(text) is not None


def _is_cell(line: str) -> bool:
    """Return whether a line is one cell after a tab."""
    return line.startswith("\t") and line.count("\t") == 1


def _is_open(paragraph: str) -> bool:
    """Return whether an opened bracket is not closed yet."""
    return paragraph.rfind("（") > paragraph.rfind("）") or paragraph.rfind("《") > paragraph.rfind("》")


def _is_ended(text: str) -> bool:
    """Return whether a text ends like a sentence."""
    return text[-1:] in _ENDS or (text[-1:] in _BEHIND_END and text[-2:-1] in _ENDS)


def _is_signature(lines: Sequence[str], at: int) -> bool:
    """Return whether a line is a date, or a name above a date or at the end."""
    if _DATE.match(lines[at]):
        return True
    below = next((line for line in lines[at + 1 :] if line.strip()), "")
    return bool(_NAME.match(lines[at])) and (not below or bool(_DATE.match(below)))


def _breaks_off(paragraph: str, lines: Sequence[str], at: int) -> bool:
    """Return whether running text stops in the middle of a sentence that this line continues."""
    line = lines[at]
    if len(paragraph) < _RUNNING or "\t" in line or "|" in line or "\t" in paragraph or "|" in paragraph:
        return False
    if _is_open(paragraph):
        return not _PART.match(line)
    if (
        _is_ended(paragraph.rstrip())
        or not _STOPS.search(paragraph)
        or _TITLE.fullmatch(paragraph.strip())
        or _ends_in_figures(paragraph)
    ):
        return False
    if _PART.match(line) or _ENTRY.match(line) or _INDENTED.match(line) or _LABELLED.match(line):
        return False
    if not _INNER.search(line) or _is_signature(lines, at):
        return False
    return paragraph.rstrip()[-1] not in "）)》”】" or line[:1] in _CLOSING_SIGNS


def _glue(before: str, after: str, measure: _LineWidth | None) -> str:
    """Return the separator of two joined lines: a blank between figures of a row or two Latin words, otherwise nothing."""
    if before[-1:] in " \t|" or after[:1] in " \t|":
        return ""
    if _ends_in_figures(before):
        return "" if measure is not None and measure.exact else " "
    return " " if _WORD_START.match(after) and _WORD_END.search(before) else ""
