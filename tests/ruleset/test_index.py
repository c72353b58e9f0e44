"""The index of literals: an owner it leaves out has no pattern that matches, in the text or in some of its lines."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.ruleset.index import Index
from auditor.ruleset.patterns import Pattern, PatternError
from tests.ruleset.test_literals import Made, expressions, text_pieces


def _patterns(made: list[Made]) -> list[Pattern]:
    found = []
    for expression, _ in made:
        try:
            found.append(Pattern(expression))
        except PatternError:
            continue
    return found


def _matches(pattern: Pattern, text: str) -> bool:
    try:
        return regex.search(pattern.source, text, timeout=1) is not None
    except TimeoutError:
        return False


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(expressions, max_size=3), max_size=5), st.lists(text_pieces, max_size=5), st.data())
def test_whoever_is_left_out_has_no_match(owned: list[list[Made]], pieces: list[str], data: st.DataObject) -> None:
    samples = [sample for made in owned for _, sample in made]
    lines = data.draw(st.permutations(pieces + samples))
    kept = "\n".join(line for line in lines if data.draw(st.booleans()))
    owners = {str(number): _patterns(made) for number, made in enumerate(owned)}
    possible = Index(owners).possible("\n".join(lines))
    for owner, patterns in owners.items():
        left_out = [pattern for place, pattern in enumerate(patterns) if place not in possible.get(owner, ())]
        assert not any(_matches(pattern, text) for pattern in left_out for text in (*lines, "\n".join(lines), kept))


@pytest.mark.parametrize(
    ("expression", "text", "possible"),
    [
        ("网站公开", "网络公开网页站点", False),  # all its characters, but not the word
        ("网站公开", "在网站公开了", True),
        ("网站(?:公开|公示)", "在网站公示了", True),
        ("甲\\n乙", "丙", True),  # what goes over the end of a line tells nothing
        ("\\d+", "丙", True),
        ("(?i)ab", "丙", True),
    ],
)
def test_who_may_have_a_match(expression: str, text: str, possible: bool) -> None:
    assert bool(Index({"甲": [Pattern(expression)]}).possible(text)) is possible


def test_one_of_several_patterns_is_enough() -> None:
    index = Index({"甲": [Pattern("网站"), Pattern("公报")], "乙": [Pattern("网站"), Pattern("\\d")], "丙": []})
    assert index.possible("公报") == {"甲": [1], "乙": [1]}
    assert index.possible("网站") == {"甲": [0], "乙": [0, 1]}
    assert index.possible("") == {"乙": [1]}
