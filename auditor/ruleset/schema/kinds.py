"""All kinds of rules by the names that rule files use."""

from __future__ import annotations

from auditor.ruleset.schema.claims import BreakdownRule, CompareRule, CountRule, FiguresRule
from auditor.ruleset.schema.rules import (
    CitationRule,
    ClauseRule,
    DeadlineRule,
    HistoryRule,
    IdentityRule,
    PartsRule,
    PatternRule,
    Rule,
    SectionRule,
    StaleYearRule,
    StatementRule,
    TableRule,
)
from auditor.ruleset.schema.wording import BracketsRule, OrdinalsRule, OtherBodyRule, RepeatedRule

KINDS: dict[str, type[Rule]] = {
    "section": SectionRule,
    "parts": PartsRule,
    "table": TableRule,
    "identity": IdentityRule,
    "statement": StatementRule,
    "clause": ClauseRule,
    "stale_year": StaleYearRule,
    "citation": CitationRule,
    "compare": CompareRule,
    "count": CountRule,
    "breakdown": BreakdownRule,
    "figures": FiguresRule,
    "history": HistoryRule,
    "pattern": PatternRule,
    "deadline": DeadlineRule,
    "repeated": RepeatedRule,
    "ordinals": OrdinalsRule,
    "brackets": BracketsRule,
    "other_body": OtherBodyRule,
}
