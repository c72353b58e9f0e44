"""Reads what Word, WPS and Works wrote before DOCX: binary documents here, all else through LibreOffice where it is installed."""

from __future__ import annotations

import re

from auditor.config.limits import ReadContext
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.word.doc.file import Unparsed
from auditor.read.word.doc.reader import read_doc
from auditor.read.word.libreoffice import is_installed, read_converted

# The text of a list's level: its length, a sign that was lost, the place of the number, a sign that was lost.
_LEVEL = re.compile(
    rb"(?P<head>\\leveltext(?:\\leveltemplateid-?\d{1,12})?\s?\\'0[23])"
    rb"(?P<before>\\'3f|\?)?(?P<number>\\'0[0-8])(?P<behind>\\'3f|\?);"
)
_WORD_2003, _FLAT_DOCX = b"<w:wordDocument", b"<pkg:package"


def read_word(data: bytes, path: str, context: ReadContext) -> Document:
    """A .doc, .dot or .wps file; one that is not read here goes to LibreOffice.

    Raises UnreadableReport if the file is encrypted, damaged or too large.
    """
    try:
        return read_doc(data, path, context)
    except Unparsed:
        if not is_installed():
            raise
        return read_converted(data, path, context, format="doc", suffix=".doc")


def read_works(data: bytes, path: str, context: ReadContext) -> Document:
    """A document of Works or an early WPS, through LibreOffice; raises UnreadableReport if that is not to be had."""
    return read_converted(data, path, context, format="wps", suffix=".wps")


def read_rtf(data: bytes, path: str, context: ReadContext) -> Document:
    """An RTF file, through LibreOffice; raises UnreadableReport if that is not to be had."""
    data = _LEVEL.sub(_with_signs, data)
    return read_converted(data, path, context, format="rtf", suffix=".rtf")


def read_word_xml(data: bytes, path: str, context: ReadContext) -> Document:
    """An XML document of Word: of 2003 through LibreOffice, a newer one here.

    Raises UnreadableReport if LibreOffice is not to be had where it is needed, and for other XML.
    """
    if _FLAT_DOCX in data[:4096]:
        from auditor.read.word.docx.flat import read_flat_docx

        return read_flat_docx(data, path, context)
    if _WORD_2003 not in data[:4096]:
        raise UnreadableReport("这种 XML 文件不能读取，请用 Word 或 WPS 另存为 DOCX", Cause.UNSUPPORTED)
    return read_converted(data, path, context, format="xml", suffix=".xml")


def _with_signs(level: re.Match[bytes]) -> bytes:
    """A level with the signs that numbers usually have in place of those lost.

    LibreOffice writes «一、» and «（一）» into an RTF file as «一?» and «?一?», although it shows them as they are.
    """
    before, behind = (b"\\uc1\\u65288?", b"\\uc1\\u65289?") if level["before"] else (b"", b"\\uc1\\u12289?")
    return level["head"] + before + level["number"] + behind + b";"
