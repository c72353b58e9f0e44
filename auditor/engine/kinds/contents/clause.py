"""Kind `clause`: a clause with named parts, such as the contact, or the period of the statistics."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, field_validator

from auditor.chinese.text import Folded
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, NotApplicableError, sentence
from auditor.engine.extract.contacts import PROBLEMS
from auditor.engine.extract.periods import CLOSE, Period, periods_in, unbroken
from auditor.engine.kind import Kind
from auditor.model.finding import Location
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, NonEmptyText, TextRule
from auditor.ruleset.yaml.validation import Strict, meant

BEFORE, BEHIND = 120, 260
NEAR, AROUND = 80, 150
_LAST_STOP = re.compile(r"(?:.*[。；！？\n])?", re.DOTALL)
_UP_TO_STOP = re.compile(r"[^，。；\n]*")


class ClausePart(Strict):
    """A part a clause must have: its name and the expression that finds it; a part `of` another is needed only where that is there.

    With `is` the part can be judged by itself: `find` then has a group `value` around it.
    """

    name: NonEmptyText
    find: Expression
    of: str | None = None
    is_: Annotated[Literal["telephone", "local_number", "email", "postcode"] | None, Field(alias="is")] = None

    @field_validator("name")
    @classmethod
    def _names(cls, text: str) -> str:
        bare = re.sub("^(?:缺少|没有写?|未写|缺)", "", text)
        if bare != text:
            raise ValueError(f"只写这一项的名称“{bare}”，缺不缺由意见来说：“缺少：{{missing}}”")
        return text


class ClauseRule(TextRule):
    """A clause with named parts: stated, complete in its parts, valid in them; or a period: stated, and of the whole year.

    For a period, `sentence` finds the words that say what it is the period of, and `spares` words that explain why it begins
    within the year.
    """

    kind: Literal["clause"]
    check: Literal["stated", "parts", "valid", "period", "whole_year"]
    sentence: Expression
    ignore: Expression | None = None
    spares: Expression | None = None
    parts: tuple[ClausePart, ...] = ()
    placeholders: ClassVar[frozenset[str]] = frozenset({"missing", "period", "part", "written", "problem"})
    patterns: ClassVar[tuple[str, ...]] = ("sentence", "ignore", "spares")

    def expressions(self) -> Iterator[tuple[str, Pattern]]:
        """The rule's own patterns, then those of its parts."""
        yield from super().expressions()
        yield from ((f"{part.name}（find）", find) for part, find in self.compiled_parts)

    @cached_property
    def compiled_parts(self) -> tuple[tuple[ClausePart, Pattern], ...]:
        """The parts with their patterns, compiled once."""
        return tuple((part, Pattern(part.find)) for part in self.parts)


def check(rule: ClauseRule, bound: CheckContext) -> CheckResult:
    """Find the clause and check it as the rule's `check` says; without a clause its parts cannot be checked."""
    if rule.check in ("period", "whole_year"):
        return _period(rule, bound)
    # Several rules check one clause and its parts.
    found = bound.once(("clauses", rule.within, rule.sentence, rule.ignore), lambda: list(_clauses(rule, bound)))
    if rule.check == "stated":
        return CheckResult() if found else CheckResult([Hit(bound.absent(rule.within, Location()))])
    if not found:
        raise (NotApplicableError if rule.check == "valid" else CannotCheckError)("没有找到要核对的表述")
    if rule.check == "valid":
        return _valid(rule, bound, found)
    return _parts(rule, bound, found)


def _clauses(rule: ClauseRule, bound: CheckContext) -> Iterator[tuple[Folded, Any]]:
    """The clauses with their texts; a sentence in which `ignore` matches has none."""
    pattern, ignore = rule.pattern("sentence"), rule.pattern("ignore")
    for text in bound.scopes(rule.within):
        for match in pattern.finditer(text.text) if pattern else ():
            if ignore:
                start, end = sentence(text.text, match.start())
                if ignore.search(text.text[start:end]):
                    continue
            yield text, match


def _parts(rule: ClauseRule, bound: CheckContext, found: list[tuple[Folded, Any]]) -> CheckResult:
    """Check the clause that has most parts; addresses and numbers may be in the lines below it."""
    best: tuple[list[str], Folded, Any] | None = None
    for text, match in found:
        around = text.text[max(0, match.start() - BEFORE) : match.end() + BEHIND]
        lacking = {part.name for part, find in rule.compiled_parts if not find.search(around)}
        missing = [p.name for p, _ in rule.compiled_parts if p.name in lacking and p.of not in lacking]
        if not missing:
            return CheckResult()
        if best is None or len(missing) < len(best[0]):
            best = (missing, text, match)
    assert best is not None  # noqa: S101  found is not empty
    missing, text, match = best
    start, end = sentence(text.text, match.start())
    return CheckResult(
        [Hit(bound.place(text, start, end), {"missing": "、".join(missing)}, expected="、".join(missing))]
    )


def _valid(rule: ClauseRule, bound: CheckContext, found: list[tuple[Folded, Any]]) -> CheckResult:
    """Report every value of a part in or near a clause that cannot be right; without any value the rule does not apply."""
    looked = CheckResult()
    values = list(_values(rule, bound, found))
    if not values:
        raise NotApplicableError("没有找到要核对的内容")
    for part, text, start, end in values:
        problem = PROBLEMS[part.is_](_spaced(text, start, end)) if part.is_ else ""
        if problem:
            where = bound.place(text, start, end)
            fill = {"part": part.name, "written": where.quote or "", "problem": problem}
            looked.hits.append(Hit(where, fill, actual=where.quote))
    return looked


def _values(
    rule: ClauseRule, bound: CheckContext, found: list[tuple[Folded, Any]]
) -> Iterator[tuple[ClausePart, Folded, int, int]]:
    """The values that begin near a clause; they are searched in the whole text, so that none is truncated."""
    for text in bound.scopes(rule.within):
        near = _joined((clause.start() - BEFORE, clause.end() + BEHIND) for other, clause in found if other is text)
        for part, find in rule.compiled_parts if near else ():
            # Several rules check the same values.
            spans = bound.once(("values", find.source, text.text), partial(_spans, find, text))
            yield from ((part, text, start, end) for start, end in spans if _is_in(start, near))


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order; those that touch are joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def _is_in(place: int, stretches: list[tuple[int, int]]) -> bool:
    at = bisect_right(stretches, (place, sys.maxsize)) - 1
    return at >= 0 and place < stretches[at][1]


def _spans(find: Pattern, text: Folded) -> list[tuple[int, int]]:
    return [match.span("value") for match in find.finditer(text.text)]


def _spaced(text: Folded, start: int, end: int) -> str:
    """A piece of folded text with one space wherever the document has blanks: only these may separate two numbers."""
    pieces = [text.text[start]]
    for place in range(start + 1, end):
        gap = text.offsets[place] > text.offsets[place - 1] + 1
        pieces.append(" " + text.text[place] if gap else text.text[place])
    return "".join(pieces)


def _period(rule: ClauseRule, bound: CheckContext) -> CheckResult:
    """Whether a period is stated, or is the whole report year; one that is right is enough where no date is damaged.

    The others may be exceptions that are explained, as a body's that was set up during the year.
    """
    found = bound.once(("periods", rule.within, rule.sentence), lambda: list(_periods(rule, bound)))
    if rule.check == "period":
        return CheckResult() if found else CheckResult([Hit(Location())])
    stated = [(text, period) for text, period, sure in found if sure]
    damaged = [(text, period) for text, period in stated if period.damaged]
    if not damaged and any(period.is_year(bound.year) for _, period, _ in found):
        return CheckResult()
    readable = [(text, period) for text, period in stated if period.damaged or period.last]
    wrong = damaged or [one for one in readable if not _spared(rule, bound, *one)]
    if not wrong:
        if readable:
            return CheckResult()
        raise CannotCheckError("统计期限的日期缺字，读不完整" if stated else "没有找到要核对的表述")
    text, period = wrong[0]
    where = bound.place(text, period.start, period.end)
    expected = f"{bound.year}年1月1日至{bound.year}年12月31日"
    return CheckResult([Hit(where, {"period": period.written}, expected=expected, actual=where.quote)])


def _periods(rule: ClauseRule, bound: CheckContext) -> Iterator[tuple[Folded, Period, bool]]:
    """The periods near the rule's words, which are surely meant, and whole years without such words."""
    pattern = rule.pattern("sentence")
    for text in map(unbroken, bound.scopes(rule.within)):
        leads = [match.span() for match in pattern.finditer(text.text)] if pattern else []
        for period in periods_in(text.text, leads):
            if pattern and _meant(pattern, text.text, period):
                yield text, period, True
            elif period.whole and not period.in_words:
                yield text, period, False


def _meant(pattern: Pattern, text: str, period: Period) -> bool:
    """Whether words that say what the period is about precede it in its sentence, or directly follow it."""
    before = text[max(0, period.start - NEAR) : period.start].replace("：\n", "：")
    lead = before[_LAST_STOP.match(before).end() :]  # type: ignore[union-attr]
    if period.in_words:
        lead = lead[max(0, len(lead) - CLOSE) :].rpartition("，")[2]
    if pattern.search(lead):
        return True
    behind = _UP_TO_STOP.match(text, period.end, period.end + CLOSE)
    return not (period.in_words or period.only_end) and behind is not None and pattern.search(behind[0]) is not None


def _spared(rule: ClauseRule, bound: CheckContext, text: Folded, period: Period) -> bool:
    """Whether the period begins within the report year because the body was founded then."""
    spares = rule.pattern("spares")
    if spares is None or period.first is None or period.last != (bound.year, 12, 31) or period.first[0] != bound.year:
        return False
    return spares.search(text.text[max(0, period.start - AROUND) : period.end + AROUND]) is not None


def lint(rule: ClauseRule, found: RuleLint) -> None:
    """Check the expressions of the parts, and that each part says what it is where it is judged."""
    names = [part.name for part in rule.parts]
    judged = rule.check == "valid"
    for number, part in enumerate(rule.parts):
        found.pattern(part.find, "parts", number, "find", groups=("value",) if judged else ())
        if judged and part.is_ is None:
            found.wrong("check: valid 的每一项都要用 is 写明它是什么", "parts", number)
        if part.of and part.of not in names:
            found.wrong(f"没有名为“{part.of}”的项{meant(part.of, names)}", "parts", number, "of")


_MANUAL = """\
title: 由几项组成的条款
use: 联系方式、统计期限这类由几项组成的话，缺了哪项、哪项写得不对
about: 联系方式、统计期限这类由几项组成的一句话。先用 stated 看有没有，再用 parts 看各项是否齐全、用 valid 看各项写得对不对，后两种用 requires 接在前一种后面。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”“开头”（连标题）“标题”；不写是全文
  check: 看什么
  sentence: 认出这句话的表达式；period 和 whole_year 的日期由程序认，这里写说明日期是什么的字样，如“统计期限”
  ignore: 句子里有这些字样的不算
  spares: 日期前后有这些字样的，可以从年度中间起
  parts: 各项
  parts.name: 这一项的名称，缺少时写进 {missing}
  parts.find: 认出这一项的表达式，在这句话前后几行里找
  parts.of: 它属于哪一项；那一项没有时，不再提这一项
  parts.is: valid 时写明它是什么：telephone 电话，local_number 电话的位数与区号是否相符，email 电子邮箱，postcode 邮政编码；find 里用名为 value 的组圈出要核对的部分
checks:
  stated: 有没有这句话
  parts: 各项是否齐全
  valid: 写出的号码和地址有没有不可能对的；怎么读都不对的才提出，没有写的不适用
  period: 有没有写起止日期
  whole_year: 起止日期是不是报告年度的全年
values:
  missing: 缺少的项
  part: 不对的是哪一项
  written: 它怎样写
  problem: 哪里不对
  period: 起止日期怎样写
"""  # noqa: E501  one line a key

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: clause
    title: 联系方式应有邮编
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021}] # 依据：documents.yaml 或本文件 documents 里的编号，可加 article
    check: parts # 看各项是否齐全；stated 是看有没有这句话
    sentence: '(?:疑问|垂询)[^。；\n]{0,40}联系|联系(?:电话|方式|地址)' # 认出这句话的表达式
    parts: # 各项，在这句话前后几行里找
      - name: 邮编
        find: '邮(?:政)?编(?:码)?[：:]?\d{6}'
    message: 联系方式缺少：{missing}
    suggestion: 写明办公地址的邮政编码。
    examples:
      pass: [{}]
      fail:
        - preamble: 如对本报告有疑问，请与我局办公室联系（地址：学府路8号，电话：0871-65550123）。
          want: 联系方式缺少：邮编
      cannot_check: [{preamble: 所列数据的统计期限自2024年1月1日起至2024年12月31日止。}] # 没有联系方式
"""

KIND = Kind(
    name="clause",
    model=ClauseRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
)
