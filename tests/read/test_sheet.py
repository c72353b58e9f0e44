"""Spreadsheets: what stands in the cells, what is text and what is table, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Grid
from auditor.output.parse_ import report_data
from auditor.read import sheet as sheet_reader
from auditor.read.limits import LIMITS
from auditor.read.opener import read_bytes
from tests.read.archives import archive
from tests.recognise.reports import auditor
from tests.test_round_trip import as_values, plain_tables, report
from tests.writers.sheet import Sheet, book, one_sheet, several_sheets

DATA = Path(__file__).parent / "data"


def cells(*rows: tuple[str, ...]) -> list[list[str]]:
    sheet = Sheet("表")
    for row in rows:
        sheet.row(*row)
    [grid] = read_bytes(book([sheet]), "表.xlsx").grids()
    return [[cell.raw for cell in row] for row in grid.rows]


@pytest.mark.parametrize("name", ["one.xls", "several.xls", "one.ods"])
def test_other_spreadsheets_hold_the_same(name: str) -> None:
    # Made by LibreOffice from the workbooks of the writers.
    made = {"one": one_sheet, "several": several_sheets}[name.partition(".")[0]](report(plain_tables()))
    read, xlsx = read_bytes((DATA / name).read_bytes(), name), read_bytes(made, "年报.xlsx")
    found = report_data(auditor().recognise_document(read))
    assert found["tables"] == as_values(plain_tables())
    assert [p.text for p in read.paragraphs()] == [p.text for p in xlsx.paragraphs()]


def test_figures_are_shown_as_stored() -> None:
    assert cells(("甲", "3", "96171.6", "0.1"), ("乙", "12345678901", "1e3", ""))[0] == ["甲", "3", "96171.6", "0.1"]


def test_a_label_without_figures_stays_in_its_table() -> None:
    assert cells(("甲", "1", "2"), ("乙", "", ""), ("丙", "3", "4"))[1][0] == "乙"


def test_headings_and_sentences_part_tables() -> None:
    sheet = Sheet("表")
    sheet.row("规章", "1")
    sheet.text("三、收到和处理政府信息公开申请情况", "全年没有收到申请。")
    sheet.row("新收", "2")
    blocks = read_bytes(book([sheet]), "表.xlsx").blocks
    assert [type(block) for block in blocks] == [Grid, type(blocks[1]), type(blocks[2]), Grid]


def test_a_hidden_sheet_is_left_out_and_told() -> None:
    read = read_bytes(several_sheets(report(plain_tables()), hidden=True), "年报.xlsx")
    assert read.warnings == ("有 1 张隐藏的工作表，没有读取",)
    assert read.blocks == read_bytes(several_sheets(report(plain_tables())), "年报.xlsx").blocks


def test_damaged_workbooks_say_so() -> None:
    data = one_sheet(report(plain_tables()))
    ole = (DATA / "one.xls").read_bytes()
    spoilt = ole[:2000] + bytes(1500) + ole[3500:]
    for broken in (archive({"xl/workbook.xml": b"<x"}), spoilt, data[: len(data) // 2] + data[-200:]):
        with pytest.raises(UnreadableReport, match="已损坏或不完整"):
            read_bytes(broken, "年报.xlsx")
    with pytest.raises(UnreadableReport, match="或者已损坏"):
        read_bytes(ole[: len(ole) // 2], "年报.xls")


def test_a_workbook_larger_than_allowed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = one_sheet(report(plain_tables()))
    monkeypatch.setattr(LIMITS, "unpacked_bytes", 1000)
    with pytest.raises(UnreadableReport, match="解压后的大小超过上限"):
        read_bytes(data, "年报.xlsx")


def far_apart(rows: int) -> bytes:
    sheet = Sheet("表")
    sheet.row("甲", "1")
    for _ in range(rows):
        sheet.blank()
    sheet.row("乙", "2")
    return book([sheet])


def test_a_cell_far_away_makes_no_giant_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMITS, "cells", 100)
    with pytest.raises(UnreadableReport, match="工作表的单元格数超过上限"):
        read_bytes(far_apart(120), "表.xlsx")


def test_a_cell_very_far_away_does_not_reach_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMITS, "cells", 100)
    monkeypatch.setattr(sheet_reader, "CalamineWorkbook", None)
    with pytest.raises(UnreadableReport, match="工作表的单元格数超过上限（4004 >"):
        read_bytes(far_apart(2000), "表.xlsx")


@pytest.mark.parametrize("place", [1538, 1690, 2600])
def test_a_panic_of_the_parser_is_a_damaged_file(place: int) -> None:
    # A record whose length is zero makes the parser read behind its end.
    data = (DATA / "several.xls").read_bytes()
    with pytest.raises(UnreadableReport, match="已损坏或不完整"):
        read_bytes(data[:place] + b"\0" + data[place + 1 :], "年报.xls")
