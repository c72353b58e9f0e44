"""Kind `ordinals`: lists with a missing or repeated ordinal, without the first, or with another number of items than announced."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from auditor.chinese.heading_numbers import to_numeral
from auditor.chinese.text import Folded
from auditor.chinese.values import parse_numeral
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.rules import Expression, TextRule

# Fewest items of a list; how far after the last ordinal (characters) an item without one may begin.
_LEAST, _NEAR = 2, 400


class _Ordinal(NamedTuple):
    """An ordinal: its value, how it is written, where, and in which paragraph."""

    value: int
    written: str
    start: int
    end: int
    line: int


class OrdinalsRule(TextRule):
    """Ordinals of a list: each of `styles` finds one style of ordinals, with the numeral in a group `n`.

    `running` reports lists in which an ordinal is missing or comes twice, `begun` lists that begin with the second, `announced`
    lists with more or fewer items than the words before them announce: `said` matches at the first ordinal, with the announced
    number in its group `n` and the words to quote in its group `said`. `goes_on` finds items without an ordinal.
    """

    kind: Literal["ordinals"]
    check: Literal["running", "begun", "announced"]
    styles: Annotated[tuple[Expression, ...], Field(min_length=1)]
    said: Expression | None = None
    goes_on: Expression | None = None
    placeholders: ClassVar[frozenset[str]] = frozenset({"written", "wanted", "list"})
    patterns: ClassVar[tuple[str, ...]] = ("said", "goes_on")
    pattern_lists: ClassVar[tuple[str, ...]] = ("styles",)
    groups: ClassVar[Mapping[str, tuple[str, ...]]] = {"styles": ("n",)}

    @cached_property
    def compiled_styles(self) -> tuple[Pattern, ...]:
        """The styles, compiled once."""
        return tuple(map(Pattern, self.styles))


def check(rule: OrdinalsRule, bound: CheckContext) -> CheckResult:
    """Follow the lists of each style through each text."""
    looked = CheckResult()
    texts = bound.scopes(rule.within)
    lists = bound.once(("ordinals", rule.styles, rule.within), lambda: _lists([text.text for text in texts], rule))
    for place, marks in lists:
        text = texts[place]
        if rule.check == "announced":
            looked.hits += _announced(rule, bound, text, marks)
            continue
        broken = _broken(marks, text.text) if rule.check == "running" else _begun(marks, text.text)
        looked.hits += [_hit(bound, text, run, bad) for run, bad in broken]
    if looked.hits and bound.report.document.unread:
        raise CannotCheckError(f"文件里有没有读的{bound.report.document.unread_kinds}，序号可能在其中")
    return looked


def _lists(texts: Sequence[str], rule: OrdinalsRule) -> Sequence[tuple[int, list[_Ordinal]]]:
    """The marks of each style in each text, by the index of the text, where there are more than one.

    One search of all texts takes less time than one search each.
    """
    joined = "\n".join(texts)
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    found: defaultdict[tuple[int, int], list[_Ordinal]] = defaultdict(list)
    for number, style in enumerate(rule.compiled_styles):
        named, line, counted = "mark" in style.groups, 0, 0
        for match in style.finditer(joined):
            value = _value(match["n"])
            if value is None or not 0 < value < 30:
                continue
            start, end = match.span("mark") if named else match.span()
            line, counted = line + joined.count("\n", counted, start), start
            place = bisect(starts, start) - 1
            mark = _Ordinal(value, joined[start:end], start - starts[place], end - starts[place], line)
            found[place, number].append(mark)
    return [(place, marks) for (place, _), marks in sorted(found.items()) if len(marks) > 1]


def _value(written: str) -> int | None:
    """The value of a numeral or of a ringed figure."""
    if "①" <= written <= "⑳":
        return ord(written) - ord("①") + 1
    return int(written) if written.isdecimal() else parse_numeral(written)


def _broken(marks: list[_Ordinal], text: str) -> Iterator[tuple[list[_Ordinal], _Ordinal]]:
    """Lists with the mark that does not follow; a list ends where another begins that is not nested in it."""
    open_lists: list[list[_Ordinal]] = []
    told: list[list[_Ordinal]] = []
    for mark in marks:
        if mark.value == 1:
            open_lists.append([mark])
            continue
        here = [run for run in open_lists if run[-1].line == mark.line] or open_lists
        run = next((run for run in reversed(here) if run[-1].value == mark.value - 1), None)
        if run is None and here:
            run = here[-1]
            if not any(run is one for one in told) and not _named_between(run[-1], mark, text):
                told.append(run)
                yield run, mark
        if run is not None:
            del open_lists[next(at for at, one in enumerate(open_lists) if one is run) + 1 :]
            run.append(mark)


def _named_between(before: _Ordinal, mark: _Ordinal, text: str) -> bool:
    """Whether the missing ordinal is between the two in another style: «第二», «其二», «②»."""
    if mark.value <= before.value:
        return False
    between = text[before.end : mark.start]
    return all(
        re.search(f"{value}[.、）是]|{to_numeral(value)}[是要则、，）方来]", between)
        for value in range(before.value + 1, mark.value)
    )


def _begun(marks: list[_Ordinal], text: str) -> Iterator[tuple[list[_Ordinal], _Ordinal]]:
    """The second ordinal of a list with a third, and no first before it."""
    for place, mark in enumerate(marks[:-1]):
        if mark.value == 2 and marks[place + 1].value == 3 and not place:
            before = text[: mark.start]
            if not re.search("首先|第一|其一|一方面|一[是要来则、）]|1[.、）]|①|首要", before):
                yield [], mark


def _announced(rule: OrdinalsRule, bound: CheckContext, text: Folded, marks: list[_Ordinal]) -> Iterator[Hit]:
    """Lists with more or fewer items than announced before them."""
    said, goes_on = rule.pattern("said"), rule.pattern("goes_on")
    for match in said.finditer(text.text) if said else ():
        number, run = parse_numeral(match["n"]), _run(marks, match.start())
        if len(run) < _LEAST or len(run) == number:
            continue
        rest = text.text[run[-1].end : run[-1].end + _NEAR].partition("\n")[0]
        if len(run) > (number or 0) or not (goes_on and goes_on.search(rest)):
            shown = "、".join(mark.written.rstrip("、.") for mark in run)
            where = bound.place(text, *match.span("said"))
            yield Hit(where, {"written": match["said"], "wanted": to_numeral(len(run)), "list": shown})


def _run(marks: list[_Ordinal], start: int) -> list[_Ordinal]:
    """The list that begins at an offset: first, second and so on, up to the next list or a missing ordinal."""
    first = next((place for place, mark in enumerate(marks) if mark.start >= start), len(marks))
    run: list[_Ordinal] = []
    for mark in marks[first:]:
        if mark.value != len(run) + 1 or (not run and mark.start > start):
            break
        run.append(mark)
    return run


def _hit(bound: CheckContext, text: Folded, run: list[_Ordinal], bad: _Ordinal) -> Hit:
    wanted = run[-1].value + 1 if run else 1
    right = _rewritten(bad, wanted)
    shown = "、".join(mark.written.rstrip("、.") for mark in (*run, bad))
    values = {"written": bad.written, "wanted": right, "list": shown}
    return Hit(bound.place(text, bad.start, bad.end), values, expected=right, actual=bad.written)


def _rewritten(mark: _Ordinal, value: int) -> str:
    """The ordinal in the same style with another value."""
    if "①" <= mark.written <= "⑳":
        return chr(ord("①") + value - 1)
    return (
        re.sub(r"\d+", str(value), mark.written)
        if any(ch.isdigit() for ch in mark.written)
        else re.sub("[〇一二三四五六七八九十]+", to_numeral(value), mark.written)
    )


_MANUAL = """\
title: 列举的序号
use: 列举的序号跳过、重复
about: “一是、二是”“（一）（二）”“1. 2.”这类序号，在一个列举里应当连续。另一段、另一层从头编号的不算。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”；不写是全文
  check: 看什么
  styles: 各种序号的表达式，每种一个，要有名为 n 的组，是其中的数；只标出一部分时，把那部分写成名为 mark 的组
  said: check 是 announced 时，认出第一个序号的表达式，它前面说有几项的话写成名为 said 的组，其中的项数写成名为 n 的组
  goes_on: 最后一个序号后面有这些字样的，表示还有没编号的一项
checks:
  running: 有没有跳过或重复
  begun: 是不是从“二”开始
  announced: 是不是前面说的那么多项
values:
  written: 报告写的序号
  wanted: 应当是哪一个
  list: 这个列举到此为止的各个序号
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: ordinals
    title: “其一、其二”应当连续
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [五] # 在这一部分里找；不写是全文
    check: running # 有没有跳过或重复；begun 是从“二”开始
    styles: ['其(?P<n>[一二三四五六七八九])'] # 每种序号一个，n 是其中的数
    message: 列举的序号是“{list}”，“{written}”处应为“{wanted}”
    suggestion: 核对各项，改正序号。
    examples:
      pass:
        - {}
        - {sections: {五: 存在两个问题，其一是慢，其二是少，将加以改进。}}
      fail:
        - sections: {五: 存在几个问题，其一是慢，其三是少，将加以改进。}
          want: 列举的序号是“其一、其三”，“其三”处应为“其二”
"""

KIND = Kind(
    name="ordinals",
    model=OrdinalsRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
)
