"""Words in the names of bodies that show their kind and level (`rules/bodies.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from auditor.errors import RuleFileError
from auditor.model.report import Body, Level
from auditor.resources import rules_folder
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, check


class _BodyKindEntry(Strict):
    body: str
    ends: tuple[str, ...]
    holds: tuple[str, ...] = ()


class _DivisionEntry(Strict):
    level: str
    names: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


class _ShortNameEntry(Strict):
    short: str
    names: tuple[str, ...]


class _BodiesFile(Strict):
    bodies: tuple[_BodyKindEntry, ...]
    divisions: tuple[_DivisionEntry, ...]
    no_divisions: tuple[str, ...]
    superiors: tuple[str, ...]
    own_offices: tuple[str, ...]
    tasks: tuple[str, ...]
    levels: tuple[str, ...]
    cut_tasks: tuple[str, ...]
    short_names: tuple[_ShortNameEntry, ...]


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body, known from the ending of a name or from words anywhere in it."""

    body: Body
    ends: tuple[str, ...]
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Division:
    """Administrative divisions of one level: whole names, and endings of names."""

    level: Level
    names: tuple[str, ...]
    ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShortName:
    """The short form of a task in names, and the longer ones that mean the same."""

    short: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyNames:
    """Kinds, of which the first that matches decides; divisions from the highest level down; short forms of tasks.

    `no_divisions` are words that end like a division but are none; `superiors` may be named before the division of an agency;
    `own_offices` are names of a government's own offices. Names that begin with `tasks` look like a level but state none, except
    those of `levels`; `cut_tasks` are tasks after a city that share its «市».
    """

    kinds: tuple[BodyKind, ...]
    divisions: tuple[Division, ...]
    no_divisions: tuple[str, ...]
    superiors: tuple[str, ...]
    own_offices: tuple[str, ...]
    tasks: tuple[str, ...]
    levels: tuple[str, ...]
    cut_tasks: tuple[str, ...]
    short_names: tuple[ShortName, ...]


@cache
def load_bodies() -> BodyNames:
    """Load the names in `rules/bodies.yaml`; raises RuleFileError."""
    source = load_yaml(rules_folder() / "bodies.yaml")
    file = check(_BodiesFile, source) if not source.mistakes else None
    if file is not None:
        for place, kind in enumerate(file.bodies):
            if kind.body not in list(Body):
                said = f"“{kind.body}”不是机关类别，只能是：{'、'.join(Body)}"
                source.mistakes.append(source.mistake(("bodies", place, "body"), said))
        for place, division in enumerate(file.divisions):
            if division.level not in list(Level):
                said = f"“{division.level}”不是行政层级，只能是：{'、'.join(Level)}"
                source.mistakes.append(source.mistake(("divisions", place, "level"), said))
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return BodyNames(
        tuple(BodyKind(Body(kind.body), kind.ends, kind.holds) for kind in file.bodies),
        tuple(Division(Level(one.level), one.names, one.ends) for one in file.divisions),
        file.no_divisions,
        file.superiors,
        file.own_offices,
        file.tasks,
        file.levels,
        file.cut_tasks,
        tuple(ShortName(one.short, one.names) for one in file.short_names),
    )
