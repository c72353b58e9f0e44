"""Pages saved as one file, byte for byte as Chromium writes them, and as other programs do (RFC 2557)."""

from __future__ import annotations

import quopri
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

_BOUNDARY = "----MultipartBoundary--J92Ef22Yu8o76NkXq6R1mlpKxssSd3RSgDHJKkOU0c----"
ADDRESS = "http://www.example.cn/xxgk/nb.html"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the file: its type with what it says of its charset, its bytes, where they come from, what frames call it."""

    type: str
    data: bytes
    address: str = ADDRESS
    identity: str = ""
    encoding: str = "quoted-printable"


def saved(parts: Sequence[Part]) -> bytes:
    """The file; Chromium says nothing of the charset of its first part."""
    out = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}\r\nSubject: =?utf-8?Q?=E5=B9=B4=E6=8A=A5?=\r\n"
        "Date: Sun, 29 Nov 2026 10:15:07 GMT\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\ttype="text/html";\r\n\tboundary="{_BOUNDARY}"\r\n\r\n\r\n'
    ).encode()
    for part in parts:
        head = f"--{_BOUNDARY}\r\nContent-Type: {part.type}\r\n"
        head += f"Content-ID: <{part.identity}>\r\n" if part.identity else ""
        head += f"Content-Transfer-Encoding: {part.encoding}\r\nContent-Location: {part.address}\r\n\r\n"
        out += head.encode() + _encoded(part) + b"\r\n"
    return out + f"--{_BOUNDARY}--\r\n".encode()


def _encoded(part: Part) -> bytes:
    if part.encoding == "base64":
        return encodebytes(part.data).replace(b"\n", b"\r\n")
    if part.encoding != "quoted-printable":
        return part.data
    return quopri.encodestring(part.data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")


def by_chromium(browser: Browser, pages: dict[str, bytes]) -> dict[str, bytes]:
    """Pages by name as the Chromium of the machine saves them as .mhtml."""
    found = {}
    with TemporaryDirectory() as folder:
        for name, data in pages.items():
            path = Path(folder, f"{name}.html")
            path.write_bytes(data)
            context = browser.new_context()
            page = context.new_page()
            page.goto(path.as_uri())
            session = context.new_cdp_session(page)
            text = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
            found[name] = text.encode()
            context.close()
    return found
