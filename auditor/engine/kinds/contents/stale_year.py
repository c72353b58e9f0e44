"""Kind `stale_year`: another year's work presented as this year's, or a place that names another report year."""

from __future__ import annotations

import re
from typing import Any

from auditor.chinese.text import Folded
from auditor.chinese.values import parse_numeral
from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.model.report import Span
from auditor.ruleset.language.patterns import Pattern
from auditor.ruleset.schema.rules import StaleYearRule

_OVERVIEW = "overview"
# What is said of a year, up to the first figure.
_SAID = re.compile("年度?(?:12月31日|12月底|底)?[^0-9]{3,}")
_BEHIND_TITLE = re.compile(r"[^《》。；\n]{0,40}》(?:（[^（）\n]{2,30}号）)?")


def check(rule: StaleYearRule, bound: CheckContext) -> CheckResult:
    """Search for years that are not the report's, and compare the evidence the rule names."""
    looked = CheckResult()
    if rule.evidence:
        looked.hits += _evidence(rule, bound)
    if rule.find:
        for text in bound.scopes(rule.within):
            looked.hits += _search(rule, bound, text)
    return looked


def _evidence(rule: StaleYearRule, bound: CheckContext) -> list[Hit]:
    hits = []
    unless = rule.pattern("unless")
    for item in bound.report.evidence:
        # A date of issue years later is late, not another year's: that is the deadline's business.
        late = item.source == "issued" and item.year > bound.year
        if item.source == _OVERVIEW and _otherwise(bound, item.span, unless):
            continue
        if item.source in rule.evidence and item.year != bound.year and not late:
            shown = item.year + 1 if item.source == "issued" else item.year
            where = bound.at_span(item.span)
            hits.append(
                Hit(
                    where,
                    {"found": str(shown), "what": item.span.text},
                    expected=f"{bound.year}年",
                    actual=f"{shown}年",
                )
            )
    return hits


def _otherwise(bound: CheckContext, span: Span, unless: Pattern | None) -> bool:
    """Whether the sentence that begins with a year speaks of the report's year as well, or of that year as the past it is."""
    start, end = sentence(bound.report.document.text, span.start)
    said = bound.report.document.text[start:end]
    return f"{bound.year}年" in said or bool(unless and unless.search(said))


def _search(rule: StaleYearRule, bound: CheckContext, text: Folded) -> list[Hit]:
    pattern, unless, plan = rule.pattern("find"), rule.pattern("unless"), rule.pattern("planned")
    hits: list[Hit] = []
    # What the overview begins with is held against the report's year by itself.
    firsts = [item.span.start for item in bound.report.evidence if item.source == _OVERVIEW]
    end_of_last = -1
    for match in pattern.finditer(text.text) if pattern else ():
        year = parse_numeral(match["year"])
        if year is None or match.start() < end_of_last or not _stale(rule, bound, year):
            continue
        start, end = sentence(text.text, match.start())
        section = bound.report.section_at(text.offsets[match.start()])
        said = text.text[start:end]
        planned = year == bound.year + 1 and (section in rule.plans_in or (plan is not None and plan.search(said)))
        if (
            text.offsets[match.start()] in firsts
            or planned
            or (unless and unless.search(said))
            or _compared(rule, bound, text.text, match)
        ):
            continue
        first, last = _title_around(text.text, match.start(), match.end())
        end_of_last = last
        where = bound.place(text, first, last)
        values = {"found": str(year), "what": text.text[first:last]}
        hits.append(Hit(where, values, expected=f"{bound.year}年", actual=f"{year}年"))
    return hits


def _stale(rule: StaleYearRule, bound: CheckContext, year: int) -> bool:
    """Whether a year is not the one it should be: another than the report's, or, for what is planned, one that is over."""
    return year <= bound.year if rule.over else year != bound.year


def _compared(rule: StaleYearRule, bound: CheckContext, text: str, match: Any) -> bool:
    """Whether the paragraph holds years against each other, or the section says the same of the report's year, as a list does."""
    near = rule.pattern("unless_near")
    if near is None:
        return False
    at = match.start()
    words = _SAID.match(text, match.end("year"), match.end())
    if not rule.over and words and f"{bound.year}{words[0]}" in text:
        return True
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    paragraph = text[start : end if end >= 0 else len(text)]
    return bool(near.search(paragraph)) or (not rule.over and f"{bound.year}年" in paragraph)


def _title_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole title «《…》（…号）» if the match lies in one, else the match itself."""
    opened = text.rfind("《", max(0, start - 60), start)
    if opened < 0 or "》" in text[opened:start].rstrip("》"):
        return start, end
    rest = _BEHIND_TITLE.match(text, end)
    return (opened, rest.end()) if rest else (start, end)
