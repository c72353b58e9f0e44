"""Kind `compare`: a number in the text that must agree with the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from auditor.chinese.text import Folded
from auditor.chinese.values import Number, parse_number, parse_numeral, show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, sentence
from auditor.ruleset.binding.terms import cell_terms
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.claims import Claim, CompareRule

_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年度?|同期|往年|历年)(?:全年|共|累计)?[^。；，]{0,4}$")
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")


def check(rule: CompareRule, bound: CheckContext) -> CheckResult:
    """Compare each claim that is made with the values it may mean; one of them agreeing is enough."""
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
    """Compare all mentions of one thing: where one agrees, or all together do, the others are parts of it and no contradiction."""
    try:
        totals = [bound.total(cell_terms(bound.form, term)) for term in claim.equals]
    except CannotCheckError as reason:
        looked.unable.append(str(reason))
        return
    numbers, values = [said for _, said in mentions], [total.number for total in totals]
    if _agree(claim, numbers, values):
        return
    # What is left blank may hold the difference.
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
    """Whether a number told is the table's; of amounts one may be the other rounded."""
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
    """Whether the sentence has named another year last: then its figures are not this year's."""
    years = _YEAR.findall(before)
    return bool(_LAST_YEAR.search(before)) or (bool(years) and int(years[-1]) != year)


def _hit(
    claim: Claim, text: Folded, start: int, end: int, said: Number, values: list[Number], bound: CheckContext
) -> Hit:
    # Where two readings give the same figure, the first says it all.
    distinct: dict[Number, str] = {}
    for term, value in zip(claim.equals, values, strict=True):
        distinct.setdefault(value, term)
    shown = [f"{cells_name(term)}是 {show_number(value)}" for value, term in distinct.items()]
    where = bound.place(text, start, end)
    fill = {"said": show_number(said), "table_value": show_number(values[0]), "where": "；".join(shown)}
    return Hit(where, fill, actual=show_number(said))


def cells_name(terms: str) -> str:
    """Cells as people say them: the table once, then the rows, then the columns unless they are the total."""
    parts = [[name.strip() for name in term.split("/")] for term in terms.split("+")]
    rows = list(dict.fromkeys(row for _, row, _ in parts))
    columns = list(dict.fromkeys(column for _, _, column in parts if column != "总计"))
    return parts[0][0] + "＋".join(f"“{row}”" for row in rows) + "＋".join(columns)
