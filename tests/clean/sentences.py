"""Kinds of fault that are a wrong sentence, from the YAML files beside the wordings."""

from __future__ import annotations

import operator
import random
import re
from collections.abc import Callable, Mapping
from string import Template
from typing import Any

import yaml

from tests.clean.pen import FOLDER
from tests.clean.planting import KINDS, Kind, Plant, Planted, drop, put
from tests.clean.report import CleanReport

_FILES = ("faults_counts", "faults_sums", "faults_words")
_FIGURES = (
    "new", "carried", "handled", "done", "out", "natural", "legal", "granted", "partial", "denied", "unable", "refused", "misc",
    "together", "review", "suits", "direct", "after", "g0", "g1", "g2", "g3", "licensing", "punishment", "fee_units",
)  # fmt: skip
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {">": operator.gt, "<": operator.lt, "=": operator.eq}


def load() -> None:
    """Add the kinds of all files to the kinds; a kind may stand in one file only."""
    for name in _FILES:
        for kind, source in yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")).items():
            if kind in KINDS:
                raise ValueError(f"{kind} stands in two places")
            wants = tuple(source["wants"])
            KINDS[kind] = Kind(
                kind,
                [_plant(source, sentence, wants) for sentence in source["say"]],
                [_plant(source, sentence, ()) for sentence in source["traps"]],
            )


def _plant(source: Mapping[str, Any], sentence: str, wants: tuple[str, ...]) -> Plant:
    template = Template(sentence)
    sought = [Template(want) for want in wants]

    def plant(report: CleanReport, rng: random.Random) -> Planted | None:
        if not all(_holds(need, report.facts) for need in source.get("needs", ())):
            return None
        facts: dict[str, Any] = dict(report.facts)
        for name, sum_ in source.get("set", {}).items():
            facts[name] = _sum(sum_, facts)
        if "wrong" in facts and "rest" not in source["set"]:
            facts["wrong"] = _nowhere(facts["wrong"], facts)
        base = report.changed()
        place = drop(base, source.get("drop", ()), source.get("near", ""))
        changed = base.changed()
        put(changed, template.substitute(facts), source.get("near", ""), source.get("part", ""), place)
        put(base, "", source.get("near", ""), source.get("part", ""), place)
        return Planted(changed, tuple(want.substitute(facts) for want in sought), base)

    return plant


def _holds(need: str, facts: Mapping[str, Any]) -> bool:
    name, sign, value = re.fullmatch(r"(\w+)([<>=])(\d+)", need).groups()  # type: ignore[union-attr]
    return _OPERATORS[sign](facts[name], int(value))


def _sum(written: str, facts: Mapping[str, Any]) -> int:
    name, sign, value = re.fullmatch(r"(\w+)([+-])(\d+)", written).groups()  # type: ignore[union-attr]
    return int(facts[name]) + (int(value) if sign == "+" else -int(value))


def _nowhere(wrong: int, facts: Mapping[str, Any]) -> int:
    """The next number that is none of the figures a reader might take it for."""
    while wrong in {facts[name] for name in _FIGURES}:
        wrong += 1
    return wrong


load()
