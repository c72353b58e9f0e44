"""Waivers: what is waived stays visible, what has ended comes back, and what matches nothing is told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from auditor.errors import RuleFileError
from auditor.model.finding import Audit
from auditor.output.csv_ import audits_csv
from auditor.output.json_ import audits_json
from auditor.output.junit import audits_junit
from auditor.output.sarif import audits_sarif
from auditor.output.text import audits_text
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from tests.letters.pages import page
from tests.output.test_exchange import SARIF, read_csv
from tests.recognise.reports import written

ENTRY = """\
waivers:
  - rule: FEE-STATED
    agency: 云川市教育局
    year: 2024
    reason: 本市统一在市政府报告中说明
    approver: 市政务公开办 张主任
    expires: 2026-12-31
"""
DAY = date(2026, 11, 24)


@pytest.fixture
def auditor() -> Auditor:
    return Auditor()


def audited(auditor: Auditor, folder: Path, text: str, day: date = DAY) -> Audit:
    file = folder / "waivers.yaml"
    file.write_text(text, "utf-8")
    auditor.waive(file, day)
    report = written(sections={"六": "无其他需要报告的事项。"})
    return auditor.audit_report(auditor.recognise_document(read_bytes(report.encode(), "报告.txt")))


def test_a_waived_finding_is_no_open_one_and_stays_visible(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, ENTRY)
    assert found.verdict.findings == ()
    [waived] = found.verdict.waived
    assert (waived.rule, waived.waiver is not None and waived.waiver.approver) == ("FEE-STATED", "市政务公开办 张主任")
    assert auditor.waivers is not None
    assert auditor.waivers.unused([found]) == []


def test_an_ended_waiver_brings_its_finding_back_with_a_note(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, ENTRY, date(2027, 1, 1))
    assert found.verdict.waived == ()
    assert [f.rule for f in found.verdict.findings] == ["FEE-STATED"]
    assert "已于2026-12-31到期" in audits_text([found], auditor.info, 200)
    last_day = audited(auditor, tmp_path, ENTRY, date(2026, 12, 31))
    assert len(last_day.verdict.waived) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("云川市教育局", "云川市民政局"),
        ("2024", "2023"),
        ("FEE-STATED", "CON-STATED"),
        ("  - rule", "  - finding: x\n    rule"),
    ],
)
def test_a_waiver_holds_for_its_rule_agency_year_and_finding_only(
    auditor: Auditor, tmp_path: Path, old: str, new: str
) -> None:
    found = audited(auditor, tmp_path, ENTRY.replace(old, new))
    assert [f.rule for f in found.verdict.findings] == ["FEE-STATED"]
    assert auditor.waivers is not None
    [said] = auditor.waivers.unused([found])
    met = old in ("FEE-STATED", "  - rule")
    assert ("waivers.yaml:2：这条豁免没有对应的意见" in said) is met
    assert ("另有 1 条豁免是为别的报告写的" in said) is not met


def test_every_output_shows_what_is_waived(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, ENTRY)
    reason = "本市统一在市政府报告中说明"
    [entry] = json.loads(audits_json([found], auditor.info))["reports"]
    assert entry["findings"] == []
    assert entry["waived"][0]["waiver"] == {
        "reason": reason, "approver": "市政务公开办 张主任", "expires": "2026-12-31",
    }  # fmt: skip
    text = audits_text([found], auditor.info, 120)
    assert "1处已豁免" in text
    assert f"豁免：{reason}（市政务公开办 张主任批准，至2026-12-31）" in text
    log = json.loads(audits_sarif([found], auditor.info))
    jsonschema.validate(log, SARIF)
    assert log["runs"][0]["results"][0]["suppressions"][0]["status"] == "accepted"
    [row] = read_csv(audits_csv([found]))
    assert row["豁免"].startswith(reason)
    assert 'message="已豁免"' in audits_junit([found])
    assert "另有1处经批准豁免" in page(found)


@pytest.mark.parametrize("key", ["rule", "agency", "year", "reason", "approver", "expires"])
def test_every_part_of_a_waiver_is_required(auditor: Auditor, tmp_path: Path, key: str) -> None:
    lines = ENTRY.replace("  - rule", "  - finding: x\n    rule").splitlines(keepends=True)
    text = "".join(line for line in lines if not line.strip().startswith(f"{key}:"))
    with pytest.raises(RuleFileError, match=f"缺少“{key}”"):
        audited(auditor, tmp_path, text)


def test_mistakes_are_told_with_their_place(auditor: Auditor, tmp_path: Path) -> None:
    text = ENTRY.replace("FEE-STATED", "FEE-STATE") + ENTRY.replace("waivers:\n", "").replace("2026-12-31", "明年底")
    with pytest.raises(RuleFileError) as caught:
        audited(auditor, tmp_path, text)
    said = str(caught.value)
    assert "waivers.yaml:13:14: 日期要写成 2026-01-31 这样，不能是“明年底”" in said
    fixed = text.replace("明年底", "2027-01-01")
    with pytest.raises(RuleFileError, match=r"waivers\.yaml:2:11: 没有编号为“FEE-STATE”的规则，是不是想写“FEE-STATED”"):
        audited(auditor, tmp_path, fixed)


@pytest.mark.parametrize("text", ["", "# 甲\n", "waivers:\n", "waivers: []\n"])
def test_an_empty_file_is_told_as_one(auditor: Auditor, tmp_path: Path, text: str) -> None:
    with pytest.raises(RuleFileError, match="文件里没有豁免；要写就以“waivers:”开头，下面逐条列出，不用就删去这个文件"):
        audited(auditor, tmp_path, text)


def test_an_agency_nearly_spelt_like_one_that_was_audited_is_named(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, ENTRY.replace("云川市教育局", "云川市教育厅"))
    assert auditor.waivers is not None
    [said] = auditor.waivers.unused([found])
    assert said.endswith("waivers.yaml:2：这次没有“云川市教育厅”的报告，有“云川市教育局”的，请核对这条豁免的机关名称")


@pytest.mark.parametrize(("written_in_waiver", "waived"), [("青原省云川市教育局", 1), ("教育局", 0)])
def test_a_waiver_without_a_region_is_not_for_the_agencies_of_all_regions(
    auditor: Auditor, tmp_path: Path, written_in_waiver: str, waived: int
) -> None:
    found = audited(auditor, tmp_path, ENTRY.replace("云川市教育局", written_in_waiver))
    assert len(found.verdict.waived) == waived
