"""The kinds of rules: one file each, registered here by their names; their order is that of messages and lists."""

from __future__ import annotations

from typing import Any

from auditor.engine.kind import Kind
from auditor.engine.kinds.contents import citation, clause, deadline, history, parts, section, stale_year, statement
from auditor.engine.kinds.tables import breakdown, compare, count, figures, identity, table
from auditor.engine.kinds.wording import brackets, ordinals, other_body, pattern, repeated

KINDS: dict[str, Kind[Any]] = {
    module.KIND.name: module.KIND
    for module in (
        section,
        parts,
        table,
        identity,
        statement,
        clause,
        stale_year,
        citation,
        compare,
        count,
        breakdown,
        figures,
        history,
        pattern,
        deadline,
        repeated,
        ordinals,
        brackets,
        other_body,
    )
}
