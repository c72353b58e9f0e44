"""The kinds of rules: one module each, all registered here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.engine.bind import Bound, Looked
from auditor.engine.kinds import (
    brackets,
    breakdown,
    citation,
    clause,
    compare,
    count,
    deadline,
    figures,
    history,
    identity,
    ordinals,
    other_body,
    parts,
    pattern,
    repeated,
    section,
    stale_year,
    statement,
    table,
)
from auditor.ruleset.load import RuleSet
from auditor.ruleset.patterns import Pattern
from auditor.ruleset.rules import TextRule

Check = Callable[[Any, Bound], Looked]


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a kind that searches begins: the patterns of which one must match in a rule's texts for it to see anything.

    `nothing` ends the look where none does, as `check` would. A rule without such patterns always looks.
    """

    patterns: Callable[[Any, RuleSet], Sequence[Pattern]]
    nothing: Callable[[Any], Looked]


def _nothing(rule: TextRule) -> Looked:
    return Looked()


CHECKS: dict[str, Check] = {
    "section": section.check,
    "parts": parts.check,
    "table": table.check,
    "identity": identity.check,
    "statement": statement.check,
    "clause": clause.check,
    "stale_year": stale_year.check,
    "citation": citation.check,
    "compare": compare.check,
    "count": count.check,
    "breakdown": breakdown.check,
    "figures": figures.check,
    "history": history.check,
    "pattern": pattern.check,
    "deadline": deadline.check,
    "repeated": repeated.check,
    "ordinals": ordinals.check,
    "brackets": brackets.check,
    "other_body": other_body.check,
}

BEGINS: dict[str, Begin] = {
    "statement": Begin(statement.first, statement.nothing),
    "clause": Begin(clause.first, clause.nothing),
    "stale_year": Begin(stale_year.first, _nothing),
    "compare": Begin(compare.first, _nothing),
    "count": Begin(count.first, _nothing),
    "breakdown": Begin(breakdown.first, _nothing),
    "figures": Begin(figures.first, _nothing),
    "pattern": Begin(pattern.first, _nothing),
}
