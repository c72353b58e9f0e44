"""The annexed tables: what the report filled in, cell for cell, and which cells are marked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pypdf import PdfReader

from auditor.letters.content.annex import UNREAD, AnnexTable, sheets
from auditor.letters.content.letter import letter_of
from auditor.letters.content.page import Templates
from auditor.model.finding import Finding, Location, Severity
from auditor.model.report import Report
from auditor.output.parse_ import report_data
from auditor.pipeline import Auditor
from auditor.read.sources import open_sources
from tests.letters.pages import OFFICE, SIGNED, printed
from tests.reading import limits

SAMPLES = Path(__file__).parents[2] / "samples"


@cache
def auditor() -> Auditor:
    return Auditor()


@cache
def report(name: str) -> Report:
    return auditor().recognise(next(open_sources(SAMPLES / name, limits())))


def finding(table: str, row: str | None, column: str | None, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("X", "甲", "identity", severity, "乙", Location("三", table, row, column))


def annexed(findings: Sequence[Finding], name: str = "07-identity.docx") -> tuple[AnnexTable, ...]:
    found = report(name)
    return sheets(found.tables, auditor().official_tables(found.form), findings)


def marks(sheet: AnnexTable) -> dict[tuple[str, str], str]:
    return {
        (row.label, column): cell.mark
        for row in sheet.rows
        for column, cell in zip(sheet.columns, row.cells, strict=True)
        if cell.mark
    }


def test_rows_of_a_group_say_which_one() -> None:
    [sheet] = annexed([finding("requests", "total", "total")])
    labels = [row.label for row in sheet.rows]
    assert labels[2] == "（一）予以公开"
    assert labels[4] == "（三）不予公开：1.属于国家秘密"
    assert [label[:3] for label in labels[4:23]] == ["（三）"] * 8 + ["（四）"] * 3 + ["（五）"] * 5 + ["（六）"] * 3


def test_every_figure_of_the_report_stands_in_its_row() -> None:
    [sheet] = annexed([finding("requests", "total", "total")])
    read = report_data(report("07-identity.docx"))["tables"]["requests"]
    assert [[cell.text for cell in row.cells] for row in sheet.rows] == [
        ["" if value is None else str(value) for value in row] for row in read.values()
    ]
    assert sheet.columns == ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    assert sheet.rows[0].label == "一、本年新收政府信息公开申请数量"


def test_the_cell_of_a_finding_is_marked_and_a_row_or_column_that_does_not_add_up() -> None:
    [sheet] = annexed([finding("requests", "granted", "other"), finding("requests", None, "total")])
    found = marks(sheet)
    assert found[("（一）予以公开", "其他")] == "wrong"
    assert sum(mark == "wrong" for mark in found.values()) == 1
    assert {column for (_, column), mark in found.items() if mark == "line"} == {"总计"}
    assert sum(mark == "line" for mark in found.values()) == len(sheet.rows)
    [sheet] = annexed([finding("remedies", "review", None)])
    assert {row for row, _ in marks(sheet)} == {"行政复议"}


def test_tables_come_in_the_official_order_and_only_those_with_faults() -> None:
    titles = [sheet.title for sheet in annexed([finding("remedies", None, None), finding("proactive", "rules", None)])]
    assert titles == ["表二　主动公开政府信息情况", "表四　政府信息公开行政复议、行政诉讼情况"]
    assert annexed([finding("requests", "new", "total", Severity.INFO)]) == ()
    assert annexed([Finding("X", "甲", "typo", Severity.ERROR, "乙", Location("一"))]) == ()


def test_a_cell_that_was_not_read_is_no_zero() -> None:
    found = report("07-identity.docx")
    table = found.tables["requests"]
    rows = {key: tuple(replace(value, lost=True, raw="") for value in row) for key, row in table.rows.items()}
    lost = replace(found, tables={**found.tables, "requests": replace(table, rows=rows)})
    [sheet] = sheets(lost.tables, auditor().official_tables(found.form), [finding("requests", "new", "total")])
    assert {cell.text for row in sheet.rows for cell in row.cells} == {UNREAD}


def test_the_letter_on_a_real_sample_shows_the_marked_table_on_one_page() -> None:
    found = report("07-identity.docx")
    audit = auditor().audit_report(found)
    letter = letter_of(audit, OFFICE, SIGNED, found.tables, auditor().official_tables(found.form))
    assert letter.annexes == ("问题清单及更正情况反馈表", "有问题的表格")
    wrong = {place for place, mark in marks(letter.sheets[0]).items() if mark == "wrong"}
    assert ("二、上年结转政府信息公开申请数量", "总计") in wrong
    texts = [
        "".join(sheet.extract_text().split())
        for sheet in PdfReader(io.BytesIO(printed(Templates().page(letter)))).pages
    ]
    [whole] = [text for text in texts if "一、本年新收政府信息公开申请数量" in text]
    assert "四、结转下年度继续办理" in whole
