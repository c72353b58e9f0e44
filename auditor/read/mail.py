"""Reader of e-mail files and pages saved as one file (RFC 5322, RFC 2557) without attached documents: reads the page itself."""

from __future__ import annotations

from dataclasses import replace

from auditor.config.limits import ReadContext
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.base.builder import digest
from auditor.read.html.reader import read_html
from auditor.read.message import MAIL_ERRORS, PAGES, body_of, decoded, parsed
from auditor.read.saved import whole_page
from auditor.read.text.reader import read_text

BROKEN = "邮件或单文件网页已损坏，请用浏览器另存为“网页，仅 HTML”，或另存为 DOCX"


def read_mail(data: bytes, path: str, context: ReadContext) -> Document:
    """Read the page of a message without attached documents; raises UnreadableReport if it contains no text."""
    try:
        message = parsed(data)
        body = body_of(message)
        content = None if body is None else body.get_payload(decode=True)
    except MAIL_ERRORS as error:
        raise UnreadableReport(BROKEN, Cause.DAMAGED) from error
    if body is None or not isinstance(content, bytes) or not content.strip(b"\0\r\n\t "):
        raise UnreadableReport("邮件里没有附件，也没有正文，请确认文件是否选对", Cause.NOT_A_REPORT)
    is_page = body.get_content_type() in PAGES
    text, repairs = decoded(body, content)
    # The text is decoded already: a byte order mark overrides the charset that the page itself declares.
    if is_page:
        text, sheets = whole_page(message, body, text, context.limits.file_bytes // 2)
        read = read_html(text.encode("utf-8-sig", "replace"), path, context, sheets)
    else:
        read = read_text(text.encode("utf-8-sig", "replace"), path, context)
    return replace(read, digest=digest(data), warnings=(*repairs, *read.warnings))
