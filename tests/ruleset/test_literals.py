"""Literals a pattern needs: whatever an expression is like, a text it matches holds one literal of each set."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from auditor.ruleset.language.literals import MOST, needed
from auditor.ruleset.schema.rules import Rule
from tests.profiles import examples
from tests.recognise.reports import auditor, report

pytestmark = pytest.mark.slow

Made = tuple[str, str]  # an expression, and a text it may well match
CHARACTERS = "甲乙丙丁12-，。"
words = st.text(CHARACTERS, min_size=1, max_size=3)
text_pieces = st.text(CHARACTERS + "aA\n", max_size=6)


def _joined(parts: Sequence[Made]) -> Made:
    return "".join(part[0] for part in parts), "".join(part[1] for part in parts)


def _choice(branches: Sequence[Made], which: int, shape: str) -> Made:
    return shape.format("|".join(branch[0] for branch in branches)), branches[which % len(branches)][1]


def _repeated(part: Made, quantifier: tuple[str, int], mode: str) -> Made:
    return f"(?:{part[0]}){quantifier[0]}{mode}", part[1] * quantifier[1]


def _around(part: Made, shape: str, beside: str) -> Made:
    """A lookaround before or behind a piece, or something this reader does not know."""
    return shape.format(part[0], beside), part[1] + beside


LEAVES = st.one_of(
    words.map(lambda word: (regex.escape(word), word)),
    words.map(lambda word: (f"[{word.replace('-', '')}甲]", word[0].replace("-", "甲"))),
    words.map(lambda word: (f"[^{word.replace('-', '')}]", "戊")),
    st.sampled_from(
        [
            (r"\d", "1"), (r"\D", "甲"), (".", "丁"), (r"[\d甲]", "2"), ("[1-3]", "2"), ("^", ""), ("$", ""), (r"\b", ""),
            (r"\u7532", "甲"), (r"\x31", "1"), (r"\n", "\n"), ("[]甲]", "]"), ("[^]甲]", "乙"), (r"[\]甲]", "]"),
            ("(?i:a)", "A"), (r"\p{Han}", "丙"), ("[[甲乙]--[乙]]", "甲"), ("(?#注)", ""), (r"\K", ""),
            ("(?P<n>甲)(?P=n)", "甲甲"), ("(甲)?(?(1)乙|丙)", "丙"), (r"(丁)\1", "丁丁"), ("(?|(甲)|(乙))", "乙"), ("(?P<n>丙)", "丙"),
        ]
    ),
)  # fmt: skip


def _grown(children: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    groups = st.sampled_from(["(?:{})", "({})", "(?P<n>{})", "(?<m>{})", "(?>{})", "(?:{}|)", "{}"])
    quantifiers = st.sampled_from(
        [
            *[
                ("?", 0),
                ("?", 1),
                ("*", 0),
                ("*", 2),
                ("+", 1),
                ("+", 3),
                ("{2}", 2),
                ("{1}", 1),
                ("{0}", 0),
                ("{,2}", 0),
            ],
            *[("{0,1}", 1), ("{1,}", 2), ("{0,}", 0), ("{,1}", 1), ("{10,11}", 10)],
        ]
    )
    arounds = st.sampled_from(
        ["{0}(?={1})", "(?<!{1}){0}", "{0}(?!{1}戊)", "(?:{0})(?:(?<={0}){1})", "(?i){0}", "(?x) {0} {1}"]
    )
    return st.one_of(
        st.lists(children, min_size=1, max_size=4).map(_joined),
        st.builds(_choice, st.lists(children, min_size=1, max_size=3), st.integers(0, 2), groups),
        st.builds(_repeated, children, quantifiers, st.sampled_from(["", "", "?", "+"])),
        st.builds(_around, children, arounds, st.text("甲乙丁", min_size=1, max_size=2)),
    )


expressions: st.SearchStrategy[Made] = st.recursive(LEAVES, _grown, max_leaves=12)


def _holds(text: str, literals: Sequence[str]) -> bool:
    return any(literal in text for literal in literals)


def _check(expression: str, text: str) -> None:
    try:
        found = regex.compile(expression).search(text, timeout=1)
    except Exception:  # noqa: BLE001  no expression, or one that takes too long
        return
    for literals in needed(expression) if found else ():
        assert _holds(text, literals), (expression, text, literals)


@examples(15)
@given(expressions, text_pieces, text_pieces)
def test_where_a_pattern_matches_its_literals_occur(made: Made, before: str, behind: str) -> None:
    expression, sample = made
    _check(expression, before + sample + behind)


@examples(15)
@given(st.text("甲乙1a()[]{}|?*+^$.\\-,:=<>!&~Pdwuxn#", max_size=14), st.text("甲乙1a-]", max_size=8))
def test_even_where_the_expression_is_noise(expression: str, text: str) -> None:
    _check(expression, text)


@pytest.mark.parametrize(
    ("expression", "sets"),
    [
        ("信息公开", [["信息公开"]]),
        ("信息(?:公开)?处理费", [["信息处理费", "信息公开处理费"]]),
        ("信息(?:公开|处理)费", [["信息公开费", "信息处理费"]]),
        ("(?:召开|举办)[^。]{0,9}培训", [["举办", "召开"], ["培训"]]),
        ("(?P<n>\\d+)件", [["件"]]),
        ("甲[一二]乙", [["甲一乙", "甲二乙"]]),
        ("甲.*乙丙+丁", [["乙"], ["甲"], ["丙"]]),
        ("(?<!不)予以公开(?=的)", [["予以公开"], ["的"]]),
        ("甲乙|乙", [["乙"]]),
        (r"\u7532\n\.", [["甲\n."]]),
        ("甲乙(?>丙|丁)++", [["甲乙"], ["丁", "丙"]]),
        ("(?P<n>甲|乙)(?P=n)丙丁", [["乙", "甲"], ["丙丁"]]),
        ("信息公开[^。]*要点|工作[^。]*信息公开", [["工作", "要点"]]),
    ],
)
def test_what_is_told(expression: str, sets: list[list[str]]) -> None:
    assert sorted(map(sorted, needed(expression))) == sorted(map(sorted, sets))


@pytest.mark.parametrize(
    "expression",
    [
        "", "甲?", "甲*", "甲{0,3}", "甲|", r"\d+", "甲|\\d", "[^甲]", "(?!甲)", "(?<!甲)", ".", "^$",
        "(?i)ab", "(?i:ab)", "甲(?i)乙", "(?x)甲 乙", "(?V1)[[甲]--[乙]]", "(?:甲乙){e<=1}", "甲{i}", "甲{", "(甲)\\1",
        "(甲)?(?(1)乙|丙)", "(?|(甲)|(乙))", "(?R)?甲", "甲(?#注)", r"\p{Han}甲", r"\K甲", r"\L<甲>", "[[:alpha:]]甲", r"甲\N{DIGIT ONE}",
        "|".join(f"甲{chr(0x4E00 + number)}" for number in range(MOST + 1)), "(" * 3000 + "甲" + ")" * 3000,
    ],
)  # fmt: skip
def test_nothing_is_told_where_nothing_is_certain(expression: str) -> None:
    assert needed(expression) == ()


def _sources(rule: Rule) -> list[str]:
    nested = [
        pattern
        for name in ("compiled_claims", "compiled_words", "compiled_parts")
        for entry in getattr(rule, name, ())
        for pattern in entry[1:]
    ]
    patterns = [*(rule.pattern(name) for name in rule.patterns), *nested]
    return [pattern.source for pattern in patterns if pattern]


@pytest.mark.parametrize(
    "change", [lambda text: text, lambda text: text[::2], lambda text: text.replace("公开", "工开")]
)
def test_the_rules_own_patterns_in_a_report(change: Callable[[str], str]) -> None:
    text = change(report().prose.text)
    expressions = [source for rule in auditor().ruleset.rules for source in _sources(rule)]
    found = [expression for expression in expressions if regex.search(expression, text)]
    assert len(found) < len(expressions)
    for expression in found:
        assert all(_holds(text, literals) for literals in needed(expression))
