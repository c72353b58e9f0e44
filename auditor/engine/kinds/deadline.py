"""Kind `deadline`: a date by which the report must be out, counted from the report year."""

from __future__ import annotations

from datetime import date

from auditor.engine.bind import Bound, CannotCheckError, Hit, Looked, NotApplicableError
from auditor.model.finding import Location
from auditor.ruleset.rules import DeadlineRule


def check(rule: DeadlineRule, bound: Bound) -> Looked:
    """Compare the first known of the rule's dates with the deadline."""
    report = bound.report
    deadline = date(bound.year + 1, rule.month, rule.day)
    if "issued" not in rule.dates and report.issued and report.issued.value > deadline:
        raise NotApplicableError("落款日期已经超过期限")  # which is told already
    if rule.dates == ("published",) and report.document.format != "html" and report.document.metadata.published is None:
        raise NotApplicableError("这个文件不是网页")
    found = _date(rule, bound)
    if found is None:
        raise CannotCheckError(
            "报告没有写成文日期，也没有页面的公开日期" if len(rule.dates) > 1 else _MISSING[rule.dates[0]]
        )
    value, where = found
    if value <= deadline:
        return Looked()
    values = {"date": _show(value), "deadline": _show(deadline), "days": str((value - deadline).days)}
    return Looked([Hit(where, values, expected=f"不晚于{_show(deadline)}", actual=_show(value))])


_MISSING = {"issued": "报告没有写成文日期", "published": "文件里没有页面的公开日期"}


def _date(rule: DeadlineRule, bound: Bound) -> tuple[date, Location] | None:
    report = bound.report
    for source in rule.dates:
        if source == "issued" and report.issued:
            return report.issued.value, bound.at_span(report.issued.span)
        if source == "published" and report.document.metadata.published:
            return report.document.metadata.published, Location()
    return None


def _show(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
