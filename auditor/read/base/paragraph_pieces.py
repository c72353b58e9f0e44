"""Pieces of a paragraph on their way into its text: what stands raised is known as such until what is before it is known, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto
from itertools import groupby

from auditor.read.base.left_out import LeftOut, is_note_mark, may_be_mark


class TextLook(Enum):
    """How text looks that is not left out for good: it stands raised, is much smaller, or only says what is to be filled in here."""

    RAISED = auto()
    SMALL = auto()
    PROMPT = auto()


# How a piece of text looks where it is not simply to be read.
Unlike = LeftOut | TextLook

# A channel of a colour on white paper: from here on it is not to be told from the paper, or as pale as a watermark.
_WHITE, _PALE = 0xFA, 0x99
# Half-points: a letter of one point is a dot.
TINY = 2
# So much of the text before a raised piece tells what it is.
_NEAR = 40


class Raised(str):
    """A piece of text that stands raised and may point to a note."""

    __slots__ = ()


class Small(str):
    """A piece of text that is much smaller than the text before it, and not raised."""

    __slots__ = ()


class UnsureText(str):
    """The text of a paragraph with small digits behind others, which may be the mark of a note."""

    __slots__ = ()


_PLAIN = frozenset((str,))


class LeftOutCount:
    """What has been left out so far, by kind; each place counts once, however many pieces it has."""

    def __init__(self) -> None:
        self.counts: Counter[LeftOut] = Counter()
        self._parts: Sequence[str] = ()
        self._last: tuple[LeftOut, int] | None = None

    def leave_out(self, kind: LeftOut, parts: Sequence[str], at: int) -> None:
        """Count a text that would stand behind the first `at` of a paragraph's pieces; it is one with what was left out just before."""
        if self._parts is not parts:
            self._parts, self._last = parts, None
        last = self._last
        if last is None or last[0] != kind or any(map(str.strip, parts[last[1] : at])):
            self.counts[kind] += 1
        self._last = kind, at

    def joined(self, parts: Sequence[str]) -> str:
        """The text of a paragraph from its pieces, without raised ones that point to notes; `Unsure` if a small one may."""
        if _PLAIN.issuperset(map(type, parts)):
            return "".join(parts)
        # A mark may stand before the figure, too; what is raised as a whole is the figure itself.
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
    """Red, green and blue of «FFFFFF» or «#FFFFFF»; empty for what is no such colour."""
    try:
        return tuple(bytes.fromhex(colour.lstrip("#"))) if len(colour.lstrip("#")) == 6 else ()
    except ValueError:
        return ()


def is_white(colour: str) -> bool:
    """Whether a colour is not to be told from white."""
    found = channels(colour)
    return bool(found) and min(found) >= _WHITE


def is_pale(colour: str) -> bool:
    """Whether a colour is as pale as that of a watermark, but not white."""
    found = channels(colour)
    return bool(found) and min(found) >= _PALE and not is_white(colour)


def is_lifted(rise: int, size: int, beside: int) -> bool:
    """Whether text raised by so many half-points is a mark beside other text: smaller than that, or raised by far."""
    return rise > 0 and (10 * size <= 9 * beside or 5 * rise >= 2 * size)
