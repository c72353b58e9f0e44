"""The reading report: says how every section and cell was found, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.model.document import Unread
from auditor.model.finding import Outcome
from auditor.output.parse_ import report_data
from auditor.output.reading import reading_text
from auditor.presentation.terminal_text import width
from auditor.read.base.builder import DocumentBuilder, RawCell
from auditor.read.opener import read_bytes
from auditor.ruletools.examples import table_rows
from tests.reading import context
from tests.recognise.reports import auditor, form, result, written
from tests.test_round_trip import plain_tables, report
from tests.writers.layouts import LAYOUTS, write

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("[0-9]*"))


def reading(text: str | bytes, columns: int = 80) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    return reading_text(auditor().recognise_document(read_bytes(data, "年报.txt")), columns)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_and_figure_is_told(layout: str) -> None:
    tables = plain_tables()
    lines = reading(write(report(tables), layout)).split("\n")
    for rows in tables.values():
        for cells in rows.values():
            assert any(line.split()[-len(cells) - 1 : -1] == cells for line in lines), cells
    assert "年度：2024，依据：标题2024" in "\n".join(lines)
    assert sum(line.startswith("表") for line in lines) == 3


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_lines_fit_the_terminal(path: Path, columns: int) -> None:
    text = reading_text(auditor().recognise_document(read_bytes(path.read_bytes(), path.name)), columns)
    assert [line for line in text.split("\n") if width(line) > columns] == []


def test_what_was_repaired_and_not_read_is_told() -> None:
    text = written(
        tables={"requests": {"granted": [3, 1, 0, 0, 0, 0]}},
        drop_tables=["remedies"],
    )
    said = reading(text.replace("2.其他法律行政法规禁止公开", "2.其他法律行政法规禁公开"))
    assert "表四（复议诉讼）：没有找到" in said
    assert "行名当作“2.其他法律行政法规禁止公开”" in said
    assert "×" in said
    assert "这一行：格子与栏目对不上，没有读出" in said
    assert "没有找到" in reading(written(drop_sections=["五"]))


def test_doubt_pictures_and_scans_are_told() -> None:
    found = auditor().recognise_document(read_bytes(write(report(plain_tables()), "html-article"), "年报.pdf"))
    table = found.tables["remedies"]
    rows = {"review": (replace(table.rows["review"][0], doubtful=True), *table.rows["review"][1:])}
    document = replace(found.document, unread=(Unread("图片", 0),) * 2, scanned=((0, 30),))
    said = reading_text(replace(found, document=document, tables={"remedies": replace(table, rows=rows)}))
    assert f"{table.rows['review'][0].raw}?" in said
    assert "1格识别不确定" in said
    assert "有2处图片没有读取" in said
    assert "有30字是从图片识别的" in said


def test_a_cell_that_was_not_read_is_told_with_its_reason() -> None:
    builder = DocumentBuilder(context())
    builder.paragraph("云川市教育局2024年政府信息公开工作年度报告")
    builder.unread("内嵌页面")
    rows = [[RawCell(cell) for cell in row] for row in table_rows(form().table["requests"], {}, {})]
    rows[1][7] = RawCell("=SUM(B2:G2)", unread="是公式，文件里没有存下结果")
    builder.grid(rows, exact=True)
    found = auditor().recognise_document(builder.build(path="年报.xlsx", data=b"", format="xlsx"))
    assert "没有读出：是公式，文件里没有存下结果" in reading_text(found)
    data = report_data(found)
    assert data["tables"]["requests"]["new"][6] is None
    assert data["unread_cells"] == [
        {
            "table": "requests",
            "row": "new",
            "column": "total",
            "read": "=SUM(B2:G2)",
            "reason": "是公式，文件里没有存下结果",
        }
    ]
    assert data["unread"] == [{"what": "内嵌页面", "at": found.document.text.index("\n") + 1}]
    told = result(auditor().audit_report(found), "T3-ROW")
    assert (told.outcome, "没有存下结果" in told.reason) == (Outcome.CANNOT_CHECK, True)


def test_nothing_of_a_report_reaches_the_terminal_unclean() -> None:
    said = reading(written().replace("一、总体情况", "一、总体情况\x1b[31m"))
    assert "\x1b" not in said
