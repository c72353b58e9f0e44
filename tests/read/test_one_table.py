"""A whole report in the rows of one table: its rows of one cell are paragraphs, and its figures are what they were."""

from __future__ import annotations

import pytest

from auditor.model.document import Document, Grid
from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.read.base.builder import RawCell
from auditor.read.opener import read_bytes
from tests.read.make_docx import docx, p, span_table
from tests.recognise.reports import auditor
from tests.writers import web
from tests.writers.one_table import FORMATS, page, printed
from tests.writers.paper import sample
from tests.writers.source import load_samples
from tests.writers.spans import draw

CASES = [(form, manner) for form in FORMATS for manner in ("wide", "blank")] + [("html", "short")]


def read(data: bytes, form: str) -> Report:
    return auditor().recognise_document(read_bytes(data, f"云川市教育局.{form}"))


def seen(report: Report) -> list[object]:
    """What the rules are held against."""
    figures = [(k, v.row, v.column, v.number, v.text) for k, table in report.tables.items() for v in table.values()]
    sections = [(each.heading.text, each.prose.text) for each in report.sections]
    return [
        report.title and report.title.text,
        report.agency,
        report.report_year,
        report.preamble.text,
        sections,
        figures,
    ]


def findings(found: Audit) -> set[str]:
    return {finding.rule for finding in found.verdict.findings}


@pytest.mark.parametrize(("form", "manner"), CASES)
def test_it_is_read_like_the_same_report_in_paragraphs(form: str, manner: str) -> None:
    plain = sample()
    article = read(web.article(plain).encode(), "html")
    assert seen(read(FORMATS[form](plain, manner), form)) == seen(article)


@pytest.mark.parametrize(("form", "manner"), CASES)
@pytest.mark.parametrize("number", [0, 5])
def test_the_findings_are_those_of_the_report(form: str, manner: str, number: int) -> None:
    plain = list(load_samples())[number].report
    article = auditor().audit_report(read(web.article(plain).encode(), "html"))
    assert findings(auditor().audit_report(read(FORMATS[form](plain, manner), form))) == findings(article)


def test_a_print_of_it_with_all_lines_is_read_and_placed() -> None:
    plain = sample()
    found = read(printed(plain, "wide"), "pdf")
    assert seen(found) == seen(read(web.article(plain).encode(), "html"))
    places = {found.document.text[place.start : place.end] for place in found.document.places}
    assert {plain.title[0], "一、总体情况", plain.tables["requests"]["new"][0]} <= places


def _rows(document: Document) -> list[int]:
    return [len(block.rows) if isinstance(block, Grid) else 0 for block in document.blocks]


def test_a_picture_in_a_row_of_its_own_is_told_in_its_place() -> None:
    heading = sample().sections[2].heading
    html = page(sample(), "wide").decode()
    row = '<tr><td colspan="15"><img src="table.png" width="600" height="400"></td></tr>'
    found = read_bytes(html.replace(f"{heading}</td></tr>", f"{heading}</td></tr>{row}", 1).encode(), "报告.html")
    assert [each.what for each in found.unread] == ["图片"]
    assert found.text[: found.unread[0].at].rstrip().endswith(heading)
    assert found.blocks == read_bytes(html.encode(), "报告.html").blocks


@pytest.mark.parametrize("note", ["注：本表数据截至12月31日。", "四、结转下年度继续办理", "云川市教育局"])
def test_a_table_with_a_row_of_one_cell_stays_a_table(note: str) -> None:
    drawn = draw("proactive", sample().tables["proactive"], {})
    row = [RawCell(note, 0, 1, drawn.width)]
    rows = [*drawn.rows, row]
    found = read_bytes(docx(p("云川市教育局") + span_table(rows, drawn.width)), "报告.docx")
    assert _rows(found) == [0, len(rows)]
    cells = "".join(f"<tr>{''.join(f'<td colspan={c.col_span}>{c.text}</td>' for c in each)}</tr>" for each in rows)
    assert _rows(read_bytes(f"<p>云川市教育局</p><table>{cells}</table>".encode(), "报告.html")) == [0, len(rows)]


def test_a_column_of_rows_is_text() -> None:
    texts = ["五、改进情况", "已经改进。", "2025年1月2日"]
    found = read_bytes(docx(span_table([[RawCell(text, 0)] for text in texts], 1)), "报告.docx")
    assert [block.text for block in found.paragraphs()] == texts
