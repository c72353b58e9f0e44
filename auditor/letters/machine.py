"""The fonts of the machine: which there are, what they are called, what they draw, and whether they may be embedded."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from auditor.letters.cmap import pictured

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
MOST_FILES = 5_000
DEEPEST = 8
MOST_ENTRIES = 50_000
_MOST_FACES = 64
_MOST_TABLES = 64
_LONGEST_TABLE = 16 * 1024 * 1024
LARGEST = 128 * 1024 * 1024  # of a font: it is held in memory, and copied
_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC = 1, 4, 6, 16
_NAMES = (_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC)
_MACINTOSH, _SIMPLIFIED_CHINESE = 1, 25
_UNFIT = frozenset((b"fvar", b"COLR", b"CBDT", b"sbix", b"SVG "))
# OS/2 fsType. Rights: only the value 2 forbids embedding, larger bits beside it allow more.
_RIGHTS, _RESTRICTED, _NO_SUBSETS, _BITMAPS_ONLY = 0x000F, 0x0002, 0x0100, 0x0200


@dataclass(frozen=True, slots=True)
class Installed:
    """One font of the machine; `names` are its family, full and PostScript names in every language, as they come.

    `number` counts from 0 in a collection. `weight` is that of OS/2, 400 for regular.
    """

    path: Path
    number: int
    names: tuple[str, ...]
    weight: int
    slanted: bool
    embeddable: bool


def folders() -> tuple[Path, ...]:
    """Where fonts usually lie on this machine; not all of them need exist."""
    home = os.path.expanduser("~")  # Path.home raises where there is none
    if sys.platform == "win32":
        windows = os.environ.get("WINDIR", "C:/Windows")
        own = os.environ.get("LOCALAPPDATA", f"{home}/AppData/Local")
        places = [f"{windows}/Fonts", f"{own}/Microsoft/Windows/Fonts"]
    elif sys.platform == "darwin":
        places = ["/System/Library/Fonts", "/Library/Fonts", f"{home}/Library/Fonts"]
    else:
        data = os.environ.get("XDG_DATA_HOME") or f"{home}/.local/share"
        places = ["/usr/share/fonts", "/usr/local/share/fonts", f"{data}/fonts", f"{home}/.fonts"]
    return tuple(map(Path, places))


def installed(places: Iterable[Path]) -> Iterator[Installed]:
    """Every plain outline font in these folders and below, in the order of its path; what cannot be read is passed over."""
    for path in sorted(_files(places)):
        # To open a pipe would be to wait for its other end.
        if not os.path.isfile(path):
            continue
        try:
            with open(path, "rb", buffering=0) as file:
                yield from [found for number, at in _faces(file) if (found := _installed(file, path, number, at))]
        except (OSError, ValueError, struct.error):
            continue


def _files(places: Iterable[Path]) -> set[str]:
    """Font files by their path; bounded in number and depth, and no folder is entered twice."""
    found: set[str] = set()
    seen: set[tuple[int, int]] = set()
    waiting = [(str(place), 0) for place in reversed(list(places))]
    entries = 0
    while waiting:
        folder, depth = waiting.pop()
        try:
            status = os.stat(folder)
            inside = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        if (status.st_dev, status.st_ino) in seen:
            continue
        seen.add((status.st_dev, status.st_ino))
        for entry in inside:
            entries += 1
            if entries > MOST_ENTRIES or len(found) >= MOST_FILES:
                return found
            if entry.name.lower().endswith(_ENDINGS):
                found.add(entry.path)
            elif depth < DEEPEST and _is_folder(entry):
                waiting.append((entry.path, depth + 1))
    return found


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _faces(file: BinaryIO) -> list[tuple[int, int]]:
    """Number and place of every font in the file."""
    head = file.read(12)
    if head[:4] != b"ttcf":
        return [(0, 0)]
    count = min(struct.unpack(">L", head[8:12])[0], _MOST_FACES)
    return list(enumerate(struct.unpack(f">{count}L", file.read(4 * count))))


def _tables(file: BinaryIO, at: int) -> dict[bytes, tuple[int, int, int]]:
    """Checksum, offset and length of each table of the font at a place; none if one does not lie within the file."""
    file.seek(at)
    data = file.read(12 + 16 * _MOST_TABLES)
    if data[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        return {}
    (count,) = struct.unpack_from(">H", data, 4)
    entries = struct.iter_unpack(">4sLLL", data[12 : 12 + 16 * count])
    found = {tag: (checksum, offset, length) for tag, checksum, offset, length in entries}
    size = os.fstat(file.fileno()).st_size
    whole = all(offset + length <= size for _, offset, length in found.values())
    # Tables that lie over each other would make a font many times the size of its file.
    return found if whole and sum(length for *_, length in found.values()) <= size else {}


def _table(file: BinaryIO, place: Sequence[int], most: int = _LONGEST_TABLE) -> bytes:
    _, offset, length = place
    file.seek(offset)
    return file.read(min(length, most))


def _installed(file: BinaryIO, path: str, number: int, at: int) -> Installed | None:
    """What a font says of itself; None if it is broken, variable, coloured, huge, or has no outlines."""
    tables = _tables(file, at)
    outlines = b"glyf" in tables or b"CFF " in tables
    large = sum(length for *_, length in tables.values()) > LARGEST
    if not outlines or large or tables.keys() & _UNFIT or not tables.keys() >= {b"name", b"OS/2", b"cmap"}:
        return None
    weight, kind, style = struct.unpack_from(">4xH2xH52xH", _table(file, tables[b"OS/2"], 64))
    embeddable = kind & _RIGHTS != _RESTRICTED and not kind & (_NO_SUBSETS | _BITMAPS_ONLY)
    names = tuple(_names(_table(file, tables[b"name"])))
    return Installed(Path(path), number, names, weight, bool(style & 1), embeddable)


def _names(table: bytes) -> Iterator[str]:
    """The names of a `name` table by which fonts are asked for."""
    _, count, start = struct.unpack_from(">3H", table)
    for platform, encoding, _, kind, length, offset in struct.iter_unpack(">6H", table[6 : 6 + 12 * count]):
        if kind in _NAMES:
            text = table[start + offset : start + offset + length]
            if platform != _MACINTOSH:
                yield text.decode("utf-16-be", "replace")
            else:
                yield text.decode("gb18030" if encoding == _SIMPLIFIED_CHINESE else "mac-roman", "replace")


def drawn(path: Path, number: int, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters a font has a picture of; none if it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            at = dict(_faces(file))[number]
            return pictured(_table(file, _tables(file, at)[b"cmap"]), characters)
    except (OSError, ValueError, KeyError, struct.error):
        return frozenset()


def alone(path: Path, number: int) -> bytes | None:
    """One font of a collection as a file of its own; None for a file that is no collection.

    Raises OSError, LookupError or struct.error if the file is no longer what it was when the font was found.
    """
    with open(path, "rb", buffering=0) as file:
        if file.read(4) != b"ttcf":
            return None
        file.seek(0)
        at = dict(_faces(file))[number]
        tables = _tables(file, at)
        file.seek(at)
        head = file.read(12)
        parts = [_table(file, place, place[-1]) for place in tables.values()]
    directory, offset = [], 12 + 16 * len(tables)
    for (tag, (checksum, *_)), part in zip(tables.items(), parts, strict=True):
        directory.append(struct.pack(">4sLLL", tag, checksum, offset, len(part)))
        offset += len(part) + -len(part) % 4
    head = head[:4] + struct.pack(">H", len(tables)) + head[6:]
    return b"".join([head, *directory, *(part + b"\0" * (-len(part) % 4) for part in parts)])
