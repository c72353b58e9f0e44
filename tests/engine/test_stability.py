"""The same report gives the same findings, wherever unrelated text moves."""

from __future__ import annotations

from auditor.pipeline import Auditor
from tests.recognise.reports import audit, read, written

MANY = {
    "title": "云川市市教育局2024年政府信息公开工作年度报告",
    "headings": {"五": "存在的问题及改进措施"},
    "sections": {
        "六": "无其他需要报告的事项，落实2022年政务公开工作要点。",
        "五": "个别申请办理事限把握不准，将改进。",
    },
    "tables": {"requests": {"new": [5, 1, 0, 0, 0, 0, 7], "granted": ["/", "无", "", 0, 0, 0, 3]}},
    "labels": {"requests": {"denied_enforcement": "7.厲于行政执法案卷"}},
    "issued": "2025年2月20日",
}


def test_two_runs_agree_in_every_word() -> None:
    text = written(**MANY)
    first = audit(text)
    assert audit(text) == first
    other = Auditor()
    assert other.audit_report(other.recognise_document(read(text).document)) == first


def test_every_finding_has_an_id_of_its_own() -> None:
    findings = audit(written(**MANY)).verdict.findings
    assert len(findings) >= 10
    assert len({finding.id for finding in findings}) == len(findings)


def test_ids_stay_while_unrelated_text_moves() -> None:
    text = written(**MANY)
    before = audit(text).verdict.findings
    moved = text.replace("一、总体情况\n", "一、总体情况\n我局高度重视，成立领导小组。\n", 1).replace(
        "二、主动", "　　二、主动", 1
    )
    after = audit(moved).verdict.findings
    assert [finding.id for finding in after] == [finding.id for finding in before]
    assert [finding.location.start for finding in after] != [finding.location.start for finding in before]


def test_ids_of_the_others_stay_when_one_fault_is_mended() -> None:
    before = {finding.id for finding in audit(written(**MANY)).verdict.findings}
    after = {finding.id for finding in audit(written(**{**MANY, "issued": "2025年1月15日"})).verdict.findings}
    assert after < before
    assert len(before - after) == 1


def test_another_year_s_report_of_the_same_agency_has_other_ids() -> None:
    one = {f.id for f in audit(written(headings={"五": "存在的问题"})).verdict.findings}
    two = {f.id for f in audit(written(year=2023, headings={"五": "存在的问题"})).verdict.findings}
    assert one
    assert not one & two


def test_findings_come_in_the_order_of_the_report() -> None:
    starts = [f.location.start for f in audit(written(**MANY)).verdict.findings if f.location.start is not None]
    assert starts == sorted(starts)


def test_each_result_carries_its_own_findings() -> None:
    found = audit(written(**MANY)).verdict
    assert sorted(f.id for r in found.results for f in r.findings) == sorted(f.id for f in found.findings)
    assert all(f.rule == r.rule for r in found.results for f in r.findings)
