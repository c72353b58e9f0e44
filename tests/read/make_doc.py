"""Writes small Word binary documents from runs and lists of changes, so that what LibreOffice cannot write can be tested."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.model.document import Document, Grid
from auditor.read.word.doc.reader import read_doc
from tests.reading import context

SECTOR, PAGE, TEXT_START = 512, 512, 0x800
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

DELETED, HIDDEN, SPECIAL = 0x0800, 0x083C, 0x0855
PICTURE, SYMBOL, CHARACTER_STYLE = 0x6A03, 0x6A09, 0x4A30
IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW = 0x2416, 0x2417, 0x6649, 0x244B, 0x244C
LIST, LEVEL, HUGE, DEFINITION = 0x460B, 0x260A, 0x6646, 0xD608


def sprm(code: int, operand: int | bytes = 1) -> bytes:
    """A change; a whole number is written in as many bytes as the code asks for."""
    size = (1, 1, 2, 4, 2, 2, 0, 3)[code >> 13]
    if isinstance(operand, int):
        operand = (operand & (1 << 8 * size) - 1).to_bytes(size, "little")
    head = b""
    if not size:
        head = struct.pack("<H", len(operand) + 1) if code == DEFINITION else bytes([len(operand)])
    return struct.pack("<H", code) + head + operand


@dataclass(frozen=True)
class Run:
    """Characters and the changes that are stored with them."""

    text: str
    changes: bytes = b""


@dataclass(frozen=True)
class Par:
    """A paragraph: its runs, its mark as the last character of them, changes to it, the number of its style."""

    runs: tuple[Run, ...]
    changes: bytes = b""
    style: int = 0


def par(*runs: str | Run, changes: bytes = b"", style: int = 0, mark: str | Run = "\r") -> Par:
    """A paragraph of runs, plain ones as strings."""
    return Par(tuple(run if isinstance(run, Run) else Run(run) for run in (*runs, mark)), changes, style)


def cell(*runs: str | Run, changes: bytes = b"") -> Par:
    """A paragraph that ends a cell of a table that lies in no other."""
    return par(*runs, changes=sprm(IN_TABLE) + changes, mark="\x07")


def row_end(edges: Sequence[int], flags: Sequence[int] = (), *, more: bytes = b"", mark: str | Run = "\x07") -> Par:
    """The paragraph that ends a row: edges in twips, flags of cells, further changes."""
    return par(changes=sprm(IN_TABLE) + sprm(ROW_END) + definition(edges, flags) + more, mark=mark)


def definition(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """A row's definition."""
    cells = b"".join(struct.pack("<H18x", flag) for flag in flags)
    return sprm(DEFINITION, bytes([len(edges) - 1]) + struct.pack(f"<{len(edges)}h", *edges) + cells)


def row(*texts: str, flags: Sequence[int] = (), edges: Sequence[int] = (), more: bytes = b"") -> list[Par]:
    """A row of cells with one paragraph each, by default 1000 twips wide."""
    return [
        *(cell(text) for text in texts),
        row_end(edges or range(0, 1000 * len(texts) + 1, 1000), flags, more=more),
    ]


def doc(
    *paragraphs: Par,
    narrow: bool = False,
    pieces: Sequence[tuple[int, int, int]] = (),
    changes: Sequence[bytes] = (),
    tables: Mapping[int, bytes] | None = None,
    data: bytes = b"",
    body: int | None = None,
    boxes: int = 0,
    behind_lists: bytes = b"",
    flags: int = 0x0200,
    version: int = 0x00C1,
) -> bytes:
    """A document.

    The text is stored in cp1252 if `narrow`. `pieces` reorder it: first and last character as stored, and the piece's Prm;
    `changes` are the lists that a Prm may name. `tables` are structures of the table stream by their place, `behind_lists`
    what follows the lists of lists, `data` the data stream; `body` of the characters are body, `boxes` stand in text boxes.
    """
    runs = [run for paragraph in paragraphs for run in paragraph.runs]
    text = "".join(run.text for run in runs)
    raw = text.encode("cp1252") if narrow else text.encode("utf-16-le")
    width = 1 if narrow else 2
    main = bytearray(TEXT_START) + raw
    main += bytes(-len(main) % PAGE)
    characters = _pages(
        main, [(len(run.text.encode("utf-16-le")) // 2 * width, run.changes) for run in runs], paragraph=False
    )
    sizes = [
        (sum(len(run.text.encode("utf-16-le")) // 2 for run in paragraph.runs) * width, paragraph)
        for paragraph in paragraphs
    ]
    marks = _pages(main, [(size, struct.pack("<H", p.style) + p.changes) for size, p in sizes], paragraph=True)
    count = len(raw) // width
    table = b"".join(b"\x01" + struct.pack("<H", len(change)) + change for change in changes)
    stretches = pieces or [(0, count, 0)]
    places = [0]
    for first, last, _ in stretches:
        places.append(places[-1] + last - first)
    described = [
        struct.pack("<HIH", 0, (TEXT_START * 2 + first) | 0x40000000 if narrow else TEXT_START + 2 * first, prm)
        for first, _, prm in stretches
    ]
    plc = struct.pack(f"<{len(places)}I", *places) + b"".join(described)
    text_pieces = table + b"\x02" + struct.pack("<I", len(plc)) + plc
    structures = {12: characters, 13: marks, 33: text_pieces, **(tables or {})}
    stream, offsets = bytearray(16), bytearray(8 * 93)
    for place, content in structures.items():
        struct.pack_into("<II", offsets, 8 * place, len(stream), len(content))
        stream += content + (behind_lists if place == 73 else b"")
    total = places[-1] - boxes if body is None else body
    struct.pack_into("<HH6xH", main, 0, 0xA5EC, version, flags)
    struct.pack_into("<H28xH12x7I", main, 32, 14, 22, total, 0, 0, 0, 0, 0, boxes)
    struct.pack_into("<H", main, 152, 93)
    main[154 : 154 + len(offsets)] = offsets
    return ole({"WordDocument": bytes(main), "1Table": bytes(stream), **({"Data": data} if data else {})})


def _pages(main: bytearray, runs: Sequence[tuple[int, bytes]], *, paragraph: bool) -> bytes:
    """Append a page of formatting for each run; the table that names the pages."""
    at = TEXT_START
    starts, numbers = [at], []
    for size, found in runs:
        page = bytearray(PAGE)
        struct.pack_into("<II", page, 0, at, at + size)
        place = PAGE - 4 - len(found) - len(found) % 2
        page[8] = place // 2
        if paragraph:
            head = bytes([0, len(found) // 2]) if len(found) % 2 == 0 else bytes([(len(found) + 1) // 2])
        else:
            head = bytes([len(found)])
        page[place : place + len(head) + len(found)] = head + found
        page[-1] = 1
        numbers.append(len(main) // PAGE)
        main += page
        at += size
        starts.append(at)
    return struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(numbers)}I", *numbers)


def ole(streams: Mapping[str, bytes], small: Mapping[str, bytes] | None = None) -> bytes:
    """An OLE file; every stream takes up whole sectors, but those in `small` lie in the stream of small sectors."""
    small = small or {}
    mini = b"".join(content + bytes(-len(content) % 64) for content in small.values())
    contents = {name: content + bytes(max(4096 - len(content), 0)) for name, content in streams.items()}
    if mini:
        contents["\0mini"] = mini
        contents["\0minifat"] = _mini_fat(small)
    entries: list[bytes] = []
    sectors = bytearray()
    fat: list[int] = []
    starts = {}
    for name, content in contents.items():
        starts[name] = len(fat)
        count = -(-len(content) // SECTOR)
        sectors += content + bytes(-len(content) % SECTOR)
        fat += [*range(len(fat) + 1, len(fat) + count), END_OF_CHAIN]
    at = 0
    named = [*((name, starts[name], len(content)) for name, content in contents.items() if name[0] != "\0")]
    for name, content in small.items():
        named.append((name, at // 64, len(content)))
        at += len(content) + -len(content) % 64
    entries.append(_entry("Root Entry", 5, starts.get("\0mini", END_OF_CHAIN), len(mini), child=1))
    for number, (name, start, size) in enumerate(named, 1):
        entries.append(_entry(name, 2, start, size, right=number + 1 if number < len(named) else FREE))
    directory = b"".join(entries) + bytes(-len(entries) % 4 * 128)
    directory_start = len(fat)
    count = len(directory) // SECTOR
    fat += [*range(len(fat) + 1, len(fat) + count), END_OF_CHAIN]
    sectors += directory
    needed = -(-(len(fat) + 1) // 127)
    fat_start = len(fat)
    fat += [FAT_SECTOR] * needed
    fat += [FREE] * (needed * 128 - len(fat))
    sectors += struct.pack(f"<{len(fat)}I", *fat)
    header = bytearray(SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    mini_fat = starts.get("\0minifat", END_OF_CHAIN)
    struct.pack_into(
        "<IIIIIIII", header, 44, needed, directory_start, 0, 4096, mini_fat, int(bool(mini)), END_OF_CHAIN, 0
    )
    struct.pack_into("<109I", header, 76, *range(fat_start, fat_start + needed), *[FREE] * (109 - needed))
    return bytes(header + sectors)


def _mini_fat(small: Mapping[str, bytes]) -> bytes:
    fat: list[int] = []
    for content in small.values():
        count = -(-len(content) // 64)
        fat += [*range(len(fat) + 1, len(fat) + count), END_OF_CHAIN][:count]
    return struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw + bytes(64 - len(raw)) + struct.pack("<HBBIII", len(raw) + 2, kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def read(*paragraphs: Par, **options: object) -> Document:
    """The Document read from paragraphs; the options are those of `doc`."""
    return read_doc(doc(*paragraphs, **options), "报告.doc", context())  # type: ignore[arg-type]


def lines(*paragraphs: Par, **options: object) -> list[str]:
    """The paragraphs read."""
    return [block.text for block in read(*paragraphs, **options).paragraphs()]


def cells(*paragraphs: Par, **options: object) -> list[list[tuple[str, int, int, int]]]:
    """Text, column, row span and column span of every cell of the only grid."""
    [block] = read(*paragraphs, **options).blocks
    assert isinstance(block, Grid)
    return [[(cell.raw, cell.column, cell.row_span, cell.col_span) for cell in row] for row in block.rows]
