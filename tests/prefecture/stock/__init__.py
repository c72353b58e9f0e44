"""The words reports are made of, and how they are put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_SLOT = re.compile(r"<(?:(\d+)-(\d+)|(\w+))>")


@cache
def load(name: str) -> Any:
    """What is in one of the YAML files beside this one."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def say(text: str, values: Mapping[str, object], words: Random, numbers: Random, topics: str) -> str:
    """A pattern with its slots filled: clauses drawn by `words`, figures by `numbers`, and none of the clauses twice.

    `topics` is the field of work whose matters are spoken of.
    """
    stock: Mapping[str, list[str]] = load("prose")
    used: set[str] = set()

    def fill(match: re.Match[str]) -> str:
        low, high, name = match.groups()
        if low:
            return str(numbers.randint(int(low), int(high)))
        if name in values:
            return str(values[name])
        choices = load("topics")[topics] if name == "topic" else stock[name]
        choice = words.choice([each for each in choices if each not in used])
        used.add(choice)
        return _SLOT.sub(fill, choice)

    return _SLOT.sub(fill, text)
