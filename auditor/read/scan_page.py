"""One page that is a picture: its lines of text and its tables, as the pages of a PDF with text give them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from auditor.read.limits import Deadline
from auditor.read.pdf_chars import Line, Run, to_lines
from auditor.read.pdf_lattice import Lattice
from auditor.read.pdf_tables import Spot, Table, TableCell
from auditor.read.scan_cells import ScannedCell, read_cells, scanned_cells
from auditor.read.scan_image import POINT, Grey, Sheet, ready
from auditor.read.scan_ink import Ink, slot_span, tell_apart
from auditor.read.scan_lattice import ruled
from auditor.read.scan_ocr import Reading, Span, find, recognise

_LEAST_SURE = 0.5
# Found boxes are wider than their text by about this share of their height.
_SLACK = 0.3


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as read: lines and tables from top to bottom, and its size, in points of the levelled page."""

    blocks: list[Line | Table]
    size: tuple[float, float]
    turn: float


def read_page(grey: Grey, number: int, deadline: Deadline) -> ScannedPage:
    """Read a picture of a page, grey and of 200 pixels to the inch; `number` counts pages from 1."""
    deadline.check()
    sheet = ready(grey)
    deadline.check()
    page = ruled(sheet.grey, deadline)
    ink = tell_apart(sheet.grey, page)
    boxes = find(sheet.grey)
    deadline.check()
    tables = [scanned_cells(lattice, ink) for lattice in page.lattices]
    outside = _shared_out(boxes, page.lattices, tables, sheet, ink, deadline)
    deadline.check()
    read_cells(tables, sheet.grey, ink)
    blocks: list[Line | Table] = [*to_lines(outside)]
    blocks += [_table(lattice, cells, number) for lattice, cells in zip(page.lattices, tables, strict=True)]
    blocks.sort(key=lambda block: (block.top, block.left))
    return ScannedPage(blocks, sheet.size, sheet.turn)


def _shared_out(
    boxes: list[Span],
    lattices: list[Lattice],
    tables: list[list[ScannedCell]],
    sheet: Sheet,
    ink: Ink,
    deadline: Deadline,
) -> list[Run]:
    """Recognise the found boxes and put each into its cell; those in no table come back as runs.

    A box that lies in several cells, or is set from top to bottom, is of no use to them: they are marked as torn.
    """
    whole: list[tuple[Span, ScannedCell | None]] = []
    for box in boxes:
        cells = _cells_of(box, lattices, tables)
        tall = box[3] - box[1] > 1.5 * (box[2] - box[0])
        if len(cells) > 1 or (cells and tall and len(cells[0].lines) > 1):
            for cell in cells:
                cell.torn = True
        elif cells:
            whole.append((_clipped(box, cells[0].inside), cells[0]))
        else:
            whole.append((box, None))
    deadline.check()
    readings = recognise([sheet.grey[top:bottom, left:right] for (left, top, right, bottom), _ in whole])
    outside = []
    for (box, cell), reading in zip(whole, readings, strict=True):
        if cell is not None:
            cell.boxes.append((box, reading))
        elif reading.text and reading.mean >= _LEAST_SURE:
            outside.append(_run(reading, _tight(box, ink)))
    return outside


def _cells_of(box: Span, lattices: list[Lattice], tables: list[list[ScannedCell]]) -> list[ScannedCell]:
    """The cells that a found box lies in, its margins left out."""
    left, top, right, bottom = box
    slack = min(_SLACK * (bottom - top), (right - left) / 4)
    xs, ys = (left + slack, (left + right) / 2, right - slack), (top + 0.35 * (bottom - top), bottom - 0.35 * (bottom - top))
    for lattice, cells in zip(lattices, tables, strict=True):
        step = np.linspace(xs[0], xs[-1], 2 + int((xs[-1] - xs[0]) // 12))
        found = {lattice.at(float(x) / POINT, y / POINT) for x in step for y in ys} - {None}
        if found:
            return [cells[slot] for slot in sorted(slot for slot in found if slot is not None)]
    return []


def _clipped(box: Span, inside: Span) -> Span:
    left, top, right, bottom = box
    clipped = max(left, inside[0]), max(top, inside[1]), min(right, inside[2]), min(bottom, inside[3])
    return clipped if clipped[2] - clipped[0] > 2 and clipped[3] - clipped[1] > 2 else box


def _tight(box: Span, ink: Ink) -> Span:
    """The box drawn in to the strokes in it."""
    left, top, right, bottom = box
    strokes = ink.strokes[top:bottom, left:right] > 0
    xs, ys = np.flatnonzero(strokes.any(axis=0)), np.flatnonzero(strokes.any(axis=1))
    if not len(xs):
        return box
    return left + int(xs[0]), top + int(ys[0]), left + int(xs[-1]) + 1, top + int(ys[-1]) + 1


def _run(reading: Reading, box: Span) -> Run:
    left, top, right, bottom = (side / POINT for side in box)
    return Run(reading.text, left, right, top, bottom, 0, len(reading.text))


def _table(lattice: Lattice, cells: list[ScannedCell], page: int) -> Table:
    rows: list[list[TableCell]] = [[] for _ in range(len(lattice.ys) - 1)]
    for number, (slot, cell) in enumerate(zip(lattice.slots, cells, strict=True)):
        left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
        top, bottom = lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]
        spot = Spot(cell.text, page, (left, top, right, bottom))
        rows[slot.row].append(TableCell(cell.text, left, right, slot.row_span, [spot], cell.doubtful))
    return Table(rows, lattice.xs, lattice.ys[0], lattice.ys[-1], lattice.open_top, lattice.open_bottom, last_page=page)
