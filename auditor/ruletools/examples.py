"""Runs the examples in the rules: each is a small change of one clean report, read and audited like any other.

The schema of examples is in `auditor.ruleset.binding.example_schema`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from auditor.engine.previous import PreviousReports
from auditor.model.finding import Audit, Outcome, RuleResult
from auditor.pipeline import Auditor
from auditor.presentation.vocabulary import OUTCOMES
from auditor.read.opener import read_bytes
from auditor.ruleset.binding.example_schema import clean_report, default_year, form_of, in_keys
from auditor.ruleset.catalogues.forms import Form, TableForm
from auditor.ruleset.schema.rules import Rule

Example = Mapping[str, Any]
# Required outcome of the examples of a group; examples of other groups must pass or not apply.
_OUTCOMES = {"fail": Outcome.FAILED, "cannot_check": Outcome.CANNOT_CHECK}


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """Example that did not end as it says; `number` counts from 1 within its group.

    `wanted` and `got` are the message it requires and the nearest actual one, set only if nothing else differs.
    """

    rule: Rule
    kind: str
    number: int
    message: str
    wanted: str = ""
    got: str = ""


class NotInReport(Exception):
    """Raised where words that an example replaces are not in the report it changes."""


class ExampleReports:
    """Writer of example reports from the clean report in `rules/example.yaml`, each in the form for its year."""

    def __init__(self, *forms: Form, base: Form | None = None) -> None:
        """`forms` are given newest first; `base` is the form of the clean report's figures, if that may be another."""
        self._forms = forms
        self._written_in = base
        self.year = default_year(forms)
        self._base: Example = {**clean_report(), "year": self.year}

    def form_of(self, example: Example) -> Form:
        """Return the form an example is written in."""
        return form_of(self._forms, int(example.get("year", self.year)))

    def cells(self, form: TableForm, row: str) -> list[Any]:
        """Return the figures of a row in the clean report by the columns of the form; 0 in columns the clean report lacks."""
        columns = form.columns_of(row)
        figures = self._base["tables"].get(form.key, {}).get(row) or [0] * len(columns)
        base = self._written_in.table.get(form.key) if self._written_in else None
        if base is None or row not in base.row:
            return list(figures)
        written = dict(zip(base.columns_of(row), figures, strict=False))
        return [written.get(column, 0) for column in columns]

    def text(self, example: Example) -> str:
        """Return the example's report as plain text, tables as rows of tab-separated cells.

        Raises NotInReport if words to be replaced are not there.
        """
        form = self.form_of(example)
        example = in_keys(example, form)
        merged = dict(self._base) | {k: v for k, v in example.items() if k not in ("sections", "tables")}
        merged["sections"] = self._sections(form) | dict(example.get("sections", {}))
        for numeral, added in example.get("add", {}).items():
            merged["sections"][numeral] = f"{merged['sections'].get(numeral) or ''}\n{added}".strip()
        year = merged["year"]
        words = {
            "{agency}": merged["agency"],
            "{year}": str(year),
            "{next_year}": str(year + 1),
            "{notice}": form.number,
        }
        lines = [merged["title"], merged["preamble"]]
        for numeral in merged.get("order") or [section.numeral for section in form.sections]:
            if numeral in merged.get("drop_sections", ()):
                continue
            heading = f"{numeral}、{form.section[numeral].heading}"
            lines.append(merged.get("headings", {}).get(numeral, heading))
            lines.append(merged["sections"].get(numeral) or "")
            for key in form.section[numeral].tables:
                if key not in merged.get("drop_tables", ()):
                    lines.append(self._table(form.table[key], merged, example))
        lines += [merged["signature"], merged["issued"]]
        text = "\n".join(line for line in lines if line)
        for name, value in words.items():
            text = text.replace(name, value)
        return _replaced(text, example.get("replace", {}))

    def _sections(self, form: Form) -> dict[str, str]:
        """Return the clean report's own text of each section, and filler for sections and parts it does not have."""
        said: dict[str, str] = {s.numeral: "无。" for s in form.sections if not s.tables} | dict(self._base["sections"])
        for section in form.sections:
            text = said.get(section.numeral, "")
            new = [part.term for part in section.parts if not any(mark in text for mark in part.marks)]
            if new:
                said[section.numeral] = "\n".join([text, *(f"{term}。按要求做好各项工作。" for term in new)])
        return said

    def _table(self, form: TableForm, merged: Example, example: Example) -> str:
        rows = {row.key: self.cells(form, row.key) for row in form.rows} | dict(
            example.get("tables", {}).get(form.key, {})
        )
        return "\n".join("\t".join(row) for row in table_rows(form, rows, merged))


def _replaced(text: str, changes: Mapping[str, str]) -> str:
    for written, instead in changes.items():
        if written not in text:
            raise NotInReport(written)
        text = text.replace(written, instead)
    return text


def table_rows(form: TableForm, rows: Mapping[str, Sequence[Any]], changes: Example) -> list[list[str]]:
    """Return a table as rows of cells: headers, labels and figures, 0 for rows not given."""
    dropped = changes.get("drop_rows", {}).get(form.key, ())
    labels = changes.get("labels", {}).get(form.key, {})
    heads = {column.key: column.label for column in form.columns} | changes.get("column_labels", {}).get(form.key, {})
    if form.layout == "flat":
        kept = [row for row in form.rows if row.key not in dropped]
        return [
            [labels.get(row.key, row.label) for row in kept],
            [heads[column.key] for _ in kept for column in form.columns],
            [str(cell) for row in kept for cell in rows.get(row.key, [0] * len(form.columns))],
        ]
    lines: list[list[str]] = []
    if all(not row.columns for row in form.rows):
        lines.append(["", *heads.values()])
    last: tuple[str, ...] = ()
    for row in form.rows:
        columns = form.columns_of(row.key)
        if row.columns and columns != last:
            lines.append(["信息内容", *[heads[key] for key in columns]])
            last = columns
        if row.key not in dropped:
            lines.append(
                [labels.get(row.key, row.label), *[str(cell) for cell in rows.get(row.key, [0] * len(columns))]]
            )
    return lines


def run_examples(auditor: Auditor, rules: Sequence[Rule] | None = None) -> Iterator[ExampleFailure]:
    """Yield the examples that do not end as they say, of the given rules or of all."""
    for rule in rules if rules is not None else auditor.ruleset.rules:
        reports = reports_for(auditor, rule)
        for kind, examples in rule.examples.groups.items():
            for number, example in enumerate(examples, 1):
                message, wanted, got = _mistake(auditor, rule, reports, example, _OUTCOMES.get(kind))
                if message:
                    yield ExampleFailure(rule, kind, number, message, wanted, got)


def never_fire(auditor: Auditor, rules: Sequence[Rule]) -> Iterator[Rule]:
    """Yield the rules that none of their own examples makes fire: nobody would notice if such a rule could never fire."""
    for rule in rules:
        reports = reports_for(auditor, rule)
        if all(
            _mistake(auditor, rule, reports, {**example, "want": None}, Outcome.FAILED)[0]
            for example in rule.examples.fail
        ):
            yield rule


def reports_for(auditor: Auditor, rule: Rule) -> ExampleReports:
    """Return the writer of example reports in the forms the rule is for."""
    return clean_reports(
        auditor, *(form for form in auditor.ruleset.forms if not rule.forms or form.form in rule.forms)
    )


def clean_reports(auditor: Auditor, *forms: Form) -> ExampleReports:
    """Return the writer of example reports in some forms, newest first."""
    return ExampleReports(*forms, base=form_of(auditor.ruleset.forms, int(clean_report()["year"])))


def _result(auditor: Auditor, rule: Rule, reports: ExampleReports, example: Example) -> RuleResult:
    audit = audit_example(auditor, reports, example)
    return next(result for result in audit.verdict.results if result.rule == rule.id)


def _mistake(
    auditor: Auditor, rule: Rule, reports: ExampleReports, example: Example, wanted: Outcome | None
) -> tuple[str, str, str]:
    """Return what is wrong with an example, and the messages wanted and got if only these differ; else empty strings."""
    try:
        result = _result(auditor, rule, reports, example)
    except NotInReport as error:
        return f"replace 要改的“{error}”不在底稿里", "", ""
    passes = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    messages = [finding.message for finding in result.findings]
    if result.outcome not in ((wanted,) if wanted else passes):
        shown = "；".join(filter(None, (result.reason, *messages))) or "没有发现问题"
        ends = "或".join(OUTCOMES[outcome] for outcome in ((wanted,) if wanted else passes))
        return f"应为{ends}，实为{OUTCOMES[result.outcome]}（{shown}）", "", ""
    want = example.get("want")
    if want is not None and want not in messages:
        got = max(messages, key=lambda message: fuzz.ratio(message, want), default="")
        return "意见与 want 不同", str(want), got
    return "", "", ""


def audit_example(auditor: Auditor, reports: ExampleReports, example: Example) -> Audit:
    """Read and audit one example, with the report of the preceding year if it gives one."""
    before = None
    if "previous" in example:
        earlier = {"year": int(example.get("year", reports.year)) - 1} | dict(example["previous"])
        document = read_bytes(reports.text(earlier).encode(), "previous.txt")
        before = PreviousReports([auditor.recognise_document(document)])
    document = read_bytes(reports.text(example).encode(), "example.txt")
    published, hidden = (
        date.fromisoformat(day) if (day := example.get(name)) else None for name in ("published", "hidden")
    )
    document = replace(document, metadata=replace(document.metadata, published=published, hidden=hidden))
    return auditor.audit_report(auditor.recognise_document(document), before)
