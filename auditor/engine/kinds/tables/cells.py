"""Cells of the tables in words and in traces, for the kinds that use them."""

from __future__ import annotations

from auditor.chinese.values import show_number
from auditor.engine.context import CannotCheckError, CheckContext
from auditor.model.finding import TraceStep
from auditor.model.report import FormTable
from auditor.ruleset.binding.terms import TermError, cell_terms, table_of


def cells_name(terms: str) -> str:
    """Cells as people name them: the table once, then the rows, then the columns unless they are the total."""
    parts = [[name.strip() for name in term.split("/")] for term in terms.split("+")]
    rows = list(dict.fromkeys(row for _, row, _ in parts))
    columns = list(dict.fromkeys(column for _, _, column in parts if column != "总计"))
    return parts[0][0] + "＋".join(f"“{row}”" for row in rows) + "＋".join(columns)


def cell_value(terms: str, bound: CheckContext) -> TraceStep:
    """Show the sum of some cells («表三/本年新收/总计»), or why there is none."""
    try:
        return TraceStep(terms, show_number(bound.total(cell_terms(bound.form, terms)).number))
    except (TermError, CannotCheckError) as reason:
        return TraceStep(terms, str(reason))


def table_read(name: str, bound: CheckContext) -> tuple[TraceStep, FormTable | None]:
    """Show how much of a table was read; with the table, or None where it was not found."""
    try:
        form = table_of(bound.form, name)
        table = bound.table(form.key)
    except (TermError, CannotCheckError) as reason:
        return TraceStep(name, str(reason)), None
    return TraceStep(form.name, f"读到 {len(table.cells)} 格，其中 {len(bound.sure(table))} 格的数能用"), table
