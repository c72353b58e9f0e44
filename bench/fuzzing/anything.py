"""Edits of bytes of any meaning: flipped bits, numbers at their limits, cuts, chunks doubled, swapped and spliced in."""

from __future__ import annotations

from random import Random

_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_MOST_FLIPS = 12
_LONGEST = 2000


def edit(data: bytes, other: bytes, rng: Random) -> bytes:
    """One edit; `other` is what pieces are taken from."""
    if not data:
        return other
    return rng.choice((flipped, numbered, cut, doubled, swapped, spliced))(data, other, rng)


def flipped(data: bytes, _: bytes, rng: Random) -> bytes:
    """A few bits turned over."""
    out = bytearray(data)
    for _number in range(rng.randint(1, _MOST_FLIPS)):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def numbered(data: bytes, _: bytes, rng: Random) -> bytes:
    """A number of one, two or four bytes put in, at one of its limits."""
    out, size, at = bytearray(data), rng.choice((1, 2, 4)), rng.randrange(len(data))
    value = rng.choice(_NUMBERS) & ((1 << 8 * size) - 1)
    out[at : at + size] = value.to_bytes(size, rng.choice(("little", "big")))
    return bytes(out)


def cut(data: bytes, _: bytes, rng: Random) -> bytes:
    """The end, or a piece of the middle, taken away."""
    start, end = _piece(data, rng)
    return data[:start] if rng.random() < 0.5 else data[:start] + data[end:]


def doubled(data: bytes, _: bytes, rng: Random) -> bytes:
    """A piece written several times."""
    start, end = _piece(data, rng)
    return data[:end] + data[start:end] * rng.randint(1, 20) + data[end:]


def swapped(data: bytes, _: bytes, rng: Random) -> bytes:
    """Two pieces in each other's place."""
    places = sorted(rng.randrange(len(data) + 1) for _number in range(4))
    first, second, third, fourth = places
    return data[:first] + data[third:fourth] + data[second:third] + data[first:second] + data[fourth:]


def spliced(data: bytes, other: bytes, rng: Random) -> bytes:
    """A piece of another seed put in."""
    start, end = _piece(other, rng) if other else (0, 0)
    at = rng.randrange(len(data))
    return data[:at] + other[start:end] + data[at + rng.choice((0, end - start)) :]


def _piece(data: bytes, rng: Random) -> tuple[int, int]:
    start = rng.randrange(len(data))
    return start, min(start + 1 + int(_LONGEST * rng.random() ** 3), len(data))
