"""The parts of the overview: told as missing only where neither a name nor the substance is there."""

from __future__ import annotations

import pytest

from tests.recognise.reports import audit, written

SPOKEN_OF = [
    "一是主动公开方面：更新机构职能24处。二是依申请公开方面：新收申请5件，上年结转1件。三是信息管理方面：双人核校。"
    "四是平台方面：公示栏、公众号、政务公开专区三类阵地同步更新。五是保障方面：列入科室年终考评。",
    "1.信息数量稳步增加。发布214条。\n2.申请规范办理。收到5件，上年结转1件。\n3.严把审核关口。分管领导终审。\n"
    "4.用好两个窗口。办事大厅设置自助查询机，公众号推文96篇。\n5.压实责任。未发生责任追究情形。",
    "本局公开惠企政策67条。申请办理上，5件新收、1件结转均已办结。修订信息发布审核办法。首页“企业开办”专栏改版。举办培训3期。",
    "（一）加大主动公开力度\n公开补贴信息。\n（二）畅通申请渠道\n收到申请5件，结转1件。\n（三）规范信息发布流程\n先审后发。\n"
    "（四）建好公开载体\n村级公开栏全部更换。\n（五）健全推进机制\n调整领导小组。",
    "㈠主动公开情况。公开96条。\n㈡依申请情况。5件，结转1件。\n㈢信息管理情况。落实保密审查。\n㈣平台情况。运行平稳。\n㈤监督保障。培训2次。",
    "**主动公开**：公布结果48条。\n**依申请公开**：新收5件，结转1件。\n**政府信息管理**：逐件核定。\n**平台建设**：优化检索。\n**监督保障**：邀请代表评议。",
    "今年以来，我镇更新信息143条；办理信息公开申请5件（另有上年1件）；信息由党政综合办审核后发布；大厅设有查阅场所；聘请监督员6名。",
    "全年公开政策12件，收到申请5件，上年结转1件。内容实行“科室起草、办公室核稿、局领导签发”。门户网站专栏由专人值守。",
    "（二）政府信息公开申请。收到5件，上年结转1件。\n（一）主动公开。发布12条。\n（四）信息平台。无故障。\n（五）考核培训。2次。\n（三）信息资源标准化管理。按月盘点。",
]


def told(overview: str) -> list[str]:
    findings = audit(written(sections={"一": overview})).verdict.findings
    return [finding.expected or "" for finding in findings if finding.rule == "STR-PARTS"]


@pytest.mark.parametrize("overview", SPOKEN_OF)
def test_a_part_in_other_words_is_there(overview: str) -> None:
    assert told(overview) == []


DROPPED = """
（一）主动公开。通过网站发布信息58条。
（二）依申请公开。新收5件，结转1件。
（三）政府信息管理。逐件认定。
（四）平台建设。公众号改版。
（五）监督保障。培训2期。
"""
PARTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


@pytest.mark.parametrize("place", range(1, 5))
def test_a_part_that_is_left_out_is_told(place: int) -> None:
    lines = DROPPED.strip().split("\n")
    assert told("\n".join(lines[:place] + lines[place + 1 :])) == [PARTS[place]]


def test_applications_of_another_kind_are_no_applications_for_information() -> None:
    line = "（二）依申请公开。新收5件，结转1件。"
    assert told(DROPPED.strip().replace(line, "（二）便民服务。受理农机补贴申请300件。")) == ["依申请公开"]


@pytest.mark.parametrize(
    ("overview", "missing"),
    [
        (
            "我局从主动公开、依申请公开、信息管理、平台建设、监督保障五个方面发力。发布信息8条，收到申请5件，结转1件。",
            PARTS[2:],
        ),
        ("围绕主动公开和依申请公开，信息管理和平台建设以及监督保障。", PARTS),
        ("2024年，我局高度重视，认真贯彻上级部署，取得较好成效。", PARTS),
    ],
)
def test_a_part_that_is_only_announced_is_told(overview: str, missing: tuple[str, ...]) -> None:
    assert told(overview) == ["、".join(missing)]
