"""The catalogue of faults that can be planted in a report; those in its sentences are in `stock/faults.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.prefecture.draft import Draft
from tests.prefecture.figure_faults import FIGURE_FAULTS
from tests.prefecture.form_faults import FORM_FAULTS
from tests.prefecture.stock import load, say
from tests.prefecture.truth import Planted

Plant = Callable[[Draft, Random], Planted | None]
_PREAMBLE = ("依据", "期限", "联系", "构成")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault; kinds that touch the same are not planted together. `plant` returns None where it finds no place."""

    name: str
    touches: frozenset[str]
    plant: Plant


def catalogue() -> list[Kind]:
    """All kinds of faults."""
    kinds = [Kind(name, frozenset(touches), plant) for name, touches, plant in (*FIGURE_FAULTS, *FORM_FAULTS)]
    return kinds + [Kind(entry["kind"], frozenset(entry["touches"]), _written(entry)) for entry in load("faults")]


def plant_faults(made: Draft, count: int, kinds: list[Kind], chance: Random, spared: frozenset[str]) -> list[Planted]:
    """Plant up to so many faults of different kinds, of those of `kinds` that fit, leaving alone what is `spared`."""
    touched = set(spared)
    planted: list[Planted] = []
    for kind in chance.sample(kinds, len(kinds)):
        if len(planted) == count:
            break
        if touched & kind.touches:
            continue
        fault = kind.plant(made, chance)
        if fault is not None:
            planted.append(fault)
            touched |= kind.touches
    return planted


def _written(entry: Mapping[str, Any]) -> Plant:
    def plant(made: Draft, chance: Random) -> Planted | None:
        where: str = entry["where"]
        find = re.sub(r"(?<!P)<(\w+)>", lambda slot: str(made.values[slot[1]]), entry.get("find", ""))
        pattern = chance.choice(entry.get("texts", [""]))
        text = say(pattern, made.values, chance, chance, made.unit.topics)
        if not _OPERATIONS[entry["op"]](made, where, find, text, chance):
            return None
        section = "" if where in _PREAMBLE else where
        return Planted(entry["kind"], tuple(entry["rules"]), tuple(entry.get("also", ())), section=section)

    return plant


def _insert(made: Draft, where: str, find: str, text: str, chance: Random) -> bool:
    if where not in made.parts or not made.parts[where].passages:
        return False
    passage = made.parts[where].passages[1 if where == "五" else -1]
    passage.sentences.insert(chance.randint(1, len(passage.sentences)), text)
    return True


def _swap(made: Draft, where: str, find: str, text: str, chance: Random) -> bool:
    return made.swap(where, find, text)


def _drop(made: Draft, where: str, find: str, text: str, chance: Random) -> bool:
    return made.drop(where, find)


def _raise(made: Draft, where: str, find: str, text: str, chance: Random) -> bool:
    """Raise a number so far that it is neither that of new requests, nor with those carried in or out."""
    rows = made.tables["requests"]
    more = sum(int(rows[key][-1]) for key in ("carried_in", "carried_out")) + chance.randint(2, 9)
    for sentences, place in made.sentences(where):
        match = re.search(find, sentences[place])
        if match:
            start, end = match.span("n")
            sentence = sentences[place]
            sentences[place] = f"{sentence[:start]}{int(match['n']) + more}{sentence[end:]}"
            return True
    return False


_OPERATIONS: Mapping[str, Callable[[Draft, str, str, str, Random], bool]] = {
    "insert": _insert,
    "swap": _swap,
    "drop": _drop,
    "raise": _raise,
}
