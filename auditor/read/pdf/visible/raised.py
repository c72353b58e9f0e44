"""Small characters next to the text: raised note marks after a figure or word, as `12¹`, and phonetic readings above a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, pairwise
from operator import lt

from auditor.read.base.left_out import MUCH_SMALLER, UNSURE_MARK, is_note_mark, may_be_mark
from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.layout.ruled.lines import SMALLER, TextRun
from auditor.read.layout.ruled.tables import Content
from auditor.read.pdf.content.chars import Characters

_NEAR, _ALIKE = 0.3, 0.1
_RAISED, _LOWERED = 0.12, 0.05
_HIGHEST = 0.75
# Letters of readings: Latin with tone marks, Bopomofo and kana.
_READING = re.compile("[A-Za-z\u00c0-\u024f\u0300-\u036f\u3041-\u30ff\u3105-\u312f]+")
_HALF, _ABOVE, _WIDER = 0.66, 0.4, 0.6
_MOST_COMPARED = 1_000_000


def without_marks(
    runs: list[TextRun], lattices: Sequence[Lattice], characters: Characters
) -> tuple[list[TextRun], int]:
    """Return the runs without note marks, and the number of marks; a mark is in the same cell as the text it follows."""
    if not characters.smaller:
        return runs, 0
    highs = [run.bottom - run.top for run in runs]
    smaller = compress(pairwise(runs), map(lt, highs[1:], [SMALLER * high for high in highs]))
    if not any(_is_mark(run, last, last.right, lattices, characters) for last, run in smaller):
        return runs, 0
    kept: list[TextRun] = []
    edge, count, gone = 0.0, 0, False
    mark: TextRun | None = None
    for run in runs:
        if kept and _is_mark(run, kept[-1], edge, lattices, characters):
            edge, gone, mark = run.right, True, run
            count += 1
            continue
        if mark is not None and _goes_on(run, mark, kept[-1], lattices):
            mark = replace(run, text=mark.text + run.text)
            continue
        run.close = run.close or gone
        kept.append(run)
        edge, gone, mark = run.right, False, None
    return kept, count


def _goes_on(run: TextRun, mark: TextRun, last: TextRun, lattices: Sequence[Lattice]) -> bool:
    """Return whether a run is the rest of the mark after the last run, wrapped in its narrow cell: «33注» and «3»."""
    high = mark.bottom - mark.top
    alike = abs(run.bottom - run.top - high) < _ALIKE * high
    below = run.top > mark.top + _HALF * high and run.left < mark.left
    inside = any(
        lattice.at((last.left + last.right) / 2, (last.top + last.bottom) / 2) is not None for lattice in lattices
    )
    return (
        alike and below and inside and is_note_mark(mark.text + run.text, last.text) and _same_cell(last, run, lattices)
    )


def _is_mark(run: TextRun, last: TextRun, edge: float, lattices: Sequence[Lattice], characters: Characters) -> bool:
    """Return whether a run is a note mark that follows the last run; the text directly preceding it ends at `edge`."""
    high = last.bottom - last.top
    return (
        run.bottom - run.top < SMALLER * high
        and -_NEAR * high < run.left - edge < _NEAR * high
        and is_note_mark(run.text, last.text)
        and _RAISED * high < _rise(characters, last.end - 1, run.start) < _HIGHEST * high
        and _same_cell(last, run, lattices)
    )


def _rise(characters: Characters, base: int, place: int) -> float:
    """Return how far the baseline of the character `place` lies above that of `base` in the displayed rotation, in points."""
    (x0, y0), (x1, y1) = characters.page.origin(base), characters.page.origin(place)
    return (y1 - y0, x0 - x1, y0 - y1, x1 - x0)[characters.rotation]


def _same_cell(one: TextRun, other: TextRun, lattices: Sequence[Lattice]) -> bool:
    places = (((run.left + run.right) / 2, (run.top + run.bottom) / 2) for run in (one, other))
    (x0, y0), (x1, y1) = places
    return all(lattice.at(x0, y0) == lattice.at(x1, y1) for lattice in lattices)


def doubt_small(content: Content, characters: Characters) -> None:
    """Mark cells as unread in which much smaller or lower digits directly follow others."""
    for number, cells in enumerate(content.inside):
        for cell, runs in cells.items():
            if len(runs) > 1 and _differ(runs) and any(_may_be_mark(*pair, characters) for pair in pairwise(runs)):
                content.unread.setdefault((number, cell), UNSURE_MARK)


def _differ(runs: list[TextRun]) -> bool:
    """Return whether some run is set smaller than another."""
    highs = [run.bottom - run.top for run in runs]
    return min(highs) < SMALLER * max(highs)


def _may_be_mark(last: TextRun, run: TextRun, characters: Characters) -> bool:
    high, own = last.bottom - last.top, run.bottom - run.top
    touches = abs(run.left - last.right) < _NEAR * high and last.top < run.bottom < last.bottom + _HALF * high
    # Labels assembled from single characters have no offsets in the text of the page.
    if last.start < 0 or run.start < 0 or own >= SMALLER * high or not touches or not may_be_mark(run.text, last.text):
        return False
    return own < MUCH_SMALLER * high or _rise(characters, last.end - 1, run.start) < -_LOWERED * high


def without_readings(
    runs: list[TextRun], lattices: Sequence[Lattice], characters: Characters
) -> tuple[list[TextRun], int]:
    """Return the runs without small phonetic letters directly above the text they transcribe, and the number removed."""
    if not characters.smaller or not _READING.search(characters.text):
        return runs, 0
    readings = [run for run in runs if _READING.fullmatch(run.text)]
    if not readings or len(readings) * len(runs) > _MOST_COMPARED:
        return runs, 0
    found = {
        id(run)
        for run in readings
        if any(_sounds(run, base) and _same_cell(run, base, lattices) for base in runs if base is not run)
    }
    return [run for run in runs if id(run) not in found], len(found)


def _sounds(reading: TextRun, base: TextRun) -> bool:
    high, beyond = base.bottom - base.top, _WIDER * (base.bottom - base.top)
    small = reading.bottom - reading.top < _HALF * high and not _READING.search(base.text)
    near = abs(base.top - reading.bottom) < _ABOVE * high
    return small and near and base.left - beyond <= reading.left and reading.right <= base.right + beyond
