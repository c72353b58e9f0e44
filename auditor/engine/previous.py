"""Lookup of the report of the preceding year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from auditor.model.agency import AgencyName
from auditor.model.report import Report

T = TypeVar("T")
OtherNames = Callable[[AgencyName], Collection[AgencyName]]


def no_other_names(_: AgencyName) -> Collection[AgencyName]:
    """Return no names: used where no roster lists an agency's former names."""
    return ()


@dataclass(frozen=True, slots=True)
class Predecessor(Generic[T]):
    """Entry of an agency's preceding year; `guessed` is true if only its name suggests that it is the agency's."""

    one: T
    guessed: bool = False


class PreviousIndex(Generic[T]):
    """Index of entries by agency and year; the only place that matches reports of the preceding year to agencies."""

    def __init__(
        self,
        kept: Iterable[tuple[AgencyName, int | None, T]],
        other_names: OtherNames = no_other_names,
        *,
        meant: bool = False,
    ) -> None:
        """Index the entries.

        `other_names` returns the names under which a roster knows an agency. `meant` says that one report was given for one
        agency, and may be that agency's whatever its name.
        """
        self._kept = list(kept)
        self._other_names = other_names
        self._meant = meant
        self._by_name = {(name, year): one for name, year, one in self._kept}

    def before(self, agency: AgencyName, year: int | None) -> Predecessor[T] | None:
        """Return the entry of the preceding year: by name, by another name, or by a possible former name of the agency.

        Returns None if there is none, or if several names match.
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
    """Reports of earlier years for one report, looked up by agency and year."""

    def __init__(self, reports: Iterable[Report], *, guessed: bool | None = None) -> None:
        """Index the reports; `guessed`, given for a report chosen beforehand, says whether only its name suggests the agency."""
        self._index = PreviousIndex(((report.name, report.report_year, report) for report in reports), meant=True)
        self._guessed = guessed

    def before(self, report: Report) -> Predecessor[Report] | None:
        """Return the same agency's report of the preceding year."""
        found = self._index.before(report.name, report.report_year)
        return found if found is None or self._guessed is None else Predecessor(found.one, self._guessed)
