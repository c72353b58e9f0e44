"""How long a rule may take on a report: all its searches together have one time, and the other rules go on."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.engine.kinds.wording.repeated import RepeatedRule
from auditor.engine.outcomes import OVERRUN
from auditor.engine.run import RuleEngine
from auditor.model.finding import Outcome
from auditor.pipeline import Auditor
from auditor.ruleset.language import patterns
from tests.recognise.reports import read, written
from tests.ruleset.rule_files import CLAIM, SAID, WORDS, broken, load

ENDLESS = "(?:甲|甲甲|甲甲甲)+乙"
_WORD, _CLAIM = f"wrong: '{ENDLESS}'", f"find: '(?P<n>{ENDLESS})'"
SLOW = {
    "words": broken(WORDS, ("{wrong: 甲乙, right: 乙}", ", ".join([f"{{{_WORD}, right: 乙}}"] * 40))),
    "claims": broken(
        CLAIM,
        (
            "{find: '共(?P<n>\\d+)件', equals: [表三/本年新收/总计]}",
            ", ".join([f"{{{_CLAIM}, equals: [表三/本年新收/总计]}}"] * 40),
        ),
    ),
    "sentences": broken(SAID, ("within: [六]", "within: [五]"), ("about: 甲", f"about: 问题\n    ignore: '{ENDLESS}'")),
    "scopes": broken(
        WORDS, ("wrong: 甲乙", _WORD), ("    words", f"    within: [{', '.join(['五', '全文'] * 20)}]\n    words")
    ),
}


@pytest.mark.parametrize("name", SLOW)
def test_all_searches_of_a_rule_together_have_one_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Forty patterns, or one in forty sentences or texts: each alone would take the whole time."""
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    load(tmp_path / "本地", 甲=SLOW[name])
    own = Auditor([tmp_path / "本地"])
    line = f"存在乙{'甲' * 60}的问题。"
    slow = own.recognise_document(read(written(sections={"五": f"{line * 40}下一步将改进。"})).document)
    start = time.process_time()
    found = own.audit_report(slow)
    assert time.process_time() - start < 2
    [stopped] = [r for r in found.verdict.results if r.outcome is Outcome.RULE_ERROR]
    assert stopped.rule.startswith("X-")
    assert stopped.reason == OVERRUN
    assert OVERRUN.startswith("规则用时过长，已中止；请")
    after = own.audit_report(own.recognise_document(read(written()).document))
    assert Outcome.RULE_ERROR not in {r.outcome for r in after.verdict.results}


def test_a_pattern_of_names_without_end_stops_no_other_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.1)
    named = broken(WORDS, ("    words", "    applies_to: {names: 局}\n    words"))
    endless = broken(
        WORDS, ("X-PATTERN", "X-ENDLESS"), ("    words", f"    applies_to: {{names: '{ENDLESS}'}}\n    words")
    )
    ruleset = load(tmp_path / "本地", 乙=named, 甲=endless)
    own = RuleEngine(replace(ruleset, rules=tuple(rule for rule in ruleset.rules if rule.id.startswith("X-"))))
    found = own.run(replace(read(written()), agency=f"乙{'甲' * 60}局")).results
    assert [(r.rule, r.outcome) for r in found] == [
        ("X-PATTERN", Outcome.PASSED),
        ("X-ENDLESS", Outcome.RULE_ERROR),
    ]


def test_clauses_that_all_come_twice_are_looked_for_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No expression is at work where each clause is held against those behind it; the time is looked at all the same."""
    ruleset = Auditor().ruleset
    own = RuleEngine(replace(ruleset, rules=tuple(rule for rule in ruleset.rules if isinstance(rule, RepeatedRule))))
    report = read(written(sections={"五": "存在的问题是公开不够及时，下一步将加强公开。\n" * 3}))
    assert Outcome.FAILED in {result.outcome for result in own.run(report).results}
    monkeypatch.setattr(patterns, "SECONDS", 0.0)
    reasons = {result.reason for result in own.run(report).results if result.outcome is Outcome.RULE_ERROR}
    assert reasons == {OVERRUN}
