"""The DOC reader: columns by edges, merges, changes to rows. All texts are made up."""

from __future__ import annotations

import struct

import pytest

from auditor.model.document import Grid
from tests.read.make_doc import IN_TABLE, ROW_END, cell, cells, par, read, row, row_end, sprm

FIRST, MERGED, DOWN, BEGINS = 0x01, 0x02, 0x20, 0x60


def test_columns_are_counted_by_the_edges_of_all_rows() -> None:
    found = cells(
        *row("表", edges=[0, 3000]), *row("甲", "乙", edges=[0, 1000, 3000]), *row("丙", "丁", edges=[0, 2000, 3000])
    )
    assert found == [
        [("表", 0, 1, 3)],
        [("甲", 0, 1, 1), ("乙", 1, 1, 2)],
        [("丙", 0, 1, 2), ("丁", 2, 1, 1)],
    ]


def test_edges_that_do_not_quite_meet_are_one() -> None:
    found = cells(
        *row("甲", "乙", edges=[0, 1000, 3000]), *row("丙", "丁", edges=[-15, 1040, 2990]), *row("戊", edges=[7, 3030])
    )
    assert found == [[("甲", 0, 1, 1), ("乙", 1, 1, 1)], [("丙", 0, 1, 1), ("丁", 1, 1, 1)], [("戊", 0, 1, 2)]]


def test_a_row_may_begin_further_right() -> None:
    found = cells(*row("甲", "乙", "丙"), *row("丁", edges=[1000, 3000]))
    assert found[1] == [("丁", 1, 1, 2)]


def test_narrow_cells_and_cells_without_width_stay_apart() -> None:
    found = cells(*row("甲", "乙", "丙", edges=[0, 1000, 1000, 1020]), *row("丁", "戊", edges=[0, 130, 1020]))
    assert found == [
        [("甲", 0, 1, 2), ("乙", 2, 1, 1), ("丙", 3, 1, 1)],
        [("丁", 0, 1, 1), ("戊", 1, 1, 1)],
    ]


def test_cells_merged_across() -> None:
    found = cells(*row("甲", "藏", "藏", "乙", flags=[FIRST, MERGED, MERGED, 0]), *row("1", "2", "3", "4"))
    assert found[0] == [("甲", 0, 1, 3), ("乙", 3, 1, 1)]


def test_cells_merged_downwards() -> None:
    found = cells(
        *row("甲", "1", flags=[BEGINS, 0]),
        *row("藏", "2", flags=[DOWN, 0]),
        *row("乙", "3", flags=[BEGINS, 0]),
        *row("藏", "4", flags=[DOWN, DOWN]),
    )
    assert found == [
        [("甲", 0, 2, 1), ("1", 1, 1, 1)],
        [("2", 1, 1, 1)],
        [("乙", 0, 2, 1), ("3", 1, 1, 1)],
        [("", 1, 1, 1)],
    ]


def test_cells_merged_both_ways() -> None:
    found = cells(
        *row("甲", "", "1", flags=[FIRST | BEGINS, MERGED | BEGINS, 0]),
        *row("", "", "2", flags=[FIRST | DOWN, MERGED | DOWN, 0]),
        *row("a", "b", "c"),
    )
    assert found[:2] == [[("甲", 0, 2, 2), ("1", 2, 1, 1)], [("2", 2, 1, 1)]]


PLAIN = [("甲", 0, 1, 1), ("乙", 1, 1, 1), ("丙", 2, 1, 1)]
MERGE = sprm(0x5624, struct.pack("<BB", 0, 2))
BEYOND = sprm(0x5624, b"\xff\xff") + sprm(0x5622, b"\x09\x01") + sprm(0x7621, b"\xff\xff\0\0")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (MERGE, [("甲", 0, 1, 2), ("丙", 2, 1, 1)]),
        (MERGE + sprm(0x5625, struct.pack("<BB", 0, 9)), PLAIN),
        (sprm(0x5622, struct.pack("<BB", 1, 2)), PLAIN),
        (sprm(0x7621, struct.pack("<BBh", 1, 2, 500)), [("甲", 0, 1, 1), ("乙", 1, 1, 1), ("丙", 2, 1, 1)]),
        (sprm(0x7623, struct.pack("<BBh", 0, 1, 2000)), [("甲", 0, 1, 2), ("乙", 2, 1, 1), ("丙", 3, 1, 1)]),
        (BEYOND, PLAIN),
    ],
)
def test_changes_to_a_row(more: bytes, expected: list[tuple[str, int, int, int]]) -> None:
    assert cells(*row("1", "2", "3"), *row("甲", "乙", "丙", more=more))[1] == expected


@pytest.mark.parametrize(("way", "expected"), [(0, 3), (1, 2), (3, 3)])
def test_a_change_merges_a_cell_downwards(way: int, expected: int) -> None:
    more = sprm(0xD62B, bytes([0, way]))
    found = cells(*row("甲", "1", flags=[BEGINS, 0]), *row("", "2", flags=[0, 0], more=more), *row("乙", "3"))
    assert sum(len(line) for line in found[1:]) == expected + 1


def test_rows_without_a_definition_count_their_cells() -> None:
    bare = par(changes=sprm(IN_TABLE) + sprm(ROW_END), mark="\x07")
    assert cells(cell("甲"), cell("乙"), bare, cell("丙"), cell("丁")) == [
        [("甲", 0, 1, 1), ("乙", 1, 1, 1)],
        [("丙", 0, 1, 1), ("丁", 1, 1, 1)],
    ]


def test_more_cells_than_the_definition_has_follow_on_the_right() -> None:
    assert cells(cell("甲"), cell("乙"), cell("丙"), row_end([0, 1000, 2000]))[0][2] == ("丙", 2, 1, 1)


def test_paragraphs_of_a_cell_are_lines_and_tables_are_parted_by_text() -> None:
    first = par("第一行", changes=sprm(IN_TABLE))
    found = read(first, cell("第二行"), cell("1"), row_end([0, 900, 1800]), par("文"), *row("2", "3"))
    assert [[cell.raw for cell in block.cells()] for block in found.blocks if isinstance(block, Grid)] == [
        ["第一行\n第二行", "1"],
        ["2", "3"],
    ]


def test_a_table_of_one_cell_is_text() -> None:
    assert [type(block).__name__ for block in read(cell("甲"), row_end([0, 9000])).blocks] == ["Paragraph"]
