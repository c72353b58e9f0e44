"""Reasons why hardly anything of a page was read.

The page may be crooked, taken at an angle, too small, too dark or blurred, or have other ink on its tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from auditor.read.scan.doubts.faults import AT_AN_ANGLE, BLURRED, CROOKED, CROSSED, TOO_DARK, TOO_SMALL
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import LevelPage, PixelSpan, lies_crooked
from auditor.read.scan.picture.ocr import RecognisedText

# Certainty of a clear reading, and the shares of a page's lines and of its figures that are clear on a readable page.
_CLEAR, _LINES, _FIGURES = 0.75, 0.6, 0.5
# Certainty of a reading that is not blurred, and the share of a page's lines that are then clear.
_LEGIBLE = 0.9
# Fewer lines or figures than this allow no conclusion.
_FEWEST = 12
# Print is higher than this in pixels (boxes with their margins), and paper lighter than this.
_SMALL, _DARK = 17, 90


def why_poor(
    picture: Grey,
    sheet: LevelPage,
    boxes: Sequence[PixelSpan],
    readings: Sequence[RecognisedText],
    tables: Sequence[Sequence[ScannedCell]],
) -> list[str]:
    """Return what is wrong with a picture of which hardly anything was read, and what helps; empty if it was read.

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
    return found or [CROSSED if _are_legible(readings, tables) else BLURRED]


def _is_poor(readings: Sequence[RecognisedText], tables: Sequence[Sequence[ScannedCell]]) -> bool:
    """Return whether most lines of a page, or most of its figures, could not be read."""
    written = [reading for reading in readings if reading.text]
    clear = sum(reading.mean >= _CLEAR for reading in written)
    if len(readings) >= _FEWEST and clear < _LINES * len(readings):
        return True
    figures = [cell for cells in tables for cell in cells if cell.marks and not cell.worded]
    sure = sum(not cell.doubtful for cell in figures)
    return len(figures) >= _FEWEST and sure < _FIGURES * len(figures)


def _are_legible(readings: Sequence[RecognisedText], tables: Sequence[Sequence[ScannedCell]]) -> bool:
    """Return whether the print itself is legible: the lines are clear, and so are the doubtful figures."""
    doubted = [cell for cells in tables for cell in cells if cell.marks and not cell.worded and cell.doubtful]
    clear = sum(any(reading.mean >= _LEGIBLE for _, reading in cell.boxes) for cell in doubted)
    lines = sum(reading.mean >= _CLEAR for reading in readings if reading.text)
    return lines >= _LEGIBLE * len(readings) and clear >= _CLEAR * len(doubted) > 0
