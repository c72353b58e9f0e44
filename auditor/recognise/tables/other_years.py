"""Removal of tables of another year shown next to the report's own: figures under such captions are not the report's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from auditor.chinese.text import squeeze
from auditor.model.document import Document, Grid, Paragraph
from auditor.recognise.tables.year_parts import EARLIER, LONGEST_CAPTION, YEAR, parts

TWICE = "报告里同样的表有两张，这一格写的不一样，分不清哪一张是本报告的"
_TITLE_LINES = 12
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年.{0,24}信息公开.{0,12}(?:报告|年报)")
_ANNEX = re.compile("附(?:[件表录]|[：:])")
_ALIKE = 0.8  # share of its words that makes a table the same as another
_FEWEST = 4  # least number of words in a table


def of_this_year(document: Document) -> tuple[list[Grid], list[str]]:
    """Drop the grids whose caption names an earlier year if the same table also appears without such a caption.

    Returns the kept grids, and warnings in Chinese about what was left out. Where the same table appears twice and no year
    distinguishes them, one is kept; its differing cells count as unread.
    """
    grids, captions = _captioned(document)
    named = [_years(caption) for caption in captions]
    told_years = [year for years in named for year in years]
    newest = max([*told_years, *_title_years(document)]) if told_years else 0
    earlier = _earlier(captions, named, newest)
    told: list[str] = []
    if any(earlier):
        words = [frozenset(_words(grid)) for grid in grids]
        own = [own for own, other in zip(words, earlier, strict=True) if not other]
        kept, lines = [], []
        for grid, caption, other, has in zip(grids, captions, earlier, words, strict=True):
            if other and _is_again(has, own):
                named_here = f"“{caption[:20]}”下的表格" if caption else "附件里的另一张表"
                told.append(f"{named_here}是别的年度的，没有当作本报告的数字读取")
            else:
                kept.append(grid)
                lines.append(caption)
        grids, captions = kept, lines
    return _once(grids, [newest in _years(caption) for caption in captions], told), told


def _once(grids: list[Grid], surely: list[bool], told: list[str]) -> list[Grid]:
    """Keep one of the grids that have the same words but different figures; `surely` says which grids are of this year."""
    heads = [tuple(cell.raw for row in grid.rows[:2] for cell in row if cell.raw) for grid in grids]
    if len(set(heads)) == len(heads):
        return grids
    kept: list[Grid] = []
    places: dict[tuple[str, ...], tuple[int, bool]] = {}
    for grid, sure in zip(grids, surely, strict=True):
        words = _words(grid)
        place, before = places.get(words, (-1, False)) if len(words) >= _FEWEST else (-1, False)
        if place < 0:
            places[words] = len(kept), sure
            kept.append(grid)
        elif sure and not before:
            kept[place], places[words] = grid, (place, sure)
        elif sure == before and (spoilt := _differing(kept[place], grid)) is not None:
            kept[place] = spoilt
            told.append("报告里同样的表有两张，数字不一样，分不清哪一张是本报告的，不一样的格子没有读取")
    return kept


def _differing(grid: Grid, other: Grid) -> Grid | None:
    """Mark the cells of a grid that differ in another grid as unread; None if no cell differs."""
    pairs = [list(zip(row, others, strict=False)) for row, others in zip(grid.rows, other.rows, strict=False)]
    alike = [len(row) for row in grid.rows] == [len(row) for row in other.rows]
    if alike and all(squeeze(cell.raw) == squeeze(again.raw) for row in pairs for cell, again in row):
        return None
    rows = [
        tuple(
            cell._replace(unread=TWICE)
            if cell.raw.isascii() and not (alike and cell.raw == row[place][1].raw)
            else cell
            for place, cell in enumerate(cells)
        )
        for cells, row in zip(grid.rows, pairs if alike else [[]] * len(grid.rows), strict=True)
    ]
    return replace(grid, rows=tuple(rows))


def _earlier(captions: list[str], named: list[list[int]], newest: int) -> list[bool]:
    """Return whether each caption names an earlier year; the year of an annex also holds for the tables right after its first."""
    earlier, annex = [], False
    for caption, years in zip(captions, named, strict=True):
        if years:
            earlier.append(max(years) < newest)
            annex = earlier[-1] and bool(_ANNEX.match(caption))
        else:
            annex = annex and not caption
            earlier.append(annex or bool(EARLIER.search(caption)))
    return earlier


def _captioned(document: Document) -> tuple[list[Grid], list[str]]:
    """Return the grids, split where one holds several tables, and the line right above each.

    The line is replaced by "…" if it is too long for a caption, and empty if another grid is above.
    """
    grids: list[Grid] = []
    captions: list[str] = []
    above: list[Paragraph] = []
    usual: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block)
            continue
        text = next((text for line in reversed(above) if (text := squeeze(line.text))), "")
        above.clear()
        found = parts(block, document.text, usual)
        if len(found) > 1:
            usual = [part.caption for part in found] if all(part.caption for part in found) else usual
            captions += [part.caption or text * (part is found[0]) for part in found]
        else:
            captions.append(text if len(text) <= LONGEST_CAPTION else "…")
        grids += [part.grid for part in found]
    return grids, captions


def _years(caption: str) -> list[int]:
    return [int(year) for year in YEAR.findall(caption)]


def _title_years(document: Document) -> Iterable[int]:
    lines = [block for block in document.blocks if isinstance(block, Paragraph)][:_TITLE_LINES]
    return [int(year) for line in lines for year in _TITLE_YEAR.findall(squeeze(line.text))]


def _words(grid: Grid) -> tuple[str, ...]:
    return tuple(text for cell in grid.cells() if not cell.raw.isascii() and (text := squeeze(cell.raw)))


def _is_again(words: frozenset[str], own: list[frozenset[str]]) -> bool:
    """Return whether a grid repeats one or several of the report's own tables."""
    known = frozenset[str]().union(*own)
    whole = any(len(one) >= _FEWEST and len(words & one) >= _ALIKE * len(one) for one in own)
    return whole and len(words & known) >= _ALIKE * len(words)
