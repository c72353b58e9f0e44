"""Planting: changes of a clean report that make a plain fault, or a near-miss of one, and the kinds they belong to."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.clean.pen import BREAK
from tests.clean.report import CleanReport

# Where a sentence goes if nothing of its own matter is in the report.
_FALLBACK = {"received": "req", "answered": "received", "remedy": "received", "decisions": "pro", "part": "pro"}


@dataclass(frozen=True, slots=True)
class Planted:
    """A report with something planted in it.

    A finding names the fault if its message or quote holds one of `wants`; `base` is the report without what had to make room.
    """

    report: CleanReport
    wants: tuple[str, ...] = ()
    base: CleanReport | None = None


Plant = Callable[[CleanReport, random.Random], "Planted | None"]


@dataclass(slots=True)
class Kind:
    """A kind of fault: ways to plant it, and near-misses that must stay silent; a way gives None where a report cannot hold it."""

    name: str
    faults: list[Plant] = field(default_factory=list)
    traps: list[Plant] = field(default_factory=list)


KINDS: dict[str, Kind] = {}


def fault(kind: str) -> Callable[[Plant], Plant]:
    """Register a way to plant a fault of a kind."""

    def register(plant: Plant) -> Plant:
        KINDS.setdefault(kind, Kind(kind)).faults.append(plant)
        return plant

    return register


def trap(kind: str) -> Callable[[Plant], Plant]:
    """Register a near-miss beside a kind."""

    def register(plant: Plant) -> Plant:
        KINDS.setdefault(kind, Kind(kind)).traps.append(plant)
        return plant

    return register


def drop(report: CleanReport, prefixes: Iterable[str], near: str = "") -> tuple[str, int] | None:
    """Take what was said for these points out of the report; the part and paragraph where that of `near`, or the first of it, stood."""
    found: list[tuple[bool, str, int]] = []
    for said in [said for said in report.said if any(said.point.startswith(prefix) for prefix in prefixes)]:
        for text in filter(None, said.text.split(BREAK)):
            for key, paragraphs in _lines(report):
                for number, paragraph in enumerate(paragraphs):
                    if text in paragraph:
                        paragraphs[number] = paragraph.replace(text, "", 1)
                        found.append((not said.point.startswith(near or "-"), key, number))
        report.said.remove(said)
    return min(found, key=lambda place: place[0])[1:] if found else None


def put(report: CleanReport, sentence: str, near: str, part: str, place: tuple[str, int] | None) -> None:
    """Add a sentence: where something was taken out, in a part, or behind what is said of a matter."""
    lines = dict(_lines(report))
    if part == "front":
        report.preamble[:0] = [sentence]
    elif place and (not part or place[0] == part):
        paragraphs = lines[place[0]]
        paragraphs[_closed(paragraphs, place[1])] += sentence
    elif part:
        _append(lines[part], sentence)
    else:
        paragraphs = lines["一"]
        paragraphs[_closed(paragraphs, _near(report, near, paragraphs))] += sentence
    tidy(report)


def tidy(report: CleanReport) -> None:
    """Break paragraphs where a wording says so and take out empty ones."""
    report.preamble[:] = _broken(report.preamble)
    for paragraphs in report.parts.values():
        paragraphs[:] = _broken(paragraphs)


def mentions(wants: Iterable[str], said: str) -> bool:
    """Whether one of these words is in a finding's words; a number only where it stands for itself."""
    for want in wants:
        before = r"(?<![\d.])" if want[:1].isdigit() else ""
        after = r"(?![\d])" if want[-1:].isdigit() else ""
        if re.search(before + re.escape(want) + after, said):
            return True
    return False


def _lines(report: CleanReport) -> list[tuple[str, list[str]]]:
    return [("preamble", report.preamble), *report.parts.items()]


def _append(paragraphs: list[str], sentence: str) -> None:
    if paragraphs:
        paragraphs[-1] += sentence
    else:
        paragraphs.append(sentence)


def _near(report: CleanReport, near: str, paragraphs: list[str]) -> int:
    while near:
        for said in report.said:
            if said.point.startswith(near):
                text = next(filter(None, said.text.split(BREAK)))
                for number, paragraph in enumerate(paragraphs):
                    if text in paragraph:
                        return number
        near = _FALLBACK.get(near, "")
    return len(paragraphs) - 1


def _closed(paragraphs: list[str], number: int) -> int:
    """The paragraph, or the one behind it that ends the list it announces, so that no sentence is taken for an item."""
    while number < len(paragraphs) - 1 and paragraphs[number].endswith(("：", "；", "、")):
        number += 1
    return number


def _broken(paragraphs: list[str]) -> list[str]:
    return [line for paragraph in paragraphs for line in paragraph.split(BREAK) if line.strip()]
