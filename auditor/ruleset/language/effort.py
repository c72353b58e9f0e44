"""Upper bound of the time of a search, computed from the expression: a search that surely ends at once needs no timeout.

A search by backtracking tries, from each offset of the text, every way in which the pieces can match. Each piece has a number of
ways to match from one offset, and a number of steps to go through all of them.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

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

# The tokens of `written_out`: a repetition, a bracket, a character, or a set of characters.
_TOKEN = re.compile(
    r"\{(?P<least>[0-9]+)(?:,[0-9]*)?\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.",
    re.DOTALL,
)
_DIGITS = 12  # of a number of repetitions: more count as endless
_GROUPS = 12  # repetitions of a group up to which the steps are computed


class _Effort(NamedTuple):
    ways: float
    steps: float


_ENDLESS = _Effort(math.inf, math.inf)


def steps(expression: str, longest: int) -> float:
    """The most steps of a search from one offset of a text of up to `longest` characters; infinite where that is not known."""
    try:
        # A piece is tried once more after the last character.
        return _effort(read(expression), longest + 1).steps
    except (UnsureError, RecursionError):
        return math.inf


def written_out(expression: str) -> int:
    """The number of characters and sets in an expression with every piece repeated as often as it must occur at least.

    The compiler expands an expression to this size, so the number is computed from the text, before anybody compiles it.
    """
    open_, last = [0], 0
    for token in _TOKEN.finditer(expression):
        if token["least"]:
            grown = last * max(1, int(token["least"][:_DIGITS]))
            open_[-1] += grown - last
            last = grown
        elif token[0] == "(":
            open_.append(0)
            last = 0
        elif token[0] == ")" and len(open_) > 1:
            last = open_.pop() + 1
            open_[-1] += last
        else:
            open_[-1] += 1
            last = 1
    return sum(open_)


def _effort(node: ExpressionNode, longest: int) -> _Effort:
    """Compute ways and steps; `longest` is how often a piece may be tried in a row."""
    match node:
        case Written():
            return _Effort(1, len(node.text))
        case OneOf():
            return _Effort(1, 1)
        case Around():
            return _Effort(1, 1 + _effort(node.inside, longest).steps)
        case Repeat():
            return _repeated(node, longest)
        case Alternatives():
            branches = [_effort(branch, longest) for branch in node.branches]
            return _Effort(sum(branch.ways for branch in branches), sum(branch.steps for branch in branches))
        case _:
            whole = _Effort(1, 1)
            for piece in node.pieces:
                whole = _behind(whole, _effort(piece, longest))
            return whole


def _behind(whole: _Effort, piece: _Effort) -> _Effort:
    """A piece after others: it is tried once for each way in which those match."""
    return _Effort(whole.ways * piece.ways, whole.steps + whole.ways * piece.steps)


def _repeated(node: Repeat, longest: int) -> _Effort:
    most = longest if node.most is None else min(node.most, longest)
    if isinstance(node.piece, OneOf) or (isinstance(node.piece, Written) and len(node.piece.text) == 1):
        return _Effort(max(1, most - node.least + 1), 1 + most)
    if most > _GROUPS:
        return _ENDLESS
    once, run = _effort(node.piece, longest), _Effort(1, 1)
    ways = float(not node.least)
    for times in range(1, most + 1):
        run = _behind(run, once)
        ways += run.ways * (times >= node.least)
    return _Effort(max(1, ways), run.steps)
