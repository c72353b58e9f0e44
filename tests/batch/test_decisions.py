"""Decisions come back from a ledger however somebody has rearranged it, and what cannot be understood is told by its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from auditor.batch.data.overview import Choice, Decision
from auditor.batch.outputs.decisions import read_decisions, strangers
from auditor.batch.outputs.ledger import ledger_sheets, write_ledger
from auditor.batch.outputs.workbook import Column, OutputSheet, WorkbookValue, cell_text, workbook
from auditor.errors import UsageError
from tests.batch.overviews import sample_run
from tests.profiles import examples
from tests.reading import limits
from tests.writers.books import Page, formats, moved
from tests.writers.books import Workbook as Written
from tests.writers.soffice import save_as

pytestmark = pytest.mark.slow

Rows = list[list[WorkbookValue]]
HEADS = ("编号", "处理意见", "备注")
IDS = list(dict.fromkeys(finding.id for entry in sample_run().entries for finding in entry.findings))
NOTES = st.text(max_size=20).map(cell_text).map(str.strip)


def book(path: Path, rows: Sequence[Sequence[WorkbookValue]], heads: Sequence[str] = HEADS, name: str = "问题") -> Path:
    path.write_bytes(workbook([OutputSheet(name, tuple(Column(head, 9) for head in heads), rows)]))
    return path


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    return lambda *rows, **more: book(tmp_path / "台账.xlsx", rows, **more)


def test_a_ledger_as_written_gives_the_decisions_that_went_into_it(tmp_path: Path) -> None:
    run = sample_run()
    write_ledger(run, tmp_path / "台账.xlsx")
    assert read_decisions(tmp_path / "台账.xlsx", limits()) == run.decisions


@given(
    decided=st.dictionaries(st.sampled_from(IDS), st.builds(Decision, st.sampled_from(Choice), NOTES)),
    order=st.randoms(use_true_random=False),
    kept=st.integers(0, 30),
)
@settings(examples(0.25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_decisions_survive_moved_columns_sorted_and_deleted_rows(
    tmp_path: Path, decided: dict[str, Decision], order: Random, kept: int
) -> None:
    sheet = ledger_sheets(replace(sample_run(), decisions=decided))[0]
    columns = list(range(len(sheet.columns)))
    rows = list(sheet.rows)
    order.shuffle(columns)
    order.shuffle(rows)
    rows = rows[kept:]
    edited = OutputSheet(
        "改过的",
        (Column("我的列", 5), *(sheet.columns[at] for at in columns)),
        [("x", *(r[at] for at in columns)) for r in rows],
    )
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbook([OutputSheet("说明", (Column("字", 5),), []), edited]))
    left = {row[-1] for row in rows}
    assert read_decisions(path, limits()) == {key: one for key, one in decided.items() if key in left}


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
@pytest.mark.parametrize("down", range(4))
@pytest.mark.parametrize("across", range(4))
def test_blank_rows_and_columns_before_a_ledger_shift_nothing(
    tmp_path: Path, form: str, down: int, across: int
) -> None:
    page = Page("问题")
    for row, cells in enumerate((HEADS, ("a1", "采纳", "好"), ("a2", "同意", ""))):
        for column, text in enumerate(cells):
            page.set(row, column, text)
    path = tmp_path / f"台账.{form}"
    path.write_bytes(formats()[form](Written([moved(page, down, across)])))
    with pytest.raises(UsageError, match=f"第{3 + down}行：处理意见写的是“同意”"):
        read_decisions(path, limits())
    page.set(2, 1, "待核")
    path.write_bytes(formats()[form](Written([moved(page, down, across)])))
    assert read_decisions(path, limits()) == {"a1": Decision(Choice.ACCEPTED, "好"), "a2": Decision(Choice.PENDING)}


def test_what_libreoffice_saves_comes_back(tmp_path: Path) -> None:
    run = sample_run()
    write_ledger(run, tmp_path / "台账.xlsx")
    saved = save_as({"台账": (tmp_path / "台账.xlsx").read_bytes()}, "xlsx", "xlsx")
    (tmp_path / "另存.xlsx").write_bytes(saved["台账"])
    assert (tmp_path / "另存.xlsx").read_bytes() != (tmp_path / "台账.xlsx").read_bytes()
    assert read_decisions(tmp_path / "另存.xlsx", limits()) == run.decisions


def test_lines_without_choice_and_note_are_no_decisions(written: Callable[..., Path]) -> None:
    path = written(("a1", "", ""), ("a2", " ", "　"), ("a3", "采纳", ""), ("", "", "一句话"))
    assert read_decisions(path, limits()) == {"a3": Decision(Choice.ACCEPTED)}


def test_a_note_without_a_choice_is_pending(written: Callable[..., Path]) -> None:
    assert read_decisions(written(("a1", "", "问一下")), limits()) == {"a1": Decision(Choice.PENDING, "问一下")}


def test_a_title_may_stand_above_the_heads_and_a_figure_may_be_a_note(written: Callable[..., Path]) -> None:
    path = written(HEADS, ("a1", "待核", 12), heads=("全县台账", "", ""))
    assert read_decisions(path, limits()) == {"a1": Decision(Choice.PENDING, "12")}


def test_the_column_of_notes_may_be_deleted(written: Callable[..., Path]) -> None:
    assert read_decisions(written(("采纳", "a1"), heads=("处理意见", "编号")), limits()) == {
        "a1": Decision(Choice.ACCEPTED)
    }


def test_other_words_and_lost_ids_are_told_by_row(written: Callable[..., Path]) -> None:
    path = written(("a1", "采纳", ""), ("a2", "同意", ""), ("", "不采纳", ""))
    with pytest.raises(UsageError) as caught:
        read_decisions(path, limits())
    assert str(caught.value).splitlines()[1:] == [
        "第3行：处理意见写的是“同意”，请填采纳、不采纳、待核，或者留空",
        "第4行：有处理意见，没有编号，不知道是哪一条问题的",
    ]
    assert "2处要改" in str(caught.value)


def test_many_mistakes_are_counted_and_the_first_ones_told(written: Callable[..., Path]) -> None:
    with pytest.raises(UsageError) as caught:
        read_decisions(written(*((f"a{number}", "行", "") for number in range(50))), limits())
    told = str(caught.value).splitlines()
    assert "50处要改" in told[0]
    assert told[-1] == "……还有30处"
    assert len(told) == 22


def test_an_id_decided_on_in_two_ways_is_told(written: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="第3行：编号a1在第2行也有"):
        read_decisions(written(("a1", "采纳", ""), ("a1", "不采纳", "")), limits())


def test_an_id_on_two_lines_that_do_not_differ_is_one_decision(written: Callable[..., Path]) -> None:
    path = written(("a1", "采纳", "好"), ("a1", "", ""), ("a1", "采纳", "好"))
    assert read_decisions(path, limits()) == {"a1": Decision(Choice.ACCEPTED, "好")}


def test_decisions_on_findings_the_run_has_not_are_told() -> None:
    decisions = {"a1": Decision(Choice.ACCEPTED), "a2": Decision(Choice.REJECTED)}
    [told] = strangers(decisions, {"a1"})
    assert re.match("台账里编号a2的处理意见（不采纳）没有对应的问题", told)
    assert strangers(decisions, {"a1", "a2"}) == ()


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (("号", "处理意见", "备注"), "没有哪张工作表有“编号”一栏"),
        (("编号", "意见", "备注"), "没有“处理意见”一栏"),
        (("编号", "处理意见", "处理意见"), "有2栏都叫“处理意见”"),
    ],
)
def test_a_ledger_without_its_columns_is_refused(
    written: Callable[..., Path], heads: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        read_decisions(written(("a1", "采纳", ""), heads=heads), limits())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no spreadsheet", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90])
def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "台账.xlsx").write_bytes(data)
    with pytest.raises(UsageError, match="打不开"):
        read_decisions(tmp_path / "台账.xlsx", limits())


@pytest.mark.parametrize(("name", "said"), [("没有.xlsx", "找不到"), ("", "文件夹")])
def test_a_ledger_that_is_not_there_is_told(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_decisions(tmp_path / name, limits())


def test_a_sheet_whose_cells_lie_too_far_apart_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "远.xlsx"
    with Workbook(path) as far:
        page = far.add_worksheet("问题")
        page.write_row(0, 0, HEADS)
        page.write_string(1_048_575, 16_383, "远")
    with pytest.raises(UsageError, match="打不开"):
        read_decisions(path, limits())
