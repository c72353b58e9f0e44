"""Equations of a table that do not hold: they report a wrong cell, which texts must not be compared with."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.chinese.values import Number
from auditor.engine.applicability import applies
from auditor.engine.context import CannotCheckError, CheckContext, Hit, NotApplicableError
from auditor.engine.kinds.tables import identity
from auditor.ruleset.binding.terms import CellTerm, TermError, table_of


def would_fix(terms: Sequence[CellTerm], number: Number, said: Number, bound: CheckContext) -> bool:
    """Whether one of the cells is in an equation that fails, and would hold if the cells came to `said` instead of `number`."""
    broken = bound.once("broken sums", lambda: _broken(bound))
    if not broken:
        return False
    cells = {(term.table, row, term.column) for term in terms for row in term.rows}
    return any(
        hit.difference + operand.coefficient * (said - number) == 0
        for table, hit in broken
        for operand in hit.operands
        if (table, operand.row, operand.column) in cells
    )


def _broken(bound: CheckContext) -> list[tuple[str, Hit]]:
    """The equations of this year's tables that do not hold, each with its table."""
    found: list[tuple[str, Hit]] = []
    for rule in bound.ruleset.rules:
        if not isinstance(rule, identity.IdentityRule) or rule.parsed.relation != "=" or not applies(rule, bound):
            continue
        if any(operand.past for operand in rule.parsed.operands()):
            continue
        try:
            table = table_of(bound.form, rule.table).key
            found += [(table, hit) for hit in identity.check(rule, bound).hits]
        except (CannotCheckError, NotApplicableError, TermError):
            continue
    return found
