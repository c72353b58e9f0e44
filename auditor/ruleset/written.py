"""Places inside a rule as its author wrote it, for mistakes that show only when the rule has been run."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import Mistake
from auditor.ruleset.rules import Rule
from auditor.ruleset.source import Path_, load_yaml


def mistake_in(rule: Rule, where: Path_, message: str) -> Mistake:
    """A mistake at a place inside the rule, such as `("examples", "fail", 0)`, or at the nearest place above it."""
    source = load_yaml(Path(rule.source.path))
    written = source.data["rules"]
    number = next(place for place, item in enumerate(written) if isinstance(item, dict) and item.get("id") == rule.id)
    return source.mistake(("rules", number, *where), message)
