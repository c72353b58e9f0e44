"""The DOC reader: characters, paragraphs, pictures. All texts are made up."""

from __future__ import annotations

import struct

import pytest

from auditor.errors import UnreadableReport
from auditor.model.document import Metadata
from tests.read.make_doc import (
    CHARACTER_STYLE,
    DELETED,
    DEPTH,
    HIDDEN,
    HUGE,
    IN_TABLE,
    INNER_CELL,
    INNER_ROW,
    PICTURE,
    SPECIAL,
    SYMBOL,
    Par,
    Run,
    cell,
    cells,
    definition,
    lines,
    par,
    read,
    row,
    row_end,
    sprm,
)

GONE, HID, SIGN = sprm(DELETED), sprm(HIDDEN), sprm(SPECIAL)
BEGIN, SEPARATE, END = (Run(mark, SIGN) for mark in "\x13\x14\x15")


def test_document_carries_path_format_digest_and_places() -> None:
    found = read(par("云川市教育局2024年度报告"), *row("规章", "3"), par("　二〇二五年一月"))
    assert (found.path, found.format, found.metadata) == ("报告.doc", "doc", Metadata())
    assert found.digest.startswith("sha256:")
    assert found.text == "云川市教育局2024年度报告\n规章\t3\n二〇二五年一月"


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (["收到申请1", "2", "3件"], "收到申请123件"),
        (["新增", Run("删去", GONE), "3件"], "新增3件"),
        (["收到", Run("77", GONE), "962件"], "收到962件"),
        (["甲", Run("藏", HID), Run("乙", sprm(HIDDEN, 0))], "甲乙"),
        (["甲\t乙\x1e丙\x1f丁\x02\x05\x00"], "甲\t乙-丙丁"),
        (["甲", Run("(", sprm(SYMBOL, struct.pack("<HH", 0, 0x2460)) + SIGN), "件"], "甲①件"),
        (["甲", Run("(", sprm(SYMBOL, struct.pack("<HH", 0, 0xF0FE)) + SIGN), "(件"], "甲(件"),
        (["𠮷川𠮷", Run("𠮷", GONE), "县"], "𠮷川𠮷县"),
        (["收到", BEGIN, ' HYPERLINK "x" \x01', SEPARATE, "12", END, "件"], "收到12件"),
        (["收", BEGIN, " IF ", BEGIN, "PAGE", SEPARATE, "8", END, SEPARATE, "12", END, "件"], "收12件"),
        (["收", BEGIN, " SET x ", END, "件"], "收件"),
        (["收", BEGIN, Run("7", GONE), SEPARATE, Run("8", GONE), "9", END, "件"], "收9件"),
        ([Run("收\x13 X \x148\x15", GONE), "件"], "件"),
        (["收", END, SEPARATE, "到", BEGIN, "3件"], "收到3件"),
    ],
)
def test_text_of_a_paragraph(runs: list[str | Run], expected: str) -> None:
    assert lines(par(*runs)) == [expected]


def test_lines_columns_and_pages_end_a_paragraph_and_a_section_too() -> None:
    sections = struct.pack("<III", 0, 6, 12) + bytes(24)
    paragraphs = [par("甲\x0b乙\x0c丙", mark="\x0c"), par("丁\x0e戊")]
    assert lines(*paragraphs, tables={6: sections}) == ["甲", "乙", "丙", "丁", "戊"]


def test_a_text_without_a_last_mark_is_read_to_its_end() -> None:
    assert lines(par("甲"), par("乙", mark="")) == ["甲", "乙"]


def test_results_of_fields_over_several_paragraphs() -> None:
    contents = [par(BEGIN, " TOC ", SEPARATE, "一、总体情况\t1"), par("二、问题\t2"), par(END), par("一、总体情况")]
    assert lines(*contents) == ["一、总体情况\t1", "二、问题\t2", "一、总体情况"]


def test_a_field_in_a_cell_and_a_deleted_figure() -> None:
    form: list[str | Run] = [BEGIN, " FORMTEXT ", Run("\x01", SIGN), SEPARATE, "96", Run("7", GONE), "2", END]
    assert cells(cell("规章"), cell(*form), row_end([0, 900, 1800])) == [[("规章", 0, 1, 1), ("962", 1, 1, 1)]]


def test_text_in_one_byte_characters() -> None:
    assert lines(par("2024: 12 — “x”"), narrow=True) == ["2024: 12 — “x”"]


def test_pieces_in_any_order_with_changes_on_top() -> None:
    stored = par("丙丁戊甲乙己", mark="")
    deleted = 0x41 << 1 | 1 << 8
    pieces = [(3, 5, 0), (5, 6, deleted), (0, 2, 0), (2, 3, 1)]
    assert lines(stored, pieces=pieces, changes=[HID]) == ["甲乙丙丁"]
    assert lines(stored, pieces=pieces, changes=[sprm(DELETED, 0)]) == ["甲乙丙丁戊"]


def test_a_piece_puts_a_paragraph_into_a_table() -> None:
    stored = [par("甲", mark="\x07"), row_end([0, 900])]
    pieces = [(0, 2, 0x18 << 1 | 1 << 8), (2, 3, 0)]
    found = read(*stored, par("乙", mark=""), pieces=[*pieces, (3, 4, 0)])
    assert found.text == "甲\n乙"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    assert lines(par("一、总体", mark=Run("\r", GONE)), par("情况"), par("末段", mark=Run("\r", GONE))) == [
        "一、总体情况",
        "末段",
    ]
    before = [par("表前", mark=Run("\r", GONE)), *row("1", "2"), par("表后")]
    assert read(*before).text == "表前\n1\t2\n表后"


def test_deleted_rows_are_left_out_and_rows_with_text_are_not() -> None:
    gone = [cell(Run("9", GONE)), cell(Run("9", GONE)), row_end([0, 900, 1800], mark=Run("\x07", GONE))]
    kept = [cell("5"), cell("6"), row_end([0, 900, 1800], mark=Run("\x07", GONE))]
    assert read(*row("1", "2"), *gone, *kept).text == "1\t2\n5\t6"


def style_sheet(*styles: tuple[int, int, bytes]) -> bytes:
    """A sheet of styles: kind, number of the one it is based on, changes to characters."""
    sheet = struct.pack("<HHH", 4, len(styles), 10)
    for kind, base, changes in styles:
        lists = [changes] if kind == 2 else [b"\0\0", changes]
        written = struct.pack("<HHHHH", 0, kind | base << 4, len(lists), 0, 0) + struct.pack("<HHH", 1, 0x41, 0)
        for found in lists:
            written += struct.pack("<H", len(found)) + found + bytes(len(found) % 2)
        sheet += struct.pack("<H", len(written)) + written
    return sheet


def test_hidden_styles_hide_text_and_visible_runs_stay() -> None:
    nil = 0xFFF
    sheet = style_sheet((1, nil, b""), (1, nil, HID), (1, 1, b""), (2, nil, HID), (2, 4, b""))
    named = [Run("乙", sprm(CHARACTER_STYLE, 3)), Run("丙", sprm(CHARACTER_STYLE, 4))]
    opposite = Run("戊", sprm(CHARACTER_STYLE, 3) + sprm(HIDDEN, 0x81))
    same = Run("己", sprm(CHARACTER_STYLE, 3) + sprm(HIDDEN, 0x80))
    paragraphs = [
        par("不显示", style=2),
        par("甲", *named, opposite, same),
        par("丁", Run("庚", sprm(HIDDEN, 0)), style=1),
    ]
    assert lines(*paragraphs, tables={1: sheet}) == ["甲丙戊", "庚"]


def picture(width: int, height: int, scale: int = 1000) -> bytes:
    """A picture in the data stream, sides in millimetres."""
    sides = [round(side * 1440 / 25.4) for side in (width, height)]
    return struct.pack("<IH", 68, 68) + bytes(22) + struct.pack("<4H", *sides, scale, scale) + bytes(32)


def test_large_pictures_are_counted_in_one_warning() -> None:
    data = picture(150, 90) + picture(40, 40) + picture(150, 90, 200) + bytes(68)
    shown = [Run("\x01", SIGN + sprm(PICTURE, 68 * place)) for place in range(4)]
    form = Run("\x01", SIGN + sprm(PICTURE, 0) + sprm(0x0806))
    link: list[str | Run] = [BEGIN, " X ", Run("\x01", SIGN + sprm(PICTURE, 0)), SEPARATE, "12", END]
    unknown = Run("\x01", SIGN + sprm(PICTURE, 9999))
    gone = Run("\x01", SIGN + GONE + sprm(PICTURE, 0))
    found = read(*(par(run) for run in shown), par("正文", form, *link, unknown, gone), par(unknown), data=data)
    assert (found.text, len(found.unread)) == ("正文12", 3)
    assert found.warnings == ("正文中有 3 处图片，其中的文字未能读取",)


def test_a_report_of_pictures_alone_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="只有图片"):
        read(par(Run("\x01", SIGN + sprm(PICTURE, 0))), data=picture(150, 90))


def test_changes_that_did_not_fit_lie_in_the_data_stream() -> None:
    end = sprm(IN_TABLE) + sprm(0x2417) + definition(range(0, 40 * 300, 300))
    data = struct.pack("<I", 0) + struct.pack("<H", len(end)) + end
    texts = [str(place) for place in range(39)]
    found = cells(*map(cell, texts), par(changes=sprm(HUGE, 4), mark="\x07"), data=data)
    assert found == [[(text, place, 1, 1) for place, text in enumerate(texts)]]


def nested(*texts: str) -> list[Par]:
    """A row of a table that lies in a cell of another."""
    inner = sprm(IN_TABLE) + sprm(DEPTH, 2)
    end = inner + sprm(INNER_CELL) + sprm(INNER_ROW) + definition(range(0, 500 * len(texts) + 1, 500))
    return [*(par(text, changes=inner + sprm(INNER_CELL)) for text in texts), par(changes=end)]


def test_a_table_in_a_cell_is_text_of_the_cell() -> None:
    inner = [paragraph for texts in (("1", "2"), ("3", "4")) for paragraph in nested(*texts)]
    outer = [
        *row("长长的说明文字", "数"),
        cell("甲"),
        par("乙一", changes=sprm(IN_TABLE)),
        *inner,
        cell("尾"),
        row_end([0, 1000, 2000]),
    ]
    assert cells(*row("表头", "一段长得多的文字"), *outer)[2] == [("甲", 0, 1, 1), ("乙一\n1\t2\n3\t4\n尾", 1, 1, 1)]


def test_a_table_that_lays_out_another_is_left_out() -> None:
    found = read(cell("题"), *nested("规章", "3"), *nested("许可", "4"), cell(""), row_end([0, 1000, 2000]))
    assert found.text == "题\n规章\t3\n许可\t4"


def test_endless_depth_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="嵌套层数超过上限"):
        read(par("甲", changes=sprm(IN_TABLE) + sprm(DEPTH, 1 << 20)))
