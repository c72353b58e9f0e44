"""Part one, aspect by aspect: publishing, applications, upkeep of information, platforms, supervision."""

from __future__ import annotations

from tests.clean import counts
from tests.clean.bodies import Body
from tests.clean.figures import Figures
from tests.clean.pen import Pen

Sentences = list[str]
TOLD_IN_TOTAL = ("门户网站", "微信", "重点领域", "财政资金", "办事指南", "科室报送")


def publishing(pen: Pen, found: Figures, fresh: bool, flowing: bool) -> Sentences:
    """主动公开: a principle, counts broken down, then single facts; `flowing` means that no list may break the paragraph."""
    said = [pen.say("pro.principle")]
    without: tuple[str, ...] = ()
    interpreted = pen.maybe(0.25)
    if pen.maybe(0.5):
        broken = pen.maybe(0.6)
        said.append(counts.total(pen, broken))
        without = TOLD_IN_TOTAL
    if interpreted:
        said.append(pen.say("interpret.count"))
        without += ("解读",)
    shapes = [point for point in counts.FULL + counts.PARTIAL if not (flowing and point == "sum.line")]
    if fresh:
        shapes = [point for point in shapes if point not in counts.WHOLE_YEAR]
    for point in pen.rng.sample(shapes, pen.rng.choice((1, 2, 2, 3))):
        said.append(counts.counted(pen, point, *without))
    for point, chance in (
        ("rough.few", 0.2), ("numeral.chinese", 0.15), ("digits.wide", 0.1),
        ("digits.thousands", 0.15), ("cite.five_years", 0.12),
    ):  # fmt: skip
        if pen.maybe(chance):
            said.append(pen.say(point))
    if pen.maybe(0.2):
        said.append(counts.unlike(pen))
    if pen.maybe(0.3):
        said.append(pen.some("proposals.count", "proposals.count", "proposals.none"))
    if pen.maybe(0.25):
        said.append(pen.some("hearing.count", "hearing.count", "hearing.none"))
    if not fresh and pen.maybe(0.12):
        said.append(pen.say("cite.past_budget"))
    return said + _decisions(pen, found)


def _decisions(pen: Pen, found: Figures) -> Sentences:
    said = []
    if found.licensing and found.punishment and pen.maybe(0.3):
        said.append(pen.say("decisions.count"))
    elif found.punishment > 4 and pen.maybe(0.2):
        said.append(pen.say("decisions.published"))
    if not found.coercion and pen.maybe(0.12):
        said.append(pen.say("decisions.none"))
    if found.punishment and pen.maybe(0.12):
        said.append(pen.say("decisions.none_sort"))
    if pen.maybe(0.2):
        said.append(pen.say("fees.amount" if found.fees else "fees.none"))
    return said


def normative(pen: Pen, found: Figures) -> Sentences:
    """What the report says of normative documents, if anything."""
    issued, _, in_force = found.normative
    said = []
    if issued and pen.maybe(0.6):
        said.append(pen.some("normative.count", "normative.stock"))
    elif not issued and pen.maybe(0.5):
        said.append(pen.say("normative.none"))
    elif in_force and pen.maybe(0.4):
        said.append(pen.say("normative.in_force"))
    if pen.maybe(0.1):
        said.append(pen.say("normative.none_sort"))
    if in_force - issued > 3 and pen.maybe(0.12):
        said.append(pen.say("manage.cleaning"))
    return said


def applications(pen: Pen, body: Body, found: Figures, fresh: bool) -> Sentences:
    """依申请公开: what came in, from whom, how it ended, what went to review or to court."""
    said = [pen.say("req.principle")] if pen.maybe(0.6) else []
    new, carried, out = (found.requests[row][6] for row in ("new", "carried_in", "carried_out"))
    if new:
        said += _received(pen, body, found, fresh)
    else:
        said.append(pen.say("received.none_but_carried" if carried else "received.none"))
    if new or carried:
        said += _answered(pen, found, new, carried, out)
    if pen.maybe(0.2):
        said.append(pen.some("consult.count", "consult.count", "consult.none"))
    return said + remedies(pen, found)


def _received(pen: Pen, body: Body, found: Figures, fresh: bool) -> Sentences:
    carried, out = found.requests["carried_in"][6], found.requests["carried_out"][6]
    details = _details(body, found, fresh)
    chosen = pen.rng.sample(details, min(len(details), pen.rng.choice((0, 1, 1, 2, 3))))
    if carried:
        first = "received.carried"
    else:
        row = found.requests["new"]
        firsts = ["received.count"] * 3 + ["received.words"]
        firsts += ["received.with_channels"] * ("none.channel" not in chosen)
        firsts += ["received.with_applicants"] * (row[0] < row[6])
        firsts += ["received.with_results"] + ["received.with_rest"] * (not out and found.group("granted") < row[6])
        first = pen.rng.choice(firsts)
    return [pen.say(first)] + [pen.say(point) for point in sorted(chosen, key=details.index)]


def _details(body: Body, found: Figures, fresh: bool) -> list[str]:
    """The points that may follow the number of applications, as far as they are true of these figures."""
    row, carried = found.requests["new"], found.requests["carried_in"][6]
    true = {
        "received.applicant": row[0] < row[6] and not carried,
        "received.applicant_detail": row[0] < row[6],
        "received.all_natural": row[0] == row[6] and found.requests["carried_in"][0] == carried,
        "received.channel": row[6] > 2 and not carried,
        "received.topic": row[6] > 2,
        "received.average": row[6] >= 12 and not fresh,
        "received.units": body.governs and row[6] > 20 and not carried,
        "received.of_area": body.name.endswith("人民政府办公室") and not carried,
        "received.years": not fresh,
        "received.compare": not fresh,
        "none.channel": carried > 0 or row[6] <= 2 or row[6] % 2 == 0,
        "none.topic": True,
        "none.cause": found.remedies["review"][1] + found.suits(1) == 0,
        "none.unit": True,
        "none.sort": not row[2] and not row[3],
        "none.late_year": row[6] < 8,
    }
    if true["none.channel"]:  # a channel nobody used goes with no count by channel
        true["received.channel"] = False
    return [point for point, holds in true.items() if holds]


def _answered(pen: Pen, found: Figures, new: int, carried: int, out: int) -> Sentences:
    said = []
    style = pen.rng.random()
    together = found.group("granted") + found.group("partial")
    if style < 0.28 and found.requests["total"][6]:
        said.append(pen.say("answered.result"))
    elif style < 0.35 and together:
        said.append(pen.say("answered.together"))
    elif style < 0.5 and found.group("granted") and found.group("partial") and not carried and not out:
        said.append(pen.say("answered.some_results"))
    if style >= 0.35 or pen.maybe(0.3):
        if out and found.requests["total"][6]:
            said.append(pen.say("answered.part"))
        elif not out:
            said.append(pen.say("answered.all"))
    if found.requests["total"][6] and pen.maybe(0.2):
        said.append(pen.say("answered.rate"))
    if pen.maybe(0.1):
        said.append(pen.say("answered.one_by_one"))
    if found.requests["total"][6] and pen.maybe(0.15):
        said.append(pen.say("none.result" if found.group("denied") else "none.denied"))
    return said


def remedies(pen: Pen, found: Figures) -> Sentences:
    """What the report says of reviews and suits, if anything."""
    review, suits = found.remedies["review"][4], found.suits()
    said = []
    if pen.maybe(0.6):
        if not review and not suits:
            said.append(pen.say("remedy.none"))
        else:
            upheld = review > 1 and found.remedies["review"][0] == review
            said.append(pen.say("review.all_upheld" if upheld else "review.count" if review else "review.none"))
            said.append(pen.say("suit.count" if suits else "suit.none"))
    if pen.maybe(0.15):
        said.append(pen.say("remedy.none_cause"))
    if pen.maybe(0.08):
        said.append(pen.say("remedy.other_kind"))
    return said


def upkeep(pen: Pen, found: Figures, fresh: bool) -> Sentences:
    """政府信息管理."""
    said = [pen.say("manage.review")]
    for point, chance in (
        ("manage.catalogue", 0.4), ("manage.archive", 0.2), ("manage.secret_none", 0.3), ("cite.other_law", 0.25),
        ("cite.local_rule", 0.25),
    ):  # fmt: skip
        if pen.maybe(chance) and not (fresh and point == "cite.local_rule"):
            said.append(pen.say(point))
    return said + normative(pen, found)


def platforms(pen: Pen, body: Body) -> Sentences:
    """政府信息公开平台建设."""
    said = [pen.say("platform.site")]
    if pen.maybe(0.6):
        said.append(pen.say("platform.media"))
    elif body.kind not in ("government", "prefecture") and pen.maybe(0.4):
        said.append(pen.say("platform.none"))
    if pen.maybe(0.4):
        said.append(pen.say("platform.zone"))
    if body.kind == "government" and pen.maybe(0.5):
        said.append(pen.say("platform.gazette"))
    if pen.maybe(0.2):
        said.append(pen.say("platform.one_score"))
    return said


def supervision(pen: Pen, body: Body, year: int, fresh: bool) -> Sentences:
    """监督保障; governments tell the results of 考核, 评议 and 责任追究."""
    said = [
        pen.say(point) for point in pen.rng.sample(("supervise.training", "supervise.leaders", "supervise.check"), 2)
    ]
    if pen.maybe(0.3):
        said.append(pen.say("supervise.evaluation"))
    if body.governs:
        said.append(pen.say("supervise.results"))
    elif pen.maybe(0.35):
        said.append(pen.say("supervise.no_blame"))
    if pen.maybe(0.3):
        said.append(pen.some("supervise.no_complaint", "supervise.complaint"))
    if not fresh and pen.maybe(0.15):
        said.append(pen.say("supervise.score"))
    if pen.maybe(0.3):
        said.append(pen.say("cite.national_plan" if year <= 2022 and pen.maybe(0.6) else "cite.plan"))
    if not fresh and pen.maybe(0.1):
        said.append(pen.say("cite.history"))
    return said
