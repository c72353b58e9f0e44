"""The examples in the rules: every one ends as it says, and a rule that stops finding what it should is noticed."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.engine.kinds.tables.identity import IdentityRule
from auditor.resources import rules_folder
from auditor.ruleset.schema.rules import Rule
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruletools.examples import ExampleReports, audit_example, reports_for, run_examples, table_rows
from auditor.ruletools.mutation_test import run_mutants
from tests.recognise.reports import auditor, cells, form, read, written

pytestmark = pytest.mark.slow

RULES = auditor().ruleset.rules
IDENTITIES = [rule for rule in RULES if isinstance(rule, IdentityRule)]
BASE: dict[str, Any] = load_yaml(rules_folder() / "example.yaml").data


LEAST_SILENT, LEAST_FAILING = 5, 3


def _id(rule: Rule) -> str:
    return rule.id


def _failures(rule: Rule, **examples: Any) -> list[str]:
    changed = rule.model_copy(update={"examples": rule.examples.model_copy(update=examples)})
    return [f"{failure.kind} {failure.number}: {failure.message}" for failure in run_examples(auditor(), [changed])]


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_every_example_ends_as_it_says(rule: Rule) -> None:
    assert list(run_examples(auditor(), [rule])) == []
    assert rule.examples.pass_
    assert rule.examples.fail


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.severity != "info"], ids=_id)
def test_a_rule_that_accuses_shows_where_it_fires_and_where_it_stays_silent(rule: Rule) -> None:
    assert len(rule.examples.fail) >= LEAST_FAILING
    assert len({example["about"] for example in rule.examples.silent}) >= LEAST_SILENT


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_every_finding_of_an_example_quotes_the_report_and_says_all_it_must(rule: Rule) -> None:
    reports = reports_for(auditor(), rule)
    for example in rule.examples.fail:
        verdict = audit_example(auditor(), reports, example).verdict
        text = read(reports.text(example)).document.text
        assert len({finding.id for finding in verdict.findings}) == len(verdict.findings)
        for finding in verdict.findings:
            at = finding.location
            if at.start is not None:
                assert at.end is not None
                assert text[at.start : at.end] == at.quote
            assert "{" not in finding.message + (finding.suggestion or "")
            assert finding.basis
            assert finding.suggestion


@pytest.mark.parametrize("rule", RULES, ids=_id)
def test_a_changed_expectation_is_reported(rule: Rule) -> None:
    fail = rule.examples.fail[0]
    assert [line[:7] for line in _failures(rule, fail=({},))] == ["fail 1:"]
    assert [line[:7] for line in _failures(rule, pass_=(fail,))] == ["pass 1:"]
    assert [line[:15] for line in _failures(rule, cannot_check=(fail,))] == ["cannot_check 1:"]
    (said,) = _failures(rule, fail=(*rule.examples.fail, {**fail, "want": "没有这句话"}))
    assert said == f"fail {len(rule.examples.fail) + 1}: 意见与 want 不同"


def test_chinese_names_in_examples_write_the_same_report_as_keys() -> None:
    reports = ExampleReports(form())
    keys = {
        "sections": {"六": "无"},
        "drop_sections": ["五"],
        "tables": {"requests": {"new": [9, 0, 0, 0, 0, 0, 9], "granted": [1, 0, 0, 0, 0, 0, 1]}},
        "drop_tables": ["remedies"],
        "drop_rows": {"requests": ["other_misc"]},
        "column_labels": {"proactive": {"issued": "制发"}, "requests": {"total": "合计数"}},
    }
    names = {
        "sections": {"其他需要报告的事项": "无"},
        "drop_sections": ["第五部分"],
        "tables": {"表三": {"本年新收": [9, 0, 0, 0, 0, 0, 9], "（一）予以公开": [1, 0, 0, 0, 0, 0, 1]}},
        "drop_tables": ["表四"],
        "drop_rows": {"收到和处理政府信息公开申请情况": ["其他处理的其他"]},
        "column_labels": {"表二": {"本年制发": "制发"}, "表三": {"总计": "合计数"}},
    }
    assert reports.text(names) == reports.text(keys)
    assert "合计数" in reports.text(keys)


@pytest.mark.parametrize("rule", IDENTITIES, ids=_id)
def test_every_figure_of_a_sum_changed_by_one_breaks_the_sum(rule: IdentityRule) -> None:
    assert list(run_mutants(auditor(), rule)) == []


def test_a_figure_the_rule_does_not_look_at_is_noticed() -> None:
    rule = next(rule for rule in IDENTITIES if rule.id == "T3-BALANCE")
    blind = rule.model_copy(update={"equation": "本年新收 + 上年结转 + 予以公开 = 总计 + 结转下年度 + 予以公开"})
    blind.__dict__.pop("parsed", None)  # the copy carries what the original had read
    said = [failure.message for failure in run_mutants(auditor(), blind)]
    assert "把“（一）予以公开”的“自然人”加 1，规则没有发现" in said


def test_an_equation_no_example_looks_at_is_noticed() -> None:
    rule = next(rule for rule in IDENTITIES if rule.id == "HIS-CARRIED")
    unseen = rule.model_copy(update={"examples": rule.examples.model_copy(update={"pass_": ({},)})})
    assert [failure.message[:12] for failure in run_mutants(auditor(), unseen)] == ["没有一个 pass 例子"]


def test_an_example_adds_to_a_part_and_replaces_words_of_the_report() -> None:
    reports = ExampleReports(form())
    text = reports.text({"add": {"总体情况": "另有一句。"}, "replace": {"收到政府信息公开申请5件": "收到申请8件"}})
    assert "自觉接受社会监督。\n另有一句。\n二、" in text
    assert "全年共收到申请8件，上年结转1件" in text


def test_the_clean_report_holds_what_its_data_say() -> None:
    found = read(written())
    for key, table in found.tables.items():
        for row, figures in cells(table).items():
            wanted = BASE["tables"][key].get(row, [0] * len(figures))
            assert [str(figure) for figure in figures] == [str(figure) for figure in wanted]


def test_dropped_rows_and_changed_labels_are_written_so() -> None:
    rows = table_rows(
        form().table["requests"],
        {},
        {"drop_rows": {"requests": ["new"]}, "labels": {"requests": {"granted": "予以公开"}}},
    )
    labels = [row[0] for row in rows]
    assert "一、本年新收政府信息公开申请数量" not in labels
    assert "予以公开" in labels
    assert "（一）予以公开" not in labels
