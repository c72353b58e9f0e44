"""What a kind of rule consists of; each kind is one file in `auditor/engine/kinds` that ends with its `Kind`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from auditor.engine.context import CheckContext, CheckResult, Hit
from auditor.model.finding import TraceStep
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Rule

R = TypeVar("R", bound=Rule)
SHOWN = 3  # quotes in one step of a trace


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A hit with its rule, the message for people, and the ids of other rules that report the same (`also`)."""

    rule: Any
    hit: Hit
    message: str
    also: tuple[str, ...] = ()


Merge = Callable[[Sequence[RuleHit], Sequence[Any], CheckContext], Iterable[RuleHit]]


def _nothing(*_: object) -> tuple[()]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind(Generic[R]):
    """One kind of rule, under the name that rule files use.

    `check` runs a rule over a report; it may raise CannotCheckError and NotApplicableError.
    `manual` is YAML in Chinese: title, about, use (when to choose the kind), keys, checks and values, as `Manual` reads it.
    `skeleton` is the rule file that `rules new` writes; its rule must load, and its examples must hold.
    `lint` reports what the model alone cannot find: names that do not exist, expressions that do not compile.
    `trace` shows what a rule looks at besides its texts and expressions.
    `look_up` raises TermError for the first name of the rule that a form does not have.
    `merge` joins the hits of all rules of the kind in one report; it also gets the rules of the kind that passed.
    `sure_in_scans` is for kinds that use only what text recognition is sure of: their severity stays what the rule says.
    """

    name: str
    model: type[R]
    check: Callable[[R, CheckContext], CheckResult]
    manual: str
    skeleton: str
    lint: Callable[[R, RuleLint], object] = _nothing
    trace: Callable[[R, CheckContext], Iterable[TraceStep]] = _nothing
    look_up: Callable[[R, Form], object] = _nothing
    merge: Merge | None = None
    sure_in_scans: bool = False
