"""Pages saved as one file and mails that are reports themselves."""

from __future__ import annotations

import quopri
from base64 import b64encode
from dataclasses import replace
from urllib.parse import quote

import pytest

from auditor.config.limits import BUILT_IN
from auditor.errors import UnreadableReport
from auditor.read.base.builder import digest
from auditor.read.mail import read_mail
from auditor.read.message import attachments
from auditor.read.opener import read_bytes
from auditor.read.sniff import is_mail
from tests.batch.browser import chromium
from tests.read.archives import message
from tests.reading import context
from tests.recognise.reports import auditor
from tests.test_round_trip import plain_tables, report
from tests.writers.layouts import write
from tests.writers.saved import Part, by_chromium, saved
from tests.writers.source import load_samples

pytestmark = pytest.mark.slow

PAGE = write(report(plain_tables()), "html-government").decode()


GB = "gb18030"
PICTURE = Part("image/png", b"\x89PNG\r\n\x1a\n" + bytes(40), "http://www.example.cn/xxgk/a.png", "a@x", "base64")


def page(charset: str, text: str = "") -> str:
    """The page, saying this of its charset, with more text in it."""
    body = PAGE.replace("charset=utf-8", f"charset={charset}")
    return body.replace('</div>\n<div class="share">', f'<p>{text}</p></div>\n<div class="share">') if text else body


def same(data: bytes, text: str) -> bool:
    """Whether the saved page is read as the page is by itself."""
    read, alone = read_bytes(data, "年报.mht"), read_bytes(text.encode("utf-8-sig"), "年报.html")
    assert (read.text, read.blocks, read.metadata) == (alone.text, alone.blocks, alone.metadata)
    return True


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize(
    ("said", "codec", "meta"),
    [
        ("", "utf-8", "utf-8"),
        ("", GB, "GBK"),
        ("", GB, "gb2312"),
        ("", "big5", "big5"),
        ("; charset=utf-8", "utf-8", "gb2312"),
        ("; charset=gb2312", GB, "gb2312"),
        ('; charset="gbk"', GB, "utf-8"),
        ("; charset=us-ascii", GB, "gbk"),
        ("; charset=iso-8859-1", "utf-8", "utf-8"),
        ("; charset=utf-8", GB, "gbk"),
        ("; charset=gb2312", "utf-8", "utf-8"),
        ('; charset="unicode"', "utf-8", "unicode"),
        ("; charset=x-unknown", GB, "gb2312"),
    ],
)
def test_a_saved_page_is_read_like_the_page(said: str, codec: str, meta: str, encoding: str) -> None:
    text = page(meta, "" if codec == "big5" else "二〇二四年，朱镕、面积30㎡。")
    raw = text.encode(codec, "xmlcharrefreplace")
    data = saved([Part(f"text/html{said}", raw, encoding=encoding), PICTURE])
    assert same(data, text)
    assert (read_bytes(data, "年报.mht").format, read_bytes(data, "年报.mht").digest) == ("html", digest(data))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le"])
@pytest.mark.parametrize("said", ['; charset="unicode"', "", "; charset=utf-16"])
def test_a_page_saved_by_word_in_utf_16_is_read(said: str, codec: str) -> None:
    text = page("unicode")
    assert same(saved([Part(f"text/html{said}", text.encode(codec), encoding="base64")]), text)


@pytest.fixture(scope="module")
def by_browser() -> dict[str, bytes]:
    pages = {sample.stem: sample.data for sample in load_samples() if sample.name.endswith((".html", ".htm"))}
    with chromium() as browser:
        return by_chromium(browser, pages)


@pytest.mark.parametrize("name", [sample.name for sample in load_samples() if sample.name.endswith((".html", ".htm"))])
def test_samples_saved_by_chromium_have_the_same_findings(by_browser: dict[str, bytes], name: str) -> None:
    sample = next(sample for sample in load_samples() if sample.name == name)
    assert b"charset=utf" not in by_browser[sample.stem].partition(b"Content-Transfer-Encoding")[0].lower()
    found, alone = (
        auditor().audit_report(auditor().recognise_document(read_bytes(data, "年报")))
        for data in (by_browser[sample.stem], sample.data)
    )
    assert [(each.rule, each.message) for each in found.verdict.findings] == [
        (each.rule, each.message) for each in alone.verdict.findings
    ]
    assert (found.agency, found.report_year) == (alone.agency, alone.report_year)


@pytest.mark.parametrize("source", ["cid:a@x", "http://www.example.cn/xxgk/a.png", "a.png"])
@pytest.mark.parametrize("size", [40, 40_000])
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_pictures_in_a_saved_page_count_as_pictures(source: str, size: int, quote: str) -> None:
    shown = f'<img src={quote}{source}{quote} width="600" height="400">'
    text = page("utf-8").replace("<p>", f"{shown}<p>", 1)
    text = text.replace('<div class="TRS_Editor">', f'<div class="TRS_Editor">{shown}')
    picture = replace(PICTURE, data=b"\x89PNG\r\n\x1a\n" + bytes(size))
    read = read_bytes(saved([Part("text/html", text.encode()), picture]), "年报.mht")
    assert [each.what for each in read.unread] == ["图片"]


@pytest.mark.parametrize("sheet", ["cid:css-1@mhtml.blink", "http://www.example.cn/xxgk/a.css", "a.css"])
@pytest.mark.parametrize(("media", "hides"), [("", True), (' media="screen"', True), (" media=print", False)])
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_style_sheets_in_a_saved_page_hide_what_they_hide(sheet: str, media: str, hides: bool, quote: str) -> None:
    text = page("utf-8", '这里有<span class="old">旧的</span>内容').replace(
        "</head>", f"<link rel={quote}stylesheet{quote} href={quote}{sheet}{quote}{media}></head>"
    )
    css = Part("text/css", b".old { display: none }", "http://www.example.cn/xxgk/a.css", "css-1@mhtml.blink")
    read = read_bytes(saved([Part("text/html", text.encode()), css]), "年报.mht")
    assert ("旧的" not in read.text) == hides


def test_a_page_in_a_frame_is_read_in_its_place() -> None:
    inner = page(GB).encode(GB)
    outer = (
        '<html><head><meta charset="utf-8"><title>年报</title></head><body><div class="nav">首页</div>'
        '<iframe src="cid:frame-1@mhtml.blink" width="100%" height="3000"></iframe>'
        '<iframe src="cid:frame-2@mhtml.blink" width="0" height="0"></iframe></body></html>'
    )
    data = saved(
        [
            Part("text/html", outer.encode(), identity="frame-0@mhtml.blink"),
            Part("text/html", inner, "http://www.example.cn/in.html", "frame-1@mhtml.blink"),
            Part(
                "text/html", ("<body>" + "统计" * 100).encode(), "http://www.example.cn/no.html", "frame-2@mhtml.blink"
            ),
        ]
    )
    found, alone = read_bytes(data, "年报.mht"), read_bytes(inner, "年报.html")
    assert [len(grid.rows) for grid in found.grids()] == [len(grid.rows) for grid in alone.grids()] != []
    assert "统计统计" not in found.text


def test_a_mail_s_own_text_is_read() -> None:
    text = write(report(plain_tables()), "text-tab-rows").decode()
    assert read_bytes(message(text), "报送.eml").blocks == read_bytes(text.encode(), "报送.txt").blocks


def test_attached_documents_are_listed_by_their_names() -> None:
    found = attachments(message(attached={"a/年报.txt": b"1", "b.docx": b"2"}), BUILT_IN.unpacked_bytes)
    assert found == [
        ("年报.txt", b"1"),
        ("b.docx", b"2"),
    ]


NAME = "朱镕区〇㎡年报.docx"


def attached(header: bytes) -> bytes:
    return (
        b"From: a@example.cn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n\xc7\xeb\xb2\xe9\xca\xd5\r\n"
        b"--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; " + header + b"\r\n\r\nMQ==\r\n--b--\r\n"
    )


def word(raw: bytes, charset: str = "gb2312", kind: str = "B") -> bytes:
    body = b64encode(raw) if kind == "B" else quopri.encodestring(raw, quotetabs=True).replace(b"=\n", b"")
    return f"=?{charset}?{kind}?".encode() + body + b"?="


@pytest.mark.parametrize(
    "header",
    [
        b'filename="' + word(NAME.encode(GB)) + b'"',
        b'filename="' + word(NAME.encode(GB), "GBK", "Q") + b'"',
        b'filename="' + word(NAME.encode(), "utf-8") + b'"',
        # Cut in the middle of a character, as long names are.
        b'filename="' + word(NAME.encode(GB)[:5]) + b"\r\n " + word(NAME.encode(GB)[5:]) + b'"',
        b"filename*=gb2312''" + quote(NAME.encode(GB)).encode(),
        b"filename*=GBK'zh-cn'" + quote(NAME.encode(GB)).encode(),
        b"filename*=utf-8''" + quote(NAME).encode(),
        b"filename*0*=gb2312''" + quote(NAME.encode(GB)[:7]).encode() + b";\r\n filename*1*=" + quote(NAME.encode(GB)[7:]).encode(),
        b'filename="' + NAME.encode(GB) + b'"',
        b'filename="' + NAME.encode() + b'"',
    ],
)  # fmt: skip
def test_names_of_attachments_are_read_in_any_charset(header: bytes) -> None:
    assert attachments(attached(header), BUILT_IN.unpacked_bytes) == [(NAME, b"1")]


def test_only_a_message_s_header_makes_a_mail() -> None:
    assert is_mail(message("正文"))
    assert not any(map(is_mail, (b"", b"PK\x03\x04", "总体情况：一\n".encode(), b"Title: x\n\nMIME-Version: 1.0\n")))


def test_a_long_header_that_is_none_of_a_message_is_looked_at_once() -> None:
    # Each line must end in one way only, or to look at so many takes longer than anybody can wait.
    assert not is_mail(b"Received: by a\r\n\tfor b\r\n" * 60 + b"\r\n")
    assert is_mail(b"Received: by a\r\n\tfor b\r\n" * 59 + b"MIME-Version: 1.0\r\n")


@pytest.mark.parametrize("body", [b"", b"Content-Type: image/png\r\n\r\nx", b"Content-Type: multipart/mixed\r\n\r\n"])
def test_a_message_without_text_says_so(body: bytes) -> None:
    with pytest.raises(UnreadableReport, match="邮件里没有附件，也没有正文"):
        read_mail(b"MIME-Version: 1.0\r\n" + (body or b"\r\n"), "空.eml", context())
