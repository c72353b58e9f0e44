"""Parts five and six: problems with their measures, fees, and what else a report tells."""

from __future__ import annotations

from tests.clean.bodies import Body
from tests.clean.figures import Figures
from tests.clean.pen import Pen, lines, lists

_PROBLEMS = (
    "problems.yishi", "problems.yishi", "problems.first_next", "problems.brackets", "problems.digits", "problems.running",
)  # fmt: skip
_MEASURES = ("measures.yishi", "measures.yishi", "measures.brackets", "measures.running")
_PAIRS = ("pairs.yishi", "pairs.headed", "pairs.headed", "pairs.each")


def problems(pen: Pen, year: int, fresh: bool) -> list[str]:
    """Part five: problems and measures apart or in pairs, what became of last year's problems, plans for the year to come."""
    chosen = pen.rng.sample(lists()["problems"], 3)
    words: dict[str, object] = {f"q{place}": problem for place, (problem, _) in enumerate(chosen, 1)}
    words |= {f"m{place}": measure for place, (_, measure) in enumerate(chosen, 1)}
    said = []
    if not fresh and pen.maybe(0.15):
        said.append(pen.say("problems.last_year"))
    if pen.maybe(0.55):
        shape = pen.rng.choice(_PROBLEMS)
        lead, text = pen.say("problems.lead"), pen.say(shape, **words)
        own_lines = shape == "problems.brackets" or "¶" in text
        said += [lead, text] if own_lines else [lead + text]
        lead, text = pen.say("measures.lead"), pen.say(pen.rng.choice(_MEASURES), **words)
        said += [lead, text] if "¶" in text else [lead + text]
    else:
        said.append(pen.say(pen.rng.choice(_PAIRS), **words))
    if pen.maybe(0.3):
        said.append(pen.say("plans.next"))
    if year >= 2024 and pen.maybe(0.1):
        said.append(pen.say("plans.running_plan"))
    return lines(*said)


def other(pen: Pen, who: Body, found: Figures) -> list[str]:
    """Part six: the fee for handling applications, then other matters."""
    said = [pen.say("fee.amount") if found.processing else pen.some("fee.none", "fee.none_cited")]
    for point, chance in (
        ("other.proposals_done", 0.1), ("other.plan_done", 0.15), ("other.innovation", 0.1), ("other.co_site", 0.05),
    ):  # fmt: skip
        refuted = point == "other.proposals_done" and any(told.point == "proposals.none" for told in pen.said)
        if pen.maybe(chance) and not refuted:
            said.append(pen.say(point))
    if who.kind == "department" and pen.maybe(0.06):
        said.append(pen.say("other.agency"))
    if pen.maybe(0.4):
        said.append(pen.say("other.nothing"))
    if pen.maybe(0.3):
        said = ["".join(said)]
    elif pen.maybe(0.3) and len(said) > 1 and not any("（二）" in text for text in said):
        said = [f"（{'一二三四五六'[place]}）{text}" for place, text in enumerate(said)]
    return lines(*said)
