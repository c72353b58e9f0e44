"""Terms of rules bound to cells: «表三/本年新收/总计» and the names in equations, checked against the forms when rules load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.ruleset.catalogues.forms import Form, LabelForm, TableForm
from auditor.ruleset.yaml.validation import meant, nearest

_HAN = str.maketrans("1234", "一二三四")
FEW = 12  # names that are listed where one is not found


class TermError(ValueError):
    """A name that the form does not have; the text suggests the nearest ones, `column` (from 1) is its place in the value."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class CellTerm:
    """Cells of one table that are added up: some rows, one column."""

    table: str
    rows: tuple[str, ...]
    column: str


def table_of(form: Form, name: str) -> TableForm:
    """A table by its key, its name (表三) or its title; raises TermError."""
    found = form.by_name.get(name)
    if found is None:
        names = [table.name for table in form.tables]
        near = meant(name.translate(_HAN), [*names, *(table.key for table in form.tables)]) or "；"
        raise TermError(f"没有表“{name}”{near}可以写：{'、'.join(names)}")
    return found


def section_of(form: Form, name: str) -> str:
    """The numeral of a section, by its numeral, by «第六部分» or by its heading; raises TermError."""
    for section in form.sections:
        if name in (section.numeral, f"第{section.numeral}部分", section.heading):
            return section.numeral
    shown = "、".join(section.numeral for section in form.sections)
    raise TermError(f"没有“{name}”这一部分{section_meant(form, name) or '；'}可以写：{shown}，或者标题的原文")


def section_meant(form: Form, name: str) -> str:
    """«，是不是想写“六”？» for a name that is, or resembles, another name of a section than its numeral; else empty."""
    known = {
        said: section.numeral
        for place, section in enumerate(form.sections, 1)
        for said in (str(place), f"第{section.numeral}部分", section.heading)
    }
    hit = name if name in known else nearest(name, known)
    return f"，是不是想写“{known[hit]}”？" if hit else ""


def row_of(table: TableForm, name: str) -> str:
    """The key of a row, by its key, its term or its label in the form; raises TermError."""
    return _label(table, name, table.rows, "行")


def column_of(table: TableForm, name: str) -> str:
    """The key of a column, by its key, its term or its label in the form; raises TermError."""
    return _label(table, name, table.columns, "列")


def _label(table: TableForm, name: str, labels: tuple[LabelForm, ...], what: str) -> str:
    # Terms come first: the term of one row may be the label of another.
    for names in ("key", "term", "label"):
        found = next((label.key for label in labels if getattr(label, names) == name), None)
        if found:
            return found
    terms = [label.term for label in labels]
    raise TermError(f"{table.name}没有“{name}”这一{what}{_hint(name, terms)}")


def _hint(name: str, names: Iterable[str]) -> str:
    """«，是不是想写“…”？可以写：…» with the nearest name and all names, or the command that lists them if they are many."""
    known = list(names)
    near = meant(name, known) or "；"
    if len(known) <= FEW:
        return f"{near}可以写：{'、'.join(known)}"
    return f"{near}全部名称见 auditor rules terms"


def keys_of(table: TableForm, name: str, *, group: bool, for_each: str) -> tuple[str, ...]:
    """The keys of the rows (`for_each` column) or columns (`for_each` row) a term or group names; raises TermError."""
    terms = table.row_terms if for_each == "column" else table.column_terms
    groups = table.row_groups if for_each == "column" else table.column_groups
    if group:
        if name not in groups:
            raise TermError(f"{table.name}没有“{name}”这个组{_hint(name, groups)}")
        return tuple(terms[term] for term in groups[name])
    if name not in terms:
        what, other, others = (
            ("行", "列", table.column_terms) if for_each == "column" else ("列", "行", table.row_terms)
        )
        if name in others:
            raise TermError(f"“{name}”是{table.name}的{other}，这里要写{what}的名称{_hint('', terms)}")
        raise TermError(f"{table.name}没有“{name}”这一{what}{_hint(name, terms)}")
    return (terms[name],)


def cell_terms(form: Form, text: str) -> tuple[CellTerm, ...]:
    """«表三/本年新收/总计 + 表三/上年结转/总计» as cells, resolved once; a row may be a group; raises TermError."""
    if text not in form.cells:
        form.cells[text] = tuple(_cell_terms(form, text))
    found: tuple[CellTerm, ...] = form.cells[text]
    return found


def _cell_terms(form: Form, text: str) -> Iterator[CellTerm]:
    for part in text.split("+"):
        names = [name.strip() for name in part.split("/")]
        if len(names) != 3:
            raise TermError(f"“{part.strip()}”应写成“表/行/列”")
        table = table_of(form, names[0])
        rows = keys_of(table, names[1], group=names[1] in table.row_groups, for_each="column")
        column = keys_of(table, names[2], group=False, for_each="row")[0]
        yield CellTerm(table.key, rows, column)
