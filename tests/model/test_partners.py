"""Which reports belong together."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.model.finding import Audit
from auditor.reinspection.pair_reports import Partners
from auditor.reinspection.pair_reports import disagreement as disagreement_of
from auditor.reinspection.pair_reports import find_partners as partners_of
from auditor.ruleset.catalogues.agency_names import agency_name


def disagreement(old: Audit, new: Audit) -> str:
    return disagreement_of(old, new, agency_name)


def find_partners(old: Sequence[Audit], new: Sequence[Audit]) -> Partners:
    return partners_of(old, new, agency_name)


def report(agency: str | None, year: int | None = 2024, path: str = "甲.txt") -> Audit:
    return Audit(path, agency=agency, report_year=year)


def test_why_two_reports_are_not_compared() -> None:
    old = report("云川市教育局")
    assert disagreement(old, report("云川市教育局")) == disagreement(old, report(None, None)) == ""
    said = disagreement(old, report("云川市民政局", 2023, "乙.txt"))
    assert said == (
        "两份报告的机关和年度不同，不能对照：“甲.txt”是云川市教育局2024年度的，“乙.txt”是云川市民政局2023年度的"
    )
    assert disagreement(old, report("云川市教育局", 2023)).startswith("两份报告的年度不同")
    assert disagreement(old, report("云川市民政局")).startswith("两份报告的机关不同")


def test_reports_are_paired_by_agency_and_year() -> None:
    old = [
        report("云川市教育局"),
        report("云川市教育局", 2023),
        report("云川市民政局"),
        report("平湖市市市场监督管理局"),
    ]
    new = [report("平湖市市场监督管理局"), report("南屏区教育局"), report("云川市 教育局"), report(None)]
    found = find_partners(old, new)
    assert list(found.pairs) == [(old[3], new[0]), (old[0], new[2])]
    assert [one.audit for one in found.old] == [old[1], old[2]]
    assert [(one.audit, one.reason) for one in found.new] == [
        (new[1], "另一边没有同一机关、同一年度的"),
        (new[3], "没有认出机关名称或年度"),
    ]


def test_a_name_without_its_region_is_paired_only_where_it_can_mean_one() -> None:
    short = [report("朝阳区教育局")]
    assert len(find_partners([report("云川市朝阳区教育局")], short).pairs) == 1
    assert find_partners([report("云川市朝阳区教育局"), report("长平市朝阳区教育局")], short).pairs == ()


def test_several_reports_of_one_agency_are_paired_by_file_or_not_at_all() -> None:
    old = [report("云川市教育局", path="旧/甲.docx"), report("云川市教育局", path="旧/乙.docx")]
    new = [report("云川市教育局", path="新.zip!x/甲.pdf"), report("云川市教育局", path="新/丙.docx")]
    found = find_partners(old, new)
    assert list(found.pairs) == [(old[0], new[0])]
    assert [one.audit for one in (*found.old, *found.new)] == [old[1], new[1]]
    assert all("不止一份" in one.reason for one in (*found.old, *found.new))
    assert find_partners(old, new[1:]).pairs == ()
