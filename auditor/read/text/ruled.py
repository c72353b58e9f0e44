"""Tables drawn with characters: boxes, Pandoc's grid tables (cells of several lines, spans), and its columns under dashes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.read.base.builder import RawCell, Rows

_CORNERS = "┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╭╮╯╰┝┿┥┠╂┨┯┷┰┸╒╤╕╞╪╡╘╧╛╓╥╖╟╫╢╙╨╜"
_BOX = str.maketrans(dict.fromkeys(_CORNERS, "+") | dict.fromkeys("─━═┄┈╌", "-") | dict.fromkeys("│┃║┆┊╎", "|"))
_BOX_SIGN = re.compile(f"[{_CORNERS}│┃║┆┊╎]")
_BORDER = re.compile(r"\s*\+[-=:+]*[-=][-=:+]*\+\s*$")
_DASHES = re.compile(r"\s*-{2,}(?:[ \t]+-{2,})+\s*$")
_RULE = re.compile(r"\s*-{8,}\s*$")
_RULE_PART = re.compile(r"[-=:]+")
_MOST_ROWS = 3000
Cut = tuple[int, int, str]


def is_drawn(text: str) -> bool:
    """Return whether a text contains box-drawing characters."""
    return _BOX_SIGN.search(text) is not None


def ascii_lines(lines: list[str]) -> list[str]:
    """Replace the box-drawing characters in the lines with ASCII, where there are any."""
    return [line.translate(_BOX) if _BOX_SIGN.search(line) else line for line in lines]


def boxed(lines: Sequence[str], start: int) -> tuple[Rows, int] | None:
    """Read the box whose upper border is this line: its cells with columns and spans, and the number of the line after it.

    None if the line is not the border of a box.
    """
    if not _BORDER.match(lines[start]):
        return None
    end = start + 1
    while end < min(len(lines), start + _MOST_ROWS) and lines[end].strip()[:1] in tuple("+|"):
        end += 1
    block = [line.strip() for line in lines[start:end]]
    cuts = max(([_cut(line, wide) for line in block] for wide in (2, 1)), key=_agreement)
    if end - start < 3 or _agreement(cuts) < len(block) * 0.9:
        return None
    drawing = _DrawnBox()
    for cut in cuts:
        drawing.add(cut)
    return drawing.rows(), end


def _cut(line: str, wide: int) -> list[Cut]:
    """Return the texts between the bars and corners of a line, each with the columns of both sides."""
    found: list[Cut] = []
    column, last, begun = 0, -1, 0
    for place, sign in enumerate(line):
        corner = sign == "+" and (line[place + 1 : place + 2] in ("-", "=", ":") or line[max(place - 1, 0)] in "-=:+")
        if sign == "|" or corner:
            if last >= 0:
                found.append((last, column, line[begun:place]))
            last, begun = column, place + 1
        column += 1 if sign.isascii() else wide
    return found


def _agreement(cuts: Sequence[Sequence[Cut]]) -> int:
    """Count the lines that end where the first one ends."""
    return sum(bool(cut) and bool(cuts[0]) and cut[-1][1] == cuts[0][-1][1] for cut in cuts)


@dataclass(slots=True)
class _Open:
    """Cell that has begun: its first row and its lines."""

    row: int
    texts: list[str]


@dataclass(slots=True)
class _DrawnBox:
    """Box read line by line: a cell ends where a border runs below the whole cell."""

    row: int = -1
    open: dict[tuple[int, int], _Open] = field(default_factory=dict)
    closed: list[tuple[int, int, _Open, int]] = field(default_factory=list)

    def add(self, cut: list[Cut]) -> None:
        """Take in a line."""
        rules = [(left, right) for left, right, text in cut if _RULE_PART.fullmatch(text)]
        if rules:
            self.row += 1
            self._close(rules)
        for left, right, text in cut:
            if (left, right) not in rules:
                self.open.setdefault((left, right), _Open(self.row, [])).texts.append(text.strip())

    def _close(self, rules: list[tuple[int, int]]) -> None:
        stretches: list[tuple[int, int]] = []
        for left, right in rules:
            if stretches and stretches[-1][1] == left:
                stretches[-1] = stretches[-1][0], right
            else:
                stretches.append((left, right))
        for cell in [key for key in self.open if any(left <= key[0] and key[1] <= right for left, right in stretches)]:
            self.closed.append((*cell, self.open.pop(cell), self.row))

    def rows(self) -> Rows:
        """Return the cells by the row in which they begin."""
        self.closed += [(*cell, begun, self.row) for cell, begun in self.open.items()]
        lefts = sorted({left for left, *_ in self.closed})
        rows: Rows = [[] for _ in range(self.row + 1)]
        for left, right, begun, end in sorted(self.closed, key=lambda cell: cell[:2]):
            across = sum(left <= other < right for other in lefts)
            text = "\n".join(filter(None, begun.texts))
            rows[max(begun.row, 0)].append(RawCell(text, lefts.index(left), max(end - begun.row, 1), across))
        return [row for row in rows if row]


def dashed(lines: Sequence[str], start: int) -> tuple[Rows, int] | None:
    """Read a table whose columns are marked by a line of dashes, at this line or below its column headings."""
    at, several = start, bool(_RULE.match(lines[start]))
    while at < min(len(lines), start + 6) and not _DASHES.match(lines[at]):
        if not lines[at].strip() or (not several and at > start):
            return None
        at += 1
    if at >= len(lines) or not _DASHES.match(lines[at]):
        return None
    begins = [match.start() for match in re.finditer(r"-+", lines[at])]
    heads = [_split(line, begins) for line in lines[start + several : at]]
    rows, end = _body(lines, at + 1, begins, several)
    if not rows:
        return None
    return [[RawCell(text) for text in row] for row in ([_stack(heads)] if heads else []) + rows], end


def _body(lines: Sequence[str], at: int, begins: list[int], several: bool) -> tuple[list[list[str]], int]:
    """Return the rows under the dashes: a line each, or with `several`, all lines up to a blank one."""
    rows: list[list[str]] = []
    group: list[list[str]] = []
    while at < len(lines):
        line = lines[at]
        closing = _DASHES.match(line) or _RULE.match(line)
        if closing or not line.strip():
            rows += [_stack(group)] if group else []
            group = []
            if closing or not several:
                return rows, at + 1
        elif several:
            group.append(_split(line, begins))
        else:
            rows.append(_split(line, begins))
        at += 1
    return rows + ([_stack(group)] if group else []), at


def _split(line: str, begins: list[int]) -> list[str]:
    """Cut a line at the columns where cells begin; a Han character takes two columns."""
    cells = [""] * len(begins)
    column = number = 0
    for sign in line:
        while number + 1 < len(begins) and column >= begins[number + 1]:
            number += 1
        cells[number] += sign
        column += 1 if sign.isascii() else 2
    return [cell.strip() for cell in cells]


def _stack(lines: list[list[str]]) -> list[str]:
    """Join the lines of a row cell by cell."""
    return ["\n".join(filter(None, parts)) for parts in zip(*lines, strict=True)]
