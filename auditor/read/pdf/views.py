"""Views of a page: its text in the direction in which it is written, as displayed, turned, or mixed.

Most pages have one view. A page lying on its side has one turned view. A table drawn turned on an upright page, or the
page number of a page for a wide table, has its own view. Labels that are turned within a table's cell stay in the cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field

from auditor.config.limits import ReadContext
from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import Ruling, find_ruling
from auditor.read.layout.ruled.lines import TextRun, join_lines, to_lines
from auditor.read.layout.ruled.page import ZONE
from auditor.read.pdf.content.annotations import Annotations
from auditor.read.pdf.content.chars import Characters, Glyphs, displayed_size, to_display
from auditor.read.pdf.content.native import PdfPage
from auditor.read.pdf.typed import Note, note_of

_BLANK = " \t\r\n\0"
# Characters of page numbers, and the factor by which turned text outside tables must exceed upright text before it
# decides the order.
_NUMBERING = frozenset("0123456789-—–－―~·•/／第页共")
_MORE = 3
# A cell, as the index of its table and its index in the table.
GridPlace = tuple[int, int]


@dataclass(slots=True)
class View:
    """The part of a page's text that is upright when the page is turned clockwise by `rotation` quarter turns.

    `labels` are the texts of cells turned against their table, `notes` typed text, `drawn` the boxes of drawings that
    are not read.
    """

    rotation: int
    size: tuple[float, float]
    characters: Characters
    lines: list[Box]
    ruling: Ruling
    labels: list[TextRun] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    drawn: list[Box] = field(default_factory=list)


def views_of(
    page: PdfPage, glyphs: Glyphs, lines: Sequence[Box], annotations: Annotations, context: ReadContext
) -> list[View]:
    """Return the views of a page, the one that sets the reading order first; `lines` are thin boxes in user space."""
    mixed, views = _views(page, glyphs, lines, context)
    for typed in annotations.typed:
        view = mixed.view_at(typed.box, views) if mixed else views[0]
        view.notes.append(note_of(typed, *shown(page, view.rotation, [typed.box])))
    for box in annotations.drawn:
        view = mixed.view_at(box, views) if mixed else views[0]
        view.drawn += shown(page, view.rotation, [box])
    return views


def _views(
    page: PdfPage, glyphs: Glyphs, lines: Sequence[Box], context: ReadContext
) -> tuple[_Mixed | None, list[View]]:
    quarters = Counter(glyphs.turned.values())
    upright = sum(char not in _BLANK for char in glyphs.text) - quarters.total() if quarters or page.rotation else 1
    if upright > 0:
        quarters[0] = upright
    if len(quarters) == 1:
        return None, [_view(page, glyphs, lines, context, next(iter(quarters)))]
    mixed = _Mixed(page, glyphs, lines, context)
    return mixed, mixed.views()


def shown(page: PdfPage, rotation: int, boxes: Sequence[Box]) -> list[Box]:
    """Convert boxes from user space to the page turned clockwise by quarter turns.

    The boxes are (left, bottom, right, top) before, and (left, top, right, bottom) after the conversion.
    """
    if not boxes:
        return []
    lefts, bottoms, rights, tops = (list(side) for side in zip(*boxes, strict=True))
    return list(zip(*to_display(page, rotation, lefts, tops, rights, bottoms), strict=True))


def turning(quarters: int, size: tuple[float, float]) -> Callable[[Box], Box]:
    """Return a function that maps a box on a page of a size to its place on the page turned clockwise by quarter turns."""
    wide, high = size
    moves: tuple[Callable[[Box], Box], ...] = (
        lambda box: box,
        lambda box: (high - box[3], box[0], high - box[1], box[2]),
        lambda box: (wide - box[2], high - box[3], wide - box[0], high - box[1]),
        lambda box: (box[1], wide - box[2], box[3], wide - box[0]),
    )
    return moves[quarters % 4]


def _view(
    page: PdfPage,
    glyphs: Glyphs,
    lines: Sequence[Box],
    context: ReadContext,
    rotation: int,
    only: Container[int] | None = None,
) -> View:
    placed = shown(page, rotation, lines) if glyphs.text else []
    characters = Characters(glyphs, rotation, only)
    return View(rotation, displayed_size(page, rotation), characters, placed, find_ruling(placed, context))


class _Mixed:
    """Divides a page with text in several directions into views."""

    def __init__(self, page: PdfPage, glyphs: Glyphs, lines: Sequence[Box], context: ReadContext) -> None:
        self._page, self._glyphs, self._lines, self._context = page, glyphs, lines, context
        self._whole = _view(page, glyphs, lines, context, page.rotation)
        # For each direction, in quarter turns counter-clockwise: the offsets of its characters outside tables, and by
        # table and cell.
        self._free: dict[int, set[int]] = {}
        self._prose: Counter[int] = Counter()
        self._cells: dict[GridPlace, dict[int, set[int]]] = {}
        for place, char in enumerate(glyphs.text):
            if char not in _BLANK:
                self._count(place)
        self._owner = self._owners()

    def _count(self, place: int) -> None:
        characters, high = self._whole.characters, self._whole.size[1]
        x = (characters.lefts[place] + characters.rights[place]) / 2
        y = (characters.tops[place] + characters.bottoms[place]) / 2
        quarters = self._glyphs.turned.get(place, 0)
        for number, lattice in enumerate(self._whole.ruling.lattices):
            cell = lattice.at(x, y)
            if cell is not None:
                self._cells.setdefault((number, cell), {}).setdefault(quarters, set()).add(place)
                return
        self._free.setdefault(quarters, set()).add(place)
        numbering = self._glyphs.text[place] in _NUMBERING and not ZONE * high < y < (1 - ZONE) * high
        self._prose[quarters] += not numbering

    def views(self) -> list[View]:
        """Return the views; the text outside tables, without page numbers, decides which comes first."""
        places: dict[int, set[int]] = {quarters: set(own) for quarters, own in self._free.items()}
        turned: list[tuple[int, int, set[int]]] = []
        for (number, _), by_quarters in self._cells.items():
            own = self._owner[number]
            for quarters, cell_places in by_quarters.items():
                if quarters == own or own in by_quarters:
                    places.setdefault(own, set()).update(cell_places)
                else:
                    turned.append((own, quarters, cell_places))
        views = {
            quarters: _view(self._page, self._glyphs, self._lines, self._context, quarters, own)
            for quarters, own in places.items()
        }
        for own, quarters, cell_places in turned:
            views.setdefault(own, _view(self._page, self._glyphs, self._lines, self._context, own, ()))
            views[own].labels.append(self._label(own, quarters, cell_places))
        return sorted(views.values(), key=lambda view: self._rank(view.rotation, places), reverse=True)

    def view_at(self, box: Box, views: Sequence[View]) -> View:
        """Return the view of the table that contains a box in user space, or the view in which the page is displayed."""
        ((left, top, right, bottom),) = shown(self._page, self._page.rotation, [box])
        rotation = self._page.rotation
        for number, lattice in enumerate(self._whole.ruling.lattices):
            if lattice.at((left + right) / 2, (top + bottom) / 2) is not None:
                rotation = self._owner.get(number, rotation)
        return next((view for view in views if view.rotation == rotation), views[0])

    def _owners(self) -> dict[int, int]:
        """Return the direction of most of the text of each table."""
        counts: dict[int, Counter[int]] = {}
        for (number, _), by_quarters in self._cells.items():
            count = counts.setdefault(number, Counter())
            for quarters, places in by_quarters.items():
                count[quarters] += len(places)
        return {number: count.most_common(1)[0][0] for number, count in counts.items()}

    def _rank(self, quarters: int, places: dict[int, set[int]]) -> tuple[int, int]:
        weight = _MORE if quarters == self._page.rotation else 1
        return weight * self._prose[quarters], len(places.get(quarters, ()))

    def _label(self, own: int, quarters: int, places: set[int]) -> TextRun:
        """Return the text of a cell that is turned against its table, as one run at its place."""
        lines = to_lines(Characters(self._glyphs, quarters, places).runs())
        at = Characters(self._glyphs, own, ())
        left, top = min(at.lefts[place] for place in places), min(at.tops[place] for place in places)
        right, bottom = max(at.rights[place] for place in places), max(at.bottoms[place] for place in places)
        return TextRun(join_lines(line.text for line in lines), left, right, top, bottom, -1, 0)
