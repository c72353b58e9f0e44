"""Reports of an earlier year: whose they are, and which of them a report is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from auditor.engine.previous import OtherNames, Predecessor, PreviousIndex, no_other_names
from auditor.ruleset.catalogues.agency_names import agency_name

if TYPE_CHECKING:
    from auditor.batch.sources.discovery import AnyFile


@dataclass(frozen=True, slots=True)
class Former:
    """A report of an earlier year under its name: whose it is, or why it could not be read."""

    name: str
    content: str
    agency: str | None = None
    year: int | None = None
    error: str | None = None
    lasting: bool = True


class Formers:
    """Which report of an earlier year is compared with a report; each stands with the file it lies in."""

    def __init__(self, found: Iterable[tuple[Former, AnyFile]], other_names: OtherNames = no_other_names) -> None:
        self._index = PreviousIndex(
            ((agency_name(former.agency or ""), former.year, (former, file)) for former, file in found), other_names
        )

    def before(self, agency: str | None, year: int | None) -> Predecessor[tuple[Former, AnyFile]] | None:
        """The report of the agency and the year before."""
        return self._index.before(agency_name(agency or ""), year)

    def digest(self, agency: str | None, year: int | None) -> str:
        """The digest of the one to compare with, empty where there is none."""
        found = self.before(agency, year)
        return found.one[0].content if found else ""


def readable(found: Iterable[tuple[Former, AnyFile]]) -> list[tuple[Former, AnyFile]]:
    """Those that could be read."""
    return [(former, file) for former, file in found if former.error is None]


def unreadable(found: Iterable[tuple[Former, AnyFile]]) -> list[str]:
    """What is told of those that could not be read."""
    return [f"上年报告{former.name}：无法读取：{former.error}" for former, _ in found if former.error is not None]
