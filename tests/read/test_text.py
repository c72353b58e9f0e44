"""Tables in plain text, in the layouts converters and people leave behind. All texts are made up."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.errors import UnreadableReport
from auditor.model.document import Document, Grid, Paragraph
from auditor.read.text.reader import read_text
from tests.reading import context


def _read(text: str, **changed: int) -> Document:
    return read_text(text.encode(), "报告.txt", context(**changed))


def _shape(text: str) -> list[str | list[list[str]]]:
    """The blocks of a text: paragraphs as text, grids as rows of cells."""
    return [
        block.text if isinstance(block, Paragraph) else [[cell.raw for cell in row] for row in block.rows]
        for block in _read(text).blocks
    ]


def _rows(text: str) -> list[list[str]]:
    (grid,) = _read(text).grids()
    return [[cell.raw for cell in row] for row in grid.rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"])
def test_a_line_may_end_in_any_of_the_ways_there_are(end: str) -> None:
    lines = ["一、总体情况", "今年的工作", "信息内容\t本年制发件数", "规章\t0"]
    assert _shape(end.join(lines)) == [*lines[:2], [["信息内容", "本年制发件数"], ["规章", "0"]]]


def test_a_cell_a_line_behind_a_tab_with_blank_lines_between_rows() -> None:
    text = "前文\n\t信息内容\n\t本年制发件数\n\n\t规章\n\t0\n\n\t\n\t行政许可\n\t12\n\n\n后文"
    assert _shape(text) == ["前文", [["信息内容", "本年制发件数"], ["规章", "0"], ["", "行政许可", "12"]], "后文"]


@pytest.mark.parametrize("broken", ["\t总\n\n计\n", "\t总\n计\n", "\t总\n\n\n计\n"])
def test_a_cell_broken_over_lines_is_one_cell(broken: str) -> None:
    text = f"\t自然人\n{broken}\t商业企业\n\n\t1\n\t2\n\t3\n"
    assert _rows(text) == [["自然人", "总\n计", "商业企业"], ["1", "2", "3"]]


def test_a_heading_behind_a_table_of_cell_lines_is_no_rest_of_a_cell() -> None:
    text = "\t规章\n\t0\n\t0\n三、收到和处理政府信息公开申请情况\n\t新收\n\t1\n\t2\n"
    assert _shape(text) == [[["规章", "0", "0"]], "三、收到和处理政府信息公开申请情况", [["新收", "1", "2"]]]


def test_rows_on_a_line_between_tabs_keep_their_empty_cells() -> None:
    text = "表\n\t自然人\t总计\t\n一、本年新收\t3\t\t3\n\n二、上年结转\t0\t0\n后文"
    assert _shape(text) == [
        "表",
        [["", "自然人", "总计", ""], ["一、本年新收", "3", "", "3"], ["二、上年结转", "0", "0"]],
        "后文",
    ]


def test_cells_that_end_in_bars_are_a_stream_with_runs_of_bars_for_blank_cells() -> None:
    text = "前文\n规章 |\n0 |\n0 |\n行政许可 |\n|||\n12\n后文"
    first, grid, last = _read(text).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(last, Paragraph)
    assert isinstance(grid, Grid)
    assert grid.stream
    assert [cell.raw for cell in grid.cells()] == ["规章", "0", "0", "行政许可", "", "", "", "12"]
    assert last.text == "后文"


def test_rows_between_bars_and_markdown_tables_are_rows() -> None:
    rows = [["项目", "件数"], ["规章", "0"], ["", "12"]]
    assert _rows("项目 | 件数\n规章 | 0\n") == rows[:2]
    assert _rows("| 项目 | 件数 |\n|:---|---:|\n| 规章 | 0 |\n|  | 12 |\n") == rows
    assert _rows("｜项目｜件数｜\n\n｜规章｜0｜\n\n｜｜12｜\n") == rows
    assert _rows("+----+----+\n| 项目 | 件数 |\n+====+====+\n| 规章 | 0 |\n| | 12 |\n+----+----+\n")[-3:] == rows


def test_markdown_signs_of_headings_and_bold_lines_are_no_text() -> None:
    assert _shape("# 年度报告\n## 一、总体情况\n**二、主动公开**\n正文**重点**内容\n") == [
        "年度报告",
        "一、总体情况",
        "二、主动公开",
        "正文重点内容",
    ]


def test_markdown_signs_within_a_line_are_text() -> None:
    assert _shape("# 年度报告\n- 共收到 3 + 5 件，2023 - 2024 年合计 8 件。\n* 其他事项\n") == [
        "年度报告",
        "共收到 3 + 5 件，2023 - 2024 年合计 8 件。",
        "其他事项",
    ]


def test_lines_of_wide_blanks_are_blank() -> None:
    assert _shape("一、总体情况\n" + "\u3000" * 20 + "\n全年公开信息十二条。\n") == [
        "一、总体情况",
        "全年公开信息十二条。",
    ]


def test_labels_and_bare_figures_a_line_each_are_a_stream() -> None:
    text = (
        "二、主动公开政府信息情况\n规章\n0\n0\n０\n行政许可\n1,234\n三、收到和处理政府信息公开申请情况\n全年收到申请。"
    )
    (grid,) = _read(text).grids()
    assert grid.stream
    assert [cell.raw for cell in grid.cells()] == ["规章", "0", "0", "０", "行政许可", "1,234"]
    assert [p.text for p in _read(text).paragraphs()] == [
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "全年收到申请。",
    ]


def test_a_row_that_begins_like_a_heading_stays_in_its_table_of_bare_figures() -> None:
    (grid,) = _read("自然人\n总计\n一、本年新收政府信息公开申请数量\n3\n3\n四、结转下年度继续办理\n0\n0\n").grids()
    assert [cell.raw for cell in grid.cells()][-3:] == ["四、结转下年度继续办理", "0", "0"]


def test_a_label_and_its_figures_on_one_line_between_blanks_are_a_row() -> None:
    assert _rows("规章 0 0 12\n行政规范性文件  3 — 4.5\n") == [
        ["规章", "0", "0", "12"],
        ["行政规范性文件", "3", "—", "4.5"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\t2024年，我局认真贯彻落实政府信息公开各项要求，扎实做好公开工作，成效明显。\n"
        "\t全年发布信息120条，开展培训2次，回应关切12件，公众满意度进一步提高。\n"
        "\t下一步，我局将继续加强公开工作，丰富解读形式，提高公开质量，主动接受监督。\n",
        "我局门户网站（云川教育|政务公开）全年运行平稳。\n下一步将继续加强。",
        "联系电话\t0871-65550123\n下一步将继续加强。",
        "全年公开信息120条。\n12\n其中政策解读8条。",
        "一、总体情况\n2024年，我局做好公开工作。",
    ],
    ids=["indented", "one-bar", "one-tab", "one-figure", "heading"],
)
def test_running_text_is_no_table(text: str) -> None:
    assert list(_read(text).grids()) == []
    assert [p.text for p in _read(text).paragraphs()] == [line.strip() for line in text.splitlines()]


def test_residue_of_converters_is_no_text() -> None:
    text = "[bookmark: _GoBack]我局[image: 图1]严格[Footnote：1]落实[注：保留]。\n[pic: 甲]\n"
    assert _shape(text) == ["我局严格落实[注：保留]。"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "gb18030"),
    ],
)
def test_encoding_and_line_ends_change_nothing(mark: bytes, encoding: str, newline: str) -> None:
    text = "云川市教育局2024年政府信息公开工作年度报告\n一、总体情况\n\t规章\n\t0\n\t12\n\n后文\n"
    found = read_text(mark + text.replace("\n", newline).encode(encoding), "甲", context())
    plain = _read(text)
    assert (found.text, found.blocks, found.warnings) == (plain.text, plain.blocks, ())


def test_form_feeds_part_paragraphs() -> None:
    assert _shape("前页\f后页\v末") == ["前页", "后页", "末"]


def test_broken_bytes_are_told_and_the_rest_is_read() -> None:
    found = read_text("全年公开信息十二条。".encode() * 20 + b"\xff\n" + "后文".encode(), "甲", context())
    assert found.warnings == ("有1处字节无法按 UTF-8 解码，已用“\ufffd”代替",)
    assert [p.text for p in found.paragraphs()][-1] == "后文"


@pytest.mark.parametrize("text", [" \n\t\n", "[bookmark: _GoBack]\n"])
def test_a_text_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnreadableReport, match="没有可读的文字"):
        _read(text)


def test_limits_hold_for_cells_and_characters() -> None:
    with pytest.raises(UnreadableReport, match="表格单元格数超过上限"):
        _read("甲\t1\n乙\t2\n丙\t3\n", cells=5)
    with pytest.raises(UnreadableReport, match="文字数超过上限"):
        _read("公开" * 30, text_characters=40)


def test_a_text_that_takes_too_long_is_told() -> None:
    with pytest.raises(UnreadableReport, match=r"^文件过于复杂，处理器用了 0 秒还没有读完"):
        _read("├─┼┤\n│1│\n" * 100, seconds=0)


LINES = st.lists(
    st.sampled_from(
        [
            "规章",
            "\t规章",
            "\t",
            "\t0",
            "0",
            "|",
            "||",
            "0 |",
            "甲 | 乙",
            "| --- |",
            "",
            " ",
            "一、总体",
            "a\tb",
            "\t\t",
        ]
    )
    | st.text(alphabet="规0|\t 。", max_size=6),
    max_size=25,
)


@example(["\t规章", "\t\t", "", "规章", "\t规章"])
@given(LINES)
def test_any_lines_are_read_in_order_with_offsets_that_fit(lines: list[str]) -> None:
    try:
        found = _read("\n".join(lines))
    except UnreadableReport:
        return
    last = 0
    for block in found.blocks:
        assert last <= block.start <= block.end
        last = block.end
        for part in (block,) if isinstance(block, Paragraph) else block.cells():
            assert found.text[part.start : part.end] == (part.text if isinstance(part, Paragraph) else part.raw)
    figures = [character for character in found.text if character in "规0。"]
    assert figures == [character for character in "\n".join(lines) if character in "规0。"]
