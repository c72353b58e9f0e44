"""Text of fields without a stored result (ECMA-376 part 1, 17.16.5): numbers, overstruck characters, linked files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from auditor.read.base.left_out import LeftOut
from auditor.read.base.number_formats import format_number
from auditor.read.base.paragraph_pieces import Raised
from auditor.read.word.parts.numbering import LEVELS, MAX_NUMBER, ListCounters, ListLevel, ListLevels

_KIND = re.compile(r"\s*([A-Za-z]+)")
_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\w+)')
_FORMAT = re.compile(r"\\\*\s*(\w+)")
_SEPARATOR = re.compile(r'\\s\s*"?([^\s"\\])')
_LIST = re.compile(r'LISTNUM\s+(?:"([^"]*)"|([^\s\\]+))?', re.IGNORECASE)
_LEVEL, _START = re.compile(r"\\l\s*(\d+)"), re.compile(r"\\s\s*(\d+)")
# Fields that show another file; its text is in the document only if it was fetched.
_LINKED = frozenset(("INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE"))
_MANY = 64
LINKED_FILE = "链接的文件"

# Number formatting switches (17.16.4.3.1) and the list formats they correspond to.
_FORMATS = {
    "ALPHABETIC": "upperLetter",
    "alphabetic": "lowerLetter",
    "ROMAN": "upperRoman",
    "roman": "lowerRoman",
    "CHINESENUM1": "chineseCounting",
    "CHINESENUM2": "chineseLegalSimplified",
    "CHINESENUM3": "chineseCountingThousand",
    "DBNUM1": "japaneseCounting",
    "DBNUM2": "chineseLegalSimplified",
    "GB1": "decimalEnclosedFullstop",
    "GB2": "decimalEnclosedParen",
    "GB3": "decimalEnclosedCircle",
    "GB4": "ideographEnclosedCircle",
    "ZODIAC1": "ideographTraditional",
    "ZODIAC2": "ideographZodiac",
    "CIRCLENUM": "decimalEnclosedCircle",
    "DBCHAR": "decimalFullWidth",
}
# The list that LISTNUM uses if it names none.
_DEFAULT_LIST = tuple(
    ListLevel(1, format, (before, place, after), place)
    for place, (format, before, after) in enumerate(
        (format, *around)
        for around in (("", ")"), ("(", ")"), ("", "."))
        for format in ("decimal", "lowerLetter", "lowerRoman")
    )
)


@dataclass(slots=True)
class Field:
    """A field being read: the index of its first piece, its code so far, the index of the first piece of its result.

    `choice` is what a form field displays, `drawn` the number of drawings that precede the field.
    """

    begin: int
    code: list[str] = field(default_factory=list)
    result: int | None = None
    choice: str = ""
    drawn: int = 0

    def is_blank(self, parts: list[str]) -> bool:
        """Return whether the pieces of the field are blank; from 64 pieces on they are assumed to hold text."""
        return len(parts) - self.begin < _MANY and not "".join(parts[self.begin :]).strip()


class Fields:
    """Renderer of fields without results, with the counters of one document; call it in reading order.

    `named` returns the list with a name in the document; `left_out` counts ruby text (readings above characters).
    """

    def __init__(
        self, left_out: Counter[LeftOut], named: Callable[[str], ListLevels | None] = lambda name: None
    ) -> None:
        self._left_out = left_out
        self._named = named
        self._automatic: Counter[str] = Counter()
        self._counters = ListCounters()
        self._made = 0

    def shown(self, code: str) -> list[str]:
        """Return the pieces of text that a field without a result displays."""
        match = _KIND.match(code)
        kind = match[1].upper() if match else ""
        if kind == "EQ":
            return _equation(code, self._left_out)
        if kind.startswith("AUTONUM"):
            return [self._numbered(kind, code)]
        return [self._listed(code)] if kind == "LISTNUM" else []

    def _numbered(self, kind: str, code: str) -> str:
        self._automatic[kind] += 1
        found, separator = _FORMAT.search(code), _SEPARATOR.search(code)
        format = _FORMATS.get(found[1], _FORMATS.get(found[1].upper(), "decimal")) if found else "decimal"
        return format_number(self._automatic[kind], format) + (separator[1] if separator else ".")

    def _listed(self, code: str) -> str:
        match, level, start = _LIST.search(code), _LEVEL.search(code), _START.search(code)
        name = (match[1] or match[2] or "") if match else ""
        listed = self._named(name) or ListLevels(f"\0{name}", dict(enumerate(_DEFAULT_LIST)))
        at = min(max(int(level[1][:4]) if level else 1, 1), LEVELS) - 1
        if start is None:
            return self._counters.prefix(listed.counters, listed, at)
        self._made += 1
        again = ListLevels(listed.counters, listed.levels, {at: min(int(start[1][:6]), MAX_NUMBER)})
        return self._counters.prefix(f"\0start {self._made}", again, at)


def is_linked(code: str) -> bool:
    """Return whether a field shows content of another file."""
    match = _KIND.match(code)
    return match is not None and match[1].upper() in _LINKED


_TOKEN = re.compile(r"\\([,;()\\])|\\([A-Za-z]+)\s*|([(),;])|([^\\(),;]+)|(.)", re.DOTALL)
_RINGS = frozenset("○〇◯□△◇●")
_MAX_DEPTH = 16
_OPTION = re.compile(r"\s*\d*\s*")


@dataclass(slots=True)
class _Call:
    """A switch of an EQ field with its options and arguments; each argument is a list of pieces."""

    name: str
    options: list[str] = field(default_factory=list)
    arguments: list[list[str]] = field(default_factory=lambda: [[]])

    def shown(self, left_out: Counter[LeftOut]) -> list[str]:
        """Return the pieces to read; of overstruck characters, those that are neither enclosing shapes nor ruby text."""
        if self.name == "s" and "up" in self.options:
            return [Raised("".join(pieces)) for pieces in self.arguments]
        if self.name == "o":
            level = [
                each for each in self.arguments if not each or not all(isinstance(piece, Raised) for piece in each)
            ]
            others = [each for each in level if "".join(each).strip() not in _RINGS]
            if others and len(level) < len(self.arguments):
                left_out[LeftOut.RUBY] += 1
            return [piece for each in others or self.arguments[-1:] for piece in each]
        between = "/" if self.name == "f" else "," if self.name == "l" else ""
        pieces: list[str] = []
        for place, each in enumerate(self.arguments):
            pieces += ([between] if place and between else []) + each
        return pieces


def _equation(code: str, left_out: Counter[LeftOut]) -> list[str]:
    """Return the pieces of text in an EQ field (17.16.5.18); formulas give their characters in order."""
    text = _SWITCH.sub("", code[code.upper().find("EQ") + 2 :])
    top = _Call("")
    open_calls = [top]
    waiting: _Call | None = None
    for escaped, name, mark, plain, other in _TOKEN.findall(text):
        call = open_calls[-1]
        if name:
            if waiting is None:
                waiting = _Call(name[0].lower())
                name = name[1:]
            if name:
                waiting.options.append(name.lower())
        elif mark == "(" and waiting is not None and len(open_calls) < _MAX_DEPTH:
            open_calls.append(waiting)
            waiting = None
        elif mark == ")" and len(open_calls) > 1:
            open_calls.pop()
            open_calls[-1].arguments[-1] += call.shown(left_out)
        elif mark in (",", ";") and mark and len(open_calls) > 1:
            call.arguments.append([])
        elif waiting is None or not _OPTION.fullmatch(plain or "x"):
            shown = escaped or mark or plain or other
            call.arguments[-1].append(shown.strip() if call is top else shown)
            waiting = None
    for call in reversed(open_calls[1:]):
        top.arguments[-1] += call.shown(left_out)
    return top.shown(left_out)
