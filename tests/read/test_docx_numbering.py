"""The DOCX reader: automatic numbers. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.read.base.number_formats import format_number
from tests.read.make_docx import (
    CHINESE,
    STYLED,
    abstract,
    level,
    lines,
    listed,
    num,
    p,
    r,
    read,
    tbl,
    tc,
    tr,
)


def test_numbers_are_put_before_the_text() -> None:
    body = (
        listed("总体情况", 1)
        + listed("主动公开", 1, 1)
        + listed("依申请公开", 1, 1)
        + p("正文")
        + listed("存在问题", 1)
    )
    body += listed("主要问题", 1, 1) + listed("甲", 1, 2)
    expected = ["一、总体情况", "（一）主动公开", "（二）依申请公开", "正文", "二、存在问题", "（一）主要问题", "1.甲"]
    assert lines(body, numbering=CHINESE + num(1, 0)) == expected


def test_number_stands_before_the_first_line_and_alone_in_an_empty_cell() -> None:
    broken = listed("", 1).replace("<w:t ", "<w:br/><w:t>总体</w:t><w:br/><w:t>情况</w:t><w:t ")
    assert lines(broken, numbering=CHINESE + num(1, 0)) == ["一、总体", "情况"]
    numbering = abstract(0, level(0, "decimal", "%1")) + num(1, 0)
    found = read(tbl(tr(tc(listed("", 1)), "规章"), tr(tc(listed("", 1)), "许可")), numbering=numbering)
    assert found.text == "1\t规章\n2\t许可"


def test_lists_on_one_abstract_list_go_on_and_overrides_start_again() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    changed = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "%1)")}</w:lvlOverride>'
    numbering = CHINESE + num(1, 0) + num(2, 0) + num(3, 0, again) + num(4, 0, changed)
    body = "".join(listed(str(num_id), num_id) for num_id in (1, 2, 3, 3, 1, 4))
    assert lines(body, numbering=numbering) == ["一、1", "二、2", "五、3", "六、3", "七、1", "8)4"]


def test_levels_restart_as_the_list_says() -> None:
    never = abstract(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>'))
    body = listed("", 1) + listed("", 1, 1) + listed("", 1) + listed("", 1, 1)
    assert lines(body, numbering=never + num(1, 0)) == ["1.", "1.1", "2.", "2.2"]
    plain = abstract(0, level(0, "chineseCounting", "%1"), level(1, "decimal", "%1.%2", "<w:isLgl/>", start=3))
    assert lines(listed("", 1, 1) + body, numbering=plain + num(1, 0)) == ["1.3", "一", "1.3", "二", "2.3"]


def test_numbers_come_through_styles() -> None:
    styled = [p("甲", '<w:pStyle w:val="1"/>'), p("乙", '<w:pStyle w:val="2"/>'), p("丙", '<w:pStyle w:val="3"/>')]
    off = p("丁", '<w:pStyle w:val="1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    expected = ["一、甲", "（一）乙", "（二）丙", "丁"]
    assert lines("".join(styled) + off, numbering=CHINESE + num(1, 0), styles=STYLED) == expected


def test_a_level_that_names_the_style_wins_over_the_style() -> None:
    numbering = abstract(0, level(0, "decimal", "%1."), level(1, "upperLetter", "%2.", '<w:pStyle w:val="1"/>')) + num(
        1, 0
    )
    assert lines(p("甲", '<w:pStyle w:val="1"/>'), numbering=numbering, styles=STYLED) == ["A.甲"]


def test_numbers_of_the_default_style() -> None:
    styles = STYLED.replace('w:styleId="1"', 'w:default="1" w:styleId="1"', 1)
    assert lines(p("甲") + p("乙"), numbering=CHINESE + num(1, 0), styles=styles) == ["一、甲", "二、乙"]


@pytest.mark.parametrize("named", [True, False])
def test_number_style_links(named: bool) -> None:
    numbering = (
        abstract(0, '<w:styleLink w:val="L"/>', level(0, "chineseCounting", "%1、"))
        + abstract(1, '<w:numStyleLink w:val="L"/>')
        + num(1, 0)
        + num(2, 1)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert lines(listed("甲", 2), numbering=numbering, styles=styles if named else "<w:docDefaults/>") == ["一、甲"]


def test_links_and_lists_that_lead_nowhere_print_nothing() -> None:
    circle = abstract(0, '<w:numStyleLink w:val="L"/>') + num(1, 0) + num(2, 9) + num(3, 7)
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = listed("甲", 1) + listed("乙", 2) + listed("丙", 3) + listed("丁", 99)
    assert lines(body, numbering=circle, styles=styles) == ["甲", "乙", "丙", "丁"]


def test_a_custom_format_falls_back_to_its_plain_one() -> None:
    custom = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001"/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="upperRoman"/></mc:Fallback></mc:AlternateContent>'
    )
    numbering = abstract(0, level(0, "none", "%1.").replace('<w:numFmt w:val="none"/>', custom)) + num(1, 0)
    assert lines(listed("甲", 1), numbering=numbering) == ["I.甲"]


def test_bullets_and_none_and_missing_levels() -> None:
    numbering = abstract(0, level(0, "bullet", "●"), level(1, "none", "附%2件%9"), level(2, "decimal", "")) + num(1, 0)
    body = listed("甲", 1) + listed("乙", 1, 1) + listed("丙", 1, 2) + listed("丁", 1, 5)
    assert lines(body, numbering=numbering) == ["甲", "附件乙", "丙", "丁"]


def test_deleted_and_hidden_paragraphs_are_not_counted() -> None:
    gone = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>'
    deleted = f"<w:p><w:pPr>{gone}</w:pPr><w:del>{r('旧')}</w:del></w:p>"
    hidden = f"<w:p><w:pPr>{gone.replace('w:del', 'w:vanish')}</w:pPr>{r('藏', '<w:vanish/>')}</w:p>"
    body = listed("甲", 1) + deleted + hidden + listed("乙", 1)
    assert lines(body, numbering=CHINESE + num(1, 0)) == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("format", "written"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("unheardOf", {3: "3"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 101: "一○一", 0: "○"}),
        (
            "chineseCountingThousand",
            {10: "十", 101: "一百零一", 110: "一百一十", 2003: "二千零三", 32767: "三万二千七百六十七"},
        ),
        ("japaneseCounting", {8: "八", 15: "十五"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("chineseLegalSimplified", {3: "叁", 10: "壹拾", 21: "贰拾壹"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("ideographDigital", {10: "一〇"}),
        ("ideographEnclosedCircle", {1: "㈠"}),
        ("decimalZero", {7: "07"}),
        ("numberInDash", {7: "- 7 -"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
        ("lowerLetter", {2: "b", 0: ""}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
        ("lowerRoman", {9: "ix"}),
        ("none", {1: ""}),
        ("bullet", {1: ""}),
    ],
)
def test_number_formats(format: str, written: dict[int, str]) -> None:
    assert {count: format_number(count, format) for count in written} == written
