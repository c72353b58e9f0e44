"""Kind `repeated`: a word, a clause or a sentence written twice in a row."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from auditor.chinese.text import Folded
from auditor.engine.context import CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.ruleset.language.patterns import Budget, Pattern
from auditor.ruleset.schema.rules import Expression, TextRule

# A word that comes twice, as short as possible: Han characters, or a year.
_WORD, _SHORTEST, _LONGEST = r"[\u4e00-\u9fff]{2,12}?|20\d{2}年度?", 2, 12
_TWICE = re.compile(rf"(?P<word>{_WORD})(?P=word)")
_BEGINS = re.compile(_WORD)
_MARKS = "，。；：、！？"
_SPLIT = re.compile(rf"[{_MARKS}\n]")
_PIECE = re.compile(rf"[^{_MARKS}\n]+[{_MARKS}]?")
_LEAD = re.compile(
    r"^[\u4e00-\u9fff]{0,12}?(?:通过|利用|依托|围绕|包括|按照|对|在|向|将|把|如|有)(?=[\u4e00-\u9fff]{4})"
)
# An item of a series that ends with the same character as the item before it.
_LIKE_ENDS = re.compile(rf"、(?<=([^{_MARKS}\n])、)(?P<item>[^{_MARKS}\n]*\1)(?![^{_MARKS}\n])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_AROUND = 12  # characters on either side that may make a doubled word right
_MOST_PIECES = 60  # clauses of a passage that comes twice


class RepeatedRule(TextRule):
    """Words, clauses or sentences written twice in a row.

    A word is surely doubled if it is one of `words` and not in a context of `unsure`; `doubtful` reports all others. In a context
    of `lawful`, which must cover both, it is right. Clauses have at least `least` Han characters.
    """

    kind: Literal["repeated"]
    check: Literal["words", "doubtful", "clauses"]
    words: Expression | None = None
    lawful: Expression | None = None
    unsure: Expression | None = None
    least: Annotated[int, Field(ge=2)] = 4
    placeholders: ClassVar[frozenset[str]] = frozenset({"wrong", "word"})
    patterns: ClassVar[tuple[str, ...]] = ("words", "lawful", "unsure")


def check(rule: RepeatedRule, bound: CheckContext) -> CheckResult:
    """Search for words or clauses that come twice with nothing between; each is reported once."""
    looked = CheckResult()
    told: set[str] = set()
    for text in bound.scopes(rule.within):
        for start, end, word in _clauses(rule, text) if rule.check == "clauses" else _words(rule, bound, text):
            if word in told or not _adjacent(bound, text, start, end):
                continue
            told.add(word)
            values = {"wrong": text.text[start:end], "word": word}
            looked.hits.append(Hit(bound.place(text, start, end), values, expected=word, actual=values["wrong"]))
    return looked


def _words(rule: RepeatedRule, bound: CheckContext, text: Folded) -> Iterator[tuple[int, int, str]]:
    """The doubled words that are as sure as the rule needs."""
    words, lawful, unsure = rule.pattern("words"), rule.pattern("lawful"), rule.pattern("unsure")
    for match in _twice(bound, text):
        start, end = match.span()
        if _within(lawful, text.text, start, end):
            continue
        known = words is not None and bool(words.search(match["word"]))
        sure = known and not _within(unsure, text.text, start, end)
        if sure == (rule.check == "words"):
            yield start, end, match["word"]


def _twice(bound: CheckContext, text: Folded) -> Sequence[re.Match[str]]:
    """The doubled words of a text; most reports have none, which one search of the whole report shows."""
    whole = bound.report.prose.text
    if text.text in whole and not bound.once("doubled", lambda: _may_double(whole)):
        return ()
    return bound.once(("twice", text.text), lambda: list(_TWICE.finditer(text.text)))


def _may_double(text: str) -> bool:
    """Whether any word comes twice in a row.

    The low bytes of all characters are compared, as one large integer, with themselves shifted by the length of a word: this takes a
    quarter of the time of the expression.
    """
    data = text.encode("utf-32-le", "surrogatepass")[::4]
    number = int.from_bytes(data, "little")
    for length in range(_SHORTEST, _LONGEST + 1):
        differing, same = (number ^ (number >> 8 * length)).to_bytes(len(data), "little"), bytes(length)
        at = differing.find(same)
        while at >= 0:
            if text.startswith(text[at : at + length], at + length) and _BEGINS.match(text, at):
                return True
            at = differing.find(same, at + 1)
    return False


def _within(contexts: Pattern | None, text: str, start: int, end: int) -> bool:
    """Whether a place is inside a match of the contexts."""
    if contexts is None:
        return False
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    last = text.find("\n", end)
    around = text[first : min(end + _AROUND, last if last >= 0 else len(text))]
    at = start - first
    # Contexts may overlap: the next search begins one character after the start of the last match.
    place = 0
    while (match := contexts.search(around[place:])) is not None:
        if place + match.start() <= at and end - first <= place + match.end():
            return True
        place += match.start() + 1
    return False


class _PlainClause(NamedTuple):
    """A clause without its mark, and where it ends with it."""

    words: str
    mark: str
    start: int
    end: int

    @property
    def han(self) -> int:
        return len(_HAN.findall(self.words))


def _clauses(rule: RepeatedRule, text: Folded) -> Iterator[tuple[int, int, str]]:
    """Clauses, items of a series and passages of a few clauses that are followed by themselves."""
    if not _may_repeat(text.text, rule.least):
        return
    pieces = [_piece(match) for match in _PIECE.finditer(text.text)]
    places: dict[str, list[int]] = {}
    for place, piece in enumerate(pieces):
        places.setdefault(piece.words, []).append(place)
    behind = -1
    for first, (piece, following) in enumerate(pairwise(pieces)):
        # Where everything is repeated, each clause is compared with hundreds.
        if not Budget.left():
            raise TimeoutError
        # The next places of a clause give the possible lengths of a passage; an item of a series may follow a lead-in.
        same = places[piece.words]
        near = same[bisect_right(same, first + 1) : bisect_right(same, first + _MOST_PIECES)]
        lengths = [place - first for place in near]
        for length in [1, *lengths] if piece.words.endswith(following.words) else lengths:
            one, two = pieces[first : first + length], pieces[first + length : first + 2 * length]
            if one[0].start < behind or [_item(each, length) for each in one] != [each.words for each in two]:
                continue
            if _tells(one, two, rule.least, text.text):
                behind = two[-1].end
                start = one[0].end - len(one[0].mark) - len(_item(one[0], length))
                yield start, behind, text.text[start : one[-1].end].rstrip(_MARKS)
                break


def _may_repeat(text: str, least: int) -> bool:
    """Whether a clause comes twice at a short distance, or an item of a series ends like the one before: in most texts none does."""
    clauses = _clause(least).findall(text)
    if len(set(clauses)) < len(clauses):
        last: dict[str, int] = {}
        for place, clause in enumerate(_SPLIT.split(text)):
            if place - last.get(clause, -_MOST_PIECES - 1) <= _MOST_PIECES and len(clause) >= least:
                return True
            last[clause] = place
    return any(text.endswith(match["item"], 0, match.start()) for match in _LIKE_ENDS.finditer(text))


@cache
def _clause(least: int) -> re.Pattern[str]:
    """The expression for a clause of at least so many characters."""
    return re.compile(rf"[^{_MARKS}\n]{{{least},}}")


def _item(piece: _PlainClause, length: int) -> str:
    """The words of a clause; of a single item, those after the word that introduces the series."""
    return _LEAD.sub("", piece.words) if length == 1 and piece.mark == "、" else piece.words


def _piece(match: re.Match[str]) -> _PlainClause:
    written = match[0]
    mark = written[-1] if written[-1] in _MARKS else ""
    return _PlainClause(written[: len(written) - len(mark)], mark, match.start(), match.end())


def _tells(one: Sequence[_PlainClause], two: Sequence[_PlainClause], least: int, text: str) -> bool:
    """Whether a repetition is long enough to be a slip: an item of a series needs two Han characters, a clause `least`, a passage of
    several clauses twice as many, and one over several lines three times as many."""
    han = sum(piece.han for piece in one)
    if any("\n" in text[before.end : behind.start] for before, behind in pairwise((*one, *two))):
        return han >= 3 * least and one[-1].mark == "。"
    if len(one) == 1 and one[0].mark == "、":
        return han == len(one[0].words) >= 2
    return han >= (least if len(one) == 1 else 2 * least) and one[-1].mark != ""


def _adjacent(bound: CheckContext, text: Folded, start: int, end: int) -> bool:
    """Whether there are only line ends within, as the document is written: no blank, no table."""
    first, last = text.span(start, end)
    written = bound.report.document.text[first:last]
    return not any(ch in written for ch in " \t\u3000\xa0") and len(written.replace("\n", "")) <= end - start + 1


_MANUAL = """\
title: 连写两遍的字句
use: 词句连写两遍
about: 一个词、一个分句或一整句连着写了两遍。两遍之间有空格、表格的不算；“信息公开公开栏”这样前后两个词碰巧相接的，写进 lawful 或 unsure。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”；不写是全文
  check: 看什么
  words: 认出一定是重复的词的表达式，对着重复的那个词匹配
  lawful: 本来就对的写法，表达式要连前后的字一起匹配到
  unsure: 可能对的写法，写法同 lawful；这些由 doubtful 提出
  least: clauses 时，分句至少几个汉字才算，不写是 4；跨行的整句要三倍
checks:
  words: 一定是重复的词
  doubtful: 可能是重复的词
  clauses: 重复的分句、整句和顿号之间的项
values:
  wrong: 报告写的
  word: 重复的字句
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: repeated
    title: 词语不应连写两遍
    severity: info # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: （四）明确责任}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一, 五] # 在这些部分里找；不写是全文
    check: words # 一定是重复的词；clauses 是分句和整句
    words: ^(?:台账|督导)$ # 对着重复的那个词匹配
    lawful: 督导督导组 # 本来就对的写法
    message: “{wrong}”重复
    suggestion: 删去多出的“{word}”。
    examples:
      pass:
        - {}
        - {sections: {五: 配合市委督导督导组做好工作，将加以改进。}}
      fail: [{sections: {五: 工作台账台账不够完整，将加以改进。}, want: “台账台账”重复}]
"""

KIND = Kind(
    name="repeated",
    model=RepeatedRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
)
