"""Reader of spreadsheets: what a person sees in the cells of the visible sheets, text as paragraphs, the rest as tables."""

from __future__ import annotations

from auditor.config.limits import ReadContext
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.base.builder import DocumentBuilder
from auditor.read.rows.blocks import blocks
from auditor.read.rows.cells import DAMAGED, Book
from auditor.read.rows.lines import seen_lines
from auditor.read.sheet.ods import read_flat_ods, read_ods
from auditor.read.sheet.others import of_report
from auditor.read.sheet.plain import read_plain
from auditor.read.sheet.reckon import evaluate
from auditor.read.sheet.unseen import HiddenPlaces
from auditor.read.sheet.xls.reader import read_xls
from auditor.read.sheet.xlsx.reader import read_xlsx
from auditor.read.sheet.xml2003 import read_xml_book

_BINARY = b"xl/workbook.bin"  # in the directory of the package


def read_xlsx_sheets(data: bytes, path: str, context: ReadContext) -> Document:
    """Read a workbook of Excel 2007 and later; one in the binary format is read by its values only."""
    book = read_plain(data, context.limits) if _BINARY in data else read_xlsx(data, context)
    return _document(book, "a1", data, path, context)


def read_xls_sheets(data: bytes, path: str, context: ReadContext) -> Document:
    """Read a workbook of Excel 95 to 2003."""
    return _document(read_xls(data, context), "a1", data, path, context)


def read_ods_sheets(data: bytes, path: str, context: ReadContext) -> Document:
    """Read an OpenDocument spreadsheet."""
    return _document(read_ods(data, context), "odf", data, path, context)


def read_flat_ods_sheets(data: bytes, path: str, context: ReadContext) -> Document:
    """Read an OpenDocument spreadsheet in one XML file."""
    return _document(read_flat_ods(data, context), "odf", data, path, context)


def read_xml_sheets(data: bytes, path: str, context: ReadContext) -> Document:
    """Read an XML spreadsheet of Excel 2003."""
    return _document(read_xml_book(data, context), "r1c1", data, path, context)


def _document(book: Book, syntax: str, data: bytes, path: str, context: ReadContext) -> Document:
    """Convert the visible sheets in their order: rows with several filled cells as tables, the others as paragraphs.

    Raises UnreadableReport if the file is damaged, locked or too large.
    """
    if not book.sheets and (book.damaged or not book.hidden):
        raise book.damaged[0] if book.damaged else UnreadableReport(DAMAGED, Cause.DAMAGED)
    builder = DocumentBuilder(context)
    evaluate(book, syntax, context)
    for sheet in of_report(book.sheets, builder):
        lines = seen_lines(sheet, context)
        unseen = HiddenPlaces(sheet, lines, builder)
        for block in blocks(lines, context.limits.cells):
            unseen.before(block)
            if isinstance(block, list):
                builder.grid(block, exact=True)
            elif block.unread:
                builder.unread("读不出的单元格")
                builder.warn(f"有单元格没有读出：{block.unread}")
            else:
                for text in block.text.split("\n"):
                    builder.paragraph(text)
        unseen.rest()
        for kind, count in sheet.left_out.items():
            builder.leave_out(kind, count)
    for message in book.warnings:
        builder.warn(message)
    if book.hidden:
        builder.warn(f"有 {len(book.hidden)} 张隐藏的工作表，没有读取")
    if book.damaged:
        builder.unread("损坏的工作表", len(book.damaged))
        builder.warn(f"有 {len(book.damaged)} 张工作表没有读出：{book.damaged[0]}")
    return builder.build(path=path, data=data, format=book.format)
