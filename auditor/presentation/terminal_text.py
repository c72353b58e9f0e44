"""Chinese text for a terminal: widths, line breaking, and removal of characters that must not reach a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# 禁则: characters that must not begin a line, and characters that must not end one.
CLOSERS = frozenset("，。；：、！？）》〉」』】〕〗］｝”’…—·～％,.;:!?)]}%")
OPENERS = frozenset("（《〈「『【〔〖［｛“‘([{")
_ATOMS = re.compile(r"[!-~]+|[ \t]+|.", re.DOTALL)
_BREAKS = frozenset("\n\t\r\x0b\x0c\x85\u2028\u2029")
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})


def clean(text: str) -> str:
    """Return the text on one line, harmless and without repeated blanks."""
    shown = harmless(text)
    return (re.sub(" {2,}", " ", shown) if "  " in shown else shown).strip(" ")


def harmless(text: str) -> str:
    """Return the text on one line without control characters and invisible format characters.

    A report may carry terminal escapes or bidirectional overrides; neither may reach a terminal or a letter.
    """
    # No printable character is one of those. The ideographic space is kept although it does not count as printable.
    return text if text.replace("\u3000", "").isprintable() else text.translate(_SHOWN)


class _Shown(dict[int, str]):
    """Cache of what each character is shown as, by code point."""

    def __missing__(self, code: int) -> str:
        ch = chr(code)
        category = unicodedata.category(ch)
        shown = "" if category in _HIDDEN else ch
        self[code] = " " if ch in _BREAKS or (category == "Zs" and ch != "\u3000") else shown
        return self[code]


_SHOWN = _Shown()


@lru_cache(maxsize=4096)
def char_width(ch: str) -> int:
    """Return the columns of one character; ambiguous ones count as two, as terminals with Chinese fonts draw them."""
    if ch < "\x7f":
        return 1
    if unicodedata.combining(ch) or unicodedata.category(ch) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WFA" else 1


def width(text: str) -> int:
    """Return the columns the text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(char_width, text))


def shorten(text: str, columns: int) -> str:
    """Cut the text to at most `columns` columns, ending in «…» if something was cut."""
    if width(text) <= columns:
        return text
    return _head(text, columns - char_width("…")) + "…"


def pad(text: str, columns: int) -> str:
    """Fill the text with blanks up to `columns` columns."""
    return text + " " * max(0, columns - width(text))


def wrap(text: str, columns: int, first: str = "", rest: str | None = None) -> str:
    """Break the text into lines of at most `columns` columns, the first prefixed by `first`, the others by `rest`.

    `rest` defaults to as many blanks as `first` is wide.
    """
    rest = " " * width(first) if rest is None else rest
    lines: list[str] = []
    line, used, prefix = "", 0, first
    for atom in _pieces(text, columns - max(width(first), width(rest))):
        size = width(atom)
        if line and width(prefix) + used + width(atom.rstrip(" ")) > columns:
            lines.append(prefix + line.rstrip(" "))
            line, used, prefix = "", 0, rest
        if not line:
            atom = atom.lstrip(" ")
            size = width(atom)
        line += atom
        used += size
    lines.append((prefix + line).rstrip(" "))
    return "\n".join(lines)


def _pieces(text: str, columns: int) -> Iterator[str]:
    """Yield the unbreakable pieces: words and single Han characters, each with the punctuation that must stay with it."""
    piece = ""
    for atom in _ATOMS.findall(text):
        joined = bool(piece) and (piece[-1] in OPENERS or atom[0] in CLOSERS or atom.isspace())
        if piece and not joined:
            yield from _cut(piece, columns)
            piece = ""
        piece += atom
    if piece:
        yield from _cut(piece, columns)


def _cut(piece: str, columns: int) -> Iterator[str]:
    """Yield the piece, or parts of it if it alone is wider than a line."""
    columns = max(columns, 4)
    while width(piece.rstrip(" ")) > columns:
        head = _head(piece, columns)
        # The character before a closing mark moves with it to the next line.
        while len(head) > 1 and (piece[len(head)] in CLOSERS or head[-1] in OPENERS) and head[-1] not in CLOSERS:
            head = head[:-1]
        yield head
        piece = piece[len(head) :]
    if piece:
        yield piece


def _head(text: str, columns: int) -> str:
    used = 0
    for number, ch in enumerate(text):
        used += char_width(ch)
        if used > columns:
            return text[:number]
    return text
