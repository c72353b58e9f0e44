"""Matches the reports of a run to the agencies of the roster, and finds submissions that are missing, doubled or under another name.

An agency is reported as missing only if no report can be its own: if a name may mean several agencies, none of them is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditor.batch.data.overview import HandIn, RosterAgency, Trouble
from auditor.batch.data.record import ReportRecord
from auditor.batch.roster.match_by_filename import FileNames, parts_of
from auditor.batch.roster.roster import Register, of_year, shown
from auditor.chinese.text import squeeze
from auditor.presentation.vocabulary import quotation

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Matched:
    """Agency of each record, in their order, None if it belongs to none; and the problems with the submissions."""

    agencies: tuple[RosterAgency | None, ...]
    hand_ins: tuple[HandIn, ...]


def match(agencies: Sequence[RosterAgency], records: Sequence[ReportRecord], year: int | None) -> Matched:
    """Match the reports to the agencies listed for a year; without a year, all lines apply and reports of every year count."""
    matching = _RosterMatching(of_year(agencies, year), records, year)
    matching.place()
    matching.settle()
    troubles = [*matching.missing(), *matching.twice(), *matching.troubles]
    order = list(Trouble)
    listed = {shown(agency): at for at, agency in reversed(list(enumerate(matching.roster)))}
    troubles.sort(
        key=lambda one: (order.index(one.trouble), listed.get(one.agency, len(listed)), one.agency, one.files)
    )
    owners = [None if at is None else matching.roster[at] for at in matching.owner]
    return Matched(tuple(owners), tuple(troubles))


@dataclass(slots=True)
class _RosterMatching:
    """State of one matching; agencies and records are referred to by their index."""

    roster: Sequence[RosterAgency]
    records: Sequence[ReportRecord]
    year: int | None
    owner: list[int | None] = field(init=False)
    troubles: list[HandIn] = field(default_factory=list)
    uncertain: set[int] = field(default_factory=set)
    nobodys: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    conflicts: list[tuple[int, int, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.owner = [None] * len(self.records)

    def place(self) -> None:
        """Assign each record the agency that it names or that its file belongs to; conflicts between the two are kept for `settle`."""
        register = Register(self.roster)
        files = FileNames(self.roster, [record.name for record in self.records])
        for number in sorted(range(len(self.records)), key=lambda one: self.records[one].name):
            record = self.records[number]
            given, carried = files.given(record.name), self._near(files.carried(record.name), record)
            by_file = given if given is not None else min(carried) if len(carried) == 1 else None
            named = register.find(record.audit.agency) if record.audit.agency else []
            meant = self._near(set(named), record)
            if not record.audit.agency:
                self._unnamed(number, by_file)
            elif by_file is not None and by_file not in named and (given is not None or carried.isdisjoint(named)):
                self.conflicts.append((number, by_file, min(meant) if len(meant) == 1 else None))
            elif by_file in named or len(meant) == 1:
                self.owner[number] = by_file if by_file in named else min(meant)
            else:
                self._unknown(record, sorted(meant))

    def _near(self, found: set[int], record: ReportRecord) -> set[int]:
        """Narrow several agencies down to the only one whose region or parent is the name of a folder of the file, if there is one."""
        if len(found) < 2:
            return found
        folders = [squeeze(part) for part in parts_of(record.name)[:-1]]
        near = {at for at in found if any(one and squeeze(one) in folders for one in self._places(at))}
        return near if len(near) == 1 else found

    def _places(self, at: int) -> tuple[str, str]:
        return self.roster[at].county, self.roster[at].parent

    def _unnamed(self, number: int, by_file: int | None) -> None:
        """Handle a report that could not be read or that names no agency."""
        record = self.records[number]
        self.owner[number] = by_file
        if by_file is None:
            self.nobodys.append(record.name)
            what = "没有读出来" if record.audit.error is not None else "没有写明机关名称"
            self._tell(Trouble.UNKNOWN, "", [record], f"报告{what}，从文件名也看不出是名册里哪个机关的")

    def _unknown(self, record: ReportRecord, candidates: Sequence[int]) -> None:
        name = record.audit.agency or ""
        if not candidates:
            self.strangers.append(name)
            self._tell(
                Trouble.UNKNOWN, name, [record], f"名册里没有{quotation(name)}；改过名称的，请写进名册的“别名”一栏"
            )
            return
        self.uncertain.update(candidates)
        said = f"{quotation(name)}可能是名册里的{self._list(candidates)}；请在名册的“文件或网址”一栏写上它的文件名"
        self._tell(Trouble.UNKNOWN, name, [record], said)

    def settle(self) -> None:
        """Assign each conflicting report to an agency without another report: to that of the file first, then to the named one."""
        taken = {owner for owner in self.owner if owner is not None}
        for number, by_file, named in self.conflicts:
            record = self.records[number]
            free = [at for at in (by_file, named) if at is not None and at not in taken]
            self.owner[number] = free[0] if free else None
            taken.update(free[:1])
            self.uncertain.update(at for at in (by_file, named) if at is not None)
            agency = shown(self.roster[by_file])
            said = f"按文件是{quotation(agency)}的，报告里写的机关却是{quotation(record.audit.agency or '')}；请核对是交错了，还是署错了名"
            self._tell(Trouble.OTHER_NAME, agency, [record], said)

    def missing(self) -> list[HandIn]:
        """Return the agencies without a report of the year, except those that a report in doubt may belong to."""
        have = set(self.uncertain)
        others: dict[int, list[ReportRecord]] = {}
        for record, owner in zip(self.records, self.owner, strict=True):
            if owner is not None and self._of_year(record):
                have.add(owner)
            elif owner is not None:
                others.setdefault(owner, []).append(record)
        found = []
        for at, agency in enumerate(self.roster):
            if at not in have:
                older = others.get(at, [])
                files = tuple(sorted(record.name for record in older))
                found.append(HandIn(Trouble.MISSING, shown(agency), files, self._why_missing(agency, older)))
        return found

    def _of_year(self, record: ReportRecord) -> bool:
        return self.year is None or record.audit.report_year in (self.year, None)

    def _why_missing(self, agency: RosterAgency, older: Sequence[ReportRecord]) -> str:
        said = f"没有{quotation(shown(agency))}" + (f"{self.year} 年度" if self.year else "") + "的报告"
        if older:
            years = "、".join(str(year) for year in sorted({record.audit.report_year or 0 for record in older}))
            said += f"，只有它 {years} 年度的；请核对是不是交错了，或者写错了年度"
        if self.nobodys:
            said += f"；另有 {len(self.nobodys)} 份不知道是哪个机关的（{_files(sorted(self.nobodys))}），请看是不是它的"
        if self.strangers:
            named = _some([quotation(name) for name in self.strangers])
            said += f"；另有 {len(self.strangers)} 份署名的机关名册里没有（{named}），请看是不是它的别的名称"
        return said

    def twice(self) -> list[HandIn]:
        """Return the agencies with several reports of one year."""
        groups: dict[tuple[int, int], list[ReportRecord]] = {}
        for record, owner in zip(self.records, self.owner, strict=True):
            if owner is not None and record.audit.report_year is not None:
                groups.setdefault((owner, record.audit.report_year), []).append(record)
        found = []
        for (owner, year), records in groups.items():
            if len(records) > 1:
                name = quotation(shown(self.roster[owner]))
                said = f"{name}{year} 年度的报告有 {len(records)} 份，{_difference(records)}"
                files = tuple(sorted(record.name for record in records))
                found.append(HandIn(Trouble.TWICE, shown(self.roster[owner]), files, said))
        return found

    def _list(self, agencies: Sequence[int]) -> str:
        more = f"等 {len(agencies)} 个" if len(agencies) > _NAMED else ""
        return "、".join(quotation(shown(self.roster[at])) for at in agencies[:_NAMED]) + more

    def _tell(self, trouble: Trouble, agency: str, records: Sequence[ReportRecord], said: str) -> None:
        self.troubles.append(HandIn(trouble, agency, tuple(record.name for record in records), said))


def _difference(records: Sequence[ReportRecord]) -> str:
    if len({record.audit.digest for record in records}) == 1:
        return "是同一个文件，留一份就可以"
    if len({squeeze(record.text) for record in records}) == 1:
        return "文字相同，只是文件不同，留一份就可以"
    return "内容不同，请问清以哪一份为准"


def _files(names: Sequence[str]) -> str:
    return _some([parts_of(name)[-1] for name in names])


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")
