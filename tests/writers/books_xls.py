"""Writes a workbook as Excel 97 to 2003 does ([MS-XLS]), formulas as tokens."""

from __future__ import annotations

import re
import struct

from tests.read.make_doc import ole
from tests.writers.books import LOOKS, Entry, Page, Piece, Shape, Workbook

_ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
_TOKEN = re.compile(
    r"(?P<sum>SUM)\(|(?:(?P<sheet>'[^']+'|[^\W\d]\w*)!)?(?P<first>\$?[A-Z]{1,2}\$?\d+)(?::(?P<last>\$?[A-Z]{1,2}\$?\d+))?"
    r"|(?P<number>\d+)|(?P<sign>[-+,()])"
)
_LONGEST_RECORD = 8224
_ERROR_TOKEN = b"\x1c\x2a"  # stands for a formula that is not written here


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str, form: str = "<H") -> bytes:
    wide = any(ord(letter) > 255 for letter in text)
    return struct.pack(form, len(text)) + bytes([wide]) + text.encode("utf-16-le" if wide else "latin-1")


class _Shared:
    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.strings: dict[tuple[Piece, ...], int] = {}
        self.shapes: dict[Shape, int] = {Shape(): 0}

    def string(self, pieces: tuple[Piece, ...]) -> int:
        return self.strings.setdefault(pieces, len(self.strings))

    def shape(self, shape: Shape) -> int:
        return self.shapes.setdefault(shape, len(self.shapes))


def xls(book: Workbook) -> bytes:
    """The file; libraries that leave formulas unreckoned mark each of them so that it is reckoned when the file is opened."""
    shared = _Shared([page.name for page in book.pages])
    sheets = [_sheet(page, shared, book.recalculates) for page in book.pages]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _fonts(shared) + _formats(shared)
    tail = _links(len(sheets)) + _strings(list(shared.strings)) + _record(0x0A)
    start = len(head) + sum(len(_listed(page, 0)) for page in book.pages) + len(tail)
    listed = b""
    for page, sheet in zip(book.pages, sheets, strict=True):
        listed += _listed(page, start)
        start += len(sheet)
    stream = head + listed + tail + b"".join(sheets)
    return ole({"Workbook": stream.ljust(4096, b"\0")})


def _listed(page: Page, start: int) -> bytes:
    return _record(0x85, struct.pack("<IBB", start, page.hidden, 0) + _text(page.name, "<B"))


def _fonts(shared: _Shared) -> bytes:
    """Four plain fonts, one for each look of runs, and one for each shape."""
    black, white = 0x7FFF, 9
    looks = [(220, 0, black, 0)] * 4
    looks += [(220, 8, black, 0), (220, 0, black, 1), (220, 0, black, 2), (220, 0, white, 0), (120, 0, black, 0)]
    looks += [(220, 8 * shape.struck, white if shape.color == "FFFFFF" else black, 0) for shape in shared.shapes]
    return b"".join(
        _record(0x31, struct.pack("<HHHHHBBBB", height, flags, color, 400, raised, 0, 0, 0, 0) + _text("宋体", "<B"))
        for height, flags, color, raised in looks
    )


def _formats(shared: _Shared) -> bytes:
    out = b"".join(
        _record(0x41E, struct.pack("<H", 200 + n) + _text(shape.code)) for n, shape in enumerate(shared.shapes)
    )
    for number, shape in enumerate(shared.shapes):
        pattern = (1 if shape.ground else 0) << 26
        color = 9 if shape.ground == "FFFFFF" else 8
        # Font number 4 does not exist: those of the looks are 5 and following, those of the shapes come behind them.
        data = struct.pack("<HHH8xIHxx", 5 + len(LOOKS) + number, 200 + number, 0, pattern, color)
        out += _record(0xE0, data[:20])
    return out


def _links(count: int) -> bytes:
    places = b"".join(struct.pack("<HHH", 0, number, number) for number in range(count))
    return _record(0x1AE, struct.pack("<H", count) + b"\x01\x04") + _record(0x17, struct.pack("<H", count) + places)


def _strings(strings: list[tuple[Piece, ...]]) -> bytes:
    """The shared strings; a record holds 8,224 bytes, what is more goes on in others, characters behind a byte for their width."""
    records: list[bytearray] = [bytearray(struct.pack("<II", len(strings), len(strings)))]
    for pieces in strings:
        text = "".join(piece.text for piece in pieces)
        rich = any(piece.look for piece in pieces)
        if _LONGEST_RECORD - len(records[-1]) < 40:
            records.append(bytearray())
        records[-1] += struct.pack("<HB", len(text), 1 | 8 * rich) + (struct.pack("<H", len(pieces)) if rich else b"")
        left = text.encode("utf-16-le")
        while left:
            room = (_LONGEST_RECORD - len(records[-1])) // 2 * 2
            records[-1] += left[:room]
            left = left[room:]
            if left:
                records.append(bytearray(b"\1"))
        begin = 0
        for piece in pieces if rich else ():
            records[-1] += struct.pack("<HH", begin, 5 + LOOKS.index(piece.look) if piece.look else 0)
            begin += len(piece.text)
    return _record(0xFC, bytes(records[0])) + b"".join(_record(0x3C, bytes(more)) for more in records[1:])


def _sheet(page: Page, shared: _Shared, unreckoned: bool) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for column in sorted(page.hidden_columns | page.flat_columns):
        hidden = column in page.hidden_columns
        out += _record(0x7D, struct.pack("<HHHHHH", column, column, 2000 if hidden else 0, 0, int(hidden), 0))
    for row in sorted({row for row, _ in page.cells} | page.hidden_rows | page.flat_rows):
        height = 0 if row in page.flat_rows else 300
        out += _record(0x208, struct.pack("<HHHHHHI", row, 0, 20, height, 0, 0, 0x20 if row in page.hidden_rows else 0))
    for (row, column), entry in sorted(page.cells.items()):
        place = struct.pack("<HHH", row, column, shared.shape(entry.shape))
        out += _cell(place, entry, shared, unreckoned)
    merges = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in page.merges)
    return out + _record(0xE5, struct.pack("<H", len(page.merges)) + merges) + _record(0x0A)


def _cell(place: bytes, entry: Entry, shared: _Shared, unreckoned: bool) -> bytes:
    if entry.formula:
        return _formula(place, entry, shared, unreckoned)
    if entry.error:
        return _record(0x205, place + bytes((_ERRORS[str(entry.value)], 1)))
    if isinstance(entry.value, float):
        if entry.value.is_integer() and abs(entry.value) < 1 << 29:
            return _record(0x27E, place + struct.pack("<i", int(entry.value) << 2 | 2))
        return _record(0x203, place + struct.pack("<d", entry.value))
    pieces = entry.pieces or ((Piece(entry.value),) if entry.value else ())
    return _record(0xFD, place + struct.pack("<I", shared.string(pieces))) if pieces else b""


def _formula(place: bytes, entry: Entry, shared: _Shared, unreckoned: bool) -> bytes:
    """A formula; one without a result has the 0 that libraries write for it."""
    tokens = _Tokens(entry.formula, shared.names).tokens()
    result, text = struct.pack("<d", entry.value if isinstance(entry.value, float) else 0.0), b""
    if entry.error:
        result = bytes((2, 0, _ERRORS[str(entry.value)], 0, 0, 0, 0xFF, 0xFF))
    elif isinstance(entry.value, str):
        result = bytes((0, 0, 0, 0, 0, 0, 0xFF, 0xFF))
        text = _record(0x207, _text(entry.value))
    flags = 3 if unreckoned or entry.value is None else 0
    return _record(6, place + result + struct.pack("<HIH", flags, 0, len(tokens)) + tokens) + text


class _Tokens:
    """Puts a formula into tokens, operands first."""

    def __init__(self, formula: str, names: list[str]) -> None:
        self._found = list(_TOKEN.finditer(formula))
        self._names = names
        self._is_sum = "*" not in formula and set(re.findall(r"([A-Z]+)\(", formula)) <= {"SUM"}

    def tokens(self) -> bytes:
        return self._terms() if self._is_sum else _ERROR_TOKEN

    def _peek(self) -> str:
        return (self._found[0]["sign"] or "") if self._found else ""

    def _terms(self) -> bytes:
        sign = self._found.pop(0)["sign"] if self._peek() in ("+", "-") and self._peek() else ""
        out = self._term() + (b"\x13" if sign == "-" else b"\x12" if sign else b"")
        while self._peek() in ("+", "-") and self._peek():
            sign = self._found.pop(0)["sign"]
            out += self._term() + (b"\x03" if sign == "+" else b"\x04")
        return out

    def _term(self) -> bytes:
        match = self._found.pop(0)
        if match["sum"]:
            out, count = self._terms(), 1
            while self._peek() == ",":
                self._found.pop(0)
                out += self._terms()
                count += 1
            self._found.pop(0)
            if count == 1:
                return out + b"\x19\x10\0\0"
            return out + struct.pack("<BBH", 0x42, count, 4)
        if match["number"]:
            return b"\x1e" + struct.pack("<H", int(match["number"]))
        if match["sign"] == "(":
            out = self._terms()
            self._found.pop(0)
            return out + b"\x15"
        return self._reference(match)

    def _reference(self, match: re.Match[str]) -> bytes:
        row, column = _place(match["first"])
        sheet = (match["sheet"] or "").strip("'")
        link = struct.pack("<H", self._names.index(sheet)) if sheet else b""
        if not match["last"]:
            return (b"\x5a" if sheet else b"\x44") + link + struct.pack("<HH", row, column)
        last_row, last_column = _place(match["last"])
        return (b"\x3b" if sheet else b"\x25") + link + struct.pack("<HHHH", row, last_row, column, last_column)


def _place(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\$?)([A-Z]+)(\$?)(\d+)", name)
    assert match
    column = 0
    for letter in match[2]:
        column = column * 26 + ord(letter) - 64
    return int(match[4]) - 1, column - 1 | (0 if match[1] else 0x4000) | (0 if match[3] else 0x8000)
