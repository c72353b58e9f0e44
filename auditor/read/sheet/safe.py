"""Sanitising of spreadsheet packages for calamine, which has no limits and allocates all cells between the first and the last.

A package is repacked from parts of the size they state, and refused if its cells are too far apart. Positions are read as
calamine reads them: in lower case too, and counted on where a cell or row states none.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from auditor.config.limits import Limits, require
from auditor.errors import Cause, UnreadableReport
from auditor.read.base.zips import ZIP_ERRORS, part_name, unpack
from auditor.read.rows.cells import DAMAGED
from auditor.read.sheet.formulas import LAST_COLUMN, LAST_ROW, column_number

ZIP = b"PK\x03\x04"
_APART = 20  # multiple of the cells of a report
_MOST_ENTRIES = 20_000
_OPEN_DOCUMENT = "content.xml"
_BINARY_RELATIONS = "xl/_rels/workbook.bin.rels"
_ASIDE = ("xl/media/", "xl/drawings/", "pictures/", "thumbnails/", "object ")
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_ROW_HEADER, _CELLS = 0, range(1, 12)  # records of a binary sheet ([MS-XLSB] 2.4)
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELL_NAMES = (_TABLE + "table-cell", _TABLE + "covered-table-cell")


def safe_package(data: bytes, limits: Limits) -> bytes:
    """Repack a package with the same parts; other files are returned unchanged. Raises UnreadableReport if damaged or too large."""
    if not data.startswith(ZIP):
        return data
    require(data.count(b"PK\x01\x02"), _MOST_ENTRIES, "压缩包条目数")
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w") as made:
            infos = {part_name(info.filename): info for info in package.infolist()}
            require(sum(info.file_size for info in infos.values()), limits.unpacked_bytes, "解压后的大小")
            relations = unpack(package, infos[_BINARY_RELATIONS]) if _BINARY_RELATIONS in infos else b""
            for name, info in infos.items():
                if name.startswith(_ASIDE) or info.filename.endswith("/"):
                    continue
                content = unpack(package, info)
                require(_area(name, content, relations), _APART * limits.cells, "工作表的单元格数")
                made.writestr(zipfile.ZipInfo(info.filename), content)
    except ZIP_ERRORS as error:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error
    return out.getvalue()


def _area(name: str, content: bytes, relations: bytes) -> int:
    """Return the number of cells between the first and the last of a part that is a sheet; 0 for other parts."""
    if name == _OPEN_DOCUMENT:
        return _repeated(content)
    if name.rpartition("/")[2].encode() in relations.lower() and not content.lstrip().startswith(b"<"):
        return _between(_binary_places(content))
    return _between(_places(content)) if b"sheetData" in content else 0


def _between(places: Iterator[tuple[int, int]]) -> int:
    top, left, bottom, right = LAST_ROW, LAST_COLUMN, -1, -1
    for row, column in places:
        if not (0 <= row <= LAST_ROW and 0 <= column <= LAST_COLUMN):
            raise UnreadableReport(DAMAGED, Cause.DAMAGED)
        top, left, bottom, right = min(top, row), min(left, column), max(bottom, row), max(right, column)
    return (bottom - top + 1) * (right - left + 1) if bottom >= 0 else 0


def _elements(content: bytes) -> Iterator[etree._Element]:
    """Yield the elements of a part as they begin; completed ones are freed."""
    try:
        for event, element in etree.iterparse(
            BytesIO(content), ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        ):
            if event == "start":
                yield element
            else:
                element.clear(keep_tail=False)
    except etree.XMLSyntaxError as error:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED) from error


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield row and column of each cell of a worksheet (ECMA-376, 18.3.1.4)."""
    row = column = -1
    for element in _elements(content):
        kind, said = etree.QName(element).localname, element.get("r")
        if kind == "row":
            row, column = (int(said) - 1 if said and said.isdecimal() and len(said) < 8 else row + 1), -1
        elif kind == "c":
            found = _PLACE.fullmatch(said) if said else None
            if said and found is None:
                raise UnreadableReport(DAMAGED, Cause.DAMAGED)
            column = column_number(found[1].upper()) if found else column + 1
            yield (int(found[2]) - 1 if found else row), column


def _repeated(content: bytes) -> int:
    """Count the cells of an OpenDocument sheet with all repetitions, up to the last filled cell of each row (ODF 1.3 part 3, 9.1)."""
    total = rows = cells = filled = 0
    for element in _elements(content):
        if element.tag == _TABLE + "table-row":
            total += rows * filled
            rows, cells, filled = _times(element, "rows"), 0, 0
        elif element.tag in _CELL_NAMES:
            cells += _times(element, "columns")
            filled = cells if len(element.attrib) > 1 or not element.get(_TABLE + "number-columns-repeated") else filled
    return total + rows * filled


def _times(element: etree._Element, what: str) -> int:
    said = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 10 else 1


def _binary_places(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield row and column of each cell of a binary sheet, whose records begin with kind and size in seven bits per byte."""
    at = row = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        size, at = _number(content, at, 4)
        if kind == _ROW_HEADER and at + 4 <= len(content):
            (row,) = struct.unpack_from("<I", content, at)
        elif kind in _CELLS and at + 4 <= len(content):
            yield row, struct.unpack_from("<I", content, at)[0]
        at += size


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for number, byte in enumerate(content[at : at + most]):
        value |= (byte & 0x7F) << 7 * number
        at += 1
        if byte < 0x80:
            break
    return value, at
