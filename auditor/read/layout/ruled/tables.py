"""Tables with their text: sorting of runs into the cells of a lattice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from auditor.read.base.builder import RawCell
from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import SNAP, Lattice, Ruling
from auditor.read.layout.ruled.lines import TextLine, TextRun, cell_lines, join_lines, under

_SLACK = 1.0
# Beginning of a new entry of the form; a cell that begins otherwise may continue from the preceding page.
ENTRY = re.compile(
    r"[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+条|[①-⑳]"
)
FIGURE = re.compile(r"[\d.,，%/—-]*")


class Cutter(Protocol):
    """Protocol for the characters of a page that tables need: cutting a run."""

    def cut(self, run: TextRun, walls: Sequence[float]) -> list[TextRun]:
        """Return the parts of a run between walls, which are given as positions from left to right."""


@dataclass(slots=True)
class Spot:
    """A line of a paragraph or cell with its page (counted from 1) and its box; a blank cell has one spot, the cell itself."""

    text: str
    page: int
    box: Box


@dataclass(slots=True)
class LayoutCell:
    """A cell with its edges on the page; `spots` are its lines, or one spot per page if it is a single figure.

    `doubtful` says that its text was recognised from a picture with uncertainty; `unread` is the reason why its content
    was not read.
    """

    text: str
    left: float
    right: float
    row_span: int
    spots: list[Spot]
    doubtful: bool = False
    unread: str = ""

    @property
    def figure(self) -> bool:
        """Whether it holds only a number, or is blank."""
        return bool(FIGURE.fullmatch(self.text))


@dataclass(slots=True)
class LayoutTable:
    """A table, or its piece on one page; each cell is in the row where it begins."""

    rows: list[list[LayoutCell]]
    xs: list[float]
    top: float
    bottom: float
    open_top: bool = False
    open_bottom: bool = False
    exact: bool = True
    last_page: int = 0
    heads: list[list[LayoutCell]] = field(default_factory=list)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.xs[0]

    def raw_rows(self) -> list[list[RawCell]]:
        """Return the rows for the builder; columns are counted over all edges of all pieces."""
        if not self.exact:
            return [
                [RawCell(cell.text, doubtful=cell.doubtful, unread=cell.unread) for cell in row] for row in self.rows
            ]
        edges: list[float] = []
        for x in sorted(self.xs):
            if not edges or x - edges[-1] > SNAP:
                edges.append(x)
        column = _Nearest(edges)
        rows = []
        for row in self.rows:
            cells = []
            for cell in row:
                first = column[cell.left]
                across = max(column[cell.right] - first, 1)
                cells.append(RawCell(cell.text, first, cell.row_span, across, cell.doubtful, cell.unread))
            rows.append(cells)
        return rows


class _Nearest(dict[float, int]):
    """Cache of the index of the edge nearest to a position; the cells of a column have the same sides."""

    def __init__(self, edges: list[float]) -> None:
        self._edges = edges

    def __missing__(self, x: float) -> int:
        edges = self._edges
        place = min(bisect_left(edges, x), len(edges) - 1)
        if place and x - edges[place - 1] < edges[place] - x:
            place -= 1
        self[x] = place
        return place


@dataclass(slots=True)
class Content:
    """The text of a page: runs by the cells of its lattices, and runs outside tables.

    `unread` maps a cell, given by the index of its lattice and its own index, to the reason why it was not read.
    """

    page: int
    lattices: Sequence[Lattice]
    inside: list[dict[int, list[TextRun]]]
    outside: list[TextRun]
    unread: dict[tuple[int, int], str] = field(default_factory=dict)

    def tables(self) -> list[LayoutTable]:
        """Return the lattices that hold text or unread cells, as tables."""
        unread: list[dict[int, str]] = [{} for _ in self.lattices]
        for (number, cell), reason in self.unread.items():
            unread[number][cell] = reason
        parts = zip(self.lattices, self.inside, unread, strict=True)
        tables = [_table(lattice, texts, reasons, self.page) for lattice, texts, reasons in parts]
        return [table for table in tables if any(cell.text or cell.unread for row in table.rows for cell in row)]


def fill(ruling: Ruling, runs: Sequence[TextRun], characters: Cutter, page: int) -> Content:
    """Sort the runs of a page into the cells of its tables; runs outside tables are cut at vertical lines."""
    lattices = ruling.lattices
    inside: list[dict[int, list[TextRun]]] = [{} for _ in lattices]
    # A table nested in a cell of another table comes first.
    order = sorted(range(len(lattices)), key=lambda n: _area(lattices[n].box))
    outside = []
    cell: list[TextRun] = []
    for run in runs:
        x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
        own = None
        for number in order:
            own = lattices[number].at(x, y)
            if own is not None:
                break
        if own is not None:
            lattice = lattices[number]
            for part in _parts(run, lattice, own, characters):
                at = own if part is run else lattice.at((part.left + part.right) / 2, y)
                cell = inside[number].setdefault(own if at is None else at, [])
                cell.append(part)
        elif cell and len(run.text) == len(cell[-1].text) == 1 and under(run, cell[-1]):
            cell.append(run)  # a vertical label runs on below the last ruling line of the table
        else:
            cell = []
            walls = [
                rule.place
                for rule in ruling.loose[1]
                if rule.start < y < rule.end and run.left < rule.place < run.right
            ]
            outside += characters.cut(run, sorted(walls)) if walls else [run]
    return Content(page, lattices, inside, outside)


def _area(box: Box) -> float:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _parts(run: TextRun, lattice: Lattice, number: int, characters: Cutter) -> list[TextRun]:
    """Return the run, cut at the walls it crosses if it reaches into more than one cell."""
    slot = lattice.slots[number]
    left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
    if (run.left >= left - _SLACK and run.right <= right + _SLACK) or run.end - run.start == 1:
        return [run]
    middle = (run.top + run.bottom) / 2
    walls = [
        x
        for x in lattice.xs
        if run.left + _SLACK < x < run.right - _SLACK and lattice.at(x - 0.1, middle) != lattice.at(x + 0.1, middle)
    ]
    return characters.cut(run, walls)


def _table(lattice: Lattice, texts: dict[int, list[TextRun]], unread: dict[int, str], page: int) -> LayoutTable:
    rows: list[list[LayoutCell]] = [[] for _ in range(len(lattice.ys) - 1)]
    for number, slot in enumerate(lattice.slots):
        left, right = lattice.xs[slot.column], lattice.xs[slot.column + slot.col_span]
        top, bottom = lattice.ys[slot.row], lattice.ys[slot.row + slot.row_span]
        own = texts.get(number)
        text, spots = _content(own, page) if own else ("", [Spot("", page, (left, top, right, bottom))])
        rows[slot.row].append(LayoutCell(text, left, right, slot.row_span, spots, unread=unread.get(number, "")))
    return LayoutTable(
        rows, lattice.xs, lattice.ys[0], lattice.ys[-1], lattice.open_top, lattice.open_bottom, last_page=page
    )


def _content(runs: list[TextRun], page: int) -> tuple[str, list[Spot]]:
    """Return the text and the lines of a cell's runs."""
    if len(runs) > 1:
        return spots_of(cell_lines(runs), page)
    run = runs[0]
    return run.text, [Spot(run.text, page, (run.left, run.top, run.right, run.bottom))]


def spots_of(lines: Sequence[TextLine], page: int) -> tuple[str, list[Spot]]:
    """Return the text of a cell and its lines; a figure that takes several lines has one box."""
    spots = [Spot(line.text, page, line.box) for line in lines]
    if len(spots) == 1:
        return spots[0].text, spots
    text = join_lines(spot.text for spot in spots)
    if spots and FIGURE.fullmatch(text):
        lefts, tops, rights, bottoms = zip(*(spot.box for spot in spots), strict=True)
        return text, [Spot(text, page, (min(lefts), min(tops), max(rights), max(bottoms)))]
    return text, spots


def one_column(frame: Lattice, lines: Sequence[TextLine], page: int) -> LayoutTable:
    """Return the lines within a frame as a table of one column."""
    rows = []
    for top, bottom in pairwise(frame.ys):
        own = [line for line in lines if top < (line.top + line.bottom) / 2 < bottom]
        text, spots = spots_of(own, page)
        box = (frame.xs[0], top, frame.xs[-1], bottom)
        rows.append([LayoutCell(text, box[0], box[2], 1, spots or [Spot("", page, box)])])
    return LayoutTable(rows, frame.xs, frame.ys[0], frame.ys[-1], frame.open_top, frame.open_bottom, last_page=page)
