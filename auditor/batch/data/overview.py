"""All that is known after a run, as ledger, dashboard and letters show it; data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from auditor.batch.data.record import ReportRecord
from auditor.model.finding import Finding, RuleSetInfo
from auditor.model.official import OfficialTable


class Choice(StrEnum):
    """What the inspector decided on a finding; its words are those of the ledger."""

    ACCEPTED = "采纳"
    REJECTED = "不采纳"
    PENDING = "待核"


@dataclass(frozen=True, slots=True)
class Decision:
    """An inspector's decision on the finding with this id; `note` may be empty."""

    choice: Choice
    note: str = ""


@dataclass(frozen=True, slots=True)
class RosterAgency:
    """One line of the roster, or what a report says of its agency where there is no roster.

    `parent` is the name of the agency above it, whose report adds up those of its units; `county` the region it is listed
    under; `address` a file name or web address. All but the name may be empty. With `adds_up` its report holds no figures but
    those of its units.
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
    """One report of the run with all its findings, those of comparisons with other reports among them, in order of place.

    `agency` is the roster's line it belongs to, None where it belongs to none. `late` is true where it was issued after the
    day the law sets.
    """

    record: ReportRecord
    findings: tuple[Finding, ...]
    agency: RosterAgency | None = None
    late: bool = False


class Trouble(StrEnum):
    """What is wrong with the hand-in as a whole."""

    MISSING = "未报送"
    TWICE = "重复报送"
    OTHER_NAME = "报告署名与名册不符"
    UNKNOWN = "名册里没有"


@dataclass(frozen=True, slots=True)
class HandIn:
    """Something wrong with what was handed in: of an agency of the roster, with the files concerned, and what is to be said."""

    trouble: Trouble
    agency: str
    files: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class SharedSentence:
    """A sentence two reports have in common: where it begins in the text of each, and as the first has it."""

    text: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two reports that are alike. `first` and `second` are their names; `share` is that of the shorter one's own sentences.

    `carried` is true where the second is the same agency's report of the year before (照搬), false for two agencies (雷同).
    """

    first: str
    second: str
    share: float
    shared: tuple[SharedSentence, ...]
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """A run over one year's reports. `rules` are the names of rules by id; `entries` are in the order of their names; `info` is of
    the rules in force.

    `trend` counts findings by year and rule, this year's among them. `tables` are the official tables by form.
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
