"""Automatic numbering in a Word binary document ([MS-DOC] 2.9.131 LSTF to 2.9.150 LVLF)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from auditor.read.word.doc.file import LIST_OVERRIDES, LISTS, WordFile
from auditor.read.word.doc.formats import Layout
from auditor.read.word.doc.styles import DocStyles
from auditor.read.word.parts.numbering import LEVELS, MAX_NUMBER, MAX_PATTERN, ListCounters, ListLevel, ListLevels

_LIST_SIZE, _LEVEL_SIZE, _OVERRIDE_SIZE = 28, 28, 16
# References to lists count from 1; values above this mean that a paragraph is in no list (2.6.2, sprmPIlfo).
_LAST_LIST = 0x07FE
_SIMPLE, _LEGAL, _OWN_RESTART, _STARTS, _FORMATS = 1, 4, 8, 0x10, 0x20

# Names of the number formats by code ([MS-OSHARED] 2.2.1.3); the others are not used in Chinese and are read as decimal.
_FORMAT_NAMES = {
    0x00: "decimal",
    0x01: "upperRoman",
    0x02: "lowerRoman",
    0x03: "upperLetter",
    0x04: "lowerLetter",
    0x0A: "ideographDigital",
    0x0B: "japaneseCounting",
    0x0E: "decimalFullWidth",
    0x11: "japaneseDigitalTenThousand",
    0x12: "decimalEnclosedCircle",
    0x13: "decimalFullWidth2",
    0x16: "decimalZero",
    0x17: "bullet",
    0x1A: "decimalEnclosedFullstop",
    0x1B: "decimalEnclosedParen",
    0x1C: "decimalEnclosedCircleChinese",
    0x1D: "ideographEnclosedCircle",
    0x1E: "ideographTraditional",
    0x1F: "ideographZodiac",
    0x21: "taiwaneseCounting",
    0x23: "taiwaneseCountingThousand",
    0x24: "taiwaneseDigital",
    0x25: "chineseCounting",
    0x26: "chineseLegalSimplified",
    0x27: "chineseCountingThousand",
    0x39: "numberInDash",
    0xFF: "none",
}


class DocNumbering:
    """Counter of the numbered paragraphs of one document; call it once for each paragraph, in reading order."""

    def __init__(self, file: WordFile, styles: DocStyles) -> None:
        self._styles = styles
        self._lists = _overrides(file, _lists(file))
        self._counters = ListCounters()

    def prefix(self, layout: Layout) -> str:
        """Return the number that Word prints before a paragraph; empty if it has none or a bullet."""
        if not self._lists:
            return ""
        from_style, level = self._styles.numbering(layout.style)
        number = from_style if layout.list is None else layout.list
        if not 0 < number <= min(_LAST_LIST, len(self._lists)):
            return ""
        listed = self._lists[number - 1]
        level = level if layout.level is None else layout.level
        return "" if listed is None else self._counters.prefix(str(number), listed, min(level, LEVELS - 1))


@dataclass(slots=True)
class _Cursor:
    """Sequential reader of structures; beyond the end of the stream everything is empty."""

    data: bytes
    at: int

    def take(self, size: int) -> bytes:
        """Take the next bytes, fewer at the end."""
        taken = self.data[self.at : self.at + size]
        self.at += size
        return taken

    def heads(self, size: int, count: int) -> list[bytes]:
        """Take `count` fixed parts of `size` bytes, fewer where the stream ends."""
        taken = self.take(size * count)
        return [taken[at : at + size] for at in range(0, len(taken) - size + 1, size)]

    def number(self) -> int:
        """Take the next two bytes as a number."""
        return int.from_bytes(self.take(2), "little")


def _lists(file: WordFile) -> dict[int, ListLevels]:
    """Read the lists by their ids; the levels of all lists follow the last list (2.9.201)."""
    offset, size = file.place(LISTS)
    cursor = _Cursor(file.tables, offset)
    lists = {}
    for head in cursor.heads(_LIST_SIZE, cursor.number() if size else 0):
        identity, simple = head[:4], head[26] & _SIMPLE
        levels = {}
        for level in range(1 if simple else LEVELS):
            found = _level(cursor, level)
            if found is not None:
                levels[level] = found
        lists[int.from_bytes(identity, "little")] = ListLevels(identity.hex(), levels)
    return lists


def _level(cursor: _Cursor, level: int) -> ListLevel | None:
    """Read a level: a fixed part, changes to the paragraph and the number, then the text with placeholders for the counts."""
    head = cursor.take(_LEVEL_SIZE)
    if len(head) < _LEVEL_SIZE:
        return None
    start, format, flags = struct.unpack_from("<iBB", head)
    cursor.take(head[25] + head[24])
    text = cursor.take(2 * cursor.number()).decode("utf-16-le", "replace")[:MAX_PATTERN]
    places = {place - 1 for place in head[6:15] if place}
    pattern = tuple(ord(sign) if at in places and ord(sign) < LEVELS else sign for at, sign in enumerate(text))
    return ListLevel(
        start=min(max(start, 0), MAX_NUMBER),
        format=_FORMAT_NAMES.get(format, "decimal"),
        pattern=pattern,
        restart=min(head[26], level) if flags & _OWN_RESTART else level,
        legal=bool(flags & _LEGAL),
    )


def _overrides(file: WordFile, lists: dict[int, ListLevels]) -> list[ListLevels | None]:
    """Read the lists that paragraphs refer to: each may change the start of a list or replace its levels (2.9.202)."""
    offset, size = file.place(LIST_OVERRIDES)
    cursor = _Cursor(file.tables, offset)
    count = int.from_bytes(cursor.take(4), "little") if size else 0
    heads = cursor.heads(_OVERRIDE_SIZE, min(count, _LAST_LIST))
    found: list[ListLevels | None] = []
    for head in heads:
        listed = lists.get(int.from_bytes(head[:4], "little"))
        own = None if listed is None else ListLevels(listed.counters, dict(listed.levels))
        cursor.take(4)
        for _ in range(head[12]):
            _override(cursor, own)
        found.append(own)
    return found


def _override(cursor: _Cursor, listed: ListLevels | None) -> None:
    start = int.from_bytes(cursor.take(4), "little")
    flags = int.from_bytes(cursor.take(4), "little")
    level = min(flags & 0xF, LEVELS - 1)
    replaced = _level(cursor, level) if flags & _FORMATS else None
    if listed is None:
        return
    if replaced is not None:
        listed.levels[level] = replaced
        start = replaced.start
    if flags & _STARTS:
        listed.overrides[level] = min(start, MAX_NUMBER)
