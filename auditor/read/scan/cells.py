"""Text of the cells of a scanned table; figures are read at least twice, and a cell whose readings disagree is doubtful."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

import cv2
import numpy as np

from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.layout.ruled.lines import join_lines
from auditor.read.scan.doubts.faint import doubt_faint
from auditor.read.scan.doubts.leaning import doubt_leaning
from auditor.read.scan.doubts.sizes import HAN, NUMBER, ScannedCell, doubt_sizes
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.picture.ocr import NOTHING, RecognisedText, recognise
from auditor.read.scan.ruling.ink import PageInk, in_slots, slot_span, stained

# Letters and marks that occur in a figure only by misreading.
_LOOKALIKE = str.maketrans("OoQDlIi|!〇○", "00001111100")
_FRINGE = ".,·、'’‘`´:;~_ "
_SURE, _SURE_ALONE, _SURE_BESIDE = 0.7, 0.9, 0.95
# What a zero may be read as, and the certainty that three equal readings need: each of them, and on average.
_NOUGHTS, _LEAST_NOUGHT, _SURE_NOUGHT = "0OoQD〇○", 0.35, 0.4
_WORDS = 3


def scanned_cells(lattice: Lattice, ink: PageInk) -> list[ScannedCell]:
    """Return the cells of a table with their ink, in the lattice's order."""
    marks, stains = in_slots(lattice, ink.marks), stained(lattice, ink)
    return [
        ScannedCell(slot_span(lattice, number), marks.get(number, []), rows=slot.row_span, stained=number in stains)
        for number, slot in enumerate(lattice.slots)
    ]


def read_cells(tables: Sequence[list[ScannedCell]], grey: Grey, ink: PageInk) -> None:
    """Set text and doubt of the cells of all tables of a page; each kind of crop is recognised in one call."""
    asked = [cell for cells in tables for cell in cells if cell.marks and _ask_again(cell)]
    second = _recognised(asked, ink.clean, 1)
    open_ = [cell for cell in asked if not _settled(_first(cell), second[id(cell)])]
    third = _recognised(open_, grey, 2)
    for cells in tables:
        for cell in cells:
            if id(cell) in second:
                _decide(cell, second[id(cell)], third.get(id(cell)))
            else:
                text = _first(cell).text
                cell.text = text if cell.marks else plain(text)
                cell.doubtful = not cell.marks and bool(cell.text)
            cell.doubtful = cell.doubtful or (cell.stained and not cell.worded)
    doubt_sizes(tables)
    doubt_faint(tables, ink)
    doubt_leaning(tables, ink)


def _ask_again(cell: ScannedCell) -> bool:
    """Return whether the cell is also read line by line: all cells except words whose lines were all found whole."""
    if cell.torn or len(HAN.findall(_first(cell).text)) < _WORDS:
        return True
    return any(not any(_meet(line, box) for box, _ in cell.boxes) for line in cell.lines if line[3] - line[1] > 8)


def _meet(one: PixelSpan, other: PixelSpan) -> bool:
    return min(one[3], other[3]) > max(one[1], other[1]) and min(one[2], other[2]) > max(one[0], other[0])


def _first(cell: ScannedCell) -> RecognisedText:
    """Return the reading of the boxes found on the page, line by line; NOTHING if the cell shares a box with other cells."""
    if cell.torn:
        return NOTHING
    rows: list[list[tuple[PixelSpan, RecognisedText]]] = []
    for box, reading in sorted(cell.boxes, key=lambda item: item[0][1] + item[0][3]):
        last = rows[-1][0][0] if rows else None
        if last is not None and min(last[3], box[3]) - max(last[1], box[1]) > 0.5 * min(
            last[3] - last[1], box[3] - box[1]
        ):
            rows[-1].append((box, reading))
        else:
            rows.append([(box, reading)])
    return _joined([reading for row in rows for _, reading in sorted(row, key=lambda item: item[0][0])])


def _joined(readings: Sequence[RecognisedText]) -> RecognisedText:
    read = [reading for reading in readings if reading.text]
    if not read:
        return NOTHING
    return RecognisedText(
        join_lines(reading.text for reading in read), tuple(sure for reading in read for sure in reading.sure)
    )


def _recognised(cells: Sequence[ScannedCell], grey: Grey, scale: int) -> dict[int, RecognisedText]:
    """Recognise the cells' lines, cropped by their ink; return the readings by the identity of the cell."""
    crops, counts = [], []
    for cell in cells:
        own = [_crop(grey, line, cell, scale) for line in cell.lines]
        crops += own
        counts.append(len(own))
    readings = iter(recognise(crops))
    return {
        id(cell): _joined([next(readings) for _ in range(count)]) for cell, count in zip(cells, counts, strict=True)
    }


def _crop(grey: Grey, line: PixelSpan, cell: ScannedCell, scale: int) -> Grey:
    """Crop a line of a cell onto a white background; `scale` also sets the width of the background around it.

    The crop is empty if the cell is too narrow to hold any of the line.
    """
    high = line[3] - line[1]
    room = max(high // 4, 3)
    left, top, right, bottom = cell.inside
    cut = grey[
        max(line[1] - room, top) : min(line[3] + room, bottom), max(line[0] - room, left) : min(line[2] + room, right)
    ]
    if not cut.size:
        return cut
    more = max(high // 4 * scale, (high * 3 // 2 - cut.shape[1]) // 2, 2)
    framed = cv2.copyMakeBorder(cut, scale, scale, more, more, cv2.BORDER_CONSTANT, value=(255,))
    if scale > 1:
        framed = cv2.resize(framed, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(framed, dtype=np.uint8)


def plain(text: str) -> str:
    """Return a figure's text without characters that come only from misreading; other text unchanged, without blanks."""
    folded = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    folded = unicodedata.normalize("NFC", folded).replace(" ", "")
    if HAN.search(folded):
        return folded
    trimmed = folded.strip(_FRINGE)
    figure = trimmed.translate(_LOOKALIKE)
    return figure if NUMBER.fullmatch(figure) else trimmed


def _worst(reading: RecognisedText, *, but: str = "") -> float:
    """Return the engine's certainty of the least certain character, leaving out marks at both ends and characters in `but`."""
    sure = [sure for char, sure in zip(reading.text, reading.sure, strict=False) if char not in _FRINGE + but]
    return min(sure, default=1.0 if but and reading.sure else 0.0)


def _settled(first: RecognisedText, second: RecognisedText) -> bool:
    return plain(first.text) == plain(second.text) and min(_worst(first), _worst(second)) >= _SURE


def _decide(cell: ScannedCell, second: RecognisedText, third: RecognisedText | None) -> None:
    """Choose among the readings of a cell: for words the more certain one, for figures the one on which the readings agree."""
    first = _first(cell)
    if HAN.search(first.text) and HAN.search(second.text):
        cell.text = max((first, second), key=lambda reading: reading.mean).text
        return
    readings = [reading for reading in (first, second, third) if reading is not None and reading.text]
    texts = [plain(reading.text) for reading in readings]
    counted = Counter(text for text in texts if text)
    cell.text = counted.most_common(1)[0][0] if counted else ""
    # Two of the readings must be certain; a third may be missing or uncertain, but must not differ.
    votes = sorted((_worst(reading) for reading in readings), reverse=True)[:2]
    floor = _SURE if first.text else _SURE_ALONE
    if any(_worst(reading, but=_NOUGHTS) < _SURE for reading in readings):
        floor = _SURE_BESIDE  # where a figure is flawed in print, all readings may see the same wrong one
    agreed = len(counted) == 1 and len(votes) == 2 and (votes[1] >= floor or _nought_thrice(readings, texts))
    cell.doubtful = not agreed


def _nought_thrice(readings: Sequence[RecognisedText], texts: Sequence[str]) -> bool:
    """Return whether three equal readings are uncertain of zeros only: in many fonts a zero resembles an o, which no figure has."""
    return (
        len(texts) == 3
        and len(set(texts)) == 1
        and "0" in texts[0]
        and min(map(_worst, readings)) >= _LEAST_NOUGHT
        and sum(map(_worst, readings)) >= 3 * _SURE_NOUGHT
        and min(_worst(reading, but=_NOUGHTS) for reading in readings) >= _SURE
    )
