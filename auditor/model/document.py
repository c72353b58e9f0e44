"""Result of a reader: paragraphs and cell grids in reading order, all located in one text.

A Document knows no form. Offsets are characters in `Document.text`; `text[start:end]` is always the block's or cell's own text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Paragraph(NamedTuple):
    """Paragraph of running text, without blanks at both ends.

    Files have hundreds of paragraphs and cells, and making a tuple takes less than half the time of a frozen dataclass.
    """

    text: str
    start: int
    end: int


class Cell(NamedTuple):
    """Cell as written; `row` and `column` are those of its upper left corner, counted from 0.

    In a grid that is not `exact`, `column` is only the cell's place in its row and the spans are 1. `doubtful` cells were read
    from an image, and two readings disagreed. `unread` says, in Chinese, why a cell with content was not read
    («是公式，文件里没有存下结果»); its `raw` is then no evidence of anything.
    """

    raw: str
    start: int
    end: int
    row: int
    column: int
    row_span: int = 1
    col_span: int = 1
    doubtful: bool = False
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Table as written; every cell occurs once, in the row where it begins.

    `exact` grids know the column of each cell (HTML, DOCX); others know only the order of the cells in a row. `stream` grids have
    lost their row breaks: they hold one row with all cells in reading order. `loose` grids were assembled from text positions,
    because no ruling lines separate their cells: labels may be torn or joined. `scanned` grids were recognised in an image, where
    parts of a ruling line may be lost.
    """

    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    exact: bool = False
    stream: bool = False
    loose: bool = False
    scanned: bool = False

    def cells(self) -> Iterator[Cell]:
        """Yield every cell in reading order."""
        for row in self.rows:
            yield from row


Block = Paragraph | Grid


class PageBox(NamedTuple):
    """Position of a part of the text on paper: page counted from 1, bounding box in points from the page's upper left corner.

    The order of the box is left, top, right, bottom.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Unread:
    """Content that a person reading the file sees and the program does not; it may hold a table or a part of the report.

    `what` names it in Chinese («图片», «内嵌页面»); `at` is the offset in the text after which it is placed, at most the text's
    length.
    """

    what: str
    at: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """Statements of the file about itself outside the report's text: the metadata of a web page or document.

    `published` is the day of publication the page shows, or else the one in its hidden data; `hidden` is always the latter.
    `written` is the day on which the document was written, according to the page's index card.
    """

    title: str = ""
    published: date | None = None
    publisher: str = ""
    hidden: date | None = None
    written: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One report file as read: its text, its blocks in reading order, and what the reader had to repair or give up.

    `unread` lists, in order, the content that was not read: a table may be there. `places` are in the order of the text, one for
    each line or cell of a format that has pages. `scanned` are the ranges of the text (start, end) that were recognised in
    images, in order. `pictured` are the offsets of lines that begin with an image, which may show the number of the line.
    """

    path: str
    digest: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    places: tuple[PageBox, ...] = ()
    scanned: tuple[tuple[int, int], ...] = ()
    pictured: frozenset[int] = frozenset()

    def place_at(self, offset: int) -> PageBox | None:
        """Return the position on paper of the text at an offset, its box rounded to tenths of points; None if the format has no pages."""
        found = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        if found < 0:
            return None
        place = self.places[found]
        left, top, right, bottom = place.box
        return place._replace(box=(round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)))

    @property
    def unread_kinds(self) -> str:
        """Return the kinds of content not read, each named once («图片、内嵌页面»); empty if all was read."""
        return "、".join(dict.fromkeys(each.what for each in self.unread))

    def is_scanned(self, offset: int) -> bool:
        """Return whether the text at an offset was recognised in an image."""
        found = bisect_right(self.scanned, offset, key=lambda stretch: stretch[0]) - 1
        return found >= 0 and offset < self.scanned[found][1]

    def has_scanned(self, start: int, end: int) -> bool:
        """Return whether any text between two offsets was recognised in an image."""
        return any(first < end and start < last for first, last in self.scanned)

    @property
    def is_mostly_scanned(self) -> bool:
        """Return whether more than half of the text was recognised in images."""
        return 2 * sum(end - start for start, end in self.scanned) > len(self.text)

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs in reading order, without the grids."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def grids(self) -> Iterator[Grid]:
        """Yield the grids in reading order."""
        return (block for block in self.blocks if isinstance(block, Grid))
