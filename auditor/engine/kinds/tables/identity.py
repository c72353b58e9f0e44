"""Kind `identity`: a sum that must hold in every row or every column of a table, shown with its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.chinese.values import Number, show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit, SummedCell
from auditor.model.finding import Location
from auditor.model.report import FormTable, Value
from auditor.ruleset.binding.sums import EquationLine, EquationSide, FormCell, Term, lines_of
from auditor.ruleset.binding.terms import TermError, keys_of, table_of
from auditor.ruleset.catalogues.forms import TableForm
from auditor.ruleset.language import equation
from auditor.ruleset.schema.rules import IdentityRule


def check(rule: IdentityRule, bound: CheckContext) -> CheckResult:
    """Evaluate the equation for each row or column; one with a cell that is no number cannot be checked.

    A blank cell is no 0: where its figure could make the sum hold, the sum says nothing against the report.
    """
    form = table_of(bound.form, rule.table)
    table = bound.table(form.key)
    if rule.past:
        bound.previous(sure=True)  # says at once that there is none
    looked = CheckResult()
    sure, blank = bound.sure(table), bound.blank(table)
    for line in lines_of(form, rule.parsed, rule.for_each):
        if not blank and line.holds(sure):
            continue
        try:
            if blank:
                _require_filled(form, line, blank)
            hit = None if line.holds(sure) else _line(rule, bound, form, table, line)
        except CannotCheckError as reason:
            looked.unable.append(str(reason))
            continue
        if hit:
            looked.hits.append(hit)
    return looked


def _line(rule: IdentityRule, bound: CheckContext, form: TableForm, table: FormTable, line: EquationLine) -> Hit | None:
    figures = [_figure(rule, bound, form, table, line, term) for term in line.left.terms]
    right_figures = [_figure(rule, bound, form, table, line, term) for term in line.right.terms]
    left, right = [number or 0 for number in figures], [number or 0 for number in right_figures]
    left_sum, right_sum = line.left.total(left), line.right.total(right)
    if rule.parsed.holds(left_sum, right_sum):
        return None
    signs = [term.sign for term, number in zip(line.left.terms, figures, strict=True) if number is None]
    signs += [-term.sign for term, number in zip(line.right.terms, right_figures, strict=True) if number is None]
    if _may_hold(left_sum - right_sum, signs):
        raise CannotCheckError(f"{form.name}“{line.label}”有格子没有填写，不能核对")
    values = {
        "table": form.name,
        "place": line.label,
        "left": equation.show_sum(_show(line.left, left)),
        "right": equation.show_sum(_show(line.right, right)),
        "difference": show_number(max(left_sum - right_sum, right_sum - left_sum)),
    }
    operands = [_operand(term, term.sign) for term in line.left.terms]
    operands += [_operand(term, -term.sign) for term in line.right.terms]
    # «总计 = …»: only then is the other side what the cell should be
    single = len(left) == 1 and rule.parsed.relation == "="
    return Hit(
        _location(rule, bound, form, table, line),
        values,
        expected=show_number(right_sum) if single else None,
        actual=show_number(left_sum) if single else None,
        operands=tuple(operands),
        difference=left_sum - right_sum,
    )


def _operand(term: Term, coefficient: int) -> SummedCell:
    row, column = term.cell or ("", "")
    return SummedCell(row, column, coefficient)


def _require_filled(form: TableForm, line: EquationLine, blank: Mapping[FormCell, Value]) -> None:
    """A group of which no cell at all is filled says nothing about its sum; that it is blank is a finding of its own."""
    for name, cells in line.groups:
        if blank.keys() >= cells:
            raise CannotCheckError(f"{form.name}有的行或列中“{name}”各格都没有填写")


def _may_hold(difference: Number, signs: Sequence[int]) -> bool:
    """Whether figures of 0 and more in the blank cells, which count with these signs, can bring the difference nearer to what is asked."""
    wanted = (1, -1) if not difference else (-1,) if difference > 0 else (1,)
    return any(sign in wanted for sign in signs)


def _figure(
    rule: IdentityRule, bound: CheckContext, form: TableForm, table: FormTable, line: EquationLine, term: Term
) -> Number | None:
    """The figure of a term; None where its cell is blank."""
    if term.cell is not None:
        return bound.figure(form.name, form.row[term.cell[0]].label, table.at(*term.cell))
    if term.operand.constant is not None:
        return term.operand.constant
    return _past(rule, bound, line.key, term.operand)


def _past(rule: IdentityRule, bound: CheckContext, line: str, operand: equation.Operand) -> Number | None:
    """The figure of last year's report, whose form may be another one."""
    report = bound.previous(sure=True)
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
    return CheckContext(report, bound.ruleset).figure(
        f"上年报告{form.name}", form.row[row].label, table.at(row, column)
    )


def _show(side: EquationSide, numbers: Sequence[Number]) -> list[tuple[int, str, Number]]:
    """The figures of a side with their names; of many only those that are not 0, so that the sum can be read."""
    parts = [(term.sign, term.name, number) for term, number in zip(side.terms, numbers, strict=True)]
    shown = [part for part in parts if part[2]] if len(parts) > 4 else parts
    return shown or parts[:1]


def _location(
    rule: IdentityRule, bound: CheckContext, form: TableForm, table: FormTable, line: EquationLine
) -> Location:
    """The row or column in which the sum fails, quoting the figure that stands for the sum."""
    cell = line.left.terms[0].cell
    first: Value | None = table.at(*cell) if cell else None
    row, column = (None, line.key) if rule.for_each == "column" else (line.key, None)
    section = bound.section_of(form.key)
    if first is None or not first.raw:
        return Location(section, form.key, row, column)
    return Location(section, form.key, row, column, first.raw, first.start, first.end)
