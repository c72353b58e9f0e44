"""The Parquet files say what the stores say, and the stores stay as they were."""

from __future__ import annotations

import sqlite3
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from auditor.batch.data.overview import Choice, Decision
from auditor.batch.data.record import ReportRecord
from auditor.batch.outputs import export as export_module
from auditor.batch.outputs.export import CELLS, FINDING_FIELDS, FINDINGS, REPORT_FIELDS, REPORTS, export_parquet
from auditor.batch.store.result_store import NAME, ResultStore, row_of
from auditor.cli.app import main
from auditor.errors import UsageError
from auditor.model.finding import Audit, Finding, Location, Outcome, RuleResult, Severity, Verdict
from auditor.model.report import FormTable, Value
from tests.batch.material import bulk, reports

pytestmark = pytest.mark.slow

HOSTILE = "=1+1\x00\x1b[31m\u202e\ud800𠮷\n“"


def rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return found


def kept(folder: Path, *records: ReportRecord, decisions: dict[str, Decision] | None = None) -> Path:
    """A folder with a run of these records."""
    folder.mkdir(parents=True, exist_ok=True)
    with ResultStore(folder / NAME) as store:
        store.begin()
        store.keep("rules", [row_of(each, f"{folder.name}{number}") for number, each in enumerate(records)])
        store.decide(decisions or {})
    return folder


def made(
    name: str, *severities: Severity, agency: str = "甲局", year: int | None = 2024, said: str = "有错。"
) -> ReportRecord:
    found = tuple(
        Finding(
            "R-1",
            "规则",
            "identity",
            each,
            said,
            Location("二", "表一", "行", "列", said),
            (),
            "3",
            "4",
            id=f"{name}{n}".encode("ascii", "ignore").decode(),
        )
        for n, each in enumerate(severities)
    )
    results = (RuleResult("R-1", "规则", Outcome.FAILED, "", found),) if found else ()
    results = (*results, RuleResult("R-2", "规则", Outcome.CANNOT_CHECK, "没有表"))
    return ReportRecord(
        Audit(name, f"sha256:{name}", "text", None, agency, year, "2021", verdict=Verdict(results, found))
    )


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_real_run_comes_out_with_the_counts_of_its_store(tmp_path: Path) -> None:
    source, output, into = reports(tmp_path / "in", 9), tmp_path / "out", tmp_path / "a" / "b"
    (source / "坏.docx").write_bytes(b"PK\x03\x04")
    bulk(source, output=output)
    before = snapshot(output)
    with ResultStore(output / NAME) as store:
        records = list(store.records())
    assert export_parquet([output], into) == (10, sum(len(each.audit.verdict.findings) for each in records))
    found = rows(into / REPORTS)
    assert [row["name"] for row in found] == [record.name for record in records]
    for row, record in zip(found, records, strict=True):
        audit = record.audit
        assert (row["agency"], row["year"], row["error"]) == (audit.agency, audit.report_year, audit.error)
        assert {each: row[f"rules_{each}"] for each in Outcome} == dict(audit.verdict.counts())
        grades = Counter(finding.severity for finding in audit.verdict.findings)
        assert {each: row[f"findings_{each}"] for each in Severity} == {each: grades[each] for each in Severity}
    values = [(each.name, key, one) for each in records for key, table in each.tables.items() for one in table.values()]
    cells = rows(into / CELLS)
    assert len(cells) == len(values) > 1000
    for cell, (name, table, one) in zip(cells, values, strict=True):
        assert (cell["report"], cell["table"], cell["row"], cell["column"]) == (name, table, one.row, one.column)
        assert (cell["number"], cell["raw"]) == (None if one.number is None else float(one.number), one.raw)
        assert cell["state"] == (
            "lost" if one.lost else "number" if one.number is not None else "blank" if one.blank else "text"
        )
    findings = [(each.name, one.id) for each in records for one in each.audit.verdict.findings]
    assert [(row["report"], row["id"]) for row in rows(into / FINDINGS)] == findings
    assert snapshot(output).keys() == before.keys()


def test_a_store_is_neither_changed_nor_given_company_nor_needed_to_be_writable(tmp_path: Path) -> None:
    folder = kept(tmp_path / "甲市", made("a", Severity.ERROR))
    before = snapshot(folder)
    (folder / NAME).chmod(0o400)
    folder.chmod(0o500)
    try:
        export_parquet([folder], tmp_path / "into")
    finally:
        folder.chmod(0o700)
    assert snapshot(folder) == before


def test_two_folders_come_in_the_order_of_their_names_however_they_are_named(tmp_path: Path) -> None:
    first = kept(tmp_path / "甲市", made("b", Severity.ERROR), made("a", Severity.INFO), made("c"))
    second = kept(
        tmp_path / "乙市", made("a", Severity.ERROR, agency="乙局"), decisions={"a0": Decision(Choice.REJECTED)}
    )
    into, again = tmp_path / "into", tmp_path / "again"
    assert export_parquet([first, second], into) == (4, 3)
    assert export_parquet([second, first, tmp_path / "甲市" / "."], again) == (4, 3)
    for name in (REPORTS, FINDINGS, CELLS):
        assert (into / name).read_bytes() == (again / name).read_bytes()
    assert [(row["source"], row["name"]) for row in rows(into / REPORTS)] == [
        (str(second), "a"), (str(first), "a"), (str(first), "b"), (str(first), "c")
    ]  # fmt: skip
    # A decision holds in its own folder.
    assert [row["decision"] for row in rows(into / FINDINGS)] == ["不采纳", None, None]
    assert list(REPORT_FIELDS) == parquet.read_schema(into / REPORTS).names
    assert list(FINDING_FIELDS) == parquet.read_schema(into / FINDINGS).names
    group = parquet.ParquetFile(into / FINDINGS).metadata.row_group(0)
    assert {group.column(number).compression for number in range(group.num_columns)} == {"ZSTD"}


def test_a_number_beyond_all_numbers_is_left_to_its_words(tmp_path: Path) -> None:
    value = Value("row", "column", "9" * 400, 0, 400, int("9" * 400))
    record = replace(made("a"), tables={"t": FormTable("t", {"row": (value,)}, found=True, start=0, end=400)})
    export_parquet([kept(tmp_path / "甲市", record)], tmp_path / "into")
    [cell] = rows(tmp_path / "into" / CELLS)
    assert (cell["number"], cell["raw"], cell["state"]) == (None, "9" * 400, "number")


def test_rows_are_written_a_group_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_module, "_ROWS", 3)
    folder = kept(tmp_path / "甲市", *(made(f"{number}", Severity.ERROR) for number in range(8)))
    export_parquet([folder], tmp_path / "into")
    written = parquet.ParquetFile(tmp_path / "into" / FINDINGS)
    assert [written.metadata.row_group(n).num_rows for n in range(written.num_row_groups)] == [3, 3, 2]
    assert [row["report"] for row in rows(tmp_path / "into" / FINDINGS)] == [f"{number}" for number in range(8)]


def test_hostile_text_comes_back_as_it_was_save_half_characters(tmp_path: Path) -> None:
    folder = kept(tmp_path / "甲市", made(f"{HOSTILE}.txt", Severity.ERROR, agency=HOSTILE, said=HOSTILE))
    export_parquet([folder], tmp_path / "into")
    [report], [finding] = rows(tmp_path / "into" / REPORTS), rows(tmp_path / "into" / FINDINGS)
    shown = HOSTILE.replace("\ud800", "\\ud800")
    assert (report["agency"], report["name"]) == (shown, f"{shown}.txt")
    assert (finding["message"], finding["quote"], finding["report"]) == (shown, shown, f"{shown}.txt")


def test_a_folder_that_a_run_is_writing_to_comes_out_as_it_is_at_the_moment(tmp_path: Path) -> None:
    folder, into = kept(tmp_path / "甲市", made("a", Severity.ERROR)), tmp_path / "into"
    with ResultStore(folder / NAME) as store:
        store.keep("rules", [row_of(made("b", Severity.ERROR), "b")])
        assert (folder / f"{NAME}-wal").exists()
        assert export_parquet([folder], into) == (2, 2)
        store.keep("rules", [row_of(made("c"), "c")])
    assert export_parquet([folder], into) == (3, 2)


def test_what_an_inspector_cannot_export_is_told_and_earlier_files_stay(tmp_path: Path) -> None:
    good, into = kept(tmp_path / "甲市", made("a", Severity.ERROR)), tmp_path / "into"
    export_parquet([good], into)
    before = snapshot(into)
    bad = kept(tmp_path / "乙市", made("a", Severity.ERROR), made("b", year=2**31))
    with pytest.raises(UsageError, match=r"乙市.*已损坏，“b”的结果读不回来"):
        export_parquet([good, bad], into)
    change(bad, "UPDATE result SET record = x'789c00'")
    with pytest.raises(UsageError, match="已损坏，“a”的结果读不回来"):
        export_parquet([good, bad], into)
    change(bad, "PRAGMA user_version = 99")
    with pytest.raises(UsageError, match=r"是更新版本的程序写的（第 99 版，本程序只认识到第 1 版），请升级本程序"):
        export_parquet([good, bad], into)
    change(bad, "PRAGMA application_id = 1")
    with pytest.raises(UsageError, match="不是成批审核的结果库"):
        export_parquet([good, bad], into)
    (bad / NAME).write_bytes(b"some text that is no database\n" * 9)
    with pytest.raises(UsageError, match="不是成批审核的结果库"):
        export_parquet([good, bad], into)
    with pytest.raises(UsageError, match=r"“.*into”里没有成批审核的结果（auditor\.db）"):
        export_parquet([good, into], into)
    with pytest.raises(UsageError, match="不能建文件夹"):
        export_parquet([good], into / REPORTS / "x")
    assert snapshot(into) == before


def test_without_pyarrow_the_command_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, into = kept(tmp_path / "甲市", made("a")), tmp_path / "into"
    assert main(["export", str(folder), "--parquet", str(into)]) == 0
    assert capsys.readouterr().out == f"写了 1 份报告、0 条意见，存在：{into}\n"
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert main(["export", str(folder), "--parquet", str(tmp_path / "more")]) == 2
    said = capsys.readouterr().err
    assert "还没有安装 pyarrow，请执行：pip install 'xxgk-auditor[parquet]'" in said
    assert not (tmp_path / "more").exists()


def change(folder: Path, statement: str) -> None:
    base = sqlite3.connect(folder / NAME)
    base.execute(statement)
    base.commit()
    base.close()
