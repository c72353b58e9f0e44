"""Kind `stale_year`: another year's work presented as this year's, or a place that names another report year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from auditor.chinese.text import Folded
from auditor.chinese.values import parse_numeral
from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.engine.kind import Kind
from auditor.model.finding import TraceStep
from auditor.model.report import Span
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, TextRule

_OVERVIEW = "overview"
_EVIDENCE = {"title": "标题", "opening": "开头", _OVERVIEW: "总体情况", "period": "统计期限", "issued": "落款"}
# Words about a year, up to the first figure.
_SAID = re.compile("年度?(?:12月31日|12月底|底)?[^0-9]{3,}")
_BEHIND_TITLE = re.compile(r"[^《》。；\n]{0,40}》(?:（[^（）\n]{2,30}号）)?")


class StaleYearRule(TextRule):
    """Another year's work presented as this year's: `find` has the year in a group, `evidence` names places that state the report year.

    Next year's plans are no fault: in the sections `plans_in`, or in a sentence where `planned` matches. With `over` the report
    year itself is a fault as well: `find` then finds plans, which can only be for a year to come. Nothing is reported where the
    paragraph matches `unless_near`, or names the report year as well: it compares years.
    """

    kind: Literal["stale_year"]
    find: Expression | None = None
    unless: Expression | None = None
    unless_near: Expression | None = None
    over: bool = False
    plans_in: tuple[str, ...] = ()
    planned: Expression | None = None
    evidence: tuple[Literal["title", "opening", "overview", "period", "issued"], ...] = ()
    placeholders: ClassVar[frozenset[str]] = frozenset({"found", "what"})
    patterns: ClassVar[tuple[str, ...]] = ("find", "unless", "unless_near", "planned")
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {"find": ("year",)}


def check(rule: StaleYearRule, bound: CheckContext) -> CheckResult:
    """Search for other years than the report's, and compare the places that state the report year."""
    looked = CheckResult()
    if rule.evidence:
        looked.hits += _evidence(rule, bound)
    if rule.find:
        for text in bound.scopes(rule.within):
            looked.hits += _search(rule, bound, text)
    return looked


def _evidence(rule: StaleYearRule, bound: CheckContext) -> list[Hit]:
    hits = []
    unless = rule.pattern("unless")
    for item in bound.report.evidence:
        # A later date of issue is a late report, which the kind `deadline` reports.
        late = item.source == "issued" and item.year > bound.year
        if item.source == _OVERVIEW and _otherwise(bound, item.span, unless):
            continue
        if item.source in rule.evidence and item.year != bound.year and not late:
            shown = item.year + 1 if item.source == "issued" else item.year
            where = bound.at_span(item.span)
            hits.append(
                Hit(
                    where,
                    {"found": str(shown), "what": item.span.text},
                    expected=f"{bound.year}年",
                    actual=f"{shown}年",
                )
            )
    return hits


def _otherwise(bound: CheckContext, span: Span, unless: Pattern | None) -> bool:
    """Whether the sentence that begins with a year also names the report's year, or speaks of that year as the past."""
    start, end = sentence(bound.report.document.text, span.start)
    said = bound.report.document.text[start:end]
    return f"{bound.year}年" in said or bool(unless and unless.search(said))


def _search(rule: StaleYearRule, bound: CheckContext, text: Folded) -> list[Hit]:
    pattern, unless, plan = rule.pattern("find"), rule.pattern("unless"), rule.pattern("planned")
    hits: list[Hit] = []
    # The year at the beginning of the overview is compared as evidence.
    firsts = [item.span.start for item in bound.report.evidence if item.source == _OVERVIEW]
    end_of_last = -1
    for match in pattern.finditer(text.text) if pattern else ():
        year = parse_numeral(match["year"])
        if year is None or match.start() < end_of_last or not _stale(rule, bound, year):
            continue
        start, end = sentence(text.text, match.start())
        section = bound.report.section_at(text.offsets[match.start()])
        said = text.text[start:end]
        planned = year == bound.year + 1 and (section in rule.plans_in or (plan is not None and plan.search(said)))
        if (
            text.offsets[match.start()] in firsts
            or planned
            or (unless and unless.search(said))
            or _compared(rule, bound, text.text, match)
        ):
            continue
        first, last = _title_around(text.text, match.start(), match.end())
        end_of_last = last
        where = bound.place(text, first, last)
        values = {"found": str(year), "what": text.text[first:last]}
        hits.append(Hit(where, values, expected=f"{bound.year}年", actual=f"{year}年"))
    return hits


def _stale(rule: StaleYearRule, bound: CheckContext, year: int) -> bool:
    """Whether a year is wrong: another than the report's, or, for plans, one that is over."""
    return year <= bound.year if rule.over else year != bound.year


def _compared(rule: StaleYearRule, bound: CheckContext, text: str, match: Any) -> bool:
    """Whether the paragraph compares years, or the text says the same about the report's year, as a list does."""
    near = rule.pattern("unless_near")
    if near is None:
        return False
    at = match.start()
    words = _SAID.match(text, match.end("year"), match.end())
    if not rule.over and words and f"{bound.year}{words[0]}" in text:
        return True
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    paragraph = text[start : end if end >= 0 else len(text)]
    return bool(near.search(paragraph)) or (not rule.over and f"{bound.year}年" in paragraph)


def _title_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole title «《…》（…号）» if the match is inside one, else the match itself."""
    opened = text.rfind("《", max(0, start - 60), start)
    if opened < 0 or "》" in text[opened:start].rstrip("》"):
        return start, end
    rest = _BEHIND_TITLE.match(text, end)
    return (opened, rest.end()) if rest else (start, end)


def lint(rule: StaleYearRule, found: RuleLint) -> None:
    """Check that the rule has something to look at."""
    if not rule.find and not rule.evidence:
        found.wrong("要写 find 或 evidence 之一")


def trace(rule: StaleYearRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show the years that the places named in `evidence` state."""
    for item in bound.report.evidence:
        if item.source in rule.evidence:
            yield TraceStep(_EVIDENCE[item.source], f"{item.year}年", (item.span.text,))


_MANUAL = """\
title: 别的年度
use: 把别的年度的文件、活动写成本年度的
about: 把别的年度的文件、活动写成本年度的，或者标题、落款的年度与报告年度不一致。下一年的打算不算。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”“开头”（连标题）“标题”；不写是全文
  find: 认出年份的表达式，要有名为 year 的组；与报告年度不同就是问题
  unless: 句子里有这些字样的不算
  plans_in: 哪些部分里写下一年度不算
  planned: 句子里有这些字样时，写下一年度不算
  unless_near: 同一段里有这些字样的不算；写了它，同一段还写到报告年度的也不算（over 时除外）
  over: true 表示报告年度本身和更早的都算，用来找“到这一年才做”的打算
  evidence: 不找文字，而是核对报告的几处年度：title 标题、opening 开头、overview 总体情况开头、period 统计期限、issued 落款
values:
  found: 报告写的年份
  what: 报告写的文件或活动
"""

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: stale_year
    title: 不应把其他年度的考核通知当作本年度的
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021}] # 依据：documents.yaml 或本文件 documents 里的编号，可加 article
    within: [一, 六] # 在第一、第六部分里找
    find: '(?P<year>20\d{2})年度?[^。；，、\n]{0,10}考核(?:通知|方案|办法)' # 名为 year 的组是年份，与报告年度不同就是问题
    unless: 下一步|明年|拟 # 句子里有这些字样的不算
    message: 把{found}年的“{what}”写作{year}年度的工作
    suggestion: 改为本年度的文件，或者删去。
    examples:
      pass:
        - {}
        - {sections: {六: 落实2024年政务公开考核方案，未收取信息处理费。}}
      fail:
        - sections: {六: 落实2022年政务公开考核方案，未收取信息处理费。}
          want: 把2022年的“2022年政务公开考核方案”写作2024年度的工作
"""

KIND = Kind(
    name="stale_year",
    model=StaleYearRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
)
