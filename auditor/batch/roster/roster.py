"""Roster of the agencies that have to report: who they are, which agency is above each, and which file its report is expected in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditor.batch.data.overview import RosterAgency
from auditor.batch.roster.roster_file import NAME, RosterLine, read_roster_file
from auditor.config.limits import Limits
from auditor.errors import UsageError
from auditor.model.agency import AgencyName
from auditor.presentation.terminal_text import shorten
from auditor.ruleset.catalogues.agency_names import agency_name

_SEPARATORS = re.compile("[、;；,，]")
_YEAR = re.compile(r"(20\d\d)(?:\.0+)?(?:年度?)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@")
_LONGEST_NAME = 60
_FLAGS = {"": False, "否": False, "是": True}
_MOST_TOLD = 20
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Roster:
    """Agencies in the order of the file, and the messages about the file."""

    agencies: tuple[RosterAgency, ...]
    notes: tuple[str, ...] = ()


def read_roster(path: Path, limits: Limits) -> Roster:
    """Read the roster from a CSV file or a spreadsheet; raises UsageError with all its mistakes, each with its line."""
    file = read_roster_file(path, limits)
    agencies: list[RosterAgency] = []
    lines: list[int] = []
    mistakes: list[tuple[int, str]] = []
    for line in file.lines:
        agency, wrong = _agency(line)
        mistakes += [(line.number, said) for said in wrong]
        agencies.append(agency)
        lines.append(line.number)
    mistakes += [(lines[at], said) for at, said in _repeated(agencies, lines)]
    parents, notes = _parents(agencies)
    mistakes += [
        (lines[at], f"上级机关绕成了圈：{ring}；请改正其中一个上级机关") for at, ring in _rings(agencies, parents)
    ]
    if mistakes:
        raise UsageError(_told(path, sorted(mistakes)))
    if not agencies:
        raise UsageError(f"名册“{path}”里只有栏名，没有一个机关")
    said = tuple(f"{path}:{lines[at]}：{note}" for at, note in notes[:_MOST_TOLD])
    more = (f"{path}：另有 {len(notes) - _MOST_TOLD} 个上级机关也是这样",) if len(notes) > _MOST_TOLD else ()
    return Roster(tuple(agencies), file.notes + said + more)


class Register:
    """Index of a roster's agencies by name."""

    def __init__(self, agencies: Sequence[RosterAgency]) -> None:
        self.agencies = tuple(agencies)

    @cached_property
    def _names(self) -> tuple[tuple[AgencyName, int], ...]:
        return tuple((name, at) for at, agency in enumerate(self.agencies) for name in dict.fromkeys(names_of(agency)))

    @cached_property
    def _by_name(self) -> Mapping[AgencyName, list[int]]:
        found: dict[AgencyName, list[int]] = {}
        for name, at in self._names:
            found.setdefault(name, []).append(at)
        return found

    @cached_property
    def _by_ends(self) -> Mapping[str, Mapping[str, list[tuple[AgencyName, int]]]]:
        """Index the names by the part after their regions, and then by the last region."""
        found: dict[str, dict[str, list[tuple[AgencyName, int]]]] = {}
        for name, at in self._names:
            found.setdefault(name.rest, {}).setdefault(_last(name), []).append((name, at))
        return found

    def find(self, written: str, county: str = "") -> list[int]:
        """Return the indexes of the agencies a name may mean: the agencies of exactly this name if there are any, else all that it fits."""
        return self._find(agency_name(written, county))

    def known_as(self, name: AgencyName) -> tuple[AgencyName, ...]:
        """Return all names of the agency with this name; empty if the name fits no agency or several."""
        found = self._find(name)
        return names_of(self.agencies[found[0]]) if len(found) == 1 else ()

    def _find(self, name: AgencyName) -> list[int]:
        if name in self._by_name:
            return list(self._by_name[name])
        groups = self._by_ends.get(name.rest, {})
        # Names that fit each other end with the same region, unless one of them gives no region.
        near = [groups.get(end, []) for end in (_last(name), "")] if name.divisions else groups.values()
        return sorted({at for group in near for other, at in group if other.is_same_as(name)})

    def parent(self, agency: RosterAgency) -> list[int]:
        """Return the indexes of the agencies that may be the agency's parent; empty if no parent is named.

        If several fit, those listed under the agency's own region are preferred.
        """
        if not agency.parent:
            return []
        named = self.find(agency.parent, agency.county) or self.find(agency.parent)
        found = [at for at in named if _years_meet(self.agencies[at], agency)]
        if len(found) > 1:
            found = [at for at in found if self.agencies[at].county == agency.county] or found
        return found


def _last(name: AgencyName) -> str:
    return name.divisions[-1] if name.divisions else ""


def names_of(agency: RosterAgency) -> tuple[AgencyName, ...]:
    """Parse an agency's name and its aliases, each in the region it is listed under, or else in that of its parent."""
    return tuple(agency_name(name, agency.county or agency.parent) for name in (agency.name, *agency.aliases))


def _agency(line: RosterLine) -> tuple[RosterAgency, list[str]]:
    cells = line.cells
    year, flag = _YEAR.fullmatch(cells["年度"]), _FLAGS.get(cells["汇总"])
    wrong = _wrong_name(cells[NAME])
    if cells["年度"] and year is None:
        wrong.append(f"年度要写成 2024 这样的年份，不能是“{_short(cells['年度'])}”")
    if flag is None:
        wrong.append(f"汇总只能写“是”或“否”，不能是“{_short(cells['汇总'])}”")
    aliases = tuple(dict.fromkeys(filter(None, map(str.strip, _SEPARATORS.split(cells["别名"])))))
    agency = RosterAgency(
        name=cells[NAME],
        level=cells["层级"],
        parent=cells["上级机关"],
        county=cells["县区"],
        aliases=aliases,
        address=cells["文件或网址"],
        year=int(year[1]) if year else None,
        adds_up=bool(flag),
    )
    return agency, wrong


def _wrong_name(name: str) -> list[str]:
    if not name:
        return [f"{NAME}是空的；没有用的行请整行删去"]
    if name.startswith(_FORMULA):
        return [f"{NAME}“{_short(name)}”像是公式，请改成名称"]
    if len(name) > _LONGEST_NAME:
        return [f"{NAME}“{_short(name)}”太长，一行只写一个机关"]
    return []


def _repeated(agencies: Sequence[RosterAgency], lines: Sequence[int]) -> list[tuple[int, str]]:
    """Find names and aliases that an agency on an earlier line has in the same region and year."""
    seen: dict[AgencyName, list[int]] = {}
    found = []
    for at, agency in enumerate(agencies):
        for written, name in zip((agency.name, *agency.aliases), names_of(agency), strict=True):
            if not written:
                continue
            others = (o for o in seen.get(name, ()) if o != at and _years_meet(agencies[o], agency))
            first = next(others, None)
            if first is not None:
                found.append((at, f"“{_short(written)}”和第 {lines[first]} 行重复；同名的机关请写上不同的县区"))
            seen.setdefault(name, []).append(at)
    return found


def _years_meet(one: RosterAgency, other: RosterAgency) -> bool:
    return one.year is None or other.year is None or one.year == other.year


def _parents(agencies: Sequence[RosterAgency]) -> tuple[list[int | None], list[tuple[int, str]]]:
    """Return the parent of each agency by index, and the messages about parents that are missing or ambiguous."""
    register = Register(agencies)
    parents: list[int | None] = []
    notes = []
    for at, agency in enumerate(agencies):
        found = register.parent(agency)
        parents.append(found[0] if len(found) == 1 else None)
        if agency.parent and not found:
            notes.append((at, f"名册里没有上级机关“{_short(agency.parent)}”，它的汇总关系不核对"))
        elif len(found) > 1:
            named = "、".join(shown(agencies[other]) for other in found[:_NAMED])
            notes.append(
                (at, f"上级机关“{_short(agency.parent)}”可能是：{named}；写上县区才能分清，它的汇总关系不核对")
            )
    return parents, notes


def _rings(agencies: Sequence[RosterAgency], parents: Sequence[int | None]) -> list[tuple[int, str]]:
    """Find the cycles among parents, each once, at its first line."""
    done: set[int] = set()
    found = []
    for start in range(len(agencies)):
        path: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = parents[at]
        if at is not None and at in path:
            ring = list(path)[list(path).index(at) :]
            named = [agencies[one].name for one in ring[:_NAMED]] + (["……"] if len(ring) > _NAMED else [])
            found.append((min(ring), " → ".join([*named, agencies[ring[0]].name])))
        done.update(path)
    return found


def shown(agency: RosterAgency) -> str:
    """Return an agency's name, with its region if that distinguishes it from others: «财政局（临江县）»."""
    told = agency.county and agency_name(agency.name) != agency_name(agency.name, agency.county)
    return f"{agency.name}（{agency.county}）" if told else agency.name


def of_year(agencies: Sequence[RosterAgency], year: int | None) -> tuple[RosterAgency, ...]:
    """Return the agencies listed for a year, or for every year."""
    return tuple(one for one in agencies if year is None or one.year in (None, year))


def _short(text: str) -> str:
    return shorten(text, 60)


def _told(path: Path, mistakes: Sequence[tuple[int, str]]) -> str:
    lines = [f"{path}:{number}：{said}" for number, said in mistakes[:_MOST_TOLD]]
    if len(mistakes) > _MOST_TOLD:
        lines.append(f"另有 {len(mistakes) - _MOST_TOLD} 处错误，改正以后再试")
    return "\n".join([f"名册有 {len(mistakes)} 处错误：", *lines])
