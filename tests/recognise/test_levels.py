"""The level of a body is told from its name, and where the name leaves it open, nothing is claimed."""

from __future__ import annotations

import pytest

from auditor.model.report import Level
from auditor.recognise.identity.bodies import Bodies
from auditor.ruleset.catalogues.bodies import load_bodies

BODIES = Bodies(load_bodies())
PROVINCE, CITY, COUNTY, TOWNSHIP = Level


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("云南省教育厅", {PROVINCE}),
        ("浙江省人民政府办公厅", {PROVINCE}),
        ("内蒙古自治区教育厅", {PROVINCE}),
        ("重庆市教育委员会", {PROVINCE}),
        ("重庆市渝中区人民政府", {COUNTY}),
        ("新疆伊犁州教育局", {CITY}),
        ("大理白族自治州人民政府", {CITY}),
        ("锡林郭勒盟行政公署", {CITY}),
        ("阿克苏地区教育局", {CITY}),
        ("云川市教育局", {CITY, COUNTY}),
        ("国家税务总局云川市税务局", {CITY, COUNTY}),
        ("云川市市场监督管理局", {CITY, COUNTY}),
        ("盐城市教育局", {CITY, COUNTY}),
        ("盐城市城市管理局", {CITY, COUNTY}),
        ("云川市住房和城乡建设局", {CITY, COUNTY}),
        ("云川市乡村振兴局（云川市扶贫办）", {CITY, COUNTY}),
        ("江苏省苏州市昆山市教育局", {COUNTY}),
        ("云南省云川市五华区教育局", {COUNTY}),
        ("杭州市余杭区乡镇企业局", {COUNTY}),
        ("正镶白旗人民政府", {COUNTY}),
        ("临江县人民政府", {COUNTY}),
        ("古城镇人民政府", {TOWNSHIP}),
        ("云川市五华区华山街道办事处", {TOWNSHIP}),
        ("上海市浦东新区人民政府", set()),
        ("云川高新技术产业开发区管理委员会", set()),
        ("教育局", set()),
        ("", set()),
    ],
)
def test_the_last_division_in_a_name_tells_its_level(name: str, levels: set[Level]) -> None:
    assert BODIES.levels(name) == levels
