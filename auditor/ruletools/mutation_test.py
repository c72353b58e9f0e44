"""Mutation test: every figure an equation names, increased by one in an example that holds, must make the rule fire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from auditor.engine.kinds.tables.identity import IdentityRule
from auditor.model.finding import Audit, Outcome
from auditor.pipeline import Auditor
from auditor.ruleset.binding.example_schema import in_keys
from auditor.ruleset.binding.terms import keys_of, table_of
from auditor.ruleset.catalogues.forms import TableForm
from auditor.ruleset.language.equation import Operand
from auditor.ruletools.examples import Example, ExampleFailure, ExampleReports, audit_example, reports_for

KIND = "mutation"


def run_mutants(auditor: Auditor, rule: IdentityRule) -> Iterator[ExampleFailure]:
    """Yield the figures whose change in the rule's first example that really passes goes unnoticed.

    Only equations are tested, because a comparison with < or > may well hold after a change by one.
    """
    if rule.parsed.relation != "=":
        return
    reports = reports_for(auditor, rule)
    example = _held(auditor, rule, reports)
    if example is None:
        yield ExampleFailure(rule, KIND, 1, "没有一个 pass 例子真正核对了这个等式，无从试验改动数字会不会被发现")
        return
    for number, (name, mutant) in enumerate(_mutants(rule, reports, example), 1):
        if not _fires(audit_example(auditor, reports, mutant), rule):
            yield ExampleFailure(rule, KIND, number, f"把{name}加 1，规则没有发现")


def _held(auditor: Auditor, rule: IdentityRule, reports: ExampleReports) -> Example | None:
    for written in rule.examples.pass_:
        example = in_keys(written, reports.form_of(written))
        results = audit_example(auditor, reports, example).verdict.results
        if any(result.rule == rule.id and result.outcome is Outcome.PASSED for result in results):
            return example
    return None


def _fires(audit: Audit, rule: IdentityRule) -> bool:
    told = {result.rule for result in audit.verdict.results if result.outcome is Outcome.FAILED}
    return rule.id in told


def _mutants(rule: IdentityRule, reports: ExampleReports, example: Example) -> Iterator[tuple[str, Example]]:
    """Yield the example with one figure changed, for every operand and every row or column it is in."""
    form = table_of(reports.form_of(example), rule.table)
    for operand in rule.parsed.operands():
        if operand.constant is not None:
            continue
        for key in keys_of(form, operand.name, group=operand.group, for_each=rule.for_each):
            for line in form.columns if rule.for_each == "column" else form.rows:
                row, column = (key, line.key) if rule.for_each == "column" else (line.key, key)
                columns = form.columns_of(row)
                if column in columns:
                    place = columns.index(column)
                    yield (
                        _name(form.row[row].label, form.column[column].label, operand),
                        _changed(reports, example, form, row, place, operand),
                    )


def _name(row: str, column: str, operand: Operand) -> str:
    return f"{'上年报告的' if operand.past else ''}“{row}”的“{column}”"


def _changed(
    reports: ExampleReports, example: Example, table: TableForm, row: str, place: int, operand: Operand
) -> Example:
    mutant: dict[str, Any] = deepcopy(dict(example))
    part = mutant.setdefault("previous", {}) if operand.past else mutant
    given: Mapping[str, Any] = part.get("tables", {}).get(table.key, {})
    cells = list(given.get(row) or reports.cells(table, row))
    cells[place] = _plus_one(cells[place])
    part["tables"] = {**part.get("tables", {}), table.key: {**given, row: cells}}
    return mutant


def _plus_one(cell: object) -> object:
    text = str(cell or 0)
    return int(text) + 1 if text.lstrip("-").isdigit() else float(text) + 1
