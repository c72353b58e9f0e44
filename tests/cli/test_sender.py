"""What lies beside the reports is data: settings, packs and waivers of whoever hands them in change nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.batch.store.result_store import NAME, ResultStore
from auditor.model.finding import RuleSetInfo
from tests.recognise.reports import written

pytestmark = pytest.mark.slow

NO_FEES = {"六": "无其他需要报告的事项。"}
PACK = "pack: own\ntitle: 甲\nextends: [national]\ndisable: {FEE-STATED: 不查, FEE-CITED: 不查, CON-STATED: 不查, CON-PARTS: 不查}\n"
WAIVER = """\
waivers:
  - {rule: FEE-STATED, agency: 云川市教育局, year: 2024, reason: 甲, approver: 乙, expires: 2099-12-31}
"""


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "收件箱"
    folder.mkdir()
    (folder / "教育局.txt").write_text(written(sections=NO_FEES, preamble="现予公布。"), "utf-8")
    return folder


def plant(folder: Path) -> None:
    (folder / "auditor.toml").write_text('packs = ["own.yaml"]\noffice_demands = false\nfail_on = "never"\n', "utf-8")
    (folder / "own.yaml").write_text(PACK, "utf-8")
    (folder / "waivers.yaml").write_text(WAIVER, "utf-8")


def checked(run: Any, reports: Path, *more: object) -> Any:
    return run("check", reports / "教育局.txt", "--format", "json", *more)


def kept(output: Path) -> list[str]:
    with ResultStore(output / NAME) as store:
        return [finding.id for each in store.records() for finding in each.audit.verdict.findings]


def test_planted_files_change_no_finding_and_are_named(run: Any, reports: Path, tmp_path: Path) -> None:
    line = ["letter", reports / "教育局.txt", "-o", tmp_path / "x.html"]
    before, run_before = checked(run, reports), run("bulk", reports, "-o", tmp_path / "a", "--no-letters")
    assert "FEE-STATED" in before.out
    assert (before.err, run(*line)) == ("", (0, "", ""))
    page = (tmp_path / "x.html").read_bytes()
    plant(reports)
    after = checked(run, reports)
    assert (after.status, after.out) == (before.status, before.out)
    letter = run(*line)
    run_after = run("bulk", reports, "-o", tmp_path / "b", "--no-letters")
    assert (tmp_path / "x.html").read_bytes() == page
    assert kept(tmp_path / "b") == kept(tmp_path / "a")
    assert run_after.out.splitlines()[:-1] == run_before.out.splitlines()[:-1]
    for done in (after, letter, run_after):
        for name in ("auditor.toml", "waivers.yaml"):
            assert f"没有采用“{reports / name}”：设置和豁免只从当前文件夹读取" in done.err


def test_what_is_in_force_is_named_in_every_output(run: Any, reports: Path, tmp_path: Path) -> None:
    plant(reports)
    (reports / "waivers.yaml").write_text(WAIVER.replace("FEE-STATED", "CIT-NUMBER"), "utf-8")
    settings = reports / "auditor.toml"
    whole = json.loads(checked(run, reports, "--settings", settings).out)
    rules = whole["rules"]
    assert (rules["packs"], rules["settings"], rules["waivers"]) == (
        ["national", "own"], str(settings), str(reports / "waivers.yaml"),
    )  # fmt: skip
    assert rules["off"] >= 5
    [entry] = whole["reports"]
    assert not {"FEE-STATED", "CON-STATED"} & {finding["rule"] for finding in entry["findings"]}
    sarif = run("check", reports / "教育局.txt", "--format", "sarif", "--settings", settings).out
    assert json.loads(sarif)["runs"][0]["properties"]["rules"] == rules
    text = run("check", reports / "教育局.txt", "--settings", settings, "-o", tmp_path / "x").out
    assert not text
    said = "".join((tmp_path / "x").read_text("utf-8").split())
    assert f"采用：规则包national、own，{rules['count']}条规则，停用{rules['off']}条；设置{settings}；豁免" in said
    done = run("bulk", reports, "-o", tmp_path / "out", "--no-letters", "--settings", settings)
    assert done.status == 0
    assert f"停用 {rules['off']} 条；设置 {settings}；豁免 " in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_the_digest_of_the_rules_is_the_same_in_every_working_folder(
    run: Any, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rules() -> RuleSetInfo:
        data = json.loads(checked(run, reports).out)["rules"]
        return RuleSetInfo(tuple(data["packs"]), data["count"], data["digest"])

    here = rules()
    monkeypatch.chdir(Path(__file__).parents[2])
    assert rules() == here
