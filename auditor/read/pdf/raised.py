"""Marks of notes: smaller characters raised behind a figure or word, as `12¹`, that point to the foot of a page."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.read.left_out import is_note_mark
from auditor.read.pdf.chars import Characters
from auditor.read.pdf.lattice import Lattice
from auditor.read.pdf.lines import SMALLER, Run

_NEAR = 0.3
_RAISED = 0.12
_HIGHEST = 0.75


def without_marks(runs: list[Run], lattices: Sequence[Lattice], characters: Characters) -> tuple[list[Run], int]:
    """The runs without marks of notes, and how many marks there were; a mark stands in one cell with what it is behind."""
    if not characters.smaller:
        return runs, 0
    kept: list[Run] = []
    edge, count, gone = 0.0, 0, False
    for run in runs:
        last = kept[-1] if kept else run
        high = last.bottom - last.top
        if (
            run.bottom - run.top < SMALLER * high
            and -_NEAR * high < run.left - edge < _NEAR * high
            and is_note_mark(run.text, last.text)
            and _RAISED * high < _rise(characters, last.end - 1, run.start) < _HIGHEST * high
            and _same_cell(last, run, lattices)
        ):
            edge, gone = run.right, True
            count += 1
            continue
        run.close = run.close or gone
        kept.append(run)
        edge, gone = run.right, False
    return kept, count


def _rise(characters: Characters, base: int, place: int) -> float:
    """How far the line one character stands on lies above that of another as they stand when the page is turned, in points."""
    (x0, y0), (x1, y1) = characters.page.origin(base), characters.page.origin(place)
    return (y1 - y0, x0 - x1, y0 - y1, x1 - x0)[characters.rotation]


def _same_cell(one: Run, other: Run, lattices: Sequence[Lattice]) -> bool:
    places = (((run.left + run.right) / 2, (run.top + run.bottom) / 2) for run in (one, other))
    (x0, y0), (x1, y1) = places
    return all(lattice.at(x0, y0) == lattice.at(x1, y1) for lattice in lattices)
