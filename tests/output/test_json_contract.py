"""The JSON of `check` and of `parse`, by the contract."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from auditor.chinese.text import Folded
from auditor.model.agency import AgencyName
from auditor.model.document import Document
from auditor.model.finding import Audit, Location, Outcome, RuleResult, RuleSetInfo
from auditor.model.report import Body, FormTable, IssueDate, Report, Section, Span, Value, Wording
from auditor.output.json_ import audits_json, audits_jsonl
from auditor.output.parse_ import report_data, report_json

INFO = RuleSetInfo(("national",), 58, "sha256:ab")


def test_the_whole_object(make_audit: Any, make_finding: Any, unchecked: tuple[RuleResult, ...]) -> None:
    audit = make_audit(make_finding(), results=unchecked)
    text = audits_json([audit], INFO)
    whole = json.loads(text)
    assert list(whole) == ["schema", "tool", "rules", "reports"]
    assert whole["schema"] == 1
    assert whole["tool"] == {"name": "auditor", "version": "0.1.0"}
    assert whole["rules"] == {
        "packs": ["national"],
        "count": 58,
        "off": 0,
        "digest": "sha256:ab",
        "settings": None,
        "waivers": None,
    }
    assert "青原市教育局" in text
    assert text.endswith("}\n")
    report = whole["reports"][0]
    facts = {
        key: report[key] for key in ("path", "digest", "format", "title", "agency", "report_year", "form", "error")
    }
    assert facts == {
        "path": "samples/教育局.docx",
        "digest": "sha256:00",
        "format": "docx",
        "title": "青原市教育局2024年政府信息公开工作年度报告",
        "agency": "青原市教育局",
        "report_year": 2024,
        "form": "2021",
        "error": None,
    }
    counted = {"passed": 1, "failed": 1, "not_applicable": 1, "cannot_check": 1, "rule_error": 1}
    assert report["outcomes"] == counted
    assert report["unchecked"] == [
        {"rule": "HIS-CARRIED", "outcome": "cannot_check", "reason": "没有提供上年的报告"},
        {"rule": "X-BROKEN", "outcome": "rule_error", "reason": "规则运行出错（KeyError：'x'）"},
    ]


def test_which_rules_looked_and_what_was_not_found(make_audit: Any, make_finding: Any) -> None:
    partly = RuleResult("VAL-NUMBER", "应填数字", Outcome.FAILED, "表四没有读出")
    silent = RuleResult("HIS-COPIED", "照抄上年", Outcome.NOT_APPLICABLE, "没有给出上年的报告")
    audit = make_audit(make_finding(), results=(partly, silent), missing=("五", "requests/new"))
    entry = json.loads(audits_jsonl([audit]))
    assert entry["passed"] == ["S-TITLE"]
    assert entry["partly"] == [{"rule": "VAL-NUMBER", "reason": "表四没有读出"}]
    assert entry["not_applicable"] == [{"rule": "HIS-COPIED", "reason": "没有给出上年的报告"}]
    assert entry["missing"] == ["五", "requests/new"]


def test_a_finding(make_audit: Any, make_finding: Any) -> None:
    finding = make_finding(location=Location("三", "requests", quote="4", start=0, end=1), suggestion=None)
    assert json.loads(audits_jsonl([make_audit(finding)]))["findings"] == [
        {
            "id": "0123456789abcdef",
            "rule": "T3-BALANCE",
            "name": "收到与办理相平",
            "category": "identity",
            "severity": "error",
            "message": finding.message,
            "expected": "3",
            "actual": "4",
            "suggestion": None,
            "basis": [
                {"title": "中华人民共和国政府信息公开条例", "number": "国务院令第711号", "article": "第五十条"},
                {
                    "title": "关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知",
                    "number": "国办公开办函〔2021〕30号",
                    "article": "",
                },
            ],
            "location": {"section": "三", "table": "requests", "quote": "4", "start": 0, "end": 1},
            "also": [],
        }
    ]


def test_lines_are_the_same_objects_as_in_reports(make_audit: Any, make_finding: Any) -> None:
    audits = [make_audit(make_finding()), Audit("坏.docx", error="文件是空的")]
    lines = audits_jsonl(audits).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(audits_json(audits, INFO))["reports"]
    unread = json.loads(lines[1])
    assert (unread["error"], unread["digest"], unread["findings"]) == ("文件是空的", None, [])


def _value(raw: str, number: int | Decimal | None = None, text: str | None = None, *, lost: bool = False) -> Value:
    return Value("new", "total", raw, 0, len(raw), number, text, lost)


@pytest.fixture
def report() -> Report:
    row = (
        _value("3", 3),
        _value("4.0", Decimal("4.0")),
        _value("0.35", Decimal("0.35")),
        _value(""),
        _value("", lost=True),
        _value("/", text="/"),
        _value("9" * 400, int("9" * 400)),
    )
    text = "青原市教育局\n2024年报\n一、总体情况"
    heading = Span("一、总体情况", 14, 20)
    section = Section("一", "overview", heading, "一", Wording.EXACT, 14, 20, (), Folded("", ()), parts=("主动公开",))
    return Report(
        document=Document("甲.txt", "sha256:00", "text", text, ()),
        form="2021",
        title=Span("青原市教育局\n2024年报", 0, 13),
        agency="青原市教育局",
        name=AgencyName(("青原市",), "教育局", "教育局"),
        agency_written=None,
        body=Body.DEPARTMENT,
        levels=frozenset(),
        report_year=2024,
        evidence=(),
        issued=IssueDate(date(2025, 1, 12), Span("2025年1月12日", 0, 0)),
        preamble=Folded("", ()),
        prose=Folded("", ()),
        sections=(section,),
        missing_sections=(),
        tables={
            "requests": FormTable("requests", {"new": row}, found=True),
            "remedies": FormTable("remedies", {"review": row}),
        },
        warnings=("说明",),
    )


def test_parse(report: Report) -> None:
    data = report_data(report)
    values = data["tables"]["requests"]["new"]
    assert data == {
        "path": "甲.txt",
        "format": "text",
        "title": "青原市教育局2024年报",
        "agency": "青原市教育局",
        "report_year": 2024,
        "form": "2021",
        "issued": "2025-01-12",
        "text": "青原市教育局\n2024年报\n一、总体情况",
        "sections": [
            {
                "numeral": "一",
                "key": "overview",
                "heading": "一、总体情况",
                "start": 14,
                "end": 20,
                "parts": ["主动公开"],
            }
        ],
        "tables": {"requests": {"new": [3, 4, 0.35, None, None, "/", "9" * 400]}, "remedies": {}},
        "scanned": [],
        "doubtful": [],
        "unread_cells": [],
        "unread": [],
        "warnings": ["说明"],
    }
    assert isinstance(values[1], int)
    assert json.loads(report_json(report)) == data
