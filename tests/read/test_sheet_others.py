"""Workbooks with sheets beside those of the report: last year's, instructions, copies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from auditor.model.document import Document
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.writers.books import Entry, Page, Workbook, formats, laid_out
from tests.writers.source import SAMPLES, load_sample

REPORT = load_sample(SAMPLES / "source" / "02-clean-county.yaml").report
every_format = pytest.mark.parametrize("form", tuple(formats()))


def sheet(name: str = "年报", *, year: str = "2024") -> Page:
    page = laid_out(REPORT)
    assert any("2024年" in str(entry.value) for entry in page.cells.values())
    cells = {at: replace(entry, value=_dated(entry.value, year)) for at, entry in page.cells.items()}
    return replace(page, name=name, cells=cells)


def _dated(value: str | float | None, year: str) -> str | float | None:
    return value.replace("2024", year) if isinstance(value, str) else value


def texts(name: str, *lines: str) -> Page:
    return Page(name, {(row, 0): Entry(line) for row, line in enumerate(lines)})


def told(found: Document) -> list[str]:
    audit = auditor().audit_report(auditor().recognise_document(found))
    return [each.rule for each in audit.verdict.findings]


def reasons(found: Document) -> str:
    audit = auditor().audit_report(auditor().recognise_document(found))
    return " ".join(each.reason for each in audit.verdict.results)


@cache
def alone(form: str) -> Document:
    return document(form, sheet())


def document(form: str, *pages: Page) -> Document:
    return read_bytes(formats()[form](Workbook(list(pages))), f"年报.{form}")


BESIDE: dict[str, tuple[Callable[[], list[Page]], str]] = {
    "last year's behind": (lambda: [sheet(), sheet("上年", year="2023")], "写的是 2023 年度"),
    "last year's before": (lambda: [sheet("上年", year="2023"), sheet()], "写的是 2023 年度"),
    "in numerals": (lambda: [sheet(), sheet("上年", year="二〇二三")], "写的是 2023 年度"),
    "by a head over its figures": (
        lambda: [sheet(), texts("Sheet2", "2023年度数据", "三、收到和处理政府信息公开申请情况")],
        "写的是 2023 年度",
    ),
    "by the words of its name": (
        lambda: [sheet(), texts("上年表三", "三、收到和处理政府信息公开申请情况")],
        "写的是上年度",
    ),
    "by its name": (
        lambda: [sheet(), texts("2023年数据", "一、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")],
        "2023 年度",
    ),
    "a plan": (lambda: [sheet(), texts("2025年计划", "一、总体情况", "明年继续。")], "2025 年度"),
    "instructions": (
        lambda: [texts("填报说明", "一、本表由各单位填写。", "二、数字取整数。"), sheet()],
        "说明或示例",
    ),
    "instructions by their heading": (
        lambda: [sheet(), texts("Sheet2", "填 表 说 明：", "一、总体情况写全年。", "一、总体情况写要点。")],
        "说明或示例",
    ),
    "a copy": (lambda: [sheet(), sheet("备份")], "完全相同"),
}  # fmt: skip


@every_format
@pytest.mark.parametrize("beside", BESIDE)
def test_what_is_no_part_of_the_report_is_left_out_and_told(form: str, beside: str) -> None:
    pages, reason = BESIDE[beside]
    found = document(form, *pages())
    assert found.blocks == alone(form).blocks
    assert [reason in warning for warning in found.warnings] == [True]
    assert told(found) == told(alone(form))


@every_format
def test_a_table_on_a_sheet_of_another_year_is_not_called_missing(form: str) -> None:
    whole = sheet(year="2024")
    start = whole.find("三、收到和处理政府信息公开申请情况")[0]
    end = whole.find("四、政府信息公开行政复议、行政诉讼情况")[0]
    kept = {at: entry for at, entry in whole.cells.items() if not start < at[0] < end}
    merges = [area for area in whole.merges if not start < area[0] < end]
    report = replace(whole, cells=kept, merges=merges)
    found = document(form, report, sheet("上年", year="2023"))
    assert "TBL-MISSING" not in told(found)
    assert "没有读到表三，但文件里有略过的工作表" in reasons(found)


@every_format
def test_sheets_of_one_report_stay_together(form: str) -> None:
    whole = sheet()
    second = sheet("附表", year="2024")
    second.set(5, 20, "附注")
    found = document(form, whole, second, texts("Sheet3"))
    assert found.warnings == ()
    assert len(found.blocks) > len(alone(form).blocks)
