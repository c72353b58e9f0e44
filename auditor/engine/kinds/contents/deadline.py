"""Kind `deadline`: a date by which the report must be published, in the year after the report year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, NotApplicableError
from auditor.engine.kind import Kind
from auditor.model.finding import Location, TraceStep
from auditor.model.report import Published
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Rule


class DeadlineRule(Rule):
    """A date by which the report must be published: month and day of the year after the report year."""

    kind: Literal["deadline"]
    check: Literal["late", "two_days"] = "late"
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    dates: Annotated[tuple[Literal["issued", "published"], ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"date", "deadline", "days", "hidden"})


def check(rule: DeadlineRule, bound: CheckContext) -> CheckResult:
    """Compare the first known of the rule's dates with the deadline, or the two dates of a page with each other."""
    deadline = date(bound.year + 1, rule.month, rule.day)
    return _two_days(bound, deadline) if rule.check == "two_days" else _late(rule, bound, deadline)


def _late(rule: DeadlineRule, bound: CheckContext, deadline: date) -> CheckResult:
    report = bound.report
    if "issued" not in rule.dates and report.issued and report.issued.value > deadline:
        raise NotApplicableError("落款日期已经超过期限")  # which another rule reports
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
    """Whether the page has two dates, one in time and one late."""
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


def lint(rule: DeadlineRule, found: RuleLint) -> None:
    """Check that the month has the day in every year."""
    last = monthrange(1, rule.month)[1]
    if rule.day > last:
        found.wrong(f"{rule.month}月没有{rule.day}日这一天，最多写 {last}", "day")


def trace(_: DeadlineRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show the dates of the report."""
    issued, published = bound.report.issued, bound.report.published
    yield TraceStep("落款日期", issued.value.isoformat() if issued else "没有读到")
    yield TraceStep("页面的公开日期", published.value.isoformat() if published else "没有读到")
    if published and published.hidden:
        yield TraceStep("页面隐藏数据里的公开日期", published.hidden.isoformat())


_MANUAL = """\
title: 期限
use: 晚于期限
about: 报告的日期不应晚于报告年度的下一年的某月某日。期限对哪些机关有效，用 applies_to 写明。
keys:
  check: 看什么
  month: 月
  day: 日
  dates: 看哪些日期，依次取第一个有的：issued 落款的日期、published 网页的公开日期
checks:
  late: 日期是否晚于期限
  two_days: 网页显示的公开日期与隐藏数据里的是否分在期限两边
values:
  date: 报告的日期
  hidden: 网页隐藏数据里的公开日期（check 是 two_days 时）
  deadline: 期限
  days: 迟了几天
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: deadline
    title: 乡镇和街道应在1月20日前公布
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    applies_to: {bodies: [township]} # 用于乡镇和街道；不写表示全部
    basis: [{document: office}] # 本单位的要求；条例第四十九条只管政府和部门。也可以写 documents.yaml 或本文件 documents 里的编号
    month: 1
    day: 20
    dates: [issued, published] # 先看落款的日期，没有时看网页的公开日期
    message: 报告的日期是{date}，晚于{deadline}，迟了 {days} 天
    suggestion: 核对实际公布的时间。
    examples:
      pass:
        - {} # 底稿是市教育局的报告，不适用
        - {agency: 云川市临江镇人民政府}
      fail:
        - {agency: 云川市临江镇人民政府, issued: 2025年1月25日, want: 报告的日期是2025年1月25日，晚于2025年1月20日，迟了 5 天}
      cannot_check: [{agency: 云川市临江镇人民政府, issued: ""}]
"""

KIND = Kind(
    name="deadline",
    model=DeadlineRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
)
