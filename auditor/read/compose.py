"""From pages of lines and tables to a document: margins dropped, paragraphs and tables joined over pages, every piece placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.model.document import Document, Paragraph, Place
from auditor.read.builder import DocumentBuilder
from auditor.read.limits import Deadline
from auditor.read.pdf_chars import Line
from auditor.read.pdf_columns import split_columns
from auditor.read.pdf_flow import PageFlow, Text, close_tables, drop_margins, flow
from auditor.read.pdf_native import Box
from auditor.read.pdf_tables import Spot, Table

# The parts of each page, by its number, that were recognised in pictures.
Regions = dict[int, list[Box]]


def write(
    builder: DocumentBuilder, pages: list[PageFlow], recognised: Regions, deadline: Deadline
) -> list[Text | Table]:
    """Put the pages' paragraphs and tables into the builder in reading order; returned as they were put, for `placed`."""
    drop_margins(pages)
    close_tables(pages)
    for page in pages:
        page.blocks = _with_columns(page)
    blocks = flow(pages)
    pictures, doubtful = set(recognised), 0
    for block in blocks:
        deadline.check()
        if isinstance(block, Text):
            builder.paragraph(block.text, scanned=_recognised(block.spots, recognised))
            continue
        spots = [spot for row in block.rows for cell in row for spot in cell.spots]
        scanned = _recognised(spots, recognised)
        if scanned and not block.exact:
            _doubt(block)
        doubtful += sum(cell.doubtful for row in block.rows for cell in row)
        builder.grid(block.raw_rows(), exact=block.exact, scanned=scanned)
    if pictures:
        builder.warn(_warning(sorted(pictures), doubtful))
    return blocks


def placed(document: Document, blocks: Sequence[Text | Table]) -> Document:
    """The document with the place of each line and cell; `blocks` are those that were written into it."""
    return replace(document, places=_places(document, blocks))


def _recognised(spots: Sequence[Spot], recognised: Mapping[int, list[Box]]) -> bool:
    """Whether a spot lies in a part of its page that was recognised."""
    for spot in spots if recognised else ():
        x, y = (spot.box[0] + spot.box[2]) / 2, (spot.box[1] + spot.box[3]) / 2
        for left, top, right, bottom in recognised.get(spot.page, ()):
            if left <= x <= right and top <= y <= bottom:
                return True
    return False


def _doubt(table: Table) -> None:
    """Figures in columns without lines are read once only: none of them is sure."""
    for row in table.rows:
        for cell in row:
            cell.doubtful = cell.doubtful or cell.figure


def _warning(pages: Sequence[int], doubtful: int) -> str:
    """Which pages were recognised, and how much of that is in doubt."""
    stretches: list[list[int]] = []
    for page in pages:
        if stretches and page == stretches[-1][1] + 1:
            stretches[-1][1] = page
        else:
            stretches.append([page, page])
    named = "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in stretches)
    unsure = f"，其中 {doubtful} 个单元格不能确定，未作核对" if doubtful else ""
    return f"第 {named} 页的文字是从图片识别的，可能有识别错误{unsure}，请对照原件"


def _with_columns(page: PageFlow) -> list[Line | Table]:
    """The page's blocks, lines in columns made to tables."""
    blocks: list[Line | Table] = []
    lines: list[Line] = []
    for block in page.blocks:
        if isinstance(block, Table):
            blocks += [*split_columns(lines, page.number), block]
            lines = []
        else:
            lines.append(block)
    return blocks + split_columns(lines, page.number)


def _places(document: Document, blocks: Sequence[Text | Table]) -> tuple[Place, ...]:
    """Each spot with its offsets in the text; what was left blank has none."""
    found: list[Place] = []
    read = iter(document.blocks)
    for block in blocks:
        if isinstance(block, Text):
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


def _spots(text: str, start: int, end: int, spots: list[Spot]) -> list[Place]:
    """The spots of one paragraph or cell follow each other in its text, a blank between two at most."""
    found = []
    place = start
    for spot in spots:
        written = spot.text.strip()
        at = text.find(written, place, end)
        if written and at >= 0:
            found.append(Place(at, at + len(written), spot.page, spot.box))
            place = at + len(written)
    return found
