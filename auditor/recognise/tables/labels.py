"""Finder of the form's labels in cells, despite blanks, character widths, punctuation, lost numbers and small misspellings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from auditor.chinese.text import bare
from auditor.ruleset.catalogues.forms import LabelForm, TableForm

_NUMBER = re.compile(r"^[一二三四五六七八九十]|^\d{1,2}")
_UNIT = re.compile(r"[（(](?:单位[：:])?(?:件|万元|元|个|项|宗)[）)]\s*$")
# A shorter label with a character wrong has too little left to identify it.
_TELLING = 3
_HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=8192)
def label_text(raw: str) -> tuple[str, str]:
    """Return a cell's bare text with and without its leading number; cached, as every report repeats the same few hundred labels."""
    text = bare(raw)
    return text, unnumbered(text)


def unnumbered(text: str) -> str:
    """Return a bare label without its leading number."""
    return _NUMBER.sub("", text, count=1)


def is_misread(raw: str, label: str) -> bool:
    """Return whether a cell spells a label with one character misread, as in an image; a truncated label does not match."""
    text, wanted = bare(raw), bare(label)
    return len(text) == len(wanted) >= _TELLING and sum(a != b for a, b in zip(text, wanted, strict=True)) == 1


def has_words(raw: str) -> bool:
    """Return whether a cell contains Chinese words, not only figures."""
    return not raw.isascii() and _HAN.search(raw) is not None


@dataclass(frozen=True, slots=True)
class Match:
    """Cell recognised as a label.

    `kind` is "row", "column" or "head", `key` the key of the row or column, and `accepted` false for a misspelling.
    """

    kind: str
    key: str
    expected: str
    accepted: bool


class LabelIndex:
    """Index of the labels of one table by every spelling to be recognised."""

    def __init__(self, table: TableForm) -> None:
        self.table = table
        self._exact: dict[str, list[Match]] = {}
        self._fuzzy: list[tuple[str, Match]] = []
        # Labels so short that only their number identifies them after other words.
        self._numbered: list[tuple[str, Match]] = []
        for kind, labels in (("row", table.rows), ("column", table.columns)):
            for label in labels:
                self._add_label(kind, label)
        for head in table.heads:
            self._add(head, Match("head", "", head, accepted=True), fuzzy=True)

    def _add_label(self, kind: str, label: LabelForm) -> None:
        for spelling in (label.label, *label.accepted):
            self._add(spelling, Match(kind, label.key, label.label, accepted=True), fuzzy=spelling == label.label)
        for spelling in label.known:
            self._add(spelling, Match(kind, label.key, label.label, accepted=False), fuzzy=False)

    def _add(self, spelling: str, match: Match, *, fuzzy: bool) -> None:
        text = bare(spelling)
        short = unnumbered(text)
        for form in {text, short}:
            known = self._exact.setdefault(form, [])
            if match not in known:
                known.append(match)
        if fuzzy and len(short) >= 4:
            self._fuzzy.append((short, match))
        if fuzzy and match.kind == "row" and len(short) < 5 and short != text:
            self._numbered.append((text, match))

    def exact(self, raw: str) -> list[Match]:
        """Return all labels a cell may be, by exact spelling; several where a word names both a row and a column."""
        text, short = label_text(raw)
        return self._exact.get(text) or self._exact.get(short, [])

    def find(self, raw: str) -> list[Match]:
        """Return all labels a cell may be; a misspelt one only if exactly one label is closest."""
        if not has_words(raw):
            return []
        plain = _UNIT.sub("", raw)
        return self.exact(raw) or self.exact(plain) or self._glued(bare(plain)) or self._near(label_text(plain)[1])

    def _glued(self, text: str) -> list[Match]:
        """Match a label after its group's heading («（六）其他处理 3.其他…» in one cell), or with a few more characters at its end."""
        for spelling, match in self._numbered:
            if text.endswith(spelling) and len(text) <= len(spelling) + 16:
                return [match]
        for spelling, match in self._fuzzy:
            if len(spelling) >= 5 and match.kind == "row":
                if text.endswith(spelling) and len(text) <= len(spelling) + 16:
                    return [match]
                short = unnumbered(text)
                if short.startswith(spelling) and len(short) <= len(spelling) + 4:
                    return [Match(match.kind, match.key, match.expected, accepted=False)]
        return []

    def _near(self, text: str) -> list[Match]:
        if len(text) < 4 or len(text) > 60:
            return []
        near = []
        for spelling, match in self._fuzzy:
            allowed = 1 if len(spelling) < 8 else len(spelling) // 5
            distance = Levenshtein.distance(text, spelling, score_cutoff=allowed)
            if distance <= allowed:
                near.append((distance, match))
        near.sort(key=lambda item: item[0])
        if not near or (len(near) > 1 and near[0][0] == near[1][0]):
            return []
        best = near[0][1]
        return [Match(best.kind, best.key, best.expected, accepted=False)]

    def score(self, cells: Iterable[str]) -> int:
        """Count the distinct characteristic labels of the table in these cells; words that occur in any table do not count."""
        found = set()
        for text in cells:
            matches = self.exact(text)
            if matches and label_text(matches[0].expected)[1] not in ("其他", "总计"):
                found.add(matches[0].expected)
        return len(found)
