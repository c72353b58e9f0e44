"""Stretches of a report's text that a run speaks of."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """A section of the form as found: its official numeral, its heading, and its stretch of the text with the heading."""

    numeral: str
    heading: str
    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence: the digest of its masked words, by which two are the same, how many characters these have, and its place."""

    key: str
    size: int
    start: int
    end: int
