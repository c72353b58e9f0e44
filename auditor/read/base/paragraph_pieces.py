"""Pieces of a paragraph before they are joined: raised text stays marked until the text before it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto
from itertools import groupby

from auditor.read.base.left_out import LeftOut, is_note_mark, may_be_mark


class TextLook(Enum):
    """Appearance of text that is not certainly left out: raised, much smaller, or a prompt for what to fill in here."""

    RAISED = auto()
    SMALL = auto()
    PROMPT = auto()


# The appearance of a piece of text that is not simply read.
Unlike = LeftOut | TextLook

# Values of a colour channel on white paper: from these on, text is indistinguishable from the paper, or as pale as a
# watermark.
_WHITE, _PALE = 0xFA, 0x99
# Half-points: a letter of one point is a dot.
TINY = 2
# This many characters before a raised piece decide what it is.
_NEAR = 40


class Raised(str):
    """Piece of raised text, which may point to a note."""

    __slots__ = ()


class Small(str):
    """Piece of text that is much smaller than the text before it, and not raised."""

    __slots__ = ()


class UnsureText(str):
    """Text of a paragraph with small digits after others, which may be the mark of a note."""

    __slots__ = ()


_PLAIN = frozenset((str,))


class LeftOutCount:
    """Counter of text left out so far, by kind; each place counts once, however many pieces it has."""

    def __init__(self) -> None:
        self.counts: Counter[LeftOut] = Counter()
        self._parts: Sequence[str] = ()
        self._last: tuple[LeftOut, int] | None = None

    def leave_out(self, kind: LeftOut, parts: Sequence[str], at: int) -> None:
        """Count text left out after the first `at` pieces of a paragraph; it is merged with text left out just before."""
        if self._parts is not parts:
            self._parts, self._last = parts, None
        last = self._last
        if last is None or last[0] != kind or any(map(str.strip, parts[last[1] : at])):
            self.counts[kind] += 1
        self._last = kind, at

    def joined(self, parts: Sequence[str]) -> str:
        """Join a paragraph's pieces, without raised ones that point to notes; `UnsureText` if a small one may point to one."""
        if _PLAIN.issuperset(map(type, parts)):
            return "".join(parts)
        # A mark may precede the figure; a paragraph that is raised as a whole is the figure itself.
        first = next((part for part in parts if part.strip() and not isinstance(part, Raised)), "")
        shown: list[str] = []
        before, unsure = "", False
        for kind, group in groupby(filter(None, parts), type):
            text = "".join(group)
            if kind is Raised and is_note_mark(text, before if before.strip() else first):
                self.counts[LeftOut.NOTE_MARK] += 1
                continue
            unsure = unsure or (kind is Small and may_be_mark(text, before))
            shown.append(text)
            before = (before + text).rpartition("\n")[2][-_NEAR:]
        return UnsureText("".join(shown)) if unsure else "".join(shown)


def channels(colour: str) -> tuple[int, ...]:
    """Return red, green and blue of «FFFFFF» or «#FFFFFF»; empty if it is not such a colour."""
    try:
        return tuple(bytes.fromhex(colour.lstrip("#"))) if len(colour.lstrip("#")) == 6 else ()
    except ValueError:
        return ()


def is_white(colour: str) -> bool:
    """Return whether a colour is indistinguishable from white."""
    found = channels(colour)
    return bool(found) and min(found) >= _WHITE


def is_pale(colour: str) -> bool:
    """Return whether a colour is as pale as that of a watermark, but not white."""
    found = channels(colour)
    return bool(found) and min(found) >= _PALE and not is_white(colour)


def is_lifted(rise: int, size: int, beside: int) -> bool:
    """Return whether text raised by `rise` half-points is a mark: smaller than the text `beside` it, or raised far."""
    return rise > 0 and (10 * size <= 9 * beside or 5 * rise >= 2 * size)
