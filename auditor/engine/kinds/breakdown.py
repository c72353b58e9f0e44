"""Kind `breakdown`: a total in a sentence against the parts listed behind it."""

from __future__ import annotations

import re
from itertools import accumulate

from auditor.engine.bind import Bound, Hit, Looked
from auditor.model.text import Folded
from auditor.model.values import parse_numeral
from auditor.ruleset.rules import BreakdownRule

_BRACKETED = re.compile(r"（[^（）]*）")


def check(rule: BreakdownRule, bound: Bound) -> Looked:
    """Find totals with listed parts in the same unit; parts in brackets are parts of parts and do not count."""
    looked = Looked()
    for text in bound.scopes(rule.within):
        looked.hits += _search(rule, bound, text)
    return looked


def _search(rule: BreakdownRule, bound: Bound, text: Folded) -> list[Hit]:
    hits = []
    pattern = rule.pattern("find")
    for match in pattern.finditer(text.text) if pattern else ():
        total = parse_numeral(match["n"])
        parts = _parts(rule, match["list"], match["unit"])
        if total is None or len(parts) < rule.parts:
            continue
        numbers = [number for _, number in parts]
        # A list may run on into something else: once the parts make up the total, it is complete.
        if total in accumulate(numbers):
            continue
        amount = sum(numbers)
        wrong = amount > total if rule.check == "over" else total * rule.share <= amount * 100 < total * 100
        if not wrong:
            continue
        shown = " + ".join(f"{name}{number}" for name, number in parts)
        values = {"total": str(total), "unit": match["unit"], "parts": shown, "sum": str(amount)}
        where = bound.place(text, match.start("said"), match.end("unit"))
        hits.append(Hit(where, values, expected=str(amount), actual=str(total)))
    return hits


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
