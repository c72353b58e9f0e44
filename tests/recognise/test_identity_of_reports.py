"""Who reports, for which year, and when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.model.report import Body
from tests.recognise.reports import audit, report, result, written

PERIOD = "统计期限自2024年1月1日起至2024年12月31日止。"
NO_NAME = "2024年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "title",
    [
        "云川市教育局2024年政府信息公开工作年度报告",
        "云川市教育局\n2024年政府信息公开工作年度报告",
        "云川市教育局\n2024年\n政府信息公开工作年度报告",
        "云川市教育局2024年政府信息公开\n工作年度报告",
        "2024年云川市教育局政府信息公开工作年度报告",
        "云川市教育局关于2024年政府信息公开工作情况的报告",
        "关于云川市教育局2024年度政府信息公开工作年度报告",
        "云川市教育局二〇二四年政府信息公开年报",
        "《云川市教育局2024年政府信息公开工作年度报告》",
        "云川市 教育局　２０２４ 年政务公开工作年度报告",
    ],
)
def test_the_title_is_found_on_one_to_three_lines_and_in_its_wordings(title: str) -> None:
    found = report(title=title, signature="")
    assert found.title is not None
    assert found.title.text == title
    assert found.document.text[found.title.start : found.title.end] == title
    assert (found.agency, found.report_year, found.body) == ("云川市教育局", 2024, Body.DEPARTMENT)


@pytest.mark.parametrize("above", ["首页 > 政务公开 > 年报", "云教〔2025〕3号", "2025年1月12日", "索引号：0123"])
def test_a_line_above_the_title_is_no_part_of_it(above: str) -> None:
    found = report(title=f"{above}\n云川市教育局2024年政府信息公开工作年度报告")
    assert found.title is not None
    assert found.title.text == "云川市教育局2024年政府信息公开工作年度报告"


def test_a_report_without_title_is_recognised_all_the_same() -> None:
    found = report(title="")
    assert found.title is None
    assert (found.agency, found.report_year) == ("云川市教育局", 2024)
    assert {item.source for item in found.evidence} == {"period", "overview", "issued"}


@pytest.mark.parametrize(
    "changes",
    [
        {"preamble": f"本报告由云川市水务局编制。{PERIOD}", "signature": "", "issued": ""},
        {
            "preamble": f"现将云川市水务局2024年政府信息公开工作年度报告公布如下。{PERIOD}",
            "signature": "",
            "issued": "",
        },
        {
            "preamble": f"根据有关规定，2024年云川市水务局政府信息公开工作年度报告如下。{PERIOD}",
            "signature": "",
            "issued": "",
        },
        {"preamble": PERIOD, "signature": "云川市水务局"},
        {"preamble": PERIOD, "signature": "", "issued": "云川市水务局 2025年1月3日"},
        {"title": f"{NO_NAME}\n云川市水务局", "preamble": PERIOD, "signature": "", "issued": ""},
    ],
    ids=["by", "named", "named-after", "signature", "signed-date", "second-line"],
)
def test_the_agency_is_told_by_the_opening_or_the_signature_where_the_title_has_none(changes: dict[str, Any]) -> None:
    found = report(**{"title": NO_NAME} | changes)
    assert found.agency == "云川市水务局"
    assert found.agency_written is not None
    at = found.agency_written
    assert found.document.text[at.start : at.end] == "云川市水务局"


def test_a_doubled_character_in_the_agency_s_name_is_mended_and_told() -> None:
    text = written(title="云川市市教育局2024年政府信息公开工作年度报告")
    (finding,) = audit(text).verdict.findings
    assert (finding.rule, finding.expected, finding.location.quote) == ("TYP-AGENCY", "云川市教育局", "云川市市教育局")
    assert audit(text).agency == "云川市教育局"


def test_a_real_name_with_a_doubled_character_stays() -> None:
    found = report(agency="津市市人民政府")
    assert (found.agency, found.body) == ("津市市人民政府", Body.GOVERNMENT)
    assert result(audit(written(agency="津市市人民政府")), "TYP-AGENCY").outcome.value == "passed"


@pytest.mark.parametrize(
    ("agency", "body"),
    [
        ("云川市人民政府", Body.GOVERNMENT),
        ("云川县", Body.GOVERNMENT),
        ("云川市教育局", Body.DEPARTMENT),
        ("云川市人民政府办公室", Body.DEPARTMENT),
        ("云川市发展和改革委员会", Body.DEPARTMENT),
        ("云川市青石镇人民政府", Body.TOWNSHIP),
        ("云川市临江街道办事处", Body.TOWNSHIP),
        ("云川高新区管理委员会", Body.UNKNOWN),
        ("云川市第一医院", Body.UNKNOWN),
    ],
)
def test_the_kind_of_body_is_told_by_the_name_s_ending(agency: str, body: Body) -> None:
    found = report(agency=agency)
    assert (found.agency, found.body) == (agency, body)


def _votes(**changes: Any) -> tuple[int | None, dict[str, int]]:
    found = report(**changes)
    return found.report_year, {item.source: item.year for item in found.evidence}


def test_one_wrong_place_is_outvoted_and_stays_in_evidence() -> None:
    agreed = {"title": 2024, "period": 2024, "overview": 2024, "issued": 2024}
    assert _votes() == (2024, agreed)
    wrong_title = _votes(title="云川市教育局2023年政府信息公开工作年度报告")
    assert wrong_title == (2024, agreed | {"title": 2023})
    assert _votes(preamble="统计期限自2023年1月1日起至2023年12月31日止。") == (2024, agreed | {"period": 2023})
    assert _votes(issued="2024年1月12日") == (2024, agreed | {"issued": 2023})
    assert _votes(sections={"一": "2022年，我局做好公开工作。"}) == (2024, agreed | {"overview": 2022})


def test_every_place_that_disagrees_with_the_year_is_a_finding() -> None:
    parts = (
        "\n（一）主动公开。公开信息30条。\n（二）依申请公开。按时答复。\n（三）政府信息管理。严格审查。\n（四）平台建设。完善专栏。"
        "\n（五）监督保障。开展培训。"
    )
    overview = f"2023年，我局做好公开工作。{parts}"
    found = audit(written(sections={"一": overview}, issued="2024年1月15日"))
    assert found.report_year == 2024
    assert [(f.rule, f.actual) for f in found.verdict.findings] == [
        ("YEAR-OVERVIEW", "2023年"),
        ("YEAR-ISSUED", "2024年"),
    ]


@pytest.mark.parametrize(
    ("changes", "year", "sources"),
    [
        ({"sections": {"一": "我局做好工作。"}, "issued": ""}, None, []),
        ({"sections": {"一": "我局做好工作。"}}, 2024, ["issued"]),
        ({"issued": ""}, 2024, ["overview"]),
        (
            {"preamble": "二〇二四年政府信息公开工作年度报告如下。", "sections": {"一": "无"}, "issued": ""},
            2024,
            ["opening"],
        ),
        (
            {"preamble": "统计时限为二〇二四年一月一日至十二月三十一日。", "sections": {"一": "无"}, "issued": ""},
            2024,
            ["period"],
        ),
    ],
)
def test_the_year_is_decided_by_what_there_is(changes: dict[str, Any], year: int | None, sources: list[str]) -> None:
    found = report(**{"title": "", "preamble": "有关情况如下。"} | changes)
    assert found.report_year == year
    assert [item.source for item in found.evidence] == sources


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("2025年1月15日", "2025年1月15日"),
        ("2025年01月15日。", "2025年01月15日"),
        ("（2025年1月15日）", "2025年1月15日"),
        ("(2025年1月15日)", "2025年1月15日"),
        ("二〇二五年一月十五日", "二〇二五年一月十五日"),
        ("二○二五年一月十五日", "二○二五年一月十五日"),
        ("2025-01-15", "2025-01-15"),
        ("2025.1.15", "2025.1.15"),
        ("２０２５ 年 １ 月 １５ 日", "２０２５ 年 １ 月 １５ 日"),
        ("成文日期：2025年1月15日", "2025年1月15日"),
        ("云川市教育局 2025年1月15日", "2025年1月15日"),
        ("2025年1月15日\n（此件公开发布）", "2025年1月15日"),
    ],
)
def test_the_date_under_the_report_is_read_and_quoted_as_written(line: str, quoted: str) -> None:
    found = report(issued=line)
    assert found.issued is not None
    assert found.issued.span is not None
    assert (found.issued.value, found.issued.span.text) == (date(2025, 1, 15), quoted)
    at = found.issued.span
    assert found.document.text[at.start : at.end] == quoted


@pytest.mark.parametrize("line", ["（2025年1月15日）", "成文日期：2025-01-15", "二〇二五年一月十五日"])
def test_a_date_over_the_report_counts_where_none_stands_under_it(line: str) -> None:
    found = report(title=f"{{agency}}{{year}}年政府信息公开工作年度报告\n{line}", issued="")
    assert found.issued is not None
    assert found.issued.value == date(2025, 1, 15)
    assert found.published is None


@pytest.mark.parametrize(
    "line", ["", "2025年1月", "2025年2月30日", "截至2025年1月15日", "2024年1月1日至2024年12月31日"]
)
def test_what_is_no_date_of_issue_is_none(line: str) -> None:
    assert report(issued=line).issued is None


def test_a_second_name_in_brackets_belongs_to_the_agency() -> None:
    found = report(title="云川县发展和改革局（云川县粮食和物资储备局）2024年政府信息公开工作年度报告")
    assert found.agency == "云川县发展和改革局（云川县粮食和物资储备局）"
    assert found.body == "department"
