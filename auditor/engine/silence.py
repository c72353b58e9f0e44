"""The rules to which a report gives nothing to look at: it lacks the words they begin with, so they end without a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.engine.audience import applies, audience
from auditor.engine.bind import Bound, on_one_line
from auditor.engine.ending import passed, stopped
from auditor.engine.kinds import BEGINS, Begin
from auditor.model.finding import RuleResult
from auditor.model.report import Report
from auditor.ruleset.index import Index
from auditor.ruleset.load import RuleSet
from auditor.ruleset.patterns import Pattern
from auditor.ruleset.rules import Rule, TextRule


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules for the same reports about the same sections, by one of them, and how each of them ends."""

    rule: TextRule
    endings: list[RuleResult]


class Silence:
    """Tells the results of the rules whose first patterns cannot match; built once, it holds no state of any report."""

    def __init__(self, ruleset: RuleSet) -> None:
        first: dict[str, Sequence[Pattern]] = {}
        self._groups: dict[object, _Group] = {}
        for rule in ruleset.rules:
            begin = BEGINS.get(rule.kind)
            # A rule that requires another one ends as that one lets it.
            if begin and isinstance(rule, TextRule) and not rule.requires:
                patterns = begin.patterns(rule, ruleset)
                if patterns:
                    first[rule.id] = patterns
                    group = self._groups.setdefault((audience(rule), rule.within, rule.signs), _Group(rule, []))
                    group.endings.append(_ending(rule, begin))
        self._index = Index(first)

    def possible(self, report: Report) -> dict[str, list[int]]:
        """By the rule's id which of the patterns it begins with may match in the report; those of other rules cannot."""
        # A title in several lines is searched as one.
        title = "\n" + on_one_line(report.title).text if report.title and "\n" in report.title.text else ""
        return self._index.possible(report.prose.text + title)

    def results(self, bound: Bound, possible: Mapping[str, Sequence[int]]) -> dict[str, RuleResult]:
        """By the rule's id, what it would say if it looked, where none of its patterns is `possible`.

        Only rules that surely are for the report, and whose sections were found, are told here; others say why they are not.
        """
        groups = [group for group in self._groups.values() if _can_look(group.rule, bound)]
        return {ending.rule: ending for group in groups for ending in group.endings if ending.rule not in possible}


def _can_look(rule: TextRule, bound: Bound) -> bool:
    try:
        looks = not (rule.signs and bound.report.document.scanned)
        return looks and (rule.for_all or applies(rule, bound)) and bool(bound.scopes(rule.within))
    except Exception:  # noqa: BLE001  whatever it is, the rule itself will tell it
        return False


def _ending(rule: Rule, begin: Begin) -> RuleResult:
    """What the kind says where none of the patterns matches."""
    try:
        begin.nothing(rule)
    except Exception as error:  # noqa: BLE001  a reason, which becomes the result
        return stopped(rule, error)
    return passed(rule)
