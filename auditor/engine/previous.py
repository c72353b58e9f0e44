"""Lookup of the report of the preceding year."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from auditor.model.agency import AgencyName
from auditor.model.report import Report

T = TypeVar("T")
OtherNames = Callable[[AgencyName], Collection[AgencyName]]


def no_other_names(_: AgencyName) -> Collection[AgencyName]:
    """Return no names: used where no roster lists an agency's former names."""
    return ()


@dataclass(frozen=True, slots=True)
class Predecessor(Generic[T]):
    """Entry of an agency's preceding year.

    `guessed` is true if only its name suggests that it is the agency's. `among` is the number of different entries of that name
    and year: with more than one, nobody knows which of them counts.
    """

    one: T
    guessed: bool = False
    among: int = 1


class PreviousIndex(Generic[T]):
    """Index of entries by agency and year; the only place that matches reports of the preceding year to agencies."""

    def __init__(
        self,
        kept: Iterable[tuple[AgencyName, int | None, str, T]],
        other_names: OtherNames = no_other_names,
        *,
        meant: bool = False,
    ) -> None:
        """Index the entries, each under its name, its year and the digest of its content; copies of one file count once.

        `other_names` returns the names under which a roster knows an agency. `meant` says that one report was given for one
        agency, and may be that agency's whatever its name.
        """
        self._kept: dict[tuple[AgencyName, int | None], dict[str, T]] = {}
        for name, year, content, one in kept:
            self._kept.setdefault((name, year), {})[content] = one
        self._other_names = other_names
        self._meant = meant

    def before(self, agency: AgencyName, year: int | None) -> Predecessor[T] | None:
        """Return the entry of the preceding year: by name, by another name, or by a possible former name of the agency.

        Returns None if there is none, or if several agencies may have had another name.
        """
        if year is None:
            return None
        if same := self._kept.get((agency, year - 1)):
            return _of(same)
        of_year = {name: ones for (name, at), ones in self._kept.items() if at == year - 1}
        others = self._other_names(agency)
        for fits, guessed in (
            (agency.is_same_as, False),
            (lambda name: any(map(name.is_same_as, others)), False),
            (lambda name: name.may_have_become(agency), True),
        ):
            found = [ones for name, ones in of_year.items() if fits(name)]
            if len(found) > 1 and guessed:
                return None
            if found:
                return _of(dict(ChainMap(*found)), guessed)
        if self._meant and len(self._kept) == len(of_year) == 1:
            return _of(next(iter(of_year.values())), guessed=True)
        return None


def _of(ones: Mapping[str, T], guessed: bool = False) -> Predecessor[T]:
    return Predecessor(next(iter(ones.values())), guessed, len(ones))


class PreviousReports:
    """Reports of earlier years for one report, looked up by agency and year."""

    def __init__(self, reports: Iterable[Report], *, chosen: Predecessor[Any] | None = None) -> None:
        """Index the reports; `chosen` is what is known of a report that was chosen beforehand, the only one then."""
        kept = ((report.name, report.report_year, report.document.digest, report) for report in reports)
        self._index = PreviousIndex(kept, meant=True)
        self._chosen = chosen

    def before(self, report: Report) -> Predecessor[Report] | None:
        """Return the same agency's report of the preceding year."""
        found = self._index.before(report.name, report.report_year)
        return (
            found
            if found is None or self._chosen is None
            else replace(found, guessed=self._chosen.guessed, among=self._chosen.among)
        )
