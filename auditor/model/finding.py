"""Result of the engine: outcomes and findings, as data independent of any output format."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from auditor.errors import Cause


class Severity(StrEnum):
    """Severity of a finding; the order of the members is the order of display."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return the rank of the severity, 0 for the most severe."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    """Outcome of a rule for a report, one of five."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_CHECK = "cannot_check"
    RULE_ERROR = "rule_error"


@dataclass(frozen=True, slots=True)
class Basis:
    """Document that a rule is based on; `article` may be empty."""

    title: str
    number: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Notice that lays down the form of reports from the year `since` on, without an article."""

    since: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Location:
    """Place of a finding; None where a part does not apply. `start` and `end` count characters of the document's text.

    `page` counts from 1; `box` is left, top, right and bottom in points from the page's upper left corner. `scanned` is true
    where the text was recognised in an image.
    """

    section: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    quote: str | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    scanned: bool | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """Decision of the office to waive a finding until the day `expires`."""

    reason: str
    approver: str
    expires: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, or one thing to review, with its place, quote, basis and suggestion.

    An open finding with a `waiver` is one whose waiver has expired.
    """

    rule: str
    name: str
    category: str
    severity: Severity
    message: str
    location: Location
    basis: tuple[Basis, ...] = ()
    expected: str | None = None
    actual: str | None = None
    suggestion: str | None = None
    also: tuple[str, ...] = ()
    id: str = ""
    waiver: Waiver | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """Return its own rule and the rules whose findings were merged into it."""
        return (self.rule, *self.also)

    def identity(self) -> tuple[str, ...]:
        """Return what identifies the finding in another run: rule, logical place and quote, without offsets."""
        at = self.location
        return (self.rule, at.section or "", at.table or "", at.row or "", at.column or "", at.quote or self.message)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Outcome of one rule for one report; `reason` says why the rule could not check or failed.

    `passing` is true if the rule ran out of time or memory, in which case another attempt may end differently.
    """

    rule: str
    name: str
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    passing: bool = False


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing a rule looked at: its name, a description, and the report's own words."""

    what: str
    said: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Results of all rules, the findings in order of place, and separately the waived findings."""

    results: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...] = ()

    def counts(self) -> Mapping[Outcome, int]:
        """Count the rules per outcome; all five outcomes are always present."""
        return {outcome: sum(result.outcome is outcome for result in self.results) for outcome in Outcome}

    def unchecked(self) -> tuple[RuleResult, ...]:
        """Return the results of rules that could not check or failed, with their reasons."""
        return self.ended(Outcome.CANNOT_CHECK, Outcome.RULE_ERROR)

    def ended(self, *outcomes: Outcome) -> tuple[RuleResult, ...]:
        """Return the results of rules that ended in one of these outcomes."""
        return tuple(result for result in self.results if result.outcome in outcomes)


def number_findings(findings: list[Finding], agency: str, year: int | None) -> list[Finding]:
    """Give every finding its stable id: a digest of agency, year and identity, with a count for identical ones."""
    seen: dict[tuple[str, ...], int] = {}
    numbered = []
    for finding in findings:
        key = finding.identity()
        seen[key] = seen.get(key, 0) + 1
        text = "\x1f".join((agency, str(year), *key, str(seen[key])))
        numbered.append(replace(finding, id=hashlib.sha256(text.encode()).hexdigest()[:16]))
    return numbered


@dataclass(frozen=True, slots=True)
class RuleSetInfo:
    """Rule set as outputs name it.

    `off` counts the rules that were turned off; `settings` and `waivers` are the files in force, if any.
    """

    packs: tuple[str, ...]
    count: int
    digest: str
    off: int = 0
    settings: str = ""
    waivers: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """One audited file; if it could not be read, `error` is the reason, `cause` its kind, and the facts of the report are empty.

    `scanned` is true if some of its text was recognised in images. `missing` are the parts of the form that were not found:
    numerals of sections, keys of tables, and rows as «table/row».
    """

    path: str
    digest: str = ""
    format: str = ""
    title: str | None = None
    agency: str | None = None
    report_year: int | None = None
    form: str | None = None
    warnings: tuple[str, ...] = ()
    scanned: bool = False
    missing: tuple[str, ...] = ()
    error: str | None = None
    verdict: Verdict = field(default_factory=lambda: Verdict((), ()))
    cause: Cause | None = None

    @property
    def passing(self) -> bool:
        """Return whether another attempt may end differently: something ran out of time or memory, or changed meanwhile."""
        return bool(self.cause and self.cause.passing) or any(result.passing for result in self.verdict.results)
