"""The DOC reader: automatic numbers. All texts are made up."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest

from tests.read.make_doc import DELETED, HIDDEN, LEVEL, LIST, Par, Run, cell, lines, par, read, row_end, sprm

LISTS, OVERRIDES = 73, 74
CHINESE, DECIMAL, BULLET = 0x27, 0, 0x17


def level(pattern: str, format: int, *, start: int = 1, restart: int | None = None, legal: bool = False) -> bytes:
    """A level; in the pattern, %1 stands for the count of level 0."""
    text = "".join(chr(int(part[0]) - 1) + part[1:] if place else part for place, part in enumerate(pattern.split("%")))
    places = bytes(place + 1 for place, sign in enumerate(text) if ord(sign) < 9).ljust(9, b"\0")
    flags = (0 if restart is None else 8) | (4 if legal else 0)
    head = struct.pack("<iBB9sB8xBBBB", start, format, flags, places, 0, 0, 3, restart or 0, 0)
    return head + b"abc" + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def lists(*levels: Sequence[bytes], names: Sequence[bytes] = ()) -> dict[str, object]:
    """The structures for lists of levels, each named once by a paragraph's list number; `names` replace what names them."""
    heads = b"".join(
        struct.pack("<IIs", place + 7, 0, b"").ljust(26, b"\0") + bytes([int(len(found) == 1), 0])
        for place, found in enumerate(levels)
    )
    named = names or [name(place) for place in range(len(levels))]
    heads_of_names = b"".join(found[:16] for found in named)
    tail = b"".join(struct.pack("<I", 0xFFFFFFFF) + found[16:] for found in named)
    return {
        "tables": {
            LISTS: struct.pack("<H", len(levels)) + heads,
            OVERRIDES: struct.pack("<I", len(named)) + heads_of_names + tail,
        },
        "behind_lists": b"".join(b"".join(found) for found in levels),
    }


def name(place: int, *overrides: bytes) -> bytes:
    """A reference to a list, with levels that it overrides."""
    return struct.pack("<IIIBBBB", place + 7, 0, 0, len(overrides), 0, 0, 0) + b"".join(overrides)


def listed(text: str | Run, number: int, at: int = 0, **more: object) -> Par:
    return par(text, changes=sprm(LIST, number) + sprm(LEVEL, at), **more)  # type: ignore[arg-type]


HEADINGS = [level("%1、", CHINESE), level("（%2）", CHINESE), level("%3.", DECIMAL), *[level("", 0xFF)] * 6]


def test_numbers_are_put_before_the_text() -> None:
    body = [
        *(listed("总体情况", 1), listed("主动公开", 1, 1), listed("依申请公开", 1, 1), par("正文")),
        *(listed("存在问题", 1), listed("主要问题", 1, 1), listed("甲", 1, 2)),
    ]
    expected = ["一、总体情况", "（一）主动公开", "（二）依申请公开", "正文", "二、存在问题", "（一）主要问题", "1.甲"]
    assert lines(*body, **lists(HEADINGS)) == expected


def test_lists_with_one_name_go_on_and_overrides_start_again() -> None:
    again = name(0, struct.pack("<II", 5, 0x10))
    changed = name(0, struct.pack("<II", 0, 0x20) + level("%1)", DECIMAL, start=4))
    both = name(0, struct.pack("<II", 0, 0x30) + level("%1]", DECIMAL, start=9))
    body = [listed(str(number), number) for number in (1, 2, 3, 3, 1, 4, 5)]
    numbered = lists(HEADINGS, names=[name(0), name(0), again, changed, both])
    assert lines(*body, **numbered) == ["一、1", "二、2", "五、3", "六、3", "七、1", "8)4", "9]5"]


def test_levels_restart_as_the_list_says() -> None:
    never = [level("%1.", DECIMAL), level("%1.%2", DECIMAL, restart=0), *[level("", 0xFF)] * 7]
    body = [listed("", 1), listed("", 1, 1), listed("", 1), listed("", 1, 1)]
    assert lines(*body, **lists(never)) == ["1.", "1.1", "2.", "2.2"]
    legal = [level("%1", CHINESE), level("%1.%2", DECIMAL, start=3, legal=True), *[level("", 0xFF)] * 7]
    assert lines(listed("", 1, 1), *body, **lists(legal)) == ["1.3", "一", "1.3", "二", "2.3"]


@pytest.mark.parametrize("number", [0, 2, 0x07FF, 0xF801, 0xFFFF])
def test_references_that_lead_nowhere_print_nothing(number: int) -> None:
    assert lines(listed("甲", number), **lists([level("%1.", DECIMAL)])) == ["甲"]


def test_bullets_simple_lists_and_levels_that_are_missing() -> None:
    simple = lists([level("●", BULLET)], [level("附%1件", DECIMAL)])
    assert lines(listed("甲", 1), listed("乙", 2), listed("丙", 2, 5), **simple) == ["甲", "附1件乙", "丙"]


def test_deleted_and_hidden_paragraphs_are_not_counted() -> None:
    gone, hidden = sprm(DELETED), sprm(HIDDEN)
    body = [
        listed("甲", 1),
        listed(Run("旧", gone), 1, mark=Run("\r", gone)),
        listed(Run("藏", hidden), 1, mark=Run("\r", hidden)),
        listed("乙", 1),
    ]
    assert lines(*body, **lists(HEADINGS)) == ["一、甲", "二、乙"]


def test_a_number_stands_alone_in_an_empty_cell_and_rows_are_not_counted() -> None:
    numbered = sprm(LIST, 1) + sprm(LEVEL, 2)
    body = []
    for label in ("规章", "许可"):
        body += [cell(changes=numbered), cell(label), row_end([0, 900, 1800], more=numbered)]
    assert read(*body, **lists(HEADINGS)).text == "1.\t规章\n2.\t许可"


def test_numbers_come_through_styles() -> None:
    def style(base: int, changes: bytes) -> bytes:
        written = struct.pack("<HHHHH", 0, 1 | base << 4, 2, 0, 0) + struct.pack("<HHH", 1, 0x41, 0)
        for found in (b"\0\0" + changes, b""):
            written += struct.pack("<H", len(found)) + found + bytes(len(found) % 2)
        return struct.pack("<H", len(written)) + written

    styles = [style(0xFFF, b""), style(0, sprm(LIST, 1)), style(1, sprm(LEVEL, 1)), style(3, sprm(LEVEL, 1))]
    numbered = lists(HEADINGS)
    numbered["tables"] = {**numbered["tables"], 1: struct.pack("<HHH", 4, len(styles), 10) + b"".join(styles)}  # type: ignore[dict-item]
    off = par("丁", changes=sprm(LIST, 0), style=1)
    body = [par("甲", style=1), par("乙", style=2), par("丙", changes=sprm(LEVEL, 0), style=2), par("环", style=3), off]
    assert lines(*body, **numbered) == ["一、甲", "（一）乙", "二、丙", "环", "丁"]
