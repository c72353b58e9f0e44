"""Kind `count`: numbers in sentences, however they are worded, that must agree with the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.chinese.text import Folded
from auditor.chinese.values import Number, show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, sentence
from auditor.engine.counting.clauses import CountedNames
from auditor.engine.counting.parts import is_part
from auditor.engine.counting.reader import CARRIED, Setting, Statement, read
from auditor.engine.kinds.tables.broken_sums import mends
from auditor.engine.kinds.tables.compare import cells_name
from auditor.ruleset.binding.terms import cell_terms
from auditor.ruleset.schema.claims import Counted, CountRule

_OWN_SECTION = {"四": frozenset({"复议", "诉讼"})}
# Behind a number of all reviews or suits: «其中涉及政府信息公开的4件».
_SOME_OF_OPENNESS = re.compile(
    "(?:其中|涉及|包括|包含|内含|属于|属|含)[^。；，]{0,12}公开|，(?:涉及?|属于?)?(?:政府)?信息公开(?:[的类][^，。；]{0,6})?[0-9]"
)
_ASKED_OF_US = frozenset({"收到", "办理"})
_ToldStatement = tuple[str, Folded, Statement]


@dataclass(frozen=True, slots=True)
class _CountedStatement:
    """A statement with the text it stands in and the cells it may mean."""

    statement: Statement
    section: str
    text: Folded
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Contradiction:
    """A statement beside the values it agrees with none of."""

    said: _CountedStatement
    values: tuple[Number, ...]


def check(rule: CountRule, bound: CheckContext) -> CheckResult:
    """Hold every statement a claim is about against the values it may mean."""
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


def statements(name: str, text: Folded, bound: CheckContext) -> list[Statement]:
    """What a section says of numbers, read by the first rule that asks."""

    def make() -> list[Statement]:
        report = bound.report
        wide = report.body == "government"
        setting = bound.once(
            "counting", lambda: Setting.of(bound.ruleset.counting, report.report_year, report.agency, wide=wide)
        )
        return read(text.text, setting, known=name == "三")

    return bound.once(("statements", name), make)


def texts(name: str, bound: CheckContext) -> Sequence[Folded]:
    """The text of a section, or nothing where it was not found."""
    try:
        return bound.scopes((name,))
    except CannotCheckError:
        return ()


def _told(
    within: tuple[str, ...], bound: CheckContext
) -> Mapping[tuple[CountedNames, bool, bool], Sequence[_ToldStatement]]:
    """What sections say of numbers without a limit, by the nouns, whether it is of every one and whether it names sorts."""
    found: dict[tuple[CountedNames, bool, bool], list[_ToldStatement]] = {}
    for name in within:
        for text in texts(name, bound):
            for one in statements(name, text, bound):
                if not one.limited:
                    found.setdefault((one.nouns, one.every, bool(one.sorts)), []).append((name, text, one))
    return found


def _groups(claim: Counted, told: Sequence[_ToldStatement]) -> Iterable[list[_CountedStatement]]:
    """The statements the claim is about, those of the same cells together."""
    groups: dict[tuple[str, ...], list[_CountedStatement]] = {}
    for name, text, statement in told:
        if _meant(claim, statement, text, name):
            terms = _terms(claim, statement)
            groups.setdefault(terms, []).append(_CountedStatement(statement, name, text, terms))
    return groups.values()


def _meant(claim: Counted, said: Statement, text: Folded, section: str) -> bool:
    """Whether a statement of the claim's nouns is what it is about."""
    if claim.sorts:
        if any(sort not in claim.sorts for sort in said.sorts):
            return False
    elif not said.verbs <= claim.verbs or bool(said.verbs) != bool(claim.verbs):
        return False
    if said.every and said.value and not claim.most:
        return False  # some of all there were: «新收5件，全部予以公开» says nothing of what was carried over
    if said.part and not claim.among:
        return False
    if said.sorts and said.verbs & CARRIED:
        return False  # of those of another year no table tells the sort
    if claim.about and not (said.none or _of_openness(said, text.text, section)):
        return False
    return not (claim.but and claim.but.search(text.text[slice(*_around(said, text.text))]))


def _around(said: Statement, text: str) -> tuple[int, int]:
    """Where what stands against a statement may stand: for one of all of them in its paragraph, else in its sentence."""
    return said.line if said.every else (sentence(text, said.start)[0], sentence(text, said.end)[1])


def _of_openness(said: Statement, text: str, section: str) -> bool:
    """Whether a number of reviews or suits is of those about the opening of information: as a rule there are others as well."""
    if _SOME_OF_OPENNESS.search(text, said.end, sentence(text, said.end)[1]):
        return False
    if said.nouns <= _OWN_SECTION.get(section, frozenset()):
        return True
    first = sentence(text, said.start)[0] if said.verbs & _ASKED_OF_US else said.line[0]
    return "公开" in text[first : said.end]


def _terms(claim: Counted, said: Statement) -> tuple[str, ...]:
    """The cells a statement may mean; those of sorts told together are added up."""
    if not claim.sorts:
        return claim.equals if said.value or claim.every else claim.equals[:1]  # none at all is none of the first
    columns = [claim.sorts[sort] for sort in said.sorts]
    return tuple(" + ".join(terms) for terms in zip(*columns, strict=False))


def _contradictions(
    claim: Counted, group: list[_CountedStatement], bound: CheckContext, looked: CheckResult
) -> Iterator[_Contradiction]:
    """Those of the same thing that agree with none of its values; parts that add up to one of them are none."""
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
            # In one paragraph the parts of parts may follow the whole.
            agreeing = {said.statement.line for said in group if said.statement.value in values}
            wrong = [said for said in wrong if said.statement.line not in agreeing]
        wrong = [said for said in wrong if not is_part(said.statement, _beside(said, bound), values)]
    told: set[int] = set()
    for said in wrong:
        number = said.statement.value
        if number in told:
            continue
        told.add(number)
        if any(mends(terms, total.number, number, bound) for terms, total in zip(cells, totals, strict=True)):
            continue  # the sum that fails says it
        # What is left blank may hold the difference.
        blank = next((term for term, total in zip(said.terms, totals, strict=True) if total.may_be(number)), None)
        if blank:
            looked.unable.append(f"{cells_name(blank)}有格子没有填写，不能与文字核对")
        else:
            yield _Contradiction(said, values)


def _beside(said: _CountedStatement, bound: CheckContext) -> list[Statement]:
    """What is told in the sentence of a statement, in order, up to its full stop."""
    text, one = said.text.text, said.statement
    first, last = text.rfind("。", 0, one.start), text.find("。", one.end)
    return [
        other
        for other in statements(said.section, said.text, bound)
        if first < other.start and (other.end <= last or last < 0)
    ]


def _hits(found: list[_Contradiction], bound: CheckContext) -> Iterator[Hit]:
    """One finding for each; two numbers that stand in each other's cells are told together."""
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
    # Where two readings give the same figure, the first says it all.
    distinct: dict[Number, str] = {}
    for term, value in zip(one.said.terms, one.values, strict=True):
        distinct.setdefault(value, term)
    return [f"{cells_name(term)}是 {show_number(value)}" for value, term in distinct.items()]
