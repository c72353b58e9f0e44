"""Tables without lines: text that stands in columns over several lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from auditor.read.pdf_lines import Line, Run, join_lines
from auditor.read.pdf_native import Box
from auditor.read.pdf_tables import ENTRY, Spot, Table, TableCell

_COLUMN_GAP = 0.4
_FIGURE_GAP = 0.2
_LEAST_COLUMNS, _LEAST_LINES = 3, 3
_MOST_BETWEEN = 16
_NEAR = 2.0
_LOOSER = 0.3
_ALIGNED = 0.7
_FIGURE = re.compile(r"[\d.,]+%?")


@dataclass(slots=True)
class _Piece:
    """Text of one line without a wide gap; `line` counts the lines of the table."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    line: int

    @property
    def figure(self) -> bool:
        return bool(_FIGURE.fullmatch(self.text))

    def under(self, above: _Piece) -> bool:
        """Whether it stands below another piece, both set from the same left edge or about the same middle."""
        if min(self.right, above.right) <= max(self.left, above.left):
            return False
        slack = _ALIGNED * (self.bottom - self.top)
        middles = abs(self.left + self.right - above.left - above.right) / 2
        return abs(self.left - above.left) <= slack or middles <= slack


@dataclass(slots=True)
class _Cell:
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return join_lines(piece.text for piece in self.pieces)

    @property
    def box(self) -> Box:
        return (
            min(piece.left for piece in self.pieces),
            self.pieces[0].top,
            max(piece.right for piece in self.pieces),
            self.pieces[-1].bottom,
        )

    @property
    def middle(self) -> float:
        return (self.pieces[0].top + self.pieces[-1].bottom) / 2


def split_columns(lines: list[Line], page: int) -> list[Line | Table]:
    """The lines, those that stand in columns made to tables."""
    found: list[Line | Table] = []
    pieces = [_pieces(line, number) for number, line in enumerate(lines)]
    done = number = 0
    while number < len(lines):
        if _in_columns(pieces[number]):
            start, end = _start(pieces, done, number), _end(pieces, number)
            table = _table(pieces[start:end], page)
            if table is not None:
                found += lines[done:start]
                found.append(table)
                done = number = end
                continue
        number += 1
    return found + lines[done:]


def _pieces(line: Line, number: int) -> list[_Piece]:
    high = line.bottom - line.top
    groups: list[list[Run]] = []
    for run in line.runs:
        last = groups[-1][-1] if groups else None
        if last is not None:
            figures = last.text[-1].isdigit() and run.text[0].isdigit()
            if run.left - last.right < high * (_FIGURE_GAP if figures else _COLUMN_GAP):
                groups[-1].append(run)
                continue
        groups.append([run])
    return [
        _Piece(Line(group, line.top, line.bottom).text, group[0].left, group[-1].right, line.top, line.bottom, number)
        for group in groups
    ]


def _start(pieces: list[list[_Piece]], least: int, number: int) -> int:
    """Where the lines in columns begin, heads of fewer columns and the first lines of a label included."""
    heads = pieces[number]
    while number > least:
        line, gap = pieces[number - 1], pieces[number][0].top - pieces[number - 1][0].bottom
        high = line[0].bottom - line[0].top
        label = line[0].right < heads[1].left and gap < _LOOSER * high and bool(heads[0].text)
        if gap > _NEAR * high or not (len(line) > 1 or (label and pieces[number][0].under(line[0]))):
            break
        number -= 1
    return number


def _end(pieces: list[list[_Piece]], start: int) -> int:
    """Where the lines in columns that begin at `start` end; some lines with fewer pieces in between belong to them."""
    end, number = start + 1, start + 1
    figures = _first_figure(pieces[start])
    while number < min(len(pieces), end + _MOST_BETWEEN):
        piece = pieces[number][0]
        if piece.top - pieces[number - 1][0].bottom > _NEAR * (piece.bottom - piece.top):
            break
        if len(pieces[number]) == 1 and piece.right > figures:
            break  # a heading or running text below figures
        figures = min(figures, _first_figure(pieces[number]))
        number += 1
        if _in_columns(pieces[number - 1]):
            end = number
    return _rest_of_label(pieces, start, end)


def _in_columns(line: list[_Piece]) -> bool:
    """Whether a line stands in columns: three pieces, or a label and a figure."""
    return len(line) >= _LEAST_COLUMNS or (len(line) > 1 and line[-1].figure and not line[0].figure)


def _first_figure(line: list[_Piece]) -> float:
    return min((piece.left for piece in line if piece.figure), default=inf)


def _rest_of_label(pieces: list[list[_Piece]], start: int, end: int) -> int:
    """The end moved down over lines that only continue the last label."""
    figures = [piece.left for line in pieces[start:end] for piece in line if piece.figure]
    while end < len(pieces) and figures:
        piece, high = pieces[end][0], pieces[end][0].bottom - pieces[end][0].top
        near = piece.top - pieces[end - 1][0].bottom < _LOOSER * high
        if len(pieces[end]) > 2 or not near or pieces[end][-1].right > min(figures) or ENTRY.match(piece.text):
            break
        end += 1
    return end


def _table(lines: list[list[_Piece]], page: int) -> Table | None:
    if sum(_in_columns(line) for line in lines) < _LEAST_LINES or len(_columns(lines)) < _LEAST_COLUMNS - 1:
        return None
    figures = _columns([[piece for piece in line if piece.figure] for line in lines])
    rows = [
        [_table_cell(cell, page) for cell in _with_blanks(row, figures)] for row in _rows(_cells(lines), figures, lines)
    ]
    pieces = [piece for line in lines for piece in line]
    xs = [min(piece.left for piece in pieces), max(piece.right for piece in pieces)]
    return Table(rows, xs, pieces[0].top, pieces[-1].bottom, exact=False, last_page=page)


def _columns(lines: list[list[_Piece]]) -> list[tuple[float, float]]:
    """The columns the pieces stand in, from left to right."""
    columns: list[tuple[float, float]] = []
    for piece in sorted((piece for line in lines for piece in line), key=lambda piece: piece.left):
        if columns and piece.left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], piece.right)
        else:
            columns.append((piece.left, piece.right))
    return columns


def _cells(lines: list[list[_Piece]]) -> list[_Cell]:
    """Pieces of words that follow each other closely down a column as one cell; a figure is one by itself."""
    words = [piece for line in lines for piece in line if not piece.figure]
    figured = {line[0].line for line in lines if sum(piece.figure for piece in line) > 1}
    first = min((piece.left for line in lines for piece in line if piece.figure), default=inf)
    heads = {
        line[0].line
        for line in lines
        if line[0].line not in figured and line[-1].left >= first - line[-1].bottom + line[-1].top
    }
    links = [(above, piece) for piece in words if (above := _above(piece, words)) is not None]
    gaps = sorted(piece.top - above.bottom for above, piece in links)
    tight = gaps[len(gaps) // 4] if gaps else 0.0
    cells: dict[int, _Cell] = {}
    parents = {id(piece): above for above, piece in links if not _parted(above, piece, tight, figured, heads)}
    for line in lines:
        for piece in line:
            above = parents.get(id(piece))
            cell = cells[id(above)] if above is not None else _Cell()
            seen = {other.line for other in cell.pieces} & figured
            if seen and piece.line in figured:
                cell = _Cell()
            cell.pieces.append(piece)
            cells[id(piece)] = cell
    return list({id(cell): cell for cell in cells.values()}.values())


def _above(piece: _Piece, words: list[_Piece]) -> _Piece | None:
    found = [other for other in words if other.line < piece.line and piece.under(other)]
    return max(found, key=lambda other: other.bottom, default=None)


def _parted(above: _Piece, piece: _Piece, tight: float, figured: set[int], heads: set[int]) -> bool:
    looser = piece.top - above.bottom > tight + _LOOSER * (piece.bottom - piece.top)
    other = (above.line in figured and piece.line in figured) or (above.line in heads and piece.line not in heads)
    return looser or other or bool(ENTRY.match(piece.text))


def _rows(cells: list[_Cell], figures: list[tuple[float, float]], lines: list[list[_Piece]]) -> list[list[_Cell]]:
    """Each line of figures with the labels nearest to it is a row; what stands above or under the figures' columns is not."""
    anchors = [(line[0].top + line[0].bottom) / 2 for line in lines if any(piece.figure for piece in line)]
    rows: list[list[_Cell]] = [[] for _ in anchors]
    others: list[_Cell] = []
    for cell in cells:
        label = not figures or cell.box[2] <= figures[0][0] or cell.pieces[0].figure
        near = min(range(len(anchors)), key=lambda n: abs(anchors[n] - cell.middle), default=None)
        _, top, _, bottom = cell.box
        if near is not None and (top <= anchors[near] <= bottom or (label and top > anchors[0])):
            rows[near].append(cell)
        else:
            others.append(cell)
    whole = [(anchor, sorted(row, key=lambda cell: cell.box[0])) for anchor, row in zip(anchors, rows, strict=True)]
    whole += [(row[0].middle, row) for row in _levels(others)]
    return [row for _, row in sorted(whole, key=lambda item: item[0]) if row]


def _levels(cells: list[_Cell]) -> list[list[_Cell]]:
    """Head cells sorted into rows by their middles."""
    ordered = sorted(cells, key=lambda cell: cell.middle)
    rows = [[cell] for cell in ordered[:1]]
    for before, cell in pairwise(ordered):
        high = cell.pieces[0].bottom - cell.pieces[0].top
        if cell.middle - before.middle < high / 2:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.box[0]) for row in rows]


def _with_blanks(row: list[_Cell], figures: list[tuple[float, float]]) -> list[_Cell | Box]:
    """A row of figures with the box of an empty cell in each column of figures in which it has none."""
    whole: list[_Cell | Box] = list(row)
    if sum(cell.pieces[0].figure for cell in row) > 1:
        label = max((cell.box[2] for cell in row if not cell.pieces[0].figure), default=-1.0)
        _, top, _, bottom = row[-1].box
        for left, right in figures:
            if left >= label and not any(cell.box[0] < right and cell.box[2] > left for cell in row):
                whole.append((left, top, right, bottom))
    return sorted(whole, key=lambda cell: cell.box[0] if isinstance(cell, _Cell) else cell[0])


def _table_cell(cell: _Cell | Box, page: int) -> TableCell:
    text, box = (cell.text, cell.box) if isinstance(cell, _Cell) else ("", cell)
    return TableCell(text, box[0], box[2], 1, [Spot(text, page, box)])
