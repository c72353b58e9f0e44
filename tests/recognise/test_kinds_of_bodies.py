"""Only governments and their departments are held to the dates of the regulation: the kind of a body is told from its name."""

from __future__ import annotations

import pytest

from auditor.model.report import Body
from auditor.recognise.identity.bodies import Bodies
from auditor.ruleset.catalogues.bodies import load_bodies
from tests.recognise.reports import read, written

BODIES = Bodies(load_bodies())
NAMES = {
    Body.GOVERNMENT: """
        云川市人民政府 云川市 临江县 江南省 云川盟 云川地区 云川盟行政公署 云川地区行政公署 云川地区行署 浦东新区人民政府
        云川市城区人民政府 新疆生产建设兵团 云川自治州 临江旗
    """,
    Body.DEPARTMENT: """
        云川市教育局 江南省财政厅 云川市卫生健康委员会 云川市发展改革委 云川市人民政府办公室 江南省人民政府办公厅 云川市国防动员办公室
        云川市人民政府国有资产监督管理委员会 云川市国资委 云川市城市管理委员会 国家税务总局云川市税务局 云川市气象局 云川市数据局
        云川市退役军人事务局 云川市信访局 云川市民族宗教事务委员会 审计署 国家财政部 云川市消防救援局 云川市市场监督管理局
    """,
    Body.TOWNSHIP: "云川市临江镇人民政府 学府街道办事处 学府街道 青柳乡人民政府 云川经济开发区学府街道办事处",
    Body.UNKNOWN: """
        云川市自来水公司 云川市图书馆 云川市红十字会 云川市供销社 云川市供销合作社 云川市公共资源交易中心 云川市政务服务中心 云川市疾控中心
        云川市公积金中心 云川市机关事务服务中心 云川广播电视台 云川市档案馆 云川市文化馆 中国人民银行云川市分行 国家统计局云川调查队
        云川市公安局学府派出所 云川市公安局交警支队 云川市林草站 云川市委社会工作部 云川市委编办 云川产业联盟 中国民主同盟 云川军分区
        云川市自然资源局高新区分局 中共云川市委员会 云川市委网信办 云川市人大常委会办公室 政协云川市委员会办公室 云川市纪委监委
        云川市总工会 共青团云川市委员会 云川市兵役局 临江县人武部 云川市妇联 云川市工商联 云川市科协 云川高新区管委会 云川海关
        云川市供电局 云川市水文局 云川第一中学 云川大学 云川市第一人民医院 云川银行 云川市人民法院 云川市高新技术产业开发区财政局
    """,
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NAMES.items() for name in names.split()])
def test_the_name_of_a_body_tells_its_kind(kind: Body, name: str) -> None:
    assert BODIES.kind(name) is kind


def test_a_prefecture_named_in_the_title_is_the_body_and_not_the_office_that_answers_questions() -> None:
    contact = "如有疑问，请与云川盟行署办公室联系（地址：云川市学府路8号，电话：0871-65550123）。"
    report = read(written(title="云川盟2024年政府信息公开工作年度报告", agency="", signature="", preamble=contact))
    assert (report.agency, report.body) == ("云川盟", Body.GOVERNMENT)
