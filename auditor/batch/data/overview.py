"""Data known after a run, as ledger, dashboard and letters show it; no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.batch.data.record import ReportRecord
from auditor.model.finding import Finding, RuleSetInfo
from auditor.model.official import OfficialTable


class Choice(StrEnum):
    """Inspector's decision on a finding; the values are the words of the ledger."""

    ACCEPTED = "采纳"
    REJECTED = "不采纳"
    PENDING = "待核"


@dataclass(frozen=True, slots=True)
class Decision:
    """Inspector's decision on one finding; `note` may be empty."""

    choice: Choice
    note: str = ""


@dataclass(frozen=True, slots=True)
class RosterAgency:
    """Line of the roster, or the facts a report states about its agency if there is no roster.

    `parent` is the name of the agency above it, whose report adds up those of its units; `county` is the region it is listed
    under; `address` is a file name or web address. All but the name may be empty. If `adds_up`, its report contains only the
    figures of its units.
    """

    name: str
    level: str = ""
    parent: str = ""
    county: str = ""
    aliases: tuple[str, ...] = ()
    address: str = ""
    year: int | None = None
    adds_up: bool = False


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """Report of the run with all its findings, including those of comparisons with other reports, in order of place.

    `agency` is its line of the roster, None if it has none. `late` is true if it was issued after the day the law sets.
    """

    record: ReportRecord
    findings: tuple[Finding, ...]
    agency: RosterAgency | None = None
    late: bool = False


class Trouble(StrEnum):
    """Problem with the submissions as a whole."""

    MISSING = "未报送"
    TWICE = "重复报送"
    OTHER_NAME = "报告署名与名册不符"
    UNKNOWN = "名册里没有"


@dataclass(frozen=True, slots=True)
class HandIn:
    """Problem with a submission: the agency of the roster, the files concerned, and the message."""

    trouble: Trouble
    agency: str
    files: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """Sentence that two reports have in common: its offset in the text of each, and its wording in the first."""

    text: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two reports that are alike. `first` and `second` are their names; `share` is the share of the shorter one's own sentences.

    `carried` is true if the second is the same agency's report of the year before (照搬), false for two agencies (雷同).
    """

    first: str
    second: str
    share: float
    shared: tuple[SharedSentence, ...]
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """Run over one year's reports: `rules` are the names of rules by id, `entries` are sorted by name, `info` is of the rules in force.

    `trend` counts findings by year and rule, including this year's. `tables` are the official tables by form.
    """

    year: int | None
    entries: tuple[ReportEntry, ...]
    hand_ins: tuple[HandIn, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    trend: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    tables: Mapping[str, tuple[OfficialTable, ...]] = field(default_factory=dict)
    info: RuleSetInfo = field(default_factory=lambda: RuleSetInfo((), 0, ""))
