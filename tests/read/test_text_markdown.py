"""Signs of Markdown, and the HTML in it. All texts are made up."""

from __future__ import annotations

import pytest

from auditor.model.document import Document, Paragraph
from auditor.model.finding import Outcome
from auditor.pipeline import Auditor
from auditor.read.opener import read_bytes
from auditor.read.sniff import sniff
from tests.writers.markdown import STYLES
from tests.writers.source import SAMPLES, load_sample

CLEAN = load_sample(SAMPLES / "source" / "04-clean-markdown.yaml").report


def _read(text: str) -> Document:
    return read_bytes(text.encode(), "年报.md")


def _shape(text: str) -> list[str | list[list[str]]]:
    return [
        block.text if isinstance(block, Paragraph) else [[cell.raw for cell in row] for row in block.rows]
        for block in _read(text).blocks
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("## **一、总体情况**", ["一、总体情况"]),
        ("**一、总体情况**", ["一、总体情况"]),
        ("__一、总体情况__", ["一、总体情况"]),
        ("### *一、总体情况* ###", ["一、总体情况"]),
        ("#一、总体情况", ["一、总体情况"]),
        ("## 一、总体情况 {#sec-1 .unnumbered}", ["一、总体情况"]),
        ("- ## 一、总体情况", ["一、总体情况"]),
        ("- 一、总体情况", ["一、总体情况"]),
        ("> 一、总体情况", ["一、总体情况"]),
        ("> > **一、总体情况**", ["一、总体情况"]),
        ("一、总体情况\n============", ["一、总体情况"]),
        ("一、总体情况\n---", ["一、总体情况"]),
        ("<h2>一、总体情况</h2>\n正文。", ["一、总体情况", "正文。"]),
        ("<!-- page 3 -->\n一、总体情况\n\n---\n\n正文。", ["一、总体情况", "正文。"]),
        ("---\nlang: zh\n---\n\n# 一、总体情况", ["一、总体情况"]),
        ("```\n一、总体情况\n```", ["一、总体情况"]),
        ("全年**公开**信息__12__条，*其中*`解读`3条。", ["全年公开信息12条，其中解读3条。"]),
        ("# 甲\n全年公开信息12\\*3条，1\\. 见\\_文&nbsp;件。", ["甲", "全年公开信息12*3条，1. 见_文 件。"]),
        (
            "见[门户网站](https://www.example.cn/a_(b))和<https://www.example.cn>。",
            ["见门户网站和https://www.example.cn。"],
        ),
        ("# 甲\n前行<br>后行", ["甲", "前行", "后行"]),
        ("# 甲\na_b_c和12*", ["甲", "a_b_c和12*"]),
    ],
)
def test_signs_are_no_text(written: str, read: list[str]) -> None:
    assert _shape(written) == read


@pytest.mark.parametrize(
    "cell",
    [
        "**12**",
        "*12*",
        "__12__",
        "`12`",
        "12&nbsp;",
        "$12$",
        "~~15~~ 12",
        "<s>15</s>12",
        "12<sup>1</sup>",
        "12[^1]",
        "12^[1]^",
        "12$^{1}$",
    ],
)
def test_a_figure_is_what_it_shows(cell: str) -> None:
    found = _read(f"# 年报\n\n| 项目 | 件数 |\n| --- | --- |\n| 规章 | {cell} |\n| 许可 | 3 |\n")
    (grid,) = found.grids()
    assert [item.raw for item in grid.cells()][2:] == ["规章", "12", "许可", "3"]
    left_out = any(sign in cell for sign in ("~", "<s", "^"))
    assert bool(found.warnings) is left_out


def test_powers_and_lone_raised_figures_stay() -> None:
    assert _shape("# 甲\n面积3m<sup>2</sup>。") == ["甲", "面积3m2。"]
    table = "| 项目 | 件数 |\n| --- | --- |\n| 规章 | <sup>12</sup> |\n"
    assert _shape(table) == [[["项目", "件数"], ["规章", "12"]]]


@pytest.mark.parametrize(
    "table",
    [
        "| 项目 | 件数 |\n|:--|--:|\n| 甲\\|乙 | 1 |",
        "项目 | 件数\n:--|--:\n甲\\|乙 | 1",
        "```\n| 项目 | 件数 |\n|---|---|\n| 甲\\|乙 | 1 |\n```",
        "> | 项目 | 件数 |\n> |---|---|\n> | 甲\\|乙 | 1 |",
        "<table><tr><td>项目</td><td>件数</td></tr>\n\n<tr><td>甲|乙</td><td>1</td></tr></table>",
        '<div align="center">\n\n<table><tr><th>项目</th><th>件数</th></tr><tr><td>**甲|乙**</td><td>1</td></tr></table>\n\n</div>',
    ],
)
def test_tables_in_every_hand(table: str) -> None:
    assert _shape(f"# 年报\n\n{table}\n\n后文") == ["年报", [["项目", "件数"], ["甲|乙", "1"]], "后文"]


def test_cells_on_several_lines_are_put_together() -> None:
    grid = "+------+------+\n| 项目 | 件数 |\n+======+======+\n| 行政 | 12   |\n| 许可 |      |\n+------+------+"
    under = "-----------\n项目   件数\n------ ----\n行政   12\n许可\n\n处罚   3\n-----------"
    assert _shape(f"前文\n\n{grid}") == ["前文", [["项目", "件数"], ["行政\n许可", "12"]]]
    assert _shape(f"前文\n\n{under}") == ["前文", [["项目", "件数"], ["行政\n许可", "12"], ["处罚", "3"]]]


@pytest.mark.parametrize(
    "picture",
    [
        "![](images/3.png)",
        "![表三][3]",
        "![[表三.png]]",
        '<img src="3.png">',
        "<!-- image -->",
        '<iframe src="t.html" width="600" height="400"></iframe>',
    ],
)
def test_a_table_that_is_a_picture_is_not_called_missing(picture: str) -> None:
    text = STYLES["bold-html"](CLEAN)
    first = text.index("<table>", text.index("三、收到和处理"))
    text = text[:first] + picture + text[text.index("</table>", first) + 8 :]
    auditor = Auditor()
    found = auditor.audit_report(auditor.recognise_document(_read(text)))
    outcome = {one.rule: one for one in found.verdict.results}["TBL-MISSING"]
    assert outcome.outcome is Outcome.CANNOT_CHECK
    assert "没有读到表三，但文件里有" in outcome.reason


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# 年报\n\n<table><tr><td>1</td></tr></table>", "text"),
        ("<!-- page 1 -->\n\n**年报**\n\n<table>", "text"),
        ('<div align="center">\n\n# 年报\n\n</div>', "text"),
        ("云川市教育局\n2024年年报\n\n<table>\n<tr><td>1</td></tr></table>", "text"),
        ("<div><p>云川市教育局</p></div>", "html"),
        ("云川市教育局<br>2024年年报<p>一、总体情况</p>", "html"),
        ("<!doctype html><html><body># 年报\n# 甲</body></html>", "html"),
        ("<style>\n#top {}\n</style><div>年报</div>", "html"),
    ],
)
def test_html_in_markdown_makes_no_page(text: str, form: str) -> None:
    assert sniff(text.encode()) == form
