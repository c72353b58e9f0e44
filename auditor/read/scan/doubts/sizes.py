"""Plausibility of recognised figures by the size of their ink: number of digits, and whether they are one number.

Digits of one table have the same height and the same pitch. The check catches recognition that drops one of two equal
digits, takes a speck for a decimal point, or reads the figures of two cells as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.picture.ocr import RecognisedText
from auditor.read.scan.ruling.ink import lines_of

HAN = re.compile(r"[\u3400-\u9fff]")
# No number begins with a zero unless it is the only digit of the integer part; otherwise preceding digits were lost.
NUMBER = re.compile(r"(?:[1-9]\d*|0)(?:,\d{3})*(?:\.\d+)?")

# Digit pitch on a page without a number of several digits, as a share of the digits' height.
_USUAL_PITCH = 0.7
# No font has a wider digit pitch than this.
_WIDEST_PITCH = 1.1
# How much higher or lower than the others in its table a figure may be, as a share of their height.
_HIGHER = 0.25
# By how many digits the ink may be off; a point or comma has half a digit's width.
_OFF, _POINT = 0.5, 0.5
# How much narrower the ink of a 1 at either end may be than its width, and of any digit, in digits.
_ONE, _GAP = 0.3, 0.15
# Digits separated by a point are at least this much further apart than others; a speck takes no room.
_APART = 1.25
_ROOM = 2.4


@dataclass(slots=True)
class ScannedCell:
    """A cell as it is read: its inside in pixels, the strokes in it, and the text boxes found in it with readings.

    `torn` says that a box found in it also belongs to other cells, `unread` is the reason why nothing in it counts,
    `rows` the number of table rows it covers, `stained` says that ink reaches into it from elsewhere.
    """

    inside: PixelSpan
    marks: list[PixelSpan]
    boxes: list[tuple[PixelSpan, RecognisedText]] = field(default_factory=list)
    torn: bool = False
    text: str = ""
    doubtful: bool = False
    unread: str = ""
    rows: int = 1
    stained: bool = False

    @property
    def worded(self) -> bool:
        """Whether it contains words."""
        return bool(HAN.search(self.text))

    @property
    def lines(self) -> list[PixelSpan]:
        """The boxes of its lines, by their ink."""
        return lines_of(self.marks)


def doubt_sizes(tables: Sequence[Sequence[ScannedCell]]) -> None:
    """Mark as doubtful each figure of a page's tables whose ink does not fit its digits, and text that stands in for a figure."""
    figures = [[cell for cell in cells if cell.marks and NUMBER.fullmatch(cell.text)] for cells in tables]
    pitch = _pitch(cell for cells in figures for cell in cells)
    for cells, own in zip(tables, figures, strict=True):
        for cell in cells:
            if cell.text and _no_word(cell.text) and not NUMBER.fullmatch(cell.text):
                cell.doubtful = True
        height = median([line[3] - line[1] for cell in own for line in cell.lines] or [0])
        stacked = Counter(cell.inside[1] for cell in own if len(cell.lines) > 1)
        for cell in own:
            if len(cell.lines) > 1 and (cell.rows > 1 or stacked[cell.inside[1]] > 1):
                cell.doubtful = True  # the line between two rows was lost
            fits = _fits(cell, height, (pitch or _USUAL_PITCH) * height)
            if not (fits and (cell.text.isdigit() or _points_fit(cell, pitch * height))):
                cell.doubtful = True


def _no_word(text: str) -> bool:
    """Return whether a text is hardly a word: a struck or stained digit is read as a mark, a letter or a single character."""
    return not HAN.search(text) or len(text) == 1


def _pitch(cells: Iterable[ScannedCell]) -> float:
    """Return the digit pitch of a page as a share of the digits' height; 0 if no two digits are adjacent.

    Digits further apart than a font sets them belong to two columns whose ruling line was lost.
    """
    found = []
    for cell in cells:
        lines = cell.lines
        if len(lines) == 1 and len(cell.text) > 1 and cell.text.isdigit():
            left, top, right, bottom = lines[0]
            found.append((right - left) / (len(cell.text) - _GAP) / (bottom - top))
    own = [pitch for pitch in found if pitch <= _WIDEST_PITCH]
    return median(own) if own else 0.0


def _fits(cell: ScannedCell, height: float, pitch: float) -> bool:
    """Return whether the lines of a figure are as high as the others and as wide as its digits."""
    lines = cell.lines
    if any(abs(line[3] - line[1] - height) > max(_HIGHER * height, 3) for line in lines):
        return False
    inside = cell.inside[2] - cell.inside[0]
    # A number is wrapped only where the line is full and the number would not fit on one line; otherwise these are two
    # numbers that lost the ruling line between them.
    if any(inside - (line[2] - line[0]) > _ROOM * pitch for line in lines[:-1]):
        return False
    if len(lines) > 1 and len(cell.text) * pitch <= inside:
        return False
    digits = sum(char.isdigit() for char in cell.text)
    most = digits + _POINT * (len(cell.text) - digits)
    least = most - _ONE * ((cell.text[0] == "1") + (cell.text[-1] == "1"))
    found = sum((line[2] - line[0]) / pitch + _GAP for line in lines)
    off = _OFF if cell.text.isdigit() else 2 * _OFF
    return least - off <= found <= most + off


def _points_fit(cell: ScannedCell, pitch: float) -> bool:
    """Return whether the digits of a figure are spaced apart where it has a point or comma, and only there.

    `pitch` is the digit pitch in pixels; 0 if only the figure itself can show it.
    """
    lines = cell.lines
    marks = sorted(mark for mark in cell.marks if 2 * (mark[3] - mark[1]) > lines[0][3] - lines[0][1])
    places = [place for place, char in enumerate(cell.text) if char.isdigit()]
    if len(lines) > 1 or len(marks) != len(places):
        return False
    middles = [(mark[0] + mark[2]) / 2 for mark in marks]
    steps = [
        (right - left, after - before > 1)
        for (left, right), (before, after) in zip(pairwise(middles), pairwise(places), strict=True)
    ]
    plain = [step for step, parted in steps if not parted]
    usual = median(plain) if len(plain) > 1 else pitch
    return bool(usual) and all(parted == (step > _APART * usual) for step, parted in steps)
