"""The kinds of bodies, told by the endings of their names (`rules/bodies.yaml`)."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import RuleFileError
from auditor.model.report import Body
from auditor.ruleset.checked import Strict, check
from auditor.ruleset.source import load_yaml


class _Kind(Strict):
    body: str
    ends: tuple[str, ...]


class _File(Strict):
    bodies: tuple[_Kind, ...]


def load_bodies(path: Path) -> tuple[tuple[Body, tuple[str, ...]], ...]:
    """Kinds with their endings, in the order of the file; raises RuleFileError."""
    source = load_yaml(path)
    file = check(_File, source) if not source.mistakes else None
    if file is not None:
        for place, kind in enumerate(file.bodies):
            if kind.body not in list(Body):
                allowed = "、".join(Body)
                source.mistakes.append(
                    source.mistake(("bodies", place, "body"), f"“{kind.body}”不是机关类别，只能是：{allowed}")
                )
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return tuple((Body(kind.body), kind.ends) for kind in file.bodies)
