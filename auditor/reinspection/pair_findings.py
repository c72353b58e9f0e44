"""Matching of findings of two audits of one report that are the same fault, by logical place and words, never by offsets.

Two faults taken for one would be reported as still open, one fault taken for two as fixed. Findings are therefore paired from
the most certain likeness to the least certain, and findings that are only vaguely alike are not paired.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from itertools import islice

from rapidfuzz import fuzz

from auditor.chinese.text import squeeze
from auditor.model.finding import Finding

Test = Callable[[Finding, Finding], bool]
_DIGITS = re.compile(r"\d+")
_LONG = 8  # characters of a quote that is more than a word
_ALIKE = 60  # of 100
_COMPARED = 400  # characters of a quote


def match(old: Sequence[Finding], new: Sequence[Finding]) -> list[tuple[int, int]]:
    """Return pairs of indices, in order: each finding once, unless findings were merged or split between the audits."""
    matching = _FindingMatching(old, new)
    matching.by_key(_exact)
    matching.by_test(lambda a, b: _identity(a) == _identity(b) and _demands_agree(a, b))
    matching.by_key(_cell)
    matching.by_test(_touches)
    matching.by_test(lambda a, b: _same_words(a, b) and a.location.section == b.location.section)
    matching.by_test(_same_words)
    matching.by_likeness()
    matching.attach()
    return sorted(matching.pairs)


def entangled(a: Finding, b: Finding) -> bool:
    """Return whether two findings explain sums of one row or column by different cells, so that one may replace the other."""
    at, there = a.location, b.location
    if not at.table or at.table != there.table or not _share_rules(a, b) or not (a.also or b.also):
        return False
    return (at.row is not None and at.row == there.row) or (at.column is not None and at.column == there.column)


class _FindingMatching:
    """Indices of the findings still unpaired on either side, in order, and the pairs so far."""

    def __init__(self, old: Sequence[Finding], new: Sequence[Finding]) -> None:
        self._old, self._new = old, new
        self._free_old = dict.fromkeys(range(len(old)))
        self._free_new = dict.fromkeys(range(len(new)))
        self.pairs: list[tuple[int, int]] = []

    def _pair(self, left: int, right: int) -> None:
        self.pairs.append((left, right))
        del self._free_old[left], self._free_new[right]

    def by_key(self, key: Callable[[Finding], Hashable]) -> None:
        """Pair free findings with the same key in order; a key of None matches none."""
        waiting: dict[Hashable, deque[int]] = {}
        for right in self._free_new:
            waiting.setdefault(key(self._new[right]), deque()).append(right)
        waiting.pop(None, None)
        for left in list(self._free_old):
            fitting = waiting.get(key(self._old[left]))
            if fitting:
                self._pair(left, fitting.popleft())

    def by_test(self, test: Test) -> None:
        """Pair each free old finding with the first free new one that passes."""
        for left in list(self._free_old):
            right = next((n for n in self._free_new if test(self._old[left], self._new[n])), None)
            if right is not None:
                self._pair(left, right)

    def by_likeness(self) -> None:
        """Pair findings of one rule in one section or table whose words have changed, the most alike first."""
        groups: dict[Hashable, tuple[list[int], list[int]]] = {}
        for side, (findings, free) in enumerate(((self._old, self._free_old), (self._new, self._free_new))):
            for number in free:
                at = findings[number].location
                if not (at.row or at.column):
                    key = (findings[number].rule, at.section, at.table)
                    groups.setdefault(key, ([], []))[side].append(number)
        for lefts, rights in groups.values():
            alone = len(lefts) == len(rights) == 1
            scored = [(_likeness(self._old[o], self._new[n], alone=alone), o, n) for o in lefts for n in rights]
            for score, left, right in sorted(scored, key=lambda item: (-item[0], *item[1:])):
                if score >= _ALIKE and left in self._free_old and right in self._free_new:
                    self._pair(left, right)

    def attach(self) -> None:
        """Pair what is left with findings already paired, if several findings have been merged into one or one was split."""
        for left in self._free_old:
            others = (n for n, new in enumerate(self._new) if _stands_for(self._old[left], new))
            self.pairs += [(left, right) for right in islice(others, 1)]
        known = {right for _, right in self.pairs}
        for right in self._free_new.keys() - known:
            others = (o for o, old in enumerate(self._old) if _stands_for(old, self._new[right]))
            self.pairs += [(left, right) for left in islice(others, 1)]


def _words(finding: Finding) -> str:
    return squeeze(finding.location.quote or "")


def _place(finding: Finding) -> tuple[str | None, ...]:
    at = finding.location
    return at.section, at.table, at.row, at.column


def _identity(finding: Finding) -> tuple[str | None, ...]:
    return (finding.rule, *_place(finding), _words(finding) or squeeze(finding.message))


def _exact(finding: Finding) -> Hashable:
    return (*_identity(finding), squeeze(finding.message), finding.expected, finding.actual)


def _cell(finding: Finding) -> Hashable:
    at = finding.location
    return (finding.rule, at.table, at.row, at.column) if at.table and (at.row or at.column) else None


def _share_rules(a: Finding, b: Finding) -> bool:
    return not set(a.rules).isdisjoint(b.rules)


def _touches(a: Finding, b: Finding) -> bool:
    """Return whether shared rules refer to one place in a table: a cell and its row or column, or the table as a whole."""
    at, there = a.location, b.location
    if not at.table or at.table != there.table or not _share_rules(a, b):
        return False
    if not any((at.row, at.column, there.row, there.column)):
        return False  # both are about the table as a whole: their words decide whether they mean the same
    whole = not (at.row or at.column) or not (there.row or there.column)
    if whole and at.quote and there.quote and _words(a) != _words(b):
        return False
    return _within(a, b) or _within(b, a)


def _within(part: Finding, whole: Finding) -> bool:
    at, there = part.location, whole.location
    return there.row in (None, at.row) and there.column in (None, at.column)


def _stands_for(a: Finding, b: Finding) -> bool:
    """Return whether one of two findings may have been merged from several, the other among them."""
    if a.rule == b.rule and _place(a) == _place(b):
        return False
    return _touches(a, b) or (a.rule != b.rule and _same_words(a, b) and a.location.section == b.location.section)


def _same_words(a: Finding, b: Finding) -> bool:
    """Return whether shared rules quote the same words outside of rows and columns."""
    at, there = a.location, b.location
    if at.row or at.column or there.row or there.column or at.table != there.table:
        return False
    return bool(at.quote) and _words(a) == _words(b) and _share_rules(a, b) and _demands_agree(a, b)


def _demands_agree(a: Finding, b: Finding) -> bool:
    """Return whether the expected texts share a part, figures ignored: «地址» is left of «电话区号、地址»."""
    if a.expected is None or b.expected is None:
        return True
    wanted, still = ({_masked(part) for part in f.split("、")} for f in (a.expected, b.expected))
    return not wanted.isdisjoint(still)


def _masked(text: str) -> str:
    return _DIGITS.sub("#", squeeze(text))


def _likeness(a: Finding, b: Finding, *, alone: bool) -> float:
    """Rate from 0 to 100 how certainly two findings of one rule in one section mean the same; `alone` if there are no others.

    A short quote is the wrong word itself: only its figures may change. A long one is a sentence that may be reworded.
    """
    if not _demands_agree(a, b):
        return 0
    first, second = _words(a), _words(b)
    if not first or not second:
        return 100 if alone else 0
    if _DIGITS.search(first) and _masked(first) == _masked(second):
        return 100
    if min(len(first), len(second)) < _LONG:
        return 0
    if alone and a.expected is not None and a.expected == b.expected:
        return 100
    return fuzz.ratio(first[:_COMPARED], second[:_COMPARED])
