"""The store keeps what it was told, brings older files up to date and leaves other programs' files alone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.batch.data.overview import Choice, Decision
from auditor.batch.data.record import ReportRecord
from auditor.batch.store import result_store as store_module
from auditor.batch.store.result_store import CachedFile, ResultRow, ResultStore, row_of
from auditor.errors import UsageError
from auditor.model.finding import Audit, Finding, Location, Severity, Verdict


def row(name: str, content: str, agency: str, year: int, *rules: str) -> ResultRow:
    found = tuple(
        Finding(rule, "规则", "identity", Severity.ERROR, "有错。", Location("一"), id=f"{content}{number}")
        for number, rule in enumerate(rules)
    )
    audit = Audit(name, f"sha256:{content}", "text", "年报", agency, year, "2021", verdict=Verdict((), found))
    return row_of(ReportRecord(audit, "正文"), content)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "auditor.db"


def test_decisions_and_facts_come_back_and_the_last_one_counts(path: Path) -> None:
    decided = {"a": Decision(Choice.ACCEPTED), "b": Decision(Choice.REJECTED, "另有说明")}
    with ResultStore(path) as store:
        assert (store.decisions(), store.fact("day")) == ({}, None)
        store.decide(decided)
        store.set_fact("day", "2025-03-01")
        store.decide({"a": Decision(Choice.PENDING, "再看")})
        store.set_fact("day", "2025-03-02")
    with ResultStore(path) as store:
        assert store.decisions() == {**decided, "a": Decision(Choice.PENDING, "再看")}
        assert store.fact("day") == "2025-03-02"


def test_only_reports_of_the_last_run_belong_to_it_in_the_order_of_names(path: Path) -> None:
    with ResultStore(path) as store:
        store.begin()
        store.keep("rules", [row("乙.txt", "2", "乙局", 2024, "R1"), row("甲.txt", "1", "甲局", 2023)])
        assert [record.name for record in store.records()] == ["乙.txt", "甲.txt"]
        assert [record.name for record in store.records(2023)] == ["甲.txt"]
        [known] = store.known("2", "rules")
        store.begin()
        store.keep("rules", [], [CachedFile("丙.txt", known)])
        assert [(record.name, record.audit.agency) for record in store.records()] == [("丙.txt", "乙局")]
        assert store.record("丙.txt") == next(store.records())
        with pytest.raises(KeyError):
            store.record("甲.txt")
        assert store.known("2", "other rules") == []


def test_years_count_each_agency_as_it_was_last_seen(path: Path) -> None:
    with ResultStore(path) as store:
        store.begin()
        store.keep("r", [row("a", "1", "甲局", 2023, "R1", "R2"), row("b", "2", "乙局", 2023, "R1")])
        store.begin()
        # 甲局 has corrected its report under another name, 乙局's is not in the source any more.
        store.keep("r", [row("a2", "3", "甲局", 2023, "R2"), row("b", "4", "乙局", 2024, "R3", "R3")])
        store.tidy()
        assert store.years() == {2023: {"R1": 1, "R2": 1}, 2024: {"R3": 2}}
        assert store.main_year() == 2024


def test_a_result_that_may_end_otherwise_is_not_taken_for_known(path: Path) -> None:
    with ResultStore(path) as store:
        store.begin()
        store.keep("r", [replace(row("a", "1", "甲局", 2023), lasting=False)])
        assert store.known("1", "r") == []
        assert len(list(store.records())) == 1


def test_half_characters_in_names_and_reports_can_be_kept(path: Path) -> None:
    with ResultStore(path) as store:
        store.begin()
        store.keep("r", [row("a\udcff.txt", "1", "甲\ud800局", 2023)])
        assert [record.name for record in store.records()] == ["a\\udcff.txt"]


def test_what_goes_wrong_half_way_leaves_nothing(path: Path) -> None:
    with ResultStore(path) as store:
        store.begin()
        bad = replace(row("b", "2", "乙局", 2023), record=None)  # type: ignore[arg-type]
        with pytest.raises(UsageError):
            store.keep("r", [row("a", "1", "甲局", 2023), bad])
        assert list(store.records()) == []
        store.keep("r", [row("a", "1", "甲局", 2023)])
        assert len(list(store.records())) == 1


def test_a_reader_is_not_kept_waiting_by_a_writer_nor_the_other_way(path: Path) -> None:
    with ResultStore(path) as writer, ResultStore(path) as reader:
        writer.begin()
        writer.keep("r", [row(str(number), str(number), f"{number}局", 2023) for number in range(50)])
        reading = reader.records()
        next(reading)
        writer.keep("r", [row("more", "x", "新局", 2023)])
        assert len([*reading]) == 49
        assert len([*reader.records()]) == 51


def test_an_older_file_is_brought_up_to_date_with_all_it_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ResultStore(path) as store:
        store.set_fact("kept", "yes")
    added = "ALTER TABLE fact ADD COLUMN day TEXT NOT NULL DEFAULT '2025-01-01';"
    broken = "ALTER TABLE fact ADD COLUMN night TEXT; ALTER TABLE nothing ADD COLUMN x;"
    monkeypatch.setattr(store_module, "MIGRATIONS", (*store_module.MIGRATIONS, added, broken))
    with pytest.raises(UsageError, match="出错"):
        ResultStore(path)
    # The step that failed left nothing behind, the one before it holds.
    assert (version(path), columns(path)) == (2, ["name", "value", "day"])
    monkeypatch.setattr(store_module, "MIGRATIONS", (*store_module.MIGRATIONS[:-1], "CREATE TABLE more (x);"))
    with ResultStore(path) as store:
        assert store.fact("kept") == "yes"
    assert version(path) == 3


def test_programs_that_make_the_file_at_once_make_it_once(path: Path) -> None:
    for turn in range(20):
        at = path.with_name(f"{turn}.db")
        with ThreadPoolExecutor(4) as at_once:
            opened = [at_once.submit(_opened_and_closed, at) for _ in range(4)]
        assert [each.result() for each in opened] == [1] * 4
        assert version(at) == 1


def test_a_file_of_a_newer_program_is_refused(path: Path) -> None:
    ResultStore(path).close()
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(
        UsageError, match=r"是更新版本的程序写的（第 99 版，本程序只认识到第 1 版），没有改动它；请升级"
    ):
        ResultStore(path)


def test_files_of_others_are_left_alone(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE own (x)")
    base.close()
    before = path.read_bytes()
    with pytest.raises(UsageError, match="不是成批审核的结果库，没有改动它"):
        ResultStore(path)
    assert path.read_bytes() == before
    path.write_bytes(b"some text that is no database\n" * 9)
    with pytest.raises(UsageError, match="不是成批审核的结果库，没有改动它"):
        ResultStore(path)


def _opened_and_closed(path: Path) -> int:
    ResultStore(path).close()
    return version(path)


def version(path: Path) -> int:
    base = sqlite3.connect(path)
    found: int = base.execute("PRAGMA user_version").fetchone()[0]
    base.close()
    return found


def columns(path: Path) -> list[str]:
    base = sqlite3.connect(path)
    found = [line[1] for line in base.execute("PRAGMA table_info(fact)")]
    base.close()
    return found
