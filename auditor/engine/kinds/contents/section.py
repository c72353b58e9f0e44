"""Kind `section`: title, headings, order, length and contents, compared with the form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, Literal

from auditor.chinese.heading_numbers import to_numeral
from auditor.chinese.text import squeeze
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.model.finding import Location, TraceStep
from auditor.model.report import Section, Wording
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, Rule

_QUOTED = 30
_LONGEST_HEAD = 26
_ENOUGH_LISTED = 3
_REVIEW = re.compile("申请(?:行政)?复议")


class SectionRule(Rule):
    """The sections of the form: present, numbered, worded, once, in order, filled, not too long; the title and the agency's name.

    `most` is the number of characters a section may have (check `long`). `sentence` finds a list of the sections in the text
    above them, as its group `list` (check `listed`).
    """

    kind: Literal["section"]
    check: Literal[
        "present", "numbered", "worded", "close", "once", "ordered", "filled", "long", "listed", "title", "agency"
    ]
    sections: tuple[str, ...] = ()
    most: int = 0
    sentence: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"numeral", "heading", "number", "count", "parts", "order", "name"}
    )
    patterns: ClassVar[tuple[str, ...]] = ("sentence",)
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {"sentence": ("list",)}

    @property
    def named_sections(self) -> tuple[str, ...]:
        """The sections it looks at; none for all."""
        return self.sections


def check(rule: SectionRule, bound: CheckContext) -> CheckResult:
    """Check title, headings or contents, as the rule's `check` says."""
    looked = CheckResult()
    for found in _CHECKS[rule.check](rule, bound):
        if isinstance(found, Hit):
            looked.hits.append(found)
        else:
            looked.unable.append(found)
    return looked


def _wanted(rule: SectionRule, bound: CheckContext) -> Iterator[Section]:
    return (s for s in bound.report.sections if not rule.sections or s.numeral in rule.sections)


def _present(rule: SectionRule, bound: CheckContext) -> Iterator[Hit | str]:
    missing = [n for n in bound.report.missing_sections if not rule.sections or n in rule.sections]
    hidden: dict[str, list[str]] = {}
    for numeral in missing:
        hidden.setdefault(bound.hidden(numeral), []).append(numeral)
    for reason, numerals in hidden.items():
        if reason:
            yield f"没有找到第{'、'.join(numerals)}部分，{reason}"
    for numeral in hidden.get("", ()):
        heading = bound.form.section[numeral].heading
        doubt = bound.report.doubtful_sections.get(numeral)
        if doubt:
            yield f"第{numeral}部分的标题可能是“{squeeze(doubt.text)[:_QUOTED]}”，不能确定，请看原文"
        else:
            yield Hit(Location(section=numeral), _named(numeral, heading), expected=f"{numeral}、{heading}")


def _numbered(rule: SectionRule, bound: CheckContext) -> Iterator[Hit | str]:
    for section in _wanted(rule, bound):
        if not section.number and section.heading.start in bound.report.document.pictured:
            yield f"第{section.numeral}部分的标题前面有图片，序号可能在图片里，没有读出"
        elif section.number != section.numeral:
            heading = bound.form.section[section.numeral].heading
            values = _named(section.numeral, heading) | {"number": section.number or "（无）"}
            place = bound.at_span(section.heading, section.numeral)
            yield Hit(place, values, expected=f"{section.numeral}、{heading}", actual=section.heading.text)


def _worded(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    """Headings with another meaning, or (check `close`) with the same meaning in other words."""
    wording = Wording.CLOSE if rule.check == "close" else Wording.REWORDED
    for section in _wanted(rule, bound):
        if section.wording is wording:
            heading = bound.form.section[section.numeral].heading
            place = bound.at_span(section.heading, section.numeral)
            yield Hit(place, _named(section.numeral, heading), expected=heading, actual=section.heading.text)


def _once(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    for section in _wanted(rule, bound):
        for repeat in section.repeats:
            heading = bound.form.section[section.numeral].heading
            yield Hit(bound.at_span(repeat, section.numeral), _named(section.numeral, heading), actual=repeat.text)


def _ordered(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    official = [section.numeral for section in bound.form.sections]
    found = [section.numeral for section in bound.report.sections]
    right = [numeral for numeral in official if numeral in found]
    if found == right:
        return
    first = next(number for number, pair in enumerate(zip(found, right, strict=True)) if pair[0] != pair[1])
    section = bound.report.sections[first]
    values = _named(section.numeral, bound.form.section[section.numeral].heading) | {"order": "、".join(found)}
    yield Hit(
        bound.at_span(section.heading, section.numeral), values, expected="、".join(right), actual="、".join(found)
    )


def _filled(rule: SectionRule, bound: CheckContext) -> Iterator[Hit | str]:
    for section in _wanted(rule, bound):
        form = bound.form.section[section.numeral]
        if section.empty and not form.tables and bound.report.document.unread:
            yield f"第{section.numeral}部分没有读到内容，但文件里有{bound.report.document.unread_kinds}，可能在其中"
        elif section.empty and not form.tables:
            yield Hit(bound.at_span(section.heading, section.numeral), _named(section.numeral, form.heading))


def _long(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    for section in _wanted(rule, bound):
        lines = section.prose.text.split("\n")
        count = sum(len(line) for line in lines if len(line) > _LONGEST_HEAD or line.endswith("。"))
        if count > rule.most:
            values = _named(section.numeral, bound.form.section[section.numeral].heading) | {"count": str(count)}
            yield Hit(bound.at_span(section.heading, section.numeral), values, actual=str(count))


def _listed(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    """A list of the report's sections, before the first of them, that leaves some out."""
    text, sentence = bound.report.preamble, rule.pattern("sentence")
    for match in sentence.finditer(text.text) if sentence else ():
        said = _REVIEW.sub("复议", match["list"])
        sections = bound.form.sections
        left_out = [section for section in sections if not any(word in said for word in section.telling)]
        if left_out and len(sections) - len(left_out) >= _ENOUGH_LISTED:
            parts = "、".join(f"“{section.heading}”" for section in left_out)
            place = bound.place(text, *match.span("list"))
            yield Hit(place, {"parts": parts, "count": to_numeral(len(sections))}, expected=parts)


def _title(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    if bound.report.title is not None:
        return
    named = squeeze(bound.report.document.metadata.title)
    if kinds := bound.report.document.unread_kinds:
        raise CannotCheckError(f"没有找到报告标题，但文件里有{kinds}，标题可能在其中")
    if bound.report.document.is_scanned(0):
        raise CannotCheckError("没有找到报告标题，开头是从图片识别的，可能没有认出，请核对原件")
    if "公开" in named and named.endswith(("报告", "年报")):
        raise CannotCheckError(f"网页的窗口标题是“{named}”，正文里没有找到标题，请看原网页")
    yield Hit(Location())


def _agency(rule: SectionRule, bound: CheckContext) -> Iterator[Hit]:
    written = bound.report.agency_written
    if written and squeeze(written.text) != bound.report.agency:
        values = {"name": bound.report.agency}
        yield Hit(bound.at_span(written), values, expected=bound.report.agency, actual=written.text)


def _named(numeral: str, heading: str) -> dict[str, str]:
    return {"numeral": numeral, "heading": heading}


_CHECKS: dict[str, Callable[[SectionRule, CheckContext], Iterator[Hit | str]]] = {
    "present": _present,
    "numbered": _numbered,
    "worded": _worded,
    "close": _worded,
    "once": _once,
    "ordered": _ordered,
    "filled": _filled,
    "long": _long,
    "listed": _listed,
    "title": _title,
    "agency": _agency,
}


def lint(rule: SectionRule, found: RuleLint) -> None:
    """Check the names of sections, and that the keys a `check` needs are there."""
    found.sections(rule.sections, "sections")
    if rule.check == "long" and not rule.most:
        found.wrong("check: long 要用 most 写明最多几个字", "check")
    if rule.check == "listed" and not rule.sentence:
        found.wrong("check: listed 要用 sentence 写明怎样认出列举各部分的句子", "check")


def trace(_: SectionRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show the title and the headings that were recognised."""
    report = bound.report
    yield TraceStep("标题", report.title_line or "没有读到")
    yield TraceStep("各部分", f"读到 {len(report.sections)} 个", tuple(s.heading.text for s in report.sections))


_MANUAL = """\
title: 标题和六个部分
use: 标题、章节、次序
about: 看报告的标题、六个部分的标题、次序和内容，以及总体情况的五项内容，与格式是否一致。哪些部分、怎样写，由 rules/forms/ 里的格式决定。
keys:
  check: 看什么
  sections: 只看哪些部分，写序号，如 [五]；不写表示全部
  most: 最多几个字，不计小标题（check 为 long 时）
  sentence: 认出开头列举各部分的句子的表达式，列出的那一段写成名为 list 的组（check 为 listed 时）
checks:
  present: 部分有没有
  numbered: 标题的序号对不对
  worded: 标题的用语是否与格式一致，只看换了意思的
  close: 标题的用语是否与格式一致，只看意思没有变的
  once: 标题是否只出现一次
  ordered: 次序是否与格式一致
  filled: 标题下面有没有内容
  long: 字数是否超过 most
  listed: 开头列出的各部分是否齐全
  title: 报告有没有标题
  agency: 机关名称前后是否一致
values:
  numeral: 格式规定的序号
  heading: 格式规定的标题
  number: 报告写的序号
  count: 字数，或格式规定的部分数
  parts: 没有列出的部分
  order: 报告里的次序
  name: 报告其他地方写的机关名称
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: section
    title: 第六部分应有内容
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021}] # 依据：documents.yaml 或本文件 documents 里的编号，可加 article
    check: filled # 看什么：有没有内容；其余写法见说明页
    sections: [六] # 只看第六部分
    message: 第{numeral}部分“{heading}”只有标题，没有内容
    suggestion: 写明本年度的情况；没有需要报告的也要写明。
    examples:
      pass:
        - {} # 底稿本身
        - {sections: {六: 无其他需要报告的事项。}}
      fail: [{sections: {六: ""}, want: 第六部分“其他需要报告的事项”只有标题，没有内容}]
"""

KIND = Kind(
    name="section",
    model=SectionRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
)
