"""Edits of zip packages and archives: of a part's content, of the directory's fields, of the parts there are and their order."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from random import Random

from bench.fuzzing import anything, markup

_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
)
# Places of the fields of a directory entry and of a local header, and their sizes.
_IN_DIRECTORY = ((6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (38, 4), (42, 4))
_IN_HEADER = ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))
_AT_END = ((8, 2), (10, 2), (12, 4), (16, 4), (20, 2))
_SIGNATURES = ((b"PK\x01\x02", _IN_DIRECTORY), (b"PK\x03\x04", _IN_HEADER), (b"PK\x05\x06", _AT_END))


def edit(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit: mostly of the XML of a part."""
    chance = rng.random()
    if chance < 0.12:
        return edit_directory(data, rng)
    if chance < 0.2:
        return anything.edit(data, other, rng)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {info.filename: package.read(info) for info in package.infolist()}
    except _ERRORS:
        return anything.edit(data, other, rng)
    return packed(_edit_parts(parts, other, rng))


def _edit_parts(parts: dict[str, bytes], other: bytes, rng: Random) -> dict[str, bytes]:
    names = list(parts)
    if not names:
        return parts
    # The parts with most text are what readers do most with.
    sizes = [len(parts[name]) + 200 for name in names]
    name = rng.choices(names, sizes)[0]
    chance = rng.random()
    if chance < 0.05:
        del parts[name]
    elif chance < 0.1:
        parts[rng.choice(names)] = parts[name]
    elif chance < 0.2:
        parts[name] = anything.edit(parts[name], other, rng)
    else:
        parts[name] = markup.edit_tree(parts[name], other, rng)
    return parts


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of parts, the same at any time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()


def edit_directory(data: bytes, rng: Random) -> bytes:
    """One to three fields of headers changed."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        signature, fields = rng.choice(_SIGNATURES)
        places = _places(data, signature)
        if places:
            offset, size = rng.choice(fields)
            at = rng.choice(places) + offset
            if at + size <= len(out):
                value = rng.choice((0, 1, 8, 9, 0xFF, 0x800, 0xFFFF, 0xFFFFFFFF, rng.randrange(1 << 32)))
                out[at : at + size] = (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    return bytes(out)


def _places(data: bytes, signature: bytes) -> list[int]:
    found, at = [], data.find(signature)
    while at >= 0:
        found.append(at)
        at = data.find(signature, at + 1)
    return found
