"""Rollup check: compares a report that adds up those of other agencies with their sum, cell by cell.

An agency that the roster names as a parent may have figures of its own: a county's government receives requests for information
just as its departments do. Its cells may therefore be larger than the sum, and only a smaller one contradicts it; equality is
required only where the roster says that the report only adds up. Either way it is a contradiction between reports, not
the breach of a duty: one document may be counted by two units, and the roster may be wrong. So it is never more than a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.batch.data.overview import RosterAgency
from auditor.batch.data.record import ReportRecord
from auditor.batch.roster.roster import Register, of_year, shown
from auditor.chinese.values import Number
from auditor.model.finding import Finding, Location, Outcome, RuleResult, Severity, number_findings
from auditor.model.official import OfficialTable
from auditor.model.report import Value
from auditor.presentation.vocabulary import quotation

SUM = "BULK-SUM"
NAME = "汇总的数字应与所属机关之和相符"
_CATEGORY = "rollup"
_SUGGESTION = "与所属机关的报告核对：是漏了一个机关，还是有机关报数有误；同一件由几个机关重复计数的，说明口径。"
_NAMED = 6
_SHOWN = 5
# If a table has more wrong cells, they are reported together: the table was not added up at all.
_MOST_CELLS = 12
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Summed:
    """Result of the comparison for an agency that others are under; `record` is its report's name, empty if there is none."""

    agency: str
    record: str
    result: RuleResult


@dataclass(frozen=True, slots=True)
class _WrongTotal:
    """Cell of the parent that disagrees with the cells of the units; `parts` are the units' names and figures."""

    table: OfficialTable
    value: Value
    parts: tuple[tuple[str, Number], ...]
    sum: Number

    @property
    def difference(self) -> Number:
        return self.sum - (self.value.number or 0)


@dataclass(frozen=True, slots=True)
class _Reports:
    """A parent's report and those of its units, by their names, all of one year and form."""

    parent: ReportRecord
    units: tuple[tuple[str, ReportRecord], ...]
    adds_up: bool

    @property
    def severity(self) -> Severity:
        """Severity of the findings: only where the roster says so is the parent's report known to add up its units'."""
        return Severity.WARNING if self.adds_up else Severity.INFO


def check_sums(
    agencies: Sequence[RosterAgency],
    records: Sequence[ReportRecord],
    owners: Sequence[RosterAgency | None],
    year: int | None,
    tables: Mapping[str, Sequence[OfficialTable]],
) -> tuple[Summed, ...]:
    """Return the result for every agency of the roster that is another's parent, in roster order; `owners` are those of the records.

    If a comparison is impossible, its result says why. `tables` are the official ones by form.
    """
    listed = of_year(agencies, year)
    register = Register(listed)
    children: dict[int, list[int]] = {}
    for at, agency in enumerate(listed):
        parents = register.parent(agency)
        if len(parents) == 1:
            children.setdefault(parents[0], []).append(at)
    handed_in: dict[RosterAgency, list[ReportRecord]] = {}
    for record, owner in zip(records, owners, strict=True):
        if owner is not None and record.audit.report_year in (year, None):
            handed_in.setdefault(owner, []).append(record)
    return tuple(_summed(listed[at], [listed[c] for c in children[at]], handed_in, tables) for at in sorted(children))


def _summed(
    parent: RosterAgency,
    units: Sequence[RosterAgency],
    handed_in: Mapping[RosterAgency, Sequence[ReportRecord]],
    tables: Mapping[str, Sequence[OfficialTable]],
) -> Summed:
    mine = handed_in.get(parent, ())
    record = mine[0].name if len(mine) == 1 else ""
    reasons = [_unusable(agency, handed_in.get(agency, ())) for agency in (parent, *units)]
    told = [reason for reason in reasons if reason]
    if told:
        more = f"等 {len(told)} 个机关" if len(told) > _NAMED else ""
        return Summed(shown(parent), record, _ended(Outcome.CANNOT_CHECK, "；".join(told[:_NAMED]) + more))
    reports = _Reports(mine[0], tuple((shown(unit), handed_in[unit][0]) for unit in units), parent.adds_up)
    forms = {one.audit.form for one in (reports.parent, *(unit for _, unit in reports.units))}
    if len(forms) > 1:
        return Summed(shown(parent), record, _ended(Outcome.CANNOT_CHECK, "所属机关用的报告格式不同，数字不能相加"))
    return Summed(shown(parent), record, _compared(reports, tables.get(reports.parent.audit.form or "", ())))


def _unusable(agency: RosterAgency, records: Sequence[ReportRecord]) -> str:
    """Return why an agency's figures cannot be used; empty if they can."""
    name = quotation(shown(agency))
    if not records:
        return f"没有{name}的报告"
    if len(records) > 1:
        return f"{name}的报告不止一份"
    if records[0].audit.error is not None:
        return f"{name}的报告没有读出来"
    return "" if records[0].audit.report_year is not None else f"{name}的报告看不出年度"


def _compared(reports: _Reports, tables: Sequence[OfficialTable]) -> RuleResult:
    findings: list[Finding] = []
    unable: list[str] = []
    for table in tables:
        cells, unsure = _look(reports, table)
        findings += _told(reports, _unexplained(cells))
        if unsure:
            unable.append(f"{table.name}有 {len(unsure)} 格没有核对：{unsure[0]}")
    audit = reports.parent.audit
    numbered = tuple(number_findings(findings, audit.agency or "", audit.report_year))
    if not tables:
        unable.append("不认识报告的格式")
    ended = Outcome.FAILED if numbered else Outcome.CANNOT_CHECK if unable else Outcome.PASSED
    return replace(_ended(ended, "；".join(unable)), findings=numbered)


def _ended(outcome: Outcome, reason: str) -> RuleResult:
    return RuleResult(SUM, NAME, outcome, reason)


def _look(reports: _Reports, table: OfficialTable) -> tuple[list[_WrongTotal], list[str]]:
    """Return the cells of a table that contradict the sum, and why others could not be checked."""
    found, unsure = [], []
    for row, column in _places(reports.parent, table):
        value = _sure(reports.parent, table.key, row, column)
        if value is None:
            unsure.append(f"上级机关的{_place(table, row, column)}没有读到数字")
            continue
        parts = [(name, _sure(unit, table.key, row, column)) for name, unit in reports.units]
        missing = next((name for name, part in parts if part is None), None)
        if missing is not None:
            unsure.append(f"{quotation(missing)}的{_place(table, row, column)}没有读到数字")
            continue
        figures = tuple((name, part.number or 0) for name, part in parts if part is not None)
        cell = _WrongTotal(table, value, figures, sum(number for _, number in figures))
        if not (cell.difference > 0 or (reports.adds_up and cell.difference)):
            continue
        # Blank is not 0: a blank total may be the sum, and a blank unit may account for the difference between the total and the
        # others.
        if value.blank or (cell.difference < 0 and any(part is not None and part.blank for _, part in parts)):
            unsure.append(f"上级机关或所属机关的{_place(table, row, column)}没有填写")
        else:
            found.append(cell)
    return found, unsure


def _places(record: ReportRecord, table: OfficialTable) -> Iterator[tuple[str, str]]:
    """Yield the cells of a table in the form's order: those in the parent's report, or all if it has none of them."""
    found = record.tables.get(table.key)
    for row in table.rows:
        for column in table.columns:
            if found is None or row.key not in found.rows or found.at(row.key, column.key) is not None:
                yield row.key, column.key


def _sure(record: ReportRecord, table: str, row: str, column: str) -> Value | None:
    found = record.tables.get(table)
    value = found.at(row, column) if found is not None else None
    return value if value is not None and value.sure else None


def _unexplained(cells: Sequence[_WrongTotal]) -> list[_WrongTotal]:
    """Leave out the totals whose error is just the sum of the errors of their summands."""
    by_place = {(cell.value.row, cell.value.column): cell for cell in cells}

    def explained(cell: _WrongTotal) -> bool:
        row, column = cell.value.row, cell.value.column
        in_row = [other for (r, c), other in by_place.items() if r == row and c != _TOTAL]
        in_column = [other for (r, c), other in by_place.items() if c == column and r not in _NOT_ADDED]
        return (column == _TOTAL and _makes_up(cell, in_row)) or (row == _TOTAL and _makes_up(cell, in_column))

    return [cell for cell in cells if not explained(cell)]


# The rows of 表三 that its total does not add up, and the total itself.
_NOT_ADDED = ("new", "carried_in", "carried_out", _TOTAL)


def _makes_up(total: _WrongTotal, parts: Sequence[_WrongTotal]) -> bool:
    return bool(parts) and sum(part.difference for part in parts) == total.difference


def _told(reports: _Reports, cells: Sequence[_WrongTotal]) -> list[Finding]:
    if len(cells) <= _MOST_CELLS:
        return [_finding(reports, cell) for cell in cells]
    table = cells[0].table
    first = "；".join(f"{_place(table, c.value.row, c.value.column)}{_said(reports, c)}" for c in cells[:_SHOWN])
    against = "与所属机关之和不等" if reports.adds_up else "小于所属机关之和"
    message = f"{table.name}有 {len(cells)} 格{against}，如{first}"
    at = Location(_section(reports.parent, cells[0].value), table.key)
    return [Finding(SUM, NAME, _CATEGORY, reports.severity, message, at, suggestion=_SUGGESTION)]


def _finding(reports: _Reports, cell: _WrongTotal) -> Finding:
    value, table = cell.value, cell.table
    at = Location(_section(reports.parent, value), table.key, value.row, value.column)
    if value.raw:
        at = replace(at, quote=value.raw, start=value.start, end=value.end)
    return Finding(
        SUM,
        NAME,
        _CATEGORY,
        reports.severity,
        f"{table.name}{_place(table, value.row, value.column)}{_said(reports, cell)}",
        at,
        expected=str(cell.sum) if reports.adds_up else f"不小于 {cell.sum}",
        actual=value.raw or "空格",
        suggestion=_SUGGESTION,
    )


def _said(reports: _Reports, cell: _WrongTotal) -> str:
    """Format the message: «填 10，小于 3 个所属机关之和 12（3+4+5=12：甲局 3、乙局 4、丙局 5）»."""
    own = f"填 {cell.value.number}" if cell.value.number is not None else "没有填"
    against = "不等于" if reports.adds_up else "小于"
    counted = [part for part in cell.parts if part[1]]
    largest = sorted(counted, key=lambda part: -part[1])[:_NAMED]
    named = [part for part in counted if part in largest]
    rest = sum(number for _, number in counted) - sum(number for _, number in named)
    terms = [str(number) for _, number in named] + ([str(rest)] if len(counted) > len(named) else [])
    units = [f"{name} {number}" for name, number in named]
    if len(counted) > len(named):
        units.append(f"其余 {len(counted) - len(named)} 个 {rest}")
    shown_sum = f"（{'+'.join(terms)}={cell.sum}：{'、'.join(units)}）" if units else ""
    return f"{own}，{against} {len(cell.parts)} 个所属机关之和 {cell.sum}{shown_sum}"


def _place(table: OfficialTable, row: str, column: str) -> str:
    rows, columns = ({one.key: one.label for one in labels} for labels in (table.rows, table.columns))
    return f"“{rows[row]}”行“{columns[column]}”列"


def _section(record: ReportRecord, value: Value) -> str | None:
    if not value.raw:
        return None
    return next((part.numeral for part in record.parts if part.start <= value.start < part.end), None)
