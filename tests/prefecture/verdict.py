"""Compares what an audit finds in a prefecture with what is known to be wrong in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.model.finding import Audit, Finding, Severity
from tests.prefecture.truth import Planted, Truth


@dataclass(frozen=True, slots=True)
class Verdict:
    """Planted faults found, by rule; those missed and findings that nothing planted explains, with their files; files not read.

    Hints (提示) are not looked at: they are no findings of error or warning grade.
    """

    found: Counter[str]
    missed: tuple[tuple[str, Planted], ...]
    false_alarms: tuple[tuple[str, Finding], ...]
    unread: tuple[tuple[str, str], ...]

    def alarms_by_rule(self) -> Counter[str]:
        """How many findings of each rule nothing explains."""
        return Counter(finding.rule for _, finding in self.false_alarms)


def compare(truth: Truth, audits: Mapping[str, Audit]) -> Verdict:
    """How audits, by file as the truth names them, stand to the truth; a report without an audit counts as not read."""
    found: Counter[str] = Counter()
    missed, alarms, unread = [], [], []
    for known in truth.reports:
        audit = audits.get(known.file)
        if audit is None or audit.error:
            unread.append((known.file, audit.error or "" if audit else ""))
            continue
        grave = [finding for finding in audit.verdict.findings if finding.severity is not Severity.INFO]
        for fault in known.faults:
            hits = [finding for finding in grave if _reports(finding, fault)]
            if hits:
                found[hits[0].rule] += 1
            else:
                missed.append((known.file, fault))
        alarms += [(known.file, finding) for finding in grave if not any(_follows(finding, f) for f in known.faults)]
    return Verdict(found, tuple(missed), tuple(alarms), tuple(unread))


def _reports(finding: Finding, fault: Planted) -> bool:
    """Whether a finding is of a planted fault: one of its rules, in its place as far as both tell theirs."""
    at = finding.location
    places = (
        (at.section, fault.section),
        (at.table, fault.table),
        (at.row, fault.row),
        (at.column, fault.column),
    )
    return bool(set(finding.rules) & set(fault.rule)) and all(a == b for a, b in places if a and b)


def _follows(finding: Finding, fault: Planted) -> bool:
    """Whether a finding is of a planted fault or of what follows from it."""
    same = not fault.table or finding.location.table in (None, fault.table)
    return _reports(finding, fault) or (same and bool(set(finding.rules) & {*fault.rule, *fault.also}))
