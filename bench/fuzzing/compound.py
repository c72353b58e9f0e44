"""Edits of compound files ([MS-CFB]): of sectors and the directory, of a Word document's FIB, of the records of a workbook."""

from __future__ import annotations

import struct
from random import Random

from bench.fuzzing import anything

_SECTOR = 512
_FIB = 0xA5EC
_BOF = b"\x09\x08"
_VALUES = (0, 1, 2, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
# Records that hold cells, strings, rows, sheets, merged areas, formulas and formats.
_KINDS = (
    0x00FC,
    0x00FD,
    0x0006,
    0x0203,
    0x027E,
    0x00BD,
    0x00E5,
    0x0208,
    0x0085,
    0x00E0,
    0x0031,
    0x041E,
    0x003C,
    0x000A,
    0x0809,
)


def edit(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit."""
    chance = rng.random()
    if chance < 0.2:
        return _edit_header(data, rng)
    if chance < 0.4:
        return _edit_sector(data, rng)
    if chance < 0.5:
        return anything.edit(data, other, rng)
    at = data.find(_BOF, _SECTOR)
    return _edit_fib(data, rng) if at < 0 or at % 64 else _edit_record(data, at, rng)


def _put(data: bytes, at: int, size: int, rng: Random) -> bytes:
    if at < 0 or at + size > len(data):
        return data
    (old,) = struct.unpack_from("<I", data[at : at + size] + bytes(4))
    value = rng.choice((*_VALUES, old + 1, old - 1, old * 2, rng.randrange(1 << 8 * size))) & ((1 << 8 * size) - 1)
    return data[:at] + value.to_bytes(size, "little") + data[at + size :]


def _edit_header(data: bytes, rng: Random) -> bytes:
    """A field of the header, or an entry of the allocation tables or the directory."""
    if rng.random() < 0.4:
        return _put(data, rng.randrange(24, 80) & ~1, rng.choice((2, 4)), rng)
    starts = [at for at in (data.find("Root Entry".encode("utf-16-le")), _SECTOR) if at >= 0]
    return _put(data, rng.choice(starts) + 4 * rng.randrange(128), 4, rng)


def _edit_sector(data: bytes, rng: Random) -> bytes:
    """A sector doubled, left out, or in another's place."""
    count = max(len(data) // _SECTOR, 2)
    one, two = rng.randrange(1, count) * _SECTOR, rng.randrange(1, count) * _SECTOR
    first, second = data[one : one + _SECTOR], data[two : two + _SECTOR]
    match rng.randrange(3):
        case 0:
            return data[:one] + second + data[one + _SECTOR :]
        case 1:
            return (
                data[:one] + anything.edit(first, second, rng)[:_SECTOR].ljust(_SECTOR, b"\0") + data[one + _SECTOR :]
            )
        case _:
            return data[:one] + data[one + _SECTOR :]


def _edit_fib(data: bytes, rng: Random) -> bytes:
    """Fields of the file information block, or of a structure in the table stream, or of the text."""
    at = data.find(struct.pack("<H", _FIB))
    if at < 0 or rng.random() < 0.4:
        for _ in range(rng.randint(1, 10)):
            data = _put(data, rng.randrange(_SECTOR, max(len(data), _SECTOR + 1)), rng.choice((1, 2, 4)), rng)
        return data
    for _ in range(rng.randint(1, 4)):
        data = _put(data, at + 2 * rng.randrange(450), rng.choice((2, 4)), rng)
    return data


def _edit_record(data: bytes, start: int, rng: Random) -> bytes:
    """A record's kind, size or content, or the record left out or doubled."""
    places, at = [], start
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        if not kind and not size:
            break
        places.append((at, size))
        at += 4 + size
    at, size = rng.choice(places or [(start, 0)])
    end = at + 4 + size
    match rng.randrange(5):
        case 0:
            return data[:at] + struct.pack("<H", rng.choice(_KINDS)) + data[at + 2 :]
        case 1:
            return _put(data, at + 2, 2, rng)
        case 2:
            return data[:at] + data[end:]
        case 3:
            return data[:end] + data[at:end] * rng.randint(1, 9) + data[end:]
        case _:
            return _put(data, at + 4 + rng.randrange(size + 1), rng.choice((1, 2, 4)), rng)
