"""Kind `compare`: a number in the text that must agree with the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from auditor.chinese.text import Folded
from auditor.chinese.values import Number, parse_number, parse_numeral, show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, sentence
from auditor.engine.kind import Kind
from auditor.engine.kinds.tables.cells import cell_value, cells_name
from auditor.model.finding import TraceStep
from auditor.ruleset.binding.terms import cell_terms
from auditor.ruleset.catalogues.forms import Form
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, NonEmptyText, TextRule
from auditor.ruleset.yaml.validation import Strict

_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年度?|同期|往年|历年)(?:全年|共|累计)?[^。；，]{0,4}$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")


class Claim(Strict):
    """A number in a sentence (group `n`) and the table values it may equal.

    `none` claims zero without a number; with `some` the number is a part of the value, and only zero or not zero must agree.
    """

    find: Expression
    equals: Annotated[tuple[NonEmptyText, ...], Field(min_length=1)]
    unless: Expression | None = None
    none: bool = False
    some: bool = False


class CompareRule(TextRule):
    """A number in the text that must agree with the tables."""

    kind: Literal["compare"]
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    placeholders: ClassVar[frozenset[str]] = frozenset({"said", "table_value", "where"})

    def expressions(self) -> Iterator[tuple[str, Pattern]]:
        """The expressions that find the claims."""
        yield from (("find", find) for _, find, _ in self.compiled_claims)

    @cached_property
    def compiled_claims(self) -> tuple[tuple[Claim, Pattern, Pattern | None], ...]:
        """The claims with their patterns, compiled once."""
        return tuple((c, Pattern(c.find), Pattern(c.unless) if c.unless else None) for c in self.claims)


def check(rule: CompareRule, bound: CheckContext) -> CheckResult:
    """Compare each claim in the text with the values it may mean; one equal value is enough."""
    looked = CheckResult()
    told: list[tuple[int, int]] = []
    for text in bound.scopes(rule.within):
        for claim, find, unless in rule.compiled_claims:
            mentions = [m for match in find.finditer(text.text) for m in _mention(claim, match, unless, text, bound)]
            if mentions:
                _claim(claim, mentions, text, bound, looked, told)
    return looked


def _claim(
    claim: Claim,
    mentions: list[tuple[Any, Number]],
    text: Folded,
    bound: CheckContext,
    looked: CheckResult,
    told: list[tuple[int, int]],
) -> None:
    """Compare all mentions of one thing: if one agrees, or their sum does, the others are parts and no contradiction."""
    try:
        totals = [bound.total(cell_terms(bound.form, term)) for term in claim.equals]
    except CannotCheckError as reason:
        looked.unable.append(str(reason))
        return
    numbers, values = [said for _, said in mentions], [total.number for total in totals]
    if _agree(claim, numbers, values):
        return
    # A blank cell may hold the difference.
    if blank := [term for term, total in zip(claim.equals, totals, strict=True) if total.may_be(max(numbers))]:
        looked.unable.append(f"{cells_name(blank[0])}有格子没有填写，不能与文字核对")
        return
    match, said = max(mentions, key=lambda mention: mention[1])
    span = text.span(match.start(), match.end())
    if not any(first < span[1] and span[0] < last for first, last in told):
        told.append(span)
        looked.hits.append(_hit(claim, text, match.start(), match.end(), said, values, bound))


def _agree(claim: Claim, numbers: list[Number], values: list[Number]) -> bool:
    if claim.some:
        return any(values) or not any(numbers)
    return any(_same(said, value) for said in (*numbers, sum(numbers)) for value in values)


def _same(said: Number, value: Number) -> bool:
    """Whether a number in the text is the table's; one of two amounts may be the other rounded."""
    if isinstance(said, int) and isinstance(value, int):
        return said == value
    places = min(_places(said), _places(value))
    return _rounded(said, places) == _rounded(value, places)


def _places(number: Number) -> int:
    return len(f"{number:f}".partition(".")[2]) if isinstance(number, Decimal) else 0


def _rounded(number: Number, places: int) -> Decimal:
    return Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _mention(
    claim: Claim, match: Any, unless: Pattern | None, text: Folded, bound: CheckContext
) -> Iterator[tuple[Any, Number]]:
    """The match with its number, if it is about this year."""
    start, end = sentence(text.text, match.start())
    if unless and unless.search(text.text[start:end]):
        return
    said = 0 if claim.none else _read(match["n"])
    if said is not None and not _other_year(text.text[start : match.start()], bound.year):
        yield match, said


def _read(text: str) -> Number | None:
    """A count in digits or Chinese numerals, or an amount with decimals."""
    count = parse_numeral(text)
    return parse_number(text) if count is None else count


def _other_year(before: str, year: int) -> bool:
    """Whether the last year named in the sentence is another one: then its figures are not this year's."""
    years = _YEAR.findall(before)
    return bool(_LAST_YEAR.search(before)) or (bool(years) and int(years[-1]) != year)


def _hit(
    claim: Claim, text: Folded, start: int, end: int, said: Number, values: list[Number], bound: CheckContext
) -> Hit:
    # Where two readings have the same value, the first is enough.
    distinct: dict[Number, str] = {}
    for term, value in zip(claim.equals, values, strict=True):
        distinct.setdefault(value, term)
    shown = [f"{cells_name(term)}是 {show_number(value)}" for value, term in distinct.items()]
    where = bound.place(text, start, end)
    fill = {"said": show_number(said), "table_value": show_number(values[0]), "where": "；".join(shown)}
    return Hit(where, fill, actual=show_number(said))


def lint(rule: CompareRule, found: RuleLint) -> None:
    """Check the expressions of the claims and the cells they name."""
    for number, claim in enumerate(rule.claims):
        found.pattern(claim.find, "claims", number, "find", groups=() if claim.none else ("n",))
        found.pattern(claim.unless, "claims", number, "unless")
        for place, text in enumerate(claim.equals):
            found.cells(text, "claims", number, "equals", place)


def look_up(rule: CompareRule, form: Form) -> None:
    """Look up the cells of all claims in a form; raises TermError."""
    for claim in rule.claims:
        for cells in claim.equals:
            cell_terms(form, cells)


def trace(rule: CompareRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show the values of the cells that claims are compared with."""
    for term in dict.fromkeys(term for claim in rule.claims for term in claim.equals):
        yield cell_value(term, bound)


_MANUAL = """\
title: 文字里的数与表格
use: 文字里的数与表格不符：要用表达式才认得出的
about: 文字里说的件数，应当与表里的数一致。同一件事说了几次的，有一次相符就算相符。别的年度的数不比。
keys:
  within: 在哪些部分里找，写序号，或“全文”“前言”“开头”（连标题）“标题”；不写是全文
  claims: 要核对的说法
  claims.find: 认出这句话的表达式，要有名为 n 的组，是其中的数
  claims.equals: 应当等于表里的哪些数，写作“表三/本年新收/总计”，几格相加用 + 连接；写几项时，等于其中一项即可
  claims.unless: 句子里有这些字样的不算
  claims.some: true 表示文字里的数只是表里的一部分：文字里有，表里就不应是 0
  claims.none: true 表示这句话说的是“没有”，按 0 核对，不需要名为 n 的组
values:
  said: 文字里的数
  table_value: 表里的数
  where: 表里的数在哪里、是多少
"""

_SKELETON = r"""rules:
  - id: LOC-NEW
    kind: compare
    title: 总体情况里行政处罚的件数与表二一致
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: 表二}] # 依据：documents.yaml 或本文件 documents 里的编号
    within: [一] # 在第一部分里找
    claims:
      - find: '作出行政处罚(?:决定)?(?P<n>\d+)(?:件|起|宗)' # 名为 n 的组是文字里的数
        equals: [表二/行政处罚/处理决定] # 表/行/列；几格相加用 + 连接
    message: 文字里说行政处罚 {said} 件，与表格不符：{where}
    suggestion: 核对后改正文字或表格。
    examples:
      pass:
        - {}
        - {sections: {一: 2024年，我局作出行政处罚决定4件。}}
      fail:
        - sections: {一: 2024年，我局作出行政处罚决定5件。}
          want: 文字里说行政处罚 5 件，与表格不符：表二“行政处罚”处理决定是 4
      cannot_check: [{sections: {一: 2024年，我局作出行政处罚决定5件。}, drop_tables: [表二]}]
"""

KIND = Kind(
    name="compare",
    model=CompareRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
    look_up=look_up,
)
