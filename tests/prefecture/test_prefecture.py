"""A made-up prefecture is what its truth says, and the audit finds what is planted in it and nothing else."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest

from auditor.model.finding import Severity
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.prefecture.agencies import administration
from tests.prefecture.check import audit_files
from tests.prefecture.draft import Draft
from tests.prefecture.faults import Kind, catalogue
from tests.prefecture.figures import draw_figures
from tests.prefecture.maker import Maker
from tests.prefecture.prose import Source, draft
from tests.prefecture.truth import Known, Planted, Truth, load_truth
from tests.prefecture.verdict import compare
from tests.writers.layouts import write

pytestmark = pytest.mark.slow

FAST = ("docx", "html", "pdf", "txt")
COUNT = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    folder = tmp_path_factory.mktemp("prefecture")
    return folder, Maker(folder, COUNT, seed=3, formats=FAST).make()


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


@cache
def auditor() -> Auditor:
    return Auditor()


def test_all_that_is_planted_is_found_and_nothing_else(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    verdict = compare(truth, audit_files(folder, [known.file for known in truth.reports]))
    assert (verdict.missed, verdict.false_alarms, verdict.unread) == ((), (), ())
    assert verdict.found.total() == sum(len(known.faults) for known in truth.reports) >= COUNT // 2


def test_broken_files_cannot_be_read(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    assert truth.unreadable
    assert all(audit.error for audit in audit_files(folder, truth.unreadable).values())


def test_the_truth_is_read_as_it_was_written(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    assert load_truth(folder / "truth.json") == truth


def test_the_same_seed_makes_the_same_bytes_and_another_others(made: tuple[Path, Truth], tmp_path: Path) -> None:
    folder, _ = made
    again, other = tmp_path / "again", tmp_path / "other"
    Maker(again, COUNT, seed=3, formats=FAST).make()
    Maker(other, COUNT, seed=4, formats=FAST).make()
    assert files_in(again) == files_in(folder)
    assert (other / "truth.json").read_bytes() != (folder / "truth.json").read_bytes()


def test_files_and_roster_are_what_the_truth_says(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    named = {known.file for known in truth.reports} | set(truth.unreadable)
    assert {name for name in files_in(folder) if name.startswith("reports/")} == named
    with (folder / "名册.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    agencies = {row["机关名称"] for row in rows}
    assert len(agencies) == len(rows)
    assert {known.agency for known in truth.reports} < agencies
    assert not set(truth.missing) & {known.agency for known in truth.reports}
    assert {row["文件或网址"] for row in rows} - {""} <= {name.rpartition("/")[2] for name in named}
    for twice in truth.twice:
        assert sorted(twice["files"]) == sorted(k.file for k in truth.reports if k.agency == twice["agency"])
    assert truth.alike
    assert all((folder / previous).exists() for _, previous in truth.carried)


def test_a_parent_differs_from_the_sum_of_its_units_where_the_truth_says(made: tuple[Path, Truth]) -> None:
    folder, truth = made
    with (folder / "名册.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    [parent] = [row["机关名称"] for row in rows if row["汇总"]]
    units = {row["机关名称"] for row in rows if row["上级机关"] == parent}
    tables = {}
    for known in truth.reports:
        if known.agency in units | {parent}:
            report = auditor().recognise_document(read_bytes((folder / known.file).read_bytes(), known.file))
            tables[known.agency] = {
                (key, row, value.column): value.number or 0
                for key, table in report.tables.items()
                for row, values in table.rows.items()
                for value in values
            }
    sums: Counter[tuple[str, str, str]] = Counter()
    for unit in units:
        sums.update(tables[unit])
    wrong = {place for place, number in tables[parent].items() if number != sums[place]}
    assert wrong == {(cell["table"], cell["row"], cell["column"]) for cell in truth.sums}


def clean(number: int) -> Draft:
    """A faultless report of some agency, governments and townships among them."""
    chance = Random(number)
    unit = administration(40, chance)[number % 40]
    tables = draw_figures(unit, chance).cells()
    return draft(unit, 2024, tables, Source(f"{number}", f"{number}", unit.topics))[0]


def planted(kind: Kind) -> tuple[Draft, Planted]:
    """A report with a fault of this kind: not every report has the place for it."""
    for number in range(100):
        made = clean(number)
        fault = kind.plant(made, Random(number))
        if fault is not None:
            return made, fault
    raise AssertionError(kind.name)


def test_there_are_many_kinds_of_faults() -> None:
    names = [kind.name for kind in catalogue()]
    assert len(set(names)) == len(names) >= 25


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.name)
def test_every_kind_of_fault_is_found_where_it_is_planted(kind: Kind) -> None:
    made, fault = planted(kind)
    document = read_bytes(write(made.report(), "docx-plain"), "报告.docx")
    audit = auditor().audit_report(auditor().recognise_document(document))
    truth = Truth(1, 2024, (Known("报告.docx", made.unit.name, "docx", (fault,)),), (), (), (), (), (), (), ())
    verdict = compare(truth, {"报告.docx": audit})
    assert (verdict.missed, verdict.false_alarms) == ((), ())


def test_a_clean_report_that_is_spoilt_is_a_false_alarm_to_the_comparison() -> None:
    made = clean(5)
    made.tables["requests"]["new"][6] = "9999"
    document = read_bytes(write(made.report(), "html-article"), "报告.html")
    audit = auditor().audit_report(auditor().recognise_document(document))
    told = Planted("表四的总计不对", ("T4-TOTAL",))
    truth = Truth(1, 2024, (Known("报告.html", made.unit.name, "html", (told,)),), (), (), (), (), (), (), ())
    verdict = compare(truth, {"报告.html": audit})
    assert [fault for _, fault in verdict.missed] == [told]
    assert "T3-BALANCE" in verdict.alarms_by_rule()
    assert all(finding.severity is not Severity.INFO for _, finding in verdict.false_alarms)
    assert compare(truth, {}).unread == (("报告.html", ""),)
