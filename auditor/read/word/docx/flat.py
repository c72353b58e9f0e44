"""Reader of a DOCX that Word saved as one XML file (Flat OPC): its parts are packed into a ZIP package."""

from __future__ import annotations

import base64
import binascii
import zipfile
from dataclasses import replace
from io import BytesIO

from lxml import etree

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.base.builder import digest
from auditor.read.base.package import DAMAGED, parse
from auditor.read.word.docx.reader import read_docx

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_MAX_PARTS = 10_000


def read_flat_docx(data: bytes, path: str, context: ReadContext) -> Document:
    """Read a Flat OPC file; raises UnreadableReport as `read_docx`."""
    require(len(data), context.limits.file_bytes, "文件大小")
    root = parse(data)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for count, part in enumerate(root.iterchildren(_PACKAGE + "part")):
            require(count, _MAX_PARTS, "压缩包条目数")
            archive.writestr(part.get(_PACKAGE + "name", "").lstrip("/") or f"part{count}", _content(part))
    found = read_docx(buffer.getvalue(), path, context)
    return replace(found, digest=digest(data))


def _content(part: etree._Element) -> bytes:
    """Return the content of a part: the root element of its XML, or its binary data."""
    for holder in part:
        if holder.tag == _PACKAGE + "xmlData" and len(holder):
            return etree.tostring(holder[0], encoding="utf-8", with_tail=False)
        if holder.tag == _PACKAGE + "binaryData":
            try:
                return base64.b64decode(holder.text or "")
            except (binascii.Error, ValueError) as error:
                raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
    return b""
