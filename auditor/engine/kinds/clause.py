"""Kind `clause`: a clause with named parts, such as the contact and the period of the statistics."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from auditor.engine.bind import Bound, CannotCheckError, Hit, Looked, NotApplicableError, sentence
from auditor.engine.contacts import PROBLEMS
from auditor.model.finding import Location
from auditor.model.text import Folded
from auditor.model.values import han_zeros, parse_numeral
from auditor.ruleset.load import RuleSet
from auditor.ruleset.patterns import Pattern
from auditor.ruleset.rules import ClausePart, ClauseRule

BEFORE, BEHIND = 120, 260
_DAY = re.compile(
    r"(?:(?P<y>\d{4}|[〇零一二三四五六七八九]{4})[年./-])?(?P<m>\d{1,2}|[一二三四五六七八九十]+)"
    r"(?:[月./-](?:(?P<d>\d{1,2}|[一二三四五六七八九十]+)日?|底)?)?"
)


def check(rule: ClauseRule, bound: Bound) -> Looked:
    """Find the clause and look at it as the rule's `check` says; a clause that is not there has no parts to check."""
    matches = ((text, match) for text in bound.scopes(rule.within) for match in _matches(rule, text))
    if rule.check == "stated":
        return Looked() if next(matches, None) else Looked([Hit(Location())])
    # Several rules look at the parts of one clause.
    found = bound.once(("clauses", rule.within, rule.sentence, rule.ignore), lambda: list(matches))
    if not found:
        return nothing(rule)
    if rule.check == "valid":
        return _valid(rule, bound, found)
    if rule.check == "parts":
        return _parts(rule, bound, found)
    return _whole_year(bound, found)


def first(rule: ClauseRule, ruleset: RuleSet) -> Sequence[Pattern]:
    """What a rule begins with that looks at clauses; one that the clause itself is stated must tell that it is not."""
    pattern = rule.pattern("sentence")
    return (pattern,) if pattern and rule.check != "stated" else ()


def nothing(rule: ClauseRule) -> Looked:
    """A clause that is not there has no parts that could be missing, and no values that could be wrong."""
    raise (NotApplicableError if rule.check == "valid" else CannotCheckError)("没有找到要核对的表述")


def _matches(rule: ClauseRule, text: Folded) -> Iterator[Any]:
    pattern, ignore = rule.pattern("sentence"), rule.pattern("ignore")
    for match in pattern.finditer(text.text) if pattern else ():
        start, end = sentence(text.text, match.start())
        if not (ignore and ignore.search(text.text[start:end])):
            yield match


def _parts(rule: ClauseRule, bound: Bound, found: list[tuple[Folded, Any]]) -> Looked:
    """The clause that has most parts; addresses and numbers may stand in the lines below it."""
    best: tuple[list[str], Folded, Any] | None = None
    for text, match in found:
        around = text.text[max(0, match.start() - BEFORE) : match.end() + BEHIND]
        lacking = {part.name for part, find in rule.compiled_parts if not find.search(around)}
        missing = [p.name for p, _ in rule.compiled_parts if p.name in lacking and p.of not in lacking]
        if not missing:
            return Looked()
        if best is None or len(missing) < len(best[0]):
            best = (missing, text, match)
    assert best is not None  # noqa: S101  found is not empty
    missing, text, match = best
    start, end = sentence(text.text, match.start())
    return Looked([Hit(bound.place(text, start, end), {"missing": "、".join(missing)}, expected="、".join(missing))])


def _valid(rule: ClauseRule, bound: Bound, found: list[tuple[Folded, Any]]) -> Looked:
    """Every value of a part in or near a clause that cannot be right; without any there is nothing to judge."""
    looked = Looked()
    values = list(dict.fromkeys(value for text, match in found for value in _values(rule, text, match)))
    if not values:
        raise NotApplicableError("没有找到要核对的内容")
    for part, text, start, end in values:
        problem = PROBLEMS[part.is_](_spaced(text, start, end)) if part.is_ else ""
        if problem:
            where = bound.place(text, start, end)
            fill = {"part": part.name, "written": where.quote or "", "problem": problem}
            looked.hits.append(Hit(where, fill, actual=where.quote))
    return looked


def _values(rule: ClauseRule, text: Folded, clause: Any) -> Iterator[tuple[ClausePart, Folded, int, int]]:
    """The values that begin near a clause; they are searched for in the whole text, so that none is cut short."""
    near = range(max(0, clause.start() - BEFORE), clause.end() + BEHIND)
    for part, find in rule.compiled_parts:
        for match in find.finditer(text.text):
            if match.start("value") in near:
                yield part, text, *match.span("value")


def _spaced(text: Folded, start: int, end: int) -> str:
    """A piece of folded text with one space wherever the document has blanks: two numbers may be parted by nothing else."""
    pieces = [text.text[start]]
    for place in range(start + 1, end):
        gap = text.offsets[place] > text.offsets[place - 1] + 1
        pieces.append(" " + text.text[place] if gap else text.text[place])
    return "".join(pieces)


def _whole_year(bound: Bound, found: list[tuple[Folded, Any]]) -> Looked:
    """One period that is the whole report year is enough: others may be exceptions that are explained."""
    first: tuple[Folded, Any, str, str] | None = None
    torn = False
    for text, match in found:
        begin, end = _day(match["from"], None), _day(match["to"], match["from"])
        if begin is None or end is None:
            torn = True
        elif begin == (bound.year, 1, 1) and end == (bound.year, 12, 31):
            return Looked()
        else:
            first = first or (text, match, match["from"], match["to"])
    if first is None or torn:
        return Looked(unable=["统计期限的日期缺字，读不完整"])
    text, match, begin_text, end_text = first
    where = bound.place(text, match.start("from"), match.end("to"))
    expected = f"{bound.year}年1月1日至{bound.year}年12月31日"
    return Looked([Hit(where, {"from": begin_text, "to": end_text}, expected=expected, actual=where.quote)])


def _day(text: str | None, start: str | None) -> tuple[int, int, int] | None:
    """Year, month and day; a period that ends «12月31日» takes its year from where it starts, one in months whole months."""
    match, first = (_DAY.match(han_zeros(written or "").replace("元月", "1月")) for written in (text, start))
    if match is None or match.end() != len(match.string):
        return None
    year = match["y"] or (first["y"] if first else None)
    month = parse_numeral(match["m"])
    if not year or not month:
        return None
    last = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    day = parse_numeral(match["d"]) if match["d"] else (last if start else 1)
    return parse_numeral(year) or 0, month, day or 0
