"""Kind `count`: numbers in sentences, in any wording, that must agree with the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from auditor.chinese.text import Folded
from auditor.chinese.values import Number, show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, sentence
from auditor.engine.counting.clauses import CountedNames
from auditor.engine.counting.parts import is_part
from auditor.engine.counting.reader import CARRIED, Setting, Statement, read
from auditor.engine.kind import SHOWN, Kind
from auditor.engine.kinds.tables.broken_sums import would_fix
from auditor.engine.kinds.tables.cells import cell_value, cells_name
from auditor.model.finding import TraceStep
from auditor.ruleset.binding.terms import cell_terms
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, NonEmptyText, TextRule
from auditor.ruleset.yaml.validation import Strict, meant

_OWN_SECTION = {"四": frozenset({"复议", "诉讼"})}
# After a number of all reviews or suits: «其中涉及政府信息公开的4件».
_SOME_OF_OPENNESS = re.compile(
    "(?:其中|涉及|包括|包含|内含|属于|属|含)[^。；，]{0,12}公开|，(?:涉及?|属于?)?(?:政府)?信息公开(?:[的类][^，。；]{0,6})?[0-9]"
)
_ASKED_OF_US = frozenset({"收到", "办理"})
_ToldStatement = tuple[str, Folded, Statement]


@dataclass(frozen=True, slots=True)
class _CountedStatement:
    """A statement with its text and the cells it may mean."""

    statement: Statement
    section: str
    text: Folded
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Contradiction:
    """A statement, and the values, none of which it equals."""

    said: _CountedStatement
    values: tuple[Number, ...]


class Counted(Strict):
    """A number of things (`noun`; several are counted together), in any words, and the table values it may equal.

    With `sorts` only some sorts of the things are meant, each with its own values; sorts counted together are added up.
    """

    noun: Annotated[tuple[NonEmptyText, ...], Field(min_length=1)]
    verb: tuple[NonEmptyText, ...] = ()
    equals: tuple[NonEmptyText, ...] = ()
    sorts: Mapping[str, tuple[NonEmptyText, ...]] = Field(default_factory=dict)
    among: bool = False
    every: bool = False
    most: bool = False
    about: bool = False
    unless: Expression | None = None

    @cached_property
    def nouns(self) -> frozenset[str]:
        """`noun` as a set."""
        return frozenset(self.noun)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """`verb` as a set."""
        return frozenset(self.verb)

    @cached_property
    def but(self) -> Pattern | None:
        """`unless`, compiled once."""
        return Pattern(self.unless) if self.unless else None


class CountRule(TextRule):
    """Numbers in sentences, read with the words of `rules/counting.yaml`, that must agree with the tables."""

    kind: Literal["count"]
    claims: Annotated[tuple[Counted, ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"said", "table_value", "where"})


def check(rule: CountRule, bound: CheckContext) -> CheckResult:
    """Compare every statement that a claim is about with the values it may mean."""
    looked = CheckResult()
    bound.scopes(rule.within)
    told = bound.once(("told", rule.within), lambda: _told(rule.within, bound))
    found: list[_Contradiction] = []
    for claim in rule.claims:
        for group in _groups(claim, told.get((claim.nouns, claim.every, bool(claim.sorts)), ())):
            try:
                found += _contradictions(claim, group, bound, looked)
            except CannotCheckError as reason:
                looked.unable.append(str(reason))
    looked.hits += _hits(found, bound)
    return looked


def _statements(name: str, text: Folded, bound: CheckContext) -> list[Statement]:
    """The statements of numbers in a section, read once for all rules."""

    def make() -> list[Statement]:
        report = bound.report
        wide = report.body == "government"
        setting = bound.once(
            "counting", lambda: Setting.of(bound.ruleset.counting, report.report_year, report.agency, wide=wide)
        )
        return read(text.text, setting, known=name == "三")

    return bound.once(("statements", name), make)


def _section_texts(name: str, bound: CheckContext) -> Sequence[Folded]:
    """The text of a section, or nothing where it was not found."""
    try:
        return bound.scopes((name,))
    except CannotCheckError:
        return ()


def _told(
    within: tuple[str, ...], bound: CheckContext
) -> Mapping[tuple[CountedNames, bool, bool], Sequence[_ToldStatement]]:
    """Statements without a limit, by their nouns, whether they are about every one, and whether they name sorts."""
    found: dict[tuple[CountedNames, bool, bool], list[_ToldStatement]] = {}
    for name in within:
        for text in _section_texts(name, bound):
            for one in _statements(name, text, bound):
                if not one.limited:
                    found.setdefault((one.nouns, one.every, bool(one.sorts)), []).append((name, text, one))
    return found


def _groups(claim: Counted, told: Sequence[_ToldStatement]) -> Iterable[list[_CountedStatement]]:
    """The statements that a claim is about, grouped by their cells."""
    groups: dict[tuple[str, ...], list[_CountedStatement]] = {}
    for name, text, statement in told:
        if _meant(claim, statement, text, name):
            terms = _terms(claim, statement)
            groups.setdefault(terms, []).append(_CountedStatement(statement, name, text, terms))
    return groups.values()


def _meant(claim: Counted, said: Statement, text: Folded, section: str) -> bool:
    """Whether a claim is about a statement that has its nouns."""
    if claim.sorts:
        if any(sort not in claim.sorts for sort in said.sorts):
            return False
    elif not said.verbs <= claim.verbs or bool(said.verbs) != bool(claim.verbs):
        return False
    if said.every and said.value and not claim.most:
        return False  # a part of the total: «新收5件，全部予以公开» does not include requests carried over
    if said.part and not claim.among:
        return False
    if said.sorts and said.verbs & CARRIED:
        return False  # no table has the sorts of requests of another year
    if claim.about and not (said.none or _of_openness(said, text.text, section)):
        return False
    return not (claim.but and claim.but.search(text.text[slice(*_around(said, text.text))]))


def _around(said: Statement, text: str) -> tuple[int, int]:
    """Where `unless` is searched: in the paragraph of a statement about every one, else in its sentence."""
    return said.line if said.every else (sentence(text, said.start)[0], sentence(text, said.end)[1])


def _of_openness(said: Statement, text: str, section: str) -> bool:
    """Whether a number of reviews or suits is limited to those about disclosure of information: most agencies have others as well."""
    if _SOME_OF_OPENNESS.search(text, said.end, sentence(text, said.end)[1]):
        return False
    if said.nouns <= _OWN_SECTION.get(section, frozenset()):
        return True
    first = sentence(text, said.start)[0] if said.verbs & _ASKED_OF_US else said.line[0]
    return "公开" in text[first : said.end]


def _terms(claim: Counted, said: Statement) -> tuple[str, ...]:
    """The cells a statement may mean; cells of sorts that are counted together are added up."""
    if not claim.sorts:
        return claim.equals if said.value or claim.every else claim.equals[:1]  # «none» means the first cell
    columns = [claim.sorts[sort] for sort in said.sorts]
    return tuple(" + ".join(terms) for terms in zip(*columns, strict=False))


def _contradictions(
    claim: Counted, group: list[_CountedStatement], bound: CheckContext, looked: CheckResult
) -> Iterator[_Contradiction]:
    """Statements about the same cells that equal none of their values; parts that add up to a value do not contradict it."""
    cells = [cell_terms(bound.form, term) for term in group[0].terms]
    totals = [bound.total(terms) for terms in cells]
    values = tuple(total.number for total in totals)
    numbers = [said.statement.value for said in group]
    if claim.most:
        wrong = [said for said in group if said.statement.value > max(values)]
    elif all(numbers) and sum(numbers) in values and not any(number in values for number in numbers):
        return
    else:
        wrong = [said for said in group if said.statement.value not in values]
        if claim.sorts or claim.among:
            # Parts of parts may follow the whole in one paragraph.
            agreeing = {said.statement.line for said in group if said.statement.value in values}
            wrong = [said for said in wrong if said.statement.line not in agreeing]
        wrong = [said for said in wrong if not is_part(said.statement, _beside(said, bound), values)]
    told: set[int] = set()
    for said in wrong:
        number = said.statement.value
        if number in told:
            continue
        told.add(number)
        if any(would_fix(terms, total.number, number, bound) for terms, total in zip(cells, totals, strict=True)):
            continue  # the equation that fails reports it
        # A blank cell may hold the difference.
        blank = next((term for term, total in zip(said.terms, totals, strict=True) if total.may_be(number)), None)
        if blank:
            looked.unable.append(f"{cells_name(blank)}有格子没有填写，不能与文字核对")
        else:
            yield _Contradiction(said, values)


def _beside(said: _CountedStatement, bound: CheckContext) -> list[Statement]:
    """All statements in the sentence of a statement, in order, up to its full stop."""
    text, one = said.text.text, said.statement
    first, last = text.rfind("。", 0, one.start), text.find("。", one.end)
    return [
        other
        for other in _statements(said.section, said.text, bound)
        if first < other.start and (other.end <= last or last < 0)
    ]


def _hits(found: list[_Contradiction], bound: CheckContext) -> Iterator[Hit]:
    """One hit for each contradiction; two numbers that were exchanged are reported together."""
    done: set[int] = set()
    for place, one in enumerate(found):
        if place in done:
            continue
        other = next((n for n in range(place + 1, len(found)) if n not in done and _exchanged(one, found[n])), None)
        if other is not None:
            done.add(other)
        yield _hit(one, found[other] if other is not None else None, bound)


def _exchanged(one: _Contradiction, other: _Contradiction) -> bool:
    said, also = one.said.statement, other.said.statement
    return said.value != also.value and said.value in other.values and also.value in one.values


def _hit(one: _Contradiction, exchanged: _Contradiction | None, bound: CheckContext) -> Hit:
    said, text = one.said.statement, one.said.text
    where = "；".join(_shown(one))
    if exchanged:
        quote = bound.place(exchanged.said.text, exchanged.said.statement.start, exchanged.said.statement.end).quote
        where += f"；文字里另有“{quote}”，{'；'.join(_shown(exchanged))}：两个数可能互相填错了位置"
    fill = {"said": str(said.value), "table_value": show_number(one.values[0]), "where": where}
    return Hit(bound.place(text, said.start, said.end), fill, actual=str(said.value))


def _shown(one: _Contradiction) -> list[str]:
    # Where two readings have the same value, the first is enough.
    distinct: dict[Number, str] = {}
    for term, value in zip(one.said.terms, one.values, strict=True):
        distinct.setdefault(value, term)
    return [f"{cells_name(term)}是 {show_number(value)}" for value, term in distinct.items()]


def lint(rule: CountRule, found: RuleLint) -> None:
    """Check the words of counting, the expressions and the cells of the claims."""
    words = found.counting
    for number, claim in enumerate(rule.claims):
        named = (
            ("noun", claim.noun, words.nouns),
            ("verb", claim.verb, words.verbs),
            ("sorts", claim.sorts, words.sorts),
        )
        for field, names, known in named:
            for name in names:
                if name not in known:
                    found.wrong(f"counting.yaml 里没有“{name}”{meant(name, known)}", "claims", number, field)
        if bool(claim.equals) == bool(claim.sorts):
            found.wrong("equals 和 sorts 要写一项，也只写一项", "claims", number)
        found.pattern(claim.unless, "claims", number, "unless")
        for place, text in enumerate(claim.equals):
            found.cells(text, "claims", number, "equals", place)
        for sort, terms in claim.sorts.items():
            for place, text in enumerate(terms):
                found.cells(text, "claims", number, "sorts", sort, place)


def trace(rule: CountRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show the numbers that are counted in sentences with the rule's nouns, and the cells they are compared with."""
    nouns = {noun for claim in rule.claims for noun in claim.noun}
    for name in rule.within:
        for text in _section_texts(name, bound):
            said = [one for one in _statements(name, text, bound) if one.nouns & nouns]
            quotes = dict.fromkeys(bound.place(text, one.start, one.end).quote or "" for one in said if not one.limited)
            limited = sum(one.limited for one in said)
            yield TraceStep(
                f"第{name}部分", f"读到 {len(said)} 处件数，其中 {limited} 处只说一部分，不比", tuple(quotes)[:SHOWN]
            )
    cells = (term for claim in rule.claims for terms in (claim.equals, *claim.sorts.values()) for term in terms)
    for term in dict.fromkeys(cells):
        yield cell_value(term, bound)


_MANUAL = """\
title: 说件数的句子与表格
use: 文字里的数与表格不符：申请、复议、文件、决定的件数
about: 句子里说了多少件，应当与表里的数一致。句子怎么说都行，用 rules/counting.yaml 里的词读懂；同一句里有渠道、机构、缘由、约数、别的年度，或者不认识的词，就不比。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”；不写是全文
  claims: 要核对的说法
  claims.noun: 数的是什么，counting.yaml 里 nouns 的名字；写几个表示合在一起数
  claims.verb: 怎么了，counting.yaml 里 verbs 的名字；写几个时是其中之一，不写表示句子里没有说
  claims.equals: 应当等于表里的哪些数，写作“表三/本年新收/总计”，几格相加用 + 连接；写几项时，等于其中一项即可，说没有的要等于第一项
  claims.sorts: 只数其中几种时，每一种（counting.yaml 里 sorts 的名字）应当等于哪些数；几种合在一起说的自动相加
  claims.among: true 表示写在“其中”后面的也算
  claims.every: true 表示说的是“均”“全部”，表里其余的数（equals 或 sorts）应当是 0；又写 most 的，只看刚说过件数的那几件（“申请5件，全部予以公开”），件数不能大于表里的数
  claims.most: true 表示只要不大于表里的数
  claims.about: true 表示前面要说到公开，才算是关于信息公开的
  claims.unless: 这一句里（every 的是这一段里）有这些字样的不算
values:
  said: 文字里的数
  table_value: 表里的数
  where: 表里的数在哪里、是多少；两个数互相填错位置的一并说
"""  # noqa: E501  one line a key

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: count
    title: 各部分写的收到申请的件数与表三一致
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: 表三}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一, 五] # 在第一、五部分里找
    claims:
      - noun: [申请] # 数的是什么，counting.yaml 里的名字
        verb: [收到, 办理] # 怎么了，其中之一
        equals: [表三/本年新收/总计, 表三/总计/总计] # 表/行/列；等于其中一项即可
    message: 文字里说“{quote}”，与表格不符：{where}
    suggestion: 核对后改正文字或表格。
    examples:
      pass:
        - {}
        - {add: {五: 本年度收到政府信息公开申请5件。}}
      fail:
        - add: {五: 本年度收到政府信息公开申请7件。}
          want: 文字里说“收到政府信息公开申请7件”，与表格不符：表三“本年新收”是 5；表三“总计”是 6
      silent:
        - {about: 只说一种渠道, add: {五: 网上收到政府信息公开申请3件。}}
      cannot_check: [{add: {五: 本年度收到政府信息公开申请7件。}, drop_tables: [表三]}]
"""

KIND = Kind(
    name="count",
    model=CountRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
)
