"""Kind `figures`: numbers of one sentence that contradict each other, or the word for their change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from auditor.chinese.values import parse_numeral, show_number
from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.engine.kind import Kind
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, TextRule

# Three or four rounded shares may add up to slightly less or more than the whole.
LEAST_PERCENT, MOST_PERCENT = 99, 101
# A growth in per cent may be truncated or rounded to an integer.
PERCENT_OFF = 1


_TREND = ("now", "before", "unit", "up", "down")
# The groups of `find`, by what is checked.
_GROUPS = {
    "trend": _TREND,
    "change": (*_TREND, "diff", "percent"),
    "shares": ("share",),
    "total": ("part", "unit", "sum"),
}


class FiguresRule(TextRule):
    """Numbers of one sentence that contradict each other; sentences in which `unless` matches are ignored.

    For `trend`, `find` has the groups `now` and `before`, two numbers of one `unit`, and `up` or `down`, the word that says how
    the number changed. For `change` it also has `diff` or `percent`, the amount of the change. For `shares` it finds a list of
    percentages of one whole, each in a group `share`; for `total` numbers, each in a group `part`, and their stated `sum`.
    """

    kind: Literal["figures"]
    check: Literal["trend", "change", "shares", "total"]
    find: Annotated[tuple[Expression, ...], Field(min_length=1)]
    unless: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"now", "before", "said", "right", "sum", "shares", "parts", "total"}
    )
    patterns: ClassVar[tuple[str, ...]] = ("unless",)

    @cached_property
    def compiled_find(self) -> tuple[Pattern, ...]:
        """The expressions of `find`, compiled once."""
        return tuple(map(Pattern, self.find))


def check(rule: FiguresRule, bound: CheckContext) -> CheckResult:
    """Recompute the numbers of each sentence; sentences that explain why their numbers do not fit are ignored."""
    looked = CheckResult()
    unless = rule.pattern("unless")
    reckon = _RECKON[rule.check]
    for text in bound.scopes(rule.within):
        told: set[int] = set()  # a place that two expressions find is reported once
        for match in (match for find in rule.compiled_find for match in find.finditer(text.text)):
            values = reckon(match) if told.isdisjoint(range(*match.span())) else None
            if values and not (unless and unless.search(text.text[slice(*sentence(text.text, match.start()))])):
                told.update(range(*match.span()))
                looked.hits.append(Hit(bound.place(text, *match.span()), values))
    return looked


def _trend(match: Any) -> Mapping[str, str] | None:
    """A number that fell and is said to have grown, or the reverse."""
    now, before = parse_numeral(match["now"]), parse_numeral(match["before"])
    if now is None or before is None or now == before or bool(match["up"]) == (now > before):
        return None
    unit = match["unit"]
    right = "多" if now > before else "少"
    return {
        "now": f"{match['now']}{unit}",
        "before": f"{match['before']}{unit}",
        "said": match["up"] or match["down"],
        "right": right,
    }


def _change(match: Any) -> Mapping[str, str] | None:
    """A growth that is not the difference of the two numbers; `_trend` reports a wrong direction."""
    now, diff, unit = parse_numeral(match["now"]), match["diff"], match["unit"]
    if now is None or "万" in match["now"] + (match["before"] or ""):
        return None
    # Where the number of the year before is not written, the change gives it.
    change = (parse_numeral(diff) or 0) if diff else 0
    before = parse_numeral(match["before"]) if match["before"] else now - change if match["up"] else now + change
    if not before or before < 0 or bool(match["up"]) != (now > before):
        return None
    if diff and parse_numeral(diff) != abs(now - before):
        said, right = f"{diff}{unit}", f"{show_number(abs(now - before))}{unit}"
    elif match["percent"] and abs(abs(now - before) * 100 / Decimal(before) - Decimal(match["percent"])) >= PERCENT_OFF:
        said, right = f"{match['percent']}%", f"{abs(now - before) * 100 / Decimal(before):.1f}%"
    else:
        return None
    word = match["up"] or match["down"]
    return {
        "now": f"{match['now']}{unit}",
        "before": f"{match['before'] or show_number(before)}{unit}",
        "said": f"{word}{said}",
        "right": right,
    }


def _total(match: Any) -> Mapping[str, str] | None:
    """Numbers of one unit that do not add up to the stated sum."""
    parts = [match.string[start:end] for start, end in sorted(match.spans("part"))]
    numbers = [number for part in parts if (number := parse_numeral(part)) is not None]
    said, amount = parse_numeral(match["sum"]), sum(numbers)
    if said is None or said in (amount, numbers[0]) or len(set(match.captures("unit"))) > 1:
        return None
    unit = match["unit"]
    return {"parts": " + ".join(parts), "sum": f"{amount}{unit}", "total": f"{match['sum']}{unit}"}


def _shares(match: Any) -> Mapping[str, str] | None:
    """Shares of one whole that exceed it; once they make it up, further shares belong to another whole."""
    shares = match.captures("share")
    sums = list(accumulate(map(Decimal, shares)))
    if sums[-1] <= MOST_PERCENT or any(LEAST_PERCENT <= amount <= MOST_PERCENT for amount in sums):
        return None
    return {"sum": f"{show_number(sums[-1])}%", "shares": " + ".join(f"{share}%" for share in shares)}


_RECKON = {"trend": _trend, "change": _change, "shares": _shares, "total": _total}


def lint(rule: FiguresRule, found: RuleLint) -> None:
    """Check that the expressions have the groups that the `check` reads."""
    for number, text in enumerate(rule.find):
        found.pattern(text, "find", number, groups=_GROUPS[rule.check])


_MANUAL = """\
title: 一句话里的数
use: 一句话里的数自相矛盾：增减说反了，占比超过百分之百
about: 一句话里的两个数与说它们增减的词（trend）、增减的多少（change）应当一致，几个数应与写出的合计一致（total），同一总数的各项占比加起来不应超过百分之百（shares，四舍五入的零头不算）。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”；不写是全文
  check: 看什么
  find: 认出这句话的表达式，写成清单；trend 要有名为 now（本年的数）、before（上年的数）、unit（单位）、up（说增长的词）、down（说下降的词）的组，change 还要有 diff（增减的数）或 percent（增减的百分比），total 要有 part（每个数）、sum（合计）和 unit，shares 里每个占比是一个名为 share 的组
  unless: 句子里有这些字样的不算
checks:
  trend: 说增长而数变小，或说下降而数变大
  change: 增减的多少与两个数不符，百分比差不到 1 个百分点的不算
  shares: 各项占比之和大于百分之百
  total: 几个数相加不是写出的合计
values:
  now: 本年的数和单位
  before: 上年的数和单位
  said: 报告写的增减
  right: 数本身的增减，多或少；change 里是按两个数算出的增减
  sum: 各项占比之和，或几个数之和
  shares: 各项占比
  parts: 相加的几个数
  total: 报告写的合计
"""  # noqa: E501  one line a key

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: figures
    title: 说增减的词应与两年的数一致
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一] # 在第一部分里找
    check: trend # 增减与两个数不符；shares 是占比之和超过百分之百
    find: # 本年的数、上年的数、单位，以及说增长（up）或下降（down）的词
      - '(?P<now>\d+)(?P<unit>条)，上年为(?P<before>\d+)条，同比(?:(?P<up>增长)|(?P<down>下降))'
    message: 上年是 {before}，本年是 {now}，写的是“{said}”
    suggestion: 核对两年的数和增减。
    examples:
      pass:
        - {}
        - {sections: {一: 全年发布信息120条，上年为100条，同比增长20%。}}
      fail:
        - sections: {一: 全年发布信息120条，上年为130条，同比增长8%。}
          want: 上年是 130条，本年是 120条，写的是“增长”
"""

KIND = Kind(
    name="figures",
    model=FiguresRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
)
