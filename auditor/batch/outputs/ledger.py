"""Ledger of a run (台账): findings to be decided on, agencies, rules, missing reports, rules that could not check, likenesses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from auditor.batch.data.overview import Choice, Overview, ReportEntry
from auditor.batch.outputs.workbook import Column, OutputSheet, WorkbookValue, workbook
from auditor.model.finding import Finding, Severity
from auditor.presentation.files import write_whole
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import OUTCOMES, SEVERITIES, basis_line, place

FINDINGS, CHOICE, NOTE, ID = "问题", "处理意见", "备注", "编号"
NO_AGENCY = "机关名称不明"
_SHARED = 5  # sentences of a likeness that are shown
_GRADES = tuple(SEVERITIES.values())


def write_ledger(overview: Overview, path: Path) -> None:
    """Write the ledger as XLSX, whole or not at all; raises UsageError if the file cannot be written."""
    write_whole(path, workbook(ledger_sheets(overview)))


def ledger_sheets(overview: Overview) -> tuple[OutputSheet, ...]:
    """Return the ledger's sheets in order."""
    return (
        _findings(overview), _agencies(overview), _rules(overview), _hand_ins(overview), _unread(overview),
        _unchecked(overview), _likenesses(overview), _in_force(overview),
    )  # fmt: skip


def agency_of(entry: ReportEntry) -> str:
    """Return the agency of a report: the roster's name, else the report's own, else «机关名称不明»."""
    named = entry.agency.name if entry.agency else entry.record.audit.agency
    return clean(named or "") or NO_AGENCY


def county_of(entry: ReportEntry) -> str:
    """Return the region the agency is listed under; empty if the roster has none."""
    return clean(entry.agency.county) if entry.agency else ""


def is_read(entry: ReportEntry) -> bool:
    """Return whether the report could be read."""
    return entry.record.audit.error is None


def rule_names(overview: Overview) -> dict[str, str]:
    """Return the names of all rules that found something or could not check, by id; names in the overview take precedence."""
    named = {finding.rule: finding.name for entry in overview.entries for finding in entry.findings}
    for entry in overview.entries:
        named |= {result.rule: result.name for result in entry.record.audit.verdict.unchecked() if result.name}
    return named | dict(overview.rules)


def _findings(overview: Overview) -> OutputSheet:
    columns = (
        Column("序号", 6), Column("县区", 10), Column("机关", 20), Column("文件", 22), Column("级别", 8),
        Column("规则", 15), Column("规则名称", 22), Column("位置", 18), Column("问题", 40), Column("原文", 28),
        Column("应为", 18), Column("实为", 14), Column("依据", 32), Column("处理建议", 30),
        Column(CHOICE, 10, tuple(Choice)), Column(NOTE, 24), Column(ID, 18),
    )  # fmt: skip
    found = ((entry, finding) for entry in overview.entries for finding in entry.findings)
    rows = [(number, *_finding(overview, *one)) for number, one in enumerate(found, 1)]
    return OutputSheet(FINDINGS, columns, rows, frozen=3)


def _finding(overview: Overview, entry: ReportEntry, finding: Finding) -> tuple[WorkbookValue, ...]:
    decision = overview.decisions.get(finding.id)
    return (
        county_of(entry),
        agency_of(entry),
        entry.record.name,
        SEVERITIES[finding.severity],
        "、".join(finding.rules),
        finding.name,
        place(finding.location),
        finding.message,
        finding.location.quote or "",
        finding.expected or "",
        finding.actual or "",
        basis_line(finding.basis),
        finding.suggestion or "",
        decision.choice.value if decision else "",
        decision.note if decision else "",
        finding.id,
    )


def _agencies(overview: Overview) -> OutputSheet:
    columns = (
        Column("机关", 24), Column("县区", 10), *(Column(grade, 8) for grade in _GRADES), Column("未能核对", 10),
        Column("逾期", 8), Column("公布日期", 12), Column("文件", 36),
    )  # fmt: skip
    rows = [
        (
            agency_of(entry), county_of(entry), *graded(entry.findings).values(), len(entry.record.audit.verdict.unchecked()),
            "逾期" if entry.late else "", entry.record.issued, entry.record.name,
        )
        for entry in overview.entries
        if is_read(entry)
    ]  # fmt: skip
    return OutputSheet("机关", columns, rows, frozen=1)


def graded(findings: Sequence[Finding]) -> dict[Severity, int]:
    """Count findings by severity; all three severities are always present."""
    return {severity: sum(f.severity is severity for f in findings) for severity in Severity}


def _rules(overview: Overview) -> OutputSheet:
    heads = (("规则", 16), ("规则名称", 40), ("级别", 14), ("问题数", 8), ("机关数", 8))
    columns = tuple(Column(head, width) for head, width in heads)
    return OutputSheet("规则", columns, [(*row[:2], "、".join(row[2]), *row[3:]) for row in rule_counts(overview)])


def rule_counts(overview: Overview) -> list[tuple[str, str, tuple[str, ...], int, int]]:
    """Return id, name, severities, findings and reports of each rule that found something; rules with the most reports first."""
    found: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    grades: dict[str, set[Severity]] = {}
    for entry in overview.entries:
        for finding in entry.findings:
            found[finding.rule] += 1
            grades.setdefault(finding.rule, set()).add(finding.severity)
        reports.update({finding.rule for finding in entry.findings})
    names = rule_names(overview)
    return [
        (rule, names[rule], tuple(SEVERITIES[s] for s in Severity if s in grades[rule]), found[rule], reports[rule])
        for rule in sorted(found, key=lambda rule: (-reports[rule], -found[rule], rule))
    ]


def _hand_ins(overview: Overview) -> OutputSheet:
    columns = (Column("情况", 20), Column("机关", 28), Column("文件", 40), Column("说明", 60))
    rows = [(h.trouble.value, h.agency, "、".join(h.files), h.said) for h in overview.hand_ins]
    return OutputSheet("未报送", columns, rows)


def _unread(overview: Overview) -> OutputSheet:
    columns = (Column("机关", 24), Column("文件", 40), Column("原因", 70))
    rows = [(agency_of(e), e.record.name, e.record.audit.error or "") for e in overview.entries if not is_read(e)]
    return OutputSheet("无法读取", columns, rows)


def _unchecked(overview: Overview) -> OutputSheet:
    columns = (
        Column("规则", 16),
        Column("规则名称", 36),
        Column("县区", 10),
        Column("机关", 24),
        Column("文件", 30),
        Column("情况", 10),
        Column("原因", 60),
    )
    names = rule_names(overview)
    rows = [
        (r.rule, names.get(r.rule, r.name), county_of(e), agency_of(e), e.record.name, OUTCOMES[r.outcome], r.reason)
        for e in overview.entries
        for r in e.record.audit.verdict.unchecked()
    ]
    return OutputSheet("未能核对", columns, sorted(rows))


def _likenesses(overview: Overview) -> OutputSheet:
    columns = (
        Column("报告", 30), Column("另一报告", 30), Column("相同比例", 10, percent=True), Column("类别", 8),
        Column("相同句数", 10), Column("相同的句子（前几句）", 90),
    )  # fmt: skip
    rows = [
        (
            one.first, one.second, one.share, "照搬" if one.carried else "雷同", len(one.shared),
            "　".join(f"{number}. {shared.text}" for number, shared in enumerate(one.shared[:_SHARED], 1)),
        )
        for one in overview.likenesses
    ]  # fmt: skip
    return OutputSheet("雷同", columns, rows)


def _in_force(overview: Overview) -> OutputSheet:
    """Build the sheet of the rules, settings and waivers in force."""
    info = overview.info
    rows: list[tuple[str, WorkbookValue]] = [
        ("规则包", "、".join(info.packs)), ("规则条数", info.count), ("停用的规则", info.off),
        ("设置", info.settings or "没有"), ("豁免", info.waivers or "没有"), ("规则文件的摘要", info.digest),
    ]  # fmt: skip
    return OutputSheet("采用", (Column("项目", 18), Column("内容", 80)), rows)
