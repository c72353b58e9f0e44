"""The kinds of rules: one module each, all registered here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.engine.bind import Bound, Looked
from auditor.engine.kinds import (
    breakdown,
    citation,
    clause,
    compare,
    deadline,
    history,
    identity,
    pattern,
    section,
    stale_year,
    statement,
    table,
)

Check = Callable[[Any, Bound], Looked]

CHECKS: dict[str, Check] = {
    "section": section.check,
    "table": table.check,
    "identity": identity.check,
    "statement": statement.check,
    "clause": clause.check,
    "stale_year": stale_year.check,
    "citation": citation.check,
    "compare": compare.check,
    "breakdown": breakdown.check,
    "history": history.check,
    "pattern": pattern.check,
    "deadline": deadline.check,
}
