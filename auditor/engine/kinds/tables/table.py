"""Kind `table`: the official tables are there, whole, filled with numbers and labelled as printed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from auditor.chinese.text import bare, squeeze
from auditor.chinese.values import show_number
from auditor.engine.context import CannotCheckError, CheckContext, CheckResult, Hit
from auditor.model.finding import Location
from auditor.model.report import FormTable, Span, Value
from auditor.ruleset.binding.terms import table_of
from auditor.ruleset.catalogues.forms import LabelForm, TableForm
from auditor.ruleset.schema.rules import TableRule

EACH = 3
TELLING_LABEL = 4
QUOTED = 20
_FIGURE = re.compile(r"(?P<change>[增减](?:加|少)?)?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?(?P<unit>[^\d]{1,2})?")
_PIECES = ("件", "条", "个", "项", "宗", "次", "份", "起")
_MONEY = ("万元",)
# Six figures or more with nothing but blanks and bars between them, or so many digits that it cannot be one figure.
_FIGURE_RUN = re.compile(r"(?<![^\s|｜])(?:\d[\d,.]{0,20}[\s|｜]+){5,400}\d|\d{24,}")
# Words by which a report says that a table is attached to it.
_ATTACHED = re.compile(
    r"(?:(?<![意听])见|参阅|参看|查看|列入|载于)[^。；，]{0,15}?附[件表录][一二三四\d]{0,2}"
    r"|(?:表|数据|统计|情况)[^。；，]{0,12}(?:附后|另附|后附|随附|以附件|作为附件)|附[件表][一二三四\d]{0,2}[^。；，]{0,8}(?:附后|另附)"
    r"|(?m:^\s*附[件表]\s*[一二三四\d]{0,2}\s*[：:].{0,40})|(?:表|数据)[^。；]{0,10}点击[^。；，]{0,4}(?:查看|下载)"
)


def check(rule: TableRule, bound: CheckContext) -> CheckResult:
    """Look at each of the rule's tables, all of the form's where it names none."""
    looked = CheckResult()
    tables = bound.once(("official tables", rule.tables), partial(_tables, rule, bound))
    for form, table, odd in tables:
        if rule.check == "present":
            _present(form, table, bound, looked)
        elif not table.found:
            unread = _unread(form, bound)
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
    """The tables the rule looks at, each with its form and its odd cells, which are none where it was not found."""
    forms = [table_of(bound.form, name) for name in rule.tables] if rule.tables else bound.form.tables
    found = [(form, bound.report.tables[form.key]) for form in forms]
    return [(form, table, bound.odd(table) if table.found else ()) for form, table in found]


def _unsure(form: TableForm, odd: Sequence[Value]) -> list[str]:
    """What is to be said of cells that were not read, or not surely."""
    reasons = dict.fromkeys(value.reason for value in odd if value.lost)
    told = [f"{form.name}有单元格没有读出" + (f"：{reason}" if reason else "") for reason in reasons]
    if doubtful := sum(value.doubtful for value in odd):
        told.append(f"{form.name}有 {doubtful} 个单元格是从图片识别的，不能确定，请核对原件")
    return told


def _unread(form: TableForm, bound: CheckContext) -> str:
    """Why a table that was not found may be there all the same; empty where it is really missing."""
    if kinds := bound.report.document.unread_kinds:
        return f"没有读到{form.name}，但文件里有{kinds}，可能就是这张表"
    if attached := _attached(form, bound):
        return f"{form.name}见附件（“{attached}”），附件没有交来"
    if _may_be_scanned(form, bound):
        return f"没有从扫描件里认出{form.name}，请核对原件"
    if any(grid.loose for grid in bound.report.document.grids()):
        return f"没有读到{form.name}，但文件里有没有格线的表格，可能没有读全，请核对原件"
    if run := _bare_figures(form, bound):
        return f"没有读到{form.name}，但报告里有一串没有栏目的数字（“{run[:QUOTED]}…”），可能就是这张表，请核对原件"
    labels = {label.label for label in (*form.rows, *form.columns) if len(bare(label.label)) >= TELLING_LABEL}
    if len(_written(labels, bound)) * 2 > len(labels):
        return f"报告里有{form.name}的文字，但没有读出单元格"
    return ""


def _attached(form: TableForm, bound: CheckContext) -> str:
    """The words in a table's own section that say it is attached."""
    numeral = bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    found = section and _ATTACHED.search(bound.report.document.text, section.heading.end, section.end)
    return " ".join(found[0].split())[:QUOTED] if found else ""


def _may_be_scanned(form: TableForm, bound: CheckContext) -> bool:
    """Whether a table that was not found may stand on a scanned page: some of its section is, or where its section would be."""
    document, numeral = bound.report.document, bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    if document.is_mostly_scanned or not numeral:
        return bool(document.scanned)
    return document.has_scanned(section.heading.end, section.end) if section else bool(bound.hidden(numeral))


def _bare_figures(form: TableForm, bound: CheckContext) -> str:
    """A run of figures that no table that was read holds, in the section of a table or, where there is no such section, anywhere."""
    document = bound.report.document
    numeral = bound.section_of(form.key)
    section = bound.report.section(numeral) if numeral else None
    start, end = (section.heading.end, section.end) if section else (0, len(document.text))
    read = [(table.start, table.end) for table in bound.report.tables.values() if table.found]
    runs = (run for run in _FIGURE_RUN.finditer(document.text, start, end))
    return next((" ".join(run[0].split()) for run in runs if not any(a <= run.start() < b for a, b in read)), "")


def _written(labels: Iterable[str], bound: CheckContext) -> list[str]:
    """Those of the labels whose words stand somewhere in the report, in a cell that was read or not."""
    text = bare(bound.report.document.text)
    return [label for label in labels if bare(label) in text]


def _named(form: TableForm, bound: CheckContext) -> dict[str, str]:
    return {"table": form.name, "title": form.title, "numeral": bound.section_of(form.key) or ""}


def _present(form: TableForm, table: FormTable, bound: CheckContext, looked: CheckResult) -> None:
    if table.found:
        return
    unread = _unread(form, bound)
    if unread:
        # A picture may well be the table, or its words stand there without cells: our blindness, not the agency's fault.
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
    unread = _written([label for label in labels if len(bare(label)) >= TELLING_LABEL], bound)
    if unread:
        raise CannotCheckError(f"报告里有“{unread[0]}”的文字，但没有读出{form.name}的这一行")
    if hidden := [each.what for each in bound.report.document.unread if table.start <= each.at <= table.end + 1]:
        raise CannotCheckError(f"{form.name}里有{'、'.join(dict.fromkeys(hidden))}没有读，缺少的行可能在其中")
    values = _named(form, bound) | {"rows": "、".join(f"“{label}”" for label in labels), "count": str(len(labels))}
    row = table.missing_rows[0] if len(labels) == 1 else None
    yield Hit(Location(section=bound.section_of(form.key), table=form.key, row=row), values, expected=labels[0])


def _numbers(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    """Cells with words for figures."""
    yield from _texts(form, [value for value in _written_cells(table, bound) if not _figure_of(form, value)], bound)


def _units(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    """Cells with a figure and the unit that its column's label says already."""
    yield from _texts(form, [value for value in _written_cells(table, bound) if _repeats_unit(form, value)], bound)


def _written_cells(table: FormTable, bound: CheckContext) -> list[Value]:
    return [value for value in bound.odd(table) if value.text is not None and not value.doubtful]


def _figure_of(form: TableForm, value: Value) -> re.Match[str] | None:
    """The figure in a cell with a unit, or with 增 or 减 where the column counts changes; None where it is no figure."""
    column = form.column[value.column]
    match = _FIGURE.fullmatch(squeeze(value.text or ""))
    if match is None or (match["change"] and not column.signed):
        return None
    return match if not match["unit"] or match["unit"] in (_MONEY if column.unit else _PIECES) else None


def _repeats_unit(form: TableForm, value: Value) -> bool:
    """Whether a cell repeats a unit; an amount whose column names none must have it."""
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
        # What stands for many cells is a finding of the table, of which the first cell is only an example.
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
    """Where the blank cells are, in words: a whole table, one column or row of it, or the first of them."""
    rows, columns = {value.row for value in blank}, {value.column for value in blank}
    if len(blank) == len(table.cells):
        return "整张表都是空的"
    if len(blank) > EACH and len(columns) == 1:
        return f"都在“{form.column[blank[0].column].label}”一栏"
    if len(blank) > EACH and len(rows) == 1:
        return f"都在“{form.row[blank[0].row].label}”一行"
    return f"第一处是“{form.row[blank[0].row].label}”的“{form.column[blank[0].column].label}”"


def _require_lines(form: TableForm, table: FormTable, bound: CheckContext) -> None:
    """Raise CannotCheckError where labels may be torn or run together because no lines part the table's cells."""
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
    """Where the cells of a table begin that were not read whole, each with the reason."""
    grids = [grid for grid in bound.report.document.grids() if table.start <= grid.start <= table.end]
    return {cell.start: cell.unread for grid in grids for cell in grid.cells() if cell.unread}


def _form(form: TableForm, table: FormTable, bound: CheckContext) -> Iterator[Hit]:
    """A table with heads of another form, or a whole report in a form that is not that of its year (told with one table)."""
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
    """The first table that was found whose columns are not those of the form of the year, else the first one found."""
    found = [key for key, table in bound.report.tables.items() if table.found]
    return next((key for key in found if _lacking(key, bound) or _foreign_to(key, bound)), next(iter(found), ""))


def _foreign_to(key: str, bound: CheckContext) -> set[str]:
    """The keys of a table's columns that the form of the year has not."""
    return set(bound.form.table[key].column) - set(_due_columns(key, bound))


def _lacking(key: str, bound: CheckContext) -> list[str]:
    """The heads of the form of the year that a table's own form has not."""
    return [
        column.label for name, column in _due_columns(key, bound).items() if name not in bound.form.table[key].column
    ]


def _due_columns(key: str, bound: CheckContext) -> Mapping[str, LabelForm]:
    due = bound.due.table.get(key)
    return due.column if due else {}


def _heads(table: FormTable, bound: CheckContext) -> tuple[tuple[Span, ...], str]:
    """The heads that tell of another form, the first few, and in words those that are missing where all of them are the year's, too."""
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
