"""Which rules cover which demand of the regulation and of the notices."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.ruleset.rule_set import RuleSet
from auditor.ruleset.schema.demands import Demand
from auditor.ruleset.schema.rules import Rule
from auditor.ruletools.handbook.facts import basis_text


@dataclass(frozen=True, slots=True)
class Covered:
    """A demand with its source in words and the rules that cover it; a demand of offices alone may not be `made` here."""

    demand: Demand
    basis: str
    rules: tuple[Rule, ...]
    made: bool = True

    @property
    def answer(self) -> str:
        """The ids of the rules, or the reason why there are none, in Chinese."""
        if self.rules:
            return "、".join(rule.id for rule in self.rules)
        if not self.made:
            return "没有规则：检查机关不作这项要求（office_demands = false）"
        return f"没有规则：{self.demand.beyond}" if self.demand.beyond else "没有规则"


def coverage(ruleset: RuleSet) -> tuple[Covered, ...]:
    """All demands in their order."""
    return tuple(
        Covered(
            demand,
            basis_text(demand.basis, ruleset),
            tuple(rule for rule in ruleset.rules if demand.id in rule.covers),
            ruleset.demands_made or ruleset.documents.documents[demand.basis.document].sure != "custom",
        )
        for demand in ruleset.demands
    )
