"""Names of agencies: which two are one agency's, and which may be an agency's former one."""

from __future__ import annotations

import pytest

from auditor.ruleset.catalogues.agency_names import agency_name
from tests.agencies import PAIRS


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_two_names_mean_one_agency_where_nothing_in_them_says_otherwise(one: str, other: str, same: bool) -> None:
    assert agency_name(one).is_same_as(agency_name(other)) is same
    assert agency_name(other).is_same_as(agency_name(one)) is same


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("临江县人民政府", "临江区人民政府"),
        ("临江县河东乡人民政府", "云川市临江县河东镇人民政府"),
        ("临江县农业局", "临江县农业农村局"),
        ("云川市卫生和计划生育委员会", "云川市卫生健康委员会"),
        ("云川市交通局", "青原省云川市交通运输局"),
    ],
)
def test_a_region_of_another_kind_and_a_task_that_grew_are_the_same_agency_renamed(former: str, now: str) -> None:
    assert agency_name(former).may_have_become(agency_name(now))
    assert not agency_name(former).is_same_as(agency_name(now))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("临江县教育局", "临江县教育局"),
        ("临江县公安局", "临江县公安局城南分局"),
        ("临江县水利局", "临江县水利工程建设管理局"),
        ("临江县文化馆", "临江县文化和旅游局"),
        ("临江县第一中学", "临江县第一小学"),
        ("临江县第11中学", "临江县第1中学"),
        ("临江县农业局", "临河县农业农村局"),
        ("临江县人民政府", "临江县农业农村局"),
        ("临江县民政局", "临江县民族宗教事务局"),
        ("农业局", "农业农村局"),
    ],
)
def test_agencies_beside_each_other_are_not_taken_for_one_renamed(one: str, other: str) -> None:
    assert not agency_name(one).may_have_become(agency_name(other))
    assert not agency_name(other).may_have_become(agency_name(one))


@pytest.mark.parametrize(
    ("agency", "region", "within"),
    [
        ("云川市临江县教育局", "云川市", True),
        ("青原省云川市临江县教育局", "云川市", True),
        ("云川市临江县教育局", "临江县", True),
        ("云川市临江县教育局", "云川", True),
        ("云川市临江县教育局", "临江区", False),
        ("教育局", "云川市", False),
    ],
)
def test_a_rule_for_a_region_is_for_names_that_begin_with_it_whatever_stands_above(
    agency: str, region: str, within: bool
) -> None:
    assert agency_name(agency).begins_with(region) is within


def test_a_name_is_spelt_with_its_region_in_full_and_in_short() -> None:
    assert set(agency_name("云川市高新区管委会").spellings) == {"云川市高新区管委会", "云川市高新区管理委员会"}
    assert set(agency_name("临江县河东镇政府").spellings) >= {"河东镇人民政府", "河东镇政府", "河东镇", "临江县河东镇"}


@pytest.mark.parametrize(
    ("written", "listed", "whole"),
    [
        ("县公安局", "临江县", "临江县公安局"),
        ("县政府", "临江县", "临江县人民政府"),
        ("县政府办", "临江县", "临江县人民政府办公室"),
        ("市教育局", "云川市", "云川市教育局"),
        ("市税务局", "云川市", "国家税务总局云川市税务局"),
        ("市市场监管局", "云川市", "云川市市场监督管理局"),
        ("市场监督管理局", "云川市", "云川市市场监督管理局"),
        ("市政府办公室", "云川市", "云川市人民政府办公室"),
        ("市政管理处", "云川市", "云川市市政管理处"),
        ("区教育局", "云川市南屏区", "云川市南屏区教育局"),
        ("镇政府", "青柳镇", "青柳镇人民政府"),
        ("西关街道办事处", "临江县", "临江县人民政府西关街道办事处"),
        ("街道办事处", "西关街道", "西关街道办事处"),
    ],
)
def test_a_name_without_its_region_is_that_of_the_region_it_is_listed_under(
    written: str, listed: str, whole: str
) -> None:
    assert agency_name(written, listed).is_same_as(agency_name(whole))
    assert agency_name(whole).is_same_as(agency_name(written, listed))
