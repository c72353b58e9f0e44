"""System fonts: which exist, what they are called, what they draw, and whether they may be embedded."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import uharfbuzz

_ENDINGS = (".ttf", ".otf", ".ttc", ".otc")
MOST_FILES = 5_000
DEEPEST = 8
MOST_ENTRIES = 50_000
_MOST_FACES = 64
_MOST_TABLES = 64
LARGEST = 128 * 1024 * 1024  # bytes of a font: it is held in memory, and copied
_ID = uharfbuzz.OTNameIdPredefined
_NAMES = (_ID.FONT_FAMILY, _ID.FULL_NAME, _ID.POSTSCRIPT_NAME, _ID.TYPOGRAPHIC_FAMILY)
# Platforms and encodings of the table `cmap`.
_UNICODE, _WINDOWS, _WINDOWS_UNICODE = 0, 3, (1, 10)
_UNFIT = frozenset((b"fvar", b"COLR", b"CBDT", b"sbix", b"SVG "))
# OS/2 fsType. Rights: only the value 2 forbids embedding; a larger bit set as well allows more.
_RIGHTS, _RESTRICTED, _NO_SUBSETS, _BITMAPS_ONLY = 0x000F, 0x0002, 0x0100, 0x0200


@dataclass(frozen=True, slots=True)
class Installed:
    """System font; `names` are its family, full and PostScript names in every language, by kind and language.

    `number` counts from 0 in a collection. `weight` is that of OS/2, 400 for regular.
    """

    path: Path
    number: int
    names: tuple[str, ...]
    weight: int
    slanted: bool
    embeddable: bool


def folders() -> tuple[Path, ...]:
    """Return the folders in which fonts usually lie on this system; not all of them need exist."""
    home = os.path.expanduser("~")  # Path.home raises if there is none
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
    """Yield every plain outline font in these folders and below, sorted by path; fonts that cannot be read are skipped."""
    for path in sorted(_files(places)):
        # Opening a pipe would mean waiting for its other end.
        if not os.path.isfile(path):
            continue
        try:
            with open(path, "rb", buffering=0) as file:
                yield from [found for number, at in _faces(file) if (found := _installed(file, path, number, at))]
        except (OSError, ValueError, struct.error, uharfbuzz.HarfBuzzError):
            continue


def _files(places: Iterable[Path]) -> set[str]:
    """Return the paths of font files; bounded in number and depth, and no folder is entered twice."""
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
    """Return number and offset of every font in the file."""
    head = file.read(12)
    if head[:4] != b"ttcf":
        return [(0, 0)]
    count = min(struct.unpack(">L", head[8:12])[0], _MOST_FACES)
    return list(enumerate(struct.unpack(f">{count}L", file.read(4 * count))))


def _tables(file: BinaryIO, at: int) -> dict[bytes, tuple[int, int, int]]:
    """Return checksum, offset and length of each table of the font at an offset; none if a table does not lie within the file."""
    file.seek(at)
    data = file.read(12 + 16 * _MOST_TABLES)
    if data[:4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        return {}
    (count,) = struct.unpack_from(">H", data, 4)
    entries = struct.iter_unpack(">4sLLL", data[12 : 12 + 16 * count])
    found = {tag: (checksum, offset, length) for tag, checksum, offset, length in entries}
    size = os.fstat(file.fileno()).st_size
    whole = all(offset + length <= size for _, offset, length in found.values())
    # Overlapping tables would make a font many times the size of its file.
    return found if whole and sum(length for *_, length in found.values()) <= size else {}


def _installed(file: BinaryIO, path: str, number: int, at: int) -> Installed | None:
    """Return the properties of a font; None if it is broken, variable, coloured, huge, or has no outlines or names."""
    tables = _tables(file, at)
    outlines = b"glyf" in tables or b"CFF " in tables
    large = sum(length for *_, length in tables.values()) > LARGEST
    if not outlines or large or tables.keys() & _UNFIT or not tables.keys() >= {b"name", b"OS/2", b"cmap"}:
        return None
    face = _face(path, number)
    weight, kind, style = struct.unpack_from(">4xH2xH52xH", face.reference_table("OS/2").data)
    embeddable = kind & _RIGHTS != _RESTRICTED and not kind & (_NO_SUBSETS | _BITMAPS_ONLY)
    entries = [entry for entry in face.list_names() if entry.name_id in _NAMES]
    names = tuple(filter(None, (face.get_name(entry.name_id, entry.language) for entry in entries)))
    return Installed(Path(path), number, names, weight, bool(style & 1), embeddable) if names else None


def _face(path: Path | str, number: int) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number)


def covered_characters(path: Path, number: int, characters: Iterable[str]) -> frozenset[str]:
    """Return those of the characters that a font has a glyph for; none if it cannot be read."""
    try:
        with open(path, "rb", buffering=0) as file:
            if not _tables(file, dict(_faces(file))[number]):
                return frozenset()
        face = _face(path, number)
        if not _by_unicode(face.reference_table("cmap").data):
            return frozenset()
        font = uharfbuzz.Font(face)
        return frozenset(ch for ch in characters if font.get_nominal_glyph(ord(ch)))
    except (OSError, ValueError, KeyError, struct.error, uharfbuzz.HarfBuzzError):
        return frozenset()


def _by_unicode(cmap: bytes) -> bool:
    """Return whether a font maps characters by Unicode: HarfBuzz also accepts the maps of symbol fonts, Pango does not."""
    (count,) = struct.unpack_from(">2xH", cmap)
    parts = struct.iter_unpack(">HHL", cmap[4 : 4 + 8 * count])
    return any(
        platform == _UNICODE or (platform == _WINDOWS and kind in _WINDOWS_UNICODE) for platform, kind, _ in parts
    )


def extract_from_collection(path: Path, number: int) -> bytes | None:
    """Return one font of a collection as a file of its own; None for a file that is not a collection.

    Raises OSError, LookupError or struct.error if the file has changed since the font was found.
    """
    with open(path, "rb", buffering=0) as file:
        if file.read(4) != b"ttcf":
            return None
        file.seek(0)
        at = dict(_faces(file))[number]
        tables = _tables(file, at)
        file.seek(at)
        head = file.read(12)
        parts = [_part(file, offset, length) for _, offset, length in tables.values()]
    directory, offset = [], 12 + 16 * len(tables)
    for (tag, (checksum, *_)), part in zip(tables.items(), parts, strict=True):
        directory.append(struct.pack(">4sLLL", tag, checksum, offset, len(part)))
        offset += len(part) + -len(part) % 4
    head = head[:4] + struct.pack(">H", len(tables)) + head[6:]
    return b"".join([head, *directory, *(part + b"\0" * (-len(part) % 4) for part in parts)])


def _part(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)
