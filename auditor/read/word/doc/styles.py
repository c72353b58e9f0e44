"""Styles of a Word binary document ([MS-DOC] 2.9.271 STSH), as far as they number paragraphs or decide what is read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.read.word.doc.file import STYLES, WordFile
from auditor.read.word.doc.formats import LEVEL, LIST, changes
from auditor.read.word.doc.looks import GROUND, HIDDEN, DocSaid, line_covers, over, stated_looks

_PARAGRAPH, _CHARACTER = 1, 2
_MAX_CHAIN = 64
_WANTED = frozenset((LIST, LEVEL))


@dataclass(frozen=True, slots=True)
class _DocStyle:
    """A style: the number of its base style, its own list properties by the codes of the changes, its character properties."""

    base: int
    says: dict[int, int]
    letters: DocSaid


class DocStyles:
    """Styles by their numbers; empty for a document without a style sheet."""

    def __init__(self, file: WordFile) -> None:
        self._styles = dict(_read(file.table(STYLES)))
        self._letters: dict[int, DocSaid] = {}
        self._lists: dict[int, tuple[int, int]] = {}
        # Properties that some style turns on: turning off any other property has no effect.
        self.tells = frozenset(
            code for style in self._styles.values() for code, said in style.letters.items() if said and code != GROUND
        )

    def letters(self, style: int) -> DocSaid:
        """Return the character properties of a paragraph or character style, including those of its base styles."""
        if style not in self._letters:
            chain: list[_DocStyle] = []
            number = style
            while (found := self._styles.get(number)) is not None and len(chain) < _MAX_CHAIN:
                chain.append(found)
                number = found.base
            said: DocSaid = {}
            for each in reversed(chain):
                said = over(said, each.letters)
            self._letters[style] = said
        return self._letters[style]

    def hides(self, style: int) -> bool:
        """Return whether a paragraph style hides the marks of its paragraphs."""
        return HIDDEN in self.tells and bool(self.letters(style).get(HIDDEN))

    def numbering(self, style: int) -> tuple[int, int]:
        """Return the list and level of a style, each from the nearest style that sets it; 0 for none."""
        if style not in self._lists:
            self._lists[style] = next(self._find(style, LIST), 0), next(self._find(style, LEVEL), 0)
        return self._lists[style]

    def _find(self, number: int, wanted: int) -> Iterator[int]:
        """Yield the values of a property in a style and its base styles, nearest first; the bound on steps ends any cycle."""
        for _ in range(_MAX_CHAIN):
            style = self._styles.get(number)
            if style is None:
                return
            if wanted in style.says:
                yield style.says[wanted]
            number = style.base


def _read(sheet: bytes) -> Iterator[tuple[int, _DocStyle]]:
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


def _style(definition: bytes, base_size: int) -> _DocStyle | None:
    """Parse a style definition (2.9.258): a fixed part, the name, then lists of changes, each at an even offset."""
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
        return _DocStyle(base, _says(lists[0][2:]), _said_of(lists[1], lists[0][2:]))
    if kind == _CHARACTER and lists:
        return _DocStyle(base, {}, _said_of(lists[0]))
    return None


def _says(grpprl: bytes) -> dict[int, int]:
    return {code: int.from_bytes(operand, "little") for code, operand in changes(grpprl) if code in _WANTED}


def _said_of(grpprl: bytes, line: bytes = b"") -> DocSaid:
    """Return the character properties of a style; the shading of its paragraphs counts as their background."""
    said = stated_looks(changes(grpprl))
    if any(line_covers(code, operand) for code, operand in changes(line)):
        said[GROUND] = 1
    return said
