"""Kind `parts`: whether a section covers all parts it must have, under their names or in other words.

The form names aspects, not headings, so a part is missing only where no sub-heading names it and no clause has its words. A list
that only announces the parts («从主动公开、依申请公开等五个方面») does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Literal

import regex
from pydantic import Field

from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.model.report import Section
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, NonEmptyText, Rule
from auditor.ruleset.yaml.validation import Strict

_NUMBER = re.compile(
    r"（[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十](?:[、.]|是(?=.))|\d{1,2}[、.）]|第[一二三四五六七八][，、]|[①-⑩㈠-㈩]"
)
_STROKES = re.compile(r"^[*#_>【\[●■◆▲·•\-]+")
_HEAD_END = re.compile("[。：；】*]")
_SENTENCE_END = re.compile("[。；！？\n]")
_NEXT_END, _LAST_END = re.compile("[，\n]"), regex.compile("(?r)[，\n]")  # the latter searches backwards
_APART = "，、"  # between texts that no expression may match across
_LISTS = 2  # marks of a list in a sentence that may announce the parts
_LONGEST_HEAD = 26
_LONGEST_RUN_IN = 14  # characters of a sub-heading without a number that is followed by text on its line
BY_PART = 3  # parts with sub-headings that make a section written part by part


@dataclass(frozen=True, slots=True)
class _NamedInSection:
    """The parts a section names; `by_part` where most have sub-headings, `rest` is its text without announcements."""

    by_part: bool
    named: frozenset[str]
    rest: str

    def speaks_of(self, part: NamedPart) -> bool:
        """Whether a clause has the words of the part; in a section that is not written part by part, one word may be enough."""
        if any(_in_one_clause(way, self.rest) for way in part.ways):
            return True
        return not self.by_part and part.touch is not None and any(part.touch.finditer(self.rest))


class NamedPart(Strict):
    """A part of a section: its names, and the words that belong to it.

    `named` finds its name in sub-headings and at the beginning of sentences, `headed` other names in sub-headings. Each list of
    `says` is one way to write about it: all its expressions match in one clause. `touches` finds words that are enough in a
    section that is not written part by part.
    """

    name: Expression
    named: Expression
    headed: Expression | None = None
    says: tuple[tuple[Expression, ...], ...] = ()
    touches: Expression | None = None

    @cached_property
    def names(self) -> Pattern:
        """`named`, compiled once."""
        return Pattern(self.named)

    @cached_property
    def head(self) -> Pattern:
        """The pattern of the part in sub-headings."""
        return Pattern("|".join(filter(None, (self.named, self.headed))))

    @cached_property
    def title(self) -> Pattern:
        """The pattern of a sub-heading, without its number, that is only the name of the part: no sentence follows it."""
        ending = "(?:的)?(?:工作)?(?:建设)?(?:情况|方面)?[。：]?"
        return Pattern(f"^(?!.*[。：；].)(?:政府信息公开|政务公开)?(?:工作)?(?:{self.named}|{self.name}){ending}$")

    @cached_property
    def ways(self) -> tuple[tuple[Pattern, ...], ...]:
        """`says`, compiled once."""
        return tuple(tuple(Pattern(words) for words in way) for way in self.says)

    @cached_property
    def touch(self) -> Pattern | None:
        """`touches`, compiled once."""
        return Pattern(self.touches) if self.touches else None


class PartsRule(Rule):
    """The parts that a section must have: parts not written about, parts without a sub-heading, sub-headings without text."""

    kind: Literal["parts"]
    check: Literal["missing", "unnamed", "empty"]
    section: NonEmptyText
    parts: Annotated[tuple[NamedPart, ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"parts"})

    @cached_property
    def announcement(self) -> Pattern:
        """The pattern of text that only announces the parts, compiled once."""
        return _announcement(self.parts)

    @cached_property
    def wording(self) -> tuple[tuple[str, str, str | None], ...]:
        """The names of the parts: rules with equal names find equal sub-headings."""
        return tuple((part.name, part.named, part.headed) for part in self.parts)


def _announcement(parts: Sequence[NamedPart]) -> Pattern:
    """The pattern of a list of three parts or more, or of a list that ends with «…方面»: it only announces."""
    name = f"(?:{'|'.join(part.named for part in parts)})"
    joint = "(?:、|，|；|和|及|以及|与)(?:政府信息|政务信息)?"
    listed = rf"(?:{name}[^、，。；：\n]{{0,6}}{joint}){{2,6}}{name}[^、，。；：\n]{{0,10}}"
    aspects = r"(?:[^、，。；：\n]{2,16}、){2,8}[^、，。；：\n]{2,24}方面"
    return Pattern(f"{listed}|{aspects}")


def check(rule: PartsRule, bound: CheckContext) -> CheckResult:
    """Report the parts that are missing, or have no name of their own, in one hit; empty sub-headings one by one."""
    section = bound.report.section(rule.section)
    if section is None:
        raise CannotCheckError(f"没有找到第{rule.section}部分")
    if section.empty:
        return CheckResult()
    if rule.check == "empty":
        return CheckResult(list(_empty(rule, section, bound)))
    said = bound.once(("parts", rule.section, rule.wording), lambda: _read(rule, section.prose.text))
    unnamed = [part for part in rule.parts if part.name not in said.named]
    if rule.check == "missing":
        told = [part.name for part in unnamed if not said.speaks_of(part)]
    else:
        told = [part.name for part in unnamed if said.by_part and len(unnamed) == 1 and said.speaks_of(part)]
    if not told:
        return CheckResult()
    parts = "、".join(told)
    return CheckResult([Hit(bound.at_span(section.heading, section.numeral), {"parts": parts}, expected=parts)])


def _empty(rule: PartsRule, section: Section, bound: CheckContext) -> Iterator[Hit]:
    """Sub-headings followed by one of the same style or by nothing; none where a picture or a table may hold their text."""
    document = bound.report.document
    if document.unread_kinds or any(section.heading.end <= grid.start < section.end for grid in document.grids()):
        return
    start = 0
    lines = section.prose.text.split("\n")
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        number = _NUMBER.match(line) if len(line) <= _LONGEST_HEAD else None
        follower = _NUMBER.match(below)
        ends = not below or (number and follower and _style(number[0]) == _style(follower[0]))
        if number and ends and any(part.title.search(line[number.end() :]) for part in rule.parts):
            yield Hit(bound.place(section.prose, start, start + len(line)), {"parts": line}, actual=line)
        start += len(line) + 1


def _style(number: str) -> str:
    """The style of a number, equal for all numbers of one list."""
    return "1" if number[0].isdigit() else number[0] if number[0] in "（第" else "一"


def _read(rule: PartsRule, text: str) -> _NamedInSection:
    heads = _APART.join(_heads(text))
    named = {part.name for part in rule.parts if part.names.search(heads)}
    by_part = len(named) >= BY_PART
    named |= {part.name for part in rule.parts if part.name not in named and part.head.search(heads)}
    if len(named) == len(rule.parts):
        return _NamedInSection(by_part, frozenset(named), "")
    sentences = [_without_announcements(rule, sentence) for sentence in _SENTENCE_END.split(text)]
    if not by_part:
        beginnings = _APART.join(sentence[:_LONGEST_HEAD] for sentence in sentences)
        named |= {part.name for part in rule.parts if any(part.names.finditer(beginnings))}
    return _NamedInSection(by_part, frozenset(named), "\n".join(sentences))


def _without_announcements(rule: PartsRule, sentence: str) -> str:
    if sentence.count("、") + sentence.count("和") < _LISTS:
        return sentence
    for match in list(rule.announcement.finditer(sentence)):
        sentence = sentence.replace(match[0], "，")
    return sentence


def _in_one_clause(way: Sequence[Pattern], text: str) -> bool:
    """Whether all the expressions match in one clause."""
    first, *others = way
    for match in first.finditer(text):
        start, end = _LAST_END.search(text, 0, match.start()), _NEXT_END.search(text, match.start())
        clause = text[start.end() if start else 0 : end.start() if end else len(text)]
        if first.search(clause) and all(words.search(clause) for words in others):
            return True
    return False


def _heads(text: str) -> Iterator[str]:
    """The sub-headings: numbered beginnings of paragraphs, short lines, and short words before the first full stop or colon."""
    for paragraph in text.split("\n"):
        line = _STROKES.sub("", paragraph)
        head = _HEAD_END.split(line, maxsplit=1)[0]
        longest = _LONGEST_HEAD if head == line else _LONGEST_RUN_IN
        if _NUMBER.match(line) or len(head) <= longest:
            yield head[:_LONGEST_HEAD]


def lint(rule: PartsRule, found: RuleLint) -> None:
    """Check the name of the section and the expressions of the parts."""
    found.sections((rule.section,), "section")
    for number, part in enumerate(rule.parts):
        for field in ("named", "headed", "touches"):
            found.pattern(getattr(part, field), "parts", number, field)
        for place, way in enumerate(part.says):
            for at, words in enumerate(way):
                found.pattern(words, "parts", number, "says", place, at)


_MANUAL = """\
title: 一部分里的几项内容
use: 一个部分应有的几项内容
about: 看一个部分应有的几项内容写到了没有。叫法不同、没有小标题都不要紧，既没有名目、又没有实际内容的才算缺少；只是列举名称（“从……五个方面”）不算写到。
keys:
  check: 看什么
  section: 哪一部分，写序号
  parts: 应有的各项
  parts.name: 名称，意见里这样写
  parts.named: 小标题和句首怎样叫它
  parts.headed: 小标题还可以怎样叫它
  parts.says: 怎样算写到了，每一行是一种说法，同一分句里这一行的表达式都找得到
  parts.touches: 没有按项分写的，提到这些词也算
checks:
  missing: 既没有名目，也没有写到的
  unnamed: 别的项有名目，这一项没有，只在别处写到的
  empty: 只有小标题，下面没有内容的
values:
  parts: 这几项的名称
"""  # noqa: E501  one line a key

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: parts
    title: 第五部分应写问题和改进
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021}] # 依据：documents.yaml 或本文件 documents 里的编号，可加 article
    check: missing # 既没有名目，也没有写到的；unnamed 是写到了而没有名目的
    section: 五
    parts: # 应有的各项：名称、怎样叫它、怎样算写到了
      - name: 问题
        named: 主要问题|存在问题
        says: [[不足|问题|不够|不强|单一]] # 每一行是一种说法，同一分句里这一行的表达式都找得到
      - name: 改进
        named: 改进情况|改进措施
        says: [[下一步|今后|将, 改进|加强|提高|丰富|完善]]
    message: 第五部分没有写到：{parts}
    suggestion: 补充没有写到的内容。
    examples:
      pass:
        - {} # 底稿本身
      fail: [{sections: {五: 解读形式还比较单一。}, want: 第五部分没有写到：改进}]
"""

KIND = Kind(
    name="parts",
    model=PartsRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
)
