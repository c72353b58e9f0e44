"""Rules that look for words: the wordings they must tell, and look-alikes they must let be."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.finding import Outcome
from tests.recognise.reports import audit, result, written

PERIOD = (
    "统计期限自2024年1月1日起至2024年12月31日止。如有疑问，请与局办公室联系（地址：学府路8号，电话：0871-65550123）。"
)
FEES = "依据《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），"


def outcome(rule: str, place: str, text: str, **changes: Any) -> Outcome:
    """How a rule ends where the text stands in the preamble or in a section, all else being clean."""
    if place == "前言":
        changes["preamble"] = text + PERIOD
    else:
        changes["sections"] = {place: text}
    return result(audit(written(**changes)), rule).outcome


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


TOLD = {
    ("NUM-MISSING", "五"): """
        全年主动公开政府信息条，其中政策文件类较少。
        通过门户网站发布信息条。
        全年推送各类政务信息余条，互动不足。
        全年来信来电累计件，均已答复。
        受理咨询共件。
        合计条，其中公告类最多。
        接待群众共计人次，满意度有待提高。
        全年共收到政府信息公开申请件，均按时办结。
        共受理依申请公开申请件，办结率有待提高。
        全年开展政务公开培训次，覆盖面不够。
        召开新闻发布会场，解读不够。
        组织专题会议次。
        收取信息处理费金额为元。
        全年收费共计元。
        （共条）
    """,
    ("NUM-RATE", "五"): """
        申请办结率110%。
        按时答复率达到1000%。
        群众满意度达到998%。
        留言回复率为１０２．５％。
        信息公开率达120%以上。
    """,
    ("NUM-DATE", "五"): """
        截至2024年6月31日，栏目仍未更新。
        2月30日前完成整改。
        于9月31日通报。
        十一月三十一日完成。
        截至02月30日。
    """,
    ("FEE-NOTICE", "六"): """
        发出收费通知2件，总金额0元，实际收取0元。
        发出收费通知的件数为1件，总金额为0万元。
        发出收费通知书3份，金额为0.00元。
        发出收费通知0件，总金额1340元。
        发出收费通知的件数为0件，总金额为0.02万元。
        本年度未发出收费通知，实际收取信息处理费200元。
        没有下发过收费通知书，共收取处理费200元。
    """,
    ("FEE-AMOUNT", "六"): """
        收取信息处理费135元。
        实际收取政府信息公开信息处理费共计1,345元。
        信息公开处理费5元。
        收取信息处理费（按件）为101元。
    """,
    ("STR-ANNOUNCED", "前言"): """
        本报告由总体情况、主动公开政府信息情况、附件等七个部分组成。
        全文包括概述、主动公开情况等八部分内容。
        本年度报告共分为五个部分：总体情况等。
        本报告共5个部分，电子版可在网站下载。
        年报由四大部分构成。
    """,
    ("TYP-TEMPLATE", "五"): """
        ××局公开不够及时。
        XX单位公开不够及时。
        20XX年公开不够及时。
        截至×月×日，公开不够及时。
        行政机关规范全称公开不够及时。
        （单位名称）公开不够及时。
        （请填写单位名称）公开不够及时。
        全年公开____条，不够及时。
        公开数量：______。
        单击或点击此处输入文字。
        此处填写存在的问题。
        公开xx条，不够及时。
    """,
}

LET_BE = {
    ("NUM-MISSING", "五"): """
        全年主动公开政府信息120条，发布信息五十余条。
        信息条目设置不清，信息条理不够。
        对依申请公开件，办理不够及时。
        对收到的政府信息公开申请件，逐件登记。
        办理件次较多，信访件、投诉件办理不够规范。
        公共场所公示不足，公共件杂费用不清。
        培训次数偏少，培训场次不足，会议次数压减。
        召开两次会议，举办多期培训班，开展了几场培训。
        公开金额单位为元，以万元为单位填报。
        收费标准为每件100元，收费金额为0元。
        每公开一条，审核一条，做到件件有落实。
        累计次数最多的是就业信息，共有份额不清。
        共收到申请5件、办结5件。
        全年共收到政府信息公开申请三件。
        发布信息，条条审核；推送信息、条目清晰。
        共计三十件，累计2万人次，合计（件）见附表。
    """,
    ("NUM-RATE", "五"): """
        办结率100%，答复率100.00%。
        满意度98.5%，按时办结率为99%。
        公开量同比增长120%，点击率提升150%。
        任务完成率120%，覆盖率达到130%。
        按时办结率同比提高110%。
        答复率100%，较上年增长300%。
    """,
    ("NUM-DATE", "五"): """
        截至2024年6月30日，2月29日前整改。
        12月31日、10月31日、8月31日通报。
        十二月三十一日前，二月二十九日前。
        1月31日前报送，3月31日前公布。
        12个月31日次更新。
    """,
    ("FEE-NOTICE", "六"): """
        发出收费通知的件数为0件，总金额为0元，实际收取的总金额为0元。
        发出收费通知2件，总金额200元，实际收取0元。
        发出收费通知10件，总金额0.13万元。
        未发出收费通知，未收取信息处理费。
        未发出收费通知，收取信息处理费0元。
        没有发出收费通知，收取信息处理费0.00万元。
        未发出收费通知。2023年收取200元。
        发出收费通知20份，总金额2000元。
    """,
    ("FEE-AMOUNT", "六"): """
        收取信息处理费1340元。
        收取信息处理费1,000元。
        收取信息处理费0元。
        收取信息处理费0.35万元。
        信息处理费标准为5元/页。
        收取信息处理费100元，邮寄费15元。
        收取2起信息处理费共计300元。
        未收取信息处理费。
    """,
    ("STR-ANNOUNCED", "前言"): """
        本报告由总体情况等六个部分组成。
        本报告共六部分。
        全文分为6个部分。
        本报告由正文、附表两部分组成。
        本报告第五部分介绍存在的问题，第四部分为复议诉讼。
        本报告是年度工作的一部分，大部分数据来自各科室。
        本报告总体情况部分包括主动公开等五个部分。
        本报告涉及九个部门、四个方面。
        局机关有五个部分科室变动。
        本报告数据来自十个部分单位的统计。
    """,
    ("TYP-TEMPLATE", "五"): """
        围绕X光机、5G、XX工程公开不够及时。
        网格3×3布局，公开不够及时。
        （单位名称见附件）公开不够及时。
        点击此处查看解读，公开不够及时。
        2024年__重点__工作公开不够及时。
        公众号“xxgk”公开不够及时，邮箱xx_gk@163.com。
        第20X路公交站公开栏更新不够及时。
        2020×5的表格公开不够及时。
    """,
}


def cases(wordings: dict[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    return [(rule, place, line) for (rule, place), text in wordings.items() for line in lines(text)]


@pytest.mark.parametrize(("rule", "place", "text"), cases(TOLD))
def test_what_is_wrong_is_told(rule: str, place: str, text: str) -> None:
    assert outcome(rule, place, (FEES if rule.startswith("FEE") else "") + text) is Outcome.FAILED


@pytest.mark.parametrize(("rule", "place", "text"), cases(LET_BE))
def test_look_alikes_are_let_be(rule: str, place: str, text: str) -> None:
    assert outcome(rule, place, (FEES if rule.startswith("FEE") else "") + text) is Outcome.PASSED


NO_RULES = [
    "云川市教育局",
    "云南省教育厅",
    "云川市卫生健康委员会",
    "临江县发展改革委",
    "南屏区财政局",
    "云川市公安局交通警察支队",
    "松岭县人民政府",
    "临江县青柳镇人民政府",
    "石桥街道办事处",
    "南屏区人民政府",
    "宁南自治县人民政府",
    "达拉旗人民政府",
    "青柳乡人民政府",
    "云川市政务服务中心",
]
MAY_MAKE_RULES = [
    "云川市人民政府",
    "云南省人民政府",
    "宁南自治区人民政府",
    "宁南自治州人民政府",
    "国家税务总局云川市税务局",
    "教育部",
    "中国人民银行云川市中心支行",
    "云川市人民政府办公室",
    "云南省人民政府办公厅",
    "云川新区人民政府",
    "云川经济开发区管理委员会",
    "云川市",
    "国家发展和改革委员会",
    "新疆生产建设兵团",
    "云川地区行政公署",
    "审计署",
    "云川市司法局",
]


@pytest.mark.parametrize("agency", NO_RULES)
def test_who_surely_makes_no_rules_is_asked_for_those_it_reports(agency: str) -> None:
    found = audit(written(agency=agency, tables={"proactive": {"rules": [0, 0, 3]}}))
    assert result(found, "VAL-RULES").outcome is Outcome.FAILED


@pytest.mark.parametrize("agency", MAY_MAKE_RULES)
def test_who_may_make_rules_or_may_report_for_one_who_does_is_not_asked(agency: str) -> None:
    found = audit(written(agency=agency, tables={"proactive": {"rules": [0, 0, 3]}}))
    assert result(found, "VAL-RULES").outcome is Outcome.NOT_APPLICABLE


def test_without_a_name_a_rule_for_some_bodies_cannot_look() -> None:
    found = audit(written(agency="", title="2024年政府信息公开工作年度报告", preamble=PERIOD.replace("局", "")))
    assert result(found, "VAL-RULES").outcome is Outcome.CANNOT_CHECK
    assert result(found, "STR-RESULTS").outcome is Outcome.CANNOT_CHECK


def both(passed: list[str], failed: list[str]) -> list[tuple[str, Outcome]]:
    return [(text, Outcome.PASSED) for text in passed] + [(text, Outcome.FAILED) for text in failed]


SOME_FIGURE = lines("""
    信息30条。
    信息三十余条。
    培训2次。
    未收到申请。
    占比30%。
    投入2.5万元。
    共三人负责。
""")
NO_FIGURE = lines("""
    信息若干。
    2024年公开信息。
    执行国务院令第711号。
    落实国办发〔2022〕8号。
    于3月15日公开。
    一是公开，二是解读。
""")


@pytest.mark.parametrize(("text", "wanted"), both(SOME_FIGURE, NO_FIGURE))
def test_an_overview_without_a_figure_is_told(text: str, wanted: Outcome) -> None:
    assert outcome("NUM-NONE", "一", "2024年，我局做好公开工作。（一）主动公开。" + text) is wanted


RESULTS = lines("""
    将公开工作纳入年度考核。
    开展社会评议。
    没有发生责任追究的情形。
    群众满意度较高。
    未发生问责。
    第三方评估排名靠前。
""")


@pytest.mark.parametrize("text", RESULTS)
def test_a_government_that_reports_results_in_any_words_is_let_be(text: str) -> None:
    assert outcome("STR-RESULTS", "一", text, agency="松岭县人民政府") is Outcome.PASSED
    assert outcome("STR-RESULTS", "一", "做好公开工作。", agency="松岭县人民政府") is Outcome.FAILED
    assert outcome("STR-RESULTS", "一", "做好公开工作。") is Outcome.NOT_APPLICABLE


AGREES = lines("""
    作出行政许可决定36件。
    全年作出行政许可决定共36件、行政处罚决定4件。
    作出行政处罚4起。
    公示行政处罚决定3件。
    其中作出行政许可决定12件。
    2023年作出行政许可决定40件。
    公开行政许可信息120条。
    作出行政处罚决定1件、作出行政处罚决定3件。
    行政许可事项63项。
    各部门作出行政许可决定630件。
""")
DIFFERS = lines("""
    作出行政许可决定63件。
    全年共作出行政处罚决定14件。
    下达行政处罚决定书5份。
    实施行政强制2起。
    做出行政许可决定三十五件。
""")


@pytest.mark.parametrize(("text", "wanted"), both(AGREES, DIFFERS))
def test_decisions_in_words_are_held_against_the_table(text: str, wanted: Outcome) -> None:
    assert outcome("CMP-DECISIONS", "一", text) is wanted


NOT_ITSELF = lines("""
    我镇公开不够及时。
    今年以来，我乡主动公开信息30条。
    我街道的队伍不够稳定。
""")
ITSELF = lines("""
    我局公开不够及时。
    我镇江路服务点公开不够及时。
    我镇远中学公开不够及时。
    我乡村振兴专栏更新不够及时。
    群众来信询问“我镇何时通车”。
    各镇、各乡、各街道公开不够及时。
    让我镇成为先进的承诺，公开不够及时。
    有群众反映我乡道路不平。
""")


@pytest.mark.parametrize(("text", "wanted"), both(ITSELF, NOT_ITSELF))
def test_a_department_that_calls_itself_a_town_is_told(text: str, wanted: Outcome) -> None:
    assert outcome("TYP-SELF-DEPARTMENT", "五", text) is wanted
    assert outcome("TYP-SELF-DEPARTMENT", "五", text, agency="青柳镇人民政府") is Outcome.NOT_APPLICABLE
    assert outcome("TYP-SELF-DEPARTMENT", "五", text, agency="青柳镇管理委员会") is Outcome.NOT_APPLICABLE


NO_BUREAU = lines("""
    我镇公开不够及时。
    自我局限于网站，公开不够及时。
    我委托第三方评估。
    我委派专人负责。
    我局部改造的公开不够。
    市教育局公开不够及时。
    群众留言问“我局何时答复”。
""")
A_BUREAU = lines("""
    我局公开不够及时。
    我委主动公开信息30条。
    今年，我厅公开不够及时。
""")


@pytest.mark.parametrize(("text", "wanted"), both(NO_BUREAU, A_BUREAU))
def test_a_town_that_calls_itself_a_bureau_is_told(text: str, wanted: Outcome) -> None:
    for agency in ("临江县青柳镇人民政府", "石桥街道办事处", "青柳乡人民政府"):
        sections = {"一": "全年公开信息30条，纳入考核。", "五": text, "六": FEES + "未收取信息处理费。"}
        preamble = PERIOD.replace("局办公室", "党政办")
        found = audit(written(agency=agency, preamble=preamble, sections=sections))
        assert result(found, "TYP-SELF-TOWNSHIP").outcome is wanted


SAME_RULES = lines("""
    制定政府规章3件。
    全年出台规章三件，现行有效规章21件。
    制定规章2件、修改规章2件、废止规章1件。
    备案审查规章12件。
    制定规章制度5项。
    公开市政府规章13件。
    审查规章草案5件。
    2023年制定规章4件。
""")
OTHER_RULES = lines("""
    制定政府规章5件。
    没有制定规章。
    现行有效的政府规章20件。
    颁布规章4部、出台规章4件。
""")


@pytest.mark.parametrize(("text", "wanted"), both(SAME_RULES, OTHER_RULES))
def test_rules_in_words_are_held_against_the_table(text: str, wanted: Outcome) -> None:
    tables = {"proactive": {"rules": [3, 0, 21]}}
    assert outcome("CMP-RULES", "一", text, agency="云川市人民政府", tables=tables) is wanted


CHARGED = lines("""
    收取信息处理费1340元。
    实收政府信息公开信息处理费0.13万元。
    信息处理费总金额200元，实际收取200元。
""")
NOT_CHARGED = lines("""
    收取信息处理费0元。
    未收取信息处理费。
    2023年收取信息处理费200元。
    免收信息处理费200元。
    收取信息处理费的标准为每件100元。
    按10元/页收取信息处理费。
    收取信息处理费10元/页。
    应收信息处理费200元。
""")


@pytest.mark.parametrize(("text", "wanted"), both(NOT_CHARGED, CHARGED))
def test_a_fee_beside_a_table_that_knows_of_none_is_told(text: str, wanted: Outcome) -> None:
    assert outcome("FEE-TABLE", "六", FEES + text, tables={"proactive": {"fees": [0]}}) is wanted
    assert outcome("FEE-TABLE", "六", FEES + text, tables={"proactive": {"fees": ["0.5"]}}) is Outcome.PASSED
