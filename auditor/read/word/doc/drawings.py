"""Pictures and text boxes of a Word binary document: their anchors and sizes ([MS-DOC] 2.4.7, [MS-ODRAW])."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.read.base.left_out import LeftOut
from auditor.read.base.paragraph_pieces import is_pale
from auditor.read.word.doc.file import BOX_TEXTS, DRAWINGS, SHAPE_ANCHORS, WordFile, plc
from auditor.read.word.doc.formats import FAR
from auditor.read.word.parts.blocks import HIGH, WIDE

_TWIP = 25.4 / 1440
_ANCHOR_SIZE, _BOX_SIZE = 26, 22
_DRAWING, _GROUP, _SHAPE, _IDENTITY = 0xF002, 0xF003, 0xF004, 0xF00A
_OPTIONS = frozenset((0xF00B, 0xF121, 0xF122))
_PICTURE, _DRAWN_TEXT, _NAME, _COLOUR, _OPACITY = 0x0104, 0x00C0, 0x0380, 0x0181, 0x0182
_COMPLEX = 0x8000
_WATERMARK = re.compile("watermark|水印", re.IGNORECASE)
_BELOW_TEXT, _NO_WRAP = 0x4000, 3
_MAX_DEPTH = 32


@dataclass(slots=True)
class Drawings:
    """Drawings anchored in the body, by the character of their anchor.

    `boxes` are the characters [start, end) of text boxes, `loose` those of the boxes without a known anchor. `pictures` says
    whether a drawn picture is large. `words` are drawn words. `left_out` is the reason why a drawing is not read. `over` are the
    anchors of shapes in front of or behind the text; `below` says whether any shape is behind it.
    """

    boxes: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    pictures: dict[int, bool] = field(default_factory=dict)
    loose: list[tuple[int, int]] = field(default_factory=list)
    words: dict[int, list[str]] = field(default_factory=dict)
    left_out: dict[int, LeftOut] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)
    below: bool = False


@dataclass(slots=True)
class _DrawnShape:
    """A shape: its number, the number of the outermost shape it belongs to (`top`), and its options."""

    number: int = 0
    top: int = 0
    is_picture: bool = False
    words: str = ""
    name: str = ""
    faint: bool = False


def drawings(file: WordFile) -> Drawings:
    """Collect the floating text boxes, pictures and drawn words of the body."""
    found = Drawings()
    anchors: dict[int, int] = {}
    tops: dict[int, int] = {}
    shapes: dict[int, list[_DrawnShape]] = {}
    for shape in _shapes(file.table(DRAWINGS)):
        tops[shape.number] = shape.top
        shapes.setdefault(shape.top, []).append(shape)
    for character, _, anchor in plc(file.table(SHAPE_ANCHORS), _ANCHOR_SIZE):
        number, left, upper, right, lower, flags = struct.unpack_from("<I4iH", anchor)
        anchors[number] = character
        below = bool(flags & _BELOW_TEXT)
        found.below = found.below or below
        if below or flags >> 5 & 0xF == _NO_WRAP:
            found.over.add(character)
        # A shape has one anchor only.
        own = shapes.pop(number, [])
        reason = _left_out(own, below, far=max(abs(left), abs(upper)) > FAR)
        if reason is not None:
            found.left_out[character] = reason
        elif any(shape.is_picture for shape in own):
            found.pictures[character] = is_large(right - left, lower - upper)
        words = [shape.words for shape in own if shape.words]
        if words:
            found.words[character] = words
    last = file.boxes_start
    # The last entry only marks the end of the preceding text.
    for start, end, box in plc(file.table(BOX_TEXTS), _BOX_SIZE)[:-1]:
        text = max(file.boxes_start + start, last), min(file.boxes_start + end, file.boxes_end)
        if text[0] >= text[1]:
            continue
        last = text[1]
        number = int.from_bytes(box[14:18], "little")
        place = anchors.get(number, anchors.get(tops.get(number, number)))
        if place is None or place >= file.body_end:
            found.loose.append(text)
        else:
            found.boxes.setdefault(place, []).append(text)
    return found


def _left_out(shapes: list[_DrawnShape], below: bool, *, far: bool) -> LeftOut | None:
    """Return why the shapes of an anchor are not part of the text; None if they are."""
    if any(_WATERMARK.search(shape.name) or (shape.words and shape.faint and below) for shape in shapes):
        return LeftOut.WATERMARK
    return LeftOut.HIDDEN if far else None


def inline_size(file: WordFile, offset: int) -> tuple[int, int] | None:
    """Return the width and height in twips of an inline picture (2.9.192); None if they are not given."""
    head = file.data[offset : offset + 68]
    if len(head) < 36:
        return None
    width, height, across, down = struct.unpack_from("<4H", head, 28)
    return (width * (across or 1000) // 1000, height * (down or 1000) // 1000) if width and height else None


def is_large(width: int, height: int) -> bool:
    """Return whether a picture of this size in twips may show a table."""
    return width * _TWIP >= WIDE and height * _TWIP >= HIGH


def _shapes(content: bytes) -> Iterator[_DrawnShape]:
    """Yield every shape.

    The content is the data common to all drawings, then the drawings, each preceded by one byte (2.9.172).
    """
    at = 8 + int.from_bytes(content[4:8], "little")
    while at + 9 <= len(content):
        kind, size = struct.unpack_from("<HI", content, at + 3)
        if kind == _DRAWING:
            for child, start, end in _records(content, at + 9, at + 9 + size):
                if child == _GROUP:
                    # The outermost group is the page, so its shapes are not members of another shape.
                    for inner, first, last in _records(content, start, end):
                        yield from _group(content, inner, first, last, None, 0)
        at += 9 + size


def _group(content: bytes, kind: int, start: int, end: int, top: int | None, depth: int) -> Iterator[_DrawnShape]:
    if kind == _SHAPE:
        shape = _DrawnShape()
        for inner, first, last in _records(content, start, end):
            if inner == _IDENTITY:
                shape.number = int.from_bytes(content[first : first + 4], "little")
            elif inner in _OPTIONS:
                count = int.from_bytes(content[first - 8 : first - 6], "little") >> 4
                _read_options(shape, content[first:last], count)
        shape.top = shape.number if top is None else top
        yield shape
    elif kind == _GROUP and depth < _MAX_DEPTH:
        for inner, first, last in _records(content, start, end):
            for found in _group(content, inner, first, last, top, depth + 1):
                # The first shape of a group is the group itself.
                top = found.number if top is None else top
                found.top = top
                yield found


def _read_options(shape: _DrawnShape, options: bytes, count: int) -> None:
    """Read the options of a shape, six bytes each; values of variable length follow them in the same order ([MS-ODRAW] 2.2.7)."""
    count = min(count, len(options) // 6)
    at = 6 * count
    for option, value in struct.iter_unpack("<HI", options[: 6 * count]):
        code = option & 0x3FFF
        shape.is_picture = shape.is_picture or code == _PICTURE
        if option & _COMPLEX:
            text = options[at : at + value]
            at += value
            if code == _DRAWN_TEXT:
                shape.words = _decoded(text)
            elif code == _NAME:
                shape.name = _decoded(text)
        elif code == _COLOUR:
            shape.faint = shape.faint or (value < 1 << 24 and is_pale(value.to_bytes(4, "little")[:3].hex()))
        elif code == _OPACITY:
            shape.faint = shape.faint or value < 0xC000


def _decoded(text: bytes) -> str:
    return text[: len(text) & ~1].decode("utf-16-le", "replace").rstrip("\0")


def _records(content: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the records in a span: kind, start and end of the content ([MS-ODRAW] 2.2.1)."""
    end = min(end, len(content))
    while start + 8 <= end:
        kind, size = struct.unpack_from("<HI", content, start + 2)
        yield kind, start + 8, min(start + 8 + size, end)
        start += 8 + size
