"""Kind `identity`: a sum that must hold in every row or every column of a table, shown with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.engine.bind import Bound, CannotCheckError, Hit, Looked, Operand
from auditor.model.finding import Location
from auditor.model.report import Table, Value
from auditor.model.values import Number, show_number
from auditor.ruleset import equation
from auditor.ruleset.forms import TableForm
from auditor.ruleset.rules import IdentityRule
from auditor.ruleset.terms import TermError, keys_of, table_of


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of one side, with its name; row and column are empty where it is no cell of this report."""

    sign: int
    name: str
    number: Number
    row: str = ""
    column: str = ""


def check(rule: IdentityRule, bound: Bound) -> Looked:
    """Evaluate the equation for each row or column; one with a cell that is no number cannot be checked."""
    form = table_of(bound.form, rule.table)
    table = bound.table(form.key)
    if any(operand.past for operand in rule.parsed.operands()):
        bound.previous()  # says at once that there is none
    looked = Looked()
    for line in form.columns if rule.for_each == "column" else form.rows:
        if not _has(rule, form, line.key):
            continue
        try:
            hit = _line(rule, bound, form, table, line.key)
        except CannotCheckError as reason:
            looked.unable.append(str(reason))
            continue
        if hit:
            looked.hits.append(hit)
    return looked


def _has(rule: IdentityRule, form: TableForm, line: str) -> bool:
    """Whether a row has all the columns the equation asks for, or a column all the rows; in some tables the rows differ in that."""
    keys = [
        key
        for operand in rule.parsed.operands()
        if operand.constant is None
        for key in keys_of(form, operand.name, group=operand.group, for_each=rule.for_each)
    ]
    if rule.for_each == "column":
        return all(line in form.columns_of(key) for key in keys)
    return set(keys) <= set(form.columns_of(line))


def _line(rule: IdentityRule, bound: Bound, form: TableForm, table: Table, line: str) -> Hit | None:
    _require_filled(rule, form, table, line)
    left = _side(rule, bound, table, line, rule.parsed.left)
    right = _side(rule, bound, table, line, rule.parsed.right)
    left_sum, right_sum = _total(left), _total(right)
    if rule.parsed.holds(left_sum, right_sum):
        return None
    label = form.column[line].label if rule.for_each == "column" else form.row[line].label
    values = {
        "table": form.name,
        "place": label,
        "left": equation.show_sum(_show(left)),
        "right": equation.show_sum(_show(right)),
        "difference": show_number(max(left_sum - right_sum, right_sum - left_sum)),
    }
    operands = [Operand(p.row, p.column, p.sign) for p in left] + [Operand(p.row, p.column, -p.sign) for p in right]
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
            parts.append(Part(operand.sign, "", operand.constant))
            continue
        if operand.past:
            parts.append(_past(rule, bound, line, operand))
            continue
        for key in keys_of(form, operand.name, group=operand.group, for_each=rule.for_each):
            row, column = (key, line) if rule.for_each == "column" else (line, key)
            name = (form.row if rule.for_each == "column" else form.column)[key].term
            number = bound.number(form.name, form.row[row].label, table.at(row, column))
            parts.append(Part(operand.sign, name, number, row, column))
    return parts


def _past(rule: IdentityRule, bound: Bound, line: str, operand: equation.Operand) -> Part:
    """The figure of last year's report, whose form may be another one."""
    report = bound.previous()
    try:
        form = table_of(bound.ruleset.form(report.form), rule.table)
        key = keys_of(form, operand.name, group=False, for_each=rule.for_each)[0]
    except TermError as error:
        raise CannotCheckError(f"上年报告用的是 {report.form} 年格式，没有“{operand.name}”") from error
    table = report.tables[form.key]
    if not table.found:
        raise CannotCheckError(f"上年报告没有读到{form.name}")
    row, column = (key, line) if rule.for_each == "column" else (line, key)
    if row not in form.row or column not in form.columns_of(row):
        raise CannotCheckError(f"上年报告的{form.name}没有对应的行或列")
    number = Bound(report, bound.ruleset).number(f"上年报告{form.name}", form.row[row].label, table.at(row, column))
    return Part(operand.sign, f"上年报告的{operand.name}", number)


def _total(parts: Sequence[Part]) -> Number:
    return sum((part.sign * part.number for part in parts), 0)


def _show(parts: Sequence[Part]) -> list[tuple[int, str, Number]]:
    """The figures of a side with their names; of many only those that are not 0, so that the sum can be read."""
    shown = [part for part in parts if part.number] if len(parts) > 4 else list(parts)
    return [(part.sign, part.name, part.number) for part in shown or parts[:1]]


def _location(
    rule: IdentityRule, bound: Bound, form: TableForm, table: Table, line: str, left: Sequence[Part]
) -> Location:
    """The row or column in which the sum fails, quoting the figure that stands for the sum."""
    first: Value | None = table.at(left[0].row, left[0].column)
    row, column = (None, line) if rule.for_each == "column" else (line, None)
    section = bound.section_of(form.key)
    if first is None or not first.raw:
        return Location(section, form.key, row, column)
    return Location(section, form.key, row, column, first.raw, first.start, first.end)
