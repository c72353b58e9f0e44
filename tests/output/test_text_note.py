"""The inspector's note."""

from __future__ import annotations

from typing import Any

from auditor.model.finding import Audit, Location, RuleResult, RuleSetInfo, Severity
from auditor.output.text import audits_text
from auditor.presentation.terminal_text import CLOSERS, width

NOTE = """\
【青原市教育局　2024年度报告】
文件：samples/教育局.docx（docx，按2021年格式审核）
结论：发现1处错误、1处提示；1条规则无法核对；1条规则本身出错，没有核对。
规则：共6条，通过1，不符2，不适用1，无法核对1，规则出错1

错误（1）
  1. 表三“自然人”一列不平：本年新收 3 加上年结转 0 等于 3，总计 4 加结转下年度
     0 等于 4。［T3-BALANCE、T3-SUM］
     位置：表三（依申请公开）
     原文：“4”
     应为：3
     依据：《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条；《关于
           印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开
           办函〔2021〕30号）
     建议：核对这一列各项件数，改正有误的一格。

提示（1）
  2. 用词可疑。［W-TYPO］
     位置：第六部分（其他事项），第2页
     原文：“按‘逾期’收费”

无法核对（1）
  - 上年结转与上年报告相接［HIS-CARRIED］：没有提供上年的报告

规则出错（1）
  - 自定规则［X-BROKEN］：规则运行出错（KeyError：'x'）

读取说明
  - 表三缺一格，按空格处理

采用：规则包 national、某县，58 条规则，停用 2 条；设置 auditor.toml；没有豁免
"""
INFO = RuleSetInfo(("national", "某县"), 58, "sha256:ab", off=2, settings="auditor.toml")


def test_the_whole_note(make_audit: Any, make_finding: Any, unchecked: tuple[RuleResult, ...]) -> None:
    hint = make_finding(
        Severity.INFO,
        rule="W-TYPO",
        message="用词可疑。",
        location=Location("六", quote="按“逾期”收费", page=2),
        basis=(),
        expected=None,
        suggestion=None,
    )
    fault = make_finding(also=("T3-SUM",))
    audit = make_audit(hint, fault, results=unchecked, warnings=("表三缺一格，按空格处理",))
    assert audits_text([audit], INFO) == NOTE


def test_lines_fit_at_both_widths(make_audit: Any, make_finding: Any) -> None:
    long = make_finding(message="“本年新收”，（三项）应相等；" * 12, location=Location("三", quote="甲，乙。" * 90))
    for columns in (80, 120):
        lines = audits_text([make_audit(long, agency="青原" * 60)], INFO, columns).splitlines()
        assert max(map(width, lines)) in (columns - 1, columns)
        assert not [line for line in lines if line.strip()[:1] in CLOSERS]


def test_a_quote_is_cut(make_audit: Any, make_finding: Any) -> None:
    text = audits_text([make_audit(make_finding(location=Location("一", quote="字" * 500)))], INFO)
    assert "字" * 20 in text
    assert text.count("字") == 79
    assert "…”" in text


def test_clean_and_unreadable_reports_and_the_sum(make_audit: Any, make_finding: Any) -> None:
    audits = [make_audit(), make_audit(make_finding()), Audit("坏.docx", error="文件是空的")]
    text = audits_text(audits, INFO)
    assert "结论：没有发现问题。\n规则：共1条，通过1，不符0，不适用0，无法核对0，规则出错0\n" in text
    assert "【无法读取的文件】\n文件：坏.docx\n无法读取：文件是空的\n" in text
    assert "\n\n合计：3份报告，错误1处、不规范0处、提示0处；1份没有发现问题；1份无法读取。\n\n采用：" in text


def test_colour_only_on_severities(make_audit: Any, make_finding: Any) -> None:
    audit = make_audit(make_finding())
    assert "\x1b" not in audits_text([audit], INFO)
    assert "\x1b[31;1m错误\x1b[0m（1）" in audits_text([audit], INFO, colour=True)


def test_terminal_escapes_of_a_report_are_disarmed(make_audit: Any, make_finding: Any) -> None:
    evil = make_finding(location=Location("一", quote="\x1b]0;x\x07\x1b[2J\u202e甲\r乙"), message="\x1b[31m甲")
    text = audits_text([make_audit(evil, agency="\x1b[1m局", path="\x1b[5mx.txt")], INFO)
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(text)
