"""Runs the rules over one report: which apply, which must pass first, and what happens when a rule breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from auditor.engine.applicability import applies
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind, RuleHit
from auditor.engine.kinds import KINDS
from auditor.engine.outcomes import passed, stopped
from auditor.engine.previous import PreviousReports
from auditor.engine.timing import TimedCheck, Timings
from auditor.model.finding import Basis, Finding, Location, Outcome, RuleResult, Severity, Verdict, number_findings
from auditor.model.report import Report
from auditor.ruleset.language.fragments import fill
from auditor.ruleset.language.patterns import Budget
from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.rules import Rule

REASONS = 3
SIGNS = "从图片识别的文字里，括号、引号等符号可能认错，不作核对，请看原件"


class RuleEngine:
    """Runs one rule set over reports, one report at a time; it holds no state of any of them."""

    def __init__(self, ruleset: RuleSet, kinds: Mapping[str, Kind[Any]] = KINDS) -> None:
        self._ruleset = ruleset
        self._kinds = kinds
        self._rules = {rule.id: rule for rule in ruleset.rules}
        self._passed = {rule.id: passed(rule) for rule in ruleset.rules}
        self._order = {rule.id: number for number, rule in enumerate(ruleset.rules)}
        self.timings: Timings | None = None

    def run(self, report: Report, before: PreviousReports | None = None) -> Verdict:
        """The verdict on a report: a result for every rule, and the findings in the order of the report.

        `before` are the reports of earlier years, if there are any to compare with.
        """
        check = self.timings.timed(self._check) if self.timings else None
        with Budget() as budget:
            bound = CheckContext(report, self._ruleset, before)
            run = _EngineRun(bound, self._kinds, self._rules, self._passed, check, budget)
            for rule in self._ruleset.rules:
                if rule.id not in run.done:
                    run.look(rule)
        findings = run.findings()
        findings.sort(key=lambda f: (f.location.start is None, f.location.start or 0, self._order[f.rule]))
        numbered = number_findings(findings, report.agency, report.report_year)
        by_rule: dict[str, list[Finding]] = {}
        for finding in numbered:
            by_rule.setdefault(finding.rule, []).append(finding)
        for name, own in by_rule.items():
            ended = run.done[name]
            run.done[name] = RuleResult(name, ended.name, ended.outcome, ended.reason, tuple(own), ended.passing)
        return Verdict(tuple(map(run.done.__getitem__, self._order)), tuple(numbered))

    def _check(self, rule: Rule, bound: CheckContext) -> CheckResult:
        return self._kinds[rule.kind].check(rule, bound)


@dataclass(slots=True)
class _EngineRun:
    bound: CheckContext
    kinds: Mapping[str, Kind[Any]]
    rules: dict[str, Rule]
    passed: dict[str, RuleResult]
    check: TimedCheck | None
    budget: Budget
    done: dict[str, RuleResult] = field(default_factory=dict)
    hits: list[tuple[Rule, Hit]] = field(default_factory=list)

    def result(self, rule: Rule) -> RuleResult:
        """The result of a rule that another one requires."""
        return self.done.get(rule.id) or self.look(rule)

    def look(self, rule: Rule) -> RuleResult:
        """Run a rule, after the rules it requires, and keep its result."""
        found = self.done[rule.id] = self._run(rule)
        return found

    def _run(self, rule: Rule) -> RuleResult:
        try:
            if not (rule.for_all or applies(rule, self.bound)):
                return RuleResult(rule.id, rule.title, Outcome.NOT_APPLICABLE)
            for needed in rule.requires:
                if self.result(self.rules[needed]).outcome is not Outcome.PASSED:
                    raise CannotCheckError(f"要先符合“{self.rules[needed].title}”")
            self.budget.renew()
            looked = (self.check or self.kinds[rule.kind].check)(rule, self.bound)
            if rule.signs and self.bound.report.document.scanned:
                looked = _without_recognised(looked, self.bound)
        except Exception as error:  # noqa: BLE001  one broken rule must not stop the others
            return stopped(rule, error)
        if not looked.hits and not looked.unable:
            return self.passed[rule.id]
        self.hits += [(rule, hit) for hit in looked.hits]
        why = "；".join(list(dict.fromkeys(looked.unable))[:REASONS])
        return RuleResult(rule.id, rule.title, Outcome.FAILED if looked.hits else Outcome.CANNOT_CHECK, why)

    def findings(self) -> list[Finding]:
        """All hits as findings; a kind may join hits of its rules that report the same."""
        of_kind: dict[str, list[RuleHit]] = {}
        for rule, hit in self.hits:
            of_kind.setdefault(rule.kind, []).append(RuleHit(rule, hit, fill(rule.message, self._values(hit))))
        return [self._finding(one) for name, hits in of_kind.items() for one in self._merged(name, hits)]

    def _merged(self, name: str, hits: list[RuleHit]) -> Iterable[RuleHit]:
        """The hits of one kind, joined where the kind does so."""
        merge = self.kinds[name].merge
        if merge is None:
            return hits
        own = (rule for rule in self.rules.values() if rule.kind == name)
        passed = [rule for rule in own if self.done[rule.id].outcome is Outcome.PASSED]
        return merge(hits, passed, self.bound)

    def _finding(self, one: RuleHit) -> Finding:
        rule, hit = one.rule, one.hit
        location = self._placed(_tidy(hit.location))
        return Finding(
            rule=rule.id,
            name=rule.title,
            category=rule.category,
            severity=self._severity(rule, location),
            message=one.message,
            location=location,
            basis=tuple(self._basis(rule)),
            expected=hit.expected,
            actual=hit.actual,
            suggestion=fill(rule.suggestion, self._values(hit)),
            also=one.also,
        )

    def _severity(self, rule: Rule, location: Location) -> Severity:
        """The rule's severity; a hint where the words were recognised in a picture, because a character may be misread.

        Kinds that use only what is sure, such as figures read twice, keep their severity.
        """
        doubtful = location.scanned and not self.kinds[rule.kind].sure_in_scans
        return Severity.INFO if doubtful else Severity(rule.severity)

    def _placed(self, location: Location) -> Location:
        document = self.bound.report.document
        if location.start is None:
            table = self.bound.report.tables.get(location.table or "")
            recognised = table is not None and table.found and document.has_scanned(table.start, table.end)
            return replace(location, scanned=True) if recognised or document.is_mostly_scanned else location
        scanned = location.scanned or document.is_scanned(location.start) or None
        place = document.place_at(location.start)
        if place is None:
            return replace(location, scanned=scanned) if scanned else location
        return replace(location, page=place.page, box=place.box, scanned=scanned)

    def _basis(self, rule: Rule) -> list[Basis]:
        found = []
        for reference in rule.basis:
            document = self.bound.in_force(reference.document)
            # The article is of the document that the rule names: its successor may number articles differently.
            known = document.id == reference.document or reference.article in document.articles
            article = reference.article if known else ""
            found.append(Basis(document.title, document.number, article))
        return found

    def _values(self, hit: Hit) -> dict[str, str]:
        year, due = self.bound.report.report_year, self.bound.due
        common = {"agency": self.bound.report.agency, "quote": (hit.location.quote or "").strip()}
        common |= {"form": due.called, "notice": due.number}
        if year is not None:
            common |= {"year": str(year), "next_year": str(year + 1), "previous_year": str(year - 1)}
        return common | dict(hit.values)


def _without_recognised(looked: CheckResult, bound: CheckContext) -> CheckResult:
    """The hits of a rule about signs outside of recognised text, and why the rest was not checked."""
    document = bound.report.document
    hits = [h for h in looked.hits if h.location.start is not None and not document.is_scanned(h.location.start)]
    return CheckResult(hits, [*looked.unable, SIGNS])


def _tidy(location: Location) -> Location:
    """The location without blanks around its quote."""
    quote, start = location.quote, location.start
    if not quote or start is None or quote == quote.strip():
        return location
    lead = len(quote) - len(quote.lstrip())
    text = quote.strip()
    return replace(location, quote=text, start=start + lead, end=start + lead + len(text))
