"""Trace of a rule: what it looks at in a report, and what its expressions find there, for the authors of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.engine.context import CannotCheckError, CheckContext, sentence
from auditor.engine.kind import SHOWN, Kind
from auditor.model.finding import TraceStep
from auditor.ruleset.language.patterns import Budget, Pattern
from auditor.ruleset.schema.rules import SCOPES, WHOLE, Rule, TextRule


def seen(rule: Rule, bound: CheckContext, kinds: Mapping[str, Kind[Any]]) -> Iterator[TraceStep]:
    """Show what a rule looks at, in the order in which it does; what it decides is not shown."""
    within = rule.within if isinstance(rule, TextRule) else None
    yield from _texts(within or (), bound)
    with Budget():
        for name, pattern in rule.expressions():
            yield _found(name, pattern, (WHOLE,) if within is None else within, bound)
    yield from kinds[rule.kind].trace(rule, bound)


def _texts(within: tuple[str, ...], bound: CheckContext) -> Iterator[TraceStep]:
    for name in within:
        label = name if name in SCOPES else f"第{name}部分"
        try:
            (text,) = bound.scopes((name,))
        except CannotCheckError as reason:
            yield TraceStep(label, str(reason))
        else:
            yield TraceStep(label, f"{len(text.text)} 字" if text.text else "没有文字")


def _found(name: str, pattern: Pattern, within: tuple[str, ...], bound: CheckContext) -> TraceStep:
    """How often an expression matches, and the sentences of its first matches."""
    quotes: dict[str, None] = {}
    count = 0
    try:
        for text in bound.scopes(within):
            for match in pattern.finditer(text.text):
                count += 1
                if len(quotes) < SHOWN:
                    quotes[bound.place(text, *sentence(text.text, match.start())).quote or ""] = None
    except CannotCheckError:
        return TraceStep(name, "没有可找的文字")
    except TimeoutError:
        return TraceStep(name, "用时过长，没有找完")
    return TraceStep(name, f"找到 {count} 处" if count else "没有找到", tuple(quotes))
