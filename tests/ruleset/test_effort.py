"""How long a search can take: never less is told than trying every way takes, and endless expressions stay watched."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.ruleset.language.effort import steps
from auditor.ruleset.language.expressions import (
    Alternatives,
    Around,
    ExpressionNode,
    OneOf,
    Repeat,
    Sequence,
    Written,
    read,
)
from tests.profiles import examples
from tests.recognise.reports import auditor

PIECES = st.recursive(
    st.sampled_from(["甲", "乙", "甲乙", "[甲乙]", ".", "^", r"\d", "[^乙]"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda branches: f"(?:{'|'.join(branches)})"),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "{2}", "{0,2}", "{1,3}", "*", "+"])),
        st.builds("{}{}".format, st.sampled_from("甲乙."), st.sampled_from(["?", "*", "+", "{1,4}", "{2,}"])),
        st.builds("(?{}{})".format, st.sampled_from("=!"), inner),
    ),
    max_leaves=6,
)


class _Tries:
    """Goes every way in which an expression can match from one place, and counts the characters it looks at."""

    def __init__(self, text: str) -> None:
        self.text, self.count = text, 0

    def ends(self, node: ExpressionNode, at: int) -> Iterator[int]:
        """Where the piece may end, in all ways."""
        match node:
            case Written():
                yield from self._written(node.text, at)
            case OneOf():
                self.count += 1
                if at < len(self.text) and (node.members is None or self.text[at] in node.members):
                    yield at + 1
            case Around():
                if any(True for _ in self.ends(node.inside, at)) != node.without:
                    yield at
            case Repeat():
                yield from self._repeated(node, at, 0)
            case Alternatives():
                for branch in node.branches:
                    yield from self.ends(branch, at)
            case Sequence():
                yield from self._joined(node.pieces, at)

    def _written(self, text: str, at: int) -> Iterator[int]:
        for place, ch in enumerate(text, at):
            self.count += 1
            if self.text[place : place + 1] != ch:
                return
        yield at + len(text)

    def _repeated(self, node: Repeat, at: int, times: int) -> Iterator[int]:
        if node.most is None or times < node.most:
            for end in self.ends(node.piece, at):
                if end > at or times < node.least:  # an empty piece is not repeated without end
                    yield from self._repeated(node, end, times + 1)
        if times >= node.least:
            yield at

    def _joined(self, pieces: tuple[ExpressionNode, ...], at: int) -> Iterator[int]:
        if not pieces:
            yield at
            return
        for end in self.ends(pieces[0], at):
            yield from self._joined(pieces[1:], end)


@examples(3)
@given(PIECES, st.text("甲乙1", max_size=9))
def test_trying_every_way_takes_no_more_steps_than_told(expression: str, text: str) -> None:
    told = steps(expression, len(text))
    assume(told < 1e5)
    tries = _Tries(text)
    for _ in tries.ends(read(expression), 0):
        pass
    assert tries.count <= told


@pytest.mark.parametrize(
    "expression",
    ["(?:甲|甲甲)+乙", "(甲+)+乙", "(?:甲*){2,40}", r"(甲)\1", "(?i)甲", "(?:甲{e<=1})", "甲+甲+甲+甲+甲+甲+甲+乙"],
)
def test_what_may_run_wild_is_never_taken_for_short(expression: str) -> None:
    assert steps(expression, 1000) > 1e15


def test_longer_texts_take_more_steps_only_where_something_is_repeated_without_end() -> None:
    assert steps("甲[^。]{0,12}乙", 100) == steps("甲[^。]{0,12}乙", 5000)
    assert steps("甲[^。]*乙", 100) < steps("甲[^。]*乙", 5000) < math.inf


def test_most_confused_words_are_told_to_be_short() -> None:
    short = [steps(word.source, 1000) < 1e4 for _, word, _ in auditor().ruleset.confusions]
    assert sum(short) > 0.9 * len(short)
