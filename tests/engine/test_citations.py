"""What the rules on citations say of one number agrees, and one slip is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.examples import ExampleReports, audit_example
from auditor.handbook.skeleton import skeleton
from auditor.model.finding import Finding
from auditor.pipeline import Auditor
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


def test_a_rule_for_one_document_takes_it_over_from_the_rules_for_all(tmp_path: Path) -> None:
    written = "《云川市政府信息公开规定》（云政发〔2022〕15号）"
    file = tmp_path / "甲.yaml"
    file.write_text(skeleton("citation"), "utf-8")
    assert [finding.rule for finding in _findings(written, Auditor([tmp_path]))] == ["LOC-NEW"]
    file.write_text(
        skeleton("citation").replace("    check:", "    applies_to: {regions: [甲县]}\n    check:"), "utf-8"
    )
    assert [finding.rule for finding in _findings(written, Auditor([tmp_path]))] == ["CIT-NUMBER"]
