"""Audits as SARIF 2.1.0 (OASIS), for code review tools and editors; offsets count characters of the text that `parse` returns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from auditor import __version__
from auditor.model.finding import Audit, Finding, Outcome, RuleResult, RuleSetInfo, Severity
from auditor.output.json_ import rules_data
from auditor.presentation.vocabulary import basis_line, place, waiver_line

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def audits_sarif(audits: Sequence[Audit], info: RuleSetInfo) -> str:
    """Return one run over all reports: results for findings, notifications for what could not be read or checked."""
    rules = list({r.rule: r for audit in audits for r in audit.verdict.results}.values())
    places = {result.rule: number for number, result in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "auditor", "version": __version__, "rules": [_rule(result) for result in rules]}},
        "columnKind": "unicodeCodePoints",
        "properties": {"rules": rules_data(info)},
        "artifacts": [{"location": {"uri": _uri(audit.path)}} for audit in audits],
        "invocations": [
            {
                "executionSuccessful": all(audit.error is None for audit in audits),
                "toolExecutionNotifications": [note for audit in audits for note in _notes(audit)],
            }
        ],
        "results": [
            *(_result(f, audit, places) for audit in audits for f in audit.verdict.findings),
            *(_waived(f, audit, places) for audit in audits for f in audit.verdict.waived),
        ],
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _rule(result: RuleResult) -> dict[str, Any]:
    return {"id": result.rule, "shortDescription": {"text": result.name}}


def _result(finding: Finding, audit: Audit, places: dict[str, int]) -> dict[str, Any]:
    basis = basis_line(finding.basis)
    said = "".join(
        (
            finding.message,
            f"\n依据：{basis}" if basis else "",
            f"\n建议：{finding.suggestion}" if finding.suggestion else "",
        )
    )
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": said},
        "locations": [_location(finding, audit)],
        "partialFingerprints": {"auditor/v1": finding.id},
        "properties": {"category": finding.category, "agency": audit.agency, "reportYear": audit.report_year},
    }


def _waived(finding: Finding, audit: Audit, places: dict[str, int]) -> dict[str, Any]:
    said = waiver_line(finding, ended=False)
    suppression = {"kind": "external", "status": "accepted", "justification": said}
    return _result(finding, audit, places) | {"suppressions": [suppression]}


def _location(finding: Finding, audit: Audit) -> dict[str, Any]:
    at = finding.location
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(audit.path)}}
    if at.start is not None and at.end is not None:
        region: dict[str, Any] = {"charOffset": at.start, "charLength": at.end - at.start}
        if at.quote:
            region["snippet"] = {"text": at.quote}
        physical["region"] = region
    location: dict[str, Any] = {"physicalLocation": physical}
    where = place(at)
    if where:
        location["logicalLocations"] = [{"fullyQualifiedName": where}]
    return location


def _notes(audit: Audit) -> Iterable[dict[str, Any]]:
    where = {"locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(audit.path)}}}]}
    if audit.error is not None:
        yield {"level": "error", "message": {"text": audit.error}, **where}
    for result in audit.verdict.unchecked():
        level = "error" if result.outcome is Outcome.RULE_ERROR else "note"
        text = f"{result.name}：{result.reason}" if result.reason else result.name
        yield {"level": level, "message": {"text": text}, "associatedRule": {"id": result.rule}, **where}


def _uri(path: str) -> str:
    """Return a path as a relative reference or a file URI; all but unreserved characters, / and ! is percent-encoded."""
    pure = PurePath(path)
    escaped = quote(pure.as_posix().encode("utf-8", "surrogateescape"), safe="/!")
    return f"file://{escaped}" if pure.is_absolute() else escaped
