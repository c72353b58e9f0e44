"""Kind `parts`: whether a section speaks of all the parts it is to have, under their names or in other words.

The form names aspects and no headings, so a part is missing only where neither a sub-heading names it nor a clause says what
belongs to it. A list that only announces the parts («从主动公开、依申请公开等五个方面») says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.model.report import Section
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.named_parts import NamedPart
from auditor.ruleset.schema.rules import PartsRule

_NUMBER = re.compile(
    r"（[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十](?:[、.]|是(?=.))|\d{1,2}[、.）]|第[一二三四五六七八][，、]|[①-⑩㈠-㈩]"
)
_STROKES = re.compile(r"^[*#_>【\[●■◆▲·•\-]+")
_HEAD_END = re.compile("[。：；】*]")
_SENTENCE_END = re.compile("[。；！？\n]")
_NEXT_END, _LAST_END = re.compile("[，\n]"), regex.compile("(?r)[，\n]")  # the latter searches backwards
_APART = "，、"  # between pieces of text that no expression may join
_LISTS = 2  # so many signs of a list in a sentence that may announce
_LONGEST_HEAD = 26
_LONGEST_RUN_IN = 14  # a sub-heading without a number that runs on into its text
BY_PART = 3  # so many parts with sub-headings make a section written part by part


@dataclass(frozen=True, slots=True)
class _NamedInSection:
    """The parts a section names; `by_part` where it gives most of them sub-headings, `rest` is its text without announcements."""

    by_part: bool
    named: frozenset[str]
    rest: str

    def speaks_of(self, part: NamedPart) -> bool:
        """Whether a clause says what belongs to the part; where the parts are not written one by one, a word may be enough."""
        if any(_in_one_clause(way, self.rest) for way in part.ways):
            return True
        return not self.by_part and part.touch is not None and any(part.touch.finditer(self.rest))


def check(rule: PartsRule, bound: CheckContext) -> CheckResult:
    """Tell the parts that are missing, or those without a name of their own, in one finding."""
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
    """Sub-headings that another of their kind, or nothing, follows; a picture or a table may hold what belongs under them."""
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
    """What tells numbers of one row from those of another."""
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
    """Whether all the expressions stand in one clause."""
    first, *others = way
    for match in first.finditer(text):
        start, end = _LAST_END.search(text, 0, match.start()), _NEXT_END.search(text, match.start())
        clause = text[start.end() if start else 0 : end.start() if end else len(text)]
        if first.search(clause) and all(words.search(clause) for words in others):
            return True
    return False


def _heads(text: str) -> Iterator[str]:
    """The sub-headings: numbered beginnings of paragraphs, short lines, and words that a full stop or colon parts from the text."""
    for paragraph in text.split("\n"):
        line = _STROKES.sub("", paragraph)
        head = _HEAD_END.split(line, maxsplit=1)[0]
        longest = _LONGEST_HEAD if head == line else _LONGEST_RUN_IN
        if _NUMBER.match(line) or len(head) <= longest:
            yield head[:_LONGEST_HEAD]
