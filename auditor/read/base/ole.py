"""Reader of OLE compound files, the container of old Office documents ([MS-CFB]), treated as hostile.

Every loop is bounded by the size of the file: chains of sectors may be circular, sizes may be forged.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.errors import Cause, UnreadableReport

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "文件已损坏或不完整，请用 Word 或 WPS 重新保存后再审核"

_HEADER = 512
_ENTRY = 128
_MINI_SECTOR = 64
_CUTOFF = 4096  # smaller streams are stored in sectors of 64 bytes
_ROOT_STORAGE, _STREAM = 5, 2
_LAST_SECTOR = 0xFFFFFFF9
_NOTHING = 0xFFFFFFFF
# An Office document has a dozen streams at its root; a file with more than this is not a document.
_MAX_STREAMS = 4096


@dataclass(frozen=True, slots=True)
class _DirectoryEntry:
    """Directory entry: its place among its siblings, and where its content begins ([MS-CFB] 2.6.1)."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class OleFile:
    """OLE file; only the streams of the root storage are visible, not those of embedded objects.

    The constructor and `read` raise UnreadableReport if the container is damaged.
    """

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < _HEADER:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self._data = data
        shift = int.from_bytes(data[30:32], "little")
        if shift not in (9, 12):
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self._sector = 1 << shift
        directory, self._mini_fat_start, difat = struct.unpack_from("<I8xI4xI", data, 48)
        self._fat = _numbers(b"".join(self._at(sector) for sector in self._fat_sectors(difat)))
        self._directory = self._chain(directory, len(data))
        root = self._entry(0)
        if root is None or root.kind != _ROOT_STORAGE:
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        self._root = root
        self._streams = {entry.name: entry for entry in self._entries(root.child) if entry.kind == _STREAM}
        self._mini: tuple[Sequence[int], bytes] | None = None

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the streams, in lower case."""
        return frozenset(self._streams)

    def read(self, name: str) -> bytes:
        """Return the content of a stream, ignoring the case of its name; empty if there is no such stream."""
        entry = self._streams.get(name.lower())
        if entry is None:
            return b""
        if entry.size >= _CUTOFF:
            return self._chain(entry.start, entry.size)
        if self._mini is None:
            fat = _numbers(self._chain(self._mini_fat_start, len(self._data)))
            self._mini = fat, self._chain(self._root.start, self._root.size)
        fat, content = self._mini
        return _join(content, _follow(entry.start, fat, entry.size, _MINI_SECTOR), _MINI_SECTOR, 0)[: entry.size]

    def _fat_sectors(self, difat: int) -> list[int]:
        """Return the sectors of the sector table: 109 are listed in the header, the others in a chain of their own (2.5)."""
        needed = len(self._data) // self._sector // (self._sector // 4) + 1
        found = list(struct.unpack_from("<109I", self._data, 76))
        while len(found) < needed and difat <= _LAST_SECTOR:
            sector = self._at(difat)
            if len(sector) < self._sector:
                break
            *more, difat = struct.unpack(f"<{self._sector // 4}I", sector)
            found += more
        return [sector for sector in found[:needed] if sector <= _LAST_SECTOR]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    def _chain(self, start: int, size: int) -> bytes:
        return _join(self._data, _follow(start, self._fat, size, self._sector), self._sector, self._sector)[:size]

    def _entry(self, number: int) -> _DirectoryEntry | None:
        raw = self._directory[number * _ENTRY : (number + 1) * _ENTRY]
        if len(raw) < _ENTRY:
            return None
        length, kind, left, right, child, start, size = struct.unpack("<64xHBxIII36xII4x", raw)
        name = raw[: min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        return _DirectoryEntry(name.lower(), kind, left, right, child, start, size)

    def _entries(self, first: int) -> list[_DirectoryEntry]:
        """Return the siblings in the tree that begins with an entry; its order is not used, because the tree may be unbalanced."""
        found: list[_DirectoryEntry] = []
        seen: set[int] = set()
        waiting = [first]
        while waiting:
            number = waiting.pop()
            if number in seen or number == _NOTHING:
                continue
            seen.add(number)
            entry = self._entry(number)
            if entry is None or len(seen) > _MAX_STREAMS:
                raise UnreadableReport(DAMAGED, Cause.DAMAGED)
            found.append(entry)
            waiting += (entry.left, entry.right)
        return found


def ole_kind(data: bytes) -> str:
    """Return what an OLE file holds: "word", "excel", "encrypted" (an encrypted OOXML package), "slides", "message" or "other".

    Raises UnreadableReport if the container is damaged.
    """
    names = OleFile(data).names
    for stream, kind in (
        ("worddocument", "word"),
        ("workbook", "excel"),
        ("book", "excel"),
        ("encryptedpackage", "encrypted"),
        ("powerpoint document", "slides"),
        ("__properties_version1.0", "message"),
    ):
        if stream in names:
            return kind
    return "other"


def _follow(start: int, fat: Sequence[int], size: int, sector_size: int) -> list[int]:
    """Return the sectors of a chain, at most as many as a stream of this size needs and the table knows."""
    sectors: list[int] = []
    most, sector = min(len(fat), -(-size // sector_size)), start
    while sector < len(fat) and len(sectors) < most:
        sectors.append(sector)
        sector = fat[sector]
    return sectors


def _join(data: bytes, sectors: list[int], size: int, offset: int) -> bytes:
    return b"".join([data[offset + sector * size : offset + (sector + 1) * size] for sector in sectors])


def _numbers(data: bytes) -> Sequence[int]:
    count = len(data) // 4
    return struct.unpack_from(f"<{count}I", data)
