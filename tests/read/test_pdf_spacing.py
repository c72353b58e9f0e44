"""Lines of a PDF with wide gaps between or within words are lines, and no rows of a table."""

from __future__ import annotations

import pytest

from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import page, rows
from tests.reading import context

DATES = "本报告中所列数据的统计期限自 2022 年 1 月 1 日起至 2022 年 12 月 31 日止，"
COUNTS = "全年 收到申请 12 件，办结 11 件，结转下年度 1 件，培训 4 次，参加 187 人次。"
WORDS = "如对本报告有疑问，请与教育局办公室联系。"


def squeezed(data: bytes) -> list[str]:
    document = read_pdf(data, "报告.pdf", context())
    assert list(document.grids()) == []
    assert document.warnings == ()
    return ["".join(paragraph.text.split()) for paragraph in document.paragraphs()]


@pytest.mark.parametrize("gap", ["0", "2pt", "4pt", "6pt", "8pt"])
@pytest.mark.parametrize("property_", ["word-spacing", "letter-spacing"])
def test_a_line_with_blanks_around_its_figures(property_: str, gap: str) -> None:
    body = "".join(f"<p>{text}</p>" for text in (DATES, COUNTS, WORDS))
    found = squeezed(page(body, f"p {{ {property_}: {gap}; font-size: 11pt; width: 480pt }}"))
    assert "".join(found) == "".join("".join(text.split()) for text in (DATES, COUNTS, WORDS))


@pytest.mark.parametrize("pitch", [17, 20, 23])
def test_each_character_an_object_of_its_own(pitch: int) -> None:
    lines = ("二〇二二年政府信息公开工作年度报告", "2022年1月1日起至12月31日止", "联系电话0878-5550472")
    body = "".join(
        "<p>" + "".join(f'<i style="display: inline-block; width: {pitch}pt; font-style: normal">{c}</i>' for c in line)
        for line in lines
    )
    assert "".join(squeezed(page(body, "p { font-size: 12pt }"))) == "".join(lines)


def test_a_name_set_wide_has_no_blanks() -> None:
    css = "p { text-align: center; letter-spacing: 14pt }"
    document = read_pdf(page("<p>云川市教育局</p>", css), "题.pdf", context())
    assert [paragraph.text for paragraph in document.paragraphs()] == ["云川市教育局"]


@pytest.mark.parametrize("gap", [6, 12, 30])
def test_rows_of_single_digits_beside_spaced_labels_stay_rows(gap: int) -> None:
    cells = [
        ["项 目 名 称", "甲", "乙", "丙"],
        ["规 章 总 数 量", "0", "1", "2"],
        ["行 政 许 可", "3", "4", "5"],
        ["行 政 处 罚", "6", "7", "8"],
    ]
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in cells)
    document = read_pdf(page(f"<table>{body}</table>", f"td {{ padding: 3px {gap}px }}"), "表.pdf", context())
    (grid,) = document.grids()
    assert [row[-3:] for row in rows(grid)][1:] == [row[1:] for row in cells][1:]
