"""Words of sentences that count something (`rules/counting.yaml`), by their spelling.

In a spelling, `(a|b)` is a choice and `(a|)` an optional part; of several words that begin at one place the longest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from auditor.errors import RuleFileError
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, check

Role = Literal[
    "noun",
    "bare",
    "verb",
    "sort",
    "none",
    "every",
    "plain",
    "join",
    "part",
    "change",
    "earlier",
    "year",
    "limit",
    "wide",
    "other",
]
_CHOICE = re.compile(r"\(([^()]*)\)")


class _CountingFile(Strict):
    """`rules/counting.yaml`: words by their role in a sentence, and by the thing they name where that matters."""

    nouns: dict[str, tuple[str, ...]]
    bare: dict[str, tuple[str, ...]]
    verbs: dict[str, tuple[str, ...]]
    sorts: dict[str, tuple[str, ...]]
    none: tuple[str, ...]
    every: tuple[str, ...]
    plain: tuple[str, ...]
    others: tuple[str, ...]
    joins: tuple[str, ...]
    part: tuple[str, ...]
    change: tuple[str, ...]
    earlier: tuple[str, ...]
    now: tuple[str, ...]
    limits: tuple[str, ...]
    acts: tuple[str, ...]
    wide: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The role of a word in a sentence, and the noun, verb or sort it names, if any."""

    role: Role
    name: str = ""


@dataclass(frozen=True)
class CountingWords:
    """All words by spelling, the lengths of words by their first two characters, and the names that rules may use."""

    meanings: dict[str, Meaning]
    lengths: dict[str, tuple[int, ...]]
    nouns: frozenset[str]
    verbs: frozenset[str]
    sorts: frozenset[str]
    acts: tuple[str, ...]

    @cached_property
    def begin(self) -> frozenset[str]:
        """The first characters of all the words."""
        return frozenset(word[0] for word in self.meanings)

    @cached_property
    def subject(self) -> re.Pattern[str]:
        """The expression that matches in every sentence that names a noun."""
        named = [(word, said.name) for word, said in self.meanings.items() if said.role in ("noun", "bare")]
        least = [_least(word for word, name in named if name == noun) for noun in sorted(self.nouns)]
        return re.compile("|".join(re.escape(word) for words in least for word in words))

    @cached_property
    def answer(self) -> re.Pattern[str]:
        """The expression that matches in every sentence that says without a number that there is none, or that all are so."""
        words = _least(word for word, meaning in self.meanings.items() if meaning.role in ("none", "every"))
        return re.compile("|".join(map(re.escape, words)))

    @cached_property
    def act(self) -> re.Pattern[str]:
        """The expression for the beginning of a clause that says what was done."""
        return re.compile(f"(?!通过|经|从|在)[^，。；、0-9]{{0,6}}?(?:{'|'.join(map(re.escape, self.acts))})")


def _least(words: Iterable[str]) -> tuple[str, ...]:
    """The words that contain no other of the words."""
    all_ = set(words)
    return tuple(sorted(word for word in all_ if not any(other in word for other in all_ if other != word)))


def load_counting(path: Path) -> CountingWords:
    """Load the words of a file; raises RuleFileError with its mistakes."""
    source = load_yaml(path)
    file = check(_CountingFile, source) if not source.mistakes else None
    if file is None:
        raise RuleFileError(source.mistakes)
    meanings: dict[str, Meaning] = {}
    for written, meaning in _meanings(file):
        for word in expand(written):
            if word:
                meanings.setdefault(word, meaning)
    lengths: dict[str, set[int]] = {}
    for word in meanings:
        lengths.setdefault(word[:2], {1}).add(len(word))
    return CountingWords(
        meanings=meanings,
        lengths={first: tuple(sorted(all_, reverse=True)) for first, all_ in lengths.items()},
        nouns=frozenset(file.nouns),
        verbs=frozenset(file.verbs),
        sorts=frozenset(file.sorts),
        acts=file.acts,
    )


def expand(written: str) -> Iterator[str]:
    """All words of a spelling: «(新|)收到(的|)» is 新收到的, 新收到, 收到的, 收到."""
    choice = _CHOICE.search(written)
    if choice is None:
        yield written
        return
    for chosen in choice[1].split("|"):
        yield from expand(written[: choice.start()] + chosen + written[choice.end() :])


def _meanings(file: _CountingFile) -> Iterator[tuple[str, Meaning]]:
    """Each spelling with its meaning; of two equal words the first counts."""
    named: tuple[tuple[Role, dict[str, tuple[str, ...]]], ...] = (
        ("noun", file.nouns), ("verb", file.verbs), ("sort", file.sorts), ("bare", file.bare),
    )  # fmt: skip
    for role, groups in named:
        for name, words in groups.items():
            yield from ((word, Meaning(role, name)) for word in words)
    plain: tuple[tuple[Role, tuple[str, ...]], ...] = (
        ("other", file.others), ("none", file.none), ("every", file.every), ("limit", file.limits), ("wide", file.wide),
        ("earlier", file.earlier), ("year", file.now), ("change", file.change), ("part", file.part), ("join", file.joins),
        ("plain", file.plain),
    )  # fmt: skip
    for role, words in plain:
        yield from ((word, Meaning(role)) for word in words)
