"""Numbers of parts, of what is pending and of other business beside the tables of the first sample, which they do not contradict."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.wordings import lines
from tests.recognise.reports import audit

SAMPLE = (Path(__file__).parents[2] / "samples/01-clean-department.txt").read_text("utf-8")
ANSWERED, MANAGED, REMEDIES = "均在法定期限内答复。", "　　（三）政府信息管理。", "五、存在的主要问题"
REQUESTS = SAMPLE[SAMPLE.index("　　（二）依申请公开。") : SAMPLE.index(MANAGED)]

# The sample has 33 new applications, 3 carried over, 34 answered, 2 pending; 4 reviews and 2 suits.
SAY_NOTHING = """
24件正在办理。
办理中2件。
正在办理的申请2件。
目前正在处理的申请有2件。
仍在办理的申请还有2件。
尚未办结的2件。
未办结申请2件。
尚未答复2件。
还有2件没有办结。
还有2件申请没有办结。
待答复2件。
在办2件。
2件尚在办理期限内。
2件未到答复期限。
按期答复28件、延期答复6件。
按时答复28件，延期答复6件。
28件按期答复、6件延长答复期限后答复。
当年申请答复31件，上年申请答复3件。
办结当年申请31件、结转申请3件。
答复本年新收的申请31件、上年结转的申请3件。
当年受理当年办结31件，办结上年结转3件。
受理行政许可申请430件，办结412件，不予受理18件。
受理行政许可申请430件，按期办结430件。
办理行政复议申请20件，办结20件。
12345热线转来诉求203件，办结203件。
工单203件，按期办结203件。
“局长信箱”来信60件，办结60件。
“局长信箱”来信60件，答复60件。
群众来信60件，全部予以公开。
农机购置补贴申请60件，受理60件，办结58件。
受理补贴申请60件，办结58件。
信访件60件，受理60件，办结58件。
第三方不同意公开的1件。
征询第三方意见4件，同意公开3件，不同意公开1件。
经征求第三方意见，同意公开3件，不同意公开1件。
未予公开1件。
不予以公开1件。
企业提出的6件中予以公开3件。
企业提出的6件中，予以公开3件，部分公开1件。
自然人申请予以公开11件、部分公开4件。
自然人申请23件，予以公开11件，部分公开4件；企业申请6件，予以公开3件，部分公开1件。
结转2件中1件为企业申请。
结转下年度的2件中，自然人1件、企业1件。
四个县（区）农业农村局共收到88件。
四个县（区）农业农村局共收到政府信息公开申请88件。
各县区农业农村局收到政府信息公开申请88件。
全部申请涉及政府信息82条。
申请涉及政府信息82件。
依申请公开系统上提交申请19件（其余14件为线下提交）。
依申请公开系统全年提交申请19件（其余14件为线下提交）。
政府信息依申请公开系统共提交申请19件（其余14件为线下提交）。
接收申请38件，其中5件不属于政府信息公开申请，经告知后撤回，实际登记33件。
接收政府信息公开申请38件，其中5件经告知后撤回，实际登记33件。
全年因信息公开被诉2件。
全年因政府信息公开被诉2件，被复议4件。
全年被复议4件、被诉2件。
行政复议案件共21件，其中涉及政府信息公开的4件。
行政诉讼案件共15件，其中信息公开2件。
办理行政复议案件21件、行政诉讼案件15件，其中涉及政府信息公开的分别为4件、2件。
新发生复议3件，另有2023年受理、2024年办结的复议1件。
上年遗留复议1件，已于3月审结，本年新发生复议3件。
因政府信息公开引发的行政复议，上年遗留1件，本年新发生3件。
十年来共制发规范性文件44件，废止27件。
近十年来，全局共制发规范性文件44件，废止27件。
历年共制发规范性文件44件，废止27件。
建局以来共制发规范性文件44件，废止27件。
党的十八大以来共制发规范性文件44件，废止27件。
不再制发规范性文件2件，改以一般通知印发。
收到行政诉讼2件，审结1件。
审结行政复议3件。
信息公开类行政复议4件，其中3件已审结。
本年收到的33件中，31件已办结。
收到的33件申请中，31件在年内办结、2件转入下年办理。
截至2024年底，2件尚在办理期限内。
余下2件正在征求第三方意见。
延期办理2件。
其中2件已依法延长答复期限。
行政许可申请办结率100%，受理行政许可申请430件，办结430件。
农机购置补贴申请受理160件，审核160件，办结158件。
受理信访事项40件，办结38件，2件正在办理。
人大代表建议12件、政协提案9件，全部办结。
收到建议提案21件，办结21件，答复21件。
“互联网+督查”平台转来问题线索3件，办结3件。
网站留言56条，答复56条。
政务热线咨询事项办理56件，办结56件。
投诉举报件88件，受理80件，不予受理8件。
第三方书面不同意公开2件。
第三人逾期未答复、视为不同意公开1件。
征求第三方意见4件，其中同意公开3件。
权利人均不同意公开。
经第三方同意后予以公开2件。
决定不予以公开3件。
未予答复的0件。
办结的34件中，予以公开16件。
当年新收33件中予以公开15件。
上年结转的3件中，予以公开1件，部分公开2件。
上年结转3件全部办结，予以公开1件，部分公开2件。
农户提出的12件，予以公开8件。
自然人提出25件，予以公开11件；企业提出7件，予以公开3件。
乡镇转来的申请5件，予以公开2件。
三个县农业农村局分别收到9件、8件、7件。
全市各县（市、区）农业农村部门收到政府信息公开申请188件。
所属6家单位收到申请12件。
申请涉及补贴政策12件、土地流转8件。
收到申请36件（含上年结转3件）。
登记申请35件，2件因重复提交合并，计33件。
收到申请40件，剔除重复申请7件，实收33件。
因政府信息公开被起诉2件。
因政府信息公开作为被告应诉2件。
全年被诉3件，其中信息公开类2件。
行政复议案件21件（其中政府信息公开4件）。
办理各类行政复议案件21件，政府信息公开类4件。
行政诉讼15件，属于政府信息公开的2件。
上年转来复议1件，今年新收复议3件，共4件。
新收行政复议3件、上年未审结1件。
2023年受理的行政复议1件于本年审结，本年新受理3件。
近5年累计制发规范性文件18件，废止9件。
2015年以来制发规范性文件25件，废止12件。
五年间共制发规范性文件18件。
“十四五”期间制发规范性文件18件，废止9件。
停止执行规范性文件2件。
拟废止规范性文件4件。
不再保留规范性文件4件。
建议废止规范性文件2件。
未列入清理范围的规范性文件9件。
"""

CONTRADICT = """
全年收到政府信息公开申请35件。
政府信息公开申请共办结31件。
收到申请35件。
本年新收申请35件。
上年无结转政府信息公开申请。
收到政府信息公开申请33件，上年没有结转。
无上年结转申请。
尚未办结的申请5件。
结转下年度申请5件。
申请予以公开12件。
其中自然人申请20件、企业申请9件。
制发规范性文件5件，2023年制发4件。
现行有效的规范性文件15件。
因政府信息公开被诉5件。
政府信息公开行政诉讼1件。
政府信息公开行政复议4件已全部审结。
"""


def told(text: str) -> list[str]:
    """What the rules on counts say of a text."""
    return [one.message for one in audit(text).verdict.findings if one.rule.startswith(("CMP-", "SUM-"))]


@pytest.mark.parametrize("text", lines(SAY_NOTHING))
def test_what_the_tables_do_not_contradict_is_let_be(text: str) -> None:
    assert told(SAMPLE.replace(ANSWERED, ANSWERED + text)) == []
    assert told(SAMPLE.replace("共办结34件，", f"共办结34件，{text[:-1]}，", 1)) == []
    assert told(SAMPLE.replace(REQUESTS, f"　　（二）依申请公开。{text}\n")) == []
    assert told(SAMPLE.replace(REMEDIES, f"　　{text}\n{REMEDIES}")) == []


@pytest.mark.parametrize("text", lines(CONTRADICT))
def test_what_the_tables_contradict_is_told(text: str) -> None:
    assert told(SAMPLE.replace(REQUESTS, f"　　（二）依申请公开。{text}\n"))


def test_a_bare_application_in_part_three_is_one_for_information() -> None:
    four = "四、政府信息公开行政复议"
    assert told(SAMPLE.replace(four, f"　　收到申请35件。\n{four}"))


def test_the_stock_of_files_at_two_times_is_no_change_of_it() -> None:
    text = SAMPLE.replace("制发行政规范性文件3件，废止1件，", "").replace("\t3\n\t1\n\t17", "\t2\n\t3\n\t11")
    for last in ("年末11件", "截至2024年12月31日共11件"):
        stock = f"（五）监督保障。年初现行有效的规范性文件12件，年内新制定2件，废止3件，{last}。"
        assert told(text.replace("（五）监督保障。", stock)) == []


@pytest.mark.parametrize(
    ("cells", "changed"), [("\t24\n\t6\n\t1\n\t0\n\t2\n\t1\n\t34", "35"), ("\t23\n\t6\n\t1\n\t0\n\t2\n\t1\n\t33", "35")]
)
def test_a_cell_that_a_sum_shows_to_be_wrong_is_told_by_the_sum_alone(cells: str, changed: str) -> None:
    assert SAMPLE.count(cells) == 1
    text = SAMPLE.replace(cells, cells[:-2] + changed)
    assert {one.rule for one in audit(text).verdict.findings} == {"T3-BALANCE"}
