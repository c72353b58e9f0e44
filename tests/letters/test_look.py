"""The letter's measures, taken from the PDF's own coordinates and held against GB/T 9704—2012."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from auditor.letters.content.letter import LetterIssue
from auditor.letters.content.page import head_lines
from auditor.model.finding import Severity
from tests.letters.ink import MM, Ink, lines, pages, words
from tests.letters.pages import OFFICE, page, printed

pytestmark = pytest.mark.slow

LEFT, TOP, WIDTH, HEIGHT = 28.0, 37.0, 156.0, 225.0
PITCH = HEIGHT / 22
BELOW = TOP + HEIGHT


@pytest.fixture
def long_letter(make_audit: Any, make_finding: Any) -> list[list[Ink]]:
    """A letter whose third page holds nothing but one paragraph of Han characters without punctuation."""
    return pages(printed(page(make_audit(make_finding(message="政务公开" * 600)))))


def test_pages_are_a4(make_audit: Any) -> None:
    for sheet in PdfReader(io.BytesIO(printed(page(make_audit())))).pages:
        width, height = sheet.mediabox.width, sheet.mediabox.height
        assert float(width) * MM == pytest.approx(210, abs=0.1)
        assert float(height) * MM == pytest.approx(297, abs=0.1)


def test_nothing_but_page_numbers_lies_outside_the_type_area(long_letter: list[list[Ink]]) -> None:
    for sheet in long_letter:
        for ink in (ink for line in lines(sheet)[:-1] for ink in line):
            assert ink.left >= LEFT - 0.1, ink
            assert ink.right <= LEFT + WIDTH + 0.1, ink
            assert ink.top >= TOP - 0.1, ink
            assert ink.bottom <= BELOW + 0.1, ink


def test_a_full_page_has_22_lines_of_28_characters(long_letter: list[list[Ink]]) -> None:
    body = lines(long_letter[2])[:-1]
    assert len(body) == 22
    assert {len(line) for line in body} == {28}
    for above, below in pairwise(body):
        assert below[0].base - above[0].base == pytest.approx(PITCH, abs=0.05)
    assert {round(ink.size, 1) for line in body for ink in line} == {16.0}


def test_the_red_head(make_audit: Any) -> None:
    first = lines(pages(printed(page(make_audit())))[0])
    name, number, title = first[0], first[1], first[2]
    assert words(name) == OFFICE.name
    assert {ink.colour for ink in name} == {(230, 0, 18)}
    assert min(ink.top for ink in name) - TOP == pytest.approx(35, abs=3)
    assert words(number) == "青政公开审〔2025〕3号"
    assert {ink.colour for ink in number} == {(0, 0, 0)}
    assert number[0].base - name[0].base == pytest.approx(3 * PITCH, abs=PITCH / 2)  # two lines between them
    for line in (name, number, title):
        middle = (line[0].left + line[-1].right) / 2
        assert middle == pytest.approx(LEFT + WIDTH / 2, abs=2)
    assert title[0].size == pytest.approx(22, abs=0.1)
    assert title[0].base - number[0].base == pytest.approx(4 + 3 * PITCH, abs=PITCH / 2)  # 4 mm, the rule, two lines


@pytest.mark.parametrize("count", [2, 6, 10, 18, 19, 27, 36, 40, 60])
def test_the_office_name_is_sized_by_its_length(make_audit: Any, count: int) -> None:
    name = ("青原市人民政府政务公开领导小组办公室" * 4)[:count]
    shown, size = head_lines(name)
    assert "".join(shown) == name
    assert 14 <= size <= 44
    first = lines(pages(printed(page(make_audit(), replace(OFFICE, name=name))))[0])
    for line in first[: len(shown)]:
        assert line[0].colour == (230, 0, 18)
        assert line[0].left >= LEFT - 0.1
        assert line[-1].right <= LEFT + WIDTH + 0.1
    assert min(ink.top for ink in first[0]) >= TOP


def test_page_numbers_stand_outside_with_dashes(long_letter: list[list[Ink]]) -> None:
    for number, sheet in enumerate(long_letter, 1):
        foot = lines(sheet)[-1]
        assert words(foot) == f"—{number}—"
        assert {round(ink.size) for ink in foot} == {14}
        assert min(ink.top for ink in foot) - BELOW == pytest.approx(7, abs=3)
        outside = LEFT + WIDTH - foot[-1].right if number % 2 else foot[0].left - LEFT
        assert outside == pytest.approx(14 * MM, abs=1)


def test_the_levels_have_their_typefaces(make_audit: Any, make_finding: Any) -> None:
    reader = PdfReader(io.BytesIO(printed(page(make_audit(make_finding())))))
    seen: dict[str, str] = {}

    def visit(text: str, _cm: object, _tm: object, font: dict[str, Any] | None, _size: float) -> None:
        for start in ("一、错误", "（一）第三部分", "1.表三", "关于《"):
            if text.strip().startswith(start) and font:
                seen[start] = str(font["/BaseFont"]).split("+")[1]

    for sheet in reader.pages[:2]:
        sheet.extract_text(visitor_text=visit)
    assert seen == {
        "一、错误": "Letter-Hei",
        "（一）第三部分": "Letter-Kai",
        "1.表三": "Letter-Song",
        "关于《": "Letter-Biao",
    }


def test_the_imprint_ends_the_last_page_and_that_is_an_even_one(make_audit: Any, make_finding: Any) -> None:
    for count in range(0, 9, 2):
        findings = [make_finding(list(Severity)[n % 3], message=f"第{n}处。" * 9) for n in range(count)]
        sheets = pages(printed(page(make_audit(*findings))))
        assert len(sheets) % 2 == 0 or len(sheets) == 1
        copies, issued = lines(sheets[-1])[-3:-1]
        assert words(copies) == "抄送：青原市司法局，青原市档案馆。"
        assert words(issued) == "青原市人民政府办公室2025年3月3日印发"
        assert issued[0].left == pytest.approx(LEFT + 14 * MM, abs=1)
        assert issued[-1].right == pytest.approx(LEFT + WIDTH - 14 * MM, abs=1)
        assert max(ink.bottom for ink in issued) == pytest.approx(BELOW, abs=3)


@pytest.mark.parametrize("seal", [True, False])
def test_the_signature_stands_where_the_standard_puts_it(make_audit: Any, seal: bool) -> None:
    sheets = pages(printed(page(make_audit(), replace(OFFICE, seal=seal))))
    found = [line for sheet in sheets for line in lines(sheet)]
    [date] = [line for line in found if words(line) == "2025年3月3日"]
    name = found[found.index(date) - 1]
    assert words(name) == OFFICE.name
    em = 16 * MM
    if seal:
        assert date[-1].right == pytest.approx(LEFT + WIDTH - 4 * em, abs=1)
        assert name[0].left + name[-1].right == pytest.approx(date[0].left + date[-1].right, abs=2)
    else:
        assert name[-1].right == pytest.approx(LEFT + WIDTH - 2 * em, abs=1.5)
        assert date[0].left == pytest.approx(name[0].left + 2 * em, abs=1)


@pytest.mark.parametrize("seal", [True, False])
@pytest.mark.parametrize("count", [14, 15, 28, 45])
def test_a_long_name_stays_in_the_type_area_under_the_letter_too(make_audit: Any, seal: bool, count: int) -> None:
    name = ("青原市人民政府政务公开领导小组办公室" * 4)[:count]
    for sheet in pages(printed(page(make_audit(), replace(OFFICE, name=name, seal=seal)))):
        assert all(ink.left >= LEFT - 0.1 and ink.right <= LEFT + WIDTH + 0.1 for ink in sheet)


def test_no_page_holds_a_signature_without_text(make_audit: Any, make_finding: Any) -> None:
    for length in range(1, 24):
        letter = page(make_audit(make_finding(message="政务公开工作检查意见长短不同" * 2 * length)))
        [sheet] = [lines(s) for s in pages(printed(letter)) if any(words(line) == "2025年3月3日" for line in lines(s))]
        place = next(number for number, line in enumerate(sheet) if words(line) == "附件：问题清单及更正情况反馈表")
        assert place > 0, length


def test_a_draft_leaves_blanks_for_number_and_date(make_audit: Any) -> None:
    found = "".join(
        words(line) for sheet in pages(printed(page(make_audit(), issue=LetterIssue()))) for line in lines(sheet)
    )
    assert "〔〕号" in found
    assert "年月日" in found
