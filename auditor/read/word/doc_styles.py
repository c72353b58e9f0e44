"""The styles of a Word binary document ([MS-DOC] 2.9.271 STSH), as far as they number paragraphs or hide text."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.read.word.doc_file import STYLES, WordFile
from auditor.read.word.doc_formats import HIDDEN, LEVEL, LIST, changes

_PARAGRAPH, _CHARACTER = 1, 2
_MAX_CHAIN = 64
_WANTED = frozenset((HIDDEN, LIST, LEVEL))


@dataclass(frozen=True, slots=True)
class _Style:
    """A style: the one it is based on, and what it says itself by the codes of the changes."""

    base: int
    says: dict[int, int]


class Styles:
    """The styles by their numbers; a document without a sheet of styles has none."""

    def __init__(self, file: WordFile) -> None:
        self._styles = dict(_read(file.table(STYLES)))
        self._hides: dict[int, bool | None] = {}
        self._lists: dict[int, tuple[int, int]] = {}

    def hides(self, style: int) -> bool | None:
        """Whether text in a paragraph or character style is hidden; None if the style does not say."""
        if style not in self._hides:
            found = next(self._find(style, HIDDEN), None)
            self._hides[style] = None if found is None else bool(found & 1)
        return self._hides[style]

    def numbering(self, style: int) -> tuple[int, int]:
        """The list and the level that a style gives, each from the nearest style that has it; 0 for none."""
        if style not in self._lists:
            self._lists[style] = next(self._find(style, LIST), 0), next(self._find(style, LEVEL), 0)
        return self._lists[style]

    def _find(self, number: int, wanted: int) -> Iterator[int]:
        """The values of a property in a style and those it is based on, nearest first; a circle ends after so many steps."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(number)
            if style is None:
                return
            if wanted in style.says:
                yield style.says[wanted]
            number = style.base


def _read(sheet: bytes) -> Iterator[tuple[int, _Style]]:
    if len(sheet) < 6:
        return
    header, count, base_size = struct.unpack_from("<HHH", sheet)
    at = 2 + header
    for number in range(count):
        size = int.from_bytes(sheet[at : at + 2], "little")
        style = _style(sheet[at + 2 : at + 2 + size], base_size)
        if style is not None:
            yield number, style
        at += 2 + size + (size & 1)
        if at >= len(sheet):
            return


def _style(definition: bytes, base_size: int) -> _Style | None:
    """A style definition (2.9.258): a fixed part, the name, then lists of changes, each on an even byte."""
    if len(definition) < base_size + 2 or base_size < 6:
        return None
    kind, base = definition[2] & 0xF, int.from_bytes(definition[2:4], "little") >> 4
    at = base_size + 2 + 2 * int.from_bytes(definition[base_size : base_size + 2], "little") + 2
    lists = []
    for _ in range(definition[4] & 0xF):
        at += at & 1
        size = int.from_bytes(definition[at : at + 2], "little")
        lists.append(definition[at + 2 : at + 2 + size])
        at += 2 + size
    if kind == _PARAGRAPH and len(lists) >= 2:
        return _Style(base, _says(lists[0][2:]) | _says(lists[1]))
    if kind == _CHARACTER and lists:
        return _Style(base, _says(lists[0]))
    return None


def _says(grpprl: bytes) -> dict[int, int]:
    return {code: int.from_bytes(operand, "little") for code, operand in changes(grpprl) if code in _WANTED}
