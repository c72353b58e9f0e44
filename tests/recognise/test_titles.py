"""Titles in all the shapes agencies and sites give them, and lines that only look like one."""

from __future__ import annotations

import pytest

from auditor.model.report import Report
from auditor.read.opener import read_bytes
from auditor.recognise.identity.bodies import Bodies
from auditor.recognise.identity.titles import parse_title
from auditor.ruleset.catalogues.bodies import load_bodies
from tests.recognise.reports import audit, auditor, read, report, written

BODIES = Bodies(load_bodies())
BUREAU = "青川县林业局"


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("青川县林业局政府信息公开2024年度报告", BUREAU, 2024),
        ("青川县林业局政府信息公开2024年年度报告", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作年度报告——局机关", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作年度报告 —— 本级部分", BUREAU, 2024),
        ("青川县林业局政府信息公开工作2024年度报告", BUREAU, 2024),
        ("青川县林业局政府信息公开工作年度报告（2024年度）", BUREAU, 2024),
        ("青川县林业局政府信息公开工作年度报告（2024年）", BUREAU, 2024),
        ("青川县林业局政府信息公开年报（2024）", BUREAU, 2024),
        ("青川县林业局政府信息公开工作年度报告(2024)", BUREAU, 2024),
        ("2024年度青川县林业局政府信息公开工作年度报告", BUREAU, 2024),
        ("2024年青川县林业局政府信息公开年报", BUREAU, 2024),
        ("青川县林业局2024年度政府信息公开报告", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作报告", BUREAU, 2024),
        ("青川县林业局2024年政务公开工作总结暨年度报告", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作总结", BUREAU, 2024),
        ("青川县林业局2024年政务公开年度工作报告", BUREAU, 2024),
        ("青川县林业局2024年政府信息与政务公开年度报告", BUREAU, 2024),
        ("青川县林业局2024年信息公开年度报告", BUREAU, 2024),
        ("青川县林业局关于2024年度政府信息公开工作情况的报告", BUREAU, 2024),
        ("关于青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("关于发布青川县林业局2024年政府信息公开工作年度报告的公告", BUREAU, 2024),
        ("关于公布《青川县林业局2024年政府信息公开工作年度报告》的通知", BUREAU, 2024),
        ("青川县林业局关于发布2024年政府信息公开工作年度报告的通告", BUREAU, 2024),
        ("青川县林业局关于2024年政府信息公开工作年度报告的公示", BUREAU, 2024),
        ("青川县林业局关于印发2024年度政府信息公开工作年度报告的函", BUREAU, 2024),
        ("《青川县林业局2024年政府信息公开工作年度报告》", BUREAU, 2024),
        ("【青川县林业局】2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("# 青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("**青川县林业局2024年政府信息公开工作年度报告**", BUREAU, 2024),
        ("青川县林业局二〇二四年政府信息公开工作年度报告", BUREAU, 2024),
        ("青川县林业局二○二四年度政府信息公开年度报告", BUREAU, 2024),
        ("青川县林业局二O二四年政府信息公开工作年度报告", BUREAU, 2024),
        ("青川县林业局２０２４年政府信息公开工作年度报告", BUREAU, 2024),
        ("青 川 县 林 业 局　2024 年 政 府 信 息 公 开 工 作 年 度 报 告", BUREAU, 2024),
        ("青川縣林業局2024年政府信息公開工作年度報告", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作年度报告（公开稿）", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作年度报告（2024年1月1日至2024年12月31日）", BUREAU, 2024),
        ("青川县林业局2024年政府信息公开工作年度报告全文", BUREAU, 2024),
        ("青川县林业局2024政府信息公开年度报告", BUREAU, 2024),
        ("青川县林业局２０２４年度政府信息公开工作年度报告书", BUREAU, 2024),
        ("青川县林业局（2024年政府信息公开工作年度报告）", BUREAU, 2024),
        ("青川县林业局 — 2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("年报：青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("【年报】青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("【青川县】林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("标题：青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("信息名称：青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("正文青川县林业局2024年政府信息公开工作年度报告", BUREAU, 2024),
        ("青川县林业局政府信息公开工作年度报告", BUREAU, None),
        ("青川县林业局政府信息公开年报", BUREAU, None),
        ("2024年政府信息公开工作年度报告", "", 2024),
        ("政府信息公开工作年度报告", "", None),
        ("青川县2024年林业局政府信息公开工作年度报告", BUREAU, 2024),
        ("青川县人民政府2024年政府信息公开工作年度报告", "青川县人民政府", 2024),
        ("青川县人民政府信息公开工作年度报告（2024年度）", "青川县人民政府", 2024),
        ("青川县2024年政府信息公开工作年度报告", "青川县", 2024),
        ("云川高新技术产业开发区管委会2024年政府信息公开工作年度报告", "云川高新技术产业开发区管委会", 2024),
        ("云川经济开发区管理委员会政府信息公开2024年度报告", "云川经济开发区管理委员会", 2024),
        ("青柳镇人民政府2024年政府信息公开工作年度报告", "青柳镇人民政府", 2024),
        ("临江街道办2024年政府信息公开工作年度报告", "临江街道办", 2024),
        ("国家税务总局青川县税务局2024年政府信息公开工作年度报告", "国家税务总局青川县税务局", 2024),
        ("中华人民共和国云川海关2024年政府信息公开工作年度报告", "中华人民共和国云川海关", 2024),
        ("青川县第一中学2024年信息公开工作年度报告", "青川县第一中学", 2024),
        ("云川市第一人民医院2024年信息公开年度报告", "云川市第一人民医院", 2024),
        ("中共青川县委宣传部2024年政务公开工作年度报告", "中共青川县委宣传部", 2024),
        (
            "青川县发展和改革局（青川县粮食局）2024年政府信息公开工作年度报告",
            "青川县发展和改革局（青川县粮食局）",
            2024,
        ),
        ("青川县政务公开办公室2024年政府信息公开工作年度报告", "青川县政务公开办公室", 2024),
    ],
)
def test_a_title_says_whose_report_it_is_and_of_which_year(title: str, agency: str, year: int | None) -> None:
    parts = parse_title(title, BODIES)
    assert parts is not None
    assert (parts.agency, parts.year) == (agency, year)


@pytest.mark.parametrize(
    "line",
    [
        "现将青川县林业局2024年政府信息公开工作年度报告公布如下：",
        "根据规定，青川县林业局编制了2024年政府信息公开工作年度报告。",
        "以下是青川县林业局2024年政府信息公开工作年度报告",
        "本局2024年政府信息公开工作年度报告",
        "上一篇：青川县林业局2023年政府信息公开工作年度报告",
        "下一篇 青川县林业局2023年政府信息公开工作年度报告",
        "首页 > 政府信息公开 > 青川县林业局2024年政府信息公开工作年度报告",
        "首页 » 政府信息公开年报",
        "青川县林业局2022、2023年政府信息公开工作年度报告",
        "2021年 2022年 2023年 政府信息公开年度报告",
        "青川县林业局2023年、2024年政府信息公开工作年度报告",
        "关于做好2024年政府信息公开工作年度报告编制和发布工作的通知",
        "关于报送2024年政府信息公开工作年度报告的通知",
        "关于印发政府信息公开工作年度报告格式的通知",
        "关于印发政府信息公开工作年度报告格式的函",
        "关于报送2024年政府信息公开工作年度报告的函",
        "关于征求2024年政府信息公开工作年度报告意见的公告",
        "青川县林业局2024年政府信息公开工作年度报告解读",
        "青川县林业局2024年政府信息公开工作年度报告（图解）",
        "2024年政府信息公开工作年度报告（模板）",
        "青川县2024年政务公开工作要点",
        "青川县林业局2024年法治政府建设年度报告",
        "青川县林业局2024年度部门决算公开",
        "青川县人民政府2024年政府工作报告",
        "青川县林业局2024年政府信息公开工作制度",
        "青川县林业局政府信息公开指南",
        "政府信息公开年度报告专栏",
        "点击查看青川县林业局2024年政府信息公开工作年度报告",
        "附件 青川县林业局2024年政府信息公开工作年度报告.docx",
        "https://www.example.gov.cn/2024年政府信息公开工作年度报告",
        "青川县政府网站2024年工作年度报表",
        "政府信息公开",
        "2024年1月15日",
        "三、收到和处理政府信息公开申请情况",
    ],
)
def test_what_only_sounds_like_a_title_is_none(line: str) -> None:
    assert parse_title(line, BODIES) is None


MENU = (
    "无障碍 适老化 首页 走进青川 新闻中心 政务公开 办事服务 政民互动 数据开放 青川县人民政府 繁体 登录 政府信息公开指南 政府信息公开制度 "
    "法定主动公开内容 政府信息公开年报 依申请公开 机构职能 政策文件 规划计划 统计信息 行政许可 行政处罚 财政预决算 政府采购 重大项目 "
    "应急管理 环境保护 食品药品 公务员招考 领导信息 内设机构 县教育局 县民政局 县财政局 县水务局 县林业局 县审计局 县统计局 县信访局 "
    "分享到 打印本页 字号"
).replace(" ", "\n")


WHOLE_TITLE = "青川县林业局2024年政府信息公开工作年度报告"


@pytest.mark.parametrize("broken", range(1, len(WHOLE_TITLE)))
def test_a_title_broken_anywhere_is_found(broken: int) -> None:
    head = f"{WHOLE_TITLE[:broken]}\n{WHOLE_TITLE[broken:]}"
    found = read(written(title=head, agency=BUREAU))
    assert (found.title_line, found.agency, found.report_year) == (WHOLE_TITLE, BUREAU, 2024)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("青川县林业局\n2024年政府信息公开工作年度报告", "青川县林业局\n2024年政府信息公开工作年度报告"),
        ("青川县林业局2024年\n政府信息公开工作年度报告", "青川县林业局2024年\n政府信息公开工作年度报告"),
        ("青川县林业局\n2024年\n政府信息公开\n工作年度报告", "青川县林业局\n2024年\n政府信息公开\n工作年度报告"),
        ("青川县\n林业局2024年政府信息公开工作年度报告", "青川县\n林业局2024年政府信息公开工作年度报告"),
        ("青川县林\n业局2024年政府信息公开工作年度报告", "青川县林\n业局2024年政府信息公开工作年度报告"),
        (
            "青川县林业局政府信息公开工作\n年度报告\n（2024年度）",
            "青川县林业局政府信息公开工作\n年度报告\n（2024年度）",
        ),
        ("青川县林业局政府信息公开工作年度报告\n（2024年度）", "青川县林业局政府信息公开工作年度报告\n（2024年度）"),
        ("青川县林业局\n政府信息公开2024年度报告", "青川县林业局\n政府信息公开2024年度报告"),
        ("正文\n2024 年青川县林业局政府信息公开工作\n年度报告", "2024 年青川县林业局政府信息公开工作\n年度报告"),
        ("附件\n青川县林业局2024年政府信息公开工作年度报告", "青川县林业局2024年政府信息公开工作年度报告"),
        ("青林〔2025〕3号\n青川县林业局2024年政府信息公开工作年度报告", "青川县林业局2024年政府信息公开工作年度报告"),
        ("2025年1月12日\n青川县林业局\n2024年政府信息公开工作年度报告", "青川县林业局\n2024年政府信息公开工作年度报告"),
        (
            "首页 > 青川县林业局 > 年报\n青川县林业局2024年政府信息公开工作年度报告",
            "青川县林业局2024年政府信息公开工作年度报告",
        ),
        (
            "索引号：QC001\n发布机构：青川县林业局\n标题：青川县林业局2024年政府信息公开工作年度报告\n主题分类：其他",
            "标题：青川县林业局2024年政府信息公开工作年度报告",
        ),
        (
            "索引号\tQC001\t发布日期\t2025-01-20\n名称\t青川县林业局2024年政府信息公开工作年度报告\t发布机构\t青川县林业局",
            "青川县林业局2024年政府信息公开工作年度报告",
        ),
        (f"{MENU}\n青川县林业局2024年政府信息公开工作年度报告", "青川县林业局2024年政府信息公开工作年度报告"),
        (
            f"{MENU}\n青川县林业局\n2024年政府信息公开工作年度报告\n来源：青川县林业局 时间：2025-01-20",
            "青川县林业局\n2024年政府信息公开工作年度报告",
        ),
        (
            "青川县林业局2021年政府信息公开工作年度报告\n青川县林业局2022年政府信息公开工作年度报告\n"
            "青川县林业局2023年政府信息公开工作年度报告\n青川县林业局2024年政府信息公开工作年度报告",
            "青川县林业局2024年政府信息公开工作年度报告",
        ),
    ],
)
def test_the_title_is_found_wherever_it_stands_over_the_report(head: str, title: str) -> None:
    text = written(title=head, agency=BUREAU)
    found = read(text)
    assert found.title is not None
    assert found.title.text == title
    assert found.document.text[found.title.start : found.title.end] == title
    assert (found.agency, found.report_year) == (BUREAU, 2024)
    assert [finding.rule for finding in audit(text).verdict.findings] == []


@pytest.mark.parametrize(
    "head",
    [
        "上一篇：青川县林业局2023年政府信息公开工作年度报告",
        "首页 > 政府信息公开 > 年度报告",
        "青川县林业局2022年政府信息公开工作年度报告\n青川县林业局2023年政府信息公开工作年度报告",
        "关于做好2024年政府信息公开工作年度报告编制工作的通知",
        "青川县林业局",
    ],
)
def test_a_report_under_other_lines_has_no_title_but_keeps_its_agency_and_year(head: str) -> None:
    found = read(written(title=head, agency=BUREAU))
    assert found.title is None
    assert (found.agency, found.report_year) == (BUREAU, 2024)


PERIOD = "统计期限自2024年1月1日起至2024年12月31日止。"


def _unsigned(preamble: str, head: str = "") -> Report:
    return report(title=head, preamble=f"{preamble}{PERIOD}", signature="", issued="")


@pytest.mark.parametrize(
    ("preamble", "agency"),
    [
        ("根据有关规定，现公布青川县林业局2024年政府信息公开工作年度报告。", BUREAU),
        ("青川县林业局编制了本报告。", BUREAU),
        ("本报告由青川县林业局编制。", BUREAU),
        ("如有疑问，请与青川县林业局办公室联系（电话：0876-5550188）。", BUREAU),
        ("有疑问的，请联系青川县林业局政策法规科（电话：0876-5550188）。", BUREAU),
        # The government's office answers for the government and for itself: nothing is guessed.
        ("如有疑问，请与青川县人民政府办公室联系（电话：0876-5550188）。", ""),
        ("如有疑问，请与我局办公室联系。", ""),
    ],
)
def test_without_title_and_signature_the_opening_tells_the_agency(preamble: str, agency: str) -> None:
    assert _unsigned(preamble).agency == agency


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        ("来源：青川县林业局 时间：2025-01-20", BUREAU),
        ("发布机构：青川县林业局", BUREAU),
        ("公开主体\n青川县林业局", BUREAU),
        ("来源：青川县人民政府办公室", ""),
        ("来源：青川县融媒体中心", ""),
        ("来源：本站", ""),
        (f"{MENU}", ""),
    ],
)
def test_the_publisher_is_the_last_hint(head: str, agency: str) -> None:
    assert _unsigned("有关情况如下。", head).agency == agency


@pytest.mark.parametrize(
    "name", ["办公室", "委员会", "我局", "人民政府", "该局", "有关部门", "县级以上人民政府", "正文"]
)
def test_words_for_any_body_are_no_name(name: str) -> None:
    assert not BODIES.known(name)


def test_a_name_that_is_doubled_is_told_once() -> None:
    text = written(title="青川县青川县林业局2024年政府信息公开工作年度报告", agency=BUREAU)
    assert audit(text).agency == BUREAU
    assert [finding.rule for finding in audit(text).verdict.findings] == ["TYP-AGENCY"]


PAGES = {
    "heading": "<h1>{title}</h1><div class=content>{body}</div>",
    "plain": "<div class=title>{title}</div><div class=info>发布时间：2025-01-20 来源：青川县林业局</div><div id=zoom>{body}</div>",
    "card": "<table><tr><td>索引号</td><td>1</td><td>发布日期</td><td>2025-01-20</td></tr>"
    "<tr><td>名称</td><td>{title}</td><td>发布机构</td><td>青川县林业局</td></tr></table><div id=zoom>{body}</div>",
    "list": "<ul><li>索引号：1</li><li>信息名称：{title}</li><li>发布日期：2025-01-20</li></ul><div id=zoom>{body}</div>",
    "menu": "<p>无障碍</p><p>首页</p><p>走进青川</p><p>政务公开</p><p>青川县人民政府</p><p>数据开放</p><p>{title}</p>{body}",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "title",
    [
        "青川县林业局政府信息公开2024年度报告",
        "青川县林业局政府信息公开工作年度报告（2024年度）",
        "2024年度青川县林业局政府信息公开工作年度报告",
        "关于公布青川县林业局2024年政府信息公开工作年度报告的公告",
        "青川县林业局2024年政务公开工作总结暨年度报告",
        "青川县林业局政府信息公开年报（2024）",
        "青川县林业局二〇二四年政府信息公开工作年度报告",
        "青川县林业局政府信息公开工作年度报告",
    ],
)
def test_the_title_of_a_page_is_found_in_all_its_shapes(page: str, title: str) -> None:
    body: list[str] = []
    for line in written(title="", agency=BUREAU).split("\n"):
        if "\t" not in line:
            body.append(f"<p>{line}</p>")
            continue
        row = "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>"
        body[-1:] = (
            [body[-1][:-8] + row + "</table>"] if body[-1].endswith("</table>") else [body[-1], f"<table>{row}</table>"]
        )
    shown = PAGES[page].format(title=title, body="".join(body))
    html = f"<html><head><meta charset=utf-8></head><body>{shown}</body></html>"
    found = auditor().recognise_document(read_bytes(html.encode(), "报告.html"))
    assert found.title_line == title
    assert (found.agency, found.report_year) == (BUREAU, 2024)
    told = [finding.rule for finding in auditor().audit_report(found).verdict.findings]
    assert told == ([] if "2024" in title or "二〇二四" in title else ["STR-TITLE-YEAR"])


@pytest.mark.parametrize("agency", ["长沙县㮾梨街道办事处", "施秉县㵲阳镇人民政府", "\U00020bb7安市农业农村局"])
def test_a_name_with_a_rare_character_has_a_title(agency: str) -> None:
    found = read(written(agency=agency))
    assert found.title is not None
    assert found.agency == agency
