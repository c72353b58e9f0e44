"""A rule is run only for the bodies it is for; where a name leaves the level open, the rule cannot check."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.model.finding import RuleResult
from auditor.pipeline import Auditor
from auditor.ruletools.examples import ExampleReports, audit_example
from tests.ruleset.rule_files import WORDS, broken


def result(folder: Path, whom: str, agency: str) -> RuleResult:
    (folder / "a.yaml").write_text(broken(WORDS, ("    title", f"    applies_to: {whom}\n    title")), "utf-8")
    auditor = Auditor([folder])
    audit = audit_example(
        auditor, ExampleReports(auditor.ruleset.forms[0]), {"agency": agency, "sections": {"五": "甲乙"}}
    )
    return next(result for result in audit.verdict.results if result.rule == "X-PATTERN")


@pytest.mark.parametrize(
    ("whom", "agency", "outcome"),
    [
        ("{}", "云川市教育局", "failed"),
        ("{bodies: [department]}", "云川市教育局", "failed"),
        ("{bodies: [government, township]}", "云川市教育局", "not_applicable"),
        ("{regions: [云川市, 临江县]}", "云川市教育局", "failed"),
        ("{regions: [临江县]}", "云川市教育局", "not_applicable"),
        ("{levels: [county]}", "临江县教育局", "failed"),
        ("{levels: [city]}", "临江县教育局", "not_applicable"),
        ("{levels: [city, county]}", "云川市教育局", "failed"),
        ("{levels: [city]}", "云川市教育局", "cannot_check"),
        ("{levels: [province]}", "云川市教育局", "not_applicable"),
        ("{levels: [township]}", "云川市临江镇人民政府", "failed"),
        ("{levels: [county]}", "云川高新技术产业开发区管理委员会", "cannot_check"),
        ("{bodies: [department], levels: [county]}", "临江县人民政府", "not_applicable"),
    ],
)
def test_whom_a_rule_is_for(tmp_path: Path, whom: str, agency: str, outcome: str) -> None:
    assert result(tmp_path, whom, agency).outcome == outcome


def test_it_says_why_it_cannot_check(tmp_path: Path) -> None:
    said = result(tmp_path, "{levels: [city]}", "云川市教育局").reason
    assert said == "从名称“云川市教育局”看不出是哪一级机关"
