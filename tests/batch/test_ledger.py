"""The ledger holds what the run found, sheet by sheet, and nothing in it can become a formula."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from auditor.batch.data.overview import Overview
from auditor.batch.outputs.ledger import agency_of, is_read, ledger_sheets, write_ledger
from auditor.batch.outputs.workbook import Column, OutputSheet, cell_text, workbook
from auditor.errors import UsageError
from auditor.presentation.vocabulary import SEVERITIES
from tests.batch.overviews import HAND_INS, sample_run, with_text
from tests.profiles import examples

HEADS = {
    "问题": "序号 县区 机关 文件 级别 规则 规则名称 位置 问题 原文 应为 实为 依据 处理建议 处理意见 备注 编号",
    "机关": "机关 县区 错误 不规范 提示 未能核对 逾期 公布日期 文件",
    "规则": "规则 规则名称 级别 问题数 机关数",
    "未报送": "情况 机关 文件 说明",
    "无法读取": "机关 文件 原因",
    "未能核对": "规则 规则名称 县区 机关 文件 情况 原因",
    "雷同": "报告 另一报告 相同比例 类别 相同句数 相同的句子（前几句）",
    "采用": "项目 内容",
}
Lines = list[dict[str, Any]]


def read(data: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def lines(sheet: list[list[Any]]) -> Lines:
    head, *rows = sheet
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def run() -> Overview:
    return sample_run()


@pytest.fixture(scope="module")
def ledger(run: Overview, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lines]:
    path = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    write_ledger(run, path)
    return {name: lines(sheet) for name, sheet in read(path.read_bytes()).items()}


def test_the_sheets_and_their_heads_are_those_of_the_guide(run: Overview) -> None:
    assert {sheet.name: " ".join(column.head for column in sheet.columns) for sheet in ledger_sheets(run)} == HEADS


def test_every_finding_has_a_line(run: Overview, ledger: dict[str, Lines]) -> None:
    found = [(entry, finding) for entry in run.entries for finding in entry.findings]
    assert len(found) > 50
    for (entry, finding), line in zip(found, ledger["问题"], strict=True):
        said = (line["机关"], line["文件"], line["级别"], line["编号"])
        assert said == (agency_of(entry), entry.record.name, SEVERITIES[finding.severity], finding.id)
        assert line["问题"] == cell_text(finding.message)
        assert line["原文"] == cell_text(finding.location.quote or "")
        assert line["规则"].split("、")[0] == finding.rule
    assert [line["序号"] for line in ledger["问题"]] == list(range(1, len(found) + 1))


def test_decisions_stand_with_their_findings(run: Overview, ledger: dict[str, Lines]) -> None:
    decided = {line["编号"]: (line["处理意见"], line["备注"]) for line in ledger["问题"] if line["处理意见"]}
    assert decided == {key: (one.choice.value, one.note) for key, one in run.decisions.items()}
    assert ("不采纳", "已电话核实") in decided.values()


def test_every_report_that_was_read_has_a_line_with_its_counts(run: Overview, ledger: dict[str, Lines]) -> None:
    read_ones = [entry for entry in run.entries if is_read(entry)]
    assert [line["文件"] for line in ledger["机关"]] == [entry.record.name for entry in read_ones]
    for entry, line in zip(read_ones, ledger["机关"], strict=True):
        counted = Counter(SEVERITIES[finding.severity] for finding in entry.findings)
        assert {grade: line[grade] for grade in SEVERITIES.values()} == {g: counted[g] for g in SEVERITIES.values()}
        assert line["逾期"] == ("逾期" if entry.late else "")
        assert line["未能核对"] == len(entry.record.audit.verdict.unchecked())


def test_rules_are_counted_by_findings_and_by_agencies(run: Overview, ledger: dict[str, Lines]) -> None:
    findings = Counter(finding.rule for entry in run.entries for finding in entry.findings)
    agencies = Counter(rule for entry in run.entries for rule in {finding.rule for finding in entry.findings})
    assert {line["规则"]: (line["问题数"], line["机关数"]) for line in ledger["规则"]} == {
        rule: (findings[rule], agencies[rule]) for rule in findings
    }
    assert [line["机关数"] for line in ledger["规则"]] == sorted(agencies.values(), reverse=True)


def test_what_was_not_handed_in_or_not_read_or_not_looked_at_is_told(run: Overview, ledger: dict[str, Lines]) -> None:
    assert [(line["情况"], line["机关"]) for line in ledger["未报送"]] == [
        (h.trouble.value, h.agency) for h in HAND_INS
    ]
    [unread] = ledger["无法读取"]
    assert unread["文件"] == "坏.docx"
    assert unread["原因"]
    unchecked = [result for entry in run.entries for result in entry.record.audit.verdict.unchecked()]
    assert len(ledger["未能核对"]) == len(unchecked) > 0
    assert all(line["原因"] and line["规则名称"] for line in ledger["未能核对"])


def test_likenesses_show_their_share_and_first_sentences(run: Overview, ledger: dict[str, Lines]) -> None:
    assert [(line["类别"], line["相同比例"], line["相同句数"]) for line in ledger["雷同"]] == [
        ("雷同", 0.62, 3), ("照搬", 0.9, 1)
    ]  # fmt: skip
    assert ledger["雷同"][0]["相同的句子（前几句）"].startswith("1. ")


def test_the_same_run_gives_the_same_bytes(run: Overview, tmp_path: Path) -> None:
    write_ledger(run, tmp_path / "1.xlsx")
    write_ledger(run, tmp_path / "2.xlsx")
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_a_run_without_reports_has_all_sheets(tmp_path: Path) -> None:
    write_ledger(Overview(None, ()), tmp_path / "空.xlsx")
    assert {name: " ".join(rows[0]) for name, rows in read((tmp_path / "空.xlsx").read_bytes()).items()} == HEADS


def test_a_ledger_that_cannot_be_written_is_told(run: Overview, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="不存在"):
        write_ledger(run, tmp_path / "没有" / "台账.xlsx")


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://x.invalid")', "https://x.invalid", "\t=1", "{=1}", "_x0041_"],
)
def test_texts_that_look_like_formulas_stay_text(run: Overview, tmp_path: Path, hostile: str) -> None:
    entry = with_text(run.entries[8], hostile)
    write_ledger(replace(run, entries=(entry,)), tmp_path / "台账.xlsx")
    with zipfile.ZipFile(tmp_path / "台账.xlsx") as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    assert not any(re.search(r"<f[ >/]|<hyperlink", text) for text in parts.values())
    assert not any("hyperlink" in text for name, text in parts.items() if name.endswith(".rels"))
    line = lines(read((tmp_path / "台账.xlsx").read_bytes())["问题"])[0]
    assert [line[head] for head in ("机关", "问题", "应为", "处理建议")] == [hostile.strip()] * 4


@given(st.text())
@examples(0.6)
def test_any_text_comes_back_from_its_cell(text: str) -> None:
    data = workbook([OutputSheet("表", (Column("甲", 9), Column("乙", 9)), [(text, "完")])])
    assert read(data)["表"] == [["甲", "乙"], [cell_text(text), "完"]]


@pytest.mark.parametrize("text", ["长" * 40000, "𠀀" * 20000, "a" + "𠀀" * 20000])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(text: str) -> None:
    cut = cell_text(text)
    assert len(cut.encode("utf-16-le")) // 2 <= 32767
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])
    assert cell_text("长" * 32767) == "长" * 32767


def test_only_decisions_are_chosen_from_a_list_and_heads_stay_in_view(run: Overview, tmp_path: Path) -> None:
    write_ledger(run, tmp_path / "台账.xlsx")
    with zipfile.ZipFile(tmp_path / "台账.xlsx") as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
        others = [package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in range(2, 8)]
    assert '<formula1>"采纳,不采纳,待核"</formula1>' in sheet
    assert 'sqref="O2:' in sheet
    assert not any("dataValidation" in other for other in others)
    assert all("<autoFilter" in other and 'state="frozen"' in other for other in (sheet, *others))
