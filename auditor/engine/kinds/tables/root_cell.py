"""Search for one wrong cell that explains several broken sums, so that it is reported once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from auditor.chinese.values import Number, show_number
from auditor.engine.context import CellName, CheckContext, Hit
from auditor.engine.kind import RuleHit
from auditor.model.finding import Location, Severity
from auditor.model.report import FormTable, Value

Memberships = Mapping[CellName, int]


def explain(
    failures: Sequence[RuleHit], memberships: Callable[[str], Memberships], bound: CheckContext
) -> list[RuleHit]:
    """Join failing sums that one cell explains, and keep the others; `memberships` counts the sums of a table that use each cell.

    A cell explains two or more sums if its change by one amount makes all of them hold, and no sum that holds uses it.
    """
    left = list(failures)
    explained = []
    for table in sorted({failure.hit.location.table or "" for failure in failures}):
        own = [failure for failure in left if failure.hit.location.table == table]
        sums = memberships(table)
        while len(own) > 1:
            found = _best(own, sums, bound.report.tables[table])
            if found is None:
                break
            cell, off, group = found
            explained.append(_explained(table, cell, off, group, bound))
            own = [failure for failure in own if failure not in group]
            left = [failure for failure in left if failure not in group]
    return explained + left


def _best(
    failures: Sequence[RuleHit], sums: Memberships, table: FormTable
) -> tuple[CellName, Number, list[RuleHit]] | None:
    """Return the only cell that is in two or more failing sums and in no sum that holds, with the amount by which it is off."""
    groups: dict[tuple[CellName, Number], list[RuleHit]] = {}
    for failure in failures:
        for operand in failure.hit.operands:
            if operand.row and abs(operand.coefficient) == 1:
                off = failure.hit.difference * operand.coefficient
                value = table.at(operand.row, operand.column)
                if value is None or (value.number or 0) < off:
                    continue  # a count cannot be negative
                groups.setdefault(((operand.row, operand.column), off), []).append(failure)
    whole = [(key, group) for key, group in groups.items() if len(group) == sums[key[0]] and len(group) > 1]
    if not whole:
        return None
    most = max(len(group) for _, group in whole)
    best = [(key, group) for key, group in whole if len(group) == most]
    for (cell, off), group in best:
        rivals = [other for other, theirs in best if other[0] != cell and any(f in group for f in theirs)]
        if not rivals:
            return cell, off, group
    return None


def _explained(table: str, cell: CellName, off: Number, group: Sequence[RuleHit], bound: CheckContext) -> RuleHit:
    """One hit for the group, of the first of its most severe rules."""
    form = bound.form.table[table]
    value = bound.report.tables[table].at(*cell)
    number = value.number if value is not None and value.number is not None else 0
    expected, actual = show_number(number - off), show_number(number)
    row, column = form.row[cell[0]].label, form.column[cell[1]].label
    sums = "；".join(failure.message for failure in group)
    message = f"{form.name}“{row}”的“{column}”填的是 {actual}，若为 {expected}，下列各式就都成立：{sums}"
    rule = min(group, key=lambda failure: Severity(failure.rule.severity).rank).rule
    others = dict.fromkeys(failure.rule.id for failure in group if failure.rule.id != rule.id)
    hit = Hit(_location(table, cell, value, bound), expected=expected, actual=actual)
    return RuleHit(rule, hit, message, tuple(others))


def _location(table: str, cell: CellName, value: Value | None, bound: CheckContext) -> Location:
    if value is None:
        return Location(bound.section_of(table), table, cell[0], cell[1])
    return bound.at_value(table, value)
