"""Lines of text: sorting of runs of characters into lines, and joining of the text of lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from auditor.read.layout.boxes import Box

GAP = 0.3
OVERLAP = 0.5
# A character below this share of its neighbour's height counts as smaller.
SMALLER = 0.92
_WORD_GAP = 0.12
_WIDE_GAP = 0.6
# Vertical text: how many characters indicate it, and how far a character may be below another one, in character
# heights.
_LEAST_UPRIGHT = 3
_UNDER = 1.5
# Spaced-out characters: how many indicate it, how many of them must be Chinese, how far apart, and how evenly, in
# character heights.
_LEAST_SPACED, _LEAST_WORDS = 5, 3
_MOST_SPACED, _UNEVEN, _BLANK = 1.6, 0.35, 0.5
_CLOSING = "，。、；：！？）》〉”’"
_WORD_END = re.compile(r"[A-Za-z]$")
_WORD_START = re.compile(r"[A-Za-z]")
_ADDRESS_END = re.compile(r"[./@:_-][^\s\u2e80-\uffff]*$")
# A unit that a line end must not split: a word or figure, or a character with the punctuation attached to it.
_TOKEN = re.compile(r"[（《〈“‘【〔\[(]*(?:[\w.,%@/:+-]+|.)[，。、；：！？）》〉”’】〕,.;:!?)\]]*", re.ASCII)


@dataclass(slots=True)
class TextRun:
    """Characters of one line without a gap.

    `start` and `end` are their offsets in the text of the page, `spaced` says that a blank precedes, `close` that the
    text preceding it was left out, `tied` that it is spaced from the preceding run only as the letters of one word are.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    start: int
    end: int
    spaced: bool = False
    close: bool = False
    tied: bool = False


@dataclass(slots=True)
class TextLine:
    """Runs of one line from left to right; they must not change once the line's text or size was requested."""

    runs: list[TextRun]
    top: float
    bottom: float
    _text: str = field(default="", init=False, repr=False, compare=False)
    _em: float = field(default=0.0, init=False, repr=False, compare=False)

    @property
    def left(self) -> float:
        """The left edge of the first run."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """The right edge of the line."""
        return max([run.right for run in self.runs]) if len(self.runs) > 1 else self.runs[0].right

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def em(self) -> float:
        """The width of a Han character, estimated from the line's own width; ASCII counts half."""
        if not self._em:
            width = sum([run.right - run.left for run in self.runs])
            self._em = em_of("".join([run.text for run in self.runs]), width)
        return self._em

    @property
    def text(self) -> str:
        """The runs joined, with a blank only where the file has one or a gap separates words."""
        if len(self.runs) == 1:
            return self.runs[0].text
        if not self._text:
            self._text = self._joined()
        return self._text

    def _joined(self) -> str:
        parts = [self.runs[0].text]
        height = self.bottom - self.top
        last = self.runs[0]
        for run in self.runs[1:]:
            gap = run.left - last.right
            if run.text == last.text and abs(run.left - last.left) < GAP * height:
                continue  # drawn twice to look bold
            if not run.close and (
                run.spaced or (not run.tied and _parts_words(gap, height, last.text[-1], run.text[0]))
            ):
                parts.append(" ")
            parts.append(run.text)
            last = run
        return "".join(parts)


def _parts_words(gap: float, height: float, before: str, after: str) -> bool:
    """Return whether a gap in a line of this height is a blank between the characters on its two sides."""
    if gap > _WIDE_GAP * height and before not in _CLOSING:
        return True
    if gap <= _WORD_GAP * height or not (before.isascii() and after.isascii()):
        return False
    return gap > GAP * height or not (before.isdigit() and after.isdigit())


def to_lines(runs: list[TextRun]) -> list[TextLine]:
    """Sort runs into lines from top to bottom; runs that share half their height are on one line."""
    if not runs:
        return []
    if len(runs) == 1:
        return [TextLine(runs, runs[0].top, runs[0].bottom)]
    lines: list[TextLine] = []
    for run in sorted(runs, key=lambda run: (run.top + run.bottom, run.left)):
        line = lines[-1] if lines else None
        if line is not None:
            # Compared with the line's first run; otherwise a run halfway between two lines would join them.
            first = line.runs[0]
            if run.top == first.top and run.bottom == first.bottom:
                line.runs.append(run)
                continue
            shared = min(first.bottom, run.bottom) - max(first.top, run.top)
            if shared >= OVERLAP * min(first.bottom - first.top, run.bottom - run.top):
                line.runs.append(run)
                line.top, line.bottom = min(line.top, run.top), max(line.bottom, run.bottom)
                continue
        lines.append(TextLine([run], run.top, run.bottom))
    for line in lines:
        line.runs.sort(key=lambda run: run.left)
        if len(line.runs) >= _LEAST_SPACED:
            _tie(line.runs)
    return lines


def _tie(runs: list[TextRun]) -> None:
    """Tie isolated, evenly spaced characters to each other: a widely spaced line, or one text object per character."""
    if "." * _LEAST_SPACED not in "".join(["." if len(run.text) == 1 else " " for run in runs]):
        return
    chain = _SpacedCharacters(runs[0])
    for run in runs[1:]:
        if not chain.takes(run):
            chain.tie()
            chain = _SpacedCharacters(run)
    chain.tie()


class _SpacedCharacters:
    """A chain of single characters at even distances, some with a blank between them."""

    def __init__(self, first: TextRun) -> None:
        self._runs = [first]
        self._usual: tuple[float, float] | None = None
        self._sure = 1  # how many of them are certainly not a separate figure next to the text

    def takes(self, run: TextRun) -> bool:
        """Add a run if it continues the chain, and return whether it does; two digits may not have a blank between them."""
        last, high = self._runs[-1], self._runs[-1].bottom - self._runs[-1].top
        apart = run.left - last.right, run.left - last.left
        if not (len(last.text) == len(run.text) == 1 and -high < apart[0] < _MOST_SPACED * high):
            return False
        usual = self._usual or apart
        if len(self._runs) == 2 and apart[0] < usual[0] <= 2 * apart[0] + _BLANK * high:
            usual = apart  # the first step included a blank
        even = any(abs(now - before) < _UNEVEN * high for now, before in zip(apart, usual, strict=True))
        digits = run.text.isdigit() and last.text.isdigit()
        if not even and (digits or apart[0] > 2 * usual[0] + _BLANK * high):
            return False
        self._usual = usual
        self._runs.append(run)
        if not run.text.isdigit() or (even and self._sure == len(self._runs) - 1):
            self._sure = len(self._runs)
        return True

    def tie(self) -> None:
        """Tie the characters if there are enough of them."""
        own = self._runs[: self._sure]
        if len(own) >= _LEAST_SPACED and sum(not run.text.isascii() for run in own) >= _LEAST_WORDS:
            for run in own[1:]:
                run.tied = True


def cell_lines(runs: list[TextRun]) -> list[TextLine]:
    """Sort the runs of a cell into lines; in vertical text each character is a line, with columns from right to left."""
    if len(runs) < _LEAST_UPRIGHT or any(len(run.text) > 1 for run in runs):
        return to_lines(runs)
    ordered = sorted(runs, key=lambda run: run.start)
    down = sum(under(below, above) for above, below in pairwise(ordered))
    across = sum(_level(one, other) for one, other in pairwise(ordered))
    if down <= across:
        return to_lines(runs)
    columns: list[list[TextRun]] = []
    for run in sorted(runs, key=lambda run: -run.right):
        if columns and run.right > columns[-1][0].left + (run.right - run.left) / 2:
            columns[-1].append(run)
        else:
            columns.append([run])
    return [
        TextLine([run], run.top, run.bottom) for column in columns for run in sorted(column, key=lambda run: run.top)
    ]


def under(below: TextRun, above: TextRun) -> bool:
    """Return whether a run is directly under another one."""
    shared = min(below.right, above.right) - max(below.left, above.left)
    high = above.bottom - above.top
    return shared > 0 and above.bottom - OVERLAP * high < below.top < above.bottom + _UNDER * high


def _level(one: TextRun, other: TextRun) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > OVERLAP * (one.bottom - one.top)


def glue(before: str, after: str) -> str:
    """Return the separator of two lines of one text: empty, or a blank between two Latin words."""
    if _WORD_END.search(before) and _WORD_START.match(after) and not _ADDRESS_END.search(before):
        return " "
    return ""


def join_lines(texts: Iterable[str]) -> str:
    """Join the lines of a cell or paragraph."""
    joined = ""
    for text in texts:
        joined += glue(joined, text) + text if joined else text
    return joined


def em_of(text: str, width: float) -> float:
    """Return the width of a Han character in text of a given width; ASCII counts half."""
    narrow = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return width / max(len(text) - narrow / 2, 0.5)


def token_width(text: str) -> float:
    """Return the width in ems of the first token of a text, which would have had to fit on the preceding line."""
    token = _TOKEN.match(text)
    return sum(0.5 if char.isascii() else 1.0 for char in token[0]) if token else 1.0
