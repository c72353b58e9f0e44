"""Messages with named places, `{column}`; which names a kind knows is checked when its rules load."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([^{}]*)\}")


def placeholders(message: str) -> list[tuple[int, str]]:
    """The names in a message with the column (from 0) at which each stands."""
    return [(match.start(), match[1]) for match in _PLACE.finditer(message)]


def has_loose_brace(message: str) -> bool:
    """Whether a brace stands outside of every place, or is a full-width one: it would be printed as it is."""
    return any(brace in _PLACE.sub("", message) for brace in "{}｛｝")


def fill(message: str, values: Mapping[str, str]) -> str:
    """The message with its places filled; what a value itself contains is never read as a place."""
    return _PLACE.sub(lambda match: values.get(match[1], ""), message)
