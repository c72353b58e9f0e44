"""Pages and files as they come: what is a report is read whole, what is none is refused with a reason."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from auditor.cli.app import main
from auditor.errors import UnreadableReport
from auditor.model.finding import Outcome
from auditor.model.report import Report
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.recognise.reports import result
from tests.writers.source import load_samples
from tests.writers.web import article

pytestmark = pytest.mark.slow

TITLE = "云川市生态环境局2024年政府信息公开工作年度报告"


@cache
def auditor() -> Auditor:
    return Auditor()


@cache
def clean_page() -> str:
    """The page of a clean report."""
    sample = next(sample for sample in load_samples() if sample.name == "01-clean-department.txt")
    return article(sample.report)


def read(page: str) -> Report:
    return auditor().recognise_document(read_bytes(page.encode(), "页.html"))


def graver(report: Report) -> list[str]:
    return [f.rule for f in auditor().audit_report(report).verdict.findings if f.severity != "info"]


@pytest.mark.parametrize(
    ("tag", "end"), [("p align=center><b", "b></p"), ("h4", "h4"), ("div class=mc><font size=5", "font></div")]
)
def test_a_title_is_found_whatever_element_holds_it(tag: str, end: str) -> None:
    page, count = re.subn(r"<h1[^>]*>(.*?)</h1>", rf"<{tag}>\1</{end}>", clean_page(), flags=re.S)
    assert count == 1
    assert read(page).title_line == read(clean_page()).title_line
    assert graver(read(page)) == []


def test_a_heading_broken_over_two_lines_is_one_heading() -> None:
    page = clean_page().replace("三、收到和处理政府信息公开申请情况", "三、收到和处理政府<br>信息公开申请情况")
    report = read(page)
    assert [section.numeral for section in report.sections] == list("一二三四五六")
    assert graver(report) == []


def test_the_last_rows_of_a_table_may_be_a_table_of_their_own() -> None:
    page = clean_page()
    start = page.rindex("<tr", 0, page.index("（七）总计"))
    report = read(page[:start] + "</table><table>" + page[start:])
    assert report.tables["requests"].missing_rows == ()
    assert graver(report) == []


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (
            "<html><body><ul>"
            + "".join(
                f"<li>{year}年云川市民政局政府信息公开工作年度报告　{year + 1}-01-20</li>" for year in range(2015, 2025)
            )
            + "</ul></body></html>",
            "这不像是政府信息公开工作年度报告",
        ),
        (
            f"<html><body><h1>{TITLE}</h1><p>报告全文见附件。</p><p>附件：<a href='a.docx'>年度报告.docx</a></p></body></html>",
            "报告在附件里",
        ),
    ],
    ids=["list-of-years", "only-an-attachment"],
)
def test_a_page_that_is_no_report_is_refused(page: str, reason: str) -> None:
    with pytest.raises(UnreadableReport, match=reason):
        read(page)


def test_a_short_report_whose_tables_are_attached_is_read_and_its_tables_are_not_called_missing() -> None:
    page = re.sub("<table.*?</table>", "<p>详见附件</p>", clean_page(), flags=re.DOTALL)
    page = re.sub("(<p>[^<]{12})[^<]*", r"\1", page).replace(
        "</body>", "<p>附件：<a href='t.xlsx'>附表.xlsx</a></p></body>"
    )
    report = read(page)
    assert len(report.sections) == 6
    assert not any(table.found for table in report.tables.values())
    found = result(auditor().audit_report(report), "TBL-MISSING")
    assert found.outcome is Outcome.CANNOT_CHECK
    assert "链接的文件" in found.reason


def test_a_page_cut_off_in_the_middle_is_refused() -> None:
    page = clean_page()
    with pytest.raises(UnreadableReport, match="在中途断开"):
        read(page[: page.index("三、收到和处理") + 5])


def test_a_page_that_ends_within_a_table_is_refused() -> None:
    page = clean_page()
    with pytest.raises(UnreadableReport, match="在中途断开"):
        read(page[: page.rindex("</tr>") + 5])


def test_what_is_not_there_of_a_page_without_its_end_is_not_called_missing() -> None:
    page = clean_page()
    report = read(page[: page.index("四、政府信息公开行政复议") - len("<h2>")])
    assert graver(report) == []
    assert result(auditor().audit_report(report), "STR-SECTION").outcome is Outcome.CANNOT_CHECK


def test_unread_files_of_a_folder_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "甲.html").write_text(clean_page(), "utf-8")
    (tmp_path / "乙.ofd").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert main(["check", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "另有 1 个文件" in said.err
    assert "乙.ofd" in said.err
    assert "乙.ofd" not in said.out
