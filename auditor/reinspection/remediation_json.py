"""Re-inspection as JSON: one object for all reports compared."""

from __future__ import annotations

import json
from typing import Any

from auditor import __version__
from auditor.model.finding import Audit
from auditor.output.json_ import SCHEMA, file_data, finding_data
from auditor.reinspection.pair_reports import Lone
from auditor.reinspection.remediation import Comparison, FindingPair, Reinspection


def reinspection_json(whole: Reinspection) -> str:
    """Return the whole re-inspection as one indented object."""
    data = {
        "schema": SCHEMA,
        "tool": {"name": "auditor", "version": __version__},
        "notes": list(whole.notes),
        "reports": [comparison_data(one) for one in whole.comparisons],
        "unpaired": [_lone_data("old", one) for one in whole.lone_old]
        + [_lone_data("new", one) for one in whole.lone_new],
        "unread": [_unread_data("old", audit) for audit in whole.unread_old]
        + [_unread_data("new", audit) for audit in whole.unread_new],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def comparison_data(one: Comparison) -> dict[str, Any]:
    """Return one report's entry; findings are as in the JSON of `check`."""
    progress = one.progress
    return {
        "agency": one.new.agency or one.old.agency,
        "report_year": one.new.report_year or one.old.report_year,
        "files": {"old": file_data(one.old), "new": file_data(one.new)},
        "notes": list(one.notes),
        "counts": {name: len(getattr(progress, name)) for name in ("mended", "open", "new", "unsure", "waived")},
        "mended": [finding_data(finding) for finding in progress.mended],
        "open": [_pair_data(pair) | {"changed": pair.changed} for pair in progress.open],
        "new": [finding_data(finding) for finding in progress.new],
        "unsure": [{"old": finding_data(unsure.old), "reason": unsure.reason} for unsure in progress.unsure],
        "waived": [_pair_data(pair) for pair in progress.waived],
    }


def _pair_data(pair: FindingPair) -> dict[str, Any]:
    return {"old": finding_data(pair.old), "new": finding_data(pair.new)}


def _lone_data(side: str, one: Lone) -> dict[str, Any]:
    audit = one.audit
    findings = [finding_data(finding) for finding in audit.verdict.findings]
    return {"side": side, **file_data(audit), "reason": one.reason, "findings": findings}


def _unread_data(side: str, audit: Audit) -> dict[str, Any]:
    return {"side": side, "path": audit.path, "error": audit.error}
