"""Saved results are read back as the audits they were, and whatever else a file holds is told with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.errors import UsageError
from auditor.model.finding import Audit, Outcome, RuleResult, RuleSetInfo, Waiver
from auditor.output.json_ import audit_data, audits_json, audits_jsonl
from auditor.output.saved import MOST_FINDINGS, looks_saved, read_saved

INFO = RuleSetInfo(("national",), 58, "sha256:ab")


@pytest.fixture
def audits(make_audit: Any, make_finding: Any, unchecked: tuple[RuleResult, ...]) -> list[Audit]:
    audit = make_audit(make_finding(also=("T3-ROW",)), results=unchecked, missing=("五", "requests/new"))
    return [audit, Audit("坏.docx", error="文件是空的")]


def test_what_is_read_is_what_was_written(audits: list[Audit]) -> None:
    whole = read_saved(audits_json(audits, INFO).encode(), "甲.json")
    lines = read_saved(audits_jsonl(audits).encode(), "甲.jsonl")
    assert (whole.rules, lines.rules) == ("sha256:ab", "")
    assert whole.audits == lines.audits
    for kept, audit in zip(whole.audits, audits, strict=True):
        data = audit_data(kept)
        del data["outcomes"]
        assert data == {key: value for key, value in audit_data(audit).items() if key != "outcomes"}
    ended = {result.rule: (result.outcome, result.reason) for result in whole.audits[0].verdict.results}
    assert ended == {
        "S-TITLE": (Outcome.PASSED, ""),
        "T3-BALANCE": (Outcome.FAILED, ""),
        "T3-ROW": (Outcome.FAILED, ""),
        "HIS-CARRIED": (Outcome.CANNOT_CHECK, "没有提供上年的报告"),
        "X-BROKEN": (Outcome.RULE_ERROR, "规则运行出错（KeyError：'x'）"),
        "T-OLD": (Outcome.NOT_APPLICABLE, ""),
    }


def test_waivers_are_read(make_audit: Any, make_finding: Any) -> None:
    waived = make_finding(waiver=Waiver("统一说明", "办公室", date(2026, 12, 31)))
    audit = make_audit()
    audit = replace(audit, verdict=replace(audit.verdict, waived=(waived,)))
    [kept] = read_saved(audits_jsonl([audit]).encode(), "甲").audits
    assert kept.verdict.waived == (waived,)
    assert [r.outcome for r in kept.verdict.results if r.rule == waived.rule] == [Outcome.FAILED]


def test_a_file_says_by_its_content_what_it_is(audits: list[Audit]) -> None:
    text = audits_json(audits, INFO)
    for data in (text.encode(), b"\n " + text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert looks_saved(data[:64])
        assert len(read_saved(data, "甲").audits) == 2
    for data in (b"", b"PK\x03\x04{", b"<html>{", "云川市{".encode(), b"[1]"):
        assert not looks_saved(data)
    compact = json.dumps(json.loads(text)).encode()
    assert len(read_saved(compact, "甲").audits) == 2


def test_an_older_result_says_of_no_rule_that_it_looked(audits: list[Audit]) -> None:
    entry = json.loads(audits_jsonl(audits).splitlines()[0])
    for key in ("passed", "partly", "not_applicable", "missing", "waived", "scanned", "warnings"):
        del entry[key]
    [kept] = read_saved(json.dumps(entry).encode(), "甲").audits
    ended = {result.rule: result for result in kept.verdict.results}
    assert set(ended) == {"T3-BALANCE", "T3-ROW", "HIS-CARRIED", "X-BROKEN"}
    assert ended["T3-BALANCE"].reason == "旧版本的结果文件没有写明"


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(schema=2), "甲：schema：只能读第 1 版的结果，这个文件写的是“2”"),
        (lambda d: d.update(schema=True), "schema：只能读"),
        (lambda d: d.pop("schema"), "这个文件写的是“None”"),
        (lambda d: d.update(reports={}), "reports：应当是列表"),
        (lambda d: d.update(reports=[3]), "甲：reports[0]：应当是一组用花括号括起来的字段"),
        (lambda d: d.pop("rules"), "甲：缺少“rules”"),
        (lambda d: d.update(rules={}), "甲：rules：缺少“digest”"),
        (lambda d: d["reports"][0].pop("findings"), "不是 auditor check --format json 或 jsonl 写出的结果"),
        (lambda d: d["reports"][0].update(path=None), "reports[0].path：应当是文字"),
        (lambda d: d["reports"][0].update(report_year="2024"), "reports[0].report_year：应当是整数"),
        (lambda d: d["reports"][0].update(report_year=True), "report_year：应当是整数"),
        (lambda d: d["reports"][0].update(scanned=1), "scanned：应当是 true 或 false"),
        (lambda d: d["reports"][0].update(passed=[1]), "passed：里面应当都是文字"),
        (lambda d: d["reports"][0].update(findings=[{}] * (MOST_FINDINGS + 1)), "条，超过上限 1000"),
        (lambda d: d["reports"][0]["findings"][0].pop("rule"), "reports[0].findings[0]：缺少“rule”"),
        (
            lambda d: d["reports"][0]["findings"][0].update(severity="bad"),
            "findings[0].severity：应当是 error、warning、info 中的一个，现在是“bad”",
        ),
        (lambda d: d["reports"][0]["findings"][0].update(location=[]), "findings[0].location：应当是一组"),
        (lambda d: d["reports"][0]["findings"][0]["location"].update(quote=1), "location.quote：应当是文字"),
        (lambda d: d["reports"][0]["findings"][0].update(basis=["x"]), "basis[0]：应当是一组"),
        (
            lambda d: d["reports"][0]["findings"][0].update(waiver={"reason": "", "approver": "", "expires": "明年"}),
            "waiver.expires：应当是 2026-01-31 这样的日期，现在是“明年”",
        ),
        (
            lambda d: d["reports"][0]["findings"][0].update(waiver={"reason": "", "approver": "", "expires": "\ud800"}),
            "waiver.expires：应当是 2026-01-31 这样的日期",
        ),
        (lambda d: d["reports"][0]["findings"][0].update(severity="\ud800"), "severity：里面有读不了的内容"),
        (lambda d: d["reports"][0]["findings"][0].update(severity=1), "severity：应当是文字"),
        (lambda d: d["reports"][0].update(report_year=2024.0), "report_year：应当是整数"),
        (lambda d: d["reports"][0].update(passed={"S-TITLE": 1}), "passed：应当是列表"),
        (lambda d: d["reports"][0]["unchecked"][0].update(outcome="?"), "unchecked[0].outcome：应当是 passed、"),
    ],
)
def test_what_is_wrong_in_it_is_told(audits: list[Audit], change: Change, said: str) -> None:
    data = json.loads(audits_json(audits, INFO))
    change(data)
    with pytest.raises(UsageError) as caught:
        read_saved(json.dumps(data).encode(), "甲")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "甲:1:2：不是完整的 JSON，文件可能没有写完或者改坏了"),
        (b'{"reports": [\n{"path": ', "甲:2:10：不是完整的 JSON"),
        (b'{"findings": NaN}', "JSON 里有读不了的数，或者嵌套太深"),
        (b'{"findings": ' + b"9" * 5000 + b"}", "JSON 里有读不了的数"),
        (b'{"findings": ' + b"[" * 100_000 + b"}", "嵌套太深"),
        (b'{"reports": [], "schema": ' + b"[" * 480 + b"]" * 480 + b"}", "schema：只能读第 1 版的结果"),
        (b'{"path": "", "findings": [], "passed": [' + b"0," * 1_000_000 + b"0]}", "passed：里面应当都是文字"),
        (b'{"version": "2.1.0", "runs": []}', "不是 auditor check --format json 或 jsonl 写出的结果"),
        (b'{"a": "\xff"}', "甲：不是 UTF-8 编码的审核结果"),
        (b'{"schema": 1, "rules": {"digest": ""}, "reports": []}\n{}', "后面还有别的内容"),
    ],
)
def test_other_files_are_told(data: bytes, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_saved(data, "甲")
    assert said in str(caught.value)


def test_the_line_of_a_mistake_is_told(audits: list[Audit]) -> None:
    lines = audits_jsonl(audits) + '{"findings": []}\n'
    with pytest.raises(UsageError, match=r"^甲：第3行：缺少“path”"):
        read_saved(lines.encode(), "甲")
    with pytest.raises(UsageError, match=r"^甲:3:2：不是完整的 JSON"):
        read_saved((audits_jsonl(audits) + "{").encode(), "甲")


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner))
KEYS = ["path", "findings", "waived", "passed", "partly", "unchecked", "not_applicable", "error", "location", "rule"]


@given(st.recursive(JSON, lambda inner: st.dictionaries(st.sampled_from(KEYS), inner), max_leaves=20))
def test_nothing_else_than_a_sentence_comes_of_any_json(data: Any) -> None:
    for whole in (data, {"findings": data}, {"schema": 1, "rules": {"digest": ""}, "reports": [data]}):
        with suppress(UsageError):
            read_saved(json.dumps(whole).encode(), "甲")
