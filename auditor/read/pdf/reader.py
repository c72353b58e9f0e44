"""Reads PDF reports that hold text: characters and ruling lines by PDFium, put together to paragraphs and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder
from auditor.read.left_out import LeftOut
from auditor.read.limits import LIMITS, Deadline, require
from auditor.read.pdf.chars import Characters, displayed_size, to_display
from auditor.read.pdf.compose import Recognised, placed, write
from auditor.read.pdf.lattice import find_ruling
from auditor.read.pdf.lines import Line, to_lines
from auditor.read.pdf.native import Box, Page, opened
from auditor.read.pdf.objects import read_drawing
from auditor.read.pdf.page import PageFlow
from auditor.read.pdf.pictures import large_pictures
from auditor.read.pdf.struck import without_struck
from auditor.read.pdf.tables import Table, fill
from auditor.read.scan.reader import INSTALL, NO_TEXT, available, read_pictures

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
    recognised: dict[int, Recognised] = field(default_factory=dict)


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
    builder = DocumentBuilder()
    blocks = write(builder, pages, facts.recognised, deadline)
    _warn(builder, facts)
    return placed(builder.build(path=path, data=data, format="pdf"), blocks, facts.recognised)


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
        layer = bool(drawing.unseen) and drawing.unseen == drawing.texts and bool(drawing.images)
        shown = 0 if layer else sum(len(run.text) for run in runs)
        pictures = large_pictures(_displayed(page, drawing.images), (width, height), shown)
    finally:
        page.close()
    blocks: list[Line | Table] = [*to_lines(outside), *tables]
    scan = (
        read_pictures(file[number], number + 1, pictures, (width, height), deadline, layer=layer) if pictures else None
    )
    if scan is not None:
        facts.shown += scan.characters
        facts.recognised[number + 1] = scan.recognised
        facts.pictures += scan.unread
        if scan.whole:
            # What text there is besides is the scanner's or a stamp's, or a layer that repeats the picture.
            return PageFlow(number + 1, *scan.size, scan.blocks)
        blocks += scan.blocks
    elif layer:
        facts.layers += 1
    else:
        facts.pictures += len(pictures)
    facts.lost += characters.lost
    facts.shown += sum(len(run.text) for run in runs)
    blocks.sort(key=lambda block: (block.top, block.left))
    return PageFlow(number + 1, width, height, blocks, ruling.frames, ruling.loose)


def _displayed(page: Page, boxes: list[Box]) -> list[Box]:
    """Boxes given left, bottom, right, top in user space as left, top, right, bottom on the page shown."""
    if not boxes:
        return []
    lefts, bottoms, rights, tops = (list(side) for side in zip(*boxes, strict=True))
    return list(zip(*to_display(page, lefts, tops, rights, bottoms), strict=True))


def _check(facts: _Facts) -> None:
    if not facts.shown:
        nothing = NO_TEXT if available() else INSTALL
        raise UnreadableReport(
            nothing if facts.pictures else "PDF 文件中没有可读的文字，请提供 Word、网页或含文字的 PDF"
        )
    if facts.lost > _MOST_LOST * facts.shown:
        raise UnreadableReport("PDF 中的字体没有文字编码，读出来是乱码，请用 Word 或网页版本再审核")


def _warn(builder: DocumentBuilder, facts: _Facts) -> None:
    if facts.pictures:
        builder.unread("图片", facts.pictures)
        builder.warn(f"正文中有 {facts.pictures} 处图片，其中的文字未能读取")
    if facts.layers:
        builder.warn(f"有 {facts.layers} 页是扫描图片，文字取自其识别层，可能有识别错误")
    builder.leave_out(LeftOut.STRUCK, facts.struck)
    if facts.lost:
        builder.warn(f"有 {facts.lost} 个字符没有文字编码，未能读出")
