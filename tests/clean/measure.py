"""The measure of the rules: false alarms on clean reports, planted faults named, and near-misses that were accused.

    python -m tests.clean.measure [N] [--first SEED]

audits N clean reports (1,000 by default) and prints errors and warnings by rule and point of wording.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from auditor.model.finding import Finding, Severity
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.clean.points import point_of
from tests.clean.report import CleanReport, report

WORKERS = 2
_CHUNK = 25
GRAVE = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class Alarm:
    """An error or warning on a clean report."""

    seed: int
    rule: str
    severity: str
    point: str
    message: str
    quote: str


@cache
def _auditor() -> Auditor:
    return Auditor()


def findings(written: CleanReport) -> tuple[Finding, ...]:
    """What the program finds in a report; raises UnreadableReport where it takes it for none."""
    data, name = written.data()
    auditor = _auditor()
    return auditor.audit_report(auditor.recognise_document(read_bytes(data, name))).verdict.findings


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
    with ProcessPoolExecutor(WORKERS) as workers:
        return [alarm for found in workers.map(alarms, seeds, chunksize=_CHUNK) for alarm in found]


def show_alarms(found: Sequence[Alarm], count: int) -> None:
    """Print the alarms by rule and point, most frequent first, with one example each."""
    severities = Counter(alarm.severity for alarm in found)
    reports = len({alarm.seed for alarm in found})
    print(
        f"{count} clean reports: {severities['error']} errors, {severities['warning']} warnings, in {reports} reports"
    )
    groups: dict[tuple[str, str], list[Alarm]] = defaultdict(list)
    for alarm in found:
        groups[alarm.rule, alarm.point].append(alarm)
    for (rule, point), group in sorted(groups.items(), key=lambda item: -len(item[1])):
        first = group[0]
        print(
            f"{len(group):5} {first.severity:8} {rule:15} {point:24} seed {first.seed}: {first.message} «{first.quote}»"
        )


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    first = int(arguments[arguments.index("--first") + 1]) if "--first" in arguments else 0
    count = int(arguments[0]) if arguments and arguments[0].isdigit() else 1000
    show_alarms(false_alarms(range(first, first + count)), count)


if __name__ == "__main__":
    main(sys.argv[1:])
