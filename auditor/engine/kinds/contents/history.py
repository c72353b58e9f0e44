"""Kind `history`: text copied from last year's report, or an agency that has another name now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.chinese.text import Folded
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.model.finding import TraceStep
from auditor.model.report import Report
from auditor.ruleset.schema.rules import PREAMBLE, WHOLE, TextRule

_SENTENCE = re.compile(r"[^。；！？\n]+")
_YEAR = re.compile(r"(?:20\d{2}|二[〇零][〇零一二三四五六七八九]{2})(?=年|-)|[去上本今]年")
_SHOWN = 3


class HistoryRule(TextRule):
    """This year's report compared with last year's: text copied unchanged, or an agency with another name.

    Sentences of at least `least` characters count as copied if only the year differs; the rule reports a text of which copied
    sentences make up `share` percent or more.
    """

    kind: Literal["history"]
    check: Literal["copied", "renamed"]
    least: Annotated[int, Field(ge=1)] = 20
    share: Annotated[int, Field(ge=1, le=100)] = 60
    placeholders: ClassVar[frozenset[str]] = frozenset({"share", "count", "sentences", "name", "previous_name"})


def check(rule: HistoryRule, bound: CheckContext) -> CheckResult:
    """Compare with the report of the year before; without it the rule does not apply."""
    previous = bound.previous()
    return (_copied if rule.check == "copied" else _renamed)(rule, bound, previous)


def _renamed(rule: HistoryRule, bound: CheckContext, previous: Report) -> CheckResult:
    name, before = bound.report.agency, previous.agency
    if not name or not before:
        raise CannotCheckError("机关名称没有读出")
    if bound.report.name.is_same_as(previous.name):
        return CheckResult()
    written = bound.report.agency_written
    if written is None:
        raise CannotCheckError("机关名称没有读出")
    return CheckResult([Hit(bound.at_span(written), {"name": name, "previous_name": before}, actual=name)])


def _copied(rule: HistoryRule, bound: CheckContext, previous: Report) -> CheckResult:
    known = {key for text in _texts(rule, previous) for key, _, _ in _sentences(text, rule.least)}
    if not known:
        raise CannotCheckError("上年报告的这一部分没有文字")
    total = same = 0
    copied: list[tuple[Folded, int, int]] = []
    for text in bound.scopes(rule.within):
        for key, start, end in _sentences(text, rule.least):
            total += end - start
            if key in known:
                same += end - start
                copied.append((text, start, end))
    share = 100 * same // total if total else 0
    if share < rule.share:
        return CheckResult()
    text, start, end = max(copied, key=lambda item: item[2] - item[1])
    shown = "；".join(text.text[start:end] for text, start, end in copied[:_SHOWN])
    values = {"share": str(share), "count": str(len(copied)), "sentences": shown}
    return CheckResult([Hit(bound.place(text, start, end), values)])


def _texts(rule: HistoryRule, report: Report) -> Iterator[Folded]:
    """The same parts of last year's report."""
    for name in rule.within:
        section = report.section(name)
        if name == WHOLE:
            yield report.prose
        elif name == PREAMBLE:
            yield report.preamble
        elif section is not None:
            yield section.prose


def _sentences(text: Folded, least: int) -> Iterator[tuple[str, int, int]]:
    """The sentences of at least `least` characters, with years masked, and their spans."""
    for match in _SENTENCE.finditer(text.text):
        if match.end() - match.start() >= least:
            yield _YEAR.sub("Y", match[0]), match.start(), match.end()


def trace(_: HistoryRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show whether there is a report of last year."""
    yield TraceStep("上年报告", "给出了" if bound.before else "没有给出（--previous）")


_MANUAL = """\
title: 与上年报告对照
use: 照搬上年报告，机关名称变了
about: 文字照搬上年报告，或者机关的名称变了。要用 --previous 给出上年的报告，没有给时不适用。上年的数用 identity 的 去年(项目名) 核对。
keys:
  within: 看哪些部分，写序号，或“全文”“前言”；不写是全文
  check: 看什么
  least: 多长的句子才算，字数，不写是 20
  share: 照搬的句子占百分之几才算，不写是 60
checks:
  copied: 文字与上年相同（只改了年份也算相同）
  renamed: 机关名称与上年不同
values:
  share: 照搬的占百分之几
  count: 照搬了几句
  sentences: 照搬的句子
  name: 本年的机关名称
  previous_name: 上年的机关名称
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: history
    title: 其他需要报告的事项不应照搬上年报告
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [六] # 看第六部分
    check: copied # 文字与上年相同；renamed 是机关名称与上年不同
    least: 20 # 多少字以上的句子才算
    share: 80 # 照搬的占百分之几才算
    message: 第六部分有 {share}% 与上年报告相同
    suggestion: 写出本年度的新情况。
    examples:
      pass:
        - {} # 没有给出上年报告，不适用
        - {previous: {sections: {六: 上年度没有发出收费通知，也没有收取信息处理费，无其他事项。}}}
      fail: [{previous: {}, want: 第六部分有 100% 与上年报告相同}]
"""

KIND = Kind(
    name="history",
    model=HistoryRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    trace=trace,
)
