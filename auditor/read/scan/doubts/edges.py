"""Content cut off at the edge of a picture: columns and rows of tables that continue beyond it, and lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from auditor.read.layout.ruled.lattice import Lattice, Slot
from auditor.read.scan.doubts.faults import cut_off
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.image import POINT, LevelPage, PixelSpan

SIDES = ("left", "top", "right", "bottom")
# A table that ends this near to the edge of its picture, as a share of the picture's longer side, may continue beyond
# it.
_NEAR = 0.02
# A column at the edge that is narrower than this share of the others is cut.
_NARROW = 0.75
# Ink that ends this near to the end of a table's ruling lines, in pixels, was cut with them.
_TOUCH = 3
_FEWEST = 3
_LARGER = 1.6


def doubt_cut(lattices: Sequence[Lattice], tables: Sequence[Sequence[ScannedCell]], sheet: LevelPage) -> set[str]:
    """Mark as unread the cells that the picture's edge cuts or may have cut; return the sides where it does."""
    cut: set[str] = set()
    for lattice, cells in zip(lattices, tables, strict=True):
        for side in SIDES:
            own = [
                (cell, slot)
                for cell, slot in zip(cells, lattice.slots, strict=True)
                if _at(slot, lattice, side) and _is_cut(lattice, slot, cell, side, sheet)
            ]
            for cell, slot in own:
                cell.unread = cut_off(side)
                if slot.col_span == 1 and side in ("left", "right"):
                    _spread(cells, lattice, slot.column, side)
            if own:
                cut.add(side)
    return cut


def cut_lines(boxes: Sequence[PixelSpan], sheet: LevelPage) -> set[str]:
    """Return the sides where lines of text run out of the picture: several at the left or right, any at the top or bottom."""
    high, wide = sheet.grey.shape
    # Watermarks, and objects on the desk next to the page, are larger than its lines.
    usual = median([box[3] - box[1] for box in boxes] or [0])
    boxes = [box for box in boxes if box[3] - box[1] <= _LARGER * usual]
    ends = {
        "left": sum(box[0] <= _TOUCH for box in boxes) >= _FEWEST,
        "right": sum(box[2] >= wide - _TOUCH for box in boxes) >= _FEWEST,
        "top": any(box[1] <= _TOUCH for box in boxes),
        "bottom": any(box[3] >= high - _TOUCH for box in boxes),
    }
    return {side for side, cuts in ends.items() if cuts}


def _spread(cells: Sequence[ScannedCell], lattice: Lattice, column: int, side: str) -> None:
    """Mark the whole column: if one of its cells is cut, all are."""
    for cell, slot in zip(cells, lattice.slots, strict=True):
        if slot.column == column and slot.col_span == 1:
            cell.unread = cut_off(side)


def _at(slot: Slot, lattice: Lattice, side: str) -> bool:
    """Return whether a cell lies along this side of its table."""
    if side == "left":
        return slot.column == 0
    if side == "right":
        return slot.column + slot.col_span == len(lattice.xs) - 1
    if side == "top":
        return slot.row == 0
    return slot.row + slot.row_span == len(lattice.ys) - 1


def _is_cut(lattice: Lattice, slot: Slot, cell: ScannedCell, side: str, sheet: LevelPage) -> bool:
    """Return whether a cell is cut at this side: no line closes it where the picture or its ink ends, or it is too narrow there."""
    left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
    top, bottom = lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]
    x = {"left": left, "right": right}.get(side, (left + right) / 2)
    y = {"top": top, "bottom": bottom}.get(side, (top + bottom) / 2)
    near = _near_edge(x, y, side, sheet)
    if side in lattice.open_sides:
        return near or _touches(cell, side, x, y)
    return near and side in ("left", "right") and slot.col_span == 1 and _is_narrow(lattice, slot.column)


def _near_edge(x: float, y: float, side: str, sheet: LevelPage) -> bool:
    """Return whether a place on the level page is near this edge of the picture as it was taken."""
    wide, high = sheet.size_taken
    x, y, *_ = sheet.on_paper((x, y, x, y))
    distance = {"left": x, "right": wide - x, "top": y, "bottom": high - y}[side]
    return distance <= _NEAR * max(wide, high)


def _touches(cell: ScannedCell, side: str, x: float, y: float) -> bool:
    """Return whether the ink of a cell reaches the end of a table that no line closes."""
    place = SIDES.index(side)
    end = (x if place % 2 == 0 else y) * POINT
    return any(abs(mark[place] - end) <= _TOUCH for mark in cell.marks)


def _is_narrow(lattice: Lattice, column: int) -> bool:
    widths = [right - left for left, right in zip(lattice.xs, lattice.xs[1:], strict=False)]
    others = widths[:column] + widths[column + 1 :]
    return len(others) >= _FEWEST and widths[column] < _NARROW * median(others)
