"""Spreadsheets for calamine: packed anew within their stated sizes, and refused if their cells lie too far apart."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest

from auditor.config.limits import BUILT_IN, Limits
from auditor.errors import UnreadableReport
from auditor.read.sheet.plain import read_plain, read_rows
from auditor.read.sheet.safe import safe_package
from tests.writers.books import Entry, Page, Workbook, formats

APART = r"^工作表的单元格数超过上限"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return out.getvalue()


def book(form: str) -> bytes:
    return formats()[form](Workbook([Page("名册", {(0, 0): Entry("机关名称"), (1, 0): Entry("云川市教育局")})]))


def sheet(rows: str) -> bytes:
    """A workbook whose sheet has these rows."""
    return packed(
        parts(book("xlsx")) | {SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()}
    )


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_what_is_packed_anew_reads_the_same(form: str) -> None:
    data = book(form)
    assert [rows for _, rows in read_rows(data, BUILT_IN)] == [[["机关名称"], ["云川市教育局"]]]
    assert parts(safe_package(data, BUILT_IN)) == {
        name: content for name, content in parts(data).items() if not name.startswith("xl/drawings/")
    }


@pytest.mark.parametrize("last", ["XFD1048576", "xfd1048576", "Xfd1048576"])
def test_cells_far_apart_are_refused_however_their_places_are_written(last: str) -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="{last}"><v>2</v></c></row>'
    with pytest.raises(UnreadableReport, match=APART):
        safe_package(sheet(rows), BUILT_IN)


def test_cells_without_places_count_on() -> None:
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="900000"><c><v>3</v></c></row>'
    limits = Limits(cells=90_000)
    safe_package(sheet(rows), limits)
    with pytest.raises(UnreadableReport, match=APART):
        safe_package(sheet(rows + '<row><c r="C7"/><c/></row>'), limits)


@pytest.mark.parametrize("place", ["A0", "XFE1", "A1048577", "1A", "A", "甲1", "AAAA1"])
def test_places_that_do_not_exist_are_damage(place: str) -> None:
    with pytest.raises(UnreadableReport, match="已损坏"):
        safe_package(sheet(f'<row r="1"><c r="{place}"><v>1</v></c></row>'), BUILT_IN)


def test_cells_of_a_binary_sheet_are_looked_at_too() -> None:
    def cell(row: int, column: int) -> bytes:
        return b"\0\x04" + struct.pack("<I", row) + b"\x02\x0c" + struct.pack("<II", column, 0) + bytes(4)

    relations = b'<Relationship Id="r1" Type="a/worksheet" Target="worksheets/sheet1.bin"/>'
    names = {"xl/workbook.bin": b"\x83\x01\0", "xl/_rels/workbook.bin.rels": relations}
    safe_package(packed(names | {"xl/worksheets/sheet1.bin": cell(0, 0) + cell(9, 9)}), BUILT_IN)
    with pytest.raises(UnreadableReport, match=APART):
        safe_package(packed(names | {"xl/worksheets/sheet1.bin": cell(0, 0) + cell(1_000_000, 9)}), BUILT_IN)
    with pytest.raises(UnreadableReport, match="已损坏"):
        read_plain(packed(names | {"xl/worksheets/sheet1.bin": cell(0, 2**31)}), BUILT_IN)


def test_repeated_cells_of_open_document_sheets_count_as_often() -> None:
    names = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:o="urn:o"'
    row = '<table:table-row table:number-rows-repeated="{}"><table:table-cell o:value="1" table:number-columns-repeated="{}"/>'
    blank = '<table:table-cell table:number-columns-repeated="16000"/>'

    def content(rows: int, columns: int) -> bytes:
        text = f"<o:d {names}>{row.format(rows, columns)}{blank}</table:table-row></o:d>"
        return packed({"content.xml": text.encode()})

    safe_package(content(1000, 100), BUILT_IN)
    with pytest.raises(UnreadableReport, match=APART):
        safe_package(content(1_048_576, 100), BUILT_IN)


def test_a_part_that_unpacks_to_more_than_it_says_is_not_unpacked() -> None:
    """Header and directory say 100 bytes, and the checksum is that of the first 100: zipfile finds nothing wrong with it."""
    rows = "<row>" + " " * 2_000_000 + "</row>"
    data = bytearray(sheet(rows))
    content = parts(bytes(data))[SHEET]
    short = struct.pack("<I", zlib.crc32(content[:100]))
    for signature, crc, size in ((b"PK\x01\x02", 16, 24), (b"PK\x03\x04", 14, 22)):
        name = 46 if signature == b"PK\x01\x02" else 30
        at = data.find(signature)
        while at >= 0:
            if data[at + name : at + name + len(SHEET)] == SHEET.encode():
                data[at + crc : at + crc + 4], data[at + size : at + size + 4] = short, struct.pack("<I", 100)
            at = data.find(signature, at + 4)
    with pytest.raises(UnreadableReport, match="已损坏"):
        safe_package(bytes(data), BUILT_IN)  # 100 bytes of it are no XML
