"""Names of agencies taken apart, so that «临江县教育局», «云川市临江县教育局» and the 教育局 listed under 临江县 are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from auditor.model.text import squeeze
from auditor.recognise.bodies import Bodies
from auditor.resources import rules_folder
from auditor.ruleset.bodies import load_bodies

_DOUBLED = re.compile(r"([\u4e00-\u9fff])\1+")  # not of figures: «第11中学» is not «第1中学»
_GOVERNMENT, _STREET = "人民政府", "办事处"
_SHORT = {"": _GOVERNMENT, "政府": _GOVERNMENT, "办": _STREET}


@dataclass(frozen=True, slots=True)
class Name:
    """An agency's name: the divisions it begins with, from the highest down, and what it is called within the last of them."""

    regions: tuple[str, ...]
    rest: str

    @property
    def whole(self) -> str:
        """The name in one piece."""
        return "".join(self.regions) + self.rest

    def fits(self, other: Name) -> bool:
        """Whether both may be one agency: nothing in either says otherwise. A government is known by its region alone."""
        if self.rest != other.rest:
            return False
        short, long = sorted((self.regions, other.regions), key=len)
        if not short:
            return not long or self.rest not in (_GOVERNMENT, _STREET)
        return long[-len(short) :] == short


@lru_cache(maxsize=65_536)
def name_of(agency: str, county: str = "") -> Name:
    """A name as written, with the region it is listed under; widths, blanks and doubled characters do not count."""
    plain = _plain(agency)
    own = _bodies().divisions(plain)
    rest = plain[len("".join(own)) :].replace("管理委员会", "管委会")
    listed = _bodies().divisions(_plain(county))
    above = listed if set(listed).isdisjoint(own) else ()
    if own and rest in _SHORT:
        rest = _STREET if own[-1].endswith("街道") else _SHORT[rest]
    return Name(above + own, rest)


def _plain(text: str) -> str:
    return _DOUBLED.sub(r"\1", squeeze(text))


@cache
def _bodies() -> Bodies:
    return Bodies(load_bodies(rules_folder() / "bodies.yaml"))
