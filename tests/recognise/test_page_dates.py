"""The days a page gives, in text as on the page itself, apart from the date of issue."""

from __future__ import annotations

from datetime import date

import pytest

from auditor.model.finding import Audit
from auditor.read.opener import read_bytes
from tests.recognise.reports import audit, auditor, read, result, written

TITLE = "{agency}{year}年政府信息公开工作年度报告"
DAY = date(2025, 2, 2)


@pytest.mark.parametrize(
    "line",
    [
        "发布日期:2025-02-02    点击数:",
        "发布时间：2025-02-02 09:30",
        "发表日期：2025/2/2",
        "发表时间：2025/2/2 09:30:15",
        "发文日期：2025年02月02日",
        "公开日期：2025.02.02",
        "公开时间：２０２５－０２－０２",
        "上传时间：二〇二五年二月二日",
        "信息时间：2025年2月2日",
        "创建时间：2025-02-02",
        "生成日期：2025-02-02",
        "信息公开日期：20250202",
        "来源：青川县林业局 时间：2025-02-02 浏览量：31",
        "来源：青川县林业局　　日期：2025年2月2日　　字体：大 中 小",
        "来自:青川县林业局 时间:2025-02-02",
        "时间：2025-02-02 来源：青川县林业局",
        "2025-02-02 来源：青川县林业局 作者：佚名",
        "【发布日期：2025-02-02】【字体：大 中 小】",
        "索引号：QC001 发布机构：青川县林业局 发布日期：2025-02-02 文号：无",
        "发 布 日 期：2025-02-02",
        "发布日期\n2025-02-02",
        "2025-02-02",
        "2025-02-02 09:30",
        "索引号\tQC001\t发布日期\t2025-02-02\n发布机构\t青川县林业局\t主题分类\t其他",
    ],
)
@pytest.mark.parametrize("over", [True, False], ids=["over", "under"])
def test_the_day_of_a_page_is_never_the_date_of_issue(line: str, over: bool) -> None:
    text = written(title=f"{line}\n{TITLE}" if over else f"{TITLE}\n{line}", issued="")
    found = read(text)
    if line.startswith("2025-02-02") and over and "来源" not in line:
        assert found.published is None  # over the title it may be today's
    else:
        assert found.published is not None
        assert found.published.value == DAY
        if span := found.published.span:
            assert found.document.text[span.start : span.end] == span.text
    assert found.issued is None
    assert {f.severity for f in audit(text).verdict.findings} <= {"warning"}


@pytest.mark.parametrize(
    "line",
    [
        "今天是2025年11月30日 星期日",
        "2025年11月30日　星期日",
        "打印时间：2025-11-30 10:20",
        "访问时间：2025年11月30日",
        "下载时间：2025-11-30",
        "更新时间：2025-11-30",
        "当前时间：2025-11-30 10:20:30",
        "2025/11/30 16:20 青川县林业局",
        "统计时间：2024年1月1日至2024年12月31日",
        "有效期至：2030-01-01",
    ],
)
def test_other_days_are_no_dates_of_the_report(line: str) -> None:
    text = written(title=f"{line}\n首页\n政务公开\n{TITLE}", issued="")
    found = read(text)
    assert (found.issued, found.published) == (None, None)
    assert [finding.rule for finding in audit(text).verdict.findings] == []


def test_a_page_s_line_is_no_statement_of_the_report() -> None:
    text = written(agency="云川市统计局", title=f"{TITLE}\n来自:云川市统计局 时间:2025-01-13")
    found = read(text)
    assert "2025-01-13" not in found.preamble.text
    assert "2025-01-13" not in found.prose.text
    assert [finding.rule for finding in audit(text).verdict.findings] == []


CARD = "索引号：QC001\n成文日期：2025年01月20日\n发布日期：2025年02月21日\n公开主体：云川市教育局"


def _page(card: str, head: str = "") -> Audit:
    body = "".join(f"<p>{line}</p>" for line in written(title=TITLE, issued="").split("\n"))
    lines = "".join(f"<p>{line}</p>" for line in card.split("\n"))
    html = f"<html><head><meta charset=utf-8>{head}</head><body><div class=info>{lines}</div>{body}</body></html>"
    return auditor().audit_report(auditor().recognise_document(read_bytes(html.encode(), "报告.html")))


def test_a_card_with_both_days_is_read_in_text_as_on_the_page() -> None:
    of_text, of_page = audit(written(title=f"{CARD}\n{TITLE}", issued="")), _page(CARD)
    for found in (of_text, of_page):
        assert [(f.rule, f.actual) for f in found.verdict.findings] == [("DUE-PAGE-DEPARTMENT", "2025年2月21日")]
        assert result(found, "DUE-DEPARTMENT").outcome.value == "passed"


def test_a_late_date_of_issue_on_the_card_is_told_as_such() -> None:
    late = CARD.replace("01月20日", "02月20日")
    for found in (audit(written(title=f"{late}\n{TITLE}", issued="")), _page(late)):
        assert [(f.rule, f.actual) for f in found.verdict.findings] == [("DUE-DEPARTMENT", "2025年2月20日")]


@pytest.mark.parametrize(
    ("shown", "hidden", "rules"),
    [
        ("2025-01-30", "2025-02-09", ["DUE-HIDDEN-DEPARTMENT"]),
        ("2025-02-09", "2025-01-30", ["DUE-HIDDEN-DEPARTMENT"]),
        ("2025-01-20", "2025-01-30", []),
        ("2025-02-09", "2025-02-10", ["DUE-PAGE-DEPARTMENT"]),
        ("2025-02-09", "2025-02-09", ["DUE-PAGE-DEPARTMENT"]),
        ("", "2025-02-09", ["DUE-PAGE-DEPARTMENT"]),
        ("2025-02-09", "", ["DUE-PAGE-DEPARTMENT"]),
        ("", "", []),
    ],
)
@pytest.mark.parametrize("label", ["发表日期", "发布时间", "来源：云川市教育局 时间"])
def test_a_shown_and_a_hidden_day_on_both_sides_of_the_deadline_are_a_hint(
    label: str, shown: str, hidden: str, rules: list[str]
) -> None:
    head = f"<meta name='PubDate' content='{hidden} 10:00:00'>" if hidden else ""
    findings = _page(f"{label}：{shown}" if shown else "", head).verdict.findings
    assert [finding.rule for finding in findings] == rules
    if rules == ["DUE-HIDDEN-DEPARTMENT"]:
        (finding,) = findings
        assert finding.severity == "info"
        for day in (shown, hidden):
            assert f"{int(day[5:7])}月{int(day[8:])}日" in finding.message


def test_the_rules_of_a_township_take_the_page_s_day_for_a_hint_only() -> None:
    text = written(agency="云川市临江镇人民政府", title=f"发布日期：2025-02-21\n{TITLE}", issued="")
    assert [(f.rule, f.severity) for f in audit(text).verdict.findings if f.category == "timeliness"] == [
        ("DUE-OTHER", "info")
    ]
