"""Prefilter of searches: literals without which a pattern cannot match, so that most texts need not be searched.

The literals are true of every match; for an expression that cannot be read there are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.ruleset.language.expressions import (
    Alternatives,
    Around,
    ExpressionNode,
    OneOf,
    Repeat,
    UnsureError,
    Written,
    read,
)

MOST = 24  # literals in one set: looking for more of them is no faster than searching
KEPT = 3  # sets of one expression: the rarest ones
LONG = 4  # characters from which on a longer literal counts as equally rare
# Literals in every report count as a single character.
COMMON = frozenset({"20", "公开", "信息公开", "政府信息公开", "政务公开", "政府信息", "报告"})

Literals = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """Facts about a piece: all it can match (`exact`), if that is little, and sets of which one literal each must occur as well."""

    exact: Literals | None
    needs: tuple[Literals, ...] = ()

    def certain(self) -> tuple[Literals, ...]:
        """All sets of which one literal must occur."""
        return (*self.needs, self.exact) if self.exact and "" not in self.exact else self.needs


_NOTHING = _Part(frozenset({""}))
_ANYTHING = _Part(None)


def needed(expression: str) -> tuple[tuple[str, ...], ...]:
    """Sets of literals: a text that the expression matches contains one literal of each set; empty where nothing is certain."""
    try:
        found = _part(read(expression)).certain()
    except (UnsureError, RecursionError):
        return ()
    best = sorted(map(_shortest, dict.fromkeys(found)), key=_telling, reverse=True)
    return tuple(tuple(sorted(literals, key=lambda literal: (len(literal), literal))) for literals in best[:KEPT])


def _telling(literals: Literals) -> tuple[int, int]:
    """Rank of a set by how rarely its literals occur: sets of long literals and small sets are rare."""
    return min(1 if one in COMMON else min(LONG, len(one)) for one in literals), -len(literals)


def _shortest(literals: Literals) -> Literals:
    """The set without literals that contain another literal of the set."""
    return frozenset(one for one in literals if not any(other in one for other in literals if other != one))


def _part(node: ExpressionNode) -> _Part:
    match node:
        case Written():
            return _Part(frozenset({node.text}))
        case OneOf():
            return _Part(node.members) if node.members and len(node.members) <= MOST else _ANYTHING
        case Around():
            return _NOTHING if node.without else _Part(_NOTHING.exact, _part(node.inside).certain())
        case Repeat():
            return _repeated(_part(node.piece), node.least, node.most)
        case Alternatives():
            return _either([_part(branch) for branch in node.branches])
        case _:
            return _joined([_part(piece) for piece in node.pieces])


def _repeated(part: _Part, least: int, most: int | None) -> _Part:
    if least:
        return part if least == most == 1 else _Part(None, part.certain())
    return _Part(part.exact | {""}) if most == 1 and part.exact is not None else _ANYTHING


def _joined(parts: Sequence[_Part]) -> _Part:
    """Pieces in sequence: pieces whose matches are all known are joined to runs, which the others separate."""
    run, whole = frozenset({""}), True
    needs: list[Literals] = []
    for part in parts:
        needs += part.needs
        if part.exact is not None and len(run) * len(part.exact) <= MOST:
            run = _after(run, part.exact)
        else:
            whole = False
            needs += _Part(run).certain()
            run = part.exact if part.exact is not None else frozenset({""})
    return _Part(run, tuple(needs)) if whole else _Part(None, (*needs, *_Part(run).certain()))


def _either(branches: Sequence[_Part]) -> _Part:
    exact = frozenset[str]().union(*(branch.exact or () for branch in branches))
    if all(branch.exact is not None for branch in branches) and len(exact) <= MOST:
        return _Part(exact)
    best = [max(certain, key=_telling) for branch in branches if (certain := branch.certain())]
    together = frozenset[str]().union(*best)
    return _Part(None, (together,)) if len(best) == len(branches) and len(together) <= MOST else _ANYTHING


def _after(run: Literals, exact: Iterable[str]) -> Literals:
    return frozenset(before + behind for before in run for behind in exact)
