"""Assembly of a page saved as one file: inlines its framed pages and larger images, which are parts next to it (RFC 2557)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from email.message import Message
from html import unescape
from urllib.parse import urljoin

from auditor.read.html.css.media import matches_desktop
from auditor.read.message import decoded, parts_of

_SOURCE = re.compile(r"""<(?P<tag>img|iframe|frame)\b(?P<before>[^>]{0,4096}?)\ssrc\s*=\s*(?:(?P<quote>["'])(?P<source>[^"'>]{1,2048})(?P=quote)|(?P<plain>[^\s"'>]{1,2048}))(?P<after>[^>]{0,4096})>(?:\s{0,64}</iframe\s{0,64}>)?""", re.IGNORECASE)  # fmt: skip # noqa: E501
_LINK = re.compile(r"<link\b(?P<marks>[^>]{0,4096})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\s([\w-]{1,40})\s{0,9}=\s{0,9}(?:(["'])([^"'>]{0,2048})\2|([^\s"'>]{1,2048}))""")
_BODY = re.compile(r"<body\b[^>]{0,4096}>(?P<inside>.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_NOTHING = re.compile(r"""\b(?:width|height)\s*=\s*["']?[01](?:px)?(?=["'\s>]|$)""", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DEEPEST = 3
_LEAST_HAN = 50  # in a framed page: with fewer it is a counter, a weather report or a login
_LEAST_PICTURE = 10_000  # bytes: a smaller one is a button or a ruling line


def whole_page(message: Message, body: Message, text: str, most: int) -> tuple[str, list[str]]:
    """Return the text of the page `body` with its framed pages and images inlined, and its style sheets.

    Inlined content is limited to `most` bytes; content beyond that is left out.
    """
    parts: dict[str, Message] = {}
    for part in parts_of(message):
        if part is not body:
            for name in _names(part):
                parts.setdefault(name, part)
    if not parts:
        return text, []
    saved, address = _SavedPage(parts, most), body.get("Content-Location", "").strip()
    return saved.filled(text, address, 0), list(saved.sheets(text, address))


def _names(part: Message) -> list[str]:
    """Return the names by which other parts refer to a part: its id and its address."""
    identity = part.get("Content-ID", "").strip().strip("<>")
    return [name for name in (f"cid:{identity}" if identity else "", part.get("Content-Location", "").strip()) if name]


class _SavedPage:
    """Parts of a saved page by name; each frame is inlined once, so no page can contain itself."""

    def __init__(self, parts: dict[str, Message], most: int) -> None:
        self._parts = parts
        self._open: set[int] = set()
        self._left = most

    def sheets(self, text: str, address: str) -> Iterator[str]:
        """Yield the style sheets for the screen that a page links to, in their order."""
        for match in _LINK.finditer(text):
            said = {
                name.lower(): unescape(value or plain) for name, _, value, plain in _ATTRIBUTE.findall(match["marks"])
            }
            if "stylesheet" not in said.get("rel", "").lower().split() or not matches_desktop(said.get("media", "")):
                continue
            part = self._part(said.get("href", ""), address)
            content = None if part is None else part.get_payload(decode=True)
            if part is not None and isinstance(content, bytes) and part.get_content_type() == "text/css":
                self._left -= len(content)
                if self._left >= 0:
                    yield decoded(part, content)[0]

    def _part(self, source: str, address: str) -> Message | None:
        """Return the part that an address in a page refers to."""
        source = source.strip()
        return self._parts.get(source) or self._parts.get(urljoin(address, source))

    def filled(self, text: str, address: str, depth: int) -> str:
        """Return a page with its frames and images inlined."""
        return _SOURCE.sub(lambda match: self._one(match, address, depth), text)

    def _one(self, match: re.Match[str], address: str, depth: int) -> str:
        part = self._part(unescape(match["source"] or match["plain"]), address)
        if part is None:
            return match[0]
        if match["tag"].lower() == "img":
            return self._picture(match, part)
        found = None if id(part) in self._open else self._frame(match, part, depth)
        return match[0] if found is None else found

    def _picture(self, match: re.Match[str], part: Message) -> str:
        content = part.get_payload(decode=True)
        if part.get_content_maintype() != "image" or not isinstance(content, bytes) or len(content) < _LEAST_PICTURE:
            return match[0]
        self._left -= 2 * len(content)
        if self._left < 0:
            return match[0]
        carried = f"data:{part.get_content_type()};base64,{b64encode(content).decode('ascii')}"
        return f'<img{match["before"]} src="{carried}"{match["after"]}>'

    def _frame(self, match: re.Match[str], part: Message, depth: int) -> str | None:
        """Return the framed page as a part of this one; None for a frame without size and for a page with hardly any text."""
        content = part.get_payload(decode=True)
        marks = f"{match['before']} {match['after']}"
        if depth >= _DEEPEST or not isinstance(content, bytes) or _NOTHING.search(marks):
            return None
        text, _ = decoded(part, content)
        self._left -= len(text)
        inside = _BODY.search(text)
        shown = inside["inside"] if inside else text
        if self._left < 0 or len(_HAN.findall(shown[: 64 * 1024])) < _LEAST_HAN:
            return None
        self._open.add(id(part))
        shown = self.filled(shown, part.get("Content-Location", "").strip(), depth + 1)
        return f"<div{match['before']} {match['after'].rstrip('/')}>{shown}</div>"
