"""The DOC reader: what is struck out, not to be seen or a mark is left out and told; what a run shows is read. All texts are made up."""

from __future__ import annotations

import struct

import pytest

from auditor.read.base.left_out import LeftOut
from tests.read.make_doc import CHARACTER_STYLE, HIDDEN, SPECIAL, Par, Run, cell, lines, par, read, row_end, sprm
from tests.read.test_doc import BEGIN, END, SEPARATE, style_sheet

STRIKE, DOUBLE, ISS, SIZE, RISE = 0x0837, 0x2A53, 0x2A48, 0x4A43, 0x4845
COLOUR, OLD_COLOUR, SHADE, OLD_SHADE, HIGHLIGHT = 0x6870, 0x2A42, 0xCA71, 0x4866, 0x2A0C
LINE_SHADE, CELL_SHADE = 0xC64D, 0xD612
UP, WHITE = sprm(ISS, 1), sprm(COLOUR, 0x00FFFFFF)
NIL = 0xFFF
DARK = struct.pack("<IIH", 0xFF000000, 0x00794E1F, 0)
CLEAR = struct.pack("<IIH", 0xFF000000, 0xFF000000, 0)

# 1 hides, 2 is based on it, 3 strikes out, 4 to 7 are of letters: hides, strikes, raises, white; 8 shows what 1 hides.
SHEET = style_sheet(
    (1, NIL, b""),
    (1, NIL, sprm(HIDDEN)),
    (1, 1, b""),
    (1, NIL, sprm(STRIKE)),
    (2, NIL, sprm(HIDDEN)),
    (2, NIL, sprm(STRIKE)),
    (2, NIL, UP),
    (2, NIL, WHITE),
    (1, 1, sprm(HIDDEN, 0x81)),
    (1, 1, sprm(HIDDEN, 0x80)),
)


def named(text: str, style: int, more: bytes = b"") -> Run:
    return Run(text, sprm(CHARACTER_STYLE, style) + more)


def kinds(*paragraphs: Par, **options: object) -> set[LeftOut]:
    found = read(*paragraphs, **options)
    return {kind for kind in LeftOut for warning in found.warnings if warning.endswith(kind.value)}


@pytest.mark.parametrize(
    ("runs", "style", "expected", "kind"),
    [
        (["12", Run("1", UP)], 0, "12", LeftOut.NOTE_MARK),
        (["收到12", Run("[", UP), Run("1", UP), Run("]", UP), "件"], 0, "收到12件", LeftOut.NOTE_MARK),
        (["12", named("①", 6)], 0, "12", LeftOut.NOTE_MARK),
        (["12", Run("1", sprm(RISE, 10) + sprm(SIZE, 12))], 0, "12", LeftOut.NOTE_MARK),
        ([Run("12", sprm(SIZE, 18)), Run("1", sprm(RISE, 8) + sprm(SIZE, 18))], 0, "12", LeftOut.NOTE_MARK),
        (["1", Run("2", sprm(RISE, 2))], 0, "12", None),
        (["1", Run("2", sprm(RISE, 0xFFFA))], 0, "12", None),
        ([Run("12", UP)], 0, "12", None),
        (["CO", Run("2", sprm(ISS, 2))], 0, "CO2", None),
        ([named("1", 6, sprm(ISS, 0)), "2"], 0, "12", None),
        (
            ["12", Run("1", UP + sprm(SPECIAL)), BEGIN, Run(" NOTEREF x ", UP), SEPARATE, Run("3", UP), END],
            0,
            "12",
            LeftOut.NOTE_MARK,
        ),
        ([Run("15", sprm(STRIKE)), "12"], 0, "12", LeftOut.STRUCK),
        ([Run("15", sprm(DOUBLE)), "12"], 0, "12", LeftOut.STRUCK),
        ([named("15", 5), "12"], 0, "12", LeftOut.STRUCK),
        (["15", Run("12", sprm(STRIKE, 0))], 3, "12", LeftOut.STRUCK),
        (["15", Run("12", sprm(STRIKE, 0x81))], 3, "12", LeftOut.STRUCK),
        ([Run("15", sprm(STRIKE, 0x80)), named("12", 5)], 3, "12", LeftOut.STRUCK),
        (["12", Run("9", sprm(HIDDEN, 0x81))], 0, "12", LeftOut.HIDDEN),
        (["12", Run("9", sprm(HIDDEN, 0x80))], 0, "129", None),
        (["9", Run("12", sprm(HIDDEN, 0x81))], 1, "12", LeftOut.HIDDEN),
        (["9", Run("12", sprm(HIDDEN, 0x81))], 2, "12", LeftOut.HIDDEN),
        (["9", Run("12", sprm(HIDDEN, 0))], 1, "12", LeftOut.HIDDEN),
        ([Run("9", sprm(HIDDEN, 0x80)), named("12", 4)], 1, "12", LeftOut.HIDDEN),
        (["12"], 8, "12", None),
        (["9", Run("12", sprm(HIDDEN, 0))], 9, "12", LeftOut.HIDDEN),
        (["12", Run("5", WHITE)], 0, "12", LeftOut.HIDDEN),
        (["12", Run("5", sprm(OLD_COLOUR, 8))], 0, "12", LeftOut.HIDDEN),
        (["12", named("5", 7)], 0, "12", LeftOut.HIDDEN),
        (["12", Run("5", WHITE + sprm(SHADE, CLEAR))], 0, "12", LeftOut.HIDDEN),
        ([named("12", 7, sprm(COLOUR, 0xFF000000))], 0, "12", None),
        ([Run("12", WHITE + sprm(SHADE, DARK))], 0, "12", None),
        ([Run("12", WHITE + sprm(OLD_SHADE, 2 << 5))], 0, "12", None),
        ([Run("12", WHITE + sprm(HIGHLIGHT, 1))], 0, "12", None),
        (["12", Run("9", sprm(SIZE, 1))], 0, "12", LeftOut.HIDDEN),
    ],
)
def test_what_is_left_out_and_what_stays(
    runs: list[str | Run], style: int, expected: str, kind: LeftOut | None
) -> None:
    shown = par(*runs, style=style), par("末")
    assert lines(*shown, tables={1: SHEET}) == [expected, "末"]
    assert kinds(*shown, tables={1: SHEET}) == ({kind} if kind else set())


def test_white_figures_in_cells() -> None:
    def table(more: bytes = b"") -> list[Par]:
        return [cell("新收"), cell("12", Run("5", WHITE)), row_end([0, 900, 1800], more=more)]

    assert read(*table()).text == "新收\t12"
    assert read(*table(sprm(CELL_SHADE, CLEAR * 2))).text == "新收\t12"
    assert read(*table(sprm(CELL_SHADE, CLEAR + DARK)), *table()).text == "新收\t125\n新收\t12"
    assert lines(par(Run("题", WHITE), changes=sprm(LINE_SHADE, DARK)), par(Run("藏", WHITE)), par("末")) == [
        "题",
        "末",
    ]


def test_a_frame_off_the_page_is_left_out() -> None:
    frames = [par("远", changes=sprm(0x8418, 0x8000)), par("框", changes=sprm(0x8418, 800) + sprm(0x8419, 900))]
    assert lines(*frames) == ["框"]
    assert kinds(*frames) == {LeftOut.HIDDEN}


def test_a_paragraph_that_is_hidden_as_a_whole_counts_in_no_list() -> None:
    found = read(par("不显示", style=1, mark=Run("\r")), par("末"), tables={1: SHEET})
    assert (found.text, found.warnings) == ("末", (LeftOut.HIDDEN.told(1),))


def test_places_are_counted_once() -> None:
    runs: list[str | Run] = [
        Run("1", sprm(STRIKE)),
        Run("2", sprm(STRIKE) + sprm(SIZE, 30)),
        "甲",
        Run("3", sprm(STRIKE)),
        Run(" ", sprm(STRIKE)),
    ]
    assert read(par(*runs), par("乙", Run("4", sprm(STRIKE)))).warnings == (LeftOut.STRUCK.told(3),)


def test_a_piece_may_strike_out_its_text() -> None:
    pieces = [(0, 1, 0), (1, 2, 0x57 << 1 | 1 << 8), (2, 3, 0x73 << 1 | 1 << 8), (3, 4, 0)]
    assert lines(par("甲乙丙丁", mark=""), pieces=pieces) == ["甲丁"]


def form(kind: int, result: int, default: int, entries: tuple[str, ...] = ()) -> bytes:
    """The data of a field of a form behind the head of a picture."""
    empty = struct.pack("<HH", 0, 0)
    data = struct.pack("<IHHH", 0xFFFFFFFF, kind | result << 2, 0, 0) + struct.pack(
        "<H2sH", 1, "x".encode("utf-16-le"), 0
    )
    data += struct.pack("<H", default) + empty * 5
    if entries:
        data += struct.pack("<HHH", 0xFFFF, len(entries), 0)
        data += b"".join(struct.pack("<H", len(entry)) + entry.encode("utf-16-le") for entry in entries)
    return struct.pack("<IH", 68 + len(data), 68) + bytes(62) + data


@pytest.mark.parametrize(
    ("code", "data", "expected"),
    [
        ("FORMDROPDOWN", form(2, 1, 0, ("0", "12", "99")), "12"),
        ("FORMDROPDOWN", form(2, 25, 2, ("0", "12", "99")), "99"),
        ("FORMDROPDOWN", form(2, 7, 0, ("0", "12")), ""),
        ("FORMDROPDOWN", b"", ""),
        ("FORMCHECKBOX", form(1, 1, 0), "☑"),
        ("FORMCHECKBOX", form(1, 25, 0), "☐"),
    ],
)
def test_what_forms_show(code: str, data: bytes, expected: str) -> None:
    sign = Run("\x01", sprm(SPECIAL) + sprm(0x6A03, 0) + sprm(0x0806))
    body = [cell("新收"), cell(BEGIN, f" {code} ", sign, END), row_end([0, 900, 1800])]
    assert read(*body, data=data).text.rstrip("\t") == f"新收\t{expected}".rstrip("\t")


def test_fields_without_a_result() -> None:
    ruby = r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(yun),云)'
    found = read(
        par(BEGIN, ruby, END, "川", BEGIN, r"eq \o\ac(○,12)", END), par(BEGIN, "INCLUDETEXT x", END), par("末")
    )
    assert found.text == "云川12\n末"
    assert [(each.what, each.at) for each in found.unread] == [("链接的文件", 5)]
    assert LeftOut.RUBY.told(1) in found.warnings
    numbers = [par(BEGIN, r"AUTONUM \* CHINESENUM3 \s 、", END, text) for text in ("总体情况", "主动公开")]
    assert lines(*numbers) == ["一、总体情况", "二、主动公开"]


def test_pictures_are_told_where_they_stand() -> None:
    picture = struct.pack("<IH", 68, 68) + bytes(22) + struct.pack("<4H", 9000, 5000, 1000, 1000) + bytes(32)
    shown = Run("\x01", sprm(SPECIAL) + sprm(0x6A03, 0))
    found = read(
        par("甲甲"),
        par(shown),
        par("乙乙"),
        cell("新收"),
        cell(shown),
        row_end([0, 900, 1800]),
        par("末"),
        data=picture,
    )
    assert [(each.what, each.at) for each in found.unread] == [("图片", 3), ("图片", 10)]
    [grid] = found.grids()
    assert [each.unread for each in grid.rows[0]] == ["", "格子里是图片，没有读出"]


def shape(number: int, options: dict[int, int | str]) -> bytes:
    """A shape with options, texts as complex ones."""
    fixed, behind = b"", b""
    for code, value in sorted(options.items()):
        if isinstance(value, str):
            text = (value + "\0").encode("utf-16-le")
            fixed, behind = fixed + struct.pack("<HI", code | 0x8000, len(text)), behind + text
        else:
            fixed += struct.pack("<HI", code, value)
    inner = struct.pack("<HHI", 2, 0xF00A, 8) + struct.pack("<II", number, 0)
    inner += struct.pack("<HHI", len(options) << 4 | 3, 0xF00B, len(fixed + behind)) + fixed + behind
    return struct.pack("<HHI", 0xF, 0xF004, len(inner)) + inner


def drawn(options: dict[int, int | str], *, below: bool, left: int = 0) -> dict[str, object]:
    """A shape that hangs at the second character."""
    page = struct.pack("<HHI", 0xF, 0xF004, 0) + shape(1025, options)
    group = struct.pack("<HHI", 0xF, 0xF003, len(page)) + page
    drawing = struct.pack("<HHI", 0xF, 0xF002, len(group)) + group
    content = struct.pack("<HHI", 0xF, 0xF000, 0) + b"\0" + drawing
    anchor = struct.pack("<I4iHI", 1025, left, 0, left + 6000, 1000, (0x4000 if below else 0) | 3 << 5, 0)
    return {"tables": {50: content, 40: struct.pack("<II", 1, 4) + anchor}}


@pytest.mark.parametrize(
    ("options", "place", "kind"),
    [
        ({0xC0: "内部资料", 0x380: "PowerPlusWaterMarkObject1"}, {"below": False}, LeftOut.WATERMARK),
        ({0xC0: "内部资料", 0x181: 0xC0C0C0}, {"below": True}, LeftOut.WATERMARK),
        ({0xC0: "内部资料", 0x182: 0x8000}, {"below": True}, LeftOut.WATERMARK),
        ({0xC0: "内部资料", 0x181: 0x0000FF}, {"below": True}, None),
        ({0xC0: "内部资料"}, {"below": False, "left": -40000}, LeftOut.HIDDEN),
        ({0xC0: "内部资料"}, {"below": False}, None),
    ],
)
def test_drawn_words_are_text_or_a_watermark(
    options: dict[int, int | str], place: dict[str, int], kind: LeftOut | None
) -> None:
    body = par("正", Run("\x08", sprm(SPECIAL)), "文"), par("末")
    made = drawn(options, **place)  # type: ignore[arg-type]
    assert lines(*body, **made) == (["正文", "末"] if kind else ["正文", "内部资料", "末"])
    assert kinds(*body, **made) == ({kind} if kind else set())
