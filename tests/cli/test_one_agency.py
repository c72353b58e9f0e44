"""Whether two names mean one agency: every command that compares agencies says the same (`tests.agencies`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.comparison.similarity import likenesses
from auditor.batch.data.overview import RosterAgency
from auditor.batch.roster.match_by_filename import FileNames
from auditor.batch.roster.roster import Register
from auditor.batch.store.result_store import NAME, ResultStore
from auditor.model.agency import AgencyName
from auditor.ruleset.catalogues.agency_names import agency_name
from tests.agencies import PAIRS
from tests.batch.made import record
from tests.batch.material import bulk
from tests.batch.test_similar import many, prose
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

CARRIED = {"requests": {"carried_out": [2, 0, 0, 0, 0, 0, 1]}}
NO_FEES = {"六": "无其他需要报告的事项。"}
WAIVER = """\
waivers:
  - {{rule: FEE-STATED, agency: {agency}, year: 2024, reason: 甲, approver: 乙, expires: 2099-12-31}}
"""
Way = Callable[[Any, Path, str, str], bool]


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def last_year(folder: Path, *agencies: str) -> Path:
    """Reports of last year, and those of two other agencies."""
    for number, agency in enumerate((*agencies, "松岭市水利局", "松岭市林业局")):
        put(folder / f"{number}.txt", written(year=2023, agency=agency, tables=CARRIED))
    return folder


def by_last_year(run: Any, folder: Path, one: str, other: str) -> bool:
    report = put(folder / "now" / "新.txt", written(agency=other))
    previous = last_year(folder / "2023", one)
    done = run("check", report, "--previous", previous, "--format", "json", "--fail-on", "never")
    [entry] = json.loads(done.out)["reports"]
    unable = "HIS-CARRIED" in {one["rule"] for one in entry["unchecked"]}
    found = "HIS-CARRIED" in {one["rule"] for one in entry["findings"]}
    assert found is not unable
    assert "HIS-RENAMED" not in {one["rule"] for one in entry["findings"]}
    return found


def by_diff(run: Any, folder: Path, one: str, other: str) -> bool:
    old, new = put(folder / "旧.txt", written(agency=one)), put(folder / "新.txt", written(agency=other))
    done = run("diff", old, new, "--format", "json")
    assert done.status in (0, 2)
    assert ("两份报告的机关不同" in done.err) is (done.status == 2)
    return bool(done.status == 0)


def by_diff_of_folders(run: Any, folder: Path, one: str, other: str) -> bool:
    for name, agency in (("旧", one), ("新", other)):
        put(folder / name / "甲.txt", written(agency=agency))
        put(folder / name / "乙.txt", written(agency="松岭市林业局"))
    done = run("diff", folder / "旧", folder / "新", "--format", "json")
    return len(json.loads(done.out)["reports"]) == 2


def by_waiver(run: Any, folder: Path, one: str, other: str) -> bool:
    report = put(folder / "甲.txt", written(agency=other, sections=NO_FEES))
    put(folder / "waivers.yaml", WAIVER.format(agency=f'"{one}"'))
    done = run("check", report, "--format", "json", "--fail-on", "never")
    [entry] = json.loads(done.out)["reports"]
    waived = bool(entry["waived"])
    assert ("FEE-STATED" in {finding["rule"] for finding in entry["findings"]}) is not waived
    assert ("豁免" in done.err) is not waived
    return waived


def by_roster(run: Any, folder: Path, one: str, other: str) -> bool:
    return Register([RosterAgency(name="松岭市林业局"), RosterAgency(name=one)]).find(other) == [1]


def by_file_name(run: Any, folder: Path, one: str, other: str) -> bool:
    return FileNames([RosterAgency(name="松岭市林业局"), RosterAgency(name=one)], ()).carried(
        f"{other}2024年度报告.pdf"
    ) == {1}


def by_likeness(run: Any, folder: Path, one: str, other: str) -> bool:
    """Two copies of one text are alike unless they are the same agency's."""
    copied = [record(f"{n}.txt", agency, prose={"一": prose("抄")}) for n, agency in enumerate((one, other))]
    return not likenesses([*many(), *copied])


WAYS: dict[str, Way] = {
    "last year's reports": by_last_year,
    "diff": by_diff,
    "diff of folders": by_diff_of_folders,
    "waivers": by_waiver,
    "roster": by_roster,
    "file names": by_file_name,
    "likeness": by_likeness,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=list(WAYS))
@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_every_way_to_compare_agencies_says_the_same(
    run: Any, tmp_path: Path, way: Way, one: str, other: str, same: bool
) -> None:
    assert way(run, tmp_path, one, other) is same


def test_a_run_over_a_folder_says_the_same(tmp_path: Path) -> None:
    apart = [pair for pair in PAIRS if not {"云川市人民政府"} & {*pair}]
    names: list[AgencyName] = []
    for one, _, _ in apart:
        if not any(agency_name(one).is_same_as(name) for name in names):
            names.append(agency_name(one))
    last = last_year(tmp_path / "2023", *(name.whole for name in names))
    for number, (_, other, _) in enumerate(apart):
        put(tmp_path / "now" / f"{number:02}.txt", written(agency=other))
    result = bulk(tmp_path / "now", output=tmp_path / "out", previous=last)
    assert not result.unreadable
    with ResultStore(tmp_path / "out" / NAME) as store:
        found = [
            any(finding.rule == "HIS-CARRIED" for finding in each.audit.verdict.findings)
            for each in sorted(store.records(), key=lambda each: each.name)
        ]
    assert found == [same for _, _, same in apart]


def test_an_agency_that_may_have_been_renamed_is_told(run: Any, tmp_path: Path) -> None:
    report = put(tmp_path / "now" / "新.txt", written(agency="云川市农业农村局"))
    previous = last_year(tmp_path / "2023", "云川市农业局")
    done = run("check", report, "--previous", previous, "--format", "json", "--fail-on", "never")
    [entry] = json.loads(done.out)["reports"]
    told = {finding["rule"]: finding["message"] for finding in entry["findings"]}
    unable = {one["rule"]: one["reason"] for one in entry["unchecked"]}
    assert "云川市农业局" in told["HIS-RENAMED"]
    # It may be another agency: its figures accuse nobody.
    assert "“云川市农业局”可能是云川市农业农村局更名以前的名称" in unable["HIS-CARRIED"]
    assert "HIS-CARRIED" not in told


def test_an_agency_that_was_renamed_is_found_by_the_roster(tmp_path: Path) -> None:
    put(tmp_path / "now" / "新.txt", written(agency="云川市数据局"))
    last = last_year(tmp_path / "2023", "云川市政务服务管理办公室")
    roster = (
        RosterAgency(name="云川市数据局", aliases=("云川市政务服务管理办公室",)),
        RosterAgency(name="松岭市林业局"),
    )
    result = bulk(tmp_path / "now", output=tmp_path / "out", previous=last, agencies=roster)
    assert not result.unreadable
    with ResultStore(tmp_path / "out" / NAME) as store:
        [each] = store.records()
    assert {"HIS-CARRIED", "HIS-RENAMED"} <= {finding.rule for finding in each.audit.verdict.findings}
