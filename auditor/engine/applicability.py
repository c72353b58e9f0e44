"""Decides whether a rule applies to a report: by form, year, and the kind, level, region and name of the agency."""

from __future__ import annotations

from auditor.engine.context import CannotCheckError, CheckContext
from auditor.model.report import Report
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.rules import Rule


def applies(rule: Rule, bound: CheckContext) -> bool:
    """Return whether the rule applies to the report; raise CannotCheckError where the report leaves that open."""
    report, whom = bound.report, rule.applies_to
    if rule.forms and report.form not in rule.forms:
        return False
    if whom.bodies and report.body not in whom.bodies:
        return False
    if whom.regions and not any(map(report.name.begins_with, whom.regions)):
        return False
    if whom.pattern and not _is_named(report, whom.pattern):
        return False
    if whom.levels and not _is_of_level(report, whom.levels):
        return False
    if rule.since is None and rule.until is None:
        return True
    year = bound.year
    return (rule.since is None or rule.since <= year) and (rule.until is None or year <= rule.until)


def _is_of_level(report: Report, wanted: tuple[str, ...]) -> bool:
    """Return whether the agency is of a requested level; raise CannotCheckError where its name leaves that open."""
    possible = report.levels
    fitting = possible.intersection(wanted)
    if possible and (not fitting or fitting == possible):
        return bool(fitting)
    raise CannotCheckError(f"从名称“{report.agency}”看不出是哪一级机关")


def _is_named(report: Report, pattern: Pattern) -> bool:
    """Return whether the rule is for agencies of this name; raise CannotCheckError where no name was recognised."""
    if not report.agency:
        raise CannotCheckError("没有认出机关名称，不知道本条是否适用")
    return pattern.search(report.agency) is not None
