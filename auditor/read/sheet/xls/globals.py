"""Globals of an Excel 95 to 2003 workbook, shared by its sheets: sheet list, strings, fonts and formats ([MS-XLS] 2.4)."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from auditor.read.rows.cells import RunLook
from auditor.read.rows.number_display import GENERAL, NumberFormat, built_in, number_format

_BOUNDSHEET, _FONT, _FORMAT, _XF, _DATEMODE, _EXTERNSHEET, _SUPBOOK = 0x85, 0x31, 0x041E, 0xE0, 0x22, 0x17, 0x01AE
_STRIKEOUT, _SUPERSCRIPT, _SUBSCRIPT = 0x0008, 1, 2
_WHITES = (1, 9)  # of the palette
_NO_FILL, _SOLID, _AUTOMATIC = 0, 1, 0x40
_MOST = 65_536
_CODEPAGE, _CHINESE = 0x42, 936
_FORMAT_BYTES = 20  # length of a cell format since Excel 97

FontRun = tuple[int, int]  # offset of its beginning in the text, and its font


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """Entry of the workbook's sheet list: the name, and where the sheet's records begin."""

    name: str
    start: int
    is_sheet: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class CellLook:
    """Appearance of the cells of one format: `paper` if the background is missing or white; `white` text is on such a background."""

    format: NumberFormat = GENERAL
    struck: bool = False
    white: bool = False
    paper: bool = True
    size: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Return whether the whole content of the cells is visible."""
        return not (self.struck or self.white or self.format.hides)


class Globals:
    """Shared part of a workbook, collected record by record; a workbook of Excel 95 is `old`, its strings are bytes."""

    def __init__(self, *, old: bool) -> None:
        self.old = old
        self._charset = "gb18030"
        self.sheets: list[ListedSheet] = []
        self.strings = SharedStrings(b"", ())
        self.from_1904 = False
        self._fonts: list[
            tuple[int, int, int, int]
        ] = []  # flags, colour, how it is raised, height in twentieths of a point
        self._codes: dict[int, str] = {}
        self._formats: list[bytes] = []
        self._looks: dict[int, CellLook] = {}
        self._runs: dict[int, RunLook] = {}
        self._links: list[tuple[int, int, int]] = []
        self._books: list[bool] = []  # whether each referenced book is this one

    def take(self, kind: int, data: bytes) -> None:
        """Take in a record if it is relevant."""
        if kind == _BOUNDSHEET:
            start, state, form = struct.unpack_from("<IBB", data)
            self.sheets.append(ListedSheet(self.short_text(data, 6), start, form == 0, bool(state & 3)))
        elif kind == _FONT:
            height, flags, color, raised = struct.unpack_from("<HHH2xH", data)
            self._fonts.append((flags, color, raised, height))
        elif kind == _FORMAT:
            (number,) = struct.unpack_from("<H", data)
            self._codes[number] = self.short_text(data, 2) if self.old else self.text(data, 2)
        elif kind == _CODEPAGE:
            self._charset = _charset(struct.unpack_from("<H", data)[0])
        elif kind == _XF and len(self._formats) < _MOST:
            self._formats.append(data)
        elif kind == _DATEMODE:
            self.from_1904 = data[:1] == b"\1"
        elif kind == _SUPBOOK:
            self._books.append(data[2:4] == b"\x01\x04")
        elif kind == _EXTERNSHEET:
            (count,) = struct.unpack_from("<H", data)
            self._links = [
                struct.unpack_from("<3H", data, 2 + 6 * at) for at in range(min(count, (len(data) - 2) // 6))
            ]

    def text(self, data: bytes, at: int) -> str:
        """Read a string with a length of two bytes ([MS-XLS] 2.5.294)."""
        return self._characters(data, at + 2, *struct.unpack_from("<H", data, at))

    def short_text(self, data: bytes, at: int) -> str:
        """Read a string with a length of one byte ([MS-XLS] 2.5.240)."""
        return self._characters(data, at + 1, data[at])

    def _characters(self, data: bytes, at: int, length: int) -> str:
        if self.old:
            return data[at : at + length].decode(self._charset, "replace")
        flags = data[at]
        at += 1 + 2 * bool(flags & 8) + 4 * bool(flags & 4)
        wide = flags & 1
        return data[at : at + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")

    def style(self, number: int) -> CellLook:
        """Return the appearance of the cells of a format."""
        found = self._looks.get(number)
        if found is None:
            found = self._looks[number] = self._look(number)
        return found

    def _look(self, number: int) -> CellLook:
        if number >= len(self._formats):
            return CellLook()
        data = self._formats[number]
        font, code = struct.unpack_from("<HH", data)
        shape = number_format(self._codes[code]) if code in self._codes else built_in(code)
        flags, color, _, height = self._font(font)
        if len(data) < _FORMAT_BYTES:
            return CellLook(shape, bool(flags & _STRIKEOUT), paper=False, size=height / 20)
        borders, colors = struct.unpack_from("<IH", data, 14)
        pattern, ground = borders >> 26, colors & 0x7F
        plain = pattern == _NO_FILL or (pattern == _SOLID and ground in _WHITES)
        return CellLook(shape, bool(flags & _STRIKEOUT), color in _WHITES and plain, plain, height / 20)

    def _font(self, number: int) -> tuple[int, int, int, int]:
        """Return a font; number 4 is never used ([MS-XLS] 2.5.129)."""
        place = number - (number > 4)
        return self._fonts[place] if place < len(self._fonts) else (0, 0, 0, 0)

    def run_look(self, number: int) -> RunLook:
        """Return the appearance of text in a font."""
        found = self._runs.get(number)
        if found is None:
            flags, color, raised, height = self._font(number)
            marks = bool(flags & _STRIKEOUT), raised == _SUPERSCRIPT, raised == _SUBSCRIPT, color in _WHITES
            found = self._runs[number] = RunLook(*marks, height / 20)
        return found

    def names_of_sheets(self, link: int) -> str:
        """Return the name of the single sheet that a link refers to; empty for several sheets or another file."""
        if link >= len(self._links):
            return ""
        book, first, last = self._links[link]
        if first != last or first >= len(self.sheets) or book >= len(self._books) or not self._books[book]:
            return ""
        return self.sheets[first].name


class SharedStrings:
    """Shared strings ([MS-XLS] 2.4.265), all read when the first one is requested."""

    def __init__(self, data: bytes, cuts: Sequence[int]) -> None:
        self._data, self._cuts = data, cuts
        self._found: list[tuple[str, tuple[FontRun, ...]]] | None = None

    def get(self, number: int) -> tuple[str, tuple[FontRun, ...]] | None:
        """Return a string and its runs; None if there is no such string."""
        if self._found is None:
            self._found = []
            # Where the strings are damaged, those before the damage are kept.
            with suppress(struct.error, IndexError, StopIteration):
                self._read(self._found)
        return self._found[number] if number < len(self._found) else None

    def _read(self, found: list[tuple[str, tuple[FontRun, ...]]]) -> None:
        data = self._data
        (count,) = struct.unpack_from("<I", data, 4)
        at = 8
        cuts = iter((*self._cuts, len(data) + 1))
        cut = next(cuts)
        while len(found) < count and at < len(data):
            length, flags = struct.unpack_from("<HB", data, at)
            at += 3
            runs = extra = 0
            if flags & 8:
                (runs,) = struct.unpack_from("<H", data, at)
                at += 2
            if flags & 4:
                (extra,) = struct.unpack_from("<I", data, at)
                at += 4
            pieces = []
            while length:
                while cut < at:
                    cut = next(cuts)
                width = 1 + (flags & 1)
                # A string may continue in a continuation record, whose first byte gives the width of its characters
                # there.
                here = min(length, (cut - at) // width) if at <= cut else length
                pieces.append(data[at : at + here * width].decode("utf-16-le" if width == 2 else "latin-1", "replace"))
                if len(pieces[-1]) == 0 and at >= len(data):
                    raise IndexError
                at += here * width
                length -= here
                if length:
                    at = cut
                    flags = data[at]
                    at += 1
                    cut = next(cuts)
            marks = tuple(struct.unpack_from("<HH", data, at + 4 * number) for number in range(runs))
            at += 4 * runs + extra
            found.append(("".join(pieces), marks))


def _charset(number: int) -> str:
    """Return the charset of a code page, or that of Chinese systems if it is unknown."""
    name = "gb18030" if number == _CHINESE else f"cp{number}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "gb18030"
