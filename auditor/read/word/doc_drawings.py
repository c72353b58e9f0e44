"""Pictures and text boxes of a Word binary document: where they are anchored and how large they are ([MS-DOC] 2.4.7, [MS-ODRAW])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.read.word.blocks import HIGH, WIDE
from auditor.read.word.doc_file import BOX_TEXTS, DRAWINGS, SHAPE_ANCHORS, WordFile, plc

_TWIP = 25.4 / 1440
_ANCHOR_SIZE, _BOX_SIZE = 26, 22
_DRAWING, _GROUP, _SHAPE, _IDENTITY = 0xF002, 0xF003, 0xF004, 0xF00A
_OPTIONS = frozenset((0xF00B, 0xF121, 0xF122))
_PICTURE = 0x0104
_MAX_DEPTH = 32


@dataclass(slots=True)
class Drawings:
    """What is anchored in the body: `boxes` are characters [start, end) of text boxes by the character of their anchor.

    `pictures` says of each anchor of a drawn picture whether it is large; `loose` are the boxes whose anchor is not known.
    """

    boxes: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    pictures: dict[int, bool] = field(default_factory=dict)
    loose: list[tuple[int, int]] = field(default_factory=list)


def drawings(file: WordFile) -> Drawings:
    """The text boxes and pictures that float over the body."""
    found = Drawings()
    anchors: dict[int, int] = {}
    tops: dict[int, int] = {}
    pictures: set[int] = set()
    for top, shape, is_picture in _shapes(file.table(DRAWINGS)):
        tops[shape] = top
        if is_picture:
            pictures.add(top)
    for character, _, anchor in plc(file.table(SHAPE_ANCHORS), _ANCHOR_SIZE):
        shape, left, upper, right, lower = struct.unpack_from("<I4i", anchor)
        anchors[shape] = character
        if shape in pictures:
            found.pictures[character] = is_large(right - left, lower - upper)
    last = file.boxes_start
    # The last of the texts only ends the one before it.
    for start, end, box in plc(file.table(BOX_TEXTS), _BOX_SIZE)[:-1]:
        text = max(file.boxes_start + start, last), min(file.boxes_start + end, file.boxes_end)
        if text[0] >= text[1]:
            continue
        last = text[1]
        shape = int.from_bytes(box[14:18], "little")
        place = anchors.get(shape, anchors.get(tops.get(shape, shape)))
        if place is None or place >= file.body_end:
            found.loose.append(text)
        else:
            found.boxes.setdefault(place, []).append(text)
    return found


def inline_size(file: WordFile, offset: int) -> tuple[int, int] | None:
    """Width and height in twips of a picture that stands in the text (2.9.192); None if it does not say."""
    head = file.data[offset : offset + 68]
    if len(head) < 36:
        return None
    width, height, across, down = struct.unpack_from("<4H", head, 28)
    return (width * (across or 1000) // 1000, height * (down or 1000) // 1000) if width and height else None


def is_large(width: int, height: int) -> bool:
    """Whether a picture of this size in twips may show a table."""
    return width * _TWIP >= WIDE and height * _TWIP >= HIGH


def _shapes(content: bytes) -> Iterator[tuple[int, int, bool]]:
    """Every shape: the outermost one it belongs to, its own number, and whether it is a picture.

    The content is the data common to all drawings, then each drawing behind a byte of its own (2.9.172).
    """
    at = 8 + int.from_bytes(content[4:8], "little")
    while at + 9 <= len(content):
        kind, size = struct.unpack_from("<HI", content, at + 3)
        if kind == _DRAWING:
            for child, start, end in _records(content, at + 9, at + 9 + size):
                if child == _GROUP:
                    # The outermost group is the page; its first shape stands for itself.
                    for inner, first, last in _records(content, start, end):
                        yield from _group(content, inner, first, last, None, 0)
        at += 9 + size


def _group(
    content: bytes, kind: int, start: int, end: int, top: int | None, depth: int
) -> Iterator[tuple[int, int, bool]]:
    if kind == _SHAPE:
        shape, is_picture = 0, False
        for inner, first, last in _records(content, start, end):
            if inner == _IDENTITY:
                shape = int.from_bytes(content[first : first + 4], "little")
            elif inner in _OPTIONS:
                count = min(int.from_bytes(content[first - 8 : first - 6], "little") >> 4, (last - first) // 6)
                options = struct.unpack_from("<" + "H4x" * count, content, first)
                is_picture = is_picture or any(option & 0x3FFF == _PICTURE for option in options)
        yield shape if top is None else top, shape, is_picture
    elif kind == _GROUP and depth < _MAX_DEPTH:
        for inner, first, last in _records(content, start, end):
            for found in _group(content, inner, first, last, top, depth + 1):
                # The first shape of a group is the group itself.
                top = found[1] if top is None else top
                yield top, found[1], found[2]


def _records(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The records in a stretch: kind, where the content begins and ends ([MS-ODRAW] 2.2.1)."""
    end = min(end, len(content))
    while start + 8 <= end:
        kind, size = struct.unpack_from("<HI", content, start + 2)
        yield kind, start + 8, min(start + 8 + size, end)
        start += 8 + size
