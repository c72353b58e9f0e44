"""File structure of a Word binary document ([MS-DOC] 2.3 to 2.5): streams, file information block, text pieces."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.config.limits import Limits, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.ole import DAMAGED, OleFile

LOCKED = "文件加了密码，请去掉密码后再审核"
OLD = "这是 Word 95 或更早的文件，不能读取，请用 Word 或 WPS 另存为 DOCX"

# Indexes into the table of offsets in the file information block (2.5.6).
STYLES, SECTIONS, CHARACTER_PAGES, PARAGRAPH_PAGES, PIECES = 1, 6, 12, 13, 33
SHAPE_ANCHORS, DRAWINGS, BOX_TEXTS, LISTS, LIST_OVERRIDES = 40, 50, 56, 73, 74

_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_FIRST_VERSION = 0x00C0
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_MAX_ELEMENTS = 1 << 16
_LENGTHS = 12  # offset of the character counts in FibRgLw97
_COMPRESSED = 0x40000000
_PIECE_TABLE, _PIECE_PROPERTIES = 2, 1
# Bytes that are undefined in cp1252 map to the same code point.
_CP1252 = {code: bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


class Unparsed(UnreadableReport):
    """Error for a document that this reader cannot parse but another program may."""


@dataclass(frozen=True, slots=True)
class DocPiece:
    """A text piece: its characters [start, end), its byte offset, bytes per character, additional properties (2.9.177).

    `properties` is a list of changes (grpprl) that applies to all its paragraphs and characters.
    """

    start: int
    end: int
    offset: int
    width: int
    properties: bytes


class WordFile:
    """A Word 97 to 2003 document; characters are counted in UTF-16 code units, as all positions in the file are.

    The constructor raises UnreadableReport if the file is encrypted or too large, Unparsed if it is damaged or too old.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        ole = OleFile(data)
        self.main = main = ole.read("WordDocument")
        if len(main) < 0x200:
            raise Unparsed(DAMAGED, Cause.DAMAGED)
        magic, version, flags = struct.unpack_from("<HH6xH", main, 0)
        if magic not in (_WORD_97, _WORD_6):
            raise Unparsed(DAMAGED, Cause.DAMAGED)
        if flags & _ENCRYPTED:
            raise UnreadableReport(LOCKED, Cause.LOCKED)
        if magic == _WORD_6 or version < _FIRST_VERSION:
            raise Unparsed(OLD, Cause.UNSUPPORTED)
        self.tables = ole.read("1Table" if flags & _SECOND_TABLE else "0Table")
        self.data = ole.read("Data")
        self._offsets, lengths = _offsets(main)
        self.body_end = lengths[0]
        self.boxes_start, self.boxes_end = sum(lengths[:6]), sum(lengths)
        require(sum(lengths), limits.text_characters, "文字数")
        self.pieces = list(self._pieces(limits.text_characters))
        self.text = "".join(self._decode(piece) for piece in self.pieces)
        if len(self.text) < (self.boxes_end if lengths[6] else self.body_end):
            raise Unparsed(DAMAGED, Cause.DAMAGED)
        self._starts = [piece.start for piece in self.pieces]

    def place(self, which: int) -> tuple[int, int]:
        """Return the offset and size of a structure in the table stream; size 0 if the document has none."""
        start = 8 * which
        if start + 8 > len(self._offsets):
            return 0, 0
        offset, size = struct.unpack_from("<II", self._offsets, start)
        return offset, size

    def table(self, which: int) -> bytes:
        """Return a structure of the table stream; empty if the document has none."""
        offset, size = self.place(which)
        return self.tables[offset : offset + size]

    def piece_at(self, character: int) -> DocPiece:
        """Return the piece that holds a character."""
        return self.pieces[bisect_right(self._starts, character) - 1]

    def _decode(self, piece: DocPiece) -> str:
        count = piece.end - piece.start
        raw = self.main[piece.offset : piece.offset + count * piece.width]
        if len(raw) < count * piece.width:
            raise Unparsed(DAMAGED, Cause.DAMAGED)
        if piece.width == 1:
            return raw.decode("latin-1").translate(_CP1252)
        text = raw.decode("utf-16-le", "surrogatepass")
        if len(text) != count:
            # Characters outside the BMP take two code units; keep both as separate characters until the text is complete, so that
            # positions stay valid.
            text = "".join(map(chr, struct.unpack(f"<{count}H", raw)))
        return text

    def _pieces(self, most_characters: int) -> Iterator[DocPiece]:
        changes, table = self._piece_table()
        count = (len(table) - 4) // 12
        if not 1 <= count <= most_characters:
            raise Unparsed(DAMAGED, Cause.DAMAGED)
        ends = struct.unpack_from(f"<{count + 1}I", table)
        if ends[0] != 0 or ends[-1] > most_characters + count:
            raise Unparsed(DAMAGED, Cause.DAMAGED)
        for place in range(count):
            fc, prm = struct.unpack_from("<2xIH", table, 4 * (count + 1) + 8 * place)
            if ends[place + 1] <= ends[place]:
                raise Unparsed(DAMAGED, Cause.DAMAGED)
            compressed = bool(fc & _COMPRESSED)
            offset = fc & (_COMPRESSED - 1)
            start, end, width = ends[place], ends[place + 1], 1 if compressed else 2
            yield DocPiece(start, end, offset // 2 if compressed else offset, width, _properties(prm, changes))

    def _piece_table(self) -> tuple[list[bytes], bytes]:
        """Return the lists of changes and the piece table (2.9.38)."""
        clx = self.table(PIECES)
        changes: list[bytes] = []
        at = 0
        while at + 3 <= len(clx):
            kind = clx[at]
            if kind == _PIECE_TABLE:
                size = int.from_bytes(clx[at + 1 : at + 5], "little")
                return changes, clx[at + 5 : at + 5 + size]
            if kind != _PIECE_PROPERTIES:
                break
            size = int.from_bytes(clx[at + 1 : at + 3], "little")
            changes.append(clx[at + 3 : at + 3 + size])
            at += 3 + size
        raise Unparsed(DAMAGED, Cause.DAMAGED)


# The changes that a piece descriptor holds itself, and their sprm codes (2.9.215); the others do not affect what is read.
_SINGLE = {
    isprm: sprm.to_bytes(2, "little")
    for isprm, sprm in (
        *((0x0C, 0x260A), (0x18, 0x2416), (0x19, 0x2417), (0x41, 0x0800), (0x57, 0x0837), (0x5C, 0x083C)),
        *((0x62, 0x2A42), (0x68, 0x2A48), (0x73, 0x2A53), (0x75, 0x0855)),
    )
}


def _properties(prm: int, changes: list[bytes]) -> bytes:
    """Return the changes that a piece refers to by an index, or the single change in its descriptor (2.9.214)."""
    if prm & 1:
        return changes[prm >> 1] if prm >> 1 < len(changes) else b""
    sprm = _SINGLE.get(prm >> 1 & 0x7F)
    return b"" if sprm is None else sprm + bytes((prm >> 8,))


def plc(data: bytes, size: int) -> list[tuple[int, int, bytes]]:
    """Parse a PLC (2.2.2) into (start, end, element) with elements of `size` bytes; elements beyond 65,536 are ignored."""
    count = max(len(data) - 4, 0) // (4 + size)
    base = 4 * (count + 1)
    return [
        (*struct.unpack_from("<II", data, 4 * place), data[base + place * size : base + (place + 1) * size])
        for place in range(min(count, _MAX_ELEMENTS))
    ]


def _offsets(main: bytes) -> tuple[bytes, tuple[int, ...]]:
    """Return the table of offsets and the character counts: body, notes, headers, macros, comments, end notes, boxes (2.5.1)."""
    at = 32
    at += 2 + 2 * int.from_bytes(main[at : at + 2], "little")
    count = int.from_bytes(main[at : at + 2], "little")
    if at + 2 + _LENGTHS + 28 > len(main):
        raise Unparsed(DAMAGED, Cause.DAMAGED)
    lengths = struct.unpack_from("<7I", main, at + 2 + _LENGTHS)
    at += 2 + 4 * count
    count = int.from_bytes(main[at : at + 2], "little")
    return main[at + 2 : at + 2 + 8 * count], lengths
