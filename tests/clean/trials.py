"""Audits of clean and planted reports, on two processes: what was found, named, missed or wrongly accused."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from multiprocessing import get_context

from auditor.errors import UnreadableReport
from auditor.model.finding import Finding, Severity
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.clean.faults import kinds
from tests.clean.planting import Kind, Plant, Planted, mentions
from tests.clean.points import point_of
from tests.clean.report import CleanReport, report

WORKERS = 2
GRAVE = (Severity.ERROR, Severity.WARNING)
_START = get_context("spawn")
_CHUNK = 25
_TRIES = 150


@dataclass(frozen=True, slots=True)
class Alarm:
    """An error or warning on a clean report."""

    seed: int
    rule: str
    severity: str
    point: str
    message: str
    quote: str


class Outcome(Enum):
    """How an audit of something planted ended."""

    NAMED = "named"
    HINTED = "named by a hint only"
    MISSED = "missed"
    SILENT = "silent"
    ACCUSED = "accused"


@dataclass(frozen=True, slots=True)
class Trial:
    """One planting: its kind, whether it is a fault or a near-miss, which way of planting it, and what came of it."""

    kind: str
    fault: bool
    way: int
    seed: int
    outcome: Outcome
    said: str


@cache
def _auditor() -> Auditor:
    return Auditor()


def findings(written: CleanReport) -> tuple[Finding, ...]:
    """What the program finds in a report; nothing where it takes it for no report."""
    data, name = written.data()
    auditor = _auditor()
    try:
        found = auditor.recognise_document(read_bytes(data, name))
    except UnreadableReport:
        return ()
    return auditor.audit_report(found).verdict.findings


def alarms(seed: int) -> list[Alarm]:
    """The errors and warnings on the clean report of a seed."""
    written = report(seed)
    return [
        Alarm(seed, found.rule, found.severity, point_of(written, found), found.message, found.location.quote or "")
        for found in findings(written)
        if found.severity in GRAVE
    ]


def false_alarms(seeds: Sequence[int]) -> list[Alarm]:
    """All errors and warnings on these clean reports."""
    with ProcessPoolExecutor(WORKERS, _START) as workers:
        return [alarm for found in workers.map(alarms, seeds, chunksize=_CHUNK) for alarm in found]


def trials(first: int, each: int) -> list[Trial]:
    """Plant every kind of fault `each` times, and its near-misses as often, into reports from a seed on."""
    names = range(len(kinds()))
    with ProcessPoolExecutor(WORKERS, _START) as workers:
        found = workers.map(_kind, names, [first] * len(names), [each] * len(names), chunksize=1)
        return [trial for group in found for trial in group]


def _kind(number: int, first: int, each: int) -> list[Trial]:
    kind = kinds()[number]
    return [*_tried(kind, kind.faults, True, first, each), *_tried(kind, kind.traps, False, first, each)]


def _tried(kind: Kind, ways: Sequence[Plant], fault: bool, first: int, each: int) -> Iterator[Trial]:
    """Plantings in turn by every way, each into the next report that can hold it."""
    rng = random.Random(f"{kind.name}/{fault}/{first}")
    for turn in range(max(each, len(ways))):
        way = turn % len(ways)
        for seed in (first + rng.randrange(_TRIES) for _ in range(_TRIES)):
            planted = ways[way](_base(seed), rng)
            if planted is not None:
                yield Trial(kind.name, fault, way, seed, *(_named if fault else _accused)(planted, seed))
                break


def _named(planted: Planted, seed: int) -> tuple[Outcome, str]:
    """Whether a finding that was not there before mentions the fault; what was found instead, where none does."""
    new = _new(findings(planted.report), _known(seed))
    told = [found for found in new if mentions(planted.wants, _words(found))]
    if not told:
        return Outcome.MISSED, f"wanted {planted.wants}, got {[_words(found) for found in new]}"
    return (Outcome.NAMED if any(found.severity in GRAVE for found in told) else Outcome.HINTED), ""


def _accused(planted: Planted, seed: int) -> tuple[Outcome, str]:
    """Whether there is an error or warning that is not there without the near-miss."""
    known = _known(seed) | (_keys(findings(planted.base)) if planted.base else set())
    places = {(rule, quote) for rule, _, quote in known}
    new = _new(findings(planted.report), known)
    grave = [
        found for found in new if found.severity in GRAVE and (found.rule, found.location.quote or "-") not in places
    ]
    if grave:
        return Outcome.ACCUSED, "；".join(f"{found.rule} {_words(found)}" for found in grave)
    return Outcome.SILENT, ""


@lru_cache(maxsize=_TRIES)
def _base(seed: int) -> CleanReport:
    return report(seed)


@lru_cache(maxsize=_TRIES)
def _known(seed: int) -> frozenset[tuple[str, str, str]]:
    return frozenset(_keys(findings(_base(seed))))


def _keys(found: Sequence[Finding]) -> set[tuple[str, str, str]]:
    return {(each.rule, each.message, each.location.quote or "") for each in found}


def _new(found: Sequence[Finding], known: frozenset[tuple[str, str, str]] | set[tuple[str, str, str]]) -> list[Finding]:
    return [each for each in found if (each.rule, each.message, each.location.quote or "") not in known]


def _words(found: Finding) -> str:
    return f"{found.message}|{found.location.quote or ''}"
