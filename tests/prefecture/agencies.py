"""The made-up administration: one city, its counties, their departments and townships."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from random import Random

from tests.prefecture.stock import load

_SELF = {"市": "我市", "区": "我区", "县": "我县", "镇": "我镇", "乡": "我乡"}


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency that has to hand in a report.

    `kind` is government, department or township, `own` what it calls itself, `topics` its field of work; `summed` is true for a
    county government whose report adds up those of its units.
    """

    name: str
    kind: str
    level: str
    parent: str
    county: str
    own: str
    topics: str
    aliases: tuple[str, ...] = ()
    summed: bool = False


def administration(count: int, chance: Random) -> list[Unit]:
    """So many agencies, the city's first; about every third county sums up its units."""
    city = load("places")["city"]
    government = f"{city}人民政府"
    units = [Unit(government, "government", "市级", "", "", "我市", "政府")]
    departments = load("places")["departments"]
    own = max(3, min(len(departments), count // 12))
    units += [_department(city, "", government, "市级", entry) for entry in departments[:own]]
    counties = load("places")["counties"][: max(2, min(30, round(count / 50)))]
    left = count - len(units)
    for place, county in enumerate(counties):
        size = left // (len(counties) - place)
        units += _county(city, county, size, place % 3 == 1, chance)
        left -= size
    return units


def _county(city: str, county: str, size: int, summed: bool, chance: Random) -> list[Unit]:
    region = f"{city}{county}" if county.endswith("区") else county
    government = f"{region}人民政府"
    alias = (f"{county}人民政府",) if region != county else ()
    head = Unit(government, "government", "县级", f"{city}人民政府", county, _SELF[county[-1]], "政府", alias, summed)
    departments = load("places")["departments"]
    wanted = min(len(departments), (size - 1) // 2)
    chosen = [departments[-1], *chance.sample(departments[:-1], max(0, wanted - 1))]
    units = [_department(region, county, government, "县级", entry) for entry in chosen]
    return [head, *units, *_townships(region, county, government, size - 1 - len(units), chance)]


def _department(region: str, county: str, parent: str, level: str, entry: tuple[str, str, str]) -> Unit:
    name, own, topics = entry
    alias = (f"{county}{name}",) if county and region != county else ()
    return Unit(f"{region}{name}", "department", level, parent, county, own, topics, alias)


def _townships(region: str, county: str, parent: str, count: int, chance: Random) -> list[Unit]:
    places = load("places")
    names = chance.sample(list(map("".join, product(places["town_first"], places["town_last"]))), count)
    units = []
    for name in names:
        kind = chance.choice(["镇", "镇", "乡", "街道"])
        ending = "街道办事处" if kind == "街道" else f"{kind}人民政府"
        alias = (f"{county}{name}{kind}",)
        units.append(
            Unit(
                f"{region}{name}{ending}",
                "township",
                "乡镇级",
                parent,
                county,
                _SELF.get(kind, "我街道"),
                "乡镇",
                alias,
            )
        )
    return units
