"""The figures of the three tables of a clean report: every sum of the national form holds."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.clean.bodies import Body
from tests.writers.spans import DETAILS, REMEDY_ROWS, REQUEST_ROWS

APPLICANTS = ("natural_person", "business", "research", "social", "legal_service", "other")
GROUPS = {
    "granted": ("granted",),
    "partial": ("partial",),
    "denied": tuple(key for key in DETAILS if key.startswith("denied")),
    "unable": tuple(key for key in DETAILS if key.startswith("unable")),
    "refused": tuple(key for key in DETAILS if key.startswith("refused")),
    "misc": tuple(key for key in DETAILS if key.startswith("other_")),
}
_LIKELY = {
    "granted": 40, "partial": 12, "unable_not_held": 18, "unable_create": 3, "refused_petition": 6, "refused_duplicate": 3,
    "denied_third_party": 2, "denied_internal": 2, "denied_process": 2, "denied_enforcement": 2, "denied_inquiry": 2,
    "denied_law": 2, "other_uncorrected": 4, "other_misc": 5, "unable_unclear": 1, "refused_excessive": 1,
}  # fmt: skip


@dataclass(slots=True)
class Figures:
    """The cells as numbers by row: six applicants and their total in table three, four results and their total in table four.

    `fees` is in hundredths of a 万元, `processing` what was charged for handling applications, in 元.
    """

    rules: list[int]
    normative: list[int]
    licensing: int
    punishment: int
    coercion: int
    fees: int
    requests: dict[str, list[int]]
    remedies: dict[str, list[int]]
    processing: int = 0
    processing_items: int = 0

    def group(self, name: str) -> int:
        """How many applications ended in one of the six ways."""
        return sum(self.requests[key][6] for key in GROUPS[name])

    def suits(self, place: int = 4) -> int:
        """How many suits there were, or how many with one of the four results (0 to 3)."""
        return sum(self.remedies[key][place] for key in REMEDY_ROWS[1:])


def figures(body: Body, rng: random.Random, fresh: bool) -> Figures:
    """Figures as a body of its size has them; one set up during the year (`fresh`) carried nothing in."""
    large = body.governs and body.kind != "township"
    requests = _requests(_amount(body, rng), rng, large, fresh)
    found = Figures(
        rules=[0, 0, 0],
        normative=_normative(body, rng, fresh),
        licensing=_decisions(rng, large, body.kind in ("street", "prefecture")),
        punishment=_decisions(rng, large, False),
        coercion=0 if rng.random() < 0.6 else _decisions(rng, large, False) // 9,
        fees=0 if rng.random() < 0.5 else rng.randint(30, 90000 if large else 9000),
        requests=requests,
        remedies=_remedies(requests["total"][6], rng),
    )
    if body.kind == "government" and body.name == f"{body.place.city}人民政府":
        issued = rng.randint(0, 3)
        found.rules = [issued, rng.randint(0, 1), issued + rng.randint(3, 14)]
    if requests["new"][6] >= 12 and rng.random() < 0.25:
        found.processing_items = rng.randint(1, 4)
        found.processing = found.processing_items * rng.choice((100, 200, 300, 400))
        found.fees = max(found.fees, rng.randint(200, 900))
    return found


def _amount(body: Body, rng: random.Random) -> int:
    if body.governs and body.kind != "township":
        return rng.choice((rng.randint(30, 160), rng.randint(160, 900)))
    if rng.random() < 0.42:
        return 0
    return rng.choice((1, 2, 3, rng.randint(4, 12), rng.randint(13, 70)))


def _normative(body: Body, rng: random.Random, fresh: bool) -> list[int]:
    if rng.random() < 0.4:
        return [0, 0, 0 if fresh or rng.random() < 0.5 else rng.randint(1, 12)]
    issued, repealed = rng.randint(1, 6), 0 if fresh else rng.choice((0, 0, 1, 2, 3))
    if body.kind == "government":
        issued, repealed = issued * 4, repealed * 5
    return [issued, repealed, issued if fresh else issued + rng.randint(1, 20)]


def _decisions(rng: random.Random, large: bool, none: bool) -> int:
    if none or rng.random() < 0.3:
        return 0
    return rng.randint(900, 90000) if large else rng.choice((rng.randint(1, 40), rng.randint(41, 3000)))


def _requests(new: int, rng: random.Random, large: bool, fresh: bool) -> dict[str, list[int]]:
    rows = {key: [0] * 7 for key in REQUEST_ROWS}
    carried = 0 if fresh or (new == 0 and rng.random() < 0.9) or rng.random() < 0.5 else rng.randint(1, 2 + new // 12)
    for row, amount in (("new", new), ("carried_in", carried)):
        for _ in range(amount):
            rows[row][
                0 if rng.random() < 0.82 or (not large and rng.random() < 0.4) else rng.choice((1, 1, 1, 3, 4, 5, 2))
            ] += 1
    keys, weights = list(_LIKELY), list(_LIKELY.values())
    for place in range(6):
        came = rows["new"][place] + rows["carried_in"][place]
        waiting = 0 if rng.random() < 0.5 else rng.randint(0, came // 4)
        rows["carried_out"][place] = waiting
        for key in rng.choices(keys, weights, k=came - waiting):
            rows[key][place] += 1
    for place in range(6):
        rows["total"][place] = sum(rows[key][place] for key in DETAILS)
    for amounts in rows.values():
        amounts[6] = sum(amounts[:6])
    return rows


def _remedies(handled: int, rng: random.Random) -> dict[str, list[int]]:
    rows = {}
    for key in REMEDY_ROWS:
        amount = 0 if handled < 3 or rng.random() < 0.5 else rng.randint(1, 1 + handled // 12)
        row = [0, 0, 0, 0]
        for _ in range(amount):
            row[rng.choice((0, 0, 0, 1, 2, 2, 3))] += 1
        rows[key] = [*row, sum(row)]
    return rows
