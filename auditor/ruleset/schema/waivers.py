"""Waivers (`waivers.yaml`): findings that an office accepts, each with a reason, an approver and an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from auditor.errors import RuleFileError
from auditor.model.finding import Finding, Waiver
from auditor.ruleset.catalogues.agency_names import agency_name
from auditor.ruleset.schema.rules import NonEmptyText
from auditor.ruleset.yaml.positions import load_yaml
from auditor.ruleset.yaml.validation import Strict, a_day, check, meant


class WaiverEntry(Strict):
    """One waiver: for a rule, an agency and a report year, or for one finding among these; `line` is its line in the file."""

    rule: NonEmptyText
    agency: NonEmptyText
    year: int
    reason: NonEmptyText
    approver: NonEmptyText
    expires: date
    finding: str | None = None
    line: int = 0

    @field_validator("expires", mode="before")
    @classmethod
    def _day(cls, text: object) -> date:
        return a_day(str(text))

    def about(self, agency: str, year: int | None) -> bool:
        """Whether it is for the report of this agency and year; a name without a region is not valid for agencies of all regions."""
        if self.year != year:
            return False
        meant, name = agency_name(self.agency), agency_name(agency)
        return meant.is_same_as(name) and (bool(meant.divisions) or not name.divisions)

    def matches(self, finding: Finding, agency: str, year: int | None) -> bool:
        """Whether it waives a finding of a report."""
        if not self.about(agency, year):
            return False
        return self.rule in finding.rules and self.finding in (None, finding.id)

    @property
    def shown(self) -> Waiver:
        """The waiver as outputs show it."""
        return Waiver(self.reason, self.approver, self.expires)


class _WaiversFile(Strict):
    waivers: Annotated[tuple[WaiverEntry, ...], Field(min_length=1)]


def load_waivers(path: Path, rules: Iterable[str]) -> tuple[WaiverEntry, ...]:
    """Load the waivers of a file; raises RuleFileError with all its mistakes, including rules that do not exist."""
    source = load_yaml(path)
    data = source.data
    if not source.mistakes and not (data.get("waivers", data) if isinstance(data, dict) else data):
        said = "文件里没有豁免；要写就以“waivers:”开头，下面逐条列出，不用就删去这个文件"
        source.mistakes.append(source.mistake(("waivers",), said))
    file = check(_WaiversFile, source) if not source.mistakes else None
    known = set(rules)
    entries = []
    for place, entry in enumerate(file.waivers if file else ()):
        where = ("waivers", place)
        if entry.rule not in known:
            message = f"没有编号为“{entry.rule}”的规则{meant(entry.rule, known)}"
            source.mistakes.append(source.mistake((*where, "rule"), message))
        entries.append(entry.model_copy(update={"line": source.values[where][0]}))
    if file is None or source.mistakes:
        raise RuleFileError(source.mistakes)
    return tuple(entries)
