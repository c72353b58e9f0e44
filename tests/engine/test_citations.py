"""What the rules on citations say of one number agrees, and one slip is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.engine.kinds import KINDS
from auditor.model.finding import Finding
from auditor.pipeline import Auditor
from auditor.ruletools.examples import ExampleReports, audit_example
from auditor.ruletools.handbook.skeleton import skeleton
from tests.recognise.reports import auditor


def _findings(text: str, using: Auditor | None = None) -> list[Finding]:
    reports = ExampleReports(auditor().ruleset.forms[0])
    sections = {"五": f"落实{text}还不到位，将加以改进。"}
    return list(audit_example(using or auditor(), reports, {"sections": sections}).verdict.findings)


@pytest.mark.parametrize(
    ("text", "rules", "right"),
    [
        ("《年度报告格式》（国公开办函[2021]30号）", {"CIT-LETTERS", "CIT-BRACKETS"}, "国办公开办函〔2021〕30号"),
        (
            "《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函[2021]3号）",
            {"CIT-NUMBER", "CIT-BRACKETS"},
            "国办公开办函〔2021〕30号",
        ),
        ("《甲办法》（甲政发[2021]30号）", {"CIT-BRACKETS"}, "甲政发〔2021〕30号"),
    ],
)
def test_all_rules_hold_up_the_same_number_as_right(text: str, rules: set[str], right: str) -> None:
    found = [finding for finding in _findings(text) if finding.rule.startswith("CIT-")]
    assert {finding.rule for finding in found} == rules
    assert {finding.expected for finding in found} == {right}


def test_the_new_title_with_the_old_number_behind_it_names_what_is_replaced() -> None:
    found = _findings("《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2019〕60号）")
    assert [finding.rule for finding in found if finding.rule.startswith("CIT-")] == ["CIT-SUPERSEDED"]
    both = (
        "《中华人民共和国政府信息公开工作年度报告格式》（国办公开办函〔2021〕30号），不再执行国办公开办函〔2019〕60号，"
    )
    assert not [finding for finding in _findings(both) if finding.rule.startswith("CIT-")]


def _told(folder: Path, changes: dict[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    text = skeleton(KINDS["citation"])
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "甲.yaml").write_text(text, "utf-8")
    found = _findings("《云川市政府信息公开规定》（云政发〔2022〕15号）", Auditor([folder]))
    return [(finding.rule, finding.also) for finding in found]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"    check: cited": "    since: 2022\n    check: cited"},
        {"    check: cited": "    requires: [STR-TITLE]\n    check: number"},
    ],
    ids=["for all", "since", "requires"],
)
def test_one_slip_is_told_once_by_the_rule_that_names_the_document(tmp_path: Path, changes: dict[str, str]) -> None:
    assert _told(tmp_path, changes) == [("LOC-NEW", ("CIT-NUMBER",))]


def test_a_rule_that_is_not_for_this_report_takes_nothing_over(tmp_path: Path) -> None:
    changes = {"    check: cited": "    applies_to: {regions: [甲县]}\n    check: cited"}
    assert _told(tmp_path, changes) == [("CIT-NUMBER", ())]
    assert _told(tmp_path, {"    check: cited": "    check: brackets"}) == [("CIT-NUMBER", ())]


def test_two_rules_for_all_documents_tell_one_slip_once(tmp_path: Path) -> None:
    assert _told(tmp_path, {"    documents: [local-rules] # 只看这份文件\n": ""}) == [("CIT-NUMBER", ("LOC-NEW",))]


def test_a_title_that_may_be_of_two_documents_is_of_the_one_whose_number_or_letters_stand_by_it(tmp_path: Path) -> None:
    text = skeleton(KINDS["citation"]).replace("[云川市政府信息公开规定]", "[政务公开工作要点]")
    (tmp_path / "甲.yaml").write_text(text, "utf-8")
    using = Auditor([tmp_path])
    for number, right in (
        ("云政发〔2022〕5号", []),
        ("云政发〔2022〕15号", ["云政发〔2022〕5号"]),
        ("国办发〔2022〕18号", ["国办发〔2022〕8号"]),
    ):
        found = _findings(f"《云川市2022年政务公开工作要点》（{number}）", using)
        assert [finding.expected for finding in found if finding.category in ("citation", "local")] == right
