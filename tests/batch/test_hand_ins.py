"""Reports find their agency by name, by the roster's file or by their own; what leaves a choice is never guessed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.batch.data.overview import RosterAgency, Trouble
from auditor.batch.data.record import ReportRecord
from auditor.batch.roster.submissions import Matched, match
from tests.batch.made import record

CITY, EDUCATION = RosterAgency("云川市人民政府"), RosterAgency("云川市教育局", aliases=("云川市教育体育局",))
LINJIANG, HEDONG = RosterAgency("财政局", county="临江县"), RosterAgency("财政局", county="河东区")
ROSTER = (CITY, EDUCATION, LINJIANG, HEDONG)


def matched(
    records: Sequence[ReportRecord], roster: Sequence[RosterAgency] = ROSTER, year: int | None = 2024
) -> Matched:
    return match(roster, records, year)


def owner(one: ReportRecord, roster: Sequence[RosterAgency] = ROSTER) -> RosterAgency | None:
    return matched([one], roster).agencies[0]


def troubles(found: Matched, *wanted: Trouble) -> list[tuple[str, str]]:
    return [(one.agency, one.said) for one in found.hand_ins if one.trouble in (wanted or tuple(Trouble))]


def missing(found: Matched) -> list[str]:
    return [one.agency for one in found.hand_ins if one.trouble is Trouble.MISSING]


@pytest.mark.parametrize(
    ("written", "agency"),
    [
        ("云川市教育局", EDUCATION),
        ("云川市 教育局", EDUCATION),
        ("云川市市教育局", EDUCATION),
        ("教育局", EDUCATION),
        ("云川市教育体育局", EDUCATION),
        ("江北省云川市教育局", EDUCATION),
        ("云川市", CITY),
        ("云川市人民政府办公室", None),
        ("临江县财政局", LINJIANG),
        ("云川市临江县财政局", LINJIANG),
        ("云川市财政局", None),
        ("财政局", None),
        ("临江县教育局", None),
        ("云川市民政局", None),
    ],
)
def test_a_name_means_the_agency_of_its_region_and_no_other(written: str, agency: RosterAgency | None) -> None:
    assert owner(record("1.txt", written)) == agency


def test_a_name_that_several_have_is_told_with_all_of_them_and_none_of_them_is_missing() -> None:
    found = matched([record("1.txt", "财政局")])
    assert found.agencies == (None,)
    assert missing(found) == ["云川市人民政府", "云川市教育局"]
    assert troubles(found, Trouble.UNKNOWN) == [
        (
            "财政局",
            "“财政局”可能是名册里的“财政局（临江县）”、“财政局（河东区）”；请在名册的“文件或网址”一栏写上它的文件名",
        )
    ]


def test_the_folder_or_the_roster_s_file_tells_agencies_of_one_name_apart() -> None:
    assert owner(record("收件/临江县/年报.txt", "财政局")) == LINJIANG
    assert owner(record("收件.zip!河东区/年报.txt", "财政局")) == HEDONG
    roster = (*ROSTER[:3], RosterAgency("财政局", county="河东区", address="https://例.cn/a/P02%31.pdf?x=1"))
    assert owner(record("下载/P021.PDF", "财政局"), roster) == roster[3]


def test_agencies_without_a_report_of_the_year_are_missing_and_that_of_another_year_is_named() -> None:
    found = matched([record("1.txt", "云川市教育局", 2023), record("2.txt", "云川市人民政府", None)])
    assert found.agencies == (EDUCATION, CITY)
    assert troubles(found, Trouble.MISSING) == [
        ("云川市教育局", "没有“云川市教育局”2024 年度的报告，只有它 2023 年度的；请核对是不是交错了，或者写错了年度"),
        ("财政局（临江县）", "没有“财政局（临江县）”2024 年度的报告"),
        ("财政局（河东区）", "没有“财政局（河东区）”2024 年度的报告"),
    ]


def test_lines_of_another_year_are_not_asked_for() -> None:
    assert missing(
        matched([], (RosterAgency("甲县", year=2023), RosterAgency("乙县", year=2024), RosterAgency("丙县")))
    ) == [
        "乙县",
        "丙县",
    ]


@pytest.mark.parametrize(
    ("file", "agency"),
    [
        ("云川市教育局2024年年报.docx", EDUCATION),
        ("云川市教育体育局.docx", EDUCATION),
        ("2024 教育局.docx", EDUCATION),
        ("临江县财政局（盖章）.docx", LINJIANG),
        ("河东区/财政局.docx", HEDONG),
        ("云川市政府2024.docx", CITY),
        ("云川市政府信息公开年报.docx", None),
        ("云川市2024年年报.docx", None),
        ("云川市人民政府办公室.docx", None),
        ("东山区教育局.docx", None),
        ("财政局.docx", None),
        ("云川市教育局、临江县财政局.docx", None),
        ("年报.docx", None),
    ],
)
def test_a_report_that_could_not_be_read_belongs_to_the_one_agency_its_file_names(
    file: str, agency: RosterAgency | None
) -> None:
    found = matched([record(file, error="文件已损坏")])
    assert found.agencies == (agency,)
    assert (agency is not None and agency.name in missing(found)) is False
    assert bool(troubles(found, Trouble.UNKNOWN)) is (agency is None)


def test_those_missing_are_told_with_reports_that_may_be_theirs() -> None:
    found = matched([record("箱/年报.docx", error="文件已损坏")], (EDUCATION,))
    assert troubles(found) == [
        ("云川市教育局", "没有“云川市教育局”2024 年度的报告；另有 1 份不知道是哪个机关的（年报.docx），请看是不是它的"),
        ("", "报告没有读出来，从文件名也看不出是名册里哪个机关的"),
    ]


def test_two_reports_of_one_agency_and_year_are_told_and_whether_they_differ() -> None:
    def said(*records: ReportRecord) -> list[tuple[str, str]]:
        return troubles(matched(records, (EDUCATION,)), Trouble.TWICE)

    one = record("1.txt", "云川市教育局", text="甲", digest="a")
    head = "“云川市教育局”2024 年度的报告有 2 份，"
    assert said(one, record("2.txt", "教育局", text="甲", digest="a")) == [
        ("云川市教育局", head + "是同一个文件，留一份就可以")
    ]
    assert said(one, record("2.pdf", "教育局", text="甲\n", digest="b")) == [
        ("云川市教育局", head + "文字相同，只是文件不同，留一份就可以")
    ]
    assert said(one, record("2.txt", "教育局", text="乙", digest="b")) == [
        ("云川市教育局", head + "内容不同，请问清以哪一份为准")
    ]
    assert said(one, record("2.txt", "教育局", 2023)) == []


def test_a_file_of_one_agency_with_the_name_of_another_in_it_is_told_and_neither_is_missing() -> None:
    roster = (EDUCATION, RosterAgency("云川市司法局", address="司法/年报.txt"), RosterAgency("云川市民政局"))
    found = matched([record("收件/司法/年报.txt", "云川市教育局")], roster)
    assert found.agencies == (roster[1],)
    assert missing(found) == ["云川市民政局"]
    assert troubles(found, Trouble.OTHER_NAME) == [
        ("云川市司法局", "按文件是“云川市司法局”的，报告里写的机关却是“云川市教育局”；请核对是交错了，还是署错了名")
    ]
    both = matched([record("云川市民政局.txt", "云川市教育局"), record("1.txt", "云川市教育局")], roster)
    assert both.agencies == (roster[2], EDUCATION)
    assert troubles(both, Trouble.TWICE) == []
    unlisted = matched([record("云川市民政局.txt", "云川市体育局")], roster)
    assert troubles(unlisted, Trouble.OTHER_NAME)
    assert missing(unlisted) == ["云川市教育局", "云川市司法局"]


def test_a_file_name_of_several_reports_tells_nothing() -> None:
    roster = (EDUCATION, RosterAgency("云川市司法局", address="年报.txt"))
    found = matched([record("甲/年报.txt", "云川市教育局"), record("乙/年报.txt", "云川市司法局")], roster)
    assert found.agencies == roster
    assert found.hand_ins == ()


_FILES = st.sampled_from(["教育局.txt", "财政局.txt", "临江县/财政局.txt", "1.txt", "云川市政府.txt"])
_NAMES = st.sampled_from(["", "云川市", "教育局", "财政局", "河东区财政局", "云川市教育体育局", "某局"])


@given(st.dictionaries(_FILES, _NAMES))
def test_the_order_of_the_reports_does_not_matter(named: dict[str, str]) -> None:
    records = [record(file, name) if name else record(file, error="坏") for file, name in named.items()]
    there = matched(records)
    back = matched(records[::-1])
    assert back.agencies[::-1] == there.agencies
    assert back.hand_ins == there.hand_ins


def test_a_large_roster_is_matched_agency_by_agency() -> None:
    counties = [f"{first}{second}县" for first in "云青临河平安永长新广" for second in "山川江海原林泉石阳宁"]
    roster = [RosterAgency(f"第{at}局", county=counties[at % 100]) for at in range(20_000)]
    records = [record(f"{at}.txt", f"云川市{counties[at % 100]}第{at}局") for at in range(2_000)]
    found = matched(records, roster)
    assert found.agencies == tuple(roster[:2_000])
    assert len(found.hand_ins) == 18_000
