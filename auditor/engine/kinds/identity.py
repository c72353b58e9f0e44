"""Kind `identity`: a sum that must hold in every row or every column of a table, shown with its figures."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.engine.bind import Bound, CannotCheckError, Hit, Looked, Operand
from auditor.model.finding import Location
from auditor.model.report import Table, Value
from auditor.model.values import Number, show_number
from auditor.ruleset import equation
from auditor.ruleset.forms import TableForm
from auditor.ruleset.rules import IdentityRule
from auditor.ruleset.terms import keys_of, table_of

Part = tuple[int, str, str, Number]  # sign, row key, column key, number


def check(rule: IdentityRule, bound: Bound) -> Looked:
    """Evaluate the equation for each row or column; one with a cell that is no number cannot be checked."""
    form = table_of(bound.form, rule.table)
    table = bound.table(form.key)
    looked = Looked()
    lines = form.columns if rule.for_each == "column" else form.rows
    for line in lines:
        try:
            hit = _line(rule, bound, form, table, line.key)
        except CannotCheckError as reason:
            looked.unable.append(str(reason))
            continue
        if hit:
            looked.hits.append(hit)
    return looked


def _line(rule: IdentityRule, bound: Bound, form: TableForm, table: Table, line: str) -> Hit | None:
    _require_filled(rule, form, table, line)
    left = _side(rule, bound, table, line, rule.parsed.left)
    right = _side(rule, bound, table, line, rule.parsed.right)
    left_sum, right_sum = _total(left), _total(right)
    if rule.parsed.holds(left_sum, right_sum):
        return None
    shown_left = equation.show_sum(_show(rule, form, left))
    shown_right = equation.show_sum(_show(rule, form, right))
    label = form.column[line].label if rule.for_each == "column" else form.row[line].label
    values = {
        "table": form.name,
        "place": label,
        "left": shown_left,
        "right": shown_right,
        "difference": show_number(max(left_sum - right_sum, right_sum - left_sum)),
    }
    operands = [Operand(r, c, sign) for sign, r, c, _ in left] + [Operand(r, c, -sign) for sign, r, c, _ in right]
    single = len(left) == 1  # «总计 = …»: only then is the other side what the cell should be
    return Hit(
        _location(rule, bound, form, table, line, left),
        values,
        expected=show_number(right_sum) if single else None,
        actual=show_number(left_sum) if single else None,
        operands=tuple(operands),
        difference=left_sum - right_sum,
    )


def _require_filled(rule: IdentityRule, form: TableForm, table: Table, line: str) -> None:
    """A group of which no cell at all is filled says nothing about its sum; that it is blank is a finding of its own."""
    for operand in rule.parsed.operands():
        if not operand.group:
            continue
        keys = keys_of(form, operand.name, group=True, for_each=rule.for_each)
        cells = [table.at(key, line) if rule.for_each == "column" else table.at(line, key) for key in keys]
        if all(cell is not None and cell.blank for cell in cells):
            raise CannotCheckError(f"{form.name}有的行或列中“{operand.name}”各格都没有填写")


def _side(
    rule: IdentityRule, bound: Bound, table: Table, line: str, operands: Sequence[equation.Operand]
) -> list[Part]:
    form = bound.form.table[table.key]
    parts: list[Part] = []
    for operand in operands:
        if operand.constant is not None:
            parts.append((operand.sign, "", "", operand.constant))
            continue
        for key in keys_of(form, operand.name, group=operand.group, for_each=rule.for_each):
            row, column = (key, line) if rule.for_each == "column" else (line, key)
            parts.append(
                (operand.sign, row, column, bound.number(form.name, form.row[row].label, table.at(row, column)))
            )
    return parts


def _total(parts: Sequence[Part]) -> Number:
    total: Number = 0
    for sign, _, _, number in parts:
        total += sign * number
    return total


def _show(rule: IdentityRule, form: TableForm, parts: Sequence[Part]) -> list[tuple[int, str, Number]]:
    """The figures of a side with their names; of many only those that are not 0, so that the sum can be read."""
    shown = [p for p in parts if p[3]] if len(parts) > 4 else list(parts)
    terms = []
    for sign, row, column, number in shown or parts[:1]:
        key = row if rule.for_each == "column" else column
        labels = form.row if rule.for_each == "column" else form.column
        terms.append((sign, labels[key].term if key else "", number))
    return terms


def _location(
    rule: IdentityRule, bound: Bound, form: TableForm, table: Table, line: str, left: Sequence[Part]
) -> Location:
    """The row or column in which the sum fails, quoting the figure that stands for the sum."""
    first: Value | None = table.at(left[0][1], left[0][2])
    row, column = (None, line) if rule.for_each == "column" else (line, None)
    section = bound.section_of(form.key)
    if first is None or not first.raw:
        return Location(section, form.key, row, column)
    return Location(section, form.key, row, column, first.raw, first.start, first.end)
