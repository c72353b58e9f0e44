"""Fields in the runs of a DOCX: codes are dropped and results kept; forms and fields without results are rendered (17.16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import VAL, W, XmlElement, is_on, number
from auditor.read.word.docx.numbering import value
from auditor.read.word.parts.fields import LINKED_FILE, Field, Fields, is_linked
from auditor.read.word.parts.numbering import ListLevels

_KIND = W + "fldCharType"
_LIST, _BOX = W + "ddList", W + "checkBox"
_ENTRY = W + "listEntry"
_CHECKED = "☑"
_UNCHECKED = "☐"
_MOST_CODE = 4096


class RunningFields:
    """Stack of the open fields in the paragraph being read."""

    def __init__(self, left_out: Counter[LeftOut], named: Callable[[str], ListLevels | None]) -> None:
        self._fields = Fields(left_out, named)
        self._open: list[Field] = []

    def clear(self) -> None:
        """Close all fields at the start of a paragraph."""
        self._open.clear()

    def code(self, text: str) -> None:
        """Add a piece of code to the innermost field."""
        if self._open and self._open[-1].result is None and len(self._open[-1].code) < _MOST_CODE:
            self._open[-1].code.append(text)

    def mark(self, element: XmlElement, parts: list[str], drawn: int) -> str:
        """Process a w:fldChar; everything that precedes the result, results of nested fields included, is removed from `parts`.

        `drawn` is the number of drawings so far in the paragraph. If a field shows a linked file that is missing, the name of
        the missing content in Chinese is returned.
        """
        kind = element.get(_KIND)
        if kind == "begin":
            self._open.append(Field(len(parts), choice=_choice(element), drawn=drawn))
        elif kind == "separate" and self._open:
            found = self._open[-1]
            if found.result is None:
                del parts[found.begin :]
                found.result = found.begin
        elif kind == "end" and self._open:
            found = self._open.pop()
            if found.result is None:
                del parts[found.begin :]
            if found.drawn == drawn and found.is_blank(parts):
                parts.append(found.choice)
                return self.without_result("".join(found.code), parts)
        return ""

    def without_result(self, code: str, parts: list[str]) -> str:
        """Add the text of a field without a result; returns the name of the missing content, in Chinese, for a linked file."""
        parts += self._fields.shown(code)
        return LINKED_FILE if is_linked(code) else ""


def _choice(begin: XmlElement) -> str:
    """Return what a form field displays: the entry chosen from a list, the state of a check box."""
    for data in begin.iterchildren(W + "ffData"):
        for found in data.iterchildren(_LIST):
            entries = [entry.get(VAL, "") for entry in found.iterchildren(_ENTRY)]
            at = number(value(found, W + "result") or value(found, W + "default"), 0, len(entries), 0)
            return entries[at] if at < len(entries) else ""
        for box in data.iterchildren(_BOX):
            states = [*box.iterchildren(W + "checked"), *box.iterchildren(W + "default")]
            return _CHECKED if states and is_on(states[0]) else _UNCHECKED
    return ""
