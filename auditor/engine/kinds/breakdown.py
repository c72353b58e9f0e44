"""Kind `breakdown`: a total in a sentence against the parts listed behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from auditor.engine.bind import Bound, Hit, Looked, sentence
from auditor.model.text import Folded
from auditor.model.values import parse_numeral
from auditor.ruleset.load import RuleSet
from auditor.ruleset.patterns import Pattern
from auditor.ruleset.rules import BreakdownRule

_BRACKETED = re.compile(r"（[^（）]*）")


def check(rule: BreakdownRule, bound: Bound) -> Looked:
    """Find totals with listed parts in the same unit; parts in brackets are parts of parts and do not count."""
    looked = Looked()
    for text in bound.scopes(rule.within):
        looked.hits += _search(rule, bound, text)
    return looked


def first(rule: BreakdownRule, ruleset: RuleSet) -> Sequence[Pattern]:
    """No list is seen without the words that mark it."""
    marks = rule.pattern("marks")
    return (marks,) if marks else ()


def _search(rule: BreakdownRule, bound: Bound, text: Folded) -> list[Hit]:
    hits = []
    marks, totals = rule.pattern("marks"), rule.pattern("total")
    for mark in marks.finditer(text.text) if marks and totals else ():
        start = _sentence_before(text.text, mark.start())
        before = text.text[start : mark.start()]
        found = list(totals.finditer(before)) if totals else []
        # The list breaks down what stands right before it.
        if not found or len(before) - found[-1].end("unit") > 1:
            continue
        last = found[-1]
        parts = _parts(rule, text.text[mark.end() : sentence(text.text, mark.end())[1]], last["unit"])
        possible = [
            number for m in found if m["unit"] == last["unit"] and (number := parse_numeral(m["n"])) is not None
        ]
        # With several totals in front it is anyone's guess which of them the list belongs to.
        if (
            len(parts) < rule.parts
            or len(possible) != 1
            or not _wrong(rule, possible[0], [number for _, number in parts])
        ):
            continue
        where = bound.place(text, start + last.start("said"), start + last.end("unit"))
        hits.append(Hit(where, _values(last["unit"], possible[0], parts), actual=str(possible[0])))
    return hits


def _values(unit: str, total: int, parts: list[tuple[str, int]]) -> dict[str, str]:
    shown = " + ".join(f"{name}{number}" for name, number in parts)
    return {"total": str(total), "unit": unit, "parts": shown, "sum": str(sum(number for _, number in parts))}


def _sentence_before(text: str, mark: int) -> int:
    """Where the sentence begins that the list belongs to: its own, or, if the mark opens a sentence, the one before."""
    return max(text.rfind("。", 0, max(mark - 1, 0)), text.rfind("\n", 0, max(mark - 1, 0))) + 1


def _wrong(rule: BreakdownRule, total: int, numbers: list[int]) -> bool:
    # A list may run on into something else: once the parts make up the total, it is complete.
    if total in accumulate(numbers):
        return False
    amount = sum(numbers)
    return amount > total if rule.check == "over" else total * rule.share <= amount * 100 < total * 100


def _parts(rule: BreakdownRule, listed: str, unit: str) -> list[tuple[str, int]]:
    listed = _BRACKETED.sub("", listed)
    stop, item = rule.pattern("stop"), rule.pattern("item")
    end = stop.search(listed) if stop else None
    if end:
        listed = listed[: end.start()]
    found = []
    for match in item.finditer(listed) if item else ():
        number = parse_numeral(match["n"])
        if number is not None and match["unit"] == unit:
            found.append((match["name"].strip("，、：；的为是有"), number))
    return found
