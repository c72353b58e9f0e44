from __future__ import annotations

from typing import Any

import pytest

from auditor.errors import UnreadableReport
from auditor.model.report import Wording
from tests.recognise.reports import audit, form, headings, read, report, result, written

NUMERALS = ["一", "二", "三", "四", "五", "六"]
OFFICIAL = [f"{numeral}、{form().section[numeral].heading}" for numeral in NUMERALS]
CONTENTS = "\n".join(OFFICIAL)
OPENING = "2024年，我局做好公开工作。\n"


def _numerals(text: str) -> list[str]:
    return [section.numeral for section in read(text).sections]


def test_a_clean_report_has_the_six_sections_worded_and_numbered_as_the_form() -> None:
    found = report()
    assert headings(found) == [(n, n, heading) for n, heading in zip(NUMERALS, OFFICIAL, strict=True)]
    assert {section.wording for section in found.sections} == {Wording.EXACT}
    assert found.missing_sections == ()
    assert [section.tables for section in found.sections] == [(), ("proactive",), ("requests",), ("remedies",), (), ()]


def test_sections_lie_end_to_end_and_their_prose_knows_its_places() -> None:
    found = report()
    text = found.document.text
    for section, following in zip(found.sections, found.sections[1:], strict=False):
        assert section.end == following.start
    for section in found.sections:
        assert text[section.heading.start : section.heading.end] == section.heading.text
        assert all(section.heading.end <= place < section.end for place in section.prose.offsets)
        for place, ch in zip(section.prose.offsets, section.prose.text, strict=True):
            assert ch == text[place]


def test_headings_that_lost_all_their_numbers_are_found() -> None:
    found = report(headings={numeral: form().section[numeral].heading for numeral in NUMERALS})
    assert [(n, written_as) for n, written_as, _ in headings(found)] == [(n, "") for n in NUMERALS]


@pytest.mark.parametrize(
    ("heading", "number", "wording"),
    [
        ("第一部分 总体情况", "一", Wording.EXACT),
        ("第一部分：总体情况", "一", Wording.EXACT),
        ("1、总体情况", "一", Wording.EXACT),
        ("１．总体情况", "一", Wording.EXACT),
        ("一.总体情况", "一", Wording.EXACT),
        ("一总体情况", "一", Wording.EXACT),
        ("  一 、 总 体 情 况  ", "一", Wording.EXACT),
        ("一、总体情况：", "一", Wording.EXACT),
        ("## 一、总体情况", "一", Wording.EXACT),
        ("**一、总体情况**", "一", Wording.EXACT),
        ("（一）总体情况", "（一）", Wording.EXACT),
        ("二、总体情况", "二", Wording.EXACT),
        ("一、基本情况", "一", Wording.CLOSE),
        ("一、概述", "一", Wording.REWORDED),
    ],
)
def test_a_heading_is_found_however_it_is_numbered(heading: str, number: str, wording: Wording) -> None:
    first, *others = report(headings={"一": heading}).sections
    assert (first.numeral, first.number, first.wording) == ("一", number, wording)
    assert [section.numeral for section in others] == NUMERALS[1:]


@pytest.mark.parametrize(
    ("heading", "wording"),
    [
        ("二、行政机关主动公开政府信息情况", Wording.EXACT),
        ("三、行政机关收到和处理政府信息公开申请情况", Wording.EXACT),
        ("三、收到和处理政府信息公开的申请情况", Wording.EXACT),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", Wording.EXACT),
        ("五、政府信息公开工作存在的主要问题和改进的情况", Wording.EXACT),
        ("六、其它需要报告的事项", Wording.EXACT),
        ("二、政府信息主动公开情况", Wording.CLOSE),
        ("三、收到和处理信息公开申请情况", Wording.CLOSE),
        ("四、政府信息公开工作被申请行政复议、提起行政诉讼情况", Wording.CLOSE),
        ("五、工作中的不足及其改进情况", Wording.CLOSE),
        ("六、其他要说的事项", Wording.CLOSE),
        ("三、依申请公开政府信息情况", Wording.REWORDED),
        ("四、申诉举报、复议诉讼情况", Wording.REWORDED),
        ("五、存在的问题及改进措施", Wording.REWORDED),
        ("五、不足之处与今后思路", Wording.REWORDED),
        ("五、存在的主要问题及改进清况", Wording.REWORDED),
    ],
)
def test_a_heading_in_other_words_is_told_from_one_that_means_something_else(heading: str, wording: Wording) -> None:
    section = report(headings={heading[0]: heading}).section(heading[0])
    assert section is not None
    assert (section.heading.text, section.wording) == (heading, wording)


def test_the_order_of_the_report_is_kept_and_a_missing_section_named() -> None:
    assert [section.numeral for section in report(order="一二三四六五").sections] == list("一二三四六五")
    found = report(drop_sections=["三"])
    assert found.missing_sections == ("三",)
    # The row «一、本年新收…» and its kind are no headings.
    assert [section.numeral for section in found.sections] == list("一二四五六")


def test_a_repeated_heading_is_kept_as_a_repeat_and_its_text_not_lost() -> None:
    found = report(headings={"五": "五、存在的主要问题及改进情况\n五、存在的主要问题及改进情况"})
    section = found.section("五")
    assert section is not None
    assert [repeat.text for repeat in section.repeats] == ["五、存在的主要问题及改进情况"]
    assert section.prose.text.startswith("公开内容的针对性")


@pytest.mark.parametrize(
    "contents",
    [
        "\n".join(f"{heading}{'.' * 6}{page}" for page, heading in enumerate(OFFICIAL, 1)),
        "\n".join(f"{heading}…………{page}" for page, heading in enumerate(OFFICIAL, 1)),
        "\n".join(f"{heading} {page}" for page, heading in enumerate(OFFICIAL, 1)),
        CONTENTS,
    ],
    ids=["dots", "ellipsis", "blank", "no-pages"],
)
@pytest.mark.parametrize(
    "behind", ["", "\n正文如下：全年公开工作平稳有序，各项要求逐一落实，有关情况按照规定的格式报告如下，请予审阅。"]
)
def test_a_table_of_contents_is_no_heading(contents: str, behind: str) -> None:
    text = written().replace(OFFICIAL[0], f"目录\n{contents}{behind}\n{OFFICIAL[0]}", 1)
    found = read(text)
    assert [section.numeral for section in found.sections] == NUMERALS
    assert [section.repeats for section in found.sections] == [()] * 6
    overview = found.section("一")
    assert overview is not None
    assert overview.prose.text.startswith("2024年，我局")
    assert [f.rule for f in audit(text).verdict.findings] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况和其他需要报告的事项六部分。",
        "本报告由一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况等组成。",
        "一、总体情况，二、主动公开政府信息情况，三、收到和处理政府信息公开申请情况，共三部分。",
    ],
)
def test_a_sentence_that_lists_the_parts_is_no_heading(sentence: str) -> None:
    clean = report()
    found = report(preamble=f"{sentence}统计期限自2024年1月1日起至2024年12月31日止。")
    assert headings(found) == headings(clean)
    assert [section.repeats for section in found.sections] == [()] * 6
    assert sentence[:6] in found.preamble.text


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        ("六、其他需要报告的事项：本年度未发生信息处理费收费情况。", "本年度未发生信息处理费收费情况。"),
        (
            "六、其他需要报告的事项。按照国办函〔2020〕109号文件，未收取信息处理费。",
            "按照国办函〔2020〕109号文件，未收取信息处理费。",
        ),
        (
            "六、其他需要报告的事项本年度无其他需要报告的事项，信息处理费为零。",
            "本年度无其他需要报告的事项，信息处理费为零。",
        ),
        ("六、其他需要报告的事项：无。", "无。"),
        ("六、其他需要报告的事项：无", "无"),
        ("六、其他需要报告的事项 无", "无"),
    ],
)
def test_a_heading_that_runs_on_into_its_text_is_cut_off(heading: str, rest: str) -> None:
    section = report(headings={"六": heading}, sections={"六": ""}).section("六")
    assert section is not None
    assert section.wording is Wording.EXACT
    assert section.prose.text.lstrip("：。") == rest
    assert not section.empty


def test_bracketed_sub_headings_of_the_overview_are_no_sections() -> None:
    parts = "（一）主动公开政府信息情况\n全年公布120条。\n（二）收到和处理政府信息公开申请情况\n收到5件。\n"
    found = report(
        sections={"一": f"{OPENING}{parts}（三）政府信息管理\n好。\n（四）平台建设\n好。\n（五）监督保障\n好。"}
    )
    assert headings(found) == headings(report())
    overview = found.section("一")
    assert overview is not None
    assert "（二）收到和处理政府信息公开申请情况" in overview.prose.text
    assert [section.repeats for section in found.sections] == [()] * 6


PARTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")


MANAGED = "严格落实公开前审查制度，按要求动态更新公开目录，加强平台建设和监督保障。"


@pytest.mark.parametrize(
    ("overview", "parts"),
    [
        (
            "（一）主动公开。甲。\n（二）依申请公开。乙。\n（三）政府信息管理。丙。\n（四）平台建设。丁。\n（五）监督保障。戊。",
            PARTS,
        ),
        ("1.主动公开情况\n甲。\n2.依申请办理\n乙。\n3.信息资源管理\n丙。\n4.载体建设\n丁。\n5.保障监督\n戊。", PARTS),
        ("一是主动公开甲。\n二是依申请公开乙。\n三是政府信息管理丙。\n四是公开平台丁。\n五是监督和保障戊。", PARTS),
        ("主动公开扎实推进。依申请公开办理规范。政府信息管理有序。平台建设到位。监督保障有力。", PARTS),
        (
            "（一）主动公开。甲。\n（二）依申请公开。乙。\n（三）政府信息管理。" + MANAGED,
            PARTS[:3],
        ),
        ("全年工作平稳。", ()),
    ],
)
def test_the_named_parts_of_the_overview_are_found(overview: str, parts: tuple[str, ...]) -> None:
    section = report(sections={"一": OPENING + overview}).section("一")
    assert section is not None
    assert section.parts == parts


def test_the_signature_is_no_section_s_text() -> None:
    section = report(sections={"六": ""}).section("六")
    assert section is not None
    assert section.empty
    assert not section.prose.text


@pytest.mark.parametrize(
    "changes",
    [{"sections": {"五": ""}}, {"headings": {"五": "存在的主要问题及改进情况"}}, {"order": "一二三五四六"}],
)
def test_what_is_wrong_with_one_heading_spoils_no_other_rule(changes: dict[str, Any]) -> None:
    findings = audit(written(**changes)).verdict.findings
    assert {finding.category for finding in findings} == {"structure"}


MINUTES = "会议纪要\n一、总体情况\n会议指出，要加强管理。\n二、其他事项\n无。"


@pytest.mark.parametrize(
    "text",
    [
        "今天天气很好。\n" * 40,
        "会议纪要\n一、总体情况\n会议指出，要加强管理。\n二、其他事项\n无。",
        "目录 | 页\n甲 | 1",
    ],
)
def test_what_is_no_annual_report_is_refused(text: str) -> None:
    with pytest.raises(UnreadableReport, match="这不像是政府信息公开工作年度报告"):
        read(text)


def test_a_report_of_nothing_but_title_and_prose_is_still_a_report() -> None:
    found = read("云川市教育局2024年政府信息公开工作年度报告\n" + "全年公开工作平稳有序，各项要求逐一落实。\n" * 12)
    assert (found.agency, found.report_year, found.sections) == ("云川市教育局", 2024, ())
    assert result(audit(found.document.text), "STR-SECTION").outcome.value == "failed"


def test_what_stands_behind_the_signature_is_no_part_of_the_last_section() -> None:
    text = written(sections={"六": ""}) + "\n相关链接\n云川市教育局2023年度信息处理费收取情况公告\n"
    found = audit(text)
    assert "STR-EMPTY" in [finding.rule for finding in found.verdict.findings]
    assert "FEE-STATED" in [finding.rule for finding in found.verdict.findings]


def test_a_page_s_list_of_its_parts_behind_the_report_repeats_no_heading() -> None:
    text = written()
    parts = [section.heading.text for section in read(text).sections]
    found = audit("\n".join((text, "本页目录", *parts)))
    assert [f.rule for f in found.verdict.findings if f.rule == "STR-ONCE"] == []


@pytest.mark.parametrize("behind", ["¶", " ¶", "[编辑]", "【编辑】", "①", "▼", "🔗", "\ue6f1"])
@pytest.mark.parametrize("before", ["", "📌", "\ue601 ", "➤"])
def test_what_a_site_puts_around_a_heading_is_no_part_of_it(before: str, behind: str) -> None:
    text = written()
    for section in read(text).sections:
        text = text.replace(section.heading.text, f"{before}{section.heading.text}{behind}", 1)
    told = [f.rule for f in audit(text).verdict.findings if f.category == "structure"]
    assert told == []
