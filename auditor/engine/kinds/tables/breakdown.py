"""Kind `breakdown`: a total in a sentence compared with the parts listed after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate
from typing import ClassVar, Literal, NamedTuple

from auditor.chinese.text import Folded
from auditor.chinese.values import parse_numeral
from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.engine.kind import Kind
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.rules import Expression, TextRule

_BRACKETED = re.compile(r"（[^（）]*）")
_FIRST = 2
_STOP = re.compile("[。！？\n]")
_FULL_STOP = re.compile("。|\n(?=[（第]?[一二三四五六七八九十]+[、）])")
_ALL = re.compile("(?:两项|各项|以上)?(?:共计|合计|总计)")
# The change of a total, stated after it: «120条，比上年增加20条，增长20%。其中».
_CHANGE = re.compile(
    "，(?:数量)?(?:比|较|同比|环比|与)[^，。；：（）]{0,14}(?:增加|增长|减少|下降|上升|持平)[^，。；：（）]{0,10}"
    "(?:，(?:同比)?(?:增长|下降|上升|减少|增幅|降幅)[^，。；：（）]{0,10})?(?=[，。；：（\n]?$)"
)
# Ends of the clause of a number, and a year in it that is not the beginning of a longer time.
_CLAUSE_PARTING = re.compile("[，。；：（\n]")
_YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d|二[〇零][〇零一二三四五六七八九]{2})年(?!以来|起|开始)")
# Characters that may be between a total and the words that mark its parts.
_BETWEEN = re.compile(r"[，。；：（、\n]{0,2}")


class _Amount(NamedTuple):
    """A number with its unit and the words in front of it; `number` is None where it is no integer, `at` is its offset."""

    name: str
    unit: str
    number: int | None
    start: int
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class _List:
    """A total with the parts listed after it; `whole` is true where the last part is the rest («其他»)."""

    mark: str
    name: str
    total: int
    unit: str
    parts: tuple[tuple[str, int], ...]
    whole: bool
    start: int
    end: int


class BreakdownRule(TextRule):
    """A total in a sentence and the parts listed after it: `over` if the parts exceed it, `short` if they fall short of it.

    `marks` finds the words between the two, `total` a number with its unit, of which the last one before the marks counts, and
    `item` one part of the list. Lists of fewer than `parts` parts are ignored, and, for `short`, lists that make up less than
    `share` percent of the total. A list is whole if it ends with a part that `rest` finds; `whole` limits `short` to such lists,
    or to the others. A list has no parts of the total if `reckoned` matches in the clause before the total's number, if the clause
    names another year than the report's («2023年为25件。其中»), or if `apart` matches the name of a part («比上年下降11件
    （去年41件，今年30件）»).
    Parts overlap, and only a single part may not exceed the total, if `shared` finds a property that other parts may have as well
    («党员»), or if the parts are of different `aspects` («女性», «线上»). They surely do not overlap if `complete` matches the
    marks, if `classes` finds the word for a class in each, or if all are of one aspect; `sure` limits `over` to such lists, or to
    the others.
    """

    kind: Literal["breakdown"]
    check: Literal["over", "short"]
    marks: Expression
    total: Expression
    item: Expression
    stop: Expression
    rest: Expression | None = None
    reckoned: Expression | None = None
    apart: Expression | None = None
    shared: Expression | None = None
    aspects: tuple[Expression, ...] = ()
    complete: Expression | None = None
    classes: Expression | None = None
    sure: bool | None = None
    parts: int = 2
    share: int = 0
    whole: bool | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"total", "unit", "parts", "sum"})
    patterns: ClassVar[tuple[str, ...]] = (
        "marks",
        "total",
        "item",
        "stop",
        "rest",
        "reckoned",
        "apart",
        "shared",
        "complete",
        "classes",
    )

    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {"total": ("said", "n", "unit"), "item": ("name", "n", "unit")}

    @cached_property
    def compiled_aspects(self) -> tuple[Pattern, ...]:
        """The aspects, compiled once."""
        return tuple(map(Pattern, self.aspects))


def check(rule: BreakdownRule, bound: CheckContext) -> CheckResult:
    """Find totals with listed parts in the same unit; brackets hold parts of parts, which do not count."""
    looked = CheckResult()
    for text in bound.scopes(rule.within):
        for found in _lists(rule, bound, text):
            if _wrong(rule, found):
                where = bound.place(text, found.start, found.end)
                looked.hits.append(Hit(where, _values(found), actual=str(found.total)))
    return looked


def _lists(rule: BreakdownRule, bound: CheckContext, text: Folded) -> Iterator[_List]:
    marks, totals = rule.pattern("marks"), rule.pattern("total")
    for mark in marks.finditer(text.text) if marks and totals else ():
        start = _sentence_before(text.text, mark.start())
        before = text.text[start : mark.start()]
        found = _amounts(bound, totals, before, "said") if totals else ()
        follows = bool(found) and _BETWEEN.fullmatch(before, found[-1].end) is not None
        # A list after an increase may break down the increase: it can exceed the total, but not fall short of it.
        if found and totals and not (follows and (rule.check == "short" or _is_total(rule, bound, before, found[-1]))):
            before = _CHANGE.sub("", before)
            found = _amounts(bound, totals, before, "said")
        # The list breaks down the amount directly before it.
        if not found or not _BETWEEN.fullmatch(before, found[-1].end) or not _is_total(rule, bound, before, found[-1]):
            continue
        last = found[-1]
        # A new sentence refers to the whole again, not to a part of it.
        if "。" in before[last.end :] and marks and marks.search(last.name):
            continue
        # «合计118件» is the total of everything before it.
        found = [last] if _ALL.match(last.name) else found
        possible = [one.number for one in found if one.unit == last.unit and one.number is not None]
        if len(possible) != 1 and (not possible or rule.check != "over"):
            continue
        listed = _listed(text.text, mark.start(), mark.end())
        parts, whole = _parts(rule, bound, listed, last.unit)
        # With several totals before the list it is unknown which of them it belongs to: all that is sure is that it
        # cannot exceed their sum.
        if len(possible) == 1 or not set(possible) & set(_sums(parts)):
            yield _List(
                mark[0], last.name, sum(possible), last.unit, tuple(parts), whole, start + last.start, start + last.end
            )


def _amounts(bound: CheckContext, pattern: Pattern, text: str, name: str) -> Sequence[_Amount]:
    """The amounts of a text; several rules ask for them with the same words."""
    return bound.once(("amounts", pattern.source, text), partial(_read, pattern, text, name))


def _read(pattern: Pattern, text: str, name: str) -> Sequence[_Amount]:
    found = []
    for match in pattern.finditer(text):
        said, unit, number = match.group(name, "unit", "n")
        found.append(_Amount(said, unit, parse_numeral(number), match.start(name), match.start("n"), match.end("unit")))
    return found


def _listed(text: str, mark: int, start: int) -> str:
    """The list after a mark: up to the end of the sentence, or of the bracket that the mark opens."""
    opened = text[max(0, mark - 1) : mark] == "（"
    # After a colon, and in brackets, semicolons separate the items of one list.
    wide = opened or text[start : start + 1] == "："
    # Where each item has a line of its own, the list ends with a full stop.
    stop = _FULL_STOP if text[start : start + 2] == "：\n" else _STOP
    end = stop.search(text, start) if wide else None
    listed = text[start : end.start() if end else len(text)] if wide else text[start : sentence(text, start)[1]]
    bare = _BRACKETED.sub("", listed)
    return bare.partition("）")[0] if opened or ("）" in bare and "（" not in bare.partition("）")[0]) else bare


def _values(found: _List) -> dict[str, str]:
    shown = " + ".join(f"{name}{number}" for name, number in found.parts)
    return {
        "total": str(found.total),
        "unit": found.unit,
        "parts": shown,
        "sum": str(sum(number for _, number in found.parts)),
    }


def _sentence_before(text: str, mark: int) -> int:
    """The start of the sentence with the total: that of the mark, or the one before if the mark opens a sentence or a line."""
    end = mark
    while end and text[end - 1] in "。\n（；":
        end -= 1
    return max(text.rfind("。", 0, end), text.rfind("\n", 0, end)) + 1


def _sums(parts: Sequence[tuple[str, int]]) -> list[int]:
    """Sums of the first part, of the first two, and so on."""
    return list(accumulate(number for _, number in parts))


def _wrong(rule: BreakdownRule, found: _List) -> bool:
    numbers = [number for _, number in found.parts]
    # A list may run on into something else: once the parts make up the total, it is complete.
    if len(numbers) < rule.parts or found.total in _sums(found.parts):
        return False
    if _is_apart(rule, found):
        return False
    amount = sum(numbers)
    if rule.check == "over":
        alone = max(numbers) > found.total
        if not alone and (amount <= found.total or _may_overlap(rule, found)):
            return False
        return rule.sure in (None, alone or _is_partition(rule, found))
    if found.whole != rule.whole and rule.whole is not None:
        return False
    return found.total * rule.share <= amount * 100 < found.total * 100


def _is_total(rule: BreakdownRule, bound: CheckContext, before: str, amount: _Amount) -> bool:
    """Whether no words in its clause say that a number belongs to another year, or is a difference, a share or an aim."""
    parted = [match.end() for match in _CLAUSE_PARTING.finditer(before, 0, amount.at)]
    clause = before[parted[-1] if parted else 0 : amount.at]
    year, reckoned = bound.report.report_year, rule.pattern("reckoned")
    if any(year is not None and parse_numeral(match[1]) != year for match in _YEAR_NAMED.finditer(clause)):
        return False
    return reckoned is None or not reckoned.search(clause)


def _is_apart(rule: BreakdownRule, found: _List) -> bool:
    """Whether the list has no parts of the total, but numbers that it was computed from or is compared with."""
    apart = rule.pattern("apart")
    return apart is not None and any(apart.search(name) for name, _ in found.parts)


def _may_overlap(rule: BreakdownRule, found: _List) -> bool:
    """Whether one thing may be counted in several parts."""
    names, shared = [name for name, _ in found.parts], rule.pattern("shared")
    if shared and any(map(shared.search, names)):
        return True
    aspects = [{n for n, aspect in enumerate(rule.compiled_aspects) if aspect.search(name)} for name in names]
    told = [own for own in aspects if own]
    return bool(told) and not set.intersection(*told)


def _is_partition(rule: BreakdownRule, found: _List) -> bool:
    """Whether each thing is surely in one part only."""
    complete, classes = rule.pattern("complete"), rule.pattern("classes")
    if complete and complete.search(found.mark):
        return True
    of_one_kind = (*((classes,) if classes else ()), *rule.compiled_aspects)
    return any(all(kind.search(name) for name, _ in found.parts) for kind in of_one_kind)


def _more(item: Pattern, rest: str, unit: str) -> bool:
    return any(match["unit"] == unit for match in item.finditer(rest))


def _parts(rule: BreakdownRule, bound: CheckContext, listed: str, unit: str) -> tuple[list[tuple[str, int]], bool]:
    """The parts in the unit of the total, and whether the last part is the rest, so that the list is whole."""
    stop, item, rest = rule.pattern("stop"), rule.pattern("item"), rule.pattern("rest")
    # The first part may begin with a word that would end a list: «其中采纳3条».
    first_part = _FIRST if rule.parts == 1 else 0
    end = stop.search(listed[first_part:]) if stop else None
    if end and item and rule.check == "short" and _more(item, listed[end.start() :], unit):
        return [], False  # the end of the list is unknown
    if end:
        listed = listed[: first_part + end.start()]
    found = []
    whole = False
    for part in _amounts(bound, item, listed, "name") if item else ():
        if part.number is not None and part.unit == unit:
            found.append((part.name.strip("，、：；.\n的为是有"), part.number))
            whole = rest is not None and any(rest.finditer(part.name))
            if whole:
                break
    return found, whole


_MANUAL = """\
title: 总数与分项
use: 分项加起来与总数不符
about: 一句话里先说总数，再说“其中”各是多少，分项加起来不应超过总数（over），分项齐全的应等于总数（short）。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”“开头”（连标题）“标题”；不写是全文
  check: 看什么
  marks: 总数和分项之间的字样，如“其中”
  total: 总数，要有名为 said、n、unit 的组；取字样之前的最后一个
  item: 一个分项，要有名为 name、n、unit 的组
  stop: 分项到哪里为止
  rest: 一个分项的名称这样写的，是“其他”，分项到它就列全了
  reckoned: 前面的数所在的分句里，到这个数为止，有这些字样的，它是算出来的或者另一时期的（“下降”“平均”“上年”），列出的不是它的分项；写明别的年份的也一样
  apart: 分项的名称里有这些字样的，列出的不是分项，如“原有”“去年”
  shared: 分项的名称里有这些字样的，同一件事可以占几项，相加大于总数不算错，只看有没有一项大于总数
  aspects: 几个表达式，一个是一个方面，如“男|女”“线上|线下”；各分项说的方面不同的，同上
  complete: 总数和分项之间有这些字样的，各项不会交叉，如“分别为”
  classes: 各分项的名称里都有这些字样的，不会交叉，如“类”
  sure: over 时，true 只看各项不会交叉的（都属于一个方面的也是），false 只看别的；不写都看
  parts: 至少几个分项才核对，不写是 2
  share: short 时，分项之和至少占总数的百分之几才核对，不写是 0
  whole: short 时，true 只看列到“其他”的，false 只看没有列到的；不写都看
checks:
  over: 分项之和大于总数
  short: 分项之和小于总数
values:
  total: 总数
  unit: 单位
  parts: 各个分项
  sum: 分项之和
"""  # noqa: E501  one line a key

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: breakdown
    title: 发布信息的分项不应多于总数
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一] # 在第一部分里找
    check: over # 分项之和大于总数；short 是小于总数
    marks: 其中 # 总数和分项之间的字样
    total: '(?P<said>(?P<n>\d+)(?P<unit>条))' # 总数，取“其中”之前的最后一个
    item: '(?P<name>[\u4e00-\u9fff]{2,8})(?P<n>\d+)(?P<unit>条)' # 一个分项
    stop: 另外|此外 # 到这里为止
    message: 总数是 {total} {unit}，分项（{parts}）之和是 {sum} {unit}
    suggestion: 核对总数和各分项。
    examples:
      pass:
        - {}
        - {sections: {一: 全年发布信息120条，其中部门动态80条，通知公告40条。}}
      fail:
        - sections: {一: 全年发布信息120条，其中部门动态90条，通知公告40条。}
          want: 总数是 120 条，分项（部门动态90 + 通知公告40）之和是 130 条
"""

KIND = Kind(
    name="breakdown",
    model=BreakdownRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
)
