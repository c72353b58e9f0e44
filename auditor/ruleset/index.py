"""Which of many patterns a text can concern, told by one look for the literals they need instead of asking each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from auditor.ruleset.patterns import Pattern


class Index:
    """The literals of the patterns of many owners; built once, it holds no state of any text.

    A literal is only looked for in texts that have the pair of neighbouring characters by which it is kept; there are as many
    pairs in a text as characters, however many literals there are.
    """

    def __init__(self, patterns: Mapping[str, Sequence[Pattern]]) -> None:
        """`patterns` are those of each owner, by its name."""
        # The patterns of all owners, counted through.
        self._owned = [(owner, place) for owner, own in patterns.items() for place, _ in enumerate(own)]
        owners: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, pattern in enumerate(pattern for own in patterns.values() for pattern in own):
            literals = pattern.telling
            # The lines of a section need not be neighbours in the report: what goes over the end of a line tells nothing.
            if not literals or any("\n" in literal for literal in literals):
                self._always.append(number)
                continue
            for literal in literals:
                owners.setdefault(literal, []).append(number)
        used = Counter(pair for literal in owners for pair in _pairs(literal))
        self._short = [(literal, own) for literal, own in owners.items() if not _pairs(literal)]
        self._long: dict[int, list[tuple[str, list[int]]]] = {}
        for literal, own in owners.items():
            if pairs := _pairs(literal):
                # The pair that fewest others have is likely to be the rarest in texts as well.
                self._long.setdefault(min(pairs, key=lambda pair: (used[pair], pair)), []).append((literal, own))
        self._kept = frozenset(self._long)

    def possible(self, text: str) -> dict[str, list[int]]:
        """By owner the places of those of its patterns that may match in the text, or in some of its lines; no other one does."""
        found = set(self._always)
        for literal, own in self._short:
            if literal in text:
                found.update(own)
        for pair in self._kept & _pairs(text):
            for literal, own in self._long[pair]:
                if len(literal) == 2 or literal in text:  # the two characters are the pair
                    found.update(own)
        possible: dict[str, list[int]] = {}
        for number in sorted(found):
            owner, place = self._owned[number]
            possible.setdefault(owner, []).append(place)
        return possible


def _pairs(text: str) -> set[int]:
    """All pairs of neighbouring characters, each as one number; characters outside of the basic plane are two."""
    units = memoryview(text.encode("utf-16-le", "surrogatepass"))
    odd = units[2:]
    return {
        *units[: len(units) & -4].cast("I"),
        *odd[: len(odd) & -4].cast("I"),
    }
