"""Parser of formulas that add and subtract cells into trees; all other formulas are unsupported.

Three notations are read: A1 as in Excel, the same in brackets as in OpenDocument, and R1C1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_LONGEST = 8192  # characters, the limit of Excel
_DEEPEST = 24
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383


class Axis(NamedTuple):
    """Row or column of a reference: its number from 0, and whether it moves when the formula is copied."""

    at: int
    moves: bool


class Reference(NamedTuple):
    """Cell or range of cells, on a sheet by its name or on the formula's own sheet ("")."""

    sheet: str
    top: Axis
    left: Axis
    bottom: Axis
    right: Axis


@dataclass(frozen=True, slots=True)
class Sum:
    """Arguments of SUM: ranges and terms."""

    parts: tuple[FormulaNode, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """Sum of terms, each with its sign."""

    parts: tuple[tuple[int, FormulaNode], ...]


FormulaNode = float | Reference | Sum | Signed


class NotUnderstood(Exception):
    """Raised for a formula that is not evaluated here."""


_NAME = r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^\W\d][\w.]*))!"
_A1 = re.compile(
    rf"(?:{_NAME})?(?:(?P<l>\$?[A-Z]{{1,3}})(?P<t>\$?\d{{1,7}})(?::(?P<r>\$?[A-Z]{{1,3}})(?P<b>\$?\d{{1,7}}))?"
    r"|(?P<first>\$?[A-Z]{1,3}):(?P<last>\$?[A-Z]{1,3}))(?![\w(!.])",
    re.IGNORECASE,
)
_ODF = re.compile(
    r"\[\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^\W\d]\w*))?\.(?P<l>\$?[A-Z]{1,3})(?P<t>\$?\d{1,7})"
    r"(?::(?:\$?(?:'[^']*'|\w*))?\.(?P<r>\$?[A-Z]{1,3})(?P<b>\$?\d{1,7}))?\]",
    re.IGNORECASE,
)
_PLACE = r"(?:\[-?\d{1,7}\]|\d{1,7})?"
_R1C1 = re.compile(
    rf"(?:{_NAME})?R(?P<t>{_PLACE})C(?P<l>{_PLACE})(?::R(?P<b>{_PLACE})C(?P<r>{_PLACE}))?(?![\w(!.])", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,15})?")
_SUM = re.compile(r"(?:_xlfn\.)?SUM\s*\(", re.IGNORECASE)
_REFERENCES = {"a1": _A1, "odf": _ODF, "r1c1": _R1C1}


def parse_formula(source: str, syntax: str = "a1") -> FormulaNode:
    """Parse a formula without its equals sign; raises NotUnderstood for all but sums and differences."""
    if len(source) > _LONGEST:
        raise NotUnderstood
    return _Parser(source, syntax).whole()


class _Parser:
    """Recursive-descent parser of one formula."""

    def __init__(self, source: str, syntax: str) -> None:
        self._source, self._syntax = source, syntax
        self._at = 0
        self._pattern = _REFERENCES[syntax]

    def whole(self) -> FormulaNode:
        node = self._terms(0)
        if self._next():
            raise NotUnderstood
        return node

    def _next(self) -> str:
        """Return the next non-blank character; empty at the end."""
        while self._at < len(self._source) and self._source[self._at].isspace():
            self._at += 1
        return self._source[self._at : self._at + 1]

    def _terms(self, depth: int) -> FormulaNode:
        parts: list[tuple[int, FormulaNode]] = []
        sign = self._sign()
        while True:
            parts.append((sign, self._term(depth)))
            if self._next() not in ("+", "-"):
                break
            sign = self._sign()
        return parts[0][1] if len(parts) == 1 and parts[0][0] == 1 else Signed(tuple(parts))

    def _sign(self) -> int:
        """Read the sign in front of a term, which may be several signs."""
        sign = 1
        while (found := self._next()) in ("+", "-") and found:
            self._at += 1
            sign *= -1 if found == "-" else 1
        return sign

    def _term(self, depth: int) -> FormulaNode:
        if depth > _DEEPEST:
            raise NotUnderstood
        if self._next() == "(":
            self._at += 1
            node = self._terms(depth + 1)
            self._close()
            return node
        if match := _SUM.match(self._source, self._at):
            self._at = match.end()
            parts = [self._terms(depth + 1)]
            while self._next() in (",", ";"):
                self._at += 1
                parts.append(self._terms(depth + 1))
            self._close()
            return Sum(tuple(parts))
        if match := self._pattern.match(self._source, self._at):
            self._at = match.end()
            return _reference(match, self._syntax)
        if match := _NUMBER.match(self._source, self._at):
            self._at = match.end()
            return float(match[0])
        raise NotUnderstood

    def _close(self) -> None:
        if self._next() != ")":
            raise NotUnderstood
        self._at += 1


def _reference(match: re.Match[str], syntax: str) -> Reference:
    found = match.groupdict()
    sheet = (found.get("quoted") or "").replace("''", "'") or found.get("plain") or ""
    if syntax == "r1c1":
        top, left = _relative(found["t"]), _relative(found["l"])
        ends = found["b"] is not None
        return Reference(sheet, top, left, *((_relative(found["b"]), _relative(found["r"])) if ends else (top, left)))
    if found.get("first"):
        return Reference(
            sheet, Axis(0, False), _letters(found["first"]), Axis(LAST_ROW, False), _letters(found["last"])
        )
    top, left = _digits(found["t"]), _letters(found["l"])
    return Reference(sheet, top, left, *((_digits(found["b"]), _letters(found["r"])) if found["b"] else (top, left)))


def _letters(text: str) -> Axis:
    return Axis(column_number(text.lstrip("$")), not text.startswith("$"))


def _digits(text: str) -> Axis:
    return Axis(int(text.lstrip("$")) - 1, not text.startswith("$"))


def _relative(text: str) -> Axis:
    """Parse a position in R1C1: in brackets it is relative to the formula's own cell, to which all such formulas are shifted."""
    if not text:
        return Axis(0, True)
    return Axis(int(text[1:-1]), True) if text.startswith("[") else Axis(int(text) - 1, False)


def column_number(letters: str) -> int:
    """Return the number of a column by its letters, from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def area(reference: Reference, shift: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the area of a reference in a moved formula, in the order top, left, bottom, right, all inclusive."""
    down, across = shift
    top, bottom = sorted(axis.at + down * axis.moves for axis in (reference.top, reference.bottom))
    left, right = sorted(axis.at + across * axis.moves for axis in (reference.left, reference.right))
    return top, left, bottom, right


def references(node: FormulaNode) -> Iterator[Reference]:
    """Yield all references of a tree."""
    if isinstance(node, Reference):
        yield node
    elif isinstance(node, Sum):
        for part in node.parts:
            yield from references(part)
    elif isinstance(node, Signed):
        for _, part in node.parts:
            yield from references(part)
