"""Rules that a report gives nothing to look at: without a search they end exactly as with one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.engine.bind import Bound
from auditor.engine.kinds import BEGINS, CHECKS
from auditor.engine.silence import Silence
from auditor.model.finding import Outcome, RuleResult, Verdict
from auditor.model.report import Report
from auditor.pipeline import Auditor
from auditor.ruleset.kinds import KINDS
from auditor.ruleset.load import RuleSet
from auditor.ruleset.rules import TextRule
from tests.engine.wordings import TOLD, lines
from tests.recognise.reports import auditor, read, report, result, written
from tests.ruleset.rule_files import CLAIM, LISTED, PARTS, PERIOD, SAID, VALUES, WORDS, YEAR, broken, load

KINDS_OF_TEXT = (WORDS, CLAIM, SAID, YEAR, PERIOD, PARTS, VALUES, LISTED)
PLACES = ("[全文]", "[一]", "[五, 六]", "[前言]", "[全文, 五]")
HEADS = (
    "severity: warning",
    "severity: warning\n    since: 2024",
    "severity: warning\n    until: 2023",
    "severity: warning\n    applies_to: {names: 局}",
    "severity: warning\n    applies_to: {levels: [county]}",
    "severity: warning\n    forms: ['2019']",
    "severity: warning\n    requires: [FEE-STATED]",
)
_SENTENCES = [line for text in TOLD.values() for line in lines(text)]
SENTENCES = st.one_of(
    st.sampled_from(_SENTENCES),
    st.sampled_from(["甲乙。", "甲", "联系电话12。", "共3件，其中甲1件。", "2023年。", "1至2", "\n"]),
)
TEXTS = st.lists(SENTENCES, max_size=6).map("".join)


@cache
def _own() -> Auditor:
    """The national rules, and rules of every kind that searches, in every place and with every condition."""
    with TemporaryDirectory() as folder:
        files = {}
        for number, text in enumerate(KINDS_OF_TEXT):
            for place, within in enumerate(PLACES):
                rule = broken(
                    text, ("id: X-", f"id: X-{number}-{place}-"), ("severity: warning", HEADS[(number + place) % 7])
                )
                rule = rule.replace("    within: [六]\n", "").replace(
                    "    message", f"    within: {within}\n    message"
                )
                files[f"{number}-{place}"] = rule
        load(Path(folder), **files)
        return Auditor([Path(folder)])


def _verdicts(seen: Report, own: Auditor) -> tuple[Verdict, Verdict]:
    """As it is, and with every rule looking for itself."""
    with pytest.MonkeyPatch.context() as patch:
        quick = own.audit_report(seen).verdict
        patch.setattr(Silence, "possible", lambda self, report: {})
        patch.setattr(Silence, "results", lambda self, bound, possible: {})
        return quick, own.audit_report(seen).verdict


def _silent(seen: Report, ruleset: RuleSet) -> dict[str, RuleResult]:
    silence = Silence(ruleset)
    return silence.results(Bound(seen, ruleset), silence.possible(seen))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from("一五六"), TEXTS, max_size=3),
    st.sets(st.sampled_from("一二三四五六"), max_size=2),
    TEXTS,
    st.sampled_from([2020, 2023, 2024]),
    st.sampled_from(["江苏省某县教育局", "某局", ""]),
)
def test_no_verdict_is_changed(sections: dict[str, str], dropped: set[str], opening: str, year: int, name: str) -> None:
    changes: dict[str, Any] = {
        "sections": sections,
        "drop_sections": sorted(dropped),
        "preamble": opening,
        "year": year,
    }
    if name:
        changes["agency"] = name
    quick, whole = _verdicts(read(written(**changes)), _own())
    assert quick == whole


def test_many_rules_have_nothing_to_look_at_in_a_clean_report() -> None:
    silent = _silent(report(), auditor().ruleset)
    rules = {rule.id: rule for rule in auditor().ruleset.rules}
    assert len(silent) >= 8
    assert {rules[rule].kind for rule in silent} >= {"pattern", "count"}


def test_a_title_in_two_lines_is_searched_as_one(tmp_path: Path) -> None:
    load(
        tmp_path / "本地",
        甲=broken(WORDS, ("    words", "    within: [标题]\n    words"), ("甲乙", "教育局2024年政府")),
    )
    title = report().title_line or ""
    seen = read(written().replace(title, title.replace("局2024年", "局\n2024年"), 1))
    assert "教育局2024年政府" not in seen.prose.text
    assert result(Auditor([tmp_path / "本地"]).audit_report(seen), "X-PATTERN").outcome is Outcome.FAILED


def test_a_rule_whose_sections_are_not_there_never_passes(tmp_path: Path) -> None:
    ruleset = load(tmp_path / "本地", 甲=broken(WORDS, ("    words", "    within: [五]\n    words")))
    own, seen = Auditor([tmp_path / "本地"]), report(drop_sections=["五"])
    assert "X-PATTERN" in _silent(report(), ruleset)
    assert "X-PATTERN" not in _silent(seen, ruleset)
    found = result(own.audit_report(seen), "X-PATTERN")
    assert (found.outcome, found.reason) == (Outcome.CANNOT_CHECK, "没有找到第五部分")


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        (WORDS, Outcome.PASSED, ""),
        (CLAIM.replace("共(", "共计甲乙("), Outcome.PASSED, ""),
        (SAID, Outcome.CANNOT_CHECK, "没有找到要核对的表述"),
        (PARTS.replace("sentence: 联系", "sentence: 甲乙"), Outcome.CANNOT_CHECK, "没有找到要核对的表述"),
        (VALUES.replace("sentence: 联系", "sentence: 甲乙"), Outcome.NOT_APPLICABLE, "没有找到要核对的表述"),
    ],
)
def test_how_rules_end_that_have_nothing_to_look_at(tmp_path: Path, text: str, outcome: Outcome, reason: str) -> None:
    ruleset = load(tmp_path / "本地", 甲=text)
    [own] = [rule for rule in ruleset.rules if rule.id.startswith("X-")]
    found = _silent(report(), ruleset)[own.id]
    assert (found.outcome, found.reason) == (outcome, reason)


STATED = PARTS.replace(
    "check: parts\n    sentence: 联系\n    parts: [{name: 电话, find: '\\d+'}]", "check: stated\n    sentence: 甲乙"
)
EVIDENCE = YEAR.replace("find: '(", "evidence: [title]\n    find: '甲乙丙(")
MISSING = SAID.replace("    cites: regulation\n", "")


@pytest.mark.parametrize("text", [STATED, EVIDENCE, MISSING], ids=["stated", "evidence", "missing"])
def test_rules_that_may_tell_something_without_a_match_always_look(tmp_path: Path, text: str) -> None:
    assert text not in (PARTS, YEAR, SAID)
    ruleset = load(tmp_path / "本地", 甲=text)
    [own] = [rule.id for rule in ruleset.rules if rule.id.startswith("X-")]
    assert own not in _silent(report(), ruleset)


def test_rules_about_one_clause_ignore_what_each_of_them_ignores(tmp_path: Path) -> None:
    ignoring = broken(PARTS, ("X-CLAUSE", "X-IGNORING"), ("sentence: 联系", "sentence: 联系\n    ignore: 联系"))
    load(tmp_path / "本地", 甲=PARTS, 乙=ignoring)
    own = Auditor([tmp_path / "本地"])
    found = own.audit_report(report(preamble="请与我局联系。", sections={"六": "无。"}))
    assert result(found, "X-IGNORING").outcome is Outcome.CANNOT_CHECK
    assert result(found, "X-CLAUSE").outcome is not Outcome.CANNOT_CHECK


def test_only_kinds_that_search_begin_with_patterns() -> None:
    assert BEGINS.keys() <= CHECKS.keys()
    assert all(issubclass(KINDS[kind], TextRule) for kind in BEGINS)
