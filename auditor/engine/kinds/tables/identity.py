"""Kind `identity`: an equation that must hold in every row or every column of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import ClassVar, Literal

from pydantic import field_validator

from auditor.chinese.values import Number, show_number
from auditor.engine.context import CannotCheckError, CellName, CheckContext, CheckResult, Hit, SummedCell
from auditor.engine.kind import Kind, RuleHit
from auditor.engine.kinds.tables.cells import table_read
from auditor.engine.kinds.tables.root_cell import explain
from auditor.model.finding import Location, TraceStep
from auditor.model.report import FormTable, Value
from auditor.ruleset.binding.sums import EquationLine, EquationSide, FormCell, Term, lines_of
from auditor.ruleset.binding.terms import TermError, keys_of, table_of
from auditor.ruleset.catalogues.forms import Form, TableForm
from auditor.ruleset.language import equation
from auditor.ruleset.language.equation import Equation, parse_equation
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Expression, Rule


class IdentityRule(Rule):
    """An equation that must hold in every row or every column of a table."""

    kind: Literal["identity"]
    table: str
    for_each: Literal["row", "column"]
    equation: Expression
    placeholders: ClassVar[frozenset[str]] = frozenset({"table", "place", "left", "right", "difference"})

    @cached_property
    def parsed(self) -> Equation:
        """The equation, parsed once."""
        return parse_equation(self.equation)

    @cached_property
    def past(self) -> bool:
        """Whether it needs a figure of last year's report."""
        return any(operand.past for operand in self.parsed.operands())

    @field_validator("equation")
    @classmethod
    def _readable(cls, text: str) -> str:
        parse_equation(text)
        return text


def check(rule: IdentityRule, bound: CheckContext) -> CheckResult:
    """Evaluate the equation for each row or column; a line with a cell that is no number cannot be checked.

    A blank cell is no 0: where a figure in it could make the equation hold, nothing is reported.
    """
    form = table_of(bound.form, rule.table)
    table = bound.table(form.key)
    if rule.past:
        bound.previous(sure=True)  # fails at once where there is none
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
    # «总计 = …»: only then is the other side the right value of the cell
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
    """Raise CannotCheckError where a group has no filled cell: its blanks are a finding of another rule."""
    for name, cells in line.groups:
        if blank.keys() >= cells:
            raise CannotCheckError(f"{form.name}有的行或列中“{name}”各格都没有填写")


def _may_hold(difference: Number, signs: Sequence[int]) -> bool:
    """Whether figures of 0 or more in the blank cells, which count with these signs, can reduce the difference."""
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
    """The figure of last year's report, which may have another form; raises CannotCheckError."""
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
    """The figures of a side with their names; of more than four only those that are not 0, to keep the message short."""
    parts = [(term.sign, term.name, number) for term, number in zip(side.terms, numbers, strict=True)]
    shown = [part for part in parts if part[2]] if len(parts) > 4 else parts
    return shown or parts[:1]


def _location(
    rule: IdentityRule, bound: CheckContext, form: TableForm, table: FormTable, line: EquationLine
) -> Location:
    """The row or column in which the equation fails, with a quote of its first figure."""
    cell = line.left.terms[0].cell
    first: Value | None = table.at(*cell) if cell else None
    row, column = (None, line.key) if rule.for_each == "column" else (line.key, None)
    section = bound.section_of(form.key)
    if first is None or not first.raw:
        return Location(section, form.key, row, column)
    return Location(section, form.key, row, column, first.raw, first.start, first.end)


def merge(hits: Sequence[RuleHit], passed: Sequence[IdentityRule], bound: CheckContext) -> Iterator[RuleHit]:
    """Join the equations that fail because of one wrong cell; comparisons such as <= say too little about a cell."""
    failed = [one for one in hits if one.rule.parsed.relation == "="]
    yield from (one for one in hits if one.rule.parsed.relation != "=")
    if failed:
        sums = [*{one.rule.id: one.rule for one in failed}.values(), *passed]
        yield from explain(failed, partial(_memberships, sums, bound), bound)


def _memberships(sums: Sequence[IdentityRule], bound: CheckContext, table: str) -> dict[CellName, int]:
    """In how many sums of a table each cell takes part."""
    counts: dict[CellName, int] = {}
    for rule in sums:
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


def lint(rule: IdentityRule, found: RuleLint) -> None:
    """Check the names of the table and of the operands."""
    if not found.table(rule.table, "table"):
        return
    for operand in rule.parsed.operands():
        if operand.constant is None:
            found.term(partial(_placed, rule, operand), "equation")


def _placed(rule: IdentityRule, operand: equation.Operand, form: Form) -> None:
    """Look up an operand in a form; raises TermError with its place in the equation."""
    try:
        keys_of(table_of(form, rule.table), operand.name, group=operand.group, for_each=rule.for_each)
    except TermError as error:
        raise TermError(f"第 {operand.column} 个字符：{error}", operand.column) from error


def look_up(rule: IdentityRule, form: Form) -> None:
    """Look up the table and the operands in a form; raises TermError."""
    table = table_of(form, rule.table)
    for operand in rule.parsed.operands():
        if operand.constant is None:
            keys_of(table, operand.name, group=operand.group, for_each=rule.for_each)


def trace(rule: IdentityRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show how much of the table was read, and both sides of the equation in every line whose figures are all sure."""
    step, table = table_read(rule.table, bound)
    yield step
    if table is None:
        return
    sure = bound.sure(table)
    for line in lines_of(bound.form.table[table.key], rule.parsed, rule.for_each):
        try:
            sides = [show_number(side.reckoner()(sure)) for side in (line.left, line.right)]
        except KeyError:
            yield TraceStep(line.label, "有的格不能用，或要看上年报告")
        else:
            yield TraceStep(line.label, f"左边 {sides[0]}，右边 {sides[1]}")


_MANUAL = """\
title: 等式
use: 表格里的数应当相等，或不应超过
about: 表里必须成立的等式，逐列（或逐行）核对。写的是格式的项目名，不是格子的位置。空格不当作 0：按 0 计算不成立、而空格里填上数就可能成立的，不核对；填了文字、没有读到、识别没有把握的格子，都不核对。一个格子能解释的几处不平，合成一条意见，指出那个格子。
keys:
  table: 哪张表
  for_each: column 逐列核对（等式里写行名），row 逐行核对（等式里写列名）
  equation: 等式：项目名、整数或小数、+、-，用 =、!=、<=、>=、<、> 之一连接两边；sum(组名) 是一组项目之和，去年(项目名) 是上年报告里的数（要用 --previous 给出上年报告，没有给时不适用）
values:
  table: 表名
  place: 不平的是哪一列（行）
  left: 左边的数
  right: 右边的数
  difference: 相差多少
"""  # noqa: E501  one line a key

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: identity
    title: 表三各列：予以公开不应多于办理总数
    severity: error # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: 表三}] # 依据：documents.yaml 或本文件 documents 里的编号
    table: 表三
    for_each: column # column 逐列核对，等式里写行名；row 逐行核对，等式里写列名
    equation: 予以公开 <= 总计 # 项目名、整数、+、-，用 =、<= 等连接；sum(办理结果) 是一组项目之和
    message: "{table}“{place}”：{left}，多于{right}"
    suggestion: 核对这一列各项的件数。
    examples:
      pass: [{}]
      fail:
        - tables: {表三: {予以公开: [9, 1, 0, 0, 0, 0, 3]}} # 这一行有七个数，空格写 ""
          want: 表三“自然人”：予以公开 9，多于总计 5
      cannot_check: [{tables: {表三: {予以公开: [若干, 1, 0, 0, 0, 0, 3]}}}] # 填了文字，无从核对
"""

KIND = Kind(
    name="identity",
    model=IdentityRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
    look_up=look_up,
    merge=merge,
    sure_in_scans=True,
)
