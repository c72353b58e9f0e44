"""Kind `parts`: whether a section speaks of all the parts it is to have, under their names or in other words.

The form names aspects and no headings, so a part is missing only where neither a sub-heading names it nor a clause says what
belongs to it. A list that only announces the parts («从主动公开、依申请公开等五个方面») says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.engine.bind import Bound, CannotCheckError, Hit, Looked
from auditor.ruleset.named_parts import NamedPart
from auditor.ruleset.rules import PartsRule

_NUMBER = re.compile(
    r"（[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十](?:[、.]|是(?=.))|\d{1,2}[、.）]|第[一二三四五六七八][，、]|[①-⑩㈠-㈩]"
)
_STROKES = re.compile(r"^[*#_>【\[●■◆▲·•\-]+")
_HEAD_END = re.compile("[。：；】*]")
_SENTENCE_END = re.compile("[。；！？\n]")
_CLAUSE_END = re.compile("[，。；！？\n]")
_LONGEST_HEAD = 26
_LONGEST_RUN_IN = 14  # a sub-heading without a number that runs on into its text
BY_PART = 3  # so many parts with sub-headings make a section written part by part


@dataclass(frozen=True, slots=True)
class _Said:
    """The names of the parts a section names, and of those it speaks of."""

    named: frozenset[str]
    spoken: frozenset[str]


def check(rule: PartsRule, bound: Bound) -> Looked:
    """Tell the parts that are missing, or those without a name of their own, in one finding."""
    section = bound.report.section(rule.section)
    if section is None:
        raise CannotCheckError(f"没有找到第{rule.section}部分")
    if section.empty:
        return Looked()
    said = bound.once(("parts", rule.section), lambda: _read(rule, section.prose.text))
    if rule.check == "missing":
        told = [part.name for part in rule.parts if part.name not in said.named | said.spoken]
    else:
        told = [part.name for part in rule.parts if part.name in said.spoken - said.named]
        told = told if len(said.named) >= BY_PART else []
    if not told:
        return Looked()
    parts = "、".join(told)
    return Looked([Hit(bound.at_span(section.heading, section.numeral), {"parts": parts}, expected=parts)])


def _read(rule: PartsRule, text: str) -> _Said:
    heads = list(_heads(text))
    with_heads = [part for part in rule.parts if any(part.names.search(head) for head in heads)]
    by_part = len(with_heads) >= BY_PART
    rest = text
    for match in list(rule.announcement.finditer(text)):
        rest = rest.replace(match[0], "，")
    clauses = [clause for clause in _CLAUSE_END.split(rest) if clause]
    beginnings = [sentence[:_LONGEST_HEAD] for sentence in _SENTENCE_END.split(rest)]
    named = {
        part.name
        for part in rule.parts
        if any(part.head.search(head) for head in heads)
        or (not by_part and any(part.names.search(beginning) for beginning in beginnings))
    }
    spoken = {part.name for part in rule.parts if _speaks(part, clauses, lenient=not by_part)}
    return _Said(frozenset(named), frozenset(spoken))


def _speaks(part: NamedPart, clauses: Sequence[str], *, lenient: bool) -> bool:
    """Whether a clause says what belongs to the part; `lenient` lets words that only touch it be enough."""
    if any(all(words.search(clause) for words in way) for way in part.ways for clause in clauses):
        return True
    touch = part.touch
    return lenient and touch is not None and any(touch.search(clause) for clause in clauses)


def _heads(text: str) -> Iterator[str]:
    """The sub-headings: numbered beginnings of paragraphs, short lines, and words that a full stop or colon parts from the text."""
    for paragraph in text.split("\n"):
        line = _STROKES.sub("", paragraph)
        head = _HEAD_END.split(line, maxsplit=1)[0]
        longest = _LONGEST_HEAD if head == line else _LONGEST_RUN_IN
        if _NUMBER.match(line) or len(head) <= longest:
            yield head[:_LONGEST_HEAD]
