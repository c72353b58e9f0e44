"""Character and paragraph properties in a Word binary document ([MS-DOC] 2.4.6): pages of runs, and lists of changes."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from auditor.config.limits import ReadContext, require
from auditor.errors import Cause
from auditor.read.base.ole import DAMAGED
from auditor.read.base.paragraph_pieces import is_lifted
from auditor.read.word.doc.file import CHARACTER_PAGES, PARAGRAPH_PAGES, DocPiece, Unparsed, WordFile
from auditor.read.word.doc.looks import COLOUR, GROUND, RAISED, DocSaid, line_covers, size_and_rise, stated_looks

_PAGE = 512
_PAGE_NUMBER = (1 << 22) - 1

# Bytes of an operand by the upper three bits of the code; 0 means that the size precedes the operand (2.2.5.1).
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_TABS, _OLD_TABLE, TABLE = 0xC615, 0xD606, 0xD608
_HUGE = frozenset((0x6645, 0x6646, 0x646B))

_DELETED, _SPECIAL, _DATA = 0x0800, 0x0855, 0x0806
_PICTURE, _SYMBOL, _CHARACTER_STYLE = 0x6A03, 0x6A09, 0x4A30
_STYLE, LEVEL, LIST = 0x4600, 0x260A, 0x460B
_IN_TABLE, _ROW_END, _DEPTH, _DEEPER, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6649, 0x664A, 0x244B, 0x244C
_FRAME_PLACES = frozenset((0x8418, 0x8419))
# More than any distance between two points of a page, in twips.
FAR = 24_000
_TABLE_CHANGES = 5  # the group of codes that change a table row

LetterLooks = Callable[[int], DocSaid]
Changes = tuple[tuple[int, bytes], ...]


def changes(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the changes in a list as code and operand; stops where the list is truncated."""
    at, end = 0, len(grpprl)
    while at + 2 < end:
        code = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        size = _SIZES[code >> 13]
        if not size:
            head = 1
            size = grpprl[at]
            if code in (TABLE, _OLD_TABLE):
                head, size = 2, int.from_bytes(grpprl[at : at + 2], "little") - 1
            elif code == _TABS and size == 0xFF:
                size = _tabs_size(grpprl, at + 1)
            at += head
        if size < 0 or at + size > end:
            return
        yield code, grpprl[at : at + size]
        at += size


def _tabs_size(grpprl: bytes, at: int) -> int:
    """Return the size in bytes of a list of tab stops longer than 255 bytes: removed stops, then added ones (2.9.200)."""
    removed = grpprl[at] if at < len(grpprl) else 0
    added = at + 1 + 4 * removed
    return 2 + 4 * removed + 3 * (grpprl[added] if added < len(grpprl) else 0)


@dataclass(frozen=True, slots=True)
class CharacterLook:
    """Properties of a run of characters that affect reading; `said` are code and value pairs, `style` is a style number.

    `picture` and `form` are offsets in the data stream of a picture and a form field, `symbol` is a character of a symbol
    font; -1 for none.
    """

    deleted: bool = False
    said: tuple[tuple[int, int], ...] = ()
    style: int = -1
    special: bool = False
    picture: int = -1
    form: int = -1
    symbol: int = -1


@dataclass(frozen=True, slots=True)
class Layout:
    """Properties of a paragraph that affect reading; `list` and `level` are None where it has none of its own.

    `depth` is its nesting depth in tables. A paragraph that ends a row has the changes that describe the row in `table`. A
    `shaded` paragraph has a coloured background; an `away` paragraph is outside every page.
    """

    style: int = 0
    list: int | None = None
    level: int | None = None
    depth: int = 0
    cell_end: bool = False
    row_end: bool = False
    table: Changes = ()
    shaded: bool = False
    away: bool = False


class _FormatRuns:
    """Formatting runs in ascending order of their byte offset, from the pages that a table refers to.

    The constructor raises Unparsed if a page is missing: without it, deleted text would be read and tables would be lost.
    """

    def __init__(
        self, file: WordFile, which: int, read: Callable[[bytes], list[tuple[int, bytes]]], context: ReadContext
    ) -> None:
        self.starts: list[int] = []
        self.lists: list[bytes] = []
        table = file.table(which)
        count = max(len(table) - 4, 0) // 8
        pages = min(count, len(file.main) // _PAGE)
        numbers = struct.unpack_from(f"<{pages}I", table, 4 * (count + 1)) if pages else ()
        for number in dict.fromkeys(number & _PAGE_NUMBER for number in numbers):
            context.deadline.check()
            page = file.main[number * _PAGE : (number + 1) * _PAGE]
            runs = read(page) if len(page) == _PAGE else []
            if not runs:
                raise Unparsed(DAMAGED, Cause.DAMAGED)
            self._append(runs)
            require(len(self.starts), context.limits.text_characters, "格式数")
        if not self.starts:
            raise Unparsed(DAMAGED, Cause.DAMAGED)

    def _append(self, runs: list[tuple[int, bytes]]) -> None:
        """Add the runs of a page; the last run is empty and covers the gap after the page, if there is one."""
        if self.starts and self.starts[-1] == runs[0][0]:
            self.starts.pop()
            self.lists.pop()
        for start, found in runs:
            if not self.starts or start > self.starts[-1]:
                self.starts.append(start)
                self.lists.append(found)

    def at(self, offset: int) -> bytes:
        """Return the properties of the character at a byte offset."""
        found = bisect_right(self.starts, offset) - 1
        return self.lists[found] if found >= 0 else b""

    def within(self, piece: DocPiece) -> Iterator[tuple[int, int, bytes]]:
        """Yield the runs of a piece, clipped to it, as start and end character and properties."""
        end = piece.offset + (piece.end - piece.start) * piece.width
        place = max(bisect_right(self.starts, piece.offset) - 1, 0)
        starts, last = self.starts, len(self.starts) - 1
        while place <= last and starts[place] < end:
            first = max(starts[place], piece.offset)
            after = min(starts[place + 1], end) if place < last else end
            yield (
                piece.start + (first - piece.offset) // piece.width,
                piece.start + (after - piece.offset) // piece.width,
                self.lists[place],
            )
            place += 1


class Formats:
    """Character and paragraph properties of a document.

    `letters` returns the character properties of a style; `tells` are the properties that any style turns on.
    """

    def __init__(self, file: WordFile, letters: LetterLooks, tells: frozenset[int], context: ReadContext) -> None:
        self._file = file
        self._letters = letters
        self._tells = tells
        self._characters = _FormatRuns(file, CHARACTER_PAGES, _character_page, context)
        self._paragraphs = _FormatRuns(file, PARAGRAPH_PAGES, _paragraph_page, context)
        self._layouts: dict[tuple[bytes, bytes], Layout] = {}
        self._deadline, self._deepest = context.deadline, context.limits.depth

    def looks(self) -> Iterator[tuple[int, int, CharacterLook]]:
        """Yield the runs that are not plain visible text, in order, as start, end and look."""
        plain = CharacterLook()
        known: dict[tuple[bytes, bytes], tuple[CharacterLook, int, int]] = {}
        beside = 0
        for piece in self._file.pieces:
            extra = piece.properties
            for start, end, found in self._characters.within(piece):
                key = found, extra
                if key not in known:
                    look = self._look(found + extra)
                    known[key] = plain if look == plain else look, *size_and_rise(changes(found + extra))
                look, size, rise = known[key]
                if rise <= 0:
                    beside = size
                elif is_lifted(rise, size, beside):
                    look = replace(look, said=(*look.said, (RAISED, 1)))
                if look is not plain and start < end:
                    yield start, end, look

    def layout(self, character: int) -> Layout:
        """Return the properties of the paragraph that ends with a character."""
        piece = self._file.piece_at(character)
        found = self._paragraphs.at(piece.offset + (character - piece.start) * piece.width)
        key = found, piece.properties
        layout = self._layouts.get(key)
        if layout is None:
            self._deadline.check()
            layout = self._layouts[key] = self._layout(found, piece.properties)
        return layout

    def _look(self, grpprl: bytes) -> CharacterLook:
        deleted = special = data = False
        style = picture = symbol = -1
        own: list[tuple[int, bytes]] = []
        for code, operand in changes(grpprl):
            if code == _DELETED:
                deleted = bool(operand[0])
            elif code == _SPECIAL:
                special = bool(operand[0])
            elif code == _DATA:
                data = bool(operand[0])
            elif code == _PICTURE:
                picture = int.from_bytes(operand, "little")
            elif code == _SYMBOL:
                symbol = operand[2] | operand[3] << 8
            elif code == _CHARACTER_STYLE:
                style = int.from_bytes(operand, "little")
            else:
                own.append((code, operand))
        said = self._telling(stated_looks(own))
        style = style if style >= 0 and self._telling(self._letters(style)) else -1
        form, picture = (picture, -1) if data else (-1, picture)
        return CharacterLook(deleted, tuple(said.items()), style, special, picture, form, symbol)

    def _telling(self, said: DocSaid) -> DocSaid:
        """Keep the properties that have an effect: those turned on, and those turned off that a style may turn on."""
        kept = {code: value for code, value in said.items() if code != GROUND and (value or code in self._tells)}
        if GROUND in said and (kept.get(COLOUR) or COLOUR in self._tells):
            kept[GROUND] = said[GROUND]
        return kept

    def _layout(self, found: bytes, extra: bytes) -> Layout:
        """Build the properties of a paragraph from those stored with it (a style, then changes) and those of the piece."""
        style = int.from_bytes(found[:2], "little")
        list_ = level = None
        depth = 0
        flags: set[int] = set()
        shaded = away = False
        table: list[tuple[int, bytes]] = []
        for code, operand in self._all_changes(found[2:] + extra):
            if code >> 10 & 7 == _TABLE_CHANGES:
                table.append((code, operand))
            elif code in (_IN_TABLE, _ROW_END, _INNER_CELL, _INNER_ROW):
                (flags.add if operand[0] else flags.discard)(code)
            elif code == _STYLE:
                style = int.from_bytes(operand, "little")
            elif code == LIST:
                list_ = int.from_bytes(operand, "little")
            elif code == LEVEL:
                level = operand[0]
            elif code in (_DEPTH, _DEEPER):
                depth = int.from_bytes(operand, "little", signed=True) + (depth if code == _DEEPER else 0)
            elif (covered := line_covers(code, operand)) is not None:
                shaded = covered
            elif code in _FRAME_PLACES:
                away = away or abs(int.from_bytes(operand, "little", signed=True)) > FAR
        depth = max(depth, int(_IN_TABLE in flags))
        require(depth, self._deepest, "表格嵌套层数")
        row_end = (_ROW_END if depth == 1 else _INNER_ROW) in flags
        described = tuple(table) if row_end else ()
        return Layout(style, list_, level, depth, _INNER_CELL in flags, row_end, described, shaded, away)

    def _all_changes(self, grpprl: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield the changes in a list, including those too large for it, which are in the data stream (2.6.2)."""
        for code, operand in changes(grpprl):
            if code in _HUGE:
                offset = int.from_bytes(operand, "little")
                size = int.from_bytes(self._file.data[offset : offset + 2], "little")
                yield from changes(self._file.data[offset + 2 : offset + 2 + size])
            else:
                yield code, operand


def _character_page(page: bytes) -> list[tuple[int, bytes]]:
    """Return the runs of a page of character properties (2.9.33); empty if the page is invalid."""
    count = page[-1]
    if not 0 < count <= 0x65:
        return []
    starts = struct.unpack_from(f"<{count + 1}I", page)
    runs = []
    for place in range(count):
        at = 2 * page[4 * (count + 1) + place]
        runs.append((starts[place], page[at + 1 : at + 1 + page[at]] if at else b""))
    return [*runs, (starts[count], b"")]


def _paragraph_page(page: bytes) -> list[tuple[int, bytes]]:
    """Return the runs of a page of paragraph properties (2.9.174), each beginning with a style number; empty if the page is invalid."""
    count = page[-1]
    if not 0 < count <= 0x1D:
        return []
    starts = struct.unpack_from(f"<{count + 1}I", page)
    runs = []
    for place in range(count):
        at = 2 * page[4 * (count + 1) + 13 * place]
        size, at = (2 * page[at] - 1, at + 1) if page[at] else (2 * page[at + 1], at + 2)
        runs.append((starts[place], page[at : at + size] if at > 2 else b""))
    return [*runs, (starts[count], b"")]
