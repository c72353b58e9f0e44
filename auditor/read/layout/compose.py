"""Assembly of a document from pages of lines and tables.

Margins are dropped, paragraphs and tables are joined across pages, and every line and cell keeps its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from auditor.model.document import Document, PageBox, Paragraph
from auditor.read.base.builder import DocumentBuilder
from auditor.read.layout.boxes import Box
from auditor.read.layout.flow import TextParagraph, close_tables, flow
from auditor.read.layout.ruled.page import PageFlow, drop_margins, page_number
from auditor.read.layout.ruled.tables import LayoutTable, Spot
from auditor.read.layout.unfold import unfold
from auditor.read.layout.unruled.columns import find_columns

# For each sheet read in another rotation, the function that maps a box to its place on the displayed page.
Turned = dict[int, Callable[[Box], Box]]


def _as_it_is(box: Box) -> Box:
    return box


@dataclass(frozen=True, slots=True)
class Recognised:
    """The parts of a page recognised from pictures, and the mapping of a box read there to its place on the page.

    `layer` says that the text was not recognised here, but taken from the text layer under the picture.
    """

    boxes: list[Box]
    on_paper: Callable[[Box], Box] = _as_it_is
    layer: bool = False

    def holds(self, box: Box) -> bool:
        """Return whether the middle of a box lies in one of the parts."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in self.boxes)


def write(
    builder: DocumentBuilder, pages: list[PageFlow], recognised: Mapping[int, Recognised]
) -> list[TextParagraph | LayoutTable]:
    """Write the pages' paragraphs and tables to the builder in reading order; return them in that order, for `placed`."""
    drop_margins(pages)
    pages = [page for page in pages if page.blocks or page.number == page_number(page.number)]
    close_tables(pages)
    find_columns(pages)
    blocks = unfold(flow(pages), builder.context.limits.cells)
    doubtful = unruled = 0
    for block in blocks:
        builder.context.deadline.check()
        if isinstance(block, TextParagraph):
            builder.paragraph(block.text, scanned=_recognised(block.spots, recognised))
            continue
        spots = [spot for row in block.rows for cell in row for spot in cell.spots] if recognised else []
        scanned = _recognised(spots, recognised)
        if scanned and not block.exact:
            _doubt(block)
        unruled += not block.exact
        doubtful += sum([cell.doubtful for row in block.rows for cell in row])
        builder.grid(block.raw_rows(), exact=block.exact, loose=not block.exact, scanned=scanned)
    if unruled:
        builder.warn(f"有 {unruled} 处表格没有完整的格线，行列按文字的位置判断，请核对原件")
    read_here = sorted({page_number(page) for page, found in recognised.items() if not found.layer})
    if read_here:
        builder.warn(_warning(read_here, doubtful))
    return blocks


def placed(
    document: Document,
    blocks: Sequence[TextParagraph | LayoutTable],
    recognised: Mapping[int, Recognised],
    turned: Mapping[int, Callable[[Box], Box]] = MappingProxyType({}),
) -> Document:
    """Return the document with the place of each line and cell; `blocks` are the blocks written into it."""
    places = _places(document, blocks)
    if turned:
        places = tuple(
            place._replace(page=page_number(place.page), box=turned[place.page](place.box))
            if place.page in turned
            else place
            for place in places
        )
    if recognised:
        places = tuple(
            place._replace(page=page_number(place.page), box=recognised[place.page].on_paper(place.box))
            if place.page in recognised
            else place
            for place in places
        )
    return replace(document, places=places)


def _recognised(spots: Sequence[Spot], recognised: Mapping[int, Recognised]) -> bool:
    """Return whether any spot was recognised from a picture."""
    if not recognised:
        return False
    return any(spot.page in recognised and recognised[spot.page].holds(spot.box) for spot in spots)


def _doubt(table: LayoutTable) -> None:
    """Mark as doubtful the figures of a table without ruling lines: they were recognised only once."""
    for row in table.rows:
        for cell in row:
            cell.doubtful = cell.doubtful or cell.figure


def _warning(pages: Sequence[int], doubtful: int) -> str:
    """Return the warning that names the recognised pages and the number of doubtful cells."""
    stretches: list[list[int]] = []
    for page in pages:
        if stretches and page == stretches[-1][1] + 1:
            stretches[-1][1] = page
        else:
            stretches.append([page, page])
    named = "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in stretches)
    unsure = f"，其中 {doubtful} 个单元格不能确定，未作核对" if doubtful else ""
    return f"第 {named} 页的文字是从图片识别的，可能有识别错误{unsure}，请对照原件"


def _places(document: Document, blocks: Sequence[TextParagraph | LayoutTable]) -> tuple[PageBox, ...]:
    """Return each spot with its offsets in the text; blank paragraphs have none."""
    found: list[PageBox] = []
    read = iter(document.blocks)
    for block in blocks:
        if isinstance(block, TextParagraph):
            if not block.text.strip():
                continue
            paragraph = next(read)
            assert isinstance(paragraph, Paragraph)  # noqa: S101
            found += _spots(document.text, paragraph.start, paragraph.end, block.spots)
            continue
        if not any(block.rows):
            continue
        grid = next(read)
        cells = (cell for row in block.rows for cell in row)
        for cell, source in zip(grid.cells(), cells, strict=True):  # type: ignore[union-attr]
            found += _spots(document.text, cell.start, cell.end, source.spots)
    return tuple(found)


def _spots(text: str, start: int, end: int, spots: list[Spot]) -> list[PageBox]:
    """Locate the spots of one paragraph or cell, which follow each other in its text.

    Two spots have at most a blank between them; a blank cell keeps its place.
    """
    found = []
    place = start
    for spot in spots:
        written = spot.text.strip()
        at = text.find(written, place, end)
        if at >= 0 and (written or start == end):
            place = at + len(written)
            found.append(PageBox(at, place, spot.page, spot.box))
    return found
