"""What a reader returns: paragraphs and cell grids in reading order, all placed in one text.

A Document knows no form. Offsets are characters in `Document.text`; `text[start:end]` is always the block's or cell's own text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Paragraph(NamedTuple):
    """A paragraph of running text, blanks at both ends removed.

    Files have hundreds of paragraphs and cells: a tuple is made in less than half the time of a frozen record.
    """

    text: str
    start: int
    end: int


class Cell(NamedTuple):
    """A cell as written; `row` and `column` are those of its upper left corner, counted from 0.

    In a grid that is not `exact`, `column` is only the cell's place in its row and the spans are 1. `doubtful` cells were read
    from a picture, and two readings of it did not agree. `unread` says, in Chinese, why a cell that holds something was not
    read («是公式，文件里没有存下结果»); what `raw` has is then no evidence of anything.
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
    """A table as written: every cell stands once, in the row where it begins.

    `exact` grids know the column of each cell (HTML, DOCX); others only the order of the cells in a row.
    `stream` grids have lost their row breaks: they hold one row with all cells in reading order. `loose` grids were put together
    by where the text stands, because no lines part their cells: labels may be torn or run together. `scanned` grids were
    recognised in a picture, where a line may be lost in part.
    """

    rows: tuple[tuple[Cell, ...], ...]
    start: int
    end: int
    exact: bool = False
    stream: bool = False
    loose: bool = False
    scanned: bool = False

    def cells(self) -> Iterator[Cell]:
        """Every cell in reading order."""
        for row in self.rows:
            yield from row


Block = Paragraph | Grid


class PageBox(NamedTuple):
    """Where a part of the text stands on paper: page counted from 1, box in points from the page's upper left corner.

    The box is left, top, right, bottom.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Unread:
    """Something a reader of the file sees and the program does not, which may hold a table or a part of the report.

    `what` names it in Chinese («图片», «内嵌页面»); `at` is the offset in the text behind which it stands, the text's length at most.
    """

    what: str
    at: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about itself outside the report's text: a web page's or a document's own data.

    `published` is the day of publication the page shows, or else the one in its hidden data; `hidden` is the latter in any
    case. `written` is the day on which the page's index card says the document was written.
    """

    title: str = ""
    published: date | None = None
    publisher: str = ""
    hidden: date | None = None
    written: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One report file as read: its text, its blocks in reading order, and what the reader had to repair or give up.

    `unread` is what stands in the text and was not read, in order: a table may be there. `places` are in the order of the
    text, one for each line or cell of a format that has pages. `scanned` are the stretches of the text (start, end) that
    were recognised in pictures, in order. `pictured` are the offsets of lines at whose beginning a picture stands, in which
    their number may be.
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
        """Where the text at an offset stands on paper, its box in tenths of points; None where the format has no pages."""
        found = bisect_right(self.places, offset, key=lambda place: place.start) - 1
        if found < 0:
            return None
        place = self.places[found]
        left, top, right, bottom = place.box
        return place._replace(box=(round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)))

    @property
    def unread_kinds(self) -> str:
        """What was not read, each kind named once («图片、内嵌页面»); empty where all was read."""
        return "、".join(dict.fromkeys(each.what for each in self.unread))

    def is_scanned(self, offset: int) -> bool:
        """Whether the text at an offset was recognised in a picture."""
        found = bisect_right(self.scanned, offset, key=lambda stretch: stretch[0]) - 1
        return found >= 0 and offset < self.scanned[found][1]

    def has_scanned(self, start: int, end: int) -> bool:
        """Whether any of the text between two offsets was recognised in a picture."""
        return any(first < end and start < last for first, last in self.scanned)

    @property
    def is_mostly_scanned(self) -> bool:
        """Whether more than half of the text was recognised in pictures."""
        return 2 * sum(end - start for start, end in self.scanned) > len(self.text)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in reading order, without the grids."""
        return (block for block in self.blocks if isinstance(block, Paragraph))

    def grids(self) -> Iterator[Grid]:
        """The grids in reading order."""
        return (block for block in self.blocks if isinstance(block, Grid))
