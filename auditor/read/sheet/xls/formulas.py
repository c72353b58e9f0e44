"""Parser of Excel 97 to 2003 formulas, which are stored as tokens ([MS-XLS] 2.5.198): sums and differences as trees."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from auditor.read.sheet.formulas import Axis, FormulaNode, NotUnderstood, Reference, Signed, Sum, references

_ADD, _SUBTRACT, _PLUS, _MINUS, _PAREN, _ATTRIBUTE, _INT, _NUM, _POINTS, _MISSING = (
    *(0x03, 0x04, 0x12, 0x13, 0x15, 0x19),
    *(0x1E, 0x1F, 0x01, 0x16),
)
_FUNCTION, _REF, _AREA, _REF_N, _AREA_N, _REF_3D, _AREA_3D = 0x22, 0x24, 0x25, 0x2C, 0x2D, 0x3A, 0x3B
_SUM_FUNCTION = 4
_SUM_ATTRIBUTE, _HARMLESS = 0x10, 0x41  # blanks and volatility change nothing
_ROW_MOVES, _COLUMN_MOVES = 0x8000, 0x4000
_MOST_TOKENS = 2_000


class SharedFormula(NamedTuple):
    """Formula of several cells: its tree, and whether it is relative to each of them."""

    tree: FormulaNode | None
    moves: bool


def points_to(tokens: bytes) -> tuple[int, int] | None:
    """Return the first cell of the formula that a cell shares with others; None if the cell has its own."""
    if len(tokens) >= 5 and tokens[0] == _POINTS:
        row, column = struct.unpack_from("<HH", tokens, 1)
        return row, column
    return None


def reads_sheets(tree: object) -> bool:
    """Return whether a formula refers to other sheets."""
    return isinstance(tree, Reference | Sum | Signed) and any(found.sheet for found in references(tree))


def formula_tree(tokens: bytes, sheets: Callable[[int], str], *, moves: bool) -> FormulaNode:
    """Parse a formula's tokens, which are in postfix order; raises NotUnderstood for all but sums and differences.

    With `moves`, references are relative to the cell. `sheets` returns the name of a sheet by its reference.
    """
    stack: list[FormulaNode] = []
    at = 0
    for _ in range(_MOST_TOKENS):
        if at >= len(tokens):
            break
        kind = tokens[at]
        base = kind if kind < 0x40 else kind & 0x1F | 0x20
        at += 1
        if base in (_REF, _AREA, _REF_N, _AREA_N, _REF_3D, _AREA_3D):
            found, size = _reference(tokens, at, base, sheets, moves=moves)
            stack.append(found)
            at += size
        elif base == _FUNCTION:
            count, function = struct.unpack_from("<BH", tokens, at)
            at += 3
            if function & 0x7FFF != _SUM_FUNCTION or not 0 < count <= len(stack):
                raise NotUnderstood
            stack[-count:] = [Sum(tuple(stack[-count:]))]
        elif base == _ATTRIBUTE:
            if tokens[at] == _SUM_ATTRIBUTE:
                stack.append(Sum((stack.pop(),)))
            elif tokens[at] & ~_HARMLESS:
                raise NotUnderstood
            at += 3
        else:
            at += _operator(tokens, at, base, stack)
    if len(stack) != 1 or at < len(tokens):
        raise NotUnderstood
    return stack[0]


def _operator(tokens: bytes, at: int, kind: int, stack: list[FormulaNode]) -> int:
    """Apply a sign or a constant to the stack; return the number of bytes after its first."""
    if kind in (_ADD, _SUBTRACT):
        right, left = stack.pop(), stack.pop()
        stack.append(Signed(((1, left), (1 if kind == _ADD else -1, right))))
    elif kind == _MINUS:
        stack.append(Signed(((-1, stack.pop()),)))
    elif kind == _INT:
        stack.append(float(struct.unpack_from("<H", tokens, at)[0]))
        return 2
    elif kind == _NUM:
        stack.append(struct.unpack_from("<d", tokens, at)[0])
        return 8
    elif kind not in (_PLUS, _PAREN):
        raise NotUnderstood
    return 0


def _reference(
    tokens: bytes, at: int, kind: int, sheets: Callable[[int], str], *, moves: bool
) -> tuple[Reference, int]:
    """Return a reference and its length in bytes."""
    sheet, start = "", at
    if kind in (_REF_3D, _AREA_3D):
        sheet = sheets(struct.unpack_from("<H", tokens, at)[0])
        if not sheet:
            raise NotUnderstood
        at += 2
    if kind in (_REF, _REF_N, _REF_3D):
        row, column = struct.unpack_from("<HH", tokens, at)
        top, left = _axes(row, column, moves=moves)
        return Reference(sheet, top, left, top, left), at + 4 - start
    first, last, left_column, right_column = struct.unpack_from("<4H", tokens, at)
    top, left = _axes(first, left_column, moves=moves)
    bottom, right = _axes(last, right_column, moves=moves)
    return Reference(sheet, top, left, bottom, right), at + 8 - start


def _axes(row: int, column: int, *, moves: bool) -> tuple[Axis, Axis]:
    """Return row and column of a reference; with `moves`, relative ones are signed distances."""
    place = column & 0x3FFF
    if not moves:
        return Axis(row, False), Axis(place, False)
    row_moves, column_moves = bool(column & _ROW_MOVES), bool(column & _COLUMN_MOVES)
    if row_moves and row >= 0x8000:
        row -= 0x10000
    if column_moves and place & 0x80:
        place = (place & 0xFF) - 0x100
    return Axis(row, row_moves), Axis(place, column_moves)
