"""Splitting of grids that hold the same table more than once: for two years next to or below each other, with or without captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditor.chinese.text import squeeze
from auditor.model.document import Cell, Grid

LONGEST_CAPTION = 60
_ABOUT_YEARS = re.compile(r"20\d\d\s*年|(?:上|上一|去|往)年(?!度?结转)")
YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_RELATIVE = re.compile(
    r"[（(]?(?:(?P<now>[本今当]年)|(?:上一?|去|往)年)度?(?:的?(?:数据?|数字|情况|统计|报表|表))*[）)]?[：:]?"
)
EARLIER = re.compile(r"(?:上一?年|去年|往年)(?!度?结转)")

CellRow = tuple[Cell, ...]
_THIS_YEAR = 9999


@dataclass(frozen=True, slots=True)
class YearTable:
    """Table within a grid, with the line that names its year if there is one."""

    grid: Grid
    caption: str = ""


def parts(grid: Grid, text: str, usual: Sequence[str]) -> list[YearTable]:
    """Split a grid into its tables, each with the line above it within the grid; `text` is the document's text.

    `usual` holds the captions of earlier tables that were next to each other, for tables without captions.
    """
    if _is_one(grid, text):
        return [YearTable(grid)]
    found: list[YearTable] = []
    for head, rows in _segments(grid.rows):
        if not rows:
            continue
        if len(years := _years(head)) > 1:
            starts = _starts(rows[0], len(years)) or [cell.column for cell in years]
            captions = [cell.raw for cell in years]
        else:
            starts = _repeated(rows)
            captions = [squeeze(cell.raw) for cell in head if cell.raw][:1] if len(starts) < 2 else list(usual)
        captions = captions if len(captions) == len(starts) else [""] * len(starts)
        shared = min(starts)
        bands = zip(starts, [*starts[1:], 1 << 30], captions, strict=True)
        found += [YearTable(_grid(grid, rows, first, last, shared), squeeze(caption)) for first, last, caption in bands]
    return found or [YearTable(grid)]


def _is_one(grid: Grid, text: str) -> bool:
    """Return whether neither years nor repeated headings indicate that there are several tables."""
    if grid.stream or grid.loose or len(grid.rows) < 2:
        return True
    if _ABOUT_YEARS.search(text, grid.start, grid.end):
        return False
    heads = [cell.raw for cell in grid.rows[0] if cell.raw]
    return len(set(heads)) == len(heads) and not (heads and text.count(heads[0], grid.start, grid.end) > 1)


def _segments(rows: Sequence[CellRow]) -> list[tuple[CellRow, list[CellRow]]]:
    """Group the rows under each line that names a year, and from each row on that repeats the first."""
    found: list[tuple[CellRow, list[CellRow]]] = [((), [])]
    first = [cell.raw for cell in rows[0]]
    for row in rows:
        if len(_years(row)) > 1 or _is_caption(row):
            found.append((row, []))
        elif found[-1][1] and any(first) and [cell.raw for cell in row] == first:
            found.append(((), [row]))
        else:
            found[-1][1].append(row)
    return found


def _is_caption(row: CellRow) -> bool:
    """Return whether the only words of a row name a year."""
    filled = [cell.raw for cell in row if cell.raw]
    if len(filled) != 1 or len(filled[0]) > LONGEST_CAPTION or "。" in filled[0]:
        return False
    text = squeeze(filled[0])
    return bool(YEAR.search(text) or EARLIER.search(text) or _RELATIVE.fullmatch(text))


def _years(row: CellRow) -> list[Cell]:
    """Return the cells of a row that name different years, if the other cells are only labels in front of them."""
    found: list[Cell] = []
    years: list[int] = []
    for cell in row:
        if not cell.raw:
            continue
        text = squeeze(cell.raw)
        if (year := _year(text)) is not None:
            found.append(cell)
            years.append(year)
        elif found:
            return []
    return found if len(set(years)) == len(years) else []


def _year(text: str) -> int | None:
    """Return the year a text names: 9999 for this year, 0 for the one before it, None if it names none or is a sentence."""
    if relative := _RELATIVE.fullmatch(text):
        return _THIS_YEAR if relative["now"] else 0
    named = YEAR.search(text) if len(text) <= LONGEST_CAPTION and "。" not in text else None
    return int(named[1]) if named else None


def _starts(row: CellRow, wanted: int) -> list[int]:
    """Return the columns where the first words of a row occur, if they occur `wanted` times."""
    texts = [(cell.raw, cell.column) for cell in row if cell.raw]
    found = [column for text, column in texts if text == texts[0][0]]
    return found if len(found) == wanted else []


def _repeated(rows: Sequence[CellRow]) -> list[int]:
    """Return the columns where the same table begins again after a blank column; the first column alone if it does not."""
    texts = [(cell.raw, cell.column) for cell in rows[0] if cell.raw]
    starts = [column for text, column in texts if text == texts[0][0]]
    if len(starts) > 1:
        used = {
            column
            for row in rows
            for cell in row
            if cell.raw or cell.col_span > 1
            for column in range(cell.column, cell.column + cell.col_span)
        }
        if all(column - 1 not in used for column in starts[1:]):
            return starts
    return [0]


def _grid(grid: Grid, rows: Sequence[CellRow], first: int, last: int, shared: int) -> Grid:
    """Cut the cells of some rows from a column to another, after the columns that all tables share, up to the last column used."""
    kept = [[cell for cell in row if cell.column < shared or first <= cell.column < last] for row in rows]
    end = max((cell.column for row in kept for cell in row if cell.raw), default=-1)
    cells = tuple(tuple(cell for cell in row if cell.column <= end) for row in kept)
    found = [cell for row in cells for cell in row]
    return replace(grid, rows=cells, start=found[0].start, end=found[-1].end) if found else replace(grid, rows=())
