"""Reader of a roster file, CSV or a spreadsheet, whichever program saved it: its lines by the headings of its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from auditor.config.limits import MEBIBYTE, Limits
from auditor.errors import UnreadableReport, UsageError, reason
from auditor.letters.numbering.register_file import fold
from auditor.presentation.terminal_text import clean, shorten
from auditor.read.sheet.plain import read_rows

NAME = "机关名称"
HEADS = (NAME, "层级", "上级机关", "县区", "年度", "别名", "文件或网址", "汇总")
_LIKE_NAME = ("单位名称", "部门名称", "机关", "单位")  # common headings, if no column has the name itself
_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SIGNS = ",\t;"
_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_BYTES = 64 * MEBIBYTE
_MOST_LINES = 200_000
_HEAD_WITHIN = 10  # lines: a title may precede the header row
_LONGEST = 500  # characters of a cell

NumberedRows = list[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Line of the roster: its number in the file, from 1, and its cells by heading; missing cells are empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RosterFile:
    """Lines of a roster in their order, and the messages about the file."""

    lines: tuple[RosterLine, ...]
    notes: tuple[str, ...]


def read_roster_file(path: Path, limits: Limits) -> RosterFile:
    """Read the lines of a roster, a spreadsheet under the `limits` of a report; raises UsageError if the file is not a roster."""
    data = _bytes(path)
    sheets = _sheets(path, data, limits) if data.startswith(_SHEETS) else [("", _csv_rows(path, data))]
    for name, rows in sheets:
        for place, (_, cells) in enumerate(rows[:_HEAD_WITHIN]):
            if NAME in _heads(cells):
                others = [other for other, found in sheets if other != name and found]
                return _roster(path, cells, rows[place + 1 :], others)
    raise UsageError(
        f"“{path}”不是名册：前 {_HEAD_WITHIN} 行里没有一栏叫“{NAME}”；其他栏可以有：{'、'.join(HEADS[1:])}"
    )


def _roster(path: Path, cells: Sequence[str], rows: NumberedRows, others: Sequence[str]) -> RosterFile:
    heads = _heads(cells)
    for head in HEADS:
        if heads.count(head) > 1:
            raise UsageError(f"“{path}”里有 {heads.count(head)} 栏都叫“{head}”，请只留一栏")
    if len(rows) > _MOST_LINES:
        raise UsageError(f"“{path}”有 {len(rows)} 行，超过上限 {_MOST_LINES} 行，请分成几份名册")
    unknown = [shorten(clean(cell), 40) for cell, head in zip(cells, heads, strict=True) if head and head not in HEADS]
    notes = [f"{path}：不认识的栏没有用：{'、'.join(unknown)}；认识的栏是：{'、'.join(HEADS)}"] if unknown else []
    if others:
        notes.append(f"{path}：只读了有“{NAME}”一栏的第一张工作表，没有读：{'、'.join(map(clean, others))}")
    empty = dict.fromkeys(HEADS, "")
    lines = (RosterLine(number, empty | dict(zip(heads, map(_cell, found), strict=False))) for number, found in rows)
    return RosterFile(tuple(line for line in lines if any(line.cells[head] for head in HEADS)), tuple(notes))


def _heads(cells: Sequence[str]) -> list[str]:
    """Normalise the headings in a row."""
    heads = [fold(cell) for cell in cells]
    like = next((head for head in _LIKE_NAME if head in heads), "") if NAME not in heads else ""
    return [NAME if like and head == like else head for head in heads]


def _cell(text: str) -> str:
    """Return a cell's text on one line, without the leading quote that keeps a spreadsheet from taking it for a formula."""
    return clean(text[: _LONGEST + 1]).removeprefix("'").strip()


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"名册“{path}”打不开：{reason(error)}") from error
    if len(data) > _MOST_BYTES:
        raise UsageError(f"名册“{path}”超过 {_MOST_BYTES // MEBIBYTE} MiB，不像是名册，没有读取")
    if not data.strip(b"\0\xef\xbb\xbf \r\n\t"):
        raise UsageError(f"名册“{path}”是空的；可以先用 auditor roster init 从报告写一份草稿")
    return data


def _sheets(path: Path, data: bytes, limits: Limits) -> list[tuple[str, NumberedRows]]:
    try:
        return [(name, list(enumerate(rows, 1))) for name, rows in read_rows(data, limits)]
    except UnreadableReport as error:
        raise UsageError(f"名册“{path}”无法读取：{error}") from error


def _csv_rows(path: Path, data: bytes) -> NumberedRows:
    """Return the rows with the numbers of the lines on which they begin."""
    text = _decoded(path, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_sign(text))
    rows: NumberedRows = []
    begins = 1
    try:
        for cells in reader:
            rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{path}:{begins}：这一行不合 CSV 的写法，请检查引号是否成对") from error
    return rows


def _sign(text: str) -> str:
    """Return the separator of cells, a comma or another that spreadsheets write, as the header row shows it."""
    for sign in _SIGNS:
        with suppress(csv.Error):
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
            if any(NAME in _heads(cells) for cells in islice(rows, _HEAD_WITHIN)):
                return sign
    return _SIGNS[0]


def _decoded(path: Path, data: bytes) -> str:
    if b"\0" not in data:
        for encoding in _ENCODINGS:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UsageError(f"名册“{path}”的文字编码认不出；请存成 UTF-8 编码的 CSV 文件，或者 XLSX 文件")
