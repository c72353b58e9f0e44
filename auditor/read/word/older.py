"""Readers of the formats that Word, WPS and Works wrote before DOCX.

Binary Word documents are read here, all others through LibreOffice where it is installed.
"""

from __future__ import annotations

import re

from auditor.config.limits import ReadContext
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.word.doc.file import Unparsed
from auditor.read.word.doc.reader import read_doc
from auditor.read.word.libreoffice import is_installed, read_converted

# The text of a list level: its length, a lost character, the placeholder of the number, a lost character.
_LEVEL = re.compile(
    rb"(?P<head>\\leveltext(?:\\leveltemplateid-?\d{1,12})?\s?\\'0[23])"
    rb"(?P<before>\\'3f|\?)?(?P<number>\\'0[0-8])(?P<behind>\\'3f|\?);"
)
_WORD_2003, _FLAT_DOCX = b"<w:wordDocument", b"<pkg:package"


def read_word(data: bytes, path: str, context: ReadContext) -> Document:
    """Read a .doc, .dot or .wps file, through LibreOffice if the own reader cannot parse it.

    Raises UnreadableReport if the file is encrypted, damaged or too large.
    """
    try:
        return read_doc(data, path, context)
    except Unparsed:
        if not is_installed():
            raise
        return read_converted(data, path, context, format="doc", suffix=".doc")


def read_works(data: bytes, path: str, context: ReadContext) -> Document:
    """Read a document of Works or an early WPS through LibreOffice; raises UnreadableReport as `read_converted`."""
    return read_converted(data, path, context, format="wps", suffix=".wps")


def read_rtf(data: bytes, path: str, context: ReadContext) -> Document:
    """Read an RTF file through LibreOffice; raises UnreadableReport as `read_converted`."""
    data = _LEVEL.sub(_with_signs, data)
    return read_converted(data, path, context, format="rtf", suffix=".rtf")


def read_word_xml(data: bytes, path: str, context: ReadContext) -> Document:
    """Read an XML document of Word: Word 2003 XML through LibreOffice, Flat OPC here.

    Raises UnreadableReport as `read_converted` for Word 2003 XML, and for any other XML.
    """
    if _FLAT_DOCX in data[:4096]:
        from auditor.read.word.docx.flat import read_flat_docx

        return read_flat_docx(data, path, context)
    if _WORD_2003 not in data[:4096]:
        raise UnreadableReport("这种 XML 文件不能读取，请用 Word 或 WPS 另存为 DOCX", Cause.UNSUPPORTED)
    return read_converted(data, path, context, format="xml", suffix=".xml")


def _with_signs(level: re.Match[bytes]) -> bytes:
    """Restore the lost characters of a list level as those that numbers usually have.

    LibreOffice writes «一、» and «（一）» to an RTF file as «一?» and «?一?», although it displays them correctly.
    """
    before, behind = (b"\\uc1\\u65288?", b"\\uc1\\u65289?") if level["before"] else (b"", b"\\uc1\\u12289?")
    return level["head"] + before + level["number"] + behind + b";"
