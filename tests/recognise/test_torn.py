"""Text taken out of a PDF in the order in which it is stored: figures whose rows cannot be told are not read, and nobody is accused."""

from __future__ import annotations

import pytest

from auditor.model.finding import Outcome
from tests.recognise.reports import audit, read, written

NEW, CARRIED = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
REQUESTS = (
    "申请人情况\n自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    "{new}\n{carried}\n1.属于国家秘密\n0\n0\n0\n0\n0\n0\n0\n{law}\n{total}\n四、结转下年度继续办理\n1\n0\n0\n0\n0\n0\n1\n"
)
IN_ORDER = {
    "new": f"{NEW}\n9\n0\n0\n0\n0\n0\n9",
    "carried": f"{CARRIED}\n1\n0\n0\n0\n0\n0\n1",
    "law": "2.其他法律行政法规禁止公开\n0\n0\n0\n0\n0\n0\n0",
    "total": "（七）总计\n9\n0\n0\n0\n0\n0\n9",
}
PROACTIVE = (
    "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n{rules}\n行政规范性文件\n3\n1\n17\n"
    "第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n412\n第二十条第（六）项\n信息内容\n本年处理决定数量\n{punished}\n"
    "第二十条第（八）项\n信息内容\n本年收费金额（单位：万元）\n行政事业性收费\n18.36\n"
)
HEADS = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
TORN_HEADS = "结果维 结果纠 其他结 尚未审 总\n持\n正\n果\n结\n计\n"
REMEDIES = "行政复议\n行政诉讼\n未经复议直接起诉\n复议后起诉\n{heads}2\n0\n1\n1\n0\n1\n4\n0\n1\n0\n1\n0\n0\n0\n1\n"


def _report(requests: str = "", proactive: str = "", remedies: str = "") -> str:
    """The clean report with tables written a cell a line."""
    lines, kept, inside = written().split("\n"), [], ""
    tables = {"二、": proactive, "三、": requests, "四、": remedies}
    for line in lines:
        if "\t" not in line and line[:2] in ("一、", *tables, "五、"):
            inside = tables.get(line[:2], "")
            kept += [line, inside] if inside else [line]
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


@pytest.mark.parametrize(
    "change",
    [
        {"new": f"9\n{NEW}\n0\n0\n0\n0\n0\n9"},
        {"carried": f"{CARRIED}\n1\n0\n0\n0\n0\n0\n1\n6\n0\n0\n0\n0\n0\n6\n（一）予以公开"},
        {"law": "2.其他法律行政\n4\n法规禁止公开\n0\n0\n0\n0\n0\n0"},
        {"law": "（七）总计\n2.其他法律行政法规禁止公开\n0\n0\n0\n0\n0\n0\n0", "total": ""},
        {"law": "2.其他法律行政法规禁止公开\n3.危及“三安全一稳定”\n0\n0\n0\n0\n0\n0\n0"},
        {"total": "9\n0\n0\n0\n0\n0\n9\n（七）总计"},
    ],
)
def test_requests_out_of_order_are_not_read(change: dict[str, str]) -> None:
    text = _report(requests=REQUESTS.format(**(IN_ORDER | change)))
    table = read(text).tables["requests"]
    assert table.found
    assert table.known == 0
    _require_nobody_accused(text)


def test_requests_in_order_are_read() -> None:
    table = read(_report(requests=REQUESTS.format(**IN_ORDER))).tables["requests"]
    assert table.known == 7 * len(table.rows) == 7 * 6


@pytest.mark.parametrize(
    "change", [{"rules": "0\n0\n0\n规章"}, {"punished": "67\n行政处罚\n5\n行政强制"}, {"rules": "规章\n0\n0\n0\n4"}]
)
def test_figures_before_their_labels_are_not_read(change: dict[str, str]) -> None:
    in_order = {"rules": "规章\n0\n0\n0", "punished": "行政处罚\n67\n行政强制\n5"}
    assert read(_report(proactive=PROACTIVE.format(**in_order))).tables["proactive"].known == 10
    text = _report(proactive=PROACTIVE.format(**(in_order | change)))
    assert read(text).tables["proactive"].known == 0
    _require_nobody_accused(text)


def test_a_line_of_figures_under_heads_in_pieces_is_not_read() -> None:
    assert read(_report(remedies=REMEDIES.format(heads=3 * HEADS))).tables["remedies"].known == 15
    text = _report(remedies=REMEDIES.format(heads=3 * TORN_HEADS))
    assert read(text).tables["remedies"].known == 0
    _require_nobody_accused(text)


def _require_nobody_accused(text: str) -> None:
    results = audit(text).verdict.results
    wrong = {each.rule for each in results if each.outcome is Outcome.FAILED}
    assert not {rule for rule in wrong if rule.startswith(("T3-", "T4-", "TBL-", "VAL-", "CMP-", "TYP-LABEL"))}
    assert any("没有读" in each.reason for each in results if each.outcome is Outcome.CANNOT_CHECK)
