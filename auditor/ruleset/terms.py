"""Binds the terms of rules to cells: «表三/本年新收/总计» and the names in equations, checked against the forms when rules load."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.ruleset.checked import meant
from auditor.ruleset.forms import Form, TableForm


class TermError(ValueError):
    """A name the form does not know; the text names the nearest ones, `column` (from 1) is where it stands in its value."""

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
    """A table by its key or its name (表三); raises TermError."""
    found = next((table for table in form.tables if name in (table.key, table.name)), None)
    if found is None:
        names = [word for table in form.tables for word in (table.key, table.name)]
        raise TermError(f"没有表“{name}”{meant(name, names)}")
    return found


def keys_of(table: TableForm, name: str, *, group: bool, for_each: str) -> tuple[str, ...]:
    """The keys of the rows (`for_each` column) or columns (`for_each` row) a term or group names; raises TermError."""
    terms = table.row_terms if for_each == "column" else table.column_terms
    groups = table.row_groups if for_each == "column" else table.column_groups
    if group:
        if name not in groups:
            raise TermError(f"{table.name}没有“{name}”这个组{meant(name, groups)}")
        return tuple(terms[term] for term in groups[name])
    if name not in terms:
        what, other, others = (
            ("行", "列", table.column_terms) if for_each == "column" else ("列", "行", table.row_terms)
        )
        if name in others:
            raise TermError(f"“{name}”是{table.name}的{other}，这里要写{what}的名称")
        raise TermError(f"{table.name}没有“{name}”这一{what}{meant(name, terms)}")
    return (terms[name],)


def cell_terms(form: Form, text: str) -> tuple[CellTerm, ...]:
    """«表三/本年新收/总计 + 表三/上年结转/总计» as cells; a row may be a group; raises TermError."""
    found = []
    for part in text.split("+"):
        names = [name.strip() for name in part.split("/")]
        if len(names) != 3:
            raise TermError(f"“{part.strip()}”应写成“表/行/列”")
        table = table_of(form, names[0])
        rows = keys_of(table, names[1], group=names[1] in table.row_groups, for_each="column")
        column = keys_of(table, names[2], group=False, for_each="row")[0]
        found.append(CellTerm(table.key, rows, column))
    return tuple(found)
