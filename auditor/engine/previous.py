"""Last year's reports: which of them is the one before a report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from auditor.model.agency import AgencyName
from auditor.model.report import Report

T = TypeVar("T")
OtherNames = Callable[[AgencyName], Collection[AgencyName]]


def no_other_names(_: AgencyName) -> Collection[AgencyName]:
    """Where no roster tells what an agency was called before."""
    return ()


@dataclass(frozen=True, slots=True)
class Predecessor(Generic[T]):
    """What is kept of an agency's year before; `guessed` is true where only its name suggests that it is the agency's."""

    one: T
    guessed: bool = False


class PreviousIndex(Generic[T]):
    """Finds what is kept of an agency and a year; the only place that tells whose report of the year before is whose."""

    def __init__(
        self,
        kept: Iterable[tuple[AgencyName, int | None, T]],
        other_names: OtherNames = no_other_names,
        *,
        meant: bool = False,
    ) -> None:
        """`other_names` are those under which a roster knows an agency.

        `meant` is whether one report was given for one agency, and may be of it whatever its name.
        """
        self._kept = list(kept)
        self._other_names = other_names
        self._meant = meant
        self._by_name = {(name, year): one for name, year, one in self._kept}

    def before(self, agency: AgencyName, year: int | None) -> Predecessor[T] | None:
        """The one of the year before, or None: by the name, by another name of the agency, or by what it may have been called.

        Of several that may be meant none is.
        """
        if year is None:
            return None
        if (agency, year - 1) in self._by_name:
            return Predecessor(self._by_name[agency, year - 1])
        of_year = [(name, one) for name, at, one in self._kept if at == year - 1]
        others = self._other_names(agency)
        for fits, guessed in (
            (agency.is_same_as, False),
            (lambda name: any(map(name.is_same_as, others)), False),
            (lambda name: name.may_have_become(agency), True),
        ):
            found = {name: one for name, one in of_year if fits(name)}
            if found:
                return Predecessor(next(iter(found.values())), guessed) if len(found) == 1 else None
        if self._meant and len(self._kept) == len(of_year) == 1:
            return Predecessor(of_year[0][1], guessed=True)
        return None


class PreviousReports:
    """Reports of earlier years for one report, found by agency and year."""

    def __init__(self, reports: Iterable[Report], *, guessed: bool | None = None) -> None:
        """`guessed` is given where one was chosen: whether only its name suggests whose it is."""
        self._index = PreviousIndex(((report.name, report.report_year, report) for report in reports), meant=True)
        self._guessed = guessed

    def before(self, report: Report) -> Predecessor[Report] | None:
        """The same agency's report of the year before."""
        found = self._index.before(report.name, report.report_year)
        return found if found is None or self._guessed is None else Predecessor(found.one, self._guessed)
