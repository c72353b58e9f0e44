"""Classifier of bodies by name: whether a name is that of a body, its kind, and its level of administration."""

from __future__ import annotations

import re

from auditor.model.report import Body, Level
from auditor.ruleset.catalogues.agency_names import Divisions
from auditor.ruleset.catalogues.bodies import BodyNames

_SECOND_NAME = re.compile(r"（[^（）]{2,30}）$")  # «某局（另一块牌子）»
_ANY_BODY = re.compile(
    r"[本我该各贵]|其他|其它|有关|相关|全[省市县区镇乡]|上级|下级|县级以上|哪个|某|[省市县区]直[属各]?(?:部门|单位)"
)


class Bodies:
    """Classifier that uses the words of `rules/bodies.yaml`."""

    def __init__(self, names: BodyNames) -> None:
        self._kinds = names.kinds
        self._ends = tuple({end for kind in names.kinds for end in kind.ends})
        self._levels = names.divisions
        self._divisions = Divisions(names)

    def kind(self, name: str) -> Body:
        """Return the kind of body a name belongs to."""
        name = _SECOND_NAME.sub("", name)
        for kind in self._kinds:
            if name.endswith(kind.ends) or any(word in name for word in kind.holds):
                return kind.body
        return Body.UNKNOWN

    def known(self, name: str) -> bool:
        """Return whether a name ends like the name of a body and names a single one; «办公室», «我局» may mean many."""
        name = _SECOND_NAME.sub("", name)
        if len(name) < 3 or not name.endswith(self._ends) or name in self._ends:
            return False
        return _ANY_BODY.match(name) is None

    def levels(self, name: str) -> frozenset[Level]:
        """Return the levels that a body of this name may have, by the last division in the name; empty if the name does not say."""
        if self.kind(name) is Body.TOWNSHIP:
            return frozenset((Level.TOWNSHIP,))
        if any(word.endswith("区") for word in self._divisions.zones(name)):
            return frozenset()  # a zone is run by the province, the city or the county, and its name does not say which
        found = self._divisions.match(name)
        told = [one for one in self._levels if found and found[one.level.value]]
        if found is None or not told:
            return frozenset()
        last = told[-1]
        written = found[last.level.value]
        if written in last.names:
            return frozenset((last.level,))
        # «云川市» alone may be a city or a county: an ending shared with lower divisions leaves the level open.
        ending = max((end for end in last.ends if written.endswith(end)), key=len)
        lower = self._levels[self._levels.index(last) :]
        return frozenset(one.level for one in lower if ending in one.ends)

    def divisions(self, name: str) -> tuple[str, ...]:
        """Return the divisions a name begins with, highest first: «云川市», «临江县» of «云川市临江县教育局»."""
        return self._divisions.of(name)
