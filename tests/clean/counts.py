"""Sentences that break a number down, in every shape in which offices write them, right by construction."""

from __future__ import annotations

import random

from tests.clean.pen import Pen

# Shapes that show all parts of the whole, with the point of wording they make.
FULL = (
    "sum.comma", "sum.list", "sum.bracket", "sum.fullstop", "sum.line", "sum.closing_other", "sum.total_last", "sum.two_sorts",
    "sum.percent", "sum.percent_counts", "sum.nested", "sum.quarters",
)  # fmt: skip
PARTIAL = ("sum.selection", "sum.overlap", "sum.increase", "compare.last", "rough.many")
WHOLE_YEAR = ("sum.nested", "sum.increase", "compare.last", "sum.quarters", "sum.two_sorts")
_PUBLISHED = ("信息", "解读")
Numbers = dict[str, object]


def counted(pen: Pen, point: str, *without: str) -> str:
    """A breakdown of something not counted yet in this report; `without` are words of counts that may not come up again."""
    noun = pen.noun(without, _PUBLISHED if point == "sum.overlap" else ("",))
    if noun is None:
        return ""
    doing, unit, names = noun
    numbers = _three(pen.rng, 30 if unit in "场期" else 1500)
    whole = sum(numbers)
    more: Numbers = {"doing": doing, "unit": unit, "whole": whole}
    for place, (name, number) in enumerate(zip(names, numbers, strict=True), 1):
        more |= {f"p{place}": name, f"n{place}": number}
    more |= _joined(names, numbers, unit)
    for add in (_halves, _overlap, _shares, _increase, _rough):
        more |= add(pen.rng, numbers, whole)
    return pen.say(point, **more)


def total(pen: Pen, broken: bool) -> str:
    """How much was published in all, by channel or alone."""
    a, b, c = _three(pen.rng, 1500)
    if broken:
        return pen.say("total.channels", whole=a + b + c, n1=a, n2=b, n3=c)
    return pen.say("total.plain", whole=a + b + c)


def unlike(pen: Pen) -> str:
    """Things in different units, which are no parts of anything."""
    return pen.say("sum.units", n1=pen.rng.randint(2, 12), n2=pen.rng.randint(2, 9), n3=pen.rng.randint(3, 30))


def _three(rng: random.Random, most: int) -> list[int]:
    top = min(most, rng.choice((12, 60, 60, 400, 1500)))
    return [rng.randint(3, top) for _ in range(3)]


def _joined(names: list[str], numbers: list[int], unit: str) -> Numbers:
    parts = [f"{name}{number}{unit}" for name, number in zip(names, numbers, strict=True)]
    numbered = [f"{place}.{part}" for place, part in enumerate(parts, 1)]
    return {
        "parts": "、".join(parts), "commaparts": "，".join(parts), "semiparts": "；".join(parts),
        "lineparts": "；¶".join(parts) + "。¶", "numberedparts": "；¶".join(numbered) + "。¶",
    }  # fmt: skip


def _halves(rng: random.Random, numbers: list[int], whole: int) -> Numbers:
    cuts = sorted(rng.randint(0, whole) for _ in range(3))
    half, own = rng.randint(1, whole - 1), rng.randint(1, numbers[0] - 1)
    quarters = [cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], whole - cuts[2]]
    found: Numbers = {f"q{place}": quarter for place, quarter in enumerate(quarters, 1)}
    return found | {"half1": half, "half2": whole - half, "s1": own, "s2": numbers[0] - own}


def _overlap(rng: random.Random, numbers: list[int], whole: int) -> Numbers:
    return {"o1": whole - rng.randint(0, numbers[2]), "o2": whole - rng.randint(0, numbers[1])}


def _shares(rng: random.Random, numbers: list[int], whole: int) -> Numbers:
    places = rng.choice((0, 1, 2))
    return {f"r{place}": f"{100 * number / whole:.{places}f}" for place, number in enumerate(numbers, 1)}


def _increase(rng: random.Random, numbers: list[int], whole: int) -> Numbers:
    more = rng.randint(2, max(2, whole // 2))
    first, down = rng.randint(1, more - 1), rng.randint(1, 9)
    before = whole - more
    growth = f"{100 * more / before:.1f}"
    return {
        "more": more, "m1": first, "m2": more - first, "m3": more + down, "m4": down, "before": before, "growth": growth,
    }  # fmt: skip


def _rough(rng: random.Random, numbers: list[int], whole: int) -> Numbers:
    step = 10 if whole < 200 else 100
    below = max(step, (whole - 1) // step * step)
    return {"round": below, "above": ((whole - 1) // step + 1) * step, "few": rng.randint(2, max(2, below // 2))}
