"""The rules to which a report gives nothing to look at: it lacks the words they begin with, so they end without a search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from auditor.engine.bind import Bound
from auditor.engine.ending import passed, stopped
from auditor.engine.kinds import BEGINS, Begin
from auditor.model.finding import RuleResult
from auditor.ruleset.index import Index
from auditor.ruleset.load import RuleSet
from auditor.ruleset.patterns import Pattern
from auditor.ruleset.rules import Rule, TextRule


class Silence:
    """Tells the results of the rules whose first patterns cannot match; built once, it holds no state of any report."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._patterns: dict[str, Sequence[Pattern]] = {}
        self._endings: dict[tuple[str, ...], list[RuleResult]] = {}
        for rule in ruleset.rules:
            begin = BEGINS.get(rule.kind)
            if begin and isinstance(rule, TextRule) and (patterns := begin.patterns(rule, ruleset)):
                self._patterns[rule.id] = patterns
                self._endings.setdefault(rule.within, []).append(_ending(rule, begin))

    @cached_property
    def _index(self) -> Index:
        """Made for the first report: to read all expressions takes a while."""
        return Index(self._patterns)

    def results(self, bound: Bound) -> dict[str, RuleResult]:
        """By the rule's id, what it would say if it looked; rules whose sections were not found are not told here."""
        possible = self._index.possible(bound.report.prose.text)
        return {
            ending.rule: ending
            for within, endings in self._endings.items()
            if bound.texts(within)
            for ending in endings
            if ending.rule not in possible
        }


def _ending(rule: Rule, begin: Begin) -> RuleResult:
    """What the kind says where none of the patterns matches."""
    try:
        begin.nothing(rule)
    except Exception as error:  # noqa: BLE001  a reason, which becomes the result
        return stopped(rule, error)
    return passed(rule)
