"""Where text stands on its page: PDFium itself is asked what stands in each box."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject

from auditor.model.document import Document, PageBox
from auditor.pipeline import Auditor
from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import remade
from tests.reading import context
from tests.writers.fixtures import FIXTURES, FOLDER
from tests.writers.paper import Look, sample
from tests.writers.pdf import by_weasyprint

TIGHT = Look(size=12, padding=1, margin=30, text_size=16, prose=3)
_FINE = 100


@cache
def printed() -> bytes:
    """Figures of six digits in narrow cells, paragraphs and a table over several pages."""
    return by_weasyprint(sample(100_234, 1013, 3), TIGHT)


def cropped(data: bytes, turn: int = 0) -> bytes:
    """The file with a CropBox that leaves out a part of each margin, its pages turned."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for page in writer.pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        page.cropbox = RectangleObject((left + 31, bottom + 17, right - 11, top - 23))
        page.rotate(turn)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def shown_in(page: Any, box: tuple[float, float, float, float]) -> str:
    """The text in a box given in points from the upper left corner of the page as it is shown."""
    wide, high = pdfium.FPDF_GetPageWidthF(page.raw), pdfium.FPDF_GetPageHeightF(page.raw)
    points = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        at_x, at_y = ctypes.c_double(), ctypes.c_double()
        size = (0, 0, round(wide * _FINE), round(high * _FINE), 0)
        assert pdfium.FPDF_DeviceToPage(page.raw, *size, round(x * _FINE), round(y * _FINE), at_x, at_y)
        points.append((at_x.value, at_y.value))
    (x0, y0), (x1, y1) = points
    text: str = page.get_textpage().get_text_bounded(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return "".join(text.split())


def assert_boxes(data: bytes, document: Document) -> None:
    with pypdfium2.PdfDocument(data) as file:
        pages = list(file)
        for place in document.places:
            wanted = "".join(document.text[place.start : place.end].split())
            assert not wanted or wanted in shown_in(pages[place.page - 1], place.box), place


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "as made": lambda data: data,
    "turned by 90": lambda data: remade(data, "90"),
    "turned by 270": lambda data: remade(data, "270"),
    "upside down": lambda data: remade(data, "180"),
    "cropped": cropped,
    "cropped and turned": lambda data: cropped(remade(data, "90")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_box_holds_its_text(change: str) -> None:
    data = CHANGES[change](printed())
    assert_boxes(data, read_pdf(data, "报告.pdf", context()))


@pytest.mark.parametrize("maker", ["chromium", "libreoffice"])
@pytest.mark.parametrize("name", FIXTURES)
def test_each_box_of_a_kept_file_holds_its_text(name: str, maker: str) -> None:
    data = (FOLDER / f"{maker}-{name}.pdf").read_bytes()
    assert_boxes(data, read_pdf(data, "报告.pdf", context()))


@cache
def document() -> Document:
    return read_pdf(printed(), "报告.pdf", context())


def place_of(start: int) -> PageBox:
    found = document().place_at(start)
    assert found is not None
    return found


def test_every_cell_and_paragraph_has_its_own_place() -> None:
    ends = [(block.start, block.end) for block in document().paragraphs()]
    ends += [(cell.start, cell.end) for grid in document().grids() for cell in grid.cells()]
    for start, end in ends:
        place = place_of(start)
        assert place.start == start
        assert place.end <= end


def test_a_line_within_a_paragraph_has_the_line_s_place() -> None:
    paragraph = max(document().paragraphs(), key=lambda block: len(block.text))
    tops = []
    for offset in range(paragraph.start, paragraph.end):
        place = place_of(offset)
        assert place.start <= offset <= place.end
        tops.append((place.page, place.box[1]))
    assert tops == sorted(tops)
    assert len(set(tops)) > 3


def test_a_figure_on_two_lines_has_one_box() -> None:
    figure = next(cell for grid in document().grids() for cell in grid.cells() if cell.raw == "110364")
    first, last = place_of(figure.start), place_of(figure.end - 1)
    assert first == last
    assert first.box[3] - first.box[1] > 2 * TIGHT.size


def test_boxes_are_rounded() -> None:
    for place in document().places:
        found = document().place_at(place.start)
        assert found is not None
        assert found.box == pytest.approx(place.box, abs=0.05)
        assert found.box == tuple(round(side, 1) for side in found.box)


def test_a_finding_in_a_cell_has_the_cell_s_page_and_box() -> None:
    verdict = Auditor().audit_report(Auditor().recognise_document(document())).verdict
    with pypdfium2.PdfDocument(printed()) as file:
        seen = 0
        for finding in verdict.findings:
            at, quote = finding.location, finding.location.quote or ""
            if at.box is not None and at.page is not None and quote.isdigit():
                seen += 1
                assert quote in shown_in(file[at.page - 1], at.box)
    assert seen
