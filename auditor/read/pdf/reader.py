"""Reader of PDF reports that hold text: PDFium gives characters and ruling lines, which become paragraphs and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.base.builder import DocumentBuilder
from auditor.read.base.left_out import LeftOut
from auditor.read.layout.beside import Strip, strips
from auditor.read.layout.boxes import large_pictures
from auditor.read.layout.compose import Recognised, Turned, placed, write
from auditor.read.layout.ruled.lines import TextLine, to_lines
from auditor.read.layout.ruled.page import PageFlow, page_number, sheet_number
from auditor.read.layout.ruled.tables import LayoutTable, fill
from auditor.read.pdf.census import check_census
from auditor.read.pdf.content.annotations import Annotations, form_of, read_annotations
from auditor.read.pdf.content.chars import Glyphs, displayed_size
from auditor.read.pdf.content.native import PdfPage, opened
from auditor.read.pdf.content.objects import read_drawing
from auditor.read.pdf.refusals import GARBLED, content_elsewhere, garbled
from auditor.read.pdf.typed import Typist
from auditor.read.pdf.views import View, shown, turning, views_of
from auditor.read.pdf.visible.overflow import put_back
from auditor.read.pdf.visible.raised import doubt_small, without_marks, without_readings
from auditor.read.pdf.visible.sieve import Sieve, sieve_of
from auditor.read.pdf.visible.struck import without_struck
from auditor.read.scan.reader import INSTALL, NO_TEXT, available, read_pictures, report_faults

_MOST_LOST = 0.3
_SAMPLE = 1000
_MOST_COLUMNS = 2  # with more columns the reading order of the text is reported as uncertain


@dataclass(slots=True)
class _Facts:
    """Counts and observations over all pages."""

    characters: int = 0
    lost: int = 0
    pictures: int = 0
    shown: int = 0
    layers: int = 0
    struck: int = 0
    sample: str = ""
    marks: int = 0
    readings: int = 0
    hidden: int = 0
    crowded: int = 0
    cut: int = 0
    watermarks: set[str] = field(default_factory=set)
    recognised: dict[int, Recognised] = field(default_factory=dict)
    layered: dict[int, Recognised] = field(default_factory=dict)
    faults: dict[int, list[str]] = field(default_factory=dict)
    turned: Turned = field(default_factory=dict)

    def sheet(self, number: int, rotation: int, view: View) -> int:
        """Return the sheet number that identifies a view's coordinates: the page's own number if the view is the displayed one."""
        quarters = (rotation - view.rotation) % 4
        sheet = sheet_number(number, quarters)
        if quarters:
            self.turned[sheet] = turning(quarters, view.size)
        return sheet


def read_pdf(data: bytes, path: str, context: ReadContext) -> Document:
    """Read the paragraphs and tables of a PDF file in reading order, each line and cell with its place on its page.

    Raises UnreadableReport if the file is damaged, locked, too large or holds no text.
    """
    facts = _Facts()
    check_census(data, context)
    with opened(data) as file, form_of(file) as form:
        count = len(file)
        require(count, context.limits.pages, "PDF 页数")
        sieve = sieve_of(file, data, context)
        pages = [flow for number in range(count) for flow in _read_page(sieve, form, number, facts)]
        _check(file, facts)
    facts.hidden += sieve.hidden
    facts.watermarks |= sieve.watermarks
    builder = DocumentBuilder(context)
    recognised = facts.recognised | facts.layered
    blocks = write(builder, pages, recognised)
    _warn(builder, facts)
    return placed(builder.build(path=path, data=data, format="pdf"), blocks, recognised, facts.turned)


def _read_page(sieve: Sieve, form: Any, number: int, facts: _Facts) -> list[PageFlow]:
    file, context = sieve.file, sieve.context
    deadline = context.deadline
    deadline.check()
    page = PdfPage(file, number)
    try:
        facts.characters += len(page.text)
        require(facts.characters, context.limits.text_characters, "文字数")
        drawing = read_drawing(page, deadline)
        annotations = read_annotations(page, form, deadline)
        layer = sieve.take(page, drawing, annotations.covers)
        glyphs = Glyphs(page)
        facts.sample += glyphs.text if len(facts.sample) < _SAMPLE else ""
        views = views_of(page, glyphs, drawing.lines, annotations, context)
        rotation, size = page.rotation, displayed_size(page, page.rotation)
        parts = [_read_view(view, facts.sheet(number + 1, rotation, view), annotations, facts) for view in views]
        count = sum(part.characters for part in parts)
        pictures = large_pictures(shown(page, rotation, drawing.images), size, 0 if layer else count)
    finally:
        page.close()
    scan = read_pictures(file[number], number + 1, pictures, size, context, layer=layer) if pictures else None
    beside: list[TextLine | LayoutTable] = []
    if scan is not None:
        facts.shown += scan.characters
        facts.recognised |= scan.recognised
        facts.pictures += scan.unread
        facts.faults[number + 1] = scan.faults
        if scan.whole:
            # Any further text is the scanner's, a stamp's, or a text layer that repeats the picture.
            return scan.pages
        beside = scan.blocks
    elif layer:
        facts.layers += 1
        facts.layered |= _distrusted(parts)
    else:
        facts.pictures += len(pictures)
    facts.lost += glyphs.lost
    facts.shown += count
    return _flows(number + 1, size, parts, beside)


@dataclass(slots=True)
class _ViewPart:
    """Content read in one view of a page; its coordinates belong to `sheet`."""

    view: View
    sheet: int
    strips: list[Strip]
    characters: int

    @property
    def tables(self) -> list[LayoutTable]:
        """The tables of all strips."""
        return [table for strip in self.strips for table in strip.tables]


def _read_view(view: View, sheet: int, annotations: Annotations, facts: _Facts) -> _ViewPart:
    characters, ruling = view.characters, view.ruling
    strokes = shown(view.characters.page, view.rotation, annotations.strokes)
    runs, marks = without_marks(characters.runs(), ruling.lattices, characters)
    runs, readings = without_readings(runs, ruling.lattices, characters)
    facts.marks += marks
    facts.readings += readings
    facts.hidden += characters.tiny
    facts.watermarks.update(characters.slanted)
    runs, struck = without_struck(runs, [*view.lines, *strokes], ruling.lattices, characters)
    facts.struck += struck
    runs += view.labels
    content = fill(ruling, runs, characters, sheet)
    facts.cut += put_back(content)
    if characters.smaller:
        doubt_small(content, characters)
    if view.notes or view.drawn:
        typist = Typist(content, characters)
        typist.write(view.notes)
        typist.mark(view.drawn)
        runs += [run for note in view.notes for run in note.runs]
    lines, tables = to_lines(content.outside), content.tables()
    found = strips(lines, tables, ruling.frames, view.size[0], first=page_number(sheet) == 1)
    facts.crowded += len({strip.left for strip in found}) > _MOST_COLUMNS
    return _ViewPart(view, sheet, found, sum([len(run.text) for run in runs]))


def _distrusted(parts: list[_ViewPart]) -> dict[int, Recognised]:
    """Mark the figures of an invisible text layer as doubtful if its picture gave no text itself: nobody sees them."""
    for table in (table for part in parts for table in part.tables):
        for cell in (cell for row in table.rows for cell in row):
            cell.doubtful = cell.figure
    return {part.sheet: Recognised([(0.0, 0.0, *part.view.size)], layer=True) for part in parts}


def _flows(
    number: int, size: tuple[float, float], parts: list[_ViewPart], beside: list[TextLine | LayoutTable]
) -> list[PageFlow]:
    """Return the page's content: tables at their places, lines of turned views after the other lines."""
    first, *others = parts
    blocks: list[TextLine | LayoutTable] = []
    flows = []
    for part in others:
        to_first = turning(first.view.rotation - part.view.rotation, part.view.size)
        for table in part.tables:
            _, table.top, _, table.bottom = to_first((table.xs[0], table.top, table.xs[-1], table.bottom))
            blocks.append(table)
        flows += [_flow(part, [*strip.lines], strip) for strip in part.strips]
    if beside and first.sheet == number:
        blocks += beside
    elif beside:
        flows.append(PageFlow(number, *size, beside))
    own = [_flow(first, [*strip.lines, *strip.tables], strip) for strip in first.strips[:-1]]
    last = first.strips[-1]
    return [*own, _flow(first, [*last.lines, *last.tables, *blocks], last), *flows]


def _flow(part: _ViewPart, blocks: list[TextLine | LayoutTable], strip: Strip) -> PageFlow:
    blocks.sort(key=lambda block: (block.top, block.left))
    ruling, high = part.view.ruling, part.view.size[1]
    return PageFlow(part.sheet, strip.width, high, blocks, ruling.frames, ruling.loose, strip.left, strip.edges)


def _check(file: Any, facts: _Facts) -> None:
    elsewhere = "" if facts.pictures or facts.recognised else content_elsewhere(file, facts.shown)
    if elsewhere:
        raise UnreadableReport(elsewhere, Cause.UNSUPPORTED)
    if not facts.shown:
        nothing = NO_TEXT if available() else INSTALL
        raise UnreadableReport(
            nothing if facts.pictures else "PDF 文件中没有可读的文字，请提供 Word、网页或含文字的 PDF",
            Cause.UNSUPPORTED,
        )
    if facts.lost > _MOST_LOST * facts.shown or (not facts.recognised and garbled(facts.sample)):
        raise UnreadableReport(GARBLED, Cause.UNSUPPORTED)


def _warn(builder: DocumentBuilder, facts: _Facts) -> None:
    if facts.pictures:
        builder.unread("图片", facts.pictures)
        builder.warn(f"正文中有 {facts.pictures} 处图片，其中的文字未能读取")
    if facts.crowded:
        builder.unread("分成多栏的文字", facts.crowded)
        builder.warn(f"有 {facts.crowded} 页分三栏以上排版，文字的次序可能读错，请核对原件")
    if facts.cut:
        builder.unread("印不全的字", facts.cut)
        builder.warn(f"有 {facts.cut} 个格子太小，只印出了字的一部分，请提供原来的电子表格")
    report_faults(builder, facts.faults)
    if facts.layers:
        builder.warn(f"有 {facts.layers} 页是扫描图片，文字取自其识别层，可能有识别错误")
    builder.leave_out(LeftOut.STRUCK, facts.struck)
    builder.leave_out(LeftOut.NOTE_MARK, facts.marks)
    builder.leave_out(LeftOut.HIDDEN, facts.hidden)
    builder.leave_out(LeftOut.WATERMARK, len(facts.watermarks))
    builder.leave_out(LeftOut.RUBY, facts.readings)
    if facts.lost:
        builder.warn(f"有 {facts.lost} 个字符没有文字编码，未能读出")
