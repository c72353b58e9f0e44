"""How a rule ends that has nothing to tell: it passed, has nothing to do with the report, could not look, or broke."""

from __future__ import annotations

from auditor.engine.context import CannotCheckError, NotApplicableError
from auditor.model.finding import Outcome, RuleResult
from auditor.ruleset.binding.terms import TermError
from auditor.ruleset.schema.rules import Rule

OVERRUN = "规则用时过长，已中止；请把表达式写得更确切，少用互相嵌套的 * 和 +，或者拆成几条规则"


def passed(rule: Rule) -> RuleResult:
    """The result of a rule that looked and found nothing."""
    return RuleResult(rule.id, rule.title, Outcome.PASSED)


def stopped(rule: Rule, error: Exception) -> RuleResult:
    """The result of a rule whose look at the report ended in an exception, whatever it was: it must not stop the others."""
    match error:
        case CannotCheckError():
            outcome, reason = Outcome.CANNOT_CHECK, str(error)
        case NotApplicableError():
            outcome, reason = Outcome.NOT_APPLICABLE, str(error)
        case TermError():
            # A term that only another form knows: the rule is about that form. Terms no form knows do not load.
            outcome, reason = Outcome.NOT_APPLICABLE, ""
        case TimeoutError():
            outcome, reason = Outcome.RULE_ERROR, OVERRUN
        case _:
            outcome, reason = Outcome.RULE_ERROR, f"规则运行出错（{type(error).__name__}：{error}）"
    return RuleResult(rule.id, rule.title, outcome, reason, passing=isinstance(error, (TimeoutError, MemoryError)))
