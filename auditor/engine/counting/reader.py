"""Reader of the counts stated in a text: how many of which things, and whether all of them are meant.

A sentence is read clause by clause. A clause takes what it leaves out from the preceding one: «收到申请5件，办结5件». A number
is `limited`, and is then not compared with the tables, if a word for a channel, a body, a cause or another year goes with it,
or any unknown word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditor.engine.counting.clauses import Clause, CountedNames, clauses
from auditor.engine.counting.tokens import FIGURE, Lexer, Token, lines, own_names, sentences
from auditor.ruleset.catalogues.counting import CountingWords

_NOTHING: CountedNames = frozenset()
_APPLICATIONS: CountedNames = frozenset({"申请"})
# Verbs for cases carried over between years or still pending, and the sorts that are results.
_NONE_CARRIED: CountedNames = frozenset({"未转入"})
CARRIED: CountedNames = frozenset({"转入", "转出"})
RESULTS: CountedNames = frozenset({"予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理"})
_HAPPENED: CountedNames = frozenset({"发生"})
PENDING: CountedNames = frozenset({"未办", "在办"})
_TAKEN: CountedNames = frozenset({"收到", "办理"})
_MADE: CountedNames = frozenset({"制发", "废止"})
_REMEDIES: CountedNames = frozenset({"复议", "诉讼"})
_RULINGS: CountedNames = frozenset({"维持", "纠正", "其他结果", "未审结"})
_DONE: CountedNames = frozenset({"答复", "审结", "办理"})
_WHOLE = re.compile("全年|年度|共|累计|总计|合计|年内|20[0-9]{2}年")
# What follows takes nothing back: not «全部予以公开（其中部分公开2件）».
_NO_MORE = re.compile("(?:[。；\n]|$)(?!其中)")
_OF_THOSE = re.compile("(?:(?:政府)?信息公开)?(?:申请|案件|事项)?(?:之|当)?[中里内]")


class Statement(NamedTuple):
    """Number of something: `nouns` are counted together, `verbs` say what became of them, `sorts` which of them.

    `every` says that all of them are so; it gives their number only if they were counted in the preceding clause, else 0. `part`
    says that the number follows «其中». `line` is the paragraph.
    """

    value: int
    nouns: CountedNames
    verbs: CountedNames
    sorts: tuple[str, ...]
    start: int
    end: int
    line: tuple[int, int]
    limited: bool = False
    part: bool = False
    every: bool = False
    none: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """Facts about the report: its counting words, and whether «全市» is no limit; the lexer holds its year and names."""

    words: CountingWords
    lexer: Lexer
    wide: bool

    @staticmethod
    def of(words: CountingWords, year: int | None, agency: str, *, wide: bool) -> Setting:
        """Return the setting for a report of an agency."""
        return Setting(words, Lexer(words, year, own_names(agency)), wide)


@dataclass(slots=True)
class _Context:
    """State that persists from clause to clause: what was counted last and how, and what limits the following text."""

    nouns: CountedNames = _NOTHING
    verbs: CountedNames = _NOTHING
    limited: bool = False
    barred: bool = False
    # Whether an act described before named a channel or a body: that does not limit a number of the whole year.
    acted: bool = False
    earlier: bool = False
    part: bool = False
    # The number stated in the preceding clause, if any.
    last: Statement | None = None
    # Whether the paragraph is about applications, and the sentence has counted nothing else.
    topic: bool = False

    def within(self) -> _Context:
        """Return the context for text in brackets, where every number is a part."""
        return _Context(
            self.nouns, self.verbs, self.limited, self.barred, self.acted, self.earlier, True, self.last, self.topic
        )


def read(text: str, setting: Setting, *, known: bool = False) -> list[Statement]:
    """Read all statements of a text, in order; `known` says that a bare «申请» in it can only be one for information."""
    found: list[Statement] = []
    for start, end in lines(text):
        places = _telling(text, start, end, setting.words)
        context = _Context()
        for first, last in places:
            # A sentence may leave out the subject of the preceding sentence in the paragraph.
            topic = "申请" in text[start:first]
            context = _Context(nouns=context.nouns & _APPLICATIONS, limited=context.limited, topic=topic)
            reader = _CountingSentence(setting, text, (start, end), context, known or "公开" in text[start:end])
            found += reader.read(setting.lexer.tokens(text, first, last))
    return found


def _telling(text: str, start: int, end: int, words: CountingWords) -> Sequence[tuple[int, int]]:
    """Return the sentences of a line from the first that names what is counted to the last that counts."""
    subject = words.subject.search(text, start, end)
    if not subject:
        return ()
    places = [place for place in sentences(text, start, end) if place[1] > subject.start()]
    while places and not (FIGURE.search(text, *places[-1]) or words.answer.search(text, *places[-1])):
        places.pop()
    return places


@dataclass(slots=True)
class _CountingSentence:
    setting: Setting
    text: str
    line: tuple[int, int]
    context: _Context
    known: bool

    def read(self, all_: Sequence[Token]) -> Iterator[Statement]:
        """Read the statements of a sentence, or of the text in brackets in it."""
        for clause, inner in clauses(all_):
            if clause:
                yield from self._clause(clause)
            if inner:
                yield from _CountingSentence(
                    self.setting, self.text, self.line, self.context.within(), self.known
                ).read(inner)
            if clause and clause[-1].role == "semicolon":
                self.context.part = False

    def _clause(self, clause: list[Token]) -> Iterator[Statement]:
        read = Clause(clause, self.context, known=self.known, wide=self.setting.wide)
        last, self.context.last = self.context.last, None
        number = next((token for token in clause if token.role in ("number", "rough")), None)
        if (read.has("none") or read.verbs == _NONE_CARRIED) and number is None:
            yield from self._none(read)
        elif number and not read.compared:
            yield from self._number(read, number)
        elif read.has("every") or read.whole:
            yield from self._every(read)
        elif last and self._of_all(read, last):
            place = last.start, read.span(read.clause[-1])[1]
            yield Statement(last.value, last.nouns, _NOTHING, read.sorts, *place, self.line, part=last.part)
        elif last and self._all_disclosed(read, last):
            place = last.start, max(token.end for token in clause if token.role == "sort")
            yield Statement(last.value, last.nouns, _NOTHING, read.sorts, *place, self.line, every=True)
        else:
            if read.nouns:
                self.context.nouns, self.context.verbs, self.context.limited = read.nouns, read.verbs, read.barred
            elif read.has("other"):
                self._of_another_thing()
            if read.barred and self.setting.words.act.match(self.text, clause[0].start):
                self.context.acted = True
            else:
                self.context.barred |= read.barred

    def _barred(self, read: Clause) -> bool:
        """Return whether a preceding clause limits this one."""
        if self.context.acted and read.nouns and _WHOLE.search(self.text, read.clause[0].start, read.clause[-1].end):
            self.context.acted = False
        return self.context.barred or self.context.acted

    def _number(self, read: Clause, number: Token) -> Iterator[Statement]:
        context = self.context
        barred = self._barred(read)
        heir = not read.nouns
        nouns = read.nouns or (_NOTHING if read.strange and not read.sorts else context.nouns)
        if read.modifier and not read.sorts:
            nouns = _NOTHING
        if heir and read.verbs == _HAPPENED:
            nouns -= _APPLICATIONS
        if not nouns and context.topic and not (read.nouns or context.nouns) and self._of_applications(read):
            nouns = _APPLICATIONS
        verbs, part = read.verbs, context.part and not read.reset
        if not (verbs or read.sorts or read.at_a_point or (nouns | context.nouns) & _APPLICATIONS):
            verbs = context.verbs
        if heir and not (verbs or read.sorts):
            if not context.part and (read.has("unknown") or read.has("other")):
                self._of_another_thing()
            if read.at_a_point or not read.reset:
                self._of_those(read, number)
                return
            verbs = context.verbs
        limited = (
            read.barred or read.strange or read.earlier or barred or number.role == "rough"
            or (heir and context.limited and not read.reset) or (read.has("none") and number.value > 0)
        )  # fmt: skip
        said = Statement(
            number.value, nouns, verbs, read.sorts, *read.span(number), self.line, limited=limited, part=part
        )
        if not context.part:
            self.context.nouns, self.context.verbs = nouns, verbs
            self.context.topic &= bool(nouns)
            self.context.limited = read.barred or read.bound or read.earlier or barred or (heir and context.limited)
        self._of_those(read, number)
        self.context.last = said
        yield said

    @staticmethod
    def _of_all(read: Clause, last: Statement) -> bool:
        """Return whether a clause only gives the result of all that was counted before it: «行政复议1件，结果为纠正»."""
        if last.limited or last.sorts or not last.value or last.verbs & (CARRIED | PENDING) or len(read.sorts) != 1:
            return False
        known = not (
            read.nouns or read.strange or read.barred or read.earlier or read.verbs - _DONE or read.has("part")
        )
        one = last.nouns == _APPLICATIONS and last.value == 1 and set(read.sorts) <= RESULTS
        return known and (one or (len(last.nouns & _REMEDIES) == 1 and set(read.sorts) <= _RULINGS))

    def _all_disclosed(self, read: Clause, last: Statement) -> bool:
        """Return whether a clause only says that all applications counted before it were granted: «申请33件，全部予以公开»."""
        taken = last.nouns == _APPLICATIONS and last.verbs <= _TAKEN | _DONE
        if last.limited or last.part or last.sorts or not taken or read.earlier or read.sorts != ("予以公开",):
            return False
        said = [token for token in read.clause if token.role != "semicolon"]
        words = [token for token in said if token.role != "plain"]
        if len(words) != 1 or not _NO_MORE.match(self.text, said[-1].end):
            return False
        return "予以" in words[0].text and "全部" in words[0].text

    def _of_another_thing(self) -> None:
        """Note that the following text is about an unknown thing: «工单203件，办结203件»."""
        self.context.nouns = self.context.verbs = _NOTHING
        self.context.topic = False

    def _of_those(self, read: Clause, number: Token) -> None:
        """Note whether the following text is about only some of them: «企业提出的6件中»."""
        some = (
            read.sorts
            or read.verbs & (CARRIED | PENDING | {"收到"})
            or read.strange
            or read.barred
            or read.has("unknown")
        )
        if some and _OF_THOSE.match(self.text, number.end):
            self.context.barred = True

    @staticmethod
    def _of_applications(read: Clause) -> bool:
        """Return whether a clause that does not name what it counts can only be about applications."""
        return bool(read.sorts and set(read.sorts) <= RESULTS) or bool(read.verbs and read.verbs <= CARRIED)

    def _none(self, read: Clause) -> Iterator[Statement]:
        limited = read.barred or read.strange or read.earlier or self._barred(read)
        limited |= read.count("none") > 1 or bool(read.verbs & PENDING)
        if read.sorts:
            nouns = read.nouns or self.context.nouns
            if not nouns and self.context.topic and self._of_applications(read):
                nouns = _APPLICATIONS
            place = read.span(read.clause[-1])
            yield Statement(0, nouns, _NOTHING, read.sorts, *place, self.line, limited=limited, none=True)
            return
        nouns = read.nouns
        verbs = frozenset({"转入"}) if read.verbs == _NONE_CARRIED else read.verbs or _HAPPENED
        if not nouns and verbs <= CARRIED:
            nouns = _APPLICATIONS if self.context.topic else self.context.nouns & _APPLICATIONS
        # «没有制定和废止规范性文件» makes two statements.
        said = [frozenset({verb}) for verb in sorted(verbs)] if verbs == _MADE else [verbs]
        for noun in sorted(nouns):
            place = read.span(read.last(noun) if noun in read.nouns else read.clause[-1])
            for each in said:
                yield Statement(
                    0, frozenset({noun}), each, (), *place, self.line, limited=limited, part=self.context.part, none=True
                )  # fmt: skip

    def _every(self, read: Clause) -> Iterator[Statement]:
        nouns = read.nouns or self.context.nouns
        limited = (
            read.barred or read.bound or read.earlier or (not read.nouns and self.context.limited) or self.context.part
        )
        if nouns and (read.verbs or read.sorts):
            place = read.span(read.clause[-1])
            verbs = read.verbs - _TAKEN
            yield Statement(0, nouns, verbs, read.sorts, *place, self.line, limited=limited, every=True)
