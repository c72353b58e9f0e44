"""Literals without which a pattern cannot match, read off its expression, so that most texts need not be searched for it.

What is told is always true of every match; of anything out of the ordinary (flags, numbered back references, recursion,
fuzzy matching, set operations) nothing is told. Expressions are taken to be valid: whoever reads them here has compiled them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST = 24  # literals in one set: with more, asking for all of them is no faster than searching
KEPT = 3  # sets of one expression: the most telling ones
LONG = 4  # characters from which on a literal tells no more by being longer
# What every report holds tells no more than a single character.
COMMON = frozenset({"20", "公开", "信息公开", "政府信息公开", "政务公开", "政府信息", "报告"})

Literals = frozenset[str]
_QUANTIFIER = re.compile(r"[*+?]|\{(?:(?P<least>[0-9]+)(?P<comma>,)?(?P<most>[0-9]*)|,(?P<at_most>[0-9]+))\}")
# Characters that stand for themselves, but for the last before a quantifier.
_PLAIN = re.compile(r"[^\\.^$*+?{\[|()]+(?![*+?{])")
_CODE = re.compile(r"u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}")
_AGAIN = re.compile(r"\?P=[^\W\d]\w*\)")  # what a named group matched
_OPEN = re.compile(r"\?(?:(?P<ahead><?=)|(?P<without><?!)|:|>|P?<[^\W\d]\w*>)")
# A set up to the bracket that ends it; one with a bracket within may be a set of sets, and is not read.
_SET = re.compile(r"(?P<negated>\^?+)(?P<members>\]?+(?:\\.|[^\]\[\\])*+)\]", re.DOTALL)
_SPECIAL = frozenset("\\-&|~")  # escapes, ranges, operators
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_CLASSES, _PLACES = "dDsSwW", "bBAZ"


class _UnsureError(Exception):
    """The expression uses something this module does not know."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a piece: all it can match, if that is little, and sets of which one literal each must occur beside it."""

    exact: Literals | None
    needs: tuple[Literals, ...] = ()

    def certain(self) -> tuple[Literals, ...]:
        """All sets of which one literal must occur."""
        return (*self.needs, self.exact) if self.exact and "" not in self.exact else self.needs


_NOTHING = _Part(frozenset({""}))
_ANYTHING = _Part(None)


def needed(expression: str) -> tuple[tuple[str, ...], ...]:
    """Sets of literals: a text the expression matches holds at least one literal of each; empty where nothing is certain."""
    try:
        found = _Reader(expression).alternatives().certain()
    except (_UnsureError, RecursionError):
        return ()
    best = sorted(map(_shortest, dict.fromkeys(found)), key=_telling, reverse=True)
    return tuple(tuple(sorted(literals, key=lambda literal: (len(literal), literal))) for literals in best[:KEPT])


def _telling(literals: Literals) -> tuple[int, int]:
    """How much it tells that one of them must occur: long ones are rarer, and so are few."""
    return min(1 if one in COMMON else min(LONG, len(one)) for one in literals), -len(literals)


def _shortest(literals: Literals) -> Literals:
    """The set without literals that hold another one of it."""
    return frozenset(one for one in literals if not any(other in one for other in literals if other != one))


def _either(branches: Sequence[_Part]) -> _Part:
    if len(branches) == 1:
        return branches[0]
    exact = frozenset[str]().union(*(branch.exact or () for branch in branches))
    if all(branch.exact is not None for branch in branches) and len(exact) <= MOST:
        return _Part(exact)
    best = [max(certain, key=_telling) for branch in branches if (certain := branch.certain())]
    together = frozenset[str]().union(*best)
    return _Part(None, (together,)) if len(best) == len(branches) and len(together) <= MOST else _ANYTHING


def _after(run: Literals, exact: Iterable[str]) -> Literals:
    return frozenset(before + behind for before in run for behind in exact)


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def alternatives(self) -> _Part:
        """What is known of the branches up to the end of the group or expression."""
        branches = [self.sequence()]
        while self.take("|"):
            branches.append(self.sequence())
        return _either(branches)

    def sequence(self) -> _Part:
        """What is known of one branch: pieces of which all matches are known are joined, others part the runs of them."""
        run, whole = frozenset({""}), True
        needs: list[Literals] = []
        while self.peek() not in ("", "|", ")"):
            part = self.plain() or self.repeated(self.atom())
            needs += part.needs
            if part.exact is not None and len(run) * len(part.exact) <= MOST:
                run = _after(run, part.exact)
            else:
                whole = False
                needs += _Part(run).certain()
                run = part.exact if part.exact is not None else frozenset({""})
        return _Part(run, tuple(needs)) if whole else _Part(None, (*needs, *_Part(run).certain()))

    def plain(self) -> _Part | None:
        """The characters that stand for themselves up to the next that does not."""
        match = _PLAIN.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return _Part(frozenset({match[0]}))

    def repeated(self, part: _Part) -> _Part:
        """A piece with the quantifier behind it, if there is one."""
        match = _QUANTIFIER.match(self.text, self.at)
        if match is None:
            return part
        self.at = match.end()
        if self.peek() in ("?", "+"):  # lazy, possessive
            self.at += 1
        if self.peek() in ("?", "*", "+", "{"):
            raise _UnsureError
        sign = match[0]
        if sign == "+" or int(match["least"] or 0) > 0:
            return part if sign == "{1}" else _Part(None, part.certain())
        once = sign == "?" or "1" in (match["at_most"], match["most"])
        return _Part(part.exact | {""}) if once and part.exact is not None else _ANYTHING

    def atom(self) -> _Part:
        """One character, class, place or group."""
        ch = self.next()
        if ch == "(":
            return self.group()
        if ch == "[":
            return self.set()
        if ch == "\\":
            if self.peek() in _PLACES:
                self.next()
                return _NOTHING
            escaped = self.escaped()
            return _Part(frozenset({escaped})) if escaped else _ANYTHING
        if ch in "*+?{":
            raise _UnsureError
        if ch in "^$":
            return _NOTHING
        return _ANYTHING if ch == "." else _Part(frozenset({ch}))

    def group(self) -> _Part:
        """A group behind its bracket; what a lookaround asks for takes no place of its own."""
        again = _AGAIN.match(self.text, self.at)
        if again:
            self.at = again.end()
            return _ANYTHING
        kind = _OPEN.match(self.text, self.at)
        if kind:
            self.at = kind.end()
        elif self.peek() in ("?", "*"):
            raise _UnsureError
        inside = self.alternatives()
        self.expect(")")
        if kind and kind["without"]:
            return _NOTHING
        return _Part(_NOTHING.exact, inside.certain()) if kind and kind["ahead"] else inside

    def set(self) -> _Part:
        """A set behind its bracket; only plain lists of characters tell something."""
        match = _SET.match(self.text, self.at)
        if match is None:
            raise _UnsureError
        self.at = match.end()
        members = frozenset(match["members"])
        plain = not match["negated"] and not members & _SPECIAL and len(members) <= MOST
        return _Part(members) if plain else _ANYTHING

    def escaped(self) -> str:
        """The character an escape stands for, behind its backslash; empty for a class."""
        code = _CODE.match(self.text, self.at)
        if code:
            self.at = code.end()
            return chr(int(code[0][1:], 16))
        ch = self.next()
        if ch in _CLASSES:
            return ""
        if ch in _CONTROLS:
            return _CONTROLS[ch]
        if not ch.isascii() or ch.isalnum():
            raise _UnsureError
        return ch

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        ch = self.peek()
        if not ch:
            raise _UnsureError
        self.at += 1
        return ch

    def take(self, ch: str) -> bool:
        found = self.peek() == ch
        self.at += found
        return found

    def expect(self, ch: str) -> None:
        if not self.take(ch):
            raise _UnsureError
