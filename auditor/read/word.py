"""Reads what Word, WPS and Works wrote before DOCX: binary documents here, all else through LibreOffice where it is installed."""

from __future__ import annotations

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.doc import read_doc
from auditor.read.doc_file import LOCKED, Unparsed
from auditor.read.office import is_installed, read_converted
from auditor.read.ole import ole_kind


def read_ole(data: bytes, path: str) -> Document:
    """A .doc, .dot or .wps file, an OLE container; a Word document that is not read here goes to LibreOffice.

    Raises UnreadableReport if the file is encrypted, damaged, too large or no text document.
    """
    kind = ole_kind(data)
    if kind == "encrypted":
        raise UnreadableReport(LOCKED)
    if kind == "excel":
        raise UnreadableReport("这是 Excel 表格，不是报告文档，请提供 DOCX、DOC、网页或文本")
    if kind == "other":
        return read_converted(data, path, format="wps", suffix=".wps")
    try:
        return read_doc(data, path)
    except Unparsed:
        if not is_installed():
            raise
        return read_converted(data, path, format="doc", suffix=".doc")


def read_rtf(data: bytes, path: str) -> Document:
    """An RTF file, through LibreOffice; raises UnreadableReport if that is not to be had."""
    return read_converted(data, path, format="rtf", suffix=".rtf")


def read_word_xml(data: bytes, path: str) -> Document:
    """An XML document of Word 2003, through LibreOffice; raises UnreadableReport if that is not to be had."""
    return read_converted(data, path, format="xml", suffix=".xml")
