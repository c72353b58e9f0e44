"""Decides whether a number in a sentence is only a part of what a table counts, from the numbers stated next to it."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.chinese.values import Number
from auditor.engine.counting.reader import CARRIED, PENDING, RESULTS, Statement

_APPLICATIONS = frozenset({"申请"})
_ANSWERED = frozenset({"答复"})
_WHOLE = frozenset({"收到", "办理", "答复"})


def is_part(said: Statement, beside: Sequence[Statement], values: Sequence[Number]) -> bool:
    """Return whether a number is smaller than one of the values and its sentence states the rest of it, or a smaller whole.

    `beside` are the statements of its sentence, in order, itself included.
    """
    if not 0 < said.value < max(values):
        return False
    told = [one for one in beside if not (one.every or one.none)]
    if said not in told:
        return False
    if said.part and said.verbs == _ANSWERED:
        return True  # «收到33件，其中办结31件»
    return _adds_up(said, told, values) or _contrasted(said, told) or _of_some(said, told)


def _adds_up(said: Statement, told: Sequence[Statement], values: Sequence[Number]) -> bool:
    """Return whether the number and its neighbours add up to one of the values: «按期答复28件、延期答复6件»."""
    place = told.index(said)
    first, last = place, place + 1
    while first and _goes_with(told[first - 1], said):
        first -= 1
    while last < len(told) and _goes_with(told[last], said):
        last += 1
    return any(
        sum(one.value for one in told[start:end]) in values
        for start in range(first, place + 1)
        for end in range(place + 1, last + 1)
        if end - start > 1
    )


def _goes_with(one: Statement, said: Statement) -> bool:
    alike = one.nouns == said.nouns and one.sorts == said.sorts
    return one.limited or (alike and (one.verbs == said.verbs or said.nouns != _APPLICATIONS))


def _contrasted(said: Statement, told: Sequence[Statement]) -> bool:
    """Return whether another number of the same kind is stated that is not of all: «当年申请答复31件，上年申请答复2件»."""
    return any(
        one.limited and one.value and one.nouns == said.nouns and one.verbs == said.verbs and one.sorts == said.sorts
        for one in told
    )


def _of_some(said: Statement, told: Sequence[Statement]) -> bool:
    """Return whether the number and the sorts stated before it cover only some applications: «企业6件，予以公开3件、部分公开1件»."""
    if said.nouns != _APPLICATIONS or not said.sorts:
        return False
    results = set(said.sorts) <= RESULTS
    taken = said.value
    before = told[: told.index(said)]
    for place in reversed(range(len(before))):
        one = before[place]
        told_results = RESULTS.intersection(one.sorts)
        if one.sorts and bool(told_results) == results and (not results or told_results == set(one.sorts)):
            taken += one.value
        elif told_results and len(told_results) < len(one.sorts):
            return True
        else:
            # In «新收5件，上年结转1件，其中予以公开4件» the last number is of both.
            carried = one.verbs & (CARRIED | PENDING) and not any(other.verbs & _WHOLE for other in before[:place])
            return taken <= one.value and bool(one.limited or one.sorts or carried)
    return False
