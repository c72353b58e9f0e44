"""Demands on a report (`rules/demands.yaml`); rules name the demands they cover."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import RuleFileError
from auditor.ruleset.schema.rules import BasisRef, NonEmptyText
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, check


class Demand(Strict):
    """One demand with its source; `beyond` explains why a report alone cannot show whether it is met."""

    id: NonEmptyText
    text: NonEmptyText
    basis: BasisRef
    beyond: NonEmptyText | None = None


class _DemandsFile(Strict):
    demands: tuple[Demand, ...]


def load_demands(path: Path) -> tuple[Demand, ...]:
    """Load the demands of a file, in its order; raises RuleFileError with all its mistakes."""
    source = load_yaml(path)
    file = check(_DemandsFile, source) if not source.mistakes else None
    seen: list[str] = []
    for place, demand in enumerate(file.demands if file else ()):
        if demand.id in seen:
            source.mistakes.append(source.mistake(("demands", place, "id"), f"要求“{demand.id}”写了两次"))
        seen.append(demand.id)
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return file.demands
