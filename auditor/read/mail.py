"""E-mail files and pages saved as one file (RFC 5322, RFC 2557): the documents attached, or the page itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.builder import digest
from auditor.read.limits import LIMITS, require

# What the parser of the standard library raises on broken messages, beside its own errors.
_MAIL_ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_MOST_PARTS = 2_000


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Name and content of each named file in a message, messages inside it included; none if it is broken."""
    try:
        return list(_named(_parsed(data)))
    except (*_MAIL_ERRORS, UnreadableReport):
        return []


def read_mail(data: bytes, path: str) -> Document:
    """The page of a message without documents attached; raises UnreadableReport if there is no text in it."""
    from auditor.read.html.reader import read_html
    from auditor.read.text.reader import read_text

    try:
        body = _parsed(data).get_body(("html", "plain"))
        text = body.get_content() if body is not None else ""
    except _MAIL_ERRORS as error:
        raise UnreadableReport("邮件或单文件网页已损坏，请用浏览器另存为“网页，仅 HTML”，或另存为 DOCX") from error
    if body is None or not isinstance(text, str) or not text.strip():
        raise UnreadableReport("邮件里没有附件，也没有正文，请确认文件是否选对")
    is_page = body.get_content_type() == "text/html"
    # The charset of the part is known; a byte order mark outweighs what the page itself says about it.
    read = (read_html if is_page else read_text)(text.encode("utf-8-sig", "replace"), path)
    return replace(read, digest=digest(data))


def _parsed(data: bytes) -> EmailMessage:
    message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=default)
    assert isinstance(message, EmailMessage)  # noqa: S101
    return message


def _named(message: Message) -> Iterator[tuple[str, bytes]]:
    left = LIMITS.unpacked_bytes
    for number, part in enumerate(message.walk()):
        require(number, _MOST_PARTS, "邮件的部分数")
        name = part.get_filename()
        if part.is_multipart() or not name or part.get_content_disposition() == "inline":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            left -= len(content)
            require(-left, 0, "邮件附件的总字节数")
            yield name.replace("\\", "/").rpartition("/")[2], content
