"""Finder of tables in plain text, in the layouts that converters and people use when the ruling lines of the table are lost.

Layouts, each seen in published text: one cell per line after a tab, with a blank line between rows; cells ending in « |», one per
line, with runs of bars for blank cells; the cells of a row on one line between bars or tabs; Markdown; and, last, bare lines of
label and figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from auditor.chinese.heading_numbers import is_numbered_heading
from auditor.read.base.builder import Rows
from auditor.read.text.ruled import boxed, dashed
from auditor.read.text.spans import merge_repeated, without_fillers

# The end of a section's heading, which no label of that length has; with its number it may follow a tab, or have one after the number.
_NAMED = re.compile(r"\W*(?:[一二三四五六]\W+)?[\u4e00-\u9fff][\u4e00-\u9fff、，和及 \u3000]{7,40}(?:情况|事项)\W*")
_NUMBERED_PART = re.compile(
    r"\s*[（(]?(?:[一二三四五六]|第[一二三四五六]部分)\W+[\u4e00-\u9fff、，和及]{2,40}(?:情况|事项|措施|概述|概况)\W*"
)
# The beginning of such a heading between bars.
_PART_IN_BARS = re.compile(r"[\s|｜]*[（(]?[一二三四五六第]")
_BAR = re.compile(r"(?<!\\)\|")
_SHORTEST_PART = len("一、概述情况")
_LONE_NUMBER = re.compile(r"\s*[一二三四五六]\s*[、.．]?\s*")
_RULE_SIGNS, _RULE = re.compile(r"[\s|:+\-=─━┄┈—]+"), re.compile(r"[\-─━:=]{2}")
_FIGURE = re.compile(r"^[\d０-９][\d０-９,，.．]*$|^[/／—\-–无]$")
_SENTENCE = re.compile(r"[。；！？]")
_SPACED = re.compile(r"^(?P<label>\S.*?\D)\s+(?P<figures>(?:[\d.,/—-]+\s+){2,}[\d.,/—-]+)$")
# The place where a group's name and a row's label meet: «三、本年度办理结果 （一）予以公开».
_GROUPED = re.compile(r"\s+(?=[（(][一二三四五六七八九十]{1,2}[)）]|\d{1,2}[.．、]\D)")
_SHORT = 60


@dataclass(frozen=True, slots=True)
class FoundTable:
    """Table that ends before line `end`: the texts of its cells, row by row, or the `cells` where more is known of them.

    `stream` is set if its row breaks are lost, `exact` if the column of every cell is known.
    """

    texts: list[list[str]]
    end: int
    stream: bool = False
    exact: bool = False
    cells: Rows = field(default_factory=list)


def find_table(lines: list[str], start: int) -> FoundTable | None:
    """Find the table that begins at this line, in any layout; None if none does."""
    line = lines[start]
    if len(line) >= _SHORTEST_PART and _is_part(line):
        return None
    if "+" in line and (drawn := boxed(lines, start)):
        rows, end = drawn
        return FoundTable([], end, exact=True, cells=rows)
    if "--" in line or (start + 1 < len(lines) and "-- " in lines[start + 1]):
        drawn = dashed(lines, start)
        if drawn:
            rows, end = drawn
            return FoundTable([], end, cells=rows)
    if line[:1] == "\t" and line.count("\t") == 1:
        found = _cell_lines(lines, start)
        if found:
            return found
    if "\t" in line:
        return _tab_rows(lines, start)
    if "|" in line or "｜" in line:
        return _bars(lines, start)
    return _bare_figures(lines, start)


def _is_part(line: str) -> bool:
    """Return whether a line is the numbered heading of a section, including one after a tab or with a tab after its number."""
    return len(line) >= _SHORTEST_PART and _NUMBERED_PART.fullmatch(line) is not None and line.count("\t") < 3


def _is_heading(lines: list[str], at: int) -> bool:
    """Return whether a line is a heading: numbered, worded like a section's, or a lone number above such a line."""
    if is_numbered_heading(lines[at]) or _NAMED.fullmatch(lines[at]):
        return True
    return bool(_LONE_NUMBER.fullmatch(lines[at])) and bool(_NAMED.fullmatch(_below(lines, at)))


def _below(lines: list[str], at: int) -> str:
    return next((line for line in lines[at + 1 : at + 4] if line.strip()), "")


def _cell_lines(lines: list[str], start: int) -> FoundTable | None:
    """Read one cell per line after a tab, with a blank line after each row; a cell may continue in lines without a tab."""
    rows: list[list[str]] = [[]]
    at = start
    while at < len(lines):
        line = lines[at]
        if len(line) >= _SHORTEST_PART and _is_part(line):
            break
        if line[:1] == "\t" and "\t" not in (cell := line[1:]):
            rows[-1].append(cell)
        elif not line.strip():
            ahead = _continuation(lines, at) if rows[-1] else None
            if ahead is None:
                rows.append([])
            else:
                rows[-1][-1] += "\n" + lines[ahead].strip()
                at = ahead
        elif rows[-1] and _goes_on(lines, at):
            rows[-1][-1] += "\n" + line.strip()
        else:
            break
        at += 1
    filled = [row for row in rows if row]
    cells = [cell.strip() for row in filled for cell in row]
    short = sum([len(cell) <= 12 for cell in cells])
    if len(cells) < 3 or short * 2 < len(cells):
        return None
    while at > start and not lines[at - 1].strip() and not lines[at - 1].startswith("\t"):
        at -= 1
    return FoundTable(filled, at)


def _continuation(lines: list[str], blank: int) -> int | None:
    """Return the line after a blank one that is the rest of a broken cell («总», blank, «计»), known from the row going on after it."""
    at = blank
    while at < len(lines) and not lines[at].strip() and not lines[at].startswith("\t"):
        at += 1
    if at + 1 >= len(lines) or lines[at].startswith("\t") or at == blank:
        return None
    rest = lines[at].strip()
    return at if 0 < len(rest) <= 4 and lines[at + 1].startswith("\t") and not is_numbered_heading(rest) else None


def _goes_on(lines: list[str], at: int) -> bool:
    """Return whether a line without a tab, right after a cell, is the rest of that cell because another cell follows at once."""
    follows = at + 1 < len(lines) and lines[at + 1].startswith("\t")
    return follows and not _is_heading(lines, at) and len(lines[at]) <= _SHORT


def _tab_rows(lines: list[str], start: int) -> FoundTable | None:
    """Read rows whose cells are separated by tabs; a row ends with its line."""
    rows: list[list[str]] = []
    at = start
    while at < len(lines) and ("\t" in lines[at] or not lines[at].strip()) and not _is_part(lines[at]):
        if "\t" in lines[at]:
            rows.append(lines[at].split("\t"))
        elif not (at + 1 < len(lines) and "\t" in lines[at + 1].rstrip("\t")):
            break
        at += 1
    cells = list(filter(None, [cell.strip() for row in rows for cell in row]))
    if len(rows) < 2 or len(cells) < 4 or sum([len(cell) > _SHORT for cell in cells]) * 4 > len(cells):
        return None
    return FoundTable(rows, at)


def _bars(lines: list[str], start: int) -> FoundTable | None:
    """Read cells between bars: whole rows (also Markdown), or a stream of cells where lines only end in a bar."""
    end = start
    while end < len(lines) and (("|" in lines[end] and len(lines[end]) < _SHORTEST_PART) or _barred(lines, end)):
        end += 1
    block = [line.strip().replace("｜", "|") for line in lines[start:end] if line.strip()]
    if not block or (len(block) < 2 and block[0].count("|") < 2):
        return None
    open_lines = [line for line in block if line[0] != "|"]
    ending = sum([line.endswith("|") and "|" not in line.strip("|") for line in open_lines])
    if ending * 2 > len(block) - sum([not line.strip("|") for line in block]):
        return _bar_stream(lines, block, end)
    rows = [line for line in block if not _is_rule(line)]
    # If most rows have an outer bar, it only closes the row; if few have one, the cell outside it is blank.
    opened = sum([line[0] == "|" for line in rows]) * 2 > len(rows)
    closed = sum([line[-1] == "|" for line in rows]) * 2 > len(rows)
    texts = without_fillers([[t.strip() for t in _bar_row(line, opened=opened, closed=closed)] for line in rows])
    merged = merge_repeated(texts) if len(rows) < len(block) and opened else None
    return FoundTable(texts, end, exact=merged is not None, cells=merged or [])


def _barred(lines: list[str], at: int) -> bool:
    """Return whether a line belongs to a barred table.

    It contains a bar, or it is blank, a border or a row's last figure and the next line contains a bar.
    """
    line = lines[at]
    if "|" in line or "｜" in line:
        return not (_PART_IN_BARS.match(line) and _is_part(line.strip(" |｜")))
    between = at + 1 < len(lines) and ("|" in lines[at + 1] or "｜" in lines[at + 1])
    return between and (not line.strip() or _is_rule(line) or _last_cell(line))


def _is_rule(line: str) -> bool:
    """Return whether a line consists of a border only."""
    return _RULE_SIGNS.fullmatch(line) is not None and _RULE.search(line) is not None


def _bar_row(line: str, *, opened: bool, closed: bool) -> list[str]:
    line = line.removeprefix("|") if opened else line
    line = line.removesuffix("|") if closed else line
    return _BAR.split(line) if "\\" in line else line.split("|")


def _bar_stream(lines: list[str], block: list[str], end: int) -> FoundTable:
    """Read cells one per line, each closed by a bar; n bars alone are n blank cells, and the last cell has no bar."""
    cells: list[str] = []
    for line in block:
        text = line.strip("|").strip()
        if text and "|" not in text:
            cells.append(text)
        elif text:
            cells.extend([part.strip() for part in text.split("|")])
        else:
            cells.extend([""] * line.count("|"))
    if end < len(lines) and _last_cell(lines[end]):
        cells.append(lines[end].strip())
        end += 1
    return FoundTable([cells], end, stream=True)


def _last_cell(line: str) -> bool:
    return bool(_FIGURE.match(line.strip()))


def _bare_figures(lines: list[str], start: int) -> FoundTable | None:
    """Read lines without any sign of a table: «规章 0 0 0» rows, or one label or figure per line, as pasted from a viewer."""
    first = lines[start].strip()
    if not first or len(first) > _SHORT:
        return None
    if _SPACED.match(first):
        return _spaced_rows(lines, start)
    if _FIGURE.match(first) or not _figure_ahead(lines, start):
        return None
    cells: list[str] = []
    figures, at = 0, start
    while at < len(lines):
        text = lines[at].strip()
        if text and (
            len(text) > _SHORT or _SENTENCE.search(text) or (_is_heading(lines, at) and not _followed(lines, at))
        ):
            break
        if text:
            cells.append(text)
            figures += bool(_FIGURE.match(text))
        at += 1
    return FoundTable([cells], at, stream=True) if figures >= 3 else None


def _figure_ahead(lines: list[str], start: int) -> bool:
    """Return whether only short lines (headings and labels of a table, blank ones between) precede the next figure."""
    seen = 0
    for at in range(start, len(lines)):
        text = lines[at].strip()
        if not text:
            continue
        if at > start and _FIGURE.match(text):
            return True
        seen += 1
        if seen > 24 or "|" in text or len(text) > _SHORT or _SENTENCE.search(text):
            return False
        if _is_heading(lines, at):
            below = next((line.strip() for line in lines[at + 1 :] if line.strip()), "")
            return bool(_FIGURE.match(below))
    return False


def _followed(lines: list[str], at: int) -> bool:
    """Return whether a figure is on one of the next lines, which makes «一、本年新收…» a row, not a heading."""
    ahead = [line.strip() for line in lines[at + 1 : at + 6] if line.strip()]
    return any(_FIGURE.match(line) for line in ahead[:2])


def _spaced_rows(lines: list[str], start: int) -> FoundTable | None:
    rows: list[list[str]] = []
    at = start
    while at < len(lines):
        match = _SPACED.match(lines[at].strip())
        if match:
            rows.append([*_GROUPED.split(match["label"]), *match["figures"].split()])
        elif lines[at].strip():
            break
        at += 1
    return FoundTable(rows, at)
