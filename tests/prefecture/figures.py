"""The figures of made-up reports: tables that hold together, and those of parents that are sums of their units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.prefecture.agencies import Unit
from tests.writers.source import COLUMNS, Cells, requests
from tests.writers.spans import DETAILS, PROACTIVE_ROWS, REMEDY_ROWS

# How often requests end in each way, in the order of the form.
_ENDS = (40, 12, 0, 2, 0, 4, 3, 3, 2, 1, 18, 3, 2, 4, 2, 1, 0, 1, 3, 0, 1)
_APPLICANTS = (80, 10, 1, 1, 4, 2)
_BUSY = {"government": 60, "department": 14, "township": 3}
PLACES = {**COLUMNS, "proactive": ("issued", "repealed", "in_force")}
_ONE = {"licensing": "decisions", "punishment": "decisions", "coercion": "decisions", "fees": "amount"}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures without the totals that follow from them, by row; of table 三 six kinds of applicants, of table 四 four results."""

    proactive: Mapping[str, Sequence[Decimal]]
    requests: Mapping[str, Sequence[int]]
    remedies: Mapping[str, Sequence[int]]

    def cells(self) -> Cells:
        """The cells of the three tables as written."""
        return {
            "proactive": {key: [_written(cell) for cell in row] for key, row in self.proactive.items()},
            "requests": requests(self.requests),
            "remedies": {key: [str(cell) for cell in (*row, sum(row))] for key, row in self.remedies.items()},
        }


def column(table: str, row: str, place: int) -> str:
    """The key of a cell's column."""
    return _ONE[row] if table == "proactive" and row in _ONE else PLACES[table][place]


def _written(cell: Decimal) -> str:
    return str(cell) if cell else "0"


def draw_figures(unit: Unit, chance: Random, before: Figures | None = None, after: Figures | None = None) -> Figures:
    """Figures of one agency's year, that go on from those of the year before and lead to those of the year after, where given."""
    city = unit.level == "市级"
    busy = _BUSY[unit.kind] * (5 if city else 1)
    carried_in = before.requests["carried_out"] if before else _spread(chance.randint(0, busy // 10 + 1), chance)
    carried_out = after.requests["carried_in"] if after else _spread(chance.randint(0, busy // 10 + 1), chance)
    return Figures(
        _proactive(unit, chance, after),
        _requests(_spread(chance.randint(0, busy * 2), chance), carried_in, carried_out, chance),
        {
            key: [chance.randint(0, busy // 20 + 1) if chance.random() < 0.4 else 0 for _ in range(4)]
            for key in REMEDY_ROWS
        },
    )


def _spread(count: int, chance: Random) -> list[int]:
    applicants = chance.choices(range(6), _APPLICANTS, k=count)
    return [applicants.count(place) for place in range(6)]


def _requests(
    done: Sequence[int], carried_in: Sequence[int], carried_out: Sequence[int], chance: Random
) -> dict[str, list[int]]:
    rows = {key: [0] * 6 for key in DETAILS}
    new = [0] * 6
    for place in range(6):
        count = max(done[place], carried_in[place] - carried_out[place])
        for key in chance.choices(DETAILS, _ENDS, k=count):
            rows[key][place] += 1
        new[place] = count + carried_out[place] - carried_in[place]
    return {"new": new, "carried_in": list(carried_in), **rows, "carried_out": list(carried_out)}


def _proactive(unit: Unit, chance: Random, after: Figures | None) -> dict[str, list[Decimal]]:
    city = unit.level == "市级"
    township, government = unit.kind == "township", unit.kind == "government"
    issued = chance.randint(0, 9 if government else 3) if chance.random() < 0.6 else 0
    repealed = chance.randint(0, 3) if issued else 0
    in_force = issued + chance.randint(0, 40 if government else 12)
    if after:
        later = after.proactive["normative"]
        in_force = int(later[2] - later[0] + later[1])
        issued = min(issued, in_force)
    many = (1 if township else 30 if government else 8) * (4 if city else 1)
    rules = [Decimal(1), Decimal(1), Decimal(9)] if government and city else [Decimal(0)] * 3
    fees = Decimal(chance.randint(1, 90000)) / 100 if not township and chance.random() < 0.5 else Decimal(0)
    return {
        "rules": rules,
        "normative": [Decimal(issued), Decimal(repealed), Decimal(in_force)],
        "licensing": [Decimal(chance.randint(0, 60 * many))],
        "punishment": [Decimal(chance.randint(0, 30 * many))],
        "coercion": [Decimal(chance.randint(0, 3 * many))],
        "fees": [fees],
    }


def total(parts: Iterable[Figures]) -> Figures:
    """The sum of figures, cell by cell."""
    whole = list(parts)
    return Figures(
        {
            key: [sum((part.proactive[key][place] for part in whole), Decimal(0)) for place in range(width)]
            for key, width in PROACTIVE_ROWS.items()
        },
        {key: [sum(part.requests[key][place] for part in whole) for place in range(6)] for key in whole[0].requests},
        {key: [sum(part.remedies[key][place] for part in whole) for place in range(4)] for key in whole[0].remedies},
    )


def misadded(figures: Figures, chance: Random) -> Figures:
    """The figures of a parent that did not add up well, though its own tables hold together."""
    more = chance.randint(1, 9)
    if chance.random() < 0.5:
        row = chance.choice(["licensing", "punishment"])
        return Figures(
            {**figures.proactive, row: [figures.proactive[row][0] + more]}, figures.requests, figures.remedies
        )
    place = chance.randrange(6)
    changed = {
        key: [cell + more * (at == place) for at, cell in enumerate(figures.requests[key])]
        for key in ("new", "granted")
    }
    return Figures(figures.proactive, {**figures.requests, **changed}, figures.remedies)
