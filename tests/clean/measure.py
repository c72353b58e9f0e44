"""The measure of the rules: false alarms on clean reports, planted faults named, and near-misses that were accused.

    python -m tests.clean.measure [N] [--first SEED] [--each PLANTINGS] [--missed]

audits N clean reports (1,000 by default), prints errors and warnings by rule and point of wording, then for every kind of fault
how many plantings were named and how many near-misses were accused; `--missed` shows an example of each that went wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.clean.trials import Alarm, Outcome, Trial, false_alarms, trials

# Reports that are planted into have other seeds than those that are tried as they are.
FIRST_PLANTED = 100_000


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


def show_trials(found: Sequence[Trial], missed: bool) -> None:
    """Print per kind how many faults were named (by hints only: in brackets) and how many near-misses accused."""
    groups: dict[str, list[Trial]] = defaultdict(list)
    for trial in found:
        groups[trial.kind].append(trial)
    print(f"\n{'kind':24} named  hint only  of | traps accused  of")
    for kind, group in groups.items():
        faults, traps = [trial for trial in group if trial.fault], [trial for trial in group if not trial.fault]
        named = Counter(trial.outcome for trial in faults)
        accused = sum(trial.outcome is Outcome.ACCUSED for trial in traps)
        known = named[Outcome.NAMED] + named[Outcome.HINTED]
        mark = "" if known >= 0.95 * len(faults) and not accused else " <"
        print(f"{kind:24} {known:5} {named[Outcome.HINTED]:10} {len(faults):3} | {accused:13} {len(traps):3}{mark}")
        if missed:
            _show_wrong(group)
    _show_sums(found)


def _show_wrong(group: Sequence[Trial]) -> None:
    shown = set()
    for trial in group:
        if trial.outcome in (Outcome.MISSED, Outcome.ACCUSED) and (trial.fault, trial.way) not in shown:
            shown.add((trial.fault, trial.way))
            print(f"      {'missed' if trial.fault else 'accused'}: {trial.way}, seed {trial.seed}: {trial.said}")


def _show_sums(found: Sequence[Trial]) -> None:
    faults = [trial for trial in found if trial.fault]
    traps = [trial for trial in found if not trial.fault]
    named = Counter(trial.outcome for trial in faults)
    known = named[Outcome.NAMED] + named[Outcome.HINTED]
    accused = sum(trial.outcome is Outcome.ACCUSED for trial in traps)
    kinds = len({trial.kind for trial in found})
    print(
        f"\n{kinds} kinds, {len(faults)} plantings: {known} named ({known / len(faults):.1%}), "
        f"{named[Outcome.HINTED]} of them by hints only; {len(traps)} near-misses: {accused} accused"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.clean.measure")
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--missed", action="store_true")
    chosen = parser.parse_args()
    if chosen.count:
        show_alarms(false_alarms(range(chosen.first, chosen.first + chosen.count)), chosen.count)
    if chosen.each:
        show_trials(trials(FIRST_PLANTED + chosen.first, chosen.each), chosen.missed)


if __name__ == "__main__":
    main()
