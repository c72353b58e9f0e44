"""The kinds of rules: one module each, all registered here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.engine.context import CheckContext, CheckResult
from auditor.engine.kinds.contents import citation, clause, deadline, history, parts, section, stale_year, statement
from auditor.engine.kinds.tables import breakdown, compare, count, figures, identity, table
from auditor.engine.kinds.wording import brackets, ordinals, other_body, pattern, repeated

Check = Callable[[Any, CheckContext], CheckResult]


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
