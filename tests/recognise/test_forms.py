"""Which form a report uses is told by the report; which one it should use, by its year."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.ruletools.examples import ExampleReports
from tests.recognise.reports import audit, auditor, cells, read, result

OLD: dict[str, Any] = {
    "preamble": "根据《中华人民共和国政府信息公开条例》编制。统计期限自{year}年1月1日起至{year}年12月31日止。"
    "联系电话：0871-65550123，地址：云川市学府路8号。",
    "tables": {
        "proactive": {
            "rules": [0, 0, 0],
            "normative": [2, 2, 9],
            "licensing": [30, -2, 28],
            "other_services": [3, 0, 3],
            "punishment": [4, 1, 5],
            "coercion": [0, 0, 0],
            "fees": [2, 0],
            "procurement": [5, "120.5"],
        },
        "requests": {"other_processing": [0, 0, 0, 0, 0, 0, 0]},
    },
}


def old(year: int) -> str:
    """A clean report in the form of 2019 and 2020."""
    return ExampleReports(auditor().ruleset.form("2019")).text(OLD | {"year": year})


@pytest.mark.parametrize("year", [2019, 2020])
def test_a_report_of_2019_or_2020_in_its_own_form_is_read_and_clean(year: int) -> None:
    found = read(old(year))
    assert (found.form, found.report_year) == ("2019", year)
    assert cells(found.tables["proactive"])["licensing"] == [30, -2, 28]
    assert cells(found.tables["proactive"])["procurement"] == [5, pytest.approx(120.5)]
    assert cells(found.tables["requests"])["other_processing"] == [0] * 7
    assert [f.message for f in audit(old(year)).verdict.findings] == []


def test_a_sum_that_fails_in_the_old_form_is_found() -> None:
    text = old(2020).replace("（六）其他处理\t0\t0", "（六）其他处理\t1\t0")
    assert [f.rule for f in audit(text).verdict.findings] == ["T3-DETAIL"]
    assert audit(text).verdict.findings[0].location.row == "other_processing"


@pytest.mark.parametrize(
    ("table", "row", "figures", "rule"),
    [
        ("requests", "new", [5, 1, 0, 0, 0, 0, 6], "T3-BALANCE"),
        ("requests", "carried_in", [1, 0, 0, 0, 0, 0, 0], "T3-ROW"),
        ("remedies", "review", [1, 0, 0, 0, 2], "T4-TOTAL"),
        ("proactive", "licensing", [30, -2, -28], "VAL-NEGATIVE"),
        ("proactive", "normative", [2, 10, 9], "T2-PUBLIC"),
    ],
)
def test_the_rules_of_the_tables_hold_in_the_old_form_too(table: str, row: str, figures: list[int], rule: str) -> None:
    tables = OLD["tables"] | {table: OLD["tables"].get(table, {}) | {row: figures}}
    text = ExampleReports(auditor().ruleset.form("2019")).text(OLD | {"year": 2020, "tables": tables})
    assert result(audit(text), rule).outcome == "failed"


def test_a_later_report_in_the_old_form_is_told_so_once() -> None:
    found = audit(old(2024))
    assert [f.rule for f in found.verdict.findings] == ["TBL-FORM"]
    assert "2024年度应当使用的格式" in found.verdict.findings[0].message


def test_one_table_with_old_heads_is_told_and_its_figures_are_not_taken_for_others() -> None:
    rows = old(2024).split("\n")
    start, end = (next(n for n, row in enumerate(rows) if row.startswith(mark)) for mark in ("信息内容", "三、收到"))
    new = ExampleReports(auditor().ruleset.form("2021")).text({}).split("\n")
    first, last = (next(n for n, row in enumerate(new) if row.startswith(mark)) for mark in ("信息内容", "三、收到"))
    text = "\n".join(new[:first] + rows[start:end] + new[last:])
    found = audit(text)
    assert found.form == "2021"
    assert [f.rule for f in found.verdict.findings] == ["TBL-FORM"]
    assert result(found, "VAL-WHOLE").outcome == "cannot_check"
