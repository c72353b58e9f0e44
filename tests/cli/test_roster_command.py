"""`auditor roster init`: the reports there are become a roster that is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.batch.data.overview import RosterAgency
from auditor.batch.roster.roster import read_roster
from auditor.batch.roster.roster_draft import propose, roster_csv, roster_xlsx
from auditor.batch.roster.submissions import match
from tests.batch.made import record
from tests.cli.conftest import Run
from tests.reading import limits
from tests.recognise.reports import written

pytestmark = pytest.mark.slow


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "报告"
    (folder / "临江县").mkdir(parents=True)
    (folder / "1.txt").write_text(written(agency="云川市教育局"), "utf-8")
    (folder / "2.txt").write_text(written(agency="云川市教育局"), "utf-8")
    (folder / "临江县" / "1.txt").write_text(written(agency="临江县财政局"), "utf-8")
    (folder / "坏.docx").write_bytes(b"PK")
    return folder


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_roster_is_written_from_reports_and_read_again(run: Run, reports: Path, tmp_path: Path, suffix: str) -> None:
    output = tmp_path / f"名册{suffix}"
    done = run("roster", "init", reports, "-o", output)
    assert (done.status, done.out) == (0, "")
    assert f"“{output}”里写了 2 个机关；请补上没有报来的机关和上级机关" in done.err
    assert "坏.docx：无法读取" in done.err
    assert read_roster(output, limits()).agencies == (
        RosterAgency("云川市教育局", county="云川市", address=str(reports / "1.txt")),
        RosterAgency("临江县财政局", level="县级", county="临江县", address=str(reports / "临江县" / "1.txt")),
    )


def test_a_roster_that_is_there_is_kept(run: Run, reports: Path, tmp_path: Path) -> None:
    output = tmp_path / "名册.csv"
    output.write_text("补过的", "utf-8")
    done = run("roster", "init", reports, "-o", output)
    assert done.status == 2
    assert "已经有了，里面可能有补过的内容" in done.err
    assert output.read_text("utf-8") == "补过的"


def test_other_kinds_of_files_are_refused(run: Run, reports: Path) -> None:
    done = run("roster", "init", reports, "-o", "名册.docx")
    assert (done.status, done.err) == (2, "命令用错：名册只能写成 .csv、.xlsx 文件，不能是“名册.docx”\n")


@pytest.mark.parametrize("write", [roster_csv, roster_xlsx])
def test_no_cell_of_a_roster_is_a_formula_and_its_reports_are_found_by_it(tmp_path: Path, write: object) -> None:
    assert callable(write)
    records = [record("=cmd().txt", "临江县青石镇人民政府"), record("a.txt", "=HYPERLINK(1)局"), record("b.txt", "")]
    lines = propose(records)
    assert lines == (
        ("临江县青石镇人民政府", "", "", "临江县", "", "", "'=cmd().txt", ""),
        ("'=HYPERLINK(1)局", "", "", "", "", "", "a.txt", ""),
    )
    file = tmp_path / "名册"
    file.write_bytes(write(lines[:1]))
    [agency] = read_roster(file, limits()).agencies
    assert match([agency], records, 2024).agencies == (agency, None, None)
