"""Parser of names of agencies, by the divisions in `rules/bodies.yaml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from auditor.chinese.text import HAN, squeeze
from auditor.chinese.values import HAN_NUMERAL, parse_numeral
from auditor.model.agency import GOVERNMENT, STREET_OFFICE, AgencyName
from auditor.ruleset.catalogues.bodies import BodyNames, Division, load_bodies

_DOUBLED = re.compile(rf"([{HAN}])\1+")  # not of figures: «第11中学» is not «第1中学»
_ORDINAL = re.compile(rf"第([{HAN_NUMERAL}]+)")
_SCHOOL = re.compile(rf"(?<!第)(?<![{HAN_NUMERAL}])([{HAN_NUMERAL}]+)中(?:学)?(?![{HAN}])")  # «一中» is «第一中学»
# The second name of an agency with two names: «农业农村局（乡村振兴局）»; «（东校区）», «（南屏分局）» are parts of one name.
_SECOND = re.compile(r"（[^（）]{2,}(?:(?<!分)局|委|委员会|办公室|厅|政府)）$")
_SHORT = {"": GOVERNMENT, "政府": GOVERNMENT, "办": STREET_OFFICE}
# The longest name of a division without its ending is «积石山保安族东乡族撒拉族».
_LONGEST = 12


class Divisions:
    """Finder of the administrative divisions a name begins with, from the highest level down."""

    def __init__(self, names: BodyNames) -> None:
        self._no_divisions = re.compile("|".join(map(re.escape, names.no_divisions)) or "(?!)")
        self._in_order = re.compile("".join(map(_optional, names.divisions)))
        self._short = {long: one.short for one in names.short_names for long in one.names}
        self._long = re.compile("|".join(map(re.escape, sorted(self._short, key=len, reverse=True))) or "(?!)")
        # The rest must be the name of an agency, not only of an office: «国家税务总局办公厅» keeps its superior.
        self._superior = re.compile(rf"(?:{'|'.join(map(re.escape, names.superiors)) or '(?!)'})(?=.{{4}})")
        self._cut_tasks, self._tasks, self._levels = names.cut_tasks, names.tasks, names.levels
        self._of_governments = re.compile(rf"{GOVERNMENT}(?!(?:{'|'.join(map(re.escape, names.own_offices))})?$)")

    def zones(self, name: str) -> list[str]:
        """The words in a name that end like a division but are none: «经济技术开发区»."""
        return self._no_divisions.findall(name)

    def match(self, name: str) -> re.Match[str] | None:
        """Match the divisions at the start of a name; the groups are the names of their levels."""
        return self._in_order.match(self._no_divisions.sub("-", name))

    def of(self, name: str) -> tuple[str, ...]:
        """The divisions: «云川市», «临江县» of «云川市临江县教育局»."""
        found = self.match(name)
        return tuple(filter(None, found.groups())) if found else ()

    def without_superior(self, name: str) -> str:
        """A name without the superior before its division: «国家税务总局云川市税务局» is «云川市税务局»."""
        found = self._superior.match(name)
        return name[found.end() :] if found else name

    def is_cut(self, rest: str) -> bool:
        """Whether the name of a task after a city lacks its own «市»: «云川市市场监管局» loses one when names are levelled."""
        return rest.startswith(self._cut_tasks)

    def is_of_level(self, name: str) -> bool:
        """Whether a name may begin with a level alone, «县公安局», not with a task that looks like one, «市场监督管理局»."""
        return name.startswith(self._levels) or not name.startswith(self._tasks)

    def in_short(self, rest: str) -> str:
        """The name after the divisions, in the form in which names are compared: «人民政府国有资产监督管理委员会» is «国资委»."""
        own = self._of_governments.match(rest)
        return self.shortened(rest[own.end() :] if own else rest)

    def shortened(self, text: str) -> str:
        """A text with short forms for the tasks in it, and digits for its ordinals."""
        plain = _SCHOOL.sub(r"第\1中学", text)
        plain = self._long.sub(lambda found: self._short[found[0]], plain)
        return _ORDINAL.sub(lambda found: f"第{parse_numeral(found[1])}", plain)


@lru_cache(maxsize=65_536)
def agency_name(written: str, county: str = "") -> AgencyName:
    """Parse a name as written; in the county it is listed under, if any, «县公安局» is the bureau of that county."""
    divisions = _divisions()
    listed = divisions.of(_levelled(county))
    plain = _within(divisions.without_superior(_SECOND.sub("", _levelled(written))), listed)
    own = divisions.of(plain)
    rest = plain[len("".join(own)) :]
    own = tuple(part.removeprefix(GOVERNMENT) for part in own)  # «临江县人民政府西关街道办事处»
    if own and divisions.is_cut(rest):
        rest = f"{own[-1][-1]}{rest}"
    above = listed if set(listed).isdisjoint(own) else ()
    if own and rest in _SHORT:
        rest = STREET_OFFICE if own[-1].endswith("街道") else _SHORT[rest]
    elif own and rest.startswith("政府"):
        rest = rest.replace("政府", GOVERNMENT, 1)
    return AgencyName(above + own, divisions.in_short(rest), rest)


def _within(name: str, listed: tuple[str, ...]) -> str:
    """A name that states only its level, with the region it is listed under: «县公安局» of «临江县»."""
    if not listed or not _divisions().is_of_level(name):
        return name
    level = "街道" if listed[-1].endswith("街道") else listed[-1][-1]
    return listed[-1] + name.removeprefix(level) if name.startswith(level) and name != level else name


def shortened(text: str) -> str:
    """A text in the form in which names are compared: levelled, with short forms of tasks and digits for ordinals."""
    return _divisions().shortened(_levelled(text))


def _levelled(text: str) -> str:
    """A text without the differences that do not count in names: widths, blanks and doubled characters."""
    return _DOUBLED.sub(r"\1", squeeze(text))


@cache
def _divisions() -> Divisions:
    return Divisions(load_bodies())


def _optional(division: Division) -> str:
    ends, names = ("|".join(map(re.escape, words)) or "(?!)" for words in (division.ends, division.names))
    return rf"(?P<{division.level.value}>[{HAN}]{{2,{_LONGEST}}}?(?:{ends})|{names})?"
