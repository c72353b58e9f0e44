"""How a report is written: doubled words, broken ordinals, lone brackets, another body's name, years that are over."""

from __future__ import annotations

import pytest

from tests.recognise.reports import auditor, report


def _told(rule: str, **changes: object) -> list[str]:
    verdict = auditor().audit_report(report(**changes)).verdict
    return [finding.message for finding in verdict.findings if finding.rule == rule]


def _in_part(part: str, text: str, rule: str) -> list[str]:
    return _told(rule, sections={part: text})


@pytest.mark.parametrize(
    "text",
    [
        "修订修订各项制度，存在不足。",
        "公开公开，存在不足。",
        "完善公开指南公开指南，存在不足。",
    ],
)
def test_a_word_with_nothing_between_is_doubled(text: str) -> None:
    assert len(_in_part("五", text, "TYP-DOUBLED")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "栏目 栏目 更新时间。",
        "政务公开公开栏不够醒目。",
        "一步一步改进，一项一项落实。",
        "工作规范规范化不足。",
        "各级政府政府网站建设不足。",
    ],
)
def test_words_that_meet_by_chance_or_stand_apart_are_not_surely_doubled(text: str) -> None:
    assert _in_part("五", text, "TYP-DOUBLED") == []


def test_a_doubled_passage_is_told_once_and_not_its_clauses() -> None:
    text = "加强学习培训，提高业务水平。加强学习培训，提高业务水平。存在不足。"
    assert _in_part("五", text, "TYP-REPEATED") == ["“加强学习培训，提高业务水平”连写了两遍"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("一是慢；二是少；四是浅。", ["列举的序号是“一是、二是、四是”，“四是”处应为“三是”"]),
        ("一是慢；二是少；二是浅。", ["列举的序号是“一是、二是、二是”，“二是”处应为“三是”"]),
        ("①慢；②少；④浅。", ["列举的序号是“①、②、④”，“④”处应为“③”"]),
        ("一是慢；第二是少；三是浅。", []),
        ("一是慢，其中一是甲，二是乙；二是少；三是浅。", []),
        ("一是慢；二是少。改进：一是快；二是多；三是深。", []),
        ("一是慢。\n二是少。\n三是浅。", []),
        ("十一是双数月的前一月，唯一是慢；三是浅。", []),
    ],
)
def test_a_list_is_followed_through_its_levels(text: str, wanted: list[str]) -> None:
    assert _in_part("五", f"存在问题：{text}", "TYP-ORDINAL") == wanted


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("落实《公开办法，存在不足。", ["《"]),
        ("落实公开办法》，存在不足。", ["》"]),
        ("分两步（先网站、后公众号，存在不足。", ["（"]),
        ("分两步：1）网站；2）公众号。存在不足。", []),
        ("分两步（1）网站；（2）公众号（含视频号）。存在不足。", []),
        ("分两步（先网站，\n再公众号）。存在不足。", []),
        ("咨询时间（9:00-12:00，电话：12）不足。", []),
        ("形成”人人参与“的格局。", []),
    ],
)
def test_marks_without_another_half(text: str, marks: list[str]) -> None:
    assert [said[3] for said in _in_part("五", text, "TYP-BRACKET")] == marks


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("云川市民政局", True),
        ("青陵市教育局", True),
        ("云川市教育局", False),
        ("市教育局", False),
        ("云川市教育体育局", False),
        ("云川市人民政府办公室", False),
        ("云川市政务服务数据管理局", False),
    ],
)
def test_the_report_is_made_by_its_own_agency(name: str, told: bool) -> None:
    found = _told("TYP-OTHER-BODY", preamble=f"本报告由{name}编制，统计期限自2024年1月1日起至2024年12月31日止。")
    assert bool(found) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2024年，我局将进一步加强检查。", True),
        ("2025年，我局将进一步加强检查。", False),
        ("2024年，我局将检查结果纳入考核，更新仍不及时，下一步改进。", False),
        ("针对2024年的问题，我局将进一步加强检查。", False),
    ],
)
def test_what_is_planned_is_for_a_year_to_come(text: str, told: bool) -> None:
    assert bool(_in_part("五", f"存在更新慢的问题。{text}", "YEAR-PLANNED")) is told
