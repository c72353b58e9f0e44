"""Audits as JSON, by the contract: one object for all reports, or one line per report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from auditor import __version__
from auditor.model.finding import Audit, Finding, Outcome, RuleResult, RuleSetInfo

SCHEMA = 1


def audits_json(audits: Iterable[Audit], info: RuleSetInfo) -> str:
    """Return all audits as one indented object."""
    whole = {
        "schema": SCHEMA,
        "tool": {"name": "auditor", "version": __version__},
        "rules": rules_data(info),
        "reports": [audit_data(audit) for audit in audits],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def rules_data(info: RuleSetInfo) -> dict[str, Any]:
    """Return the rules in force; `settings` and `waivers` are null if there are none."""
    return {
        "packs": list(info.packs),
        "count": info.count,
        "off": info.off,
        "digest": info.digest,
        "settings": info.settings or None,
        "waivers": info.waivers or None,
    }


def audits_jsonl(audits: Iterable[Audit]) -> str:
    """Return one line per report: a compact object of the same shape as in `reports`."""
    return "".join(json.dumps(audit_data(a), ensure_ascii=False, separators=(",", ":")) + "\n" for a in audits)


def audit_data(audit: Audit) -> dict[str, Any]:
    """Return one report's entry; unknown facts are null.

    `partly` lists rules with findings that could not check everything. `missing` is as in Audit.
    """
    return {
        **file_data(audit),
        "error": audit.error,
        "cause": audit.cause,
        "warnings": list(audit.warnings),
        "outcomes": {outcome.value: count for outcome, count in audit.verdict.counts().items()},
        "unchecked": [
            {"rule": r.rule, "outcome": r.outcome.value, "reason": r.reason} for r in audit.verdict.unchecked()
        ],
        "passed": [result.rule for result in audit.verdict.ended(Outcome.PASSED)],
        "partly": [_reason(result) for result in audit.verdict.ended(Outcome.FAILED) if result.reason],
        "not_applicable": [_reason(result) for result in audit.verdict.ended(Outcome.NOT_APPLICABLE)],
        "missing": list(audit.missing),
        "findings": [finding_data(finding) for finding in audit.verdict.findings],
        "waived": [finding_data(finding) for finding in audit.verdict.waived],
    }


def file_data(audit: Audit) -> dict[str, Any]:
    """Return which file it is, and the report's agency and year; unknown facts are null."""
    return {
        "path": audit.path,
        "digest": audit.digest or None,
        "format": audit.format or None,
        "title": audit.title,
        "agency": audit.agency,
        "report_year": audit.report_year,
        "form": audit.form,
        "scanned": audit.scanned,
    }


def _reason(result: RuleResult) -> dict[str, str]:
    return {"rule": result.rule, "reason": result.reason}


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return one finding; keys of its location that do not apply are absent, as is `waiver` if there is none.

    The waiver of an open finding has expired.
    """
    waiver = finding.waiver
    decided = {} if waiver is None else {"waiver": asdict(waiver) | {"expires": waiver.expires.isoformat()}}
    return {
        "id": finding.id,
        "rule": finding.rule,
        "name": finding.name,
        "category": finding.category,
        "severity": finding.severity.value,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "suggestion": finding.suggestion,
        "basis": [asdict(basis) for basis in finding.basis],
        "location": {key: value for key, value in asdict(finding.location).items() if value is not None},
        "also": list(finding.also),
        **decided,
    }
