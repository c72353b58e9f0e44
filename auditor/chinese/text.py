"""Text normalisation for rules: unified widths, no blanks, simplified characters, and the original offset of every character.

Rule patterns are matched against folded text, in which «２０２４ 年» and «2024年», «（» and «(», «開» and «开» are the same;
findings still quote the report as written.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise


def _simplified_forms() -> dict[int, str]:
    """Load the map from traditional to simplified characters, by which traditional reports match the form's own words.

    `traditional.txt` names the source. Simplified texts use none of these traditional characters, so folding changes no
    simplified text.
    """
    lines = (files("auditor.chinese") / "traditional.txt").read_text("utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#")).replace(" ", "")
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))


TO_SIMPLIFIED = _simplified_forms()
# Han characters, for use in character classes; place names contain rare ones: «㮾梨街道».
HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_TRADITIONAL = frozenset(map(chr, TO_SIMPLIFIED))
_WIDE = {ord(half): full for half, full in zip("(),:;!?", "（），：；！？", strict=True)}
_DASHES = {ord(ch): "-" for ch in "‐‑‒–—―−─－﹣"}
_OTHER = {ord(ch): "~" for ch in "～〜∼"} | {ord("．"): ".", ord("﹝"): "〔", ord("﹞"): "〕", ord("○"): "〇"}
_FULL_ASCII = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_RADICALS = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in range(0x2E80, 0x2FE0)
    if len(unicodedata.normalize("NFKC", chr(code))) == 1
}
_KEEP_WIDE = {ord(ch): ch for ch in "（），：；！？"}
_FOLD = {**TO_SIMPLIFIED, **_RADICALS, **_FULL_ASCII, **_KEEP_WIDE, **_WIDE, **_DASHES, **_OTHER}

# Raised digits point to notes («12¹»); where they are powers («km²»), nothing is read from them.
_RAISED = frozenset("¹²³⁰⁴⁵⁶⁷⁸⁹")
_BLANKS = (
    _RAISED | frozenset(" \t\r\f\v\u00a0\u00ad\u1680\u2060\u3000\ufeff") | {chr(code) for code in range(0x2000, 0x200E)}
)

_ANY_BLANK = re.compile(f"[{''.join(sorted(_BLANKS))}\n]")

_LABEL_DROP = {
    ord(ch): None
    for ch in "（）()[]［］〔〕【】{}<>〈〉《》「」『』“”\"'‘’`,.，．。、:：;；!！?？-—–·•*…/\\|_~～#"
    + "".join(_BLANKS)
    + "\n"
}


_SQUEEZE: dict[int, str | None] = {**_FOLD, **{ord(ch): None for ch in _BLANKS}, ord("\n"): None}
_BARE: dict[int, str | None] = {
    **{code: None if ord(ch) in _LABEL_DROP else ch for code, ch in _FOLD.items()},
    **{code: None for code in _LABEL_DROP if code not in _FOLD or ord(_FOLD[code]) in _LABEL_DROP},
}


def fold_characters(text: str) -> str:
    """Return the text with unified widths and look-alikes, character for character (same length)."""
    folded = text.translate(_FOLD)
    # «1,234» keeps its narrow comma and stays one figure.
    return folded if "，" not in folded else _narrow_commas(folded)


def _narrow_commas(text: str) -> str:
    parts = text.split("，")
    out = [parts[0]]
    for before, after in pairwise(parts):
        thousands = before[-1:].isdigit() and after[:3].isdigit() and not after[3:4].isdigit() and len(after[:3]) == 3
        out.append("," if thousands else "，")
        out.append(after)
    return "".join(out)


def simplify(text: str) -> str:
    """Return the text in simplified characters, character for character (same length)."""
    # Hardly any text has such characters, and searching for them takes half the time of translating. A regular
    # expression would search in a tenth, but compiling it takes as long as twenty pages.
    return text if _TRADITIONAL.isdisjoint(text) else text.translate(TO_SIMPLIFIED)


def squeeze(text: str) -> str:
    """Return the text folded and without any blank, for the comparison of short labels and numbers."""
    return text.translate(_SQUEEZE)


def has_blanks(text: str) -> bool:
    """Return whether the text contains anything that `squeeze` leaves out."""
    return _ANY_BLANK.search(text) is not None


def solid_places(text: str) -> list[int]:
    """Return the offsets in a text of the characters of `squeeze(text)`."""
    return [place for place, ch in enumerate(text) if squeeze(ch)]


def bare(text: str) -> str:
    """Return the text without blanks, punctuation and quotation marks, for the comparison of labels and headings."""
    return text.translate(_BARE)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with the offset of each character in the document's text."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the document offsets of `text[start:end]`, which must not be empty."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def locate(self, offset: int) -> int:
        """Return the index of the first character at or after a document offset."""
        return bisect_left(self.offsets, offset)

    def slice(self, start: int, end: int) -> Folded:
        """Return the part between two document offsets."""
        first, last = self.locate(start), self.locate(end)
        return Folded(self.text[first:last], self.offsets[first:last])
