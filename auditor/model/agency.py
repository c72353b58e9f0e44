"""Agency names split into their parts, and the comparison that decides whether two names mean one agency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

GOVERNMENT, STREET_OFFICE, COMMITTEE = "人民政府", "办事处", "管委会"
_TOWNSHIPS = ("镇", "乡", "街道")
_STEM = 2  # characters that identify a division without its ending, or a task
_OFFICES = ("局", "委", "会", "厅", "办")
_GAIN = 4  # number of characters a name may gain or lose with another task


@dataclass(frozen=True, slots=True)
class AgencyName:
    """Agency name split into the divisions it begins with, highest first, and the agency's name within the last of them.

    Widths, blanks, doubled characters and short forms («县政府», «管理委员会», «发改委») are normalised in `rest`: equal rests
    are one name. `full` is the same without tasks shortened («发展和改革委员会»).
    """

    divisions: tuple[str, ...]
    rest: str
    full: str = field(compare=False)

    @property
    def whole(self) -> str:
        """Return the name in one piece."""
        return "".join(self.divisions) + self.full

    def is_same_as(self, other: AgencyName) -> bool:
        """Return whether both mean one agency, because nothing in either name says otherwise.

        A government is identified by its region alone. Names that differ in one character are those of two agencies: «民政局» and
        «财政局», «第1中学» and «第11中学».
        """
        if self.rest != other.rest:
            return False
        short, long = sorted((self.divisions, other.divisions), key=len)
        if not short:
            return not long or self.rest not in (GOVERNMENT, STREET_OFFICE)
        return long[-len(short) :] == short

    def begins_with(self, region: str) -> bool:
        """Return whether the name begins with a region, whatever divisions precede it: «云川市» in «青原省云川市教育局»."""
        names = ("".join((*self.divisions[at:], self.full)) for at in range(max(1, len(self.divisions))))
        return any(name.startswith(region) for name in names)

    def may_have_become(self, other: AgencyName) -> bool:
        """Return whether an agency of this name may have the other one now: its region changed its kind, or its tasks changed.

        «临江县人民政府» and «临江区人民政府»; «卫生和计划生育局» and «卫生健康局» of one region, which share a task.
        """
        if not self.divisions or not other.divisions or self.is_same_as(other):
            return False
        last, now = self.divisions[-1], other.divisions[-1]
        if self.rest == other.rest:
            stem = last[:_STEM]
            return last != now and stem == now[:_STEM] and abs(len(last) - len(now)) <= 1
        one_region = AgencyName(self.divisions, "", "").is_same_as(AgencyName(other.divisions, "", ""))
        short, long = sorted((self.full, other.full), key=len)
        office = short[-1:] == long[-1:] and short.endswith(_OFFICES)
        alike = short[:_STEM] == long[:_STEM] and len(long) - len(short) <= _GAIN
        return one_region and office and alike and not long.startswith(short)  # «公安局城南分局» is a part of «公安局»

    @property
    def spellings(self) -> Iterator[str]:
        """Yield the names of the agency with its region: in full, with higher divisions left out one by one, and in short.

        A region alone is a name only of its township government or street office: other agencies of a region may be called after it.
        """
        for first in range(len(self.divisions)):
            region = "".join(self.divisions[first:])
            yield from (region + rest for rest in {self.full: None, self.rest: None})
            if self.full.startswith(GOVERNMENT):
                yield region + self.full.replace(GOVERNMENT, "政府", 1)
            if self.rest in (GOVERNMENT, STREET_OFFICE) and region.endswith(_TOWNSHIPS):
                yield region
            if self.rest.endswith(COMMITTEE):
                yield (region + self.rest).removesuffix(COMMITTEE) + "管理委员会"
