"""Why a page was hardly read, if it was: crooked, at an angle, too small, too dark or blurred."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from auditor.read.scan.faults import AT_AN_ANGLE, BLURRED, CROOKED, TOO_DARK, TOO_SMALL
from auditor.read.scan.image import Grey, Sheet, Span, lies_crooked
from auditor.read.scan.ocr import Reading
from auditor.read.scan.sizes import ScannedCell

# How sure a clear reading is, and which share of a page's lines, and of its figures, is clear on a page that was read.
_CLEAR, _LINES, _FIGURES = 0.75, 0.6, 0.5
# Of fewer lines or figures nothing is concluded.
_FEWEST = 12
# Print is higher than this in pixels, boxes with their margins, and paper lighter than this.
_SMALL, _DARK = 17, 90


def why_poor(
    picture: Grey,
    sheet: Sheet,
    boxes: Sequence[Span],
    readings: Sequence[Reading],
    tables: Sequence[Sequence[ScannedCell]],
) -> list[str]:
    """What is wrong with a picture of which hardly anything was read, and what helps; nothing where it was read.

    `picture` is as it was taken, `readings` are those of the boxes of lines.
    """
    if sheet.askew:
        return [AT_AN_ANGLE]
    if not _is_poor(readings, tables):
        return []
    if lies_crooked(sheet):
        return [CROOKED]
    found = []
    if float(np.median(picture[::8, ::8])) < _DARK:
        found.append(TOO_DARK)
    if boxes and median(min(box[3] - box[1], box[2] - box[0]) for box in boxes) < _SMALL:
        found.append(TOO_SMALL)
    return found or [BLURRED]


def _is_poor(readings: Sequence[Reading], tables: Sequence[Sequence[ScannedCell]]) -> bool:
    """Whether most lines of a page, or most of its figures, could not be read."""
    written = [reading for reading in readings if reading.text]
    clear = sum(reading.mean >= _CLEAR for reading in written)
    if len(readings) >= _FEWEST and clear < _LINES * len(readings):
        return True
    figures = [cell for cells in tables for cell in cells if cell.marks and not cell.worded]
    sure = sum(not cell.doubtful for cell in figures)
    return len(figures) >= _FEWEST and sure < _FIGURES * len(figures)
