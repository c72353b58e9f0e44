"""Fields in the text of a Word binary document: codes are dropped and results kept; forms and fields without results are rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.read.word.parts.fields import LINKED_FILE, Field, Fields, is_linked

BEGIN, SEPARATE, END = "\x13", "\x14", "\x15"
MARKS = re.compile(f"([{BEGIN}{SEPARATE}{END}])")
# Enclose raised text.
UP, DOWN = "\ufdd6", "\ufdd7"
_NO_CODE = str.maketrans("", "", UP + DOWN)
# Placeholder of the data of a form field, which the field code holds as one character.
FORM = "\ufdd5"
_CHECKED, _UNCHECKED = "☑", "☐"
_BOX, _LIST = 1, 2
# The result of a form field that means «use the default».
_DEFAULT = 25


class Results:
    """Filter that drops the field codes of one document; call it in reading order."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields
        self.missing: list[str] = []

    def shown(self, text: str, choices: Sequence[str]) -> list[str]:
        """Return the pieces of a text that are displayed; results of fields nested in codes are dropped too.

        `choices` are the values of its form fields in order. Content of linked files that is not in the text is added to `missing`.
        """
        parts: list[str] = []
        fields: list[Field] = []
        left = iter(choices)
        for part in MARKS.split(text):
            if part == BEGIN:
                fields.append(Field(len(parts)))
            elif part == SEPARATE and fields:
                if fields[-1].result is None:
                    fields[-1].code = [*fields[-1].code, *parts[fields[-1].begin :]]
                    del parts[fields[-1].begin :]
                    fields[-1].result = fields[-1].begin
            elif part == END and fields:
                self._end(fields.pop(), parts)
            elif part not in (SEPARATE, END):
                if fields and FORM in part:
                    fields[-1].choice = next(left, "")
                parts.append(part)
        return parts

    def _end(self, field: Field, parts: list[str]) -> None:
        if field.result is None:
            field.code = [*field.code, *parts[field.begin :]]
            del parts[field.begin :]
        if field.is_blank(parts):
            code = "".join(field.code).translate(_NO_CODE)
            parts.append(field.choice)
            parts += self._fields.shown(code)
            if is_linked(code):
                self.missing.append(LINKED_FILE)


def choice(data: bytes, offset: int) -> str:
    """Return what a form field displays ([MS-DOC] 2.9.78 FFData): the entry chosen from a list, the state of a check box."""
    at = offset + int.from_bytes(data[offset + 4 : offset + 6], "little")
    bits = int.from_bytes(data[at + 4 : at + 6], "little")
    kind, result = bits & 3, bits >> 2 & 0x1F
    if kind not in (_BOX, _LIST):
        return ""
    at = _behind(data, at + 10)
    default = int.from_bytes(data[at : at + 2], "little")
    chosen = default if result == _DEFAULT else result
    if kind == _BOX:
        return _CHECKED if chosen else _UNCHECKED
    at += 2
    for _ in range(5):
        at = _behind(data, at)
    entries = _entries(data, at)
    return entries[chosen] if chosen < len(entries) else ""


def _behind(data: bytes, at: int) -> int:
    """Return the offset after a text that has its length before it and a zero after it (2.9.352)."""
    return at + 2 + 2 * int.from_bytes(data[at : at + 2], "little") + 2


def _entries(data: bytes, at: int) -> list[str]:
    """Read a table of texts (2.2.4); a list of a form has at most 25."""
    count = int.from_bytes(data[at + 2 : at + 4], "little")
    extra = int.from_bytes(data[at + 4 : at + 6], "little")
    at += 6
    entries = []
    for _ in range(min(count, _DEFAULT)):
        size = 2 * int.from_bytes(data[at : at + 2], "little")
        entries.append(data[at + 2 : at + 2 + size].decode("utf-16-le", "replace"))
        at += 2 + size + extra
    return entries
