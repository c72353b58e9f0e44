"""Kind `brackets`: a bracket or quotation mark without its other half."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.chinese.text import Folded
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.ruleset.schema.rules import Expression, TextRule

_TURNED = 42  # characters over which a pair of quotation marks may be the wrong way round


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A bracket: the sign, its place in the text, and its paragraph."""

    sign: str
    at: int
    line: int


class BracketsRule(TextRule):
    """Brackets and quotation marks without their other half: each of `pairs` is an opening and a closing mark.

    Where `ignore` matches, a mark belongs to no pair, as in the enumerator «1）». A pair may span `lines` paragraphs.
    """

    kind: Literal["brackets"]
    pairs: Annotated[tuple[Annotated[str, Field(min_length=2, max_length=2)], ...], Field(min_length=1)]
    ignore: Expression | None = None
    lines: Annotated[int, Field(ge=0)] = 8
    placeholders: ClassVar[frozenset[str]] = frozenset({"mark", "other"})
    patterns: ClassVar[tuple[str, ...]] = ("ignore",)


def check(rule: BracketsRule, bound: CheckContext) -> CheckResult:
    """Pair the marks of each text, and report those that are left."""
    closing = {pair[1]: pair[0] for pair in rule.pairs}
    other = {**closing, **{first: last for last, first in closing.items()}}
    looked = CheckResult()
    for text in bound.scopes(rule.within):
        if all(text.text.count(pair[0]) == text.text.count(pair[1]) for pair in rule.pairs):
            continue
        for mark in _unpaired(rule, text, closing):
            values = {"mark": mark.sign, "other": other[mark.sign]}
            start, end = _around(text.text, mark, opening=mark.sign not in closing)
            where = bound.place(text, start, end)
            looked.hits.append(Hit(where, values, expected=other[mark.sign], actual=text.text[start:end]))
    if looked.hits and bound.report.document.unread:
        raise CannotCheckError(f"文件里有没有读的{bound.report.document.unread_kinds}，另一半可能在其中")
    return looked


def _unpaired(rule: BracketsRule, text: Folded, closing: dict[str, str]) -> list[_Bracket]:
    """The marks without another half; a mark that looks like an enumerator may close a bracket nevertheless («电话：12）»)."""
    ignored = _ignored(rule, text.text)
    alone = _alone(rule, text, closing, ignored)
    if alone and ignored:
        lines = {mark.line for mark in _alone(rule, text, closing, set())}
        alone = [mark for mark in alone if mark.line in lines]
    return _first_ones(alone, closing)


def _alone(rule: BracketsRule, text: Folded, closing: dict[str, str], ignored: set[int]) -> list[_Bracket]:
    """The marks without another half, in order; each sign is paired separately, so crossed pairs are ignored."""
    open_marks: dict[str, list[_Bracket]] = {sign: [] for sign in closing.values()}
    alone: list[_Bracket] = []
    line = 0
    for at, sign in enumerate(text.text):
        if sign == "\n":
            line += 1
        elif at in ignored:
            continue
        elif sign in open_marks:
            open_marks[sign].append(_Bracket(sign, at, line))
        elif sign in closing:
            waiting = open_marks[closing[sign]]
            if waiting and line - waiting[-1].line <= rule.lines:
                waiting.pop()
            else:
                alone.append(_Bracket(sign, at, line))
    left = [mark for marks in open_marks.values() for mark in marks]
    return sorted([*alone, *left], key=lambda mark: mark.at)


def _first_ones(alone: list[_Bracket], closing: dict[str, str]) -> list[_Bracket]:
    """One mark of each sign in a paragraph; none of a reversed pair, which is another fault."""
    turned = {
        mark.at
        for one, two in pairwise(alone)
        if closing.get(one.sign) == two.sign and one.line == two.line and two.at - one.at <= _TURNED
        for mark in (one, two)
    }
    first: dict[tuple[str, int], _Bracket] = {}
    for mark in alone:
        if mark.at not in turned:
            first.setdefault((mark.sign, mark.line), mark)
    return list(first.values())


def _ignored(rule: BracketsRule, text: str) -> set[int]:
    pattern = rule.pattern("ignore")
    return {at for match in (pattern.finditer(text) if pattern else ()) for at in range(*match.span())}


def _around(text: str, mark: _Bracket, *, opening: bool) -> tuple[int, int]:
    """The mark with some of its words, on its own line."""
    if opening:
        end = text.find("\n", mark.at)
        return mark.at, min(mark.at + 12, end if end >= 0 else len(text))
    start = max(text.rfind("\n", 0, mark.at) + 1, mark.at - 11)
    return start, mark.at + 1


_MANUAL = """\
title: 成对的标点
use: 括号、书名号、引号只有一半
about: 括号、书名号、引号只有一半。跨段、跨列举的算成对；前后写反的由 pattern 核对。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”；不写是全文
  pairs: 成对的标点，两个字符一对，如 ["（）", "《》"]
  ignore: 不算成对标点的地方，如“1）”
  lines: 最多隔几段还算一对，不写是 8
values:
  mark: 只有一半的那个标点
  other: 缺少的另一半
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: brackets
    title: 方头括号应当成对
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一, 五, 六] # 在这些部分里找；不写是全文
    pairs: [【】] # 两个字符一对，可以写几对
    message: “{mark}”没有另一半“{other}”
    suggestion: 补上“{other}”。
    examples:
      pass:
        - {}
        - {sections: {五: 【问题】更新不够及时。【改进】按月检查。}}
      fail: [{sections: {五: 【问题更新不够及时，将加以改进。}, want: “【”没有另一半“】”}]
"""

KIND = Kind(
    name="brackets",
    model=BracketsRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
)
