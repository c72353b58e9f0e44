"""`--previous`: last year's reports as a file, a folder or an archive, and what is said where they cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.store.result_store import NAME, ResultStore
from tests.read.archives import archive
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

CARRIED = {"requests": {"carried_out": [2, 0, 0, 0, 0, 0, 1]}}


@pytest.fixture
def this_year(tmp_path: Path) -> Path:
    path = tmp_path / "2024" / "教育局.txt"
    path.parent.mkdir()
    path.write_text(written(), "utf-8")
    return path


def history(run: Any, report: Path, previous: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The findings of history by rule, and the reasons of what could not be checked."""
    done = run("check", report, "--previous", previous, "--format", "json", "--fail-on", "never")
    assert done.status == 0
    [entry] = json.loads(done.out)["reports"]
    found = {f["rule"]: f["message"] for f in entry["findings"] if f["category"] == "history"}
    return found, {u["rule"]: u["reason"] for u in entry["unchecked"]}


def test_a_file_a_folder_and_an_archive_of_last_year_s_reports(run: Any, this_year: Path, tmp_path: Path) -> None:
    text = written(year=2023, tables=CARRIED)
    folder = tmp_path / "2023"
    folder.mkdir()
    (folder / "局.txt").write_text(text, "utf-8")
    (folder / "别的局.txt").write_text(written(year=2023, agency="云川市民政局"), "utf-8")
    packed = tmp_path / "2023.zip"
    packed.write_bytes(archive({"局.txt": text.encode(), "x.txt": written(year=2022, tables=CARRIED).encode()}))
    for previous in (folder / "局.txt", folder, packed):
        found, _ = history(run, this_year, previous)
        assert found["HIS-CARRIED"] == "表三“自然人”列：上年结转 1，上年报告的结转下年度 2，相差 1"


def test_without_last_year_s_reports_history_is_no_question(run: Any, this_year: Path) -> None:
    done = run("check", this_year, "--format", "json")
    [entry] = json.loads(done.out)["reports"]
    assert entry["unchecked"] == []
    assert entry["outcomes"]["cannot_check"] == 0


def test_a_report_that_is_not_among_them_is_said(run: Any, this_year: Path, tmp_path: Path) -> None:
    folder = tmp_path / "2023"
    folder.mkdir()
    for name in ("民政局", "财政局"):
        (folder / f"{name}.txt").write_text(written(year=2023, agency=f"云川市{name}"), "utf-8")
    found, reasons = history(run, this_year, folder)
    assert found == {}
    assert reasons["HIS-CARRIED"] == "给出的上年报告里没有云川市教育局2023年度的"


def test_one_report_of_last_year_is_meant_whatever_its_agency_is_called(
    run: Any, this_year: Path, tmp_path: Path
) -> None:
    before = tmp_path / "上年.txt"
    before.write_text(written(year=2023, agency="云川市教育体育局"), "utf-8")
    found, _ = history(run, this_year, before)
    assert found["HIS-RENAMED"] == "机关名称是“云川市教育局”，上年报告是“云川市教育体育局”"


def test_last_year_s_report_that_cannot_be_read_is_told(run: Any, this_year: Path, tmp_path: Path) -> None:
    before = tmp_path / "上年.docx"
    before.write_bytes(b"PK\x03\x04")
    done = run("check", this_year, "--previous", before)
    assert done.status == 0
    assert f"上年报告{before}：无法读取：" in done.err


def test_a_letter_tells_of_last_year_too(run: Any, this_year: Path, tmp_path: Path) -> None:
    before = tmp_path / "上年.txt"
    before.write_text(written(year=2023, tables=CARRIED), "utf-8")
    assert run("letter", this_year, "-o", tmp_path / "x.html", "--previous", before).status == 0
    assert "上年报告的结转下年度 2" in (tmp_path / "x.html").read_text("utf-8")
    assert run("check", this_year, "--previous", tmp_path / "没有").status == 2


def test_a_lone_report_of_last_year_is_held_against_its_own_agency_only(run: Any, tmp_path: Path) -> None:
    now, old = tmp_path / "now", tmp_path / "old"
    now.mkdir()
    old.mkdir()
    for agency in ("云川市教育局", "云川市民政局", "临江县石桥镇人民政府"):
        (now / f"{agency}.txt").write_text(written(agency=agency), "utf-8")
    (old / "石桥.txt").write_text(written(year=2023, agency="临江县石桥镇人民政府"), "utf-8")
    done = run("check", now, "--previous", old, "--format", "json")
    told = {each["agency"]: each for each in json.loads(done.out)["reports"]}
    compared = {name: any(f["rule"].startswith("HIS-") for f in each["findings"]) for name, each in told.items()}
    assert compared == {"云川市教育局": False, "云川市民政局": False, "临江县石桥镇人民政府": True}
    reasons = {each["reason"] for each in told["云川市教育局"]["unchecked"] if each["rule"].startswith("HIS-")}
    assert reasons == {"给出的上年报告里没有云川市教育局2023年度的"}


def test_two_versions_of_last_year_s_report_accuse_nobody(run: Any, this_year: Path, tmp_path: Path) -> None:
    folder = tmp_path / "2023"
    folder.mkdir()
    (folder / "教育局.txt").write_text(written(year=2023, tables=CARRIED), "utf-8")
    (folder / "教育局（复印）.txt").write_text(written(year=2023, tables=CARRIED), "utf-8")
    assert "HIS-CARRIED" in history(run, this_year, folder)[0]
    (folder / "教育局（改）.txt").write_text(written(year=2023), "utf-8")
    found, reasons = history(run, this_year, folder)
    assert found == {}
    assert reasons["HIS-CARRIED"] == (
        "给出的上年报告里有2份不同的云川市教育局2023年度报告，分不清以哪一份为准，请只留一份"
    )


def test_a_run_compares_again_when_a_second_version_of_last_year_s_report_comes(
    run: Any, this_year: Path, tmp_path: Path
) -> None:
    folder, output = tmp_path / "2023", tmp_path / "out"
    folder.mkdir()
    (folder / "教育局.txt").write_text(written(year=2023, tables=CARRIED), "utf-8")
    line = ["bulk", this_year.parent, "-o", output, "--previous", folder, "--no-letters"]

    def rules() -> set[str]:
        run(*line)
        with ResultStore(output / NAME) as store:
            [record] = store.records()
        return {finding.rule for finding in record.audit.verdict.findings}

    assert "HIS-CARRIED" in rules()
    (folder / "教育局（改）.txt").write_text(written(year=2023), "utf-8")
    assert "HIS-CARRIED" not in rules()
    (folder / "教育局（改）.txt").unlink()
    assert "HIS-CARRIED" in rules()
