"""Results of rules that end without findings: passed, not applicable, cannot check, or rule error."""

from __future__ import annotations

from auditor.engine.context import CannotCheckError, NotApplicableError
from auditor.model.finding import Outcome, RuleResult
from auditor.ruleset.binding.terms import TermError
from auditor.ruleset.schema.rules import Rule

OVERRUN = "规则用时过长，已中止；请把表达式写得更确切，少用互相嵌套的 * 和 +，或者拆成几条规则"


def passed(rule: Rule) -> RuleResult:
    """Return the result of a rule that checked the report and found nothing."""
    return RuleResult(rule.id, rule.title, Outcome.PASSED)


def stopped(rule: Rule, error: Exception) -> RuleResult:
    """Map any exception raised by a rule's check to a result, so that it does not stop the other rules."""
    match error:
        case CannotCheckError():
            outcome, reason = Outcome.CANNOT_CHECK, str(error)
        case NotApplicableError():
            outcome, reason = Outcome.NOT_APPLICABLE, str(error)
        case TermError():
            # The term exists only in another form, so the rule is about that form. Terms of no form are refused at load time.
            outcome, reason = Outcome.NOT_APPLICABLE, ""
        case TimeoutError():
            outcome, reason = Outcome.RULE_ERROR, OVERRUN
        case _:
            outcome, reason = Outcome.RULE_ERROR, f"规则运行出错（{type(error).__name__}：{error}）"
    return RuleResult(rule.id, rule.title, outcome, reason, passing=isinstance(error, (TimeoutError, MemoryError)))
