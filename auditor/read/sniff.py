"""Detection of a file's format from its bytes; the name is ignored, because agencies rename files."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from auditor.errors import UnreadableReport
from auditor.read.base.ole import MAGIC, ole_kind
from auditor.read.base.zips import ZIP_ERRORS, part_name

_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|span)[\s>/]", re.IGNORECASE)
_PAGE_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta)[\s>/]", re.IGNORECASE)
# Headings, tables and bold lines of Markdown, which may contain pieces of HTML.
_MARKDOWN = re.compile(
    rb"^ {0,3}#{1,6}(?:[ \t]+[^\s#]|[\x80-\xff])|^[ \t]*(?:\|[ \t]*)?:?-{3,}:?[ \t]*\|"
    rb"|^\*\*[^*\n]+\*\*[ \t]*\r?$|^!\[[^\]\n]*\]\(|^---[ \t]*\r?\n\w",
    re.MULTILINE,
)
# Lines of text before the first tag, if that opens a table.
_TEXT_FIRST = re.compile(rb"\s*[^<\s][^<]*\n[^<]*\S[^<]*\n[ \t]*<table\b", re.IGNORECASE)
_WORD_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*>\s*(?:<\?mso-application|<w:wordDocument|<pkg:package)")
_SHEET_XML = re.compile(rb"\s*<(?:\?xml|(?:\w+:)?Workbook)\b[^\0]*?urn:schemas-microsoft-com:office:spreadsheet")
# Each header line can end in one way only: with two ways, matching the headers could take 2 ** 60 steps.
_MIME = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?(?:MIME-Version|Content-Type):", re.IGNORECASE
)
# A text or another document of OpenDocument in one XML file; a document in the older Chinese office format.
_FLAT = re.compile(
    rb'\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(office:document|uof:UOF)\b(?:[^>]*?office:mimetype="([^"]*))?',
    re.DOTALL,
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
# Formats by the names of parts in a zip file, in the order in which they are tested.
_PARTS = (
    ("ofd.xml", "ofd"),
    ("xl/workbook", "xlsx"),
    ("ppt/presentation", "slides"),
    ("index/document.iwa", "pages"),
    ("index.zip", "pages"),
    ("uof.xml", "uof"),
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def sniff(data: bytes) -> str:
    """Return the name of the format: that of a reader, or of a format without a reader."""
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
    if b"<" not in data[:_HEAD]:
        return "text"
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if _SHEET_XML.match(start):
        return "sheet-xml"
    if _WORD_XML.match(data[:4096]):
        return "word-xml"
    flat = _FLAT.match(data[:_HEAD])
    if flat:
        return "uof" if flat[1] == b"uof:UOF" else _open_document(flat[2] or b"", {"odt": "fodt", "ods": "fods"})
    # A file that begins with a tag or a comment may continue like that for long before the page itself begins.
    head = data[: 65536 if data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<") else 4096].replace(b"\0", b"")
    if not _TAG.search(head):
        return "text"
    return "html" if _PAGE_TAG.search(head) or not (_MARKDOWN.search(head) or _TEXT_FIRST.match(head)) else "text"


def is_mail(data: bytes) -> bool:
    """Return whether a file begins with the header of a message."""
    return _MIME.match(data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n")) is not None


def _package(data: bytes) -> str:
    """Return the kind of document in a zip file; an unknown one counts as Word, whose reader reports what is wrong with it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = {part_name(name) for name in package.namelist()}
            if "mimetype" in names:
                kind = package.read("mimetype")[:80]
                if kind.startswith(_OPEN_DOCUMENT):
                    return _open_document(kind, {"odt": "odt", "ods": "ods"})
    except ZIP_ERRORS:
        return "docx"
    for part, format in _PARTS:
        if any(name.startswith(part) for name in names):
            return format
    return "docx"


def _open_document(kind: bytes, formats: dict[str, str]) -> str:
    """Return the format of an OpenDocument file by its media type; drawings and presentations are not reports."""
    name = kind[len(_OPEN_DOCUMENT) :]
    if name.startswith((b"presentation", b"graphics")):
        return "slides"
    return formats["ods" if name.startswith(b"spreadsheet") else "odt"]


def _ole(data: bytes) -> str:
    """Return the kind of document in a compound file by the streams at its root; those of embedded objects do not count."""
    try:
        kind = ole_kind(data)
    except UnreadableReport:
        return "ole"
    return {"word": "doc", "excel": "xls", "encrypted": "locked", "slides": "slides", "message": "msg"}.get(
        kind, "works"
    )
