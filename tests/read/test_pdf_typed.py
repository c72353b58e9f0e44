"""What is typed onto a PDF page, into form fields or as notes, is read where it stands; what cannot be told is not called blank."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from auditor.model.document import Document
from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import auditor, page, tables, wanted
from tests.read.test_pdf_turned import turned
from tests.reading import context
from tests.writers.forms import HIDDEN, KINDS, NO_VIEW, Entry, entries, typed
from tests.writers.paper import Look, paragraphs, sample
from tests.writers.pdf import by_weasyprint

pytestmark = pytest.mark.slow

READ = [kind for kind in KINDS if kind not in ("ink", "wordless")]


@cache
def blank() -> bytes:
    """A report whose tables are to be filled in."""
    rows = {
        key: {name: ["" for _ in cells] for name, cells in table.items()} for key, table in sample(11, 3).tables.items()
    }
    return by_weasyprint(replace(sample(11, 3), tables=rows), Look())


@cache
def figures() -> list[Entry]:
    report = sample(11, 3)
    order = ("proactive", "requests", "remedies")
    return entries(
        read_pdf(blank(), "表.pdf", context()), [c for key in order for row in report.tables[key].values() for c in row]
    )


def unread(document: Document) -> list[str]:
    return [cell.unread for grid in document.grids() for cell in grid.cells() if cell.unread]


def blanks(document: Document) -> int:
    return sum(not cell.raw for grid in document.grids() for cell in grid.cells())


@pytest.mark.filterwarnings("ignore:This document has 200 form widget")
@pytest.mark.parametrize("kind", READ)
def test_a_report_filled_in_on_the_page_is_read_whole(kind: str) -> None:
    document = read_pdf(typed(blank(), figures(), kind), "报告.pdf", context())
    assert tables(document) == wanted(sample(11, 3))
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(sample(11, 3))
    assert unread(document) == []


@pytest.mark.parametrize("kind", ["field", "note"])
@pytest.mark.parametrize("turn", [(0, 90), (90, 0), (0, 180)])
def test_it_is_read_on_pages_that_lie_on_their_side(kind: str, turn: tuple[int, int]) -> None:
    document = read_pdf(turned(typed(blank(), figures(), kind), *turn), "报告.pdf", context())
    assert tables(document) == wanted(sample(11, 3))


@pytest.mark.parametrize("flags", [HIDDEN, NO_VIEW])
def test_what_is_hidden_is_not_read(flags: int) -> None:
    document = read_pdf(typed(blank(), figures(), "field", flags), "报告.pdf", context())
    assert (blanks(document), unread(document)) == (200, [])


@pytest.mark.parametrize("kind", ["ink", "wordless"])
def test_a_cell_with_a_drawing_is_not_blank(kind: str) -> None:
    document = read_pdf(typed(blank(), figures(), kind), "报告.pdf", context())
    assert len(unread(document)) == 200
    verdict = auditor().audit_report(auditor().recognise_document(document)).verdict
    told = [finding.message for finding in verdict.findings]
    assert not any("没有填写" in message or "表三" in message for message in told)


def table(*rows: str) -> bytes:
    cells = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row.split("|")) + "</tr>" for row in rows)
    css = "table { border-collapse: collapse; width: 100% } td { border: 1px solid; height: 20pt; width: 25% }"
    return page(f"<table>{cells}</table>", css)


def grid(data: bytes) -> list[list[tuple[str, bool]]]:
    (found,) = read_pdf(data, "表.pdf", context()).grids()
    return [[(cell.raw, bool(cell.unread)) for cell in row] for row in found.rows]


def place(data: bytes, number: int) -> Entry:
    """The box of a cell, counted from 0."""
    document = read_pdf(data, "表.pdf", context())
    cell = [cell for grid in document.grids() for cell in grid.cells()][number]
    at = document.place_at(cell.start)
    assert at is not None
    return Entry(at.page, at.box, "")


def test_a_note_over_several_cells_is_put_into_none() -> None:
    data = table("许可||", "处罚|3|4")
    first, last = place(data, 1), place(data, 2)
    wide = Entry(1, (first.box[0], first.box[1], last.box[2], last.box[3]), "12                                  7")
    assert grid(typed(data, [wide], "note"))[0] == [("许可", False), ("", True), ("", True)]


def test_a_figure_typed_over_another_one_is_not_told() -> None:
    data = table("许可|12|5", "处罚|3|4")
    over = replace(place(data, 1), text="21")
    assert grid(typed(data, [over], "note"))[0][1][1]


def test_a_field_whose_text_is_printed_too_is_read_once() -> None:
    data = table("许可|12|5", "处罚|3|4")
    again = replace(place(data, 1), text="12")
    assert grid(typed(data, [again], "field"))[0] == [("许可", False), ("12", False), ("5", False)]


@pytest.mark.parametrize("gap", ["_______", "<span style='display: inline-block; width: 40pt'></span>"])
def test_a_field_within_a_sentence(gap: str) -> None:
    data = page(f"<p>全年收到政府信息公开申请<b style='font-weight: 400'>{gap}</b>件，均已按期办结。</p>")
    before = read_pdf(data, "句.pdf", context())
    left, top, right, bottom = before.places[0].box
    em = (right - left - 40) / 22 if "span" in gap else 12.0
    start = left + 12 * em
    document = read_pdf(typed(data, [Entry(1, (start, top, start + 38, bottom), "12")], "field"), "句.pdf", context())
    assert [paragraph.text for paragraph in document.paragraphs()] == ["全年收到政府信息公开申请12件，均已按期办结。"]


def test_words_struck_out_by_an_annotation_are_left_out() -> None:
    data = table("许可|15|5", "处罚|3|4")
    document = read_pdf(typed(data, [place(data, 1)], "strike"), "表.pdf", context())
    assert next(document.grids()).rows[0][1].raw == ""
    assert document.warnings == ("有 1 处文字带删除线，按已删除处理，请核对原件",)


def test_comments_stamps_and_links_are_no_text() -> None:
    data = table("许可|12|5", "处罚|3|4")
    for kind in ("comment", "highlight", "link", "stamp", "callout"):
        assert grid(typed(data, [replace(place(data, 1), text="9")], kind)) == grid(data), kind
