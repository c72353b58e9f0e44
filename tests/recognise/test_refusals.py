"""What is refused, and that the reason says what was found."""

from __future__ import annotations

import pytest

from auditor.errors import UnreadableReport
from tests.recognise.reports import form, read, written

WORDS = "各单位要高度重视，明确专人负责，按时完成各项任务，确保内容真实准确。\n" * 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"关于做好2024年政府信息公开工作年度报告编制工作的通知\n各单位：\n{WORDS}", "找到的是关于年度报告的通知"),
        (f"关于报送2024年政府信息公开年报的函\n{WORDS}", "找到的是关于年度报告的通知"),
        (f"青川县林业局2024年政府信息公开工作年度报告解读\n{WORDS}", "找到的是对年度报告的解读"),
        (f"一图读懂：青川县2024年政府信息公开工作年度报告\n\n{WORDS}", "找到的是对年度报告的解读"),
        (f"青川县2024年政务公开工作要点\n{WORDS}", "找到的是政务公开工作要点"),
        (f"青川县林业局政府信息公开制度\n{WORDS}", "找到的是通知或方案"),
        (f"青川县林业局2024年法治政府建设年度报告\n一、主要举措\n{WORDS}", "找到的是法治政府建设的报告"),
        (f"青川县林业局2024年度部门决算\n{WORDS}", "找到的是预算或决算"),
        (f"青川县人民政府2024年政府工作报告\n{WORDS}", "找到的是政府工作报告"),
        (f"青川县林业局2024年度工作总结\n{WORDS}", "找到的是别的年度报告"),
        (f"青川县政府网站工作年度报表（2024年度）\n{WORDS}", "找到的是政府网站的报表"),
        (
            "".join(f"青川县林业局{year}年政府信息公开工作年度报告\n" for year in range(2019, 2025)),
            "找到的是一组报告的目录或链接（2019、2020、2021、2022等年度）",
        ),
        (
            "".join(f"· 青川县林业局{year}年政府信息公开年报 [{year + 1}-01-20]\n" for year in (2022, 2023, 2024)),
            "找到的是一组报告的目录或链接（2022、2023、2024年度）",
        ),
        ("附件：青川县林业局2024年政府信息公开工作年度报告.docx\n报告全文请下载附件。", "找到的只是附件的名称或链接"),
        ("青川县林业局2024年政府信息公开工作年度报告\n正在建设中", "找到的只有2024年度报告的标题"),
        (f"青川县林业局2016年政府信息公开工作年度报告\n{WORDS}", "这是2016年度的报告"),
        ("今天天气很好。\n" * 40, "没有找到规定的章节、表格和标题"),
        ("".join(written().split("\n")), "全文连成了一段"),
    ],
)
def test_the_reason_names_what_was_found(text: str, said: str) -> None:
    with pytest.raises(UnreadableReport) as refused:
        read(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_tables_alone_are_refused_as_such() -> None:
    with pytest.raises(UnreadableReport, match="找到的只是报告的表格"):
        read("\n".join(line for line in written().split("\n") if "\t" in line))


def test_a_template_that_nobody_filled_in_is_refused_as_such() -> None:
    headings = {section.numeral: f"{section.numeral}、{section.heading}" for section in form().sections}
    lines = ["××局20××年政府信息公开工作年度报告"]
    for line in written(headings=headings).split("\n"):
        if line in headings.values():
            lines.append(line)
        elif "\t" in line:
            lines.append("\t".join("" if cell.replace(".", "").isdigit() else cell for cell in line.split("\t")))
    with pytest.raises(UnreadableReport, match="找到的是没有填写的报告模板"):
        read("\n".join(lines))
