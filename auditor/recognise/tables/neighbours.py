"""Matching of rows with unrecognisable labels by their position among the rows that were found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.chinese.text import bare
from auditor.chinese.values import parse_number
from auditor.model.document import Cell, Grid
from auditor.recognise.tables.labels import has_words, label_text, unnumbered
from auditor.ruleset.catalogues.forms import LabelForm

# The share of a label that must agree with the form's: the lower one if as many rows lack a label as are missing.
LIKE_IN_PLACE = 0.4
_LIKE = 0.7
_SHORT = 4


@dataclass(frozen=True, slots=True)
class FigureLine:
    """Row with figures, in the order of the report; `key` is "" if its label is not one of the form's."""

    key: str
    label: Cell
    cells: tuple[Cell, ...]
    grid: Grid


def stray(row: Sequence[Cell], grid: Grid) -> FigureLine | None:
    """Return a row without any label of the form as one with a possibly spoilt label: words, followed only by figures."""
    words = [place for place, cell in enumerate(row) if has_words(cell.raw)]
    if not words:
        return None
    behind = tuple(row[words[-1] + 1 :])
    filled = [cell.raw for cell in behind if cell.raw]
    if not filled or any(parse_number(raw) is None for raw in filled):
        return None
    return FigureLine("", row[words[-1]], behind, grid)


def adopt(lines: Sequence[FigureLine], rows: Sequence[LabelForm]) -> dict[int, LabelForm]:
    """Match rows without a key to missing rows of the form; keys of the result are indices into `lines`.

    A run of such rows between two found rows can only be what the form has between those two.
    """
    order = {row.key: number for number, row in enumerate(rows)}
    known = {line.key for line in lines}
    found: dict[int, LabelForm] = {}
    for run, first, last in _runs(lines, order, len(rows)):
        missing = [row for row in rows[first:last] if row.key not in known]
        if len(missing) == len(run):
            pairs = zip(run, missing, strict=True)
            found |= {number: row for number, row in pairs if likeness(lines[number].label.raw, row) >= LIKE_IN_PLACE}
            continue
        for number in run:
            like = [
                row
                for row in missing
                if len(bare(row.label)) > _SHORT and likeness(lines[number].label.raw, row) >= _LIKE
            ]
            if len(like) == 1 and like[0] not in found.values():
                found[number] = like[0]
    return found


def _runs(lines: Sequence[FigureLine], order: dict[str, int], end: int) -> Iterator[tuple[list[int], int, int]]:
    """Yield the runs of rows without a key, each with the range of the form's rows that lies between its neighbours."""
    run: list[int] = []
    first = 0
    for number, line in enumerate(lines):
        if not line.key:
            run.append(number)
            continue
        if run:
            yield run, first, order[line.key]
            run = []
        first = order[line.key] + 1
    if run:
        yield run, first, end


def likeness(label: str, row: LabelForm) -> float:
    """Return the share of characters that two labels have in common, in any order, from 0 to 1."""
    ours, official = label_text(label)[1], unnumbered(bare(row.label))
    common = sum((Counter(ours) & Counter(official)).values())
    return 2 * common / (len(ours) + len(official)) if ours else 0.0
