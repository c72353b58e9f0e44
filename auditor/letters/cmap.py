"""Which characters a font has pictures of, by its `cmap` table (OpenType formats 4 and 12), without loading the font."""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

_UNICODE, _WINDOWS = 0, 3
_WINDOWS_UNICODE = (1, 10)


def pictured(table: bytes, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters that some Unicode part of the table gives a glyph; raises struct.error if it is broken."""
    parts = _unicode_parts(table)
    return frozenset(ch for ch in characters if any(_glyph(table, at, ord(ch)) for at in parts))


def _unicode_parts(table: bytes) -> list[int]:
    (count,) = struct.unpack_from(">2xH", table)
    parts = struct.iter_unpack(">HHL", table[4 : 4 + 8 * count])
    return sorted({at for platform, kind, at in parts if _is_unicode(platform, kind)})


def _is_unicode(platform: int, encoding: int) -> bool:
    return platform == _UNICODE or (platform == _WINDOWS and encoding in _WINDOWS_UNICODE)


def _glyph(table: bytes, at: int, code: int) -> int:
    """The number of a character's glyph in the part that begins there; 0 for none, and in parts of other formats."""
    (form,) = struct.unpack_from(">H", table, at)
    if form == 4 and code <= 0xFFFF:
        return _in_segments(table, at, code)
    return _in_groups(table, at, code) if form == 12 else 0


def _in_segments(table: bytes, at: int, code: int) -> int:
    """Format 4: four rows of numbers, the last and first codes of each segment, a shift, and where its own list lies."""
    (double,) = struct.unpack_from(">H", table, at + 6)
    count = double // 2
    index = bisect_left(range(count), code, key=lambda i: struct.unpack_from(">H", table, at + 14 + 2 * i)[0])
    if index == count:
        return 0
    row = at + 16 + double + 2 * index
    start, shift, offset = (struct.unpack_from(">H", table, row + part * double)[0] for part in range(3))
    if code < start:
        return 0
    if offset == 0:
        return int(code + shift & 0xFFFF)
    # The offset counts from where it stands itself.
    (glyph,) = struct.unpack_from(">H", table, row + 2 * double + offset + 2 * (code - start))
    return int(glyph + shift & 0xFFFF) if glyph else 0


def _in_groups(table: bytes, at: int, code: int) -> int:
    """Format 12: groups of first code, last code, and first glyph, in rising order."""
    (count,) = struct.unpack_from(">L", table, at + 12)
    index = bisect_right(range(count), code, key=lambda i: struct.unpack_from(">L", table, at + 16 + 12 * i)[0]) - 1
    if index < 0:
        return 0
    start, end, glyph = struct.unpack_from(">3L", table, at + 16 + 12 * index)
    return int(glyph + code - start) if code <= end else 0
