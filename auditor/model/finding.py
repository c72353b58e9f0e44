"""What the engine returns: outcomes and findings, as data that knows no way of being shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from auditor.errors import Cause


class Severity(StrEnum):
    """How grave a finding is; the order of the members is the order of display."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


class Outcome(StrEnum):
    """The five ways a rule can end for a report."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_CHECK = "cannot_check"
    RULE_ERROR = "rule_error"


@dataclass(frozen=True, slots=True)
class Basis:
    """A document a rule stands on; `article` may be empty."""

    title: str
    number: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What lays down the form of reports from a year on, without an article."""

    since: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding lies; None where a part makes no sense. `start` and `end` count characters of the document's text.

    `page` counts from 1, `box` is left, top, right and bottom in points from the page's upper left corner. `scanned` is true
    where the text was recognised in a picture.
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
    """The office's decision to let a finding be, until the day `expires`."""

    reason: str
    approver: str
    expires: date


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, or one thing to look at, with place, quote, basis and what is to be done.

    An open finding with a `waiver` is one whose waiver has ended.
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
        """Its own rule and those whose findings were merged into it."""
        return (self.rule, *self.also)

    def identity(self) -> tuple[str, ...]:
        """What makes it the same finding in another run: rule, logical place and quote, no offsets."""
        at = self.location
        return (self.rule, at.section or "", at.table or "", at.row or "", at.column or "", at.quote or self.message)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """How one rule ended for one report; `reason` says why it could not look or broke.

    `passing` is true where it ran out of time or memory, so that another attempt may end otherwise.
    """

    rule: str
    name: str
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    passing: bool = False


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing a rule looked at: its name, what is to be said of it, and the report's own words."""

    what: str
    said: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """All rules' results, the findings in order of place, and apart from them those that are waived."""

    results: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...] = ()

    def counts(self) -> Mapping[Outcome, int]:
        """How many rules ended in each outcome; all five are always there."""
        return {outcome: sum(result.outcome is outcome for result in self.results) for outcome in Outcome}

    def unchecked(self) -> tuple[RuleResult, ...]:
        """The rules that could not look or broke, with their reasons."""
        return self.ended(Outcome.CANNOT_CHECK, Outcome.RULE_ERROR)

    def ended(self, *outcomes: Outcome) -> tuple[RuleResult, ...]:
        """The results of the rules that ended in one of these outcomes."""
        return tuple(result for result in self.results if result.outcome in outcomes)


def number_findings(findings: list[Finding], agency: str, year: int | None) -> list[Finding]:
    """Give every finding its stable id: a digest of agency, year and identity, counted where two are alike."""
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
    """The rule set as outputs name it: `off` are rules that were turned off, `settings` and `waivers` the files in force, if any."""

    packs: tuple[str, ...]
    count: int
    digest: str
    off: int = 0
    settings: str = ""
    waivers: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """One audited file; `error` is the reason where it could not be read, `cause` its kind, and then `report` facts are empty.

    `scanned` is true where some of its text was recognised in pictures. `missing` are the parts of the form that were not found:
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
        """Whether another attempt may end otherwise: something ran out of time or memory, or was changed in between."""
        return bool(self.cause and self.cause.passing) or any(result.passing for result in self.verdict.results)
