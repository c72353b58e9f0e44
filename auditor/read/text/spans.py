"""Repair of tables of text: merges cells repeated in every column they cover, and removes placeholders for blank cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress, groupby
from operator import eq

from auditor.read.base.builder import RawCell

_FIGURE = re.compile(r"[-+]?[\d０-９][\d０-９,，.．]*%?|[/／—–-]")
# Placeholders of table software for blank cells.
_NOTHING = re.compile(r"(?:NaN|nan|None|null|Unnamed: ?\d+(?:_level_\d+)?)")
_FILLERS = ("N", "n", "U")


def without_fillers(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows with blank cells in place of table software's placeholders for them."""
    written = "".join(map("".join, rows))
    if not any(sign in written for sign in _FILLERS):
        return rows
    return [["" if text[:1] in _FILLERS and _NOTHING.fullmatch(text) else text for text in row] for row in rows]


def merge_repeated(rows: Sequence[Sequence[str]]) -> list[list[RawCell]] | None:
    """Merge the cells of a table that repeats a merged cell's text in every column; None if this table does not.

    Equal figures are merged only below a column heading that spans their columns.
    """
    repeated = {text for row in rows for text in compress(row, map(eq, row, row[1:]))}
    if not any(map(_is_word, repeated)):
        return None
    merged = []
    head: dict[int, int] = {}
    for row in rows:
        groups = _groups(row, head)
        if all(_is_word(text) or not text for text in row):
            head = {column: number for number, (first, last) in enumerate(groups) for column in range(first, last)}
        merged.append([RawCell(row[first], first, 1, last - first) for first, last in groups])
    return merged


def _is_word(text: str) -> bool:
    return bool(text) and not _FIGURE.fullmatch(text)


def _groups(row: Sequence[str], head: dict[int, int]) -> list[tuple[int, int]]:
    """Return the ranges of columns that hold one cell each."""
    keys: list[str | tuple[str, int]] = []
    for column, text in enumerate(row):
        if _is_word(text):
            keys.append(text)
        else:
            keys.append((text, head.get(column, -1 - column)))
    found = []
    at = 0
    for _, group in groupby(keys):
        size = len(list(group))
        found.append((at, at + size))
        at += size
    return found
