"""Edits of PDF files: of content streams after they are unpacked, of dictionaries, of references and of the cross-reference table."""

from __future__ import annotations

import re
import zlib
from random import Random

from bench.fuzzing import anything

_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_REFERENCE = re.compile(rb"\b\d+ 0 R\b")
_NAME = re.compile(rb"/[A-Za-z]\w*")
_OPERATOR = re.compile(rb"\b(?:Tj|TJ|Td|TD|Tm|Tf|Tr|Tz|re|m|l|c|h|S|f|W|n|q|Q|cm|gs|Do|BT|ET|rg|g|w)\b")
_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"-99999", b"1e9", b"0.00001", b"99999999999", b".", b"32767")
_OPERATORS = (b"Tj", b"Td", b"Tm", b"re", b"S", b"f", b"q", b"Q", b"cm", b"BT", b"ET", b"3 Tr", b"W n", b"/Fm0 Do", b"")
_NAMES = (
    b"/Type",
    b"/Kids",
    b"/Font",
    b"/XObject",
    b"/FlateDecode",
    b"/Identity-H",
    b"/Rotate",
    b"/Form",
    b"/Image",
    b"/OCG",
)


def edit(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit."""
    chance = rng.random()
    if chance < 0.5:
        return _edit_stream(data, rng)
    if chance < 0.85:
        return _edit_outside(data, rng)
    return anything.edit(data, other, rng)


def _edit_stream(data: bytes, rng: Random) -> bytes:
    found = list(_STREAM.finditer(data))
    if not found:
        return _edit_outside(data, rng)
    chosen = rng.choice(found)
    try:
        content = zlib.decompress(chosen[1])
    except zlib.error:
        content = chosen[1]
    for _ in range(rng.randint(1, 6)):
        content = _edited(content, rng)
    # The length that is written down is then wrong, as it is in many broken files; readers look for the end.
    return data[: chosen.start(1)] + zlib.compress(content, 1) + data[chosen.end(1) :]


def _edited(content: bytes, rng: Random) -> bytes:
    chance = rng.random()
    if chance < 0.35:
        return _put(content, _NUMBER, _NUMBERS, rng)
    if chance < 0.6:
        return _put(content, _OPERATOR, _OPERATORS, rng)
    if chance < 0.8 and content:
        lines = content.split(b"\n")
        at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[at:at] = lines[to : to + rng.randint(1, 20)] * rng.randint(1, 5)
        return b"\n".join(lines)
    return anything.edit(content, content, rng)


def _edit_outside(data: bytes, rng: Random) -> bytes:
    """A number, name or reference outside of streams changed."""
    at = rng.randrange(len(data))
    if rng.random() < 0.3:
        at = max(data.rfind(b"xref"), 0)
    chance = rng.random()
    head, tail = data[:at], data[at:]
    if chance < 0.4:
        number = b"%d 0 R" % rng.randrange(60)
        return head + _put(tail, _REFERENCE, (number,), rng, 40)
    if chance < 0.7:
        return head + _put(tail, _NAME, _NAMES, rng, 40)
    return head + _put(tail, _NUMBER, _NUMBERS, rng, 40)


def _put(content: bytes, what: re.Pattern[bytes], by: tuple[bytes, ...], rng: Random, within: int = 4000) -> bytes:
    """The content with one of the first matches of a pattern replaced."""
    found = []
    for number, match in enumerate(what.finditer(content)):
        if number >= within:
            break
        found.append(match)
    if not found:
        return content
    chosen = rng.choice(found)
    return content[: chosen.start()] + rng.choice(by) + content[chosen.end() :]
