"""Regular expressions as trees, as far as rules use them, for facts about an expression that need no search.

Rare syntax (flags, numbered back references, recursion, fuzzy matching, set operations) is not read. Expressions must be valid:
callers have compiled them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_QUANTIFIER = re.compile(r"[*+?]|\{(?:(?P<least>[0-9]+)(?P<comma>,)?(?P<most>[0-9]*)|,(?P<at_most>[0-9]+))\}")
# Literal characters, except the last before a quantifier.
_PLAIN = re.compile(r"[^\\.^$*+?{\[|()]+(?![*+?{])")
_CODE = re.compile(r"u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}")
_AGAIN = re.compile(r"\?P=[^\W\d]\w*\)")  # a back reference by name
_OPEN = re.compile(r"\?(?:(?P<ahead><?=)|(?P<without><?!)|:|>|P?<[^\W\d]\w*>)")
# A set up to its closing bracket; a set with a bracket inside may be a set of sets, and is not read.
_SET = re.compile(r"(?P<negated>\^?+)(?P<members>\]?+(?:\\.|[^\]\[\\])*+)\]", re.DOTALL)
_ESCAPED = re.compile(r"\\([^\w\s])", re.ASCII)
_SPECIAL = frozenset("\\-&|~")  # classes, ranges, operators
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
_CLASSES, _PLACES = "dDsSwW", "bBAZ"


class UnsureError(Exception):
    """The expression uses syntax that this module does not know."""


@dataclass(frozen=True, slots=True)
class Written:
    """Literal characters."""

    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One character: one of these, or any where they are not listed."""

    members: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A piece repeated, without limit where `most` is None."""

    piece: ExpressionNode
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Around:
    """A lookaround, negative if `without`: it has no width. An anchor such as ^ has nothing inside."""

    inside: ExpressionNode
    without: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Pieces one after the other."""

    pieces: tuple[ExpressionNode, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """One of several branches."""

    branches: tuple[ExpressionNode, ...]


ExpressionNode = Written | OneOf | Repeat | Around | Sequence | Alternatives
PLACE = Around(Sequence(()))


@lru_cache(maxsize=1)  # its steps are computed for texts of several sizes in a row
def read(expression: str) -> ExpressionNode:
    """Parse an expression; raises UnsureError, or RecursionError where it is nested too deeply."""
    return _ExpressionReader(expression).choice()


class _ExpressionReader:
    """Reads an expression from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def choice(self) -> ExpressionNode:
        """The branches up to the end of the group or expression."""
        branches = [self.sequence()]
        while self.take("|"):
            branches.append(self.sequence())
        return Alternatives(tuple(branches)) if len(branches) > 1 else branches[0]

    def sequence(self) -> ExpressionNode:
        """One branch."""
        pieces: list[ExpressionNode] = []
        while self.peek() not in ("", "|", ")"):
            pieces.append(self.plain() or self.repeated(self.atom()))
        return Sequence(tuple(pieces))

    def plain(self) -> ExpressionNode | None:
        """The literal characters up to the next special one."""
        match = _PLAIN.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return Written(match[0])

    def repeated(self, piece: ExpressionNode) -> ExpressionNode:
        """A piece with the quantifier after it, if any."""
        match = _QUANTIFIER.match(self.text, self.at)
        if match is None:
            return piece
        self.at = match.end()
        if self.peek() in ("?", "+"):  # lazy, possessive
            self.at += 1
        if self.peek() in ("?", "*", "+", "{"):
            raise UnsureError
        return Repeat(piece, *_times(match))

    def atom(self) -> ExpressionNode:
        """One character, class, anchor or group."""
        ch = self.next()
        if ch == "(":
            return self.group()
        if ch == "[":
            return self.set()
        if ch == "\\":
            if self.peek() in _PLACES:
                self.next()
                return PLACE
            escaped = self.escaped()
            return Written(escaped) if escaped else OneOf()
        if ch in "*+?{":
            raise UnsureError
        if ch in "^$":
            return PLACE
        return OneOf() if ch == "." else Written(ch)

    def group(self) -> ExpressionNode:
        """A group, after its opening bracket."""
        again = _AGAIN.match(self.text, self.at)
        if again:
            self.at = again.end()
            return Repeat(OneOf(), 0, None)
        kind = _OPEN.match(self.text, self.at)
        if kind:
            self.at = kind.end()
        elif self.peek() in ("?", "*"):
            raise UnsureError
        inside = self.choice()
        self.expect(")")
        around = kind and (kind["ahead"] or kind["without"])
        return Around(inside, bool(kind and kind["without"])) if around else inside

    def set(self) -> ExpressionNode:
        """A set, after its opening bracket; the members are known only for plain lists of characters."""
        match = _SET.match(self.text, self.at)
        if match is None:
            raise UnsureError
        self.at = match.end()
        members = _ESCAPED.sub("", match["members"])
        if match["negated"] or any(ch in _SPECIAL for ch in members):
            return OneOf()
        return OneOf(frozenset(members + "".join(_ESCAPED.findall(match["members"]))))

    def escaped(self) -> str:
        """The character of an escape, after its backslash; empty for a class."""
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
            raise UnsureError
        return ch

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def next(self) -> str:
        ch = self.peek()
        if not ch:
            raise UnsureError
        self.at += 1
        return ch

    def take(self, ch: str) -> bool:
        found = self.peek() == ch
        self.at += found
        return found

    def expect(self, ch: str) -> None:
        if not self.take(ch):
            raise UnsureError


def _times(quantifier: re.Match[str]) -> tuple[int, int | None]:
    """How often at least and at most."""
    sign = quantifier[0]
    if sign in ("*", "+", "?"):
        return int(sign == "+"), 1 if sign == "?" else None
    if quantifier["at_most"]:
        return 0, int(quantifier["at_most"])
    least = int(quantifier["least"])
    if not quantifier["comma"]:
        return least, least
    return least, int(quantifier["most"]) if quantifier["most"] else None
