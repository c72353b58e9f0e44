"""The audit letter as HTML, from the templates; what a report says can become text in it, never markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from auditor.model.finding import Audit, Outcome, RuleResult, Severity
from auditor.output.text import finding_lines
from auditor.output.words import sentence, titled
from auditor.output.wrap import clean
from auditor.resources import templates_folder

_GRADES = {Severity.ERROR: "错误，应当更正", Severity.WARNING: "不规范，应予规范", Severity.INFO: "提示，请核对"}
_NUMERALS = "一二三四"


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """What the audit does not tell: who signs, and the date; either may be left blank to be filled in by hand."""

    office: str = ""
    day: date | None = None


def letter_html(audit: Audit, options: LetterOptions) -> str:
    """The letter as a whole HTML page that needs no other file."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letter.html.j2").render(letter_context(audit, options))


def letter_context(audit: Audit, options: LetterOptions) -> dict[str, Any]:
    """Everything the template may use, as plain text that is still to be escaped."""
    findings = audit.verdict.findings
    counted = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    parts = [(_GRADES[severity], severity) for severity in Severity if counted[severity]]
    day = options.day
    return {
        "title": f"关于{_report_title(audit)}的审核意见",
        "report": _report_title(audit),
        "agency": clean(audit.agency or ""),
        "form": audit.form or "",
        "scanned": audit.scanned,
        "waived": len(audit.verdict.waived),
        "faults": counted[Severity.ERROR] + counted[Severity.WARNING],
        "errors": counted[Severity.ERROR],
        "warnings": counted[Severity.WARNING],
        "hints": counted[Severity.INFO],
        "grades": [
            {"numeral": _NUMERALS[place], "name": name, "findings": _findings(audit, severity)}
            for place, (name, severity) in enumerate(parts)
        ],
        "unchecked_numeral": _NUMERALS[len(parts)],
        "unchecked": _unchecked(audit.verdict.unchecked()),
        "office": clean(options.office),
        "date": f"{day.year}年{day.month}月{day.day}日" if day else "",
    }


def _report_title(audit: Audit) -> str:
    written = clean(audit.title or "")
    if written:
        return titled(written)
    year = f"{audit.report_year}年" if audit.report_year else ""
    return titled(f"{clean(audit.agency or '')}{year}政府信息公开工作年度报告")


def _findings(audit: Audit, severity: Severity) -> list[dict[str, Any]]:
    return [
        {"message": sentence(clean(finding.message)), "lines": list(finding_lines(finding))}
        for finding in audit.verdict.findings
        if finding.severity is severity
    ]


def _unchecked(results: tuple[RuleResult, ...]) -> list[dict[str, str]]:
    """What could not be looked at, one entry a reason; a rule of ours that broke is no matter of the agency's."""
    names: dict[str, list[str]] = {}
    for result in results:
        broken = result.outcome is Outcome.RULE_ERROR
        reason = "审核程序没能完成这项核对" if broken else clean(result.reason).rstrip("。")
        names.setdefault(reason, []).append(clean(result.name))
    return [{"reason": reason, "names": "、".join(dict.fromkeys(listed))} for reason, listed in names.items()]
