"""Tells the format of a file by its bytes; the name is not asked, because agencies rename files."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from auditor.errors import UnreadableReport
from auditor.read.word.ole import MAGIC, ole_kind
from auditor.read.zips import ZIP_ERRORS, part_name

_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|span)[\s>/]", re.IGNORECASE)
_PAGE_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta)[\s>/]", re.IGNORECASE)
# Headings, tables and bold lines of Markdown, in which pieces of HTML may stand.
_MARKDOWN = re.compile(
    rb"^ {0,3}#{1,6}(?:[ \t]+[^\s#]|[\x80-\xff])|^[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*\|"
    rb"|^\*\*[^*\n]+\*\*[ \t]*\r?$|^!\[[^\]\n]*\]\(|^---[ \t]*\r?\n\w",
    re.MULTILINE,
)
# Lines of text before the first tag, which is that of a table.
_TEXT_FIRST = re.compile(rb"\s*[^<\s][^<]*\n[^<]*\S[^<]*\n[ \t]*<table\b", re.IGNORECASE)
_WORD_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*>\s*(?:<\?mso-application|<w:wordDocument|<pkg:package)")
_SHEET_XML = re.compile(rb"\s*<(?:\?xml|(?:\w+:)?Workbook)\b[^\0]*?urn:schemas-microsoft-com:office:spreadsheet")
_MIME = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){0,60}?(?:MIME-Version|Content-Type):", re.IGNORECASE
)
_HEAD = 16 * 1024
_MAGICS = (
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
)
# PNG, JPEG, TIFF in both byte orders, BMP with its four reserved bytes.
_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II[*+]\0|MM\0[*+]|BM.{4}\0{4}", re.DOTALL)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def sniff(data: bytes) -> str:
    """The name of the format: of a reader, or of something there is no reader for."""
    if data.startswith(_ZIP):
        return _package(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(MAGIC):
        return _ole(data)
    if _PICTURE.match(data):
        return "image"
    found = next((name for magic, name in _MAGICS if data.startswith(magic)), "")
    if found:
        return found
    if is_mail(data):
        return "mail"
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if _SHEET_XML.match(start):
        return "sheet-xml"
    if _WORD_XML.match(data[:4096]):
        return "word-xml"
    # What begins with a tag or a comment may go on like that for long before the page itself begins.
    head = data[: 65536 if data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<") else 4096].replace(b"\0", b"")
    if not _TAG.search(head):
        return "text"
    return "html" if _PAGE_TAG.search(head) or not (_MARKDOWN.search(head) or _TEXT_FIRST.match(head)) else "text"


def is_mail(data: bytes) -> bool:
    """Whether a file begins with the header of a message."""
    return _MIME.match(data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n")) is not None


def _package(data: bytes) -> str:
    """Which kind of document a zip file is; Word's if it says nothing, whose reader tells what is wrong with it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = {part_name(name) for name in package.namelist()}
            if "mimetype" in names:
                kind = package.read("mimetype")[:80]
                if kind.startswith(_OPEN_DOCUMENT):
                    return "ods" if kind[len(_OPEN_DOCUMENT) :].startswith(b"spreadsheet") else "odt"
    except ZIP_ERRORS:
        return "docx"
    if "ofd.xml" in names:
        return "ofd"
    return "xlsx" if any(name.startswith("xl/workbook") for name in names) else "docx"


def _ole(data: bytes) -> str:
    """Which kind of document a compound file is, by the streams at its root: those of embedded objects say nothing."""
    try:
        kind = ole_kind(data)
    except UnreadableReport:
        return "ole"
    return {"word": "doc", "excel": "xls", "encrypted": "locked"}.get(kind, "works")
