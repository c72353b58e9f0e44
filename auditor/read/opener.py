"""Opens a report file: finds its format by its bytes, not by its name alone, and reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.limits import LIMITS, require

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"})
SUFFIXES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf"}) | _PICTURES
# Documents that are seen in a folder of reports and cannot be read yet.
UNREAD_SUFFIXES = frozenset({".doc", ".wps", ".rtf", ".ofd", ".mht", ".mhtml", ".odt", ".dot"})
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|meta|span)[\s>/]", re.IGNORECASE)
_MIME = re.compile(rb"(?:[A-Za-z-]{2,40}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){0,40}?MIME-Version:", re.IGNORECASE)
_WORD_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*>\s*(?:<\?mso-application|<w:wordDocument|<pkg:package)")
# PNG, JPEG, TIFF in both byte orders, BMP with its four reserved bytes.
_PICTURE = re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II[*+]\0|MM\0[*+]|BM.{4}\0{4}", re.DOTALL)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREADABLE = (
    (b"{\\rtf", "RTF 文件还不能读取，请用 Word 或 WPS 另存为 DOCX"),
    (b"Rar!", "RAR 压缩包不能读取，请解压后再审核"),
    (b"7z\xbc\xaf", "7z 压缩包不能读取，请解压后再审核"),
)


def read_file(path: Path) -> Document:
    """Read a report from a file; raises UnreadableReport with the reason in Chinese."""
    try:
        facts = path.stat()
        if not S_ISREG(facts.st_mode):
            raise UnreadableReport("这不是普通文件，不能读取")
        require(facts.st_size, LIMITS.file_bytes, "文件字节数")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableReport("没有这个文件") from error
    except OSError as error:
        raise UnreadableReport(f"文件打不开（{error.strerror}），请检查是否有权限读取") from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, path: str) -> Document:
    """Read a report from its bytes; `path` is only its name. Raises UnreadableReport."""
    if not data.strip(b"\0\r\n\t "):
        raise UnreadableReport("文件是空的")
    try:
        return _reader(data)(data, path)
    except RecursionError as error:
        raise UnreadableReport("文件的结构嵌套过深，不予读取") from error


def _reader(data: bytes) -> Callable[[bytes, str], Document]:
    # Each reader is imported when it is needed: one report needs one format, and start-up time is the user's.
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from auditor.read.docx import read_docx

        return read_docx
    if b"%PDF-" in data[:1024]:
        from auditor.read.pdf import read_pdf

        return read_pdf
    if _PICTURE.match(data):
        from auditor.read.scan import read_image

        return read_image
    if data.startswith(_OLE):
        raise UnreadableReport(_ole_reason(data))
    for magic, reason in _UNREADABLE:
        if data.startswith(magic):
            raise UnreadableReport(reason)
    if _MIME.match(data[:4096]):
        raise UnreadableReport("单文件网页（MHT）和邮件还不能读取，请用浏览器另存为“网页，仅 HTML”，或另存为 DOCX")
    if _WORD_XML.match(data[:4096]):
        raise UnreadableReport("Word 的 XML 文件还不能读取，请用 Word 或 WPS 另存为 DOCX")
    # What begins with a tag or a comment may go on like that for long before the page itself begins.
    head = data[: 65536 if data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<") else 4096]
    if _TAG.search(head.replace(b"\0", b"")):
        from auditor.read.html import read_html

        return read_html
    from auditor.read.text import read_text

    return read_text


def _ole_reason(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "文件加了密码，请去掉密码后再审核"
    return "旧版 Word 文件（.doc、.wps）还不能读取，请用 Word 或 WPS 另存为 DOCX"
