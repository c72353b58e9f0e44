"""Lines that a margin broke, and lines that only look so. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.read.text.pages import without_page_marks
from auditor.read.text.reader import read_text
from auditor.read.text.wrapped import unwrap
from tests.reading import context

# Twenty Han characters a line, no paragraph ends at the margin.
WRAPPED = """云川市教育局二〇二四年政府信息公开工作情况
的报告
一、总体情况
本年度收到政府信息公开申请12件，全部按时办
结，未发生因依申请公开引起的行政复
议，也没有提起诉讼的情形，群众对此比较满意。
（一）主动公开。依照《中华人民共和国政府信
息公开条例》第二十条第（一）项的规定，公开信
息1234条，其中政策解读56条，公开目录按月更新
。
六、其他需要报告的事项
本年度没有发出收费通知，没有收取信息处理费
云川市教育局
2025年1月10日"""


def test_lines_of_one_width_are_joined_and_headings_are_not() -> None:
    assert unwrap(WRAPPED.split("\n"))[2:] == [
        "一、总体情况",
        "本年度收到政府信息公开申请12件，全部按时办结，未发生因依申请公开引起的行政复",
        "议，也没有提起诉讼的情形，群众对此比较满意。",
        "（一）主动公开。依照《中华人民共和国政府信息公开条例》第二十条第（一）项的规定，公开信息1234条，其中政策解读56条，公开目录按月更新。",
        "六、其他需要报告的事项",
        "本年度没有发出收费通知，没有收取信息处理费",
        "云川市教育局",
        "2025年1月10日",
    ]


def test_one_line_that_stops_within_a_sentence_goes_on() -> None:
    lines = ["我局认真办理公开申请，本年度没有发生因依申请公开引起的行政复", "议改判，也没有败诉。"]
    assert unwrap(lines) == ["".join(lines)]


@pytest.mark.parametrize(
    "lines",
    [
        ["一、总体情况", "2024年，我局做好公开工作。"],
        ["按时公开，主动公开，全面公开，依法公开", "云川市教育局", "2025年1月10日"],
        ["我局做好公开工作，及时公布办事指南，没有收费", "（二）依申请公开。收到申请3件，均已答复。"],
        ["我局做好公开工作，及时公布办事指南，没有收费", "二、主动公开政府信息情况"],
        ["我局做好公开工作，及时公布办事指南，没有收费", "联系电话：0871-65550123，传真同号。"],
        ["地址：云川市松涛路9号，邮编650000", "电话：0871-65550123，传真同号。"],
        ["行政许可\t12", "行政处罚\t3"],
        ["规章 0 0 0", "行政规范性文件 1 0 6"],
        ["公开为常态", "不公开为例外", "公开惠民生", "服务促发展"],
    ],
)
def test_lines_that_end_where_they_end_stay(lines: list[str]) -> None:
    assert unwrap(lines) == lines


def test_figures_at_a_line_end_stay_apart() -> None:
    lines = [*WRAPPED.split("\n"), "", "一、本年新收到的政府信息公开申请数量 9 3 0 0", "0 0 12"]
    assert unwrap(lines)[-1] == "一、本年新收到的政府信息公开申请数量 9 3 0 0 0 0 12"


@pytest.mark.parametrize("mark", ["- 5 -", "—5—", "第 5 页", "第5页 共9页", "Page 5 of 9"])
def test_page_numbers_part_no_sentence(mark: str) -> None:
    text = f"我局认真办理公开申请，本年度没有发生因依申请公开引起的行政复\n\n{mark}\n\n议改判，也没有败诉。"
    (paragraph,) = read_text(text.encode(), "甲", context()).paragraphs()
    assert paragraph.text.endswith("行政复议改判，也没有败诉。")


def test_heads_and_feet_of_pages_are_read_once() -> None:
    pages = ["云川市教育局年报\n第一段。\n1", "云川市教育局年报\n12\n第二段。\n2", "云川市教育局年报\n第三段。\n3"]
    assert without_page_marks("\f".join(pages)) == ["云川市教育局年报", "第一段。", "12", "第二段。", "第三段。"]


@pytest.mark.parametrize("text", ["规章\n0\n12\n—\n3", "-\n1\n-\n2", "1\n2\n3"])
def test_figures_a_line_are_no_page_numbers(text: str) -> None:
    assert without_page_marks(text) == text.split("\n")
