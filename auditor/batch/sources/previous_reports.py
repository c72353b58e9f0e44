"""Reports of an earlier year: which agency each belongs to, and which of them a report is compared with."""

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
    """Report of an earlier year under its name: its agency and year, or why it could not be read."""

    name: str
    content: str
    agency: str | None = None
    year: int | None = None
    error: str | None = None
    lasting: bool = True


class Formers:
    """Index of the reports of an earlier year, for comparison; each is kept with the file that contains it."""

    def __init__(self, found: Iterable[tuple[Former, AnyFile]], other_names: OtherNames = no_other_names) -> None:
        self._index = PreviousIndex(
            ((agency_name(former.agency or ""), former.year, former.content, (former, file)) for former, file in found),
            other_names,
        )

    def before(self, agency: str | None, year: int | None) -> Predecessor[tuple[Former, AnyFile]] | None:
        """Return the report of the agency for the preceding year."""
        return self._index.before(agency_name(agency or ""), year)

    def digest(self, agency: str | None, year: int | None) -> str:
        """Return the digest of the report to compare with; empty if there is none."""
        found = self.before(agency, year)
        return content_of(found) if found else ""


def content_of(found: Predecessor[tuple[Former, AnyFile]]) -> str:
    """Return what a comparison depends on: the digest of the report, and how many versions there are to choose from."""
    return found.one[0].content + (f" ×{found.among}" if found.among > 1 else "")


def readable(found: Iterable[tuple[Former, AnyFile]]) -> list[tuple[Former, AnyFile]]:
    """Return the reports that could be read."""
    return [(former, file) for former, file in found if former.error is None]


def unreadable(found: Iterable[tuple[Former, AnyFile]]) -> list[str]:
    """Return the messages about the reports that could not be read."""
    return [f"上年报告{former.name}：无法读取：{former.error}" for former, _ in found if former.error is not None]
