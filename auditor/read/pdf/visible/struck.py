"""Struck-out text: a PDF made from a document with tracked changes shows deleted figures next to the new ones."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import Lattice
from auditor.read.layout.ruled.lines import TextRun
from auditor.read.pdf.content.chars import Characters

_THIN = 2.0
# A ruling line reaches the walls of its cell within this distance, in points; a stroke through the words leaves the
# padding free.
_MEETS = 1.5
# Range in which a stroke through a line of text lies, as a share of the font's height from its top: an underline is
# lower, a ruling line higher.
_UPPER, _LOWER = 0.35, 0.72
_REACH = 30.0


def without_struck(
    runs: list[TextRun], boxes: Sequence[Box], lattices: Sequence[Lattice], characters: Characters
) -> tuple[list[TextRun], int]:
    """Return the runs without the characters that a horizontal line runs through, and the number of strokes through runs."""
    bars = [box for box in boxes if box[3] - box[1] <= _THIN and box[2] - box[0] > box[3] - box[1]]
    if not bars:
        return runs, 0
    places = sorted((run.top + run.bottom, number) for number, run in enumerate(runs))
    # A line through the characters is no farther from their middle than this; both values are doubled here.
    reach = min(_REACH, 2 * (_LOWER - 0.5) * max((run.bottom - run.top for run in runs), default=0) + _THIN)
    struck: dict[int, list[Box]] = {}
    for bar in bars:
        middle = bar[1] + bar[3]
        near = range(bisect_left(places, (middle - reach, 0)), bisect_right(places, (middle + reach, 0)))
        hit = [number for number in (places[place][1] for place in near) if _through(bar, runs[number])]
        if hit and not any(_is_ruling(bar, lattice) for lattice in lattices):
            for number in hit:
                struck.setdefault(number, []).append(bar)
    kept: list[TextRun] = []
    gone = False
    for number, run in enumerate(runs):
        rest = _rest(run, struck[number], characters) if number in struck else [run]
        if rest:
            rest[0].close = rest[0].close or gone
        kept += rest
        gone = number in struck and (not rest or rest[-1].end < run.end)
    return kept, sum(map(len, struck.values()))


def _is_ruling(bar: Box, lattice: Lattice) -> bool:
    left, top, right, bottom = lattice.box
    if bar[2] < left or bar[0] > right or bar[3] < top - _THIN or bar[1] > bottom + _THIN:
        return False
    place = (bar[1] + bar[3]) / 2
    touches = all(any(abs(x - end) <= _MEETS for x in lattice.xs) for end in (bar[0], bar[2]))
    return touches and any(abs(y - place) <= 2 * _THIN for y in lattice.ys)


def _through(bar: Box, run: TextRun) -> bool:
    if bar[0] >= run.right or bar[2] <= run.left:
        return False
    high = run.bottom - run.top
    place = (bar[1] + bar[3]) / 2
    across = min(bar[2], run.right) - max(bar[0], run.left)
    return run.top + _UPPER * high < place < run.top + _LOWER * high and across > 0.25 * high


def _rest(run: TextRun, bars: list[Box], characters: Characters) -> list[TextRun]:
    """Return the parts of a run whose characters have their middles outside the bars."""
    rest: list[TextRun] = []
    for part in characters.single(run):
        middle = (part.left + part.right) / 2
        if any(left <= middle <= right for left, _, right, _ in bars):
            continue
        if rest and rest[-1].end == part.start:
            last = rest[-1]
            last.text, last.right, last.end = last.text + part.text, part.right, part.end
        else:
            part.close = part.start > run.start
            rest.append(part)
    return rest
