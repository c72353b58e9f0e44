"""Spreadsheets: what stands in the cells, what is text and what is table, and files that cannot be read."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Grid
from auditor.output.parse_ import report_data
from auditor.read.opener import read_bytes
from tests.read.archives import archive
from tests.read.make_doc import ole
from tests.reading import limits
from tests.recognise.reports import auditor
from tests.test_round_trip import as_values, plain_tables, report
from tests.writers.books import Page, Workbook
from tests.writers.books_xlsx import xlsx
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


def test_a_workbook_larger_than_allowed_is_refused() -> None:
    data = one_sheet(report(plain_tables()))
    with pytest.raises(UnreadableReport, match="解压后的大小超过上限"):
        read_bytes(data, "年报.xlsx", limits(unpacked_bytes=1000))


def far_apart(row: int) -> bytes:
    page = Page()
    page.set(0, 0, "规章")
    page.set(0, 1, 1.0)
    page.set(row, 0, "行政许可")
    page.set(row, 1, 2.0)
    return xlsx(Workbook([page]))


def test_cells_far_apart_are_two_tables() -> None:
    first, second = read_bytes(far_apart(1_048_575), "表.xlsx").grids()
    assert [[cell.raw for cell in row] for grid in (first, second) for row in grid.rows] == [
        ["规章", "1"],
        ["行政许可", "2"],
    ]


def test_merged_cells_over_a_whole_sheet_cost_nothing() -> None:
    page = Page()
    page.set(0, 0, "全年没有收到申请。")
    page.merges.append((0, 0, 1_048_575, 16_383))
    assert [each.text for each in read_bytes(xlsx(Workbook([page])), "表.xlsx").paragraphs()] == ["全年没有收到申请。"]


def test_a_sheet_of_too_many_cells_is_refused() -> None:
    page = Page()
    for row in range(300):
        page.set(row, 0, 1.0)
    with pytest.raises(UnreadableReport, match="工作表的单元格数超过上限"):
        read_bytes(xlsx(Workbook([page])), "表.xlsx", limits(cells=100))


def test_a_damaged_sheet_costs_no_other() -> None:
    data = several_sheets(report(plain_tables()))
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet3.xml"] = parts["xl/worksheets/sheet3.xml"][:500]
    read = read_bytes(archive(parts), "年报.xlsx")
    assert "有 1 张工作表没有读出：文件已损坏或不完整，请重新导出后再审核" in read.warnings
    found = report_data(auditor().recognise_document(read))["tables"]
    assert found["remedies"] == as_values(plain_tables())["remedies"]
    [unread] = read.unread
    assert unread.what == "损坏的工作表"


@pytest.mark.parametrize("place", [1538, 1690, 2600])
def test_a_broken_record_is_a_damaged_file(place: int) -> None:
    data = (DATA / "several.xls").read_bytes()
    with pytest.raises(UnreadableReport, match="已损坏或不完整"):
        read_bytes(data[:place] + b"\0" + data[place + 1 :], "年报.xls")


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def excel_95(rows: list[list[str]]) -> bytes:
    """A workbook of one sheet as Excel 95 lays it out: strings of bytes, numbers, nothing else."""
    head = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", 936))
    name = "年报".encode("gbk")
    start = len(head) + 4 + 7 + len(name) + 4
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            raw = text.encode("gbk")
            if text.isdecimal():
                sheet += record(0x203, place + struct.pack("<d", float(text)))
            elif text:
                sheet += record(0x204, place + struct.pack("<H", len(raw)) + raw)
    listed = record(0x85, struct.pack("<IHB", start, 0, len(name)) + name)
    return ole({"Book": (head + listed + record(0x0A) + sheet + record(0x0A)).ljust(4096, b"\0")})


def test_a_workbook_of_excel_95_is_read_by_its_values() -> None:
    [grid] = read_bytes(excel_95([["规章", "3", "1"], ["", "", ""], ["", "", ""]]), "年报.xls").grids()
    assert [[cell.raw for cell in row] for row in grid.rows] == [["规章", "3", "1"]]
