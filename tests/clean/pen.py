"""The pen that writes a clean report: it chooses a wording of a point, fills in the facts and notes what it said under which name."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "wording"
BREAK = "¶"
_FILES = ("opening", "proactive", "requests", "upkeep", "closing")


@cache
def wording() -> dict[str, tuple[Template, ...]]:
    """Every point of wording with its variants; no point stands in two files."""
    found: dict[str, tuple[Template, ...]] = {}
    for name in _FILES:
        for point, variants in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")).items():
            if point in found:
                raise ValueError(f"{point} stands in two files")
            found[point] = tuple(map(Template, variants))
    return found


@cache
def lists() -> dict[str, Any]:
    """The lists points draw from: counts with their parts, problems with their measures, roads."""
    return dict(yaml.safe_load((FOLDER / "lists.yaml").read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Said:
    """What was written for a point of wording."""

    point: str
    text: str


class Pen:
    """Writes points of wording about one report's facts with one source of chance."""

    def __init__(self, rng: random.Random, facts: Mapping[str, object]) -> None:
        self.rng = rng
        self.facts = facts
        self.said: list[Said] = []
        counts = lists()["counts"]
        self._nouns: list[tuple[str, str, list[str]]] = rng.sample(counts, len(counts))

    def maybe(self, chance: float) -> bool:
        """True with this chance."""
        return self.rng.random() < chance

    def say(self, point: str, **more: object) -> str:
        """One wording of a point; `more` are figures of its own."""
        text = self.rng.choice(wording()[point]).substitute(self.facts, **more)
        self.said.append(Said(point, text))
        return text

    def some(self, *points: str) -> str:
        """One wording of one of these points."""
        return self.say(self.rng.choice(points))

    def noun(self, without: tuple[str, ...], within: tuple[str, ...] = ("",)) -> tuple[str, str, list[str]] | None:
        """What was counted, its measure word and three parts: never the same twice, with no word of `without`, one of `within`."""
        fit = [
            place
            for place, (doing, *_) in enumerate(self._nouns)
            if not any(word in doing for word in without) and any(word in doing for word in within)
        ]
        if not fit:
            return None
        place = fit[0]
        doing, unit, parts = self._nouns.pop(place)
        return doing, unit, [Template(part).substitute(self.facts) for part in parts]


def lines(*texts: str) -> list[str]:
    """Texts as paragraphs, broken where a wording says so."""
    return [line for text in texts for line in text.split(BREAK) if line]
