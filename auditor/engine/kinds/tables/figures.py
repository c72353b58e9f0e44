"""Kind `figures`: numbers of one sentence that contradict each other, or the word that tells what they did."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from auditor.chinese.values import parse_numeral, show_number
from auditor.engine.context import CheckContext, CheckResult, Hit, sentence
from auditor.ruleset.schema.claims import FiguresRule

# Three or four shares that were rounded may add up to a little less or more than the whole.
LEAST_PERCENT, MOST_PERCENT = 99, 101
# A growth in per cent may be cut off or rounded to a whole one.
PERCENT_OFF = 1


def check(rule: FiguresRule, bound: CheckContext) -> CheckResult:
    """Reckon what each sentence tells; one that says why its numbers do not fit is let be."""
    looked = CheckResult()
    unless = rule.pattern("unless")
    reckon = _RECKON[rule.check]
    for text in bound.scopes(rule.within):
        told: set[int] = set()  # what two expressions find is told once
        for match in (match for find in rule.compiled_find for match in find.finditer(text.text)):
            values = reckon(match) if told.isdisjoint(range(*match.span())) else None
            if values and not (unless and unless.search(text.text[slice(*sentence(text.text, match.start()))])):
                told.update(range(*match.span()))
                looked.hits.append(Hit(bound.place(text, *match.span()), values))
    return looked


def _trend(match: Any) -> Mapping[str, str] | None:
    """A number said to have grown that fell, or the reverse."""
    now, before = parse_numeral(match["now"]), parse_numeral(match["before"])
    if now is None or before is None or now == before or bool(match["up"]) == (now > before):
        return None
    unit = match["unit"]
    right = "多" if now > before else "少"
    return {
        "now": f"{match['now']}{unit}",
        "before": f"{match['before']}{unit}",
        "said": match["up"] or match["down"],
        "right": right,
    }


def _change(match: Any) -> Mapping[str, str] | None:
    """A growth that two numbers do not give; which of them is greater `_trend` tells."""
    now, diff, unit = parse_numeral(match["now"]), match["diff"], match["unit"]
    if now is None or "万" in match["now"] + (match["before"] or ""):
        return None
    # Where the number of the year before is not written, it is what the change leaves.
    change = (parse_numeral(diff) or 0) if diff else 0
    before = parse_numeral(match["before"]) if match["before"] else now - change if match["up"] else now + change
    if not before or before < 0 or bool(match["up"]) != (now > before):
        return None
    if diff and parse_numeral(diff) != abs(now - before):
        said, right = f"{diff}{unit}", f"{show_number(abs(now - before))}{unit}"
    elif match["percent"] and abs(abs(now - before) * 100 / Decimal(before) - Decimal(match["percent"])) >= PERCENT_OFF:
        said, right = f"{match['percent']}%", f"{abs(now - before) * 100 / Decimal(before):.1f}%"
    else:
        return None
    word = match["up"] or match["down"]
    return {
        "now": f"{match['now']}{unit}",
        "before": f"{match['before'] or show_number(before)}{unit}",
        "said": f"{word}{said}",
        "right": right,
    }


def _total(match: Any) -> Mapping[str, str] | None:
    """Numbers of one unit that do not make up the sum that is written behind them."""
    parts = [match.string[start:end] for start, end in sorted(match.spans("part"))]
    numbers = [number for part in parts if (number := parse_numeral(part)) is not None]
    said, amount = parse_numeral(match["sum"]), sum(numbers)
    if said is None or said in (amount, numbers[0]) or len(set(match.captures("unit"))) > 1:
        return None
    unit = match["unit"]
    return {"parts": " + ".join(parts), "sum": f"{amount}{unit}", "total": f"{match['sum']}{unit}"}


def _shares(match: Any) -> Mapping[str, str] | None:
    """Shares of one whole that make up more than the whole; once they make it up, what follows is of another."""
    shares = match.captures("share")
    sums = list(accumulate(map(Decimal, shares)))
    if sums[-1] <= MOST_PERCENT or any(LEAST_PERCENT <= amount <= MOST_PERCENT for amount in sums):
        return None
    return {"sum": f"{show_number(sums[-1])}%", "shares": " + ".join(f"{share}%" for share in shares)}


_RECKON = {"trend": _trend, "change": _change, "shares": _shares, "total": _total}
