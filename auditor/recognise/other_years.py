"""Tables of another year that a report shows beside its own: under their captions they are none of its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.model.document import Document, Grid, Paragraph
from auditor.model.text import squeeze

_LONGEST_CAPTION = 60
_TITLE_LINES = 12
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年.{0,24}信息公开.{0,12}(?:报告|年报)")
_EARLIER = re.compile(r"(?:上一?年度?|去年|往年)(?!结转)")
_ANNEX = re.compile("附(?:[件表录]|[：:])")
_ALIKE = 0.8  # share of its words that makes a table the same as another
_FEWEST = 4  # words a table has at least


def of_this_year(document: Document) -> tuple[list[Grid], list[str]]:
    """The grids without those whose caption names an earlier year where the same table stands there without one.

    What is left out is told in Chinese.
    """
    grids = list(document.grids())
    captions = _captions(document)
    named = [_years(caption) for caption in captions]
    told_years = [year for years in named for year in years]
    earlier = _earlier(captions, named, max([*told_years, *_title_years(document)]) if told_years else 0)
    if not any(earlier):
        return grids, []
    words = [_words(grid) for grid in grids]
    own = [own for own, other in zip(words, earlier, strict=True) if not other]
    kept, told = [], []
    for grid, caption, other, has in zip(grids, captions, earlier, words, strict=True):
        if other and _is_again(has, own):
            named_here = f"“{caption[:20]}”下的表格" if caption else "附件里的另一张表"
            told.append(f"{named_here}是别的年度的，没有当作本报告的数字读取")
        else:
            kept.append(grid)
    return kept, told


def _earlier(captions: list[str], named: list[list[int]], newest: int) -> list[bool]:
    """Whether each caption names an earlier year; that of an annex holds for the tables right behind the first."""
    earlier, annex = [], False
    for caption, years in zip(captions, named, strict=True):
        if years:
            earlier.append(max(years) < newest)
            annex = earlier[-1] and bool(_ANNEX.match(caption))
        else:
            annex = annex and not caption
            earlier.append(annex or bool(_EARLIER.search(caption)))
    return earlier


def _captions(document: Document) -> list[str]:
    """The line right above each grid, cut short where it is too long for a caption, empty where another grid stands above."""
    captions: list[str] = []
    above: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block)
        else:
            text = next((text for line in reversed(above) if (text := squeeze(line.text))), "")
            captions.append(text if len(text) <= _LONGEST_CAPTION else "…")
            above.clear()
    return captions


def _years(caption: str) -> list[int]:
    return [int(year) for year in _YEAR.findall(caption)]


def _title_years(document: Document) -> Iterable[int]:
    lines = [block for block in document.blocks if isinstance(block, Paragraph)][:_TITLE_LINES]
    return [int(year) for line in lines for year in _TITLE_YEAR.findall(squeeze(line.text))]


def _words(grid: Grid) -> frozenset[str]:
    return frozenset(text for cell in grid.cells() if not cell.raw.isascii() and (text := squeeze(cell.raw)))


def _is_again(words: frozenset[str], own: list[frozenset[str]]) -> bool:
    """Whether a grid is a table, or several, that the report has as its own, too."""
    known = frozenset[str]().union(*own)
    whole = any(len(one) >= _FEWEST and len(words & one) >= _ALIKE * len(one) for one in own)
    return whole and len(words & known) >= _ALIKE * len(words)
