"""Which of many patterns a text can concern, told by one look for the literals they need instead of asking each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.ruleset.patterns import Pattern


class Index:
    """The literals of the patterns of many owners; built once, it holds no state of any text."""

    def __init__(self, patterns: Mapping[str, Sequence[Pattern]]) -> None:
        """`patterns` are those of each owner, by its name."""
        # The patterns of all owners, counted through.
        self._owned = [(owner, place) for owner, own in patterns.items() for place, _ in enumerate(own)]
        owners: dict[str, set[int]] = {}
        always: set[int] = set()
        for number, pattern in enumerate(pattern for own in patterns.values() for pattern in own):
            literals = pattern.telling
            # The lines of a section need not be neighbours in the report: what goes over the end of a line tells nothing.
            if not literals or any("\n" in literal for literal in literals):
                always.add(number)
            for literal in literals:
                owners.setdefault(literal, set()).add(number)
        self._always = frozenset(always)
        self._literals = tuple(
            (literal, frozenset(literal), frozenset(own - always)) for literal, own in owners.items() if own - always
        )
        self._characters = frozenset[str]().union(*(characters for _, characters, _ in self._literals))

    def possible(self, text: str) -> dict[str, list[int]]:
        """By owner the places of those of its patterns that may match in the text, or in some of its lines; no other one does."""
        # To ask for a character takes a fifth of the time of asking for a word, and most words have one that is missing.
        there = {character for character in self._characters if character in text}
        found = set(self._always)
        for literal, characters, owners in self._literals:
            if characters <= there and not owners <= found and literal in text:
                found |= owners
        possible: dict[str, list[int]] = {}
        for number in sorted(found):
            owner, place = self._owned[number]
            possible.setdefault(owner, []).append(place)
        return possible
