"""Kind `deadline`: a date by which the report must be out, counted from the report year."""

from __future__ import annotations

from datetime import date

from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, NotApplicableError
from auditor.model.finding import Location
from auditor.model.report import Published
from auditor.ruleset.schema.rules import DeadlineRule


def check(rule: DeadlineRule, bound: CheckContext) -> CheckResult:
    """Compare the first known of the rule's dates with the deadline, or the two days a page gives with each other."""
    deadline = date(bound.year + 1, rule.month, rule.day)
    return _two_days(bound, deadline) if rule.check == "two_days" else _late(rule, bound, deadline)


def _late(rule: DeadlineRule, bound: CheckContext, deadline: date) -> CheckResult:
    report = bound.report
    if "issued" not in rule.dates and report.issued and report.issued.value > deadline:
        raise NotApplicableError("落款日期已经超过期限")  # which is told already
    if rule.dates == ("published",) and report.document.format != "html" and report.published is None:
        raise NotApplicableError("这个文件不是网页")
    found = _date(rule, bound, deadline)
    if found is None:
        raise CannotCheckError(
            "报告没有写成文日期，也没有页面的公开日期" if len(rule.dates) > 1 else _MISSING[rule.dates[0]]
        )
    value, where = found
    if value <= deadline:
        return CheckResult()
    values = {"date": _show(value), "deadline": _show(deadline), "days": str((value - deadline).days)}
    return CheckResult([Hit(where, values, expected=f"不晚于{_show(deadline)}", actual=_show(value))])


_MISSING = {"issued": "报告没有写成文日期", "published": "文件里没有页面的公开日期"}


def _two_days(bound: CheckContext, deadline: date) -> CheckResult:
    published = bound.report.published
    if published is None or published.hidden is None:
        raise NotApplicableError("网页没有给出两个不同的公开日期")
    if not _divided(published, deadline):
        return CheckResult()
    values = {"date": _show(published.value), "hidden": _show(published.hidden), "deadline": _show(deadline)}
    return CheckResult([Hit(_where(bound, published), values, actual=f"{values['date']}，{values['hidden']}")])


def _divided(published: Published, deadline: date) -> bool:
    """Whether the page gives two days, one in time and one late."""
    return published.hidden is not None and (published.value <= deadline) != (published.hidden <= deadline)


def _date(rule: DeadlineRule, bound: CheckContext, deadline: date) -> tuple[date, Location] | None:
    report = bound.report
    for source in rule.dates:
        if source == "issued" and report.issued:
            span = report.issued.span
            return report.issued.value, bound.at_span(span) if span else Location()
        if source == "published" and report.published:
            if _divided(report.published, deadline):
                raise NotApplicableError("页面显示的公开日期与隐藏数据里的不一致，已另行提示")
            return report.published.value, _where(bound, report.published)
    return None


def _where(bound: CheckContext, published: Published) -> Location:
    return bound.at_span(published.span) if published.span else Location()


def _show(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
