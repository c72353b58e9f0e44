"""How rules end: the five outcomes, what is needed first, and that one broken rule stops no other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.engine.context import CheckResult
from auditor.engine.kinds import KINDS
from auditor.engine.outcomes import OVERRUN
from auditor.model.finding import Audit, Outcome
from auditor.pipeline import Auditor
from auditor.ruleset.language import patterns
from tests.recognise.reports import audit, auditor, read, report, result, written
from tests.ruleset.rule_files import CLAIM, PARTS, SAID, VALUES, WORDS, YEAR, broken, load

NEITHER = {"title": "", "preamble": "有关情况如下。", "sections": {"一": "我局做好工作。"}, "issued": ""}


def _unchecked(found: Audit) -> dict[str, str]:
    return {r.rule: r.reason for r in found.verdict.unchecked()}


def _with_rules(folder: Path, report: str, **files: str) -> Audit:
    load(folder, **files)
    own = Auditor([folder])
    return own.audit_report(own.recognise_document(read(report).document))


def test_a_clean_report_fails_nothing_and_every_rule_has_a_result() -> None:
    found = audit(written())
    assert found.verdict.findings == ()
    assert [r.rule for r in found.verdict.results] == [rule.id for rule in auditor().ruleset.rules]
    counts = found.verdict.counts()
    assert sum(counts.values()) == auditor().info.count
    assert {outcome for outcome, count in counts.items() if count} == {Outcome.PASSED, Outcome.NOT_APPLICABLE}


def test_a_missing_table_leaves_its_rules_unable_to_look_and_says_which() -> None:
    found = audit(written(drop_tables=["requests"]))
    reasons = _unchecked(found)
    assert {reasons[rule] for rule in ("T3-BALANCE", "T3-DETAIL", "T3-ROW")} == {"没有读到表三"}
    assert not {"T4-TOTAL", "VAL-BLANK"} & set(reasons)  # the other tables were looked at
    assert result(found, "T4-TOTAL").outcome is Outcome.PASSED
    assert [f.rule for f in found.verdict.findings] == ["TBL-MISSING"]


def test_what_the_form_has_and_the_report_has_not_is_told() -> None:
    found = audit(written(drop_tables=["remedies"], drop_rows={"requests": ["carried_in"]}))
    assert found.missing == ("remedies", "requests/carried_in")
    assert audit(written()).missing == ()
    assert audit(written().replace("五、存在", "存在")).missing == ()  # known by its words


def test_a_rule_that_does_not_apply_for_want_of_something_says_so() -> None:
    found = audit(written())
    assert result(found, "HIS-CARRIED").reason == "没有给出上年的报告"
    assert result(found, "DUE-PAGE-DEPARTMENT").reason == "这个文件不是网页"
    assert result(found, "DUE-GOVERNMENT").reason == ""  # it is for others


def test_what_is_said_of_many_like_cells_is_a_finding_of_the_table() -> None:
    few = {"proactive": {"rules": ["/", "/", "/"]}}
    assert [f.location.column for f in audit(written(tables=few)).verdict.findings if f.rule == "VAL-NUMBER"] == [
        "issued", "repealed", "in_force",
    ]  # fmt: skip
    many = {"proactive": {"rules": ["/", "/", "/"], "licensing": ["/"]}}
    [told] = [f for f in audit(written(tables=many)).verdict.findings if f.rule == "VAL-NUMBER"]
    at = told.location
    assert (at.table, at.row, at.column, at.quote) == ("proactive", None, None, "/")
    assert told.message.endswith("，同样的共 4 处")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"tables": {"requests": {"new": ["/", 1, 0, 0, 0, 0, 5]}}},
            "表三“一、本年新收政府信息公开申请数量”填的是“/”，不是数字",
        ),
        ({"drop_rows": {"requests": ["carried_in"]}}, "表三没有读到“二、上年结转政府信息公开申请数量”这一行"),
        ({"tables": {"requests": {"total": [5, 1, 0, 0, 0, 6]}}}, "表三“（七）总计”的单元格没有读全"),
    ],
    ids=["text", "no-row", "lost-cell"],
)
def test_a_sum_with_an_unreadable_figure_is_unchecked_and_no_fault(changes: dict[str, Any], reason: str) -> None:
    found = audit(written(**changes))
    balance = result(found, "T3-BALANCE")
    assert (balance.outcome, balance.reason) == (Outcome.CANNOT_CHECK, reason)
    assert not [f for f in found.verdict.findings if f.category == "identity"]


def test_a_sum_that_fails_in_one_column_is_told_though_another_cannot_be_checked() -> None:
    new, carried = ["/", 1, 0, 0, 0, 0, 5], [0, 0, 0, 0, 0, 0, 1]
    found = audit(
        written(tables={"requests": {"new": new, "carried_in": carried, "carried_out": [0, 2, 0, 0, 0, 0, 0]}})
    )
    balance = result(found, "T3-BALANCE")
    assert balance.outcome is Outcome.FAILED
    assert "填的是“/”" in balance.reason


def test_an_empty_cell_counts_as_nothing_in_a_sum() -> None:
    found = audit(written(tables={"requests": {"new": [4, 1, "", "", 0, 0, 5]}}))
    assert [f.rule for f in found.verdict.findings] == ["VAL-BLANK"]


@pytest.mark.parametrize("cells", [[""] * 5, [0, 0, 0, 0]], ids=["blank", "a-cell-too-few"])
def test_a_table_that_is_there_but_cannot_be_read_is_not_called_missing(cells: list[Any]) -> None:
    rows = {"review": cells, "litigation_direct": [""] * 5, "litigation_after_review": [""] * 5}
    missing = result(audit(written(tables={"remedies": rows})), "TBL-MISSING")
    assert missing.outcome is not Outcome.FAILED


def test_a_rule_waits_for_the_rule_it_requires() -> None:
    found = audit(written(sections={"六": "无其他需要报告的事项。"}))
    assert result(found, "FEE-STATED").outcome is Outcome.FAILED
    cited = result(found, "FEE-CITED")
    assert cited.outcome is Outcome.CANNOT_CHECK
    assert cited.reason == f"要先符合“{result(found, 'FEE-STATED').name}”"


@pytest.mark.parametrize(
    ("year", "outcome"), [(2020, Outcome.NOT_APPLICABLE), (2021, Outcome.FAILED), (2024, Outcome.FAILED)]
)
def test_a_rule_applies_from_its_first_report_year_on(year: int, outcome: Outcome) -> None:
    found = audit(written(year=year, sections={"六": "无其他需要报告的事项。"}))
    assert found.report_year == year
    assert result(found, "FEE-STATED").outcome is outcome


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ("until: 2023", Outcome.NOT_APPLICABLE),
        ("until: 2024", Outcome.PASSED),
        ("since: 2025", Outcome.NOT_APPLICABLE),
        ("since: 2024\n    until: 2024", Outcome.PASSED),
    ],
)
def test_a_rule_applies_to_its_last_report_year(tmp_path: Path, lines: str, outcome: Outcome) -> None:
    rule = broken(WORDS, ("    title", f"    {lines}\n    title"))
    assert result(_with_rules(tmp_path / "本地", written(), 甲=rule), "X-PATTERN").outcome is outcome


STATED = broken(
    PARTS, ("check: parts", "check: stated"), ("联系", "甲乙"), ("    parts: [{name: 电话, find: '\\d+'}]\n", "")
)
EVIDENCE = broken(YEAR, ("find: '(", "evidence: [overview]\n    find: '甲乙丙("))
UNSAID = broken(SAID, ("    cites: regulation\n", ""))


@pytest.mark.parametrize(
    ("text", "outcome", "reason"),
    [
        (WORDS, Outcome.PASSED, ""),
        (broken(CLAIM, ("共(", "共计甲乙(")), Outcome.PASSED, ""),
        (SAID, Outcome.CANNOT_CHECK, "没有找到要核对的表述"),
        (broken(PARTS, ("联系", "甲乙")), Outcome.CANNOT_CHECK, "没有找到要核对的表述"),
        (broken(VALUES, ("联系", "甲乙")), Outcome.NOT_APPLICABLE, "没有找到要核对的表述"),
        (STATED, Outcome.FAILED, ""),
        (UNSAID, Outcome.FAILED, ""),
    ],
    ids=["words", "claim", "citing", "parts", "values", "stated", "said"],
)
def test_how_rules_end_whose_words_are_not_there(tmp_path: Path, text: str, outcome: Outcome, reason: str) -> None:
    found = _with_rules(tmp_path / "本地", written(), 甲=text)
    [own] = [r for r in found.verdict.results if r.rule.startswith("X-")]
    assert (own.outcome, own.reason) == (outcome, reason)


def test_evidence_of_another_year_is_told_though_the_rules_words_are_not_there(tmp_path: Path) -> None:
    seen = written(sections={"一": "2022年，我局做好政府信息公开工作。"})
    assert result(_with_rules(tmp_path / "本地", seen, 甲=EVIDENCE), "X-STALEYEAR").outcome is Outcome.FAILED


def test_a_rule_whose_sections_are_not_there_never_passes(tmp_path: Path) -> None:
    rule = broken(WORDS, ("    words", "    within: [五]\n    words"))
    assert result(_with_rules(tmp_path / "本地", written(), 甲=rule), "X-PATTERN").outcome is Outcome.PASSED
    found = result(_with_rules(tmp_path / "本地", written(drop_sections=["五"]), 甲=rule), "X-PATTERN")
    assert (found.outcome, found.reason) == (Outcome.CANNOT_CHECK, "没有找到第五部分")


def test_a_title_in_two_lines_is_searched_as_one(tmp_path: Path) -> None:
    rule = broken(WORDS, ("    words", "    within: [标题]\n    words"), ("甲乙", "教育局2024年政府"))
    title = report().title_line or ""
    seen = written().replace(title, title.replace("局2024年", "局\n2024年"), 1)
    assert "教育局2024年政府" not in read(seen).prose.text
    assert result(_with_rules(tmp_path / "本地", seen, 甲=rule), "X-PATTERN").outcome is Outcome.FAILED


def test_rules_about_one_clause_ignore_what_each_of_them_ignores(tmp_path: Path) -> None:
    ignoring = broken(PARTS, ("X-CLAUSE", "X-IGNORING"), ("sentence: 联系", "sentence: 联系\n    ignore: 联系"))
    seen = written(preamble="请与我局联系。", sections={"六": "无。"})
    found = _with_rules(tmp_path / "本地", seen, 甲=PARTS, 乙=ignoring)
    assert result(found, "X-IGNORING").outcome is Outcome.CANNOT_CHECK
    assert result(found, "X-CLAUSE").outcome is not Outcome.CANNOT_CHECK


def test_an_unknown_report_year_is_said_and_not_guessed() -> None:
    found = audit(written(**NEITHER))
    assert found.report_year is None
    reasons = _unchecked(found)
    assert {reasons[rule] for rule in ("FEE-STATED", "DUE-DEPARTMENT")} == {"报告所属年度无法判断"}
    assert result(found, "T3-BALANCE").outcome is Outcome.PASSED
    assert all(not f.message.count("{") for f in found.verdict.findings)


def test_a_pattern_without_end_breaks_its_own_rule_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SECONDS", 0.2)
    endless = broken(WORDS, ("wrong: 甲乙", "wrong: '(?:甲|甲甲|甲甲甲)+乙'"))
    good = broken(WORDS, ("X-PATTERN", "X-GOOD"), ("甲乙", "甲甲"))
    report = written(sections={"五": f"存在乙{'甲' * 300}的问题，下一步将改进。"})
    found = _with_rules(tmp_path / "本地", report, 甲=endless, 乙=good)
    stopped = result(found, "X-PATTERN")
    assert stopped.outcome is Outcome.RULE_ERROR
    assert stopped.reason == OVERRUN
    assert [f.rule for f in found.verdict.findings if f.rule.startswith("X-")] == ["X-GOOD"]
    assert found.verdict.counts()[Outcome.RULE_ERROR] == 1


def test_a_kind_that_breaks_breaks_its_own_rules_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_kind(rule: object, bound: object) -> CheckResult:
        raise KeyError("甲")

    monkeypatch.setitem(KINDS, "identity", replace(KINDS["identity"], check=broken_kind))
    found = audit(written(title="", tables={"requests": {"new": [5, 1, 0, 0, 0, 0, 5]}}))
    identities = [r for r in found.verdict.results if r.outcome is Outcome.RULE_ERROR]
    assert {r.rule for r in identities} == {
        rule.id for rule in auditor().ruleset.rules if rule.kind == "identity" and "2021" in (rule.forms or ("2021",))
    }
    assert {r.reason for r in identities} == {"规则运行出错（KeyError：'甲'）"}
    assert [f.rule for f in found.verdict.findings] == ["STR-TITLE"]


def test_a_file_that_cannot_be_read_is_an_audit_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "空.txt"
    path.write_bytes(b"")
    [found] = auditor().audit_file(path)
    assert (found.path, found.error, found.verdict.results) == (str(path), "文件是空的", ())
