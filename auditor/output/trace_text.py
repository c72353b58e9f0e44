"""Text about single rules on one report: what each looked at, how it ended and what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.model.finding import Audit, RuleResult, TraceStep
from auditor.model.report import Report
from auditor.output.text import finding_text, head
from auditor.presentation.terminal_text import clean, wrap
from auditor.presentation.vocabulary import BODIES, LEVELS, OUTCOMES, quotation


@dataclass(frozen=True, slots=True)
class Tried:
    """Result of a rule with what the rule looked at; `whom` says which reports it is for."""

    result: RuleResult
    whom: str
    seen: Sequence[TraceStep]


def tried_text(report: Report, audit: Audit, tried: Sequence[Tried], columns: int = 80) -> str:
    """Return the report's head, then a block for each rule."""
    levels = "或".join(shown for level, shown in LEVELS.items() if level in report.levels) or "看不出层级"
    whose = wrap(f"{BODIES[report.body]}，{levels}", columns, "机关：")
    blocks = ["\n".join([*head(audit, columns), whose]), *("\n".join(_rule(one, audit, columns)) for one in tried)]
    return "\n\n".join(blocks) + "\n"


def _rule(tried: Tried, audit: Audit, columns: int) -> Iterator[str]:
    result = tried.result
    yield wrap(clean(result.name), columns, f"{result.rule}  ")
    reason = f"：{clean(result.reason)}" if result.reason else ""
    yield wrap(f"{OUTCOMES[result.outcome]}{reason}", columns, "  结果：")
    yield wrap(clean(tried.whom), columns, "  用于：")
    for one in tried.seen:
        yield wrap(clean(one.said), columns, f"  {clean(one.what)}：")
        yield from (wrap(quotation(quote), columns, "    - ") for quote in one.quotes)
    told = [finding for finding in audit.verdict.findings if result.rule in finding.rules]
    for number, finding in enumerate(told, 1):
        yield from finding_text(finding, number, columns)
