"""Reads PDF reports that hold text: characters and ruling lines by PDFium, put together to paragraphs and tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from auditor.errors import UnreadableReport
from auditor.model.document import Document, Paragraph, Place
from auditor.read.builder import DocumentBuilder
from auditor.read.limits import LIMITS, Deadline, require
from auditor.read.pdf_chars import Characters, displayed_size, to_display
from auditor.read.pdf_columns import find_columns
from auditor.read.pdf_flow import Text, close_tables, flow
from auditor.read.pdf_lattice import find_ruling
from auditor.read.pdf_lines import Line, to_lines
from auditor.read.pdf_native import Box, Page, opened
from auditor.read.pdf_objects import read_drawing
from auditor.read.pdf_page import PageFlow, drop_margins
from auditor.read.pdf_struck import without_struck
from auditor.read.pdf_tables import Spot, Table, fill

_SCAN = "这是扫描件（图片），没有文字，不能直接读取；请提供 Word、网页或含文字的 PDF"
_MM = 25.4 / 72
# Seals (about 42 mm), emblems and codes are smaller than this; a picture of a table is not.
_WIDE, _HIGH = 50, 15
_WHOLE_PAGE = 0.7
_MUCH_TEXT = 100
_MOST_LOST = 0.3


@dataclass(slots=True)
class _Facts:
    """What is counted over all pages."""

    characters: int = 0
    lost: int = 0
    pictures: int = 0
    shown: int = 0
    layers: int = 0
    struck: int = 0
    unruled: int = 0


def read_pdf(data: bytes, path: str) -> Document:
    """The paragraphs and tables of a PDF file in reading order, each line and cell with its place on its page.

    Raises UnreadableReport if the file is damaged, locked, too large or holds no text.
    """
    deadline = Deadline()
    facts = _Facts()
    with opened(data) as file:
        count = len(file)
        require(count, LIMITS.pages, "PDF 页数")
        pages = [_read_page(file, number, facts, deadline) for number in range(count)]
    _check(facts)
    drop_margins(pages)
    close_tables(pages)
    find_columns(pages)
    blocks = flow(pages)
    builder = DocumentBuilder()
    for block in blocks:
        deadline.check()
        if isinstance(block, Text):
            builder.paragraph(block.text)
        else:
            builder.grid(block.raw_rows(), exact=block.exact)
            facts.unruled += not block.exact
    _warn(builder, facts)
    document = builder.build(path=path, data=data, format="pdf")
    return replace(document, places=_places(document, blocks))


def _read_page(file: Any, number: int, facts: _Facts, deadline: Deadline) -> PageFlow:
    deadline.check()
    page = Page(file, number)
    try:
        facts.characters += len(page.text)
        require(facts.characters, LIMITS.text_characters, "文字数")
        characters = Characters(page)
        runs = characters.runs()
        drawing = read_drawing(page, deadline)
        width, height = displayed_size(page)
        lines = _displayed(page, drawing.lines) if runs else []
        ruling = find_ruling(lines, deadline)
        runs, struck = without_struck(runs, lines, ruling.lattices, characters)
        facts.struck += struck
        tables, outside = fill(ruling, runs, characters, number + 1)
        facts.lost += characters.lost
        facts.shown += sum(len(run.text) for run in runs)
        layer = bool(drawing.unseen) and drawing.unseen == drawing.texts and bool(drawing.images)
        facts.layers += layer
        if not layer:
            facts.pictures += _pictures(drawing.images, width * height, sum(len(run.text) for run in runs))
    finally:
        page.close()
    blocks: list[Line | Table] = [*to_lines(outside), *tables]
    blocks.sort(key=lambda block: (block.top, block.left))
    return PageFlow(number + 1, width, height, blocks, ruling.frames, ruling.loose)


def _displayed(page: Page, boxes: list[Box]) -> list[Box]:
    """Boxes given left, bottom, right, top in user space as left, top, right, bottom on the page shown."""
    if not boxes:
        return []
    lefts, bottoms, rights, tops = (list(side) for side in zip(*boxes, strict=True))
    return list(zip(*to_display(page, lefts, tops, rights, bottoms), strict=True))


def _pictures(images: list[Box], area: float, characters: int) -> int:
    """How many pictures are as large as a table; one behind a page of text is its background."""
    found = 0
    for left, bottom, right, top in images:
        wide, high = right - left, top - bottom
        background = wide * high >= _WHOLE_PAGE * area and characters >= _MUCH_TEXT
        found += wide * _MM >= _WIDE and high * _MM >= _HIGH and not background
    return found


def _check(facts: _Facts) -> None:
    if not facts.shown:
        raise UnreadableReport(_SCAN if facts.pictures else "PDF 文件中没有可读的文字，请提供 Word、网页或含文字的 PDF")
    if facts.lost > _MOST_LOST * facts.shown:
        raise UnreadableReport("PDF 中的字体没有文字编码，读出来是乱码，请用 Word 或网页版本再审核")


def _warn(builder: DocumentBuilder, facts: _Facts) -> None:
    if facts.pictures:
        builder.pictures = facts.pictures
        builder.warn(f"正文中有 {facts.pictures} 处图片，其中的文字未能读取")
    if facts.layers:
        builder.warn(f"有 {facts.layers} 页是扫描图片，文字取自其识别层，可能有识别错误")
    if facts.unruled:
        builder.warn(f"有 {facts.unruled} 处表格没有完整的格线，行列按文字的位置判断，请核对原件")
    if facts.struck:
        builder.warn(f"有 {facts.struck} 处文字带删除线，按已删除处理，请核对原件")
    if facts.lost:
        builder.warn(f"有 {facts.lost} 个字符没有文字编码，未能读出")


def _places(document: Document, blocks: list[Text | Table]) -> tuple[Place, ...]:
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
    """The spots of one paragraph or cell follow each other in its text, a blank between two at most; of a blank cell, its place."""
    found = []
    place = start
    for spot in spots:
        written = spot.text.strip()
        at = text.find(written, place, end)
        if at >= 0 and (written or start == end):
            place = at + len(written)
            left, top, right, bottom = spot.box
            box = round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
            found.append(Place(at, place, spot.page, box))
    return found
