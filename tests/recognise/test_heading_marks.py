"""Headings behind every kind of number and mark, in paragraphs, rows and pieces; and what is no heading."""

from __future__ import annotations

import pytest

from auditor.model.report import Report
from auditor.read.base.builder import RawCell
from tests.recognise.reports import audit, auditor, document, form, headings, read, report, result, written

NUMERALS = "一二三四五六"
OFFICIAL = {numeral: form().section[numeral].heading for numeral in NUMERALS}


def _fill(shape: str, numeral: str) -> str:
    place = NUMERALS.index(numeral)
    return shape.format(
        n=numeral, h=OFFICIAL[numeral], d=place + 1, w="１２３４５６"[place], c="①②③④⑤⑥"[place], p="㈠㈡㈢㈣㈤㈥"[place],
        r="ⅠⅡⅢⅣⅤⅥ"[place], a=("I", "II", "III", "IV", "V", "VI")[place], k="壹贰叁肆伍陆"[place],
    )  # fmt: skip


MARKS = [
    "{n}、 {h}", "{n}． {h}", "{n}.{h}", "{n}，{h}", "{n},{h}", "{n} {h}", "{n}\u3000{h}", "{n}\u00a0{h}", "{n}：{h}", "{n}；{h}",
    "{n}·{h}", "{n}-{h}", "{n}——{h}", "{n}）{h}", "{n}、、{h}", "{n}、\u200b{h}", "\u3000{n}、{h}", "{n} 、{h}", "{n}\t{h}", "{n}、\t{h}",
    "第{n}部分 {h}", "第{n}部分：{h}", "第{d}部分 {h}", "第{n}章 {h}", "{d}.{h}", "{d}、{h}", "{d} {h}", "0{d} {h}", "{w}．{h}", "{d}){h}",
    "{c}{h}", "{c} {h}", "{p}{h}", "{r}. {h}", "{r} {h}", "{a}. {h}", "{k}、{h}", "**{n}、{h}**", "**{n}、** {h}", "__{n}、{h}__",
    "|{n}、{h}",
    "| {n}、{h} |", "│{n}、{h}", "丨{n}、{h}", "■ {n}、{h}", "● {n}、{h}", "【{n}、{h}】", "《{n}、{h}》", "> {n}、{h}", "- {n}、{h}",
    "{n}、{h}：", "{n}、{h}。", "{n}、\n{h}", "{n}\n{h}", "{n}丶{h}", "{n}ヽ{h}", "{n}﹐{h}", "{n}ˎ{h}", "{n}`{h}", "{n}’{h}",
]  # fmt: skip


@pytest.mark.parametrize("shape", MARKS)
def test_no_mark_hides_a_heading(shape: str) -> None:
    text = written(headings={numeral: _fill(shape, numeral) for numeral in NUMERALS})
    found = read(text)
    assert [(section.numeral, section.number) for section in found.sections] == [(n, n) for n in NUMERALS]
    assert [section.repeats for section in found.sections] == [()] * 6
    # A mark written twice is a slip of the pen, and nothing else is.
    assert {finding.rule for finding in audit(text).verdict.findings} == ({"TYP-MARKS"} if "、、" in shape else set())


@pytest.mark.parametrize("shape", ["（{n}）{h}", "({n}) {h}", "（{n}）、{h}", "[{n}]{h}", "（{d}）{h}"])
def test_a_bracketed_number_is_told_as_it_is_written(shape: str) -> None:
    findings = audit(written(headings={numeral: _fill(shape, numeral) for numeral in NUMERALS})).verdict.findings
    assert [finding.rule for finding in findings] == ["STR-NUMBER"] * 6
    assert [finding.message.endswith(f"实为“（{n}）”") for n, finding in zip(NUMERALS, findings, strict=True)] == [
        True
    ] * 6


@pytest.mark.parametrize("cut", [2, 4, 6, -2, -3])
def test_a_heading_over_two_lines_is_one(cut: int) -> None:
    broken = {n: f"{n}、{OFFICIAL[n][:cut]}\n{OFFICIAL[n][cut:]}" for n in "二三四五六"}
    text = written(headings=broken)
    found = read(text)
    assert [section.heading.text for section in found.sections[1:]] == list(broken.values())
    assert [finding.rule for finding in audit(text).verdict.findings] == []


@pytest.mark.parametrize("numeral", NUMERALS)
def test_a_heading_and_its_first_sentence_may_be_one_paragraph(numeral: str) -> None:
    for behind in ("：", "。", " ", "——", ""):
        run_on = f"{numeral}、{OFFICIAL[numeral]}{behind}2024年，我局扎实做好公开工作，各项要求逐一落实，有关情况按照规定报告。"
        found = read(written(headings={numeral: run_on}))
        assert [section.numeral for section in found.sections] == list(NUMERALS)
        section = found.section(numeral)
        assert section is not None
        assert section.heading.text == f"{numeral}、{OFFICIAL[numeral]}"
        assert "扎实做好公开工作" in section.prose.text


def _grids(heading_row: list[str]) -> Report:
    """A report whose third heading is a row of its table."""
    blocks: list[str | list[list[str | RawCell]]] = []
    lines = written().split("\n")
    rows: list[list[str | RawCell]] = []
    for line in [*lines, ""]:
        if line.startswith("三、收到"):
            blocks.append(rows) if rows else None
            rows = [[*heading_row]]
        elif "\t" in line:
            rows.append([*line.split("\t")])
        else:
            if rows:
                blocks.append(rows)
            rows = []
            if line:
                blocks.append(line)
    return auditor().recognise_document(document(*blocks))


@pytest.mark.parametrize(
    "row",
    [
        ["三、收到和处理政府信息公开申请情况"],
        ["三、收到和处理政府信息公开申请情况", "", ""],
        ["三、收到和处理政府信息公开申请情况", "三、收到和处理政府信息公开申请情况"],
        ["三、", "收到和处理政府信息公开申请情况"],
        ["收到和处理政府信息公开申请情况"],
    ],
)
def test_a_heading_in_a_row_of_its_table_is_one(row: list[str]) -> None:
    found = _grids(row)
    assert [section.numeral for section in found.sections] == list(NUMERALS)
    section = found.section("三")
    assert section is not None
    assert section.tables == ("requests",)
    assert found.tables["requests"].missing_rows == ()
    assert auditor().audit_report(found).verdict.findings == () or row == ["收到和处理政府信息公开申请情况"]


def test_the_name_of_a_table_is_no_second_heading() -> None:
    lines = []
    for line in written().split("\n"):
        lines.append(line)
        if line.startswith("二、主动公开"):
            lines.append("主动公开政府信息情况\t\t\t")
    assert [f.rule for f in audit("\n".join(lines)).verdict.findings] == []


@pytest.mark.parametrize(
    "again", ["四、收到和处理政府信息公开申请情况", "七、其他需要报告的事项", "第二部分 存在的主要问题及改进情况"]
)
def test_a_second_heading_of_a_section_under_a_wrong_number_is_told(again: str) -> None:
    text = written(headings={"五": f"{again}\n本节无其他内容。\n五、存在的主要问题及改进情况"})
    findings = audit(text).verdict.findings
    assert [(finding.rule, finding.actual) for finding in findings] == [("STR-ONCE", again)]
    assert [section.numeral for section in read(text).sections] == list(NUMERALS)


@pytest.mark.parametrize("stroke", ["|", "│", "", "**", "■ "])
def test_a_wrong_number_behind_a_stroke_is_told_and_the_section_is_there(stroke: str) -> None:
    findings = audit(written(headings={"五": f"{stroke}六、存在的主要问题及改进情况"})).verdict.findings
    assert [(finding.rule, finding.location.section) for finding in findings] == [("STR-NUMBER", "五")]
    assert "实为“六”" in findings[0].message


@pytest.mark.parametrize(
    "line",
    [
        "（详见六、其他需要报告的事项）",
        "见六、其他需要报告的事项",
        "具体情况见第三部分。",
        "一、总体情况；二、主动公开政府信息情况；三、收到和处理政府信息公开申请情况。",
        "1.主动公开政府信息情况",
        "（二）收到和处理政府信息公开申请情况",
        "（三）政府信息公开行政复议、行政诉讼情况",
        "（1）主动公开政府信息情况",
    ],
)
def test_references_and_sub_headings_are_no_headings(line: str) -> None:
    clean = headings(report())
    overview = (
        f"2024年，我局做好公开工作。\n{line}\n（一）主动公开。全年公布120条。（二）依申请公开。乙。（三）政府信息管理。丙。"
        "（四）政府信息公开平台建设。丁。（五）监督保障。戊。"
    )
    text = written(sections={"一": overview})
    assert headings(read(text)) == clean
    assert [finding.rule for finding in audit(text).verdict.findings] == []


@pytest.mark.parametrize(
    "line",
    [
        "存在的主要问题及改进情况（2024年度）",
        "◇五、2024年度存在的主要问题及改进情况如下",
        "附：五、存在的主要问题及改进情况",
        "五、存在的主要问题及改进情况（一）公开内容不够全面，需要进一步充实；（二）解读形式单一，需要丰富。",
        "本年度复议、诉讼情况见上表。五、存在的主要问题及改进情况。公开内容的针对性有待增强，下一步将做好需求调研，丰富内容。",
    ],
)
def test_a_section_whose_words_stand_where_its_heading_could_is_never_called_missing(line: str) -> None:
    text = written(headings={"五": line}, sections={"五": "公开内容的针对性有待增强。下一步，将做好需求调研。"})
    told = result(audit(text), "STR-SECTION")
    assert told.outcome.value in ("passed", "cannot_check")
    if told.outcome.value == "cannot_check":
        assert "第五部分的标题可能是" in told.reason


@pytest.mark.parametrize(
    "preamble",
    [
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况等六部分组成。统计期限自2024年1月1日起至2024年12月31日止。电话：0871-65550123，地址：学府路8号。",
        "统计期限自2024年1月1日起至2024年12月31日止。电话：0871-65550123，地址：学府路8号。",
    ],
)
def test_a_section_that_is_only_mentioned_is_still_missing(preamble: str) -> None:
    found = audit(written(preamble=preamble, drop_sections=["五"]))
    assert result(found, "STR-SECTION").outcome.value == "failed"
