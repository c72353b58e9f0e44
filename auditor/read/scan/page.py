"""Pages that are pictures: their lines of text and their tables, in the form that pages of a PDF with text have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from auditor.config.limits import Deadline, ReadContext
from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.layout.ruled.lines import TextLine, TextRun, to_lines
from auditor.read.layout.ruled.page import sheet_number
from auditor.read.layout.ruled.tables import LayoutCell, LayoutTable, Spot
from auditor.read.scan.cells import read_cells, scanned_cells
from auditor.read.scan.doubts.covers import doubt_covered
from auditor.read.scan.doubts.edges import cut_lines, doubt_cut
from auditor.read.scan.doubts.faults import CROSSED, FOLDED, cut_off
from auditor.read.scan.doubts.folds import doubt_folded
from auditor.read.scan.doubts.poor import why_poor
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import POINT, PixelSpan
from auditor.read.scan.picture.ocr import RecognisedText, pages_in, recognise
from auditor.read.scan.ruling.ink import PageInk
from auditor.read.scan.ruling.upright import TALL, UprightPage, pages_of

_LEAST_SURE = 0.5
# Detected boxes are wider than their text by about this share of their height.
_SLACK = 0.3


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page as read: its lines and tables from top to bottom, in points of the level page.

    `number` is the picture's, or that of a sheet of it where two pages lie side by side; `left` is where the sheet
    begins in the picture, and `size` its size, in points; `on_paper` maps a box to its place in the picture; `faults`
    say why not all of it was read, and what helps.
    """

    number: int
    left: float
    size: tuple[float, float]
    blocks: list[TextLine | LayoutTable]
    on_paper: Callable[[Box], Box]
    faults: list[str]


def read_pages(grey: Grey, number: int, context: ReadContext) -> list[ScannedPage]:
    """Read a grey picture, at 200 pixels per inch, of a page or of two side by side; `number` counts pictures from 1."""
    context.deadline.allow_scans(pages_in(grey))
    pages = pages_of(grey, context)
    return [_read(grey, page, sheet_number(number, place), context.deadline) for place, page in enumerate(pages)]


def _read(grey: Grey, page: UprightPage, number: int, deadline: Deadline) -> ScannedPage:
    tables = [scanned_cells(lattice, page.ink) for lattice in page.lattices]
    outside, readings = _shared_out(page, tables)
    deadline.check()
    read_cells(tables, page.sheet.grey, page.ink)
    folded = doubt_folded(page.lattices, tables)
    doubt_covered(tables, page.sheet.grey)
    cut = doubt_cut(page.lattices, tables, page.sheet) | cut_lines(page.boxes, page.sheet)
    blocks: list[TextLine | LayoutTable] = [*to_lines(outside)]
    blocks += [_table(lattice, cells, number) for lattice, cells in zip(page.lattices, tables, strict=True)]
    blocks.sort(key=lambda block: (block.top, block.left))
    faults = why_poor(grey, page.sheet, page.boxes, readings, tables)
    if folded:
        faults = [*(fault for fault in faults if fault != CROSSED), FOLDED]
    if cut and not page.sheet.askew:
        faults.insert(0, cut_off(*cut))
    return ScannedPage(number, page.left / POINT, page.sheet.size, blocks, page.on_paper, faults)


def _shared_out(page: UprightPage, tables: list[list[ScannedCell]]) -> tuple[list[TextRun], list[RecognisedText]]:
    """Recognise the detected boxes and put each into its cell; return the other boxes as runs, and all readings.

    A box that spans several cells, or is set from top to bottom, is useless to them; the cells are marked as torn.
    """
    whole: list[tuple[PixelSpan, ScannedCell | None]] = []
    for box in page.boxes:
        cells = _cells_of(box, page.lattices, tables)
        tall = box[3] - box[1] > TALL * (box[2] - box[0])
        if len(cells) > 1 or (cells and tall and len(cells[0].lines) > 1):
            for touched in cells:
                touched.torn = True
        elif cells:
            whole.append((_clipped(box, cells[0].inside), cells[0]))
        else:
            whole.append((box, None))
    # Running text is read with specks removed; cells are read both with and without specks.
    grounds = page.sheet.grey, page.ink.clean
    crops = [grounds[cell is None][box[1] : box[3], box[0] : box[2]] for box, cell in whole]
    readings = recognise(crops)
    outside: list[TextRun] = []
    for (box, cell), reading in zip(whole, readings, strict=True):
        if cell is not None:
            cell.boxes.append((box, reading))
        elif reading.text and reading.mean >= _LEAST_SURE:
            outside.append(_run(reading, _tight(box, page.ink)))
    return outside, readings


def _cells_of(box: PixelSpan, lattices: list[Lattice], tables: list[list[ScannedCell]]) -> list[ScannedCell]:
    """Return the cells that a detected box covers, its margins left out."""
    left, top, right, bottom = box
    slack = min(_SLACK * (bottom - top), (right - left) / 4)
    xs, ys = (
        (left + slack, (left + right) / 2, right - slack),
        (top + 0.35 * (bottom - top), bottom - 0.35 * (bottom - top)),
    )
    for lattice, cells in zip(lattices, tables, strict=True):
        step = np.linspace(xs[0], xs[-1], 2 + int((xs[-1] - xs[0]) // 12))
        found = {lattice.at(float(x) / POINT, y / POINT) for x in step for y in ys} - {None}
        if found:
            return [cells[slot] for slot in sorted(slot for slot in found if slot is not None)]
    return []


def _clipped(box: PixelSpan, inside: PixelSpan) -> PixelSpan:
    left, top, right, bottom = box
    clipped = max(left, inside[0]), max(top, inside[1]), min(right, inside[2]), min(bottom, inside[3])
    return clipped if clipped[2] - clipped[0] > 2 and clipped[3] - clipped[1] > 2 else box


def _tight(box: PixelSpan, ink: PageInk) -> PixelSpan:
    """Shrink the box to the strokes in it."""
    left, top, right, bottom = box
    strokes = ink.strokes[top:bottom, left:right] > 0
    xs, ys = np.flatnonzero(strokes.any(axis=0)), np.flatnonzero(strokes.any(axis=1))
    if not len(xs):
        return box
    return left + int(xs[0]), top + int(ys[0]), left + int(xs[-1]) + 1, top + int(ys[-1]) + 1


def _run(reading: RecognisedText, box: PixelSpan) -> TextRun:
    left, top, right, bottom = (side / POINT for side in box)
    # The ink of a punctuation mark is half as wide as its advance; margins are judged by the advance.
    half = (bottom - top) / 2
    left -= half * (reading.text[0] in "（《〈“‘【〔")
    right += half * (reading.text[-1] in "，。、；：！？）》〉”’】〕")
    return TextRun(reading.text, left, right, top, bottom, 0, len(reading.text))


def _table(lattice: Lattice, cells: list[ScannedCell], page: int) -> LayoutTable:
    rows: list[list[LayoutCell]] = [[] for _ in range(len(lattice.ys) - 1)]
    for slot, cell in zip(lattice.slots, cells, strict=True):
        left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
        top, bottom = lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]
        spot = Spot(cell.text, page, (left, top, right, bottom))
        unread = "" if cell.worded else cell.unread
        rows[slot.row].append(LayoutCell(cell.text, left, right, slot.row_span, [spot], cell.doubtful, unread))
    return LayoutTable(
        rows, lattice.xs, lattice.ys[0], lattice.ys[-1], lattice.open_top, lattice.open_bottom, last_page=page
    )
