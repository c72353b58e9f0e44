"""Pages saved as one file and mails that are reports themselves."""

from __future__ import annotations

import pytest

from auditor.errors import UnreadableReport
from auditor.read.builder import digest
from auditor.read.mail import attachments, read_mail
from auditor.read.opener import read_bytes
from auditor.read.sniff import is_mail
from tests.read.archives import message
from tests.test_round_trip import plain_tables, report
from tests.writers.layouts import write

PAGE = write(report(plain_tables()), "html-government").decode()


def saved(page: str, charset: str, encoding: str) -> bytes:
    """A page as browsers save it: the page first, then its pictures."""
    import base64
    import quopri

    raw = page.encode(charset, "xmlcharrefreplace")
    body = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    return (
        "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E5=B9=B4=E6=8A=A5?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----Boundary"\r\n\r\n\r\n'
        f"------Boundary\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
        "Content-Location: http://www.example.cn/nb.html\r\n\r\n"
    ).encode() + body + (
        b"\r\n------Boundary\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Location: http://www.example.cn/a.png\r\n\r\niVBORw0KGgo=\r\n------Boundary--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_a_saved_page_is_read_like_the_page(charset: str, encoding: str) -> None:
    data = saved(PAGE, charset, encoding)
    read, page = read_bytes(data, "年报.mht"), read_bytes(PAGE.encode(), "年报.html")
    assert (read.text, read.blocks, read.metadata) == (page.text, page.blocks, page.metadata)
    assert (read.path, read.format, read.digest) == ("年报.mht", "html", digest(data))


def test_a_mail_s_own_text_is_read() -> None:
    text = write(report(plain_tables()), "text-tab-rows").decode()
    assert read_bytes(message(text), "报送.eml").blocks == read_bytes(text.encode(), "报送.txt").blocks


def test_attached_documents_are_listed_by_their_names() -> None:
    assert attachments(message(attached={"a/年报.txt": b"1", "b.docx": b"2"})) == [("年报.txt", b"1"), ("b.docx", b"2")]


def test_only_a_message_s_header_makes_a_mail() -> None:
    assert is_mail(message("正文"))
    assert not any(map(is_mail, (b"", b"PK\x03\x04", "总体情况：一\n".encode(), b"Title: x\n\nMIME-Version: 1.0\n")))


@pytest.mark.parametrize("body", [b"", b"Content-Type: image/png\r\n\r\nx", b"Content-Type: multipart/mixed\r\n\r\n"])
def test_a_message_without_text_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableReport, match="邮件里没有附件，也没有正文"):
        read_mail(b"MIME-Version: 1.0\r\n" + (body or b"\r\n"), "空.eml")
