"""Printed pages on which text stands beside text: two columns, and boxes beside the title. All texts are made up."""

from __future__ import annotations

from functools import cache

import pytest

from auditor.model.report import Report
from auditor.read.opener import read_bytes
from tests.recognise.reports import auditor
from tests.writers.paper import Look, sample, web_page
from tests.writers.pdf import html_to_pdf

pytestmark = pytest.mark.slow

LOOK = Look(text_size=10.5, size=6)
COLUMNS = {
    "text-and-tables": "body { column-count: 2; column-gap: 8mm }",
    "near": "body { column-count: 2; column-gap: 5mm }",
    "under-the-title": "body { column-count: 2; column-gap: 8mm } h1 { column-span: all }",
    "with-a-line-between": "body { column-count: 2; column-gap: 8mm; column-rule: 1px solid #000 }",
}
WHOLE = "tr { break-inside: avoid }"
BOXES = {
    "ruled": "border: 1px solid #000",
    "bare": "",
    "shaded": "background: #eee",
}
TEXTS = {
    "contact": ("联系方式", "地址：云川市禾丰路16号", "电话：0878-5550116", "邮编：674200"),
    "contents": (
        "目录",
        "一、总体情况",
        "二、主动公开情况",
        "三、申请情况",
        "四、复议诉讼",
        "五、存在问题",
        "六、其他事项",
    ),
    "links": ("相关链接", "国办发〔2016〕80号", "2023年共收到99件"),
}


def boxed(style: str, lines: tuple[str, ...], *, side: str = "right", before: str = "<h1>") -> str:
    """The page with a box at one side, above the first of the elements that begin so."""
    place = f"float: {side}; width: 45mm; margin: 0 4mm; font-size: 9pt; text-indent: 0; {style}"
    box = f'<div style="{place}">{"<br>".join(lines)}</div>'
    return web_page(sample(prose=2), LOOK, WHOLE).replace(before, box + before, 1)


@cache
def read(html: str) -> Report:
    return auditor().recognise_document(read_bytes(html_to_pdf(html), "报告.pdf"))


def seen(report: Report) -> list[object]:
    """What the rules are held against."""
    figures = [(k, v.row, v.column, v.number, v.text) for k, table in report.tables.items() for v in table.values()]
    sections = [(each.heading.text, each.prose.text) for each in report.sections]
    title = report.title.text.replace("\n", "") if report.title else ""
    return [title, report.agency, report.preamble.text, sections, figures]


def plain() -> Report:
    return read(web_page(sample(prose=2), LOOK, WHOLE))


@pytest.mark.parametrize("kind", COLUMNS)
def test_columns_are_read_one_after_the_other(kind: str) -> None:
    found = read(web_page(sample(prose=2), LOOK, COLUMNS[kind] + WHOLE))
    assert seen(found) == seen(plain())
    for place in found.document.places:
        left, top, right, bottom = place.box
        assert 0 < left <= right < 596
        assert 0 < top <= bottom < 842


@pytest.mark.parametrize("style", BOXES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_box_beside_the_title_is_none_of_it(style: str, text: str) -> None:
    found = read(boxed(BOXES[style], TEXTS[text]))
    assert seen(found) == seen(plain())
    assert all(line in found.document.text for line in TEXTS[text])


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_ruled_box_further_down_is_none_of_the_text_beside_it(side: str) -> None:
    found = read(boxed(BOXES["ruled"], TEXTS["links"], side=side, before="<h2>五、"))
    assert seen(found)[:3] == seen(plain())[:3]
    for section, wanted in zip(found.sections, plain().sections, strict=True):
        assert all(line in section.prose.text.split("\n") for line in wanted.prose.text.split("\n"))


def test_more_columns_are_told() -> None:
    found = read(web_page(sample(prose=2), LOOK, "body { column-count: 3; column-gap: 6mm }" + WHOLE))
    assert {each.what for each in found.document.unread} == {"分成多栏的文字"}
    assert any("三栏以上" in warning for warning in found.warnings)


def test_pairs_of_entries_are_no_columns() -> None:
    entries = "".join(
        f"<p style='text-indent: 0'>{left}<span style='float: right'>{right}</span></p>"
        for left, right in (
            ("索引号：000014349", "主题分类：综合"),
            ("发布机构：云川市教育局", "公开日期：2025年1月16日"),
        )
    )
    found = read(web_page(sample(prose=2), LOOK, WHOLE).replace("<h1>", entries + "<h1>", 1))
    assert seen(found)[0] == seen(plain())[0]
    assert seen(found)[3:] == seen(plain())[3:]
