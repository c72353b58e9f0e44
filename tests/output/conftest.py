"""Made-up audits of fictional agencies."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.model.finding import Audit, Basis, Finding, Location, Outcome, RuleResult, Severity, Verdict

REGULATION = Basis("中华人民共和国政府信息公开条例", "国务院令第711号", "第五十条")
FORMAT = Basis("关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知", "国办公开办函〔2021〕30号")

MakeFinding = Callable[..., Finding]
MakeAudit = Callable[..., Audit]


def _finding(severity: Severity = Severity.ERROR, **more: object) -> Finding:
    fields: dict[str, object] = {
        "rule": "T3-BALANCE",
        "name": "收到与办理相平",
        "category": "identity",
        "message": "表三“自然人”一列不平：本年新收 3 加上年结转 0 等于 3，总计 4 加结转下年度 0 等于 4。",
        "location": Location("三", "requests", "total", "natural_person", "4", 1520, 1521),
        "basis": (REGULATION, FORMAT),
        "expected": "3",
        "actual": "4",
        "suggestion": "核对这一列各项件数，改正有误的一格。",
        "id": "0123456789abcdef",
    }
    return Finding(severity=severity, **{**fields, **more})  # type: ignore[arg-type]


def _audit(*findings: Finding, results: tuple[RuleResult, ...] = (), **more: object) -> Audit:
    fields: dict[str, object] = {
        "path": "samples/教育局.docx",
        "digest": "sha256:00",
        "format": "docx",
        "title": "青原市教育局2024年政府信息公开工作年度报告",
        "agency": "青原市教育局",
        "report_year": 2024,
        "form": "2021",
    }
    passed = (RuleResult("S-TITLE", "有标题", Outcome.PASSED),)
    failed = tuple(RuleResult(f.rule, f.name, Outcome.FAILED, "", (f,)) for f in findings)
    verdict = Verdict((*passed, *failed, *results), findings)
    return Audit(**{**fields, **more}, verdict=verdict)  # type: ignore[arg-type]


@pytest.fixture
def make_finding() -> MakeFinding:
    return _finding


@pytest.fixture
def make_audit() -> MakeAudit:
    return _audit


@pytest.fixture
def unchecked() -> tuple[RuleResult, ...]:
    return (
        RuleResult("HIS-CARRIED", "上年结转与上年报告相接", Outcome.CANNOT_CHECK, "没有提供上年的报告"),
        RuleResult("X-BROKEN", "自定规则", Outcome.RULE_ERROR, "规则运行出错（KeyError：'x'）"),
        RuleResult("T-OLD", "旧格式", Outcome.NOT_APPLICABLE),
    )
