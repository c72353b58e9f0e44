"""Fields in the runs of a DOCX: codes go, results stay; forms and fields without results give what they show (17.16)."""

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
    """The fields that are open in the paragraph being read."""

    def __init__(self, left_out: Counter[LeftOut], named: Callable[[str], ListLevels | None]) -> None:
        self._fields = Fields(left_out, named)
        self._open: list[Field] = []

    def clear(self) -> None:
        """Begin a paragraph."""
        self._open.clear()

    def code(self, text: str) -> None:
        """Take a piece of the code of the innermost field."""
        if self._open and self._open[-1].result is None and len(self._open[-1].code) < _MOST_CODE:
            self._open[-1].code.append(text)

    def mark(self, element: XmlElement, parts: list[str], drawn: int) -> str:
        """A w:fldChar: of what stands before the result, the results of inner fields too, nothing stays in `parts`.

        `drawn` is how much has been drawn so far in the paragraph. Where a linked file is missing, its name in Chinese is returned.
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
        """Add what a field shows that has no result; the name of what is missing, in Chinese, if it is a linked file."""
        parts += self._fields.shown(code)
        return LINKED_FILE if is_linked(code) else ""


def _choice(begin: XmlElement) -> str:
    """What a field of a form shows by itself: the entry chosen from a list, the state of a box."""
    for data in begin.iterchildren(W + "ffData"):
        for found in data.iterchildren(_LIST):
            entries = [entry.get(VAL, "") for entry in found.iterchildren(_ENTRY)]
            at = number(value(found, W + "result") or value(found, W + "default"), 0, len(entries), 0)
            return entries[at] if at < len(entries) else ""
        for box in data.iterchildren(_BOX):
            states = [*box.iterchildren(W + "checked"), *box.iterchildren(W + "default")]
            return _CHECKED if states and is_on(states[0]) else _UNCHECKED
    return ""
