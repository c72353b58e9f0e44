"""Rules that look for words: the wordings they must tell, and look-alikes they must let be."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model.finding import Outcome
from tests.engine.wordings import LET_BE, TOLD, lines
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
