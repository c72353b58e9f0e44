"""Made-up reports, read and recognised: small changes of the clean one the rules' examples start from."""

from __future__ import annotations

from functools import cache
from typing import Any

from auditor.chinese.values import Number
from auditor.model.document import Document
from auditor.model.finding import Audit, RuleResult
from auditor.model.report import FormTable, Report
from auditor.pipeline import Auditor
from auditor.read.base.builder import DocumentBuilder, RawCell
from auditor.read.opener import read_bytes
from auditor.ruleset.catalogues.forms import Form
from auditor.ruletools.examples import ExampleReports
from tests.reading import context


@cache
def auditor() -> Auditor:
    """The auditor with the national rules."""
    return Auditor()


def form() -> Form:
    """The 2021 form."""
    return auditor().ruleset.form("2021")


def written(**changes: Any) -> str:
    """The clean report with changes as an example of a rule may say them, as text."""
    return ExampleReports(form()).text(changes)


def read(text: str) -> Report:
    """A text as a report."""
    return auditor().recognise_document(read_bytes(text.encode(), "报告.txt"))


def report(**changes: Any) -> Report:
    """The changed report, recognised."""
    return read(written(**changes))


def audit(text: str) -> Audit:
    """A text, audited."""
    return auditor().audit_report(read(text))


def result(found: Audit, rule: str) -> RuleResult:
    """How one rule ended."""
    return next(result for result in found.verdict.results if result.rule == rule)


def headings(found: Report) -> list[tuple[str, str, str]]:
    """The sections: official numeral, number as written, heading as written."""
    return [(section.numeral, section.number, section.heading.text) for section in found.sections]


def cells(table: FormTable) -> dict[str, list[Number | str | None]]:
    """A table as the `parse` command tells it, with «?» for a cell that was lost."""
    return {
        key: ["?" if v.lost else v.number if v.number is not None else v.text for v in row]
        for key, row in table.rows.items()
    }


def document(*blocks: str | list[list[str | RawCell]], exact: bool = False) -> Document:
    """A document of paragraphs and grids."""
    builder = DocumentBuilder(context())
    for block in blocks:
        if isinstance(block, str):
            builder.paragraph(block)
        else:
            rows = [[RawCell(cell) if isinstance(cell, str) else cell for cell in row] for row in block]
            builder.grid(rows, exact=exact)
    return builder.build(path="报告", data=b"", format="html" if exact else "text")
