"""Search for one wrong cell that explains several broken sums, so that it is reported once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.chinese.values import Number, show_number
from auditor.engine.context import CellName, CheckContext, Hit
from auditor.model.finding import Location
from auditor.model.report import FormTable, Value
from auditor.ruleset.binding.terms import keys_of, table_of
from auditor.ruleset.schema.rules import IdentityRule


@dataclass(frozen=True, slots=True)
class BrokenSum:
    """Sum that does not hold, with its rule and the message it would have."""

    rule: IdentityRule
    hit: Hit
    message: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Cell whose change to `expected` fixes all the failures and breaks no sum that held."""

    failures: tuple[BrokenSum, ...]
    location: Location
    expected: str
    actual: str
    message: str


def explain(
    failures: Sequence[BrokenSum], rules: Sequence[IdentityRule], bound: CheckContext
) -> tuple[list[Explanation], list[BrokenSum]]:
    """Return explanations, each of two or more failures, and the failures left over."""
    left = list(failures)
    explanations = []
    for table in sorted({failure.hit.location.table or "" for failure in failures}):
        own = [failure for failure in left if failure.hit.location.table == table]
        sums = _memberships(table, rules, bound)
        while len(own) > 1:
            found = _best(own, sums, bound.report.tables[table])
            if found is None:
                break
            cell, value, group = found
            explanations.append(_explanation(table, cell, value, group, bound))
            own = [failure for failure in own if failure not in group]
            left = [failure for failure in left if failure not in group]
    return explanations, left


def _memberships(table: str, rules: Sequence[IdentityRule], bound: CheckContext) -> dict[CellName, int]:
    """Count in how many sums of the rules each cell takes part."""
    counts: dict[CellName, int] = {}
    for rule in rules:
        form = table_of(bound.form, rule.table)
        if form.key != table:
            continue
        keys = [
            key
            for operand in rule.parsed.operands()
            if operand.constant is None and not operand.past
            for key in keys_of(form, operand.name, group=operand.group, for_each=rule.for_each)
        ]
        for line in form.columns if rule.for_each == "column" else form.rows:
            for key in keys:
                cell = (key, line.key) if rule.for_each == "column" else (line.key, key)
                counts[cell] = counts.get(cell, 0) + 1
    return counts


def _best(
    failures: Sequence[BrokenSum], sums: dict[CellName, int], table: FormTable
) -> tuple[CellName, Number, list[BrokenSum]] | None:
    """Return the only cell that is in two or more failing sums and in no sum that holds, with the amount it is off."""
    groups: dict[tuple[CellName, Number], list[BrokenSum]] = {}
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


def _explanation(
    table: str, cell: CellName, off: Number, group: Sequence[BrokenSum], bound: CheckContext
) -> Explanation:
    form = bound.form.table[table]
    value = bound.report.tables[table].at(*cell)
    number = value.number if value is not None and value.number is not None else 0
    expected = show_number(number - off)
    actual = show_number(number)
    row, column = form.row[cell[0]].label, form.column[cell[1]].label
    sums = "；".join(failure.message for failure in group)
    message = f"{form.name}“{row}”的“{column}”填的是 {actual}，若为 {expected}，下列各式就都成立：{sums}"
    return Explanation(tuple(group), _location(table, cell, value, bound), expected, actual, message)


def _location(table: str, cell: CellName, value: Value | None, bound: CheckContext) -> Location:
    if value is None:
        return Location(bound.section_of(table), table, cell[0], cell[1])
    return bound.at_value(table, value)
