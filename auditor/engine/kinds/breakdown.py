"""Kind `breakdown`: a total in a sentence against the parts listed behind it."""

from __future__ import annotations

import re
from itertools import accumulate

from auditor.engine.bind import Bound, Hit, Looked, sentence
from auditor.model.text import Folded
from auditor.model.values import parse_numeral
from auditor.ruleset.rules import BreakdownRule

BEFORE = 48
_BRACKETED = re.compile(r"（[^（）]*）")


def check(rule: BreakdownRule, bound: Bound) -> Looked:
    """Find totals with listed parts in the same unit; parts in brackets are parts of parts and do not count."""
    looked = Looked()
    for text in bound.scopes(rule.within):
        looked.hits += _search(rule, bound, text)
    return looked


def _search(rule: BreakdownRule, bound: Bound, text: Folded) -> list[Hit]:
    hits = []
    marks, totals = rule.pattern("marks"), rule.pattern("total")
    for mark in marks.finditer(text.text) if marks and totals else ():
        start = max(0, mark.start() - BEFORE)
        match = totals.search(text.text[start : mark.start()]) if totals else None
        if match is None:
            continue
        total = parse_numeral(match["n"])
        _, end = sentence(text.text, mark.end())
        parts = _parts(rule, text.text[mark.end() : end], match["unit"])
        if total is None or len(parts) < rule.parts or not _wrong(rule, total, [number for _, number in parts]):
            continue
        amount = str(sum(number for _, number in parts))
        shown = " + ".join(f"{name}{number}" for name, number in parts)
        where = bound.place(text, start + match.start("said"), start + match.end("unit"))
        values = {"total": str(total), "unit": match["unit"], "parts": shown, "sum": amount}
        hits.append(Hit(where, values, actual=str(total)))
    return hits


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
