"""Tables without ruling lines between cells: figures determine the columns and rows, to which words are assigned.

Uncertain content stays visibly unassigned: a row whose figures may be one row or two keeps every piece as a cell of its
own, so that its cells do not fit the table's columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from auditor.read.layout.ruled.lattice import RulingLine
from auditor.read.layout.ruled.tables import LayoutCell, LayoutTable, Spot
from auditor.read.layout.unruled.figures import FigureRow, Width, column_widths, figure_columns, figure_rows
from auditor.read.layout.unruled.labels import share_labels
from auditor.read.layout.unruled.pieces import CellMeasure, ColumnEdges, Stack, TextPiece, measure, stacks

_LEAST_LINES = 3
_MANY_FIGURES = 5
_NARROWER = 0.8
_SHARED = 0.3
GROWN = "旁边的文字伸进了这一格，分不清格子里的数"


def table_of(
    lines: list[list[TextPiece]], page: int, across: Sequence[RulingLine], before: Sequence[Width], *, whole: bool
) -> tuple[LayoutTable, int, list[Width]] | None:
    """Return the table that lines in columns form, the number of lines it uses, and its columns; None if there is none.

    `across` are horizontal ruling lines that may separate rows, `before` the columns of the preceding table, which may
    continue here; `whole` says that the lines reach the end of the page, where a row may break.
    """
    columns, sure = figure_columns(lines)
    if not _is_table(lines):
        return None
    pieces = [piece for line in lines for piece in line]
    known = measure(pieces, across)
    widths = column_widths(lines, columns, before)
    rows = figure_rows(lines, widths, known, sure=sure) if columns else []
    heads, end = _named(rows, lines, columns[0][0], known, whole) if rows else (pieces, 0)
    last = end - 1 if end else lines[-1][0].line
    made = [(row.middle, _row(row, columns, lines, page)) for row in rows]
    stacked = _head_stacks([piece for piece in heads if piece.line <= last], columns, rows, known)
    made += [(level[0].middle, [stack.cell(page) for stack in level]) for level in _levels(stacked)]
    made.sort(key=lambda item: item[0])
    shown = [piece for piece in pieces if piece.line <= last]
    if not shown:
        return None
    xs = [min(piece.left for piece in shown), max(piece.right for piece in shown)]
    table = LayoutTable([row for _, row in made], xs, shown[0].top, shown[-1].bottom, exact=False, last_page=page)
    return table, last + 1 - lines[0][0].line, widths


def _named(
    rows: list[FigureRow], lines: list[list[TextPiece]], edge: float, known: CellMeasure, whole: bool
) -> tuple[list[TextPiece], int]:
    """Label the rows; return the words that are column headers, and the first line not used (0 if all are)."""
    heads = {line[0].line for line in lines if _is_head(line, edge)}
    words = [piece for line in lines for piece in line if piece.right <= edge or not piece.figure]
    beside = [piece for piece in words if piece.right <= edge and piece.line not in heads]
    rest, end = share_labels(rows, beside, heads, known, whole=whole)
    return [piece for piece in words if piece.right > edge or piece.line in heads] + rest, end


def _is_table(lines: list[list[TextPiece]]) -> bool:
    """Return whether there are enough rows, or one row that is certain: under its column headers, or with many figures."""
    figured = [line for line in lines if any(piece.figure for piece in line) and len(line) > 1]
    full = [line for line in lines if len(line) >= _LEAST_LINES or line in figured]
    if len(full) >= _LEAST_LINES or any(sum(piece.figure for piece in line) >= _MANY_FIGURES for line in figured):
        return True
    heads = [line for line in lines if len(line) > 1 and not any(piece.figure for piece in line)]
    return any(
        len(head) == len(line)
        and head[0].line < line[0].line
        and all(any(piece.meets(other.left, other.right) for other in head) for piece in line)
        for head in heads
        for line in figured
    )


def _is_head(line: list[TextPiece], edge: float) -> bool:
    return any(not piece.figure and piece.right > edge for piece in line) and not any(piece.figure for piece in line)


def _row(row: FigureRow, columns: list[ColumnEdges], lines: list[list[TextPiece]], page: int) -> list[LayoutCell]:
    """Return the cells of a row: its labels, then its figures, with a blank cell in each column without a figure.

    Words that reach into such a column at the row's height may contain its figure; the cell is then unread instead of
    blank.
    """
    cells = [stack.cell(page) for stack in row.labels.stacks()]
    if row.doubtful:
        return cells + [Stack([piece]).cell(page) for stack in row.stacks for piece in stack.pieces]
    filled = [(stack.left, stack.cell(page)) for stack in row.stacks]
    if len(row.stacks) > 1 or len(columns) > 1:
        words = _beside(row, lines)
        for left, right in columns:
            if not any(stack.left < right and stack.right > left for stack in row.stacks):
                spot = Spot("", page, (left, row.top, right, row.bottom))
                grown = any(piece.meets(left, right) for piece in words)
                filled.append((left, LayoutCell("", left, right, 1, [spot], unread=GROWN if grown else "")))
    return cells + [cell for _, cell in sorted(filled, key=lambda item: item[0])]


def _beside(row: FigureRow, lines: list[list[TextPiece]]) -> list[TextPiece]:
    """Return the words at the height of a row of figures."""
    numbers = [piece.line - lines[0][0].line for stack in row.stacks for piece in stack.pieces]
    near = lines[max(min(numbers) - 1, 0) : max(numbers) + 2]
    least = _SHARED * (row.bottom - row.top)
    return [
        piece
        for line in near
        for piece in line
        if not piece.figure and min(piece.bottom, row.bottom) - max(piece.top, row.top) > least
    ]


def _head_stacks(
    pieces: list[TextPiece], columns: list[ColumnEdges], rows: list[FigureRow], known: CellMeasure
) -> list[Stack]:
    """Return the header cells above, between and below rows.

    A header over one column is nearly as wide as the column, including half the gaps to the adjacent ones.
    """
    walls = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    if columns:
        walls = [columns[0][0], *walls, columns[-1][1]]
    width = {}
    crowd = Counter(piece.line for piece in pieces if not columns or piece.right > columns[0][0])
    for piece in pieces:
        covered = [(a, b) for a, b in pairwise(walls) if piece.meets(a, b)]
        if len(covered) == 1:
            width[id(piece)] = max(piece.right - piece.left, _NARROWER * (covered[0][1] - covered[0][0]))
    between: list[list[TextPiece]] = [[] for _ in range(len(rows) + 1)]
    for piece in pieces:
        between[sum(row.middle < (piece.top + piece.bottom) / 2 for row in rows)].append(piece)
    return [stack for own in between for stack in stacks(own, known, width, crowd)]


def _levels(cells: list[Stack]) -> list[list[Stack]]:
    """Sort header cells into rows by their middles."""
    ordered = sorted(cells, key=lambda cell: cell.middle)
    rows = [[cell] for cell in ordered[:1]]
    for before, cell in pairwise(ordered):
        if cell.middle - before.middle < cell.pieces[0].high / 2:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda cell: cell.left) for row in rows]
