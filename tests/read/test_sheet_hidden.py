"""Hidden rows and columns of spreadsheets, in every format: what a table lacks for them is not read, and nobody is accused of it."""

from __future__ import annotations

import pytest

from auditor.model.document import Document
from auditor.model.finding import Outcome
from tests.read.test_sheet_cells import document, every_format, sheet
from tests.recognise.reports import auditor, result
from tests.writers.books import Page

DENIED = "2.其他法律行政法规禁止公开"


def _accused(found: Document) -> set[str]:
    """The rules about tables that the report is said to break, with what is said."""
    results = auditor().audit_report(auditor().recognise_document(found)).verdict.results
    about = ("TBL-", "VAL-", "T3-", "T4-", "CMP-", "TYP-LABEL")
    told = [finding for each in results if each.rule.startswith(about) for finding in each.findings]
    return {f"{each.rule} {each.message}" for each in told}


def _with_hidden_remedies() -> Page:
    page = sheet()
    page.hidden_rows.add(page.find("行政复议")[0] + 3)
    return page


def _with_hidden_column() -> Page:
    page = sheet()
    page.hidden_columns.add(5)
    return page


@every_format
def test_a_hidden_row_is_not_called_missing(form: str) -> None:
    page = sheet()
    row = page.find(DENIED)[0]
    page.hidden_rows.add(row)
    found = document(form, page)
    place = f"隐藏的行（第{row + 1}行）"
    assert place in found.unread_kinds
    assert any(place in told for told in found.warnings)
    report = auditor().recognise_document(found)
    assert report.tables["requests"].missing_rows == ("denied_law",)
    ended = result(auditor().audit_report(report), "TBL-ROWS")
    assert ended.outcome is Outcome.CANNOT_CHECK
    assert place in ended.reason


@every_format
@pytest.mark.parametrize("page", [_with_hidden_remedies(), _with_hidden_column()])
def test_hidden_figures_and_columns_accuse_nobody(form: str, page: Page) -> None:
    found = document(form, page)
    assert "隐藏的行" in found.unread_kinds or "隐藏的列（第F列）" in found.unread_kinds
    assert not _accused(found) - _accused(document(form, sheet()))


@every_format
def test_a_row_hidden_in_another_table_excuses_nothing(form: str) -> None:
    page = sheet()
    page.hidden_rows.add(page.find("行政强制")[0])
    row = page.find(DENIED)[0]
    for place in [place for place in page.cells if place[0] == row]:
        del page.cells[place]
    page.flat_rows.add(row)
    assert any(DENIED in told for told in _accused(document(form, page)))
