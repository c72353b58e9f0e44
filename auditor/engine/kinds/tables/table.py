"""Kind `table`: the tables of the form are present, complete, filled with numbers and labelled as printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import ClassVar, Literal

from auditor.chinese.text import bare, squeeze
from auditor.chinese.values import show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.engine.kind import Kind
from auditor.engine.kinds.tables.cells import table_read
from auditor.engine.kinds.tables.unread_tables import TELLING_LABEL, why_unread, written_in
from auditor.model.finding import Location, TraceStep
from auditor.model.report import FormTable, Span, Value
from auditor.ruleset.binding.terms import table_of
from auditor.ruleset.catalogues.forms import Form, LabelForm, TableForm
from auditor.ruleset.lint import RuleLint
from auditor.ruleset.schema.rules import Rule

EACH = 3
_FIGURE = re.compile(r"(?P<change>[增减](?:加|少)?)?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?(?P<unit>[^\d]{1,2})?")
_PIECES = ("件", "条", "个", "项", "宗", "次", "份", "起")
_MONEY = ("万元",)


class TableRule(Rule):
    """The tables of the form: present, with all rows, numbers in the cells, labels as printed."""

    kind: Literal["table"]
    check: Literal["present", "form", "rows", "numbers", "units", "negative", "whole", "blank", "labels"]
    tables: tuple[str, ...] = ()
    placeholders: ClassVar[frozenset[str]] = frozenset(
        {"table", "title", "numeral", "row", "column", "value", "count", "more", "label", "rows", "where"}
    )


def check(rule: TableRule, bound: CheckContext) -> CheckResult:
    """Check each of the rule's tables; all tables of the form where it names none."""
    looked = CheckResult()
    tables = bound.once(("official tables", rule.tables), partial(_tables, rule, bound))
    for form, table, odd in tables:
        if rule.check == "present":
            _present(form, table, bound, looked)
        elif not table.found:
            unread = why_unread(form, bound)
            looked.unable += [unread] if unread else []
        elif odd or rule.check not in _OF_ODD_CELLS:
            try:
                looked.hits.extend(_CHECKS[rule.check](form, table, bound))
            except CannotCheckError as reason:
                looked.unable.append(str(reason))
            if odd:
                looked.unable += _unsure(form, odd)
    if rule.check != "present" and not any(table.found for _, table, _ in tables):
        raise CannotCheckError("没有读到要核对的表")
    return looked


def _tables(rule: TableRule, bound: CheckContext) -> Sequence[tuple[TableForm, FormTable, Sequence[Value]]]:
    """The tables of the rule, each with its form and its odd cells; tables that were not found have none."""
    forms = [table_of(bound.form, name) for name in rule.tables] if rule.tables else bound.form.tables
    found = [(form, bound.report.tables[form.key]) for form in forms]
    return [(form, table, bound.odd(table) if table.found else ()) for form, table in found]


def _unsure(form: TableForm, odd: Sequence[Value]) -> list[str]:
    """Reasons, in Chinese, for cells that were not read or are not sure."""
    reasons = dict.fromkeys(value.reason for value in odd if value.lost)
    told = [f"{form.name}有单元格没有读出" + (f"：{reason}" if reason else "") for reason in reasons]
    if doubtful := sum(value.doubtful for value in odd):
        told.append(f"{form.name}有 {doubtful} 个单元格是从图片识别的，不能确定，请核对原件")
    return told


def _named(form: TableForm, bound: CheckContext) -> dict[str, str]:
    return {"table": form.name, "title": form.title, "numeral": bound.section_of(form.key) or ""}


def _present(form: TableForm, table: FormTable, bound: CheckContext, looked: CheckResult) -> None:
    if table.found:
        return
    unread = why_unread(form, bound)
    if unread:
        # A picture may be the table, or its words were read without cells: our limit, not the agency's fault.
        looked.unable.append(unread)
        return
    numeral = bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    where = replace(bound.at_span(section.heading, numeral), table=form.key) if section else Location(numeral, form.key)
    looked.hits.append(Hit(where, _named(form, bound), expected=form.title))


def _rows(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    if not table.missing_rows or table.foreign:
        return
    if len(table.missing_rows) * 2 > len(form.rows):
        raise CannotCheckError(f"{form.name}只读出 {len(table.rows)} 行")
    if bound.report.document.has_scanned(table.start, table.end):
        raise CannotCheckError(f"没有从扫描件里认出{form.name}的 {len(table.missing_rows)} 行，请核对原件")
    _require_lines(form, table, bound)
    if table.strays:
        named = f"有 {len(table.strays)} 行的行名认不出，第一处是“{table.strays[0].text[:20]}”"
        raise CannotCheckError(f"{form.name}{named}，不能断定缺了哪一行")
    labels = [form.row[key].label for key in table.missing_rows]
    unread = written_in([label for label in labels if len(bare(label)) >= TELLING_LABEL], bound)
    if unread:
        raise CannotCheckError(f"报告里有“{unread[0]}”的文字，但没有读出{form.name}的这一行")
    if hidden := [each.what for each in bound.report.document.unread if table.start <= each.at <= table.end + 1]:
        raise CannotCheckError(f"{form.name}里有{'、'.join(dict.fromkeys(hidden))}没有读，缺少的行可能在其中")
    values = _named(form, bound) | {"rows": "、".join(f"“{label}”" for label in labels), "count": str(len(labels))}
    row = table.missing_rows[0] if len(labels) == 1 else None
    yield Hit(Location(section=bound.section_of(form.key), table=form.key, row=row), values, expected=labels[0])


def _numbers(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    """Cells that hold words and no figure."""
    yield from _texts(form, [value for value in _written_cells(table, bound) if not _figure_of(form, value)], bound)


def _units(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    """Cells with a figure and the unit that the label of their column states already."""
    yield from _texts(form, [value for value in _written_cells(table, bound) if _repeats_unit(form, value)], bound)


def _written_cells(table: FormTable, bound: CheckContext) -> list[Value]:
    return [value for value in bound.odd(table) if value.text is not None and not value.doubtful]


def _figure_of(form: TableForm, value: Value) -> re.Match[str] | None:
    """The figure of a cell, with a unit, or with 增 or 减 where the column counts changes; None where it is no figure."""
    column = form.column[value.column]
    match = _FIGURE.fullmatch(squeeze(value.text or ""))
    if match is None or (match["change"] and not column.signed):
        return None
    return match if not match["unit"] or match["unit"] in (_MONEY if column.unit else _PIECES) else None


def _repeats_unit(form: TableForm, value: Value) -> bool:
    """Whether a cell repeats a unit; an amount must have one if its column states none."""
    match = _figure_of(form, value)
    column = form.column[value.column]
    return bool(match and match["unit"]) and (not column.unit or column.unit in column.label)


def _texts(form: TableForm, wrong: Sequence[Value], bound: CheckContext) -> Iterator[Hit]:
    counts = Counter(value.text for value in wrong)
    told: set[str | None] = set()
    for value in wrong:
        if counts[value.text] > EACH:
            if value.text in told:
                continue
            told.add(value.text)
        more = f"，同样的共 {counts[value.text]} 处" if value.text in told else ""
        hit = _cell_hit(form, value, bound, {"count": str(counts[value.text]), "more": more})
        # A hit for many cells is a finding of the table, and the first cell only an example.
        yield replace(hit, location=replace(hit.location, row=None, column=None)) if more else hit


def _negative(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    for value in bound.odd(table):
        negative = value.number is not None and value.number < 0
        if negative and not value.doubtful and not form.column[value.column].signed:
            yield _cell_hit(form, value, bound, {})


def _whole(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    for value in bound.odd(table):
        counts = not form.column[value.column].unit and not value.doubtful
        if counts and isinstance(value.number, Decimal) and value.number != value.number.to_integral_value():
            yield _cell_hit(form, value, bound, {})


def _cell_hit(form: TableForm, value: Value, bound: CheckContext, more: dict[str, str]) -> Hit:
    shown = value.text if value.text is not None else show_number(value.number or 0)
    values = _named(form, bound) | {
        "row": form.row[value.row].label,
        "column": form.column[value.column].label,
        "value": shown,
    }
    return Hit(bound.at_value(form.key, value), values | {"count": "1", "more": ""} | more, actual=value.raw)


def _blank(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    blank = list(bound.blank(table).values())
    if not blank:
        return
    first = blank[0]
    values = _named(form, bound) | {
        "count": str(len(blank)),
        "row": form.row[first.row].label,
        "column": form.column[first.column].label,
        "where": _gap(form, table, blank),
    }
    where = Location(section=bound.section_of(form.key), table=form.key)
    if len(blank) == 1:
        where = bound.at_value(form.key, first)
    yield Hit(where, values)


def _gap(form: TableForm, table: FormTable, blank: Sequence[Value]) -> str:
    """The place of the blank cells, in Chinese: the whole table, one column or row, or the first blank cell."""
    rows, columns = {value.row for value in blank}, {value.column for value in blank}
    if len(blank) == len(table.cells):
        return "整张表都是空的"
    if len(blank) > EACH and len(columns) == 1:
        return f"都在“{form.column[blank[0].column].label}”一栏"
    if len(blank) > EACH and len(rows) == 1:
        return f"都在“{form.row[blank[0].row].label}”一行"
    return f"第一处是“{form.row[blank[0].row].label}”的“{form.column[blank[0].column].label}”"


def _require_lines(form: TableForm, table: FormTable, bound: CheckContext) -> None:
    """Raise CannotCheckError where labels may be split or merged because no ruling lines separate the cells."""
    if any(grid.loose and table.start <= grid.start <= table.end for grid in bound.report.document.grids()):
        raise CannotCheckError(f"{form.name}没有完整的格线，行列按文字的位置判断，不能核对行和行名")


def _labels(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    _require_lines(form, table, bound)
    wrong = [label for label in table.labels if not label.accepted] if not table.foreign else []
    unread = _unread_cells(table, bound) if wrong else {}
    whole = [label for label in wrong if label.span.start not in unread]
    if wrong and not whole:
        raise CannotCheckError(f"{form.name}有单元格没有读出：{unread[wrong[0].span.start]}")
    for label in whole:
        values = _named(form, bound) | {"label": label.expected}
        row, column = (None, label.key) if label.column else (label.key or None, None)
        span = label.span
        where = Location(bound.section_of(form.key), form.key, row, column, span.text, span.start, span.end)
        yield Hit(where, values, expected=label.expected, actual=span.text)


def _unread_cells(table: FormTable, bound: CheckContext) -> dict[int, str]:
    """Offsets of the table's cells that were not read completely, each with the reason."""
    grids = [grid for grid in bound.report.document.grids() if table.start <= grid.start <= table.end]
    return {cell.start: cell.unread for grid in grids for cell in grid.cells() if cell.unread}


def _form(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    """A table with column heads of another form, or a whole report in another form than that of its year (one table is reported)."""
    heads, lacking = table.foreign, ""
    if not bound.form.covers(bound.year) and form.key == _telling(bound):
        heads, lacking = _heads(table, bound)
    if heads:
        values = _named(form, bound) | {"label": "、".join(f"“{head.text}”" for head in heads) + lacking}
        where = Location(
            bound.section_of(form.key), form.key, quote=heads[0].text, start=heads[0].start, end=heads[0].end
        )
        yield Hit(where, values, actual=heads[0].text)


def _telling(bound: CheckContext) -> str:
    """The first table whose columns differ from the form of the year, else the first table that was found."""
    found = [key for key, table in bound.report.tables.items() if table.found]
    return next((key for key in found if _lacking(key, bound) or _foreign_to(key, bound)), next(iter(found), ""))


def _foreign_to(key: str, bound: CheckContext) -> set[str]:
    """Keys of a table's columns that the form of the year does not have."""
    return set(bound.form.table[key].column) - set(_due_columns(key, bound))


def _lacking(key: str, bound: CheckContext) -> list[str]:
    """Column heads of the form of the year that the table's own form does not have."""
    return [
        column.label for name, column in _due_columns(key, bound).items() if name not in bound.form.table[key].column
    ]


def _due_columns(key: str, bound: CheckContext) -> Mapping[str, LabelForm]:
    due = bound.due.table.get(key)
    return due.column if due else {}


def _heads(table: FormTable, bound: CheckContext) -> tuple[tuple[Span, ...], str]:
    """The first few heads that show another form; and, in Chinese, the missing heads where the form of the year has all of them."""
    heads = [label for label in table.labels if label.column]
    foreign = _foreign_to(table.key, bound)
    lacking = [] if foreign else _lacking(table.key, bound)
    told = tuple(label.span for label in heads if not foreign or label.key in foreign)[:EACH]
    return told, f"，没有{'、'.join(f'“{label}”' for label in lacking)}" if lacking else ""


_OF_ODD_CELLS = frozenset({"numbers", "units", "negative", "whole", "blank"})
_CHECKS: dict[str, Callable[[TableForm, FormTable, CheckContext], Iterator[Hit]]] = {
    "form": _form,
    "rows": _rows,
    "numbers": _numbers,
    "units": _units,
    "negative": _negative,
    "whole": _whole,
    "blank": _blank,
    "labels": _labels,
}


def lint(rule: TableRule, found: RuleLint) -> None:
    """Check the names of the tables."""
    for number, name in enumerate(rule.tables):
        found.table(name, "tables", number)


def look_up(rule: TableRule, form: Form) -> None:
    """Look up the rule's tables in a form; raises TermError."""
    for name in rule.tables:
        table_of(form, name)


def trace(rule: TableRule, bound: CheckContext) -> Iterator[TraceStep]:
    """Show how much of each table was read."""
    for name in rule.tables or tuple(bound.report.tables):
        yield table_read(name, bound)[0]


_MANUAL = """\
title: 三张表的样子
use: 表格在不在、行全不全、填的是不是数
about: 看表二、表三、表四在不在、行全不全、用的是不是应当用的格式、格子里是不是数。数与数之间的关系用 identity。
keys:
  check: 看什么
  tables: 只看哪些表，写表名，如 [表三]；不写表示全部
checks:
  present: 表有没有
  form: 是不是这一年度应当使用的格式
  rows: 行是否齐全
  numbers: 格子里填的是不是数；带了单位的数、“本年增/减”一栏写“增”“减”的数不算错
  units: 数后面有没有重复写单位（格式没有印单位的金额应写单位）
  negative: 有没有负数（旧格式的“本年增/减”除外）
  whole: 件数是不是整数
  blank: 有没有留空
  labels: 项目名称是否与格式一致
values:
  table: 表名
  title: 表的标题
  numeral: 表所在的部分
  row: 行的名称
  column: 列的名称
  value: 填的内容
  count: 有几处
  more: 另有几处
  label: 格式规定的名称，或报告用的栏目
  rows: 缺少的行
  where: 空格在哪里：第一处，或者哪一栏、哪一行、整张表
"""

_SKELETON = """\
rules:
  - id: LOC-NEW
    kind: table
    title: 表二不应留空
    severity: warning # error 错误、warning 不规范、info 提示
    category: local
    basis: [{document: format-2021, article: 表二}] # 依据：documents.yaml 或本文件 documents 里的编号
    check: blank # 看什么：有没有留空；其余写法见说明页
    tables: [表二] # 只看表二
    message: "{table}有 {count} 个格子没有填写，{where}"
    suggestion: 没有的填 0。
    examples:
      pass: [{}]
      fail:
        - tables: {表二: {行政事业性收费: [""]}} # 这一行只有一个数
          want: 表二有 1 个格子没有填写，第一处是“行政事业性收费”的“本年收费金额（单位：万元）”
      cannot_check: [{drop_tables: [表二]}] # 没有这张表，就无从核对
"""

KIND = Kind(
    name="table",
    model=TableRule,
    check=check,
    manual=_MANUAL,
    skeleton=_SKELETON,
    lint=lint,
    trace=trace,
    look_up=look_up,
)
