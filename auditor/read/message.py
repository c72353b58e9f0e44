"""Parser of messages in e-mail files and pages saved as one file (RFC 5322): their parts, names, texts and attached documents."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32

from auditor.config.limits import require
from auditor.read.base.encoding import charset_of_page, decode_name, decode_page, is_charset

# Exceptions that the standard library's parser raises on broken messages, besides its own errors.
MAIL_ERRORS = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
_MOST_PARTS = 2_000
_WITH_PARAMETERS = frozenset({"content-type", "content-disposition"})
_LONGEST_HEADER = 16 * 1024
PAGES = ("text/html", "application/xhtml+xml")


class _Raw(Compat32):
    """Policy that leaves header values as in the file: names in them are decoded here, not with the standard library's codecs.

    Headers with parameters have a maximum length: the time to parse them grows with its square, and an encoded name of 255
    characters is far below the maximum.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if name.lower() in _WITH_PARAMETERS:
            require(len(value), _LONGEST_HEADER, "邮件头的字符数")
        return name, value

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def attachments(data: bytes, most: int) -> list[tuple[str, bytes]]:
    """Return name and content of each named file in a message, including messages inside it; empty if the message is broken.

    Raises UnreadableReport if the files exceed `most` bytes, or the message exceeds its limits.
    """
    try:
        return list(_named(parsed(data), most))
    except MAIL_ERRORS:
        return []


def decoded(part: Message, content: bytes) -> tuple[str, list[str]]:
    """Decode the text of a part by its declared charset or else the page's own; also return the repairs, in Chinese."""
    charset = part.get_content_charset()
    if not is_charset(charset) and part.get_content_type() in PAGES:
        charset = charset_of_page(content)
    text, repairs, _ = decode_page(content, charset)
    return text, repairs


def parts_of(message: Message) -> Iterator[Message]:
    """Yield the leaf parts of a message, including messages inside it; raises UnreadableReport if there are too many."""
    for number, part in enumerate(message.walk()):
        require(number, _MOST_PARTS, "邮件的部分数")
        if not part.is_multipart():
            yield part


def parsed(data: bytes) -> Message:
    """Parse the message in a file; may raise one of MAIL_ERRORS."""
    return message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=_Raw())


def body_of(message: Message) -> Message | None:
    """Return the part that a person reading the message sees: its page, or else its text.

    In a saved page, the part named as its start comes first.
    """
    start = str(message.get_param("start") or "").strip()
    parts = [part for part in parts_of(message) if part.get_content_disposition() != "attachment"]
    pages = [part for part in parts if part.get_content_type() in PAGES]
    if start:
        pages.sort(key=lambda part: part.get("Content-ID", "").strip() != start)
    return next(iter([*pages, *(part for part in parts if part.get_content_type() == "text/plain")]), None)


def _named(message: Message, left: int) -> Iterator[tuple[str, bytes]]:
    for part in parts_of(message):
        name = _name(part)
        if not name or part.get_content_disposition() == "inline":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            left -= len(content)
            require(-left, 0, "邮件附件的总字节数")
            yield name.replace("\\", "/").rpartition("/")[2], content


def _name(part: Message) -> str:
    """Return the name of a part, in its declared charset (RFC 2047, RFC 2231) or without one."""
    found = part.get_param("filename", None, "content-disposition") or part.get_param("name")
    if isinstance(found, tuple):
        charset, _, value = found
        return decode_name(value.encode("latin-1", "surrogateescape"), charset)
    if not found:
        return ""
    raw = str(found)
    if not raw.isascii():
        return decode_name(raw.encode("utf-8", "surrogateescape"), None)
    # Encoded words of the same charset are joined before decoding: some programs split characters between words.
    return "".join(
        word if isinstance(word, str) else decode_name(word, charset) for word, charset in decode_header(raw)
    ).strip()
