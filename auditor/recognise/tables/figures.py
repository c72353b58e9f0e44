"""Tokenizer that splits text into runs of bare figures and the words between them, each piece with its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.chinese.text import bare
from auditor.model.document import Cell

_TOKEN = re.compile(r"[^\s|｜│┃║┆┊]+")
_NUMBER = r"[+-]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?(?:[\[［【〔]\d{1,2}[\]］】〕]|[①-⑳]|[*＊※†‡]{1,3})?"
_FIGURE = re.compile(rf"{_NUMBER}|[/／—–－-]|无")
# A figure joined to the label after or before it.
_BEFORE_ENTRY = re.compile(
    rf"({_NUMBER})(?=[一二三四五六七八九十]{{1,2}}、|[（(][一二三四五六七八九十]{{1,2}}[)）]|第)"
)
_BEHIND_WORDS = re.compile(rf"(?<=[\u4e00-\u9fff）)”])({_NUMBER})$")
_RULE = re.compile(r"[-=_+:─━┄┈═—┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝]{2,}")


@dataclass(frozen=True, slots=True)
class FigureWords:
    """Words between two runs: bare text, the offset of every character, and the start and end of each piece."""

    text: str
    offsets: tuple[int, ...]
    pieces: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets of a part of the bare text; the part must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1


@dataclass(frozen=True, slots=True)
class FigureRun:
    """Figures separated only by blanks and bars, and the words before and after them."""

    cells: tuple[Cell, ...]
    before: FigureWords
    after: FigureWords


def runs_of(text: str, start: int, end: int, least: int = 1) -> list[FigureRun]:
    """Return all runs of figures in a part of a text, in order; none if there are fewer figures than `least`."""
    pieces = list(_pieces(text, start, end))
    if sum(figure for _, _, figure in pieces) < least:
        return []
    groups: list[tuple[bool, list[tuple[int, int]]]] = [(False, [])]
    for first, last, figure in pieces:
        if figure != groups[-1][0]:
            groups.append((figure, []))
        groups[-1][1].append((first, last))
    if groups[-1][0]:
        groups.append((False, []))
    words = [_words(text, pieces) for figure, pieces in groups if not figure]
    cells = [_cells(text, pieces) for figure, pieces in groups if figure]
    return [FigureRun(found, words[number], words[number + 1]) for number, found in enumerate(cells)]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    for token in _TOKEN.finditer(text, start, end):
        first, last = token.span()
        if _RULE.fullmatch(token[0]):
            continue
        if _FIGURE.fullmatch(token[0]):
            yield first, last, True
            continue
        if glued := _BEFORE_ENTRY.match(token[0]):
            yield first, first + glued.end(), True
            first += glued.end()
        behind = _BEHIND_WORDS.search(text, first, last)
        middle = behind.start() if behind else last
        if first < middle:
            yield first, middle, False
        if behind:
            yield middle, last, True


def _words(text: str, pieces: list[tuple[int, int]]) -> FigureWords:
    solid = [(ch, place) for first, last in pieces for place in range(first, last) if (ch := bare(text[place]))]
    return FigureWords("".join(ch for ch, _ in solid), tuple(place for _, place in solid), tuple(pieces))


def _cells(text: str, pieces: list[tuple[int, int]]) -> tuple[Cell, ...]:
    return tuple(cell_at(text, first, last, number) for number, (first, last) in enumerate(pieces))


def cell_at(text: str, start: int, end: int, column: int) -> Cell:
    """Make a cell from a part of the text."""
    return Cell(text[start:end], start, end, 0, column, 1, 1, False, "")
