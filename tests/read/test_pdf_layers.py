"""Text that a file holds under or over the picture of a page: what is seen counts, so the picture is read. All texts are made up."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

from auditor.model.document import Document
from auditor.read.layout.boxes import Box
from auditor.read.layout.compose import Recognised
from auditor.read.layout.ruled.lines import TextRun, to_lines
from auditor.read.layout.ruled.page import PageFlow
from auditor.read.opener import read_bytes
from auditor.read.pdf.reader import read_pdf
from auditor.read.scan.reader import PageScan
from tests.read.test_scan import ROWS, cells, small
from tests.reading import context
from tests.writers.pdf import html_to_pdf
from tests.writers.scan import encoded

SEEN = "全年受理申请7件"
FONT = DictionaryObject(
    {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
     NameObject("/BaseFont"): NameObject("/Helvetica")}
)  # fmt: skip
STAMP = b"q BT /Hx 9 Tf 0 Tr 40 20 Td (%s) Tj ET Q\n"


def typed(rows: int = 8) -> bytes:
    """A page of text with a table, other figures in it than in any picture."""
    lines = "".join(f"<p>全年受理申请{number}件，均已按期办结并答复申请人。</p>" for number in range(11, 11 + rows))
    style = "@page { size: A4 } body { font-family: 'Letter Serif' } td { border: 1px solid }"
    table = "<table><tr><td>规章</td><td>99</td></tr><tr><td>行政许可</td><td>98</td></tr></table>"
    return html_to_pdf(f'<meta charset="utf-8"><style>{style}</style>{lines}{table}')


def layered(
    contents: Callable[[bytes], bytes] = lambda text: text,
    *,
    over: bool = False,
    alpha: bool = False,
    mark: bytes = b"",
) -> bytes:
    """The page with a picture that fills it, over or under its text; `mark` is drawn in a form at the end of all."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(typed())))
    page = writer.pages[0]
    _set(writer, contents(page.get_contents().get_data()))  # type: ignore[union-attr]
    _resources(writer, "/Font")[NameObject("/Hx")] = FONT
    picture = io.BytesIO()
    Image.new("L", (595, 842), 240).save(picture, "PDF")
    image = PdfReader(picture).pages[0]
    if alpha:
        pale = DictionaryObject({NameObject("/ca"): FloatObject(0.2)})
        resources = image["/Resources"].get_object()
        resources[NameObject("/ExtGState")] = DictionaryObject({NameObject("/Pale"): pale})  # type: ignore[index]
        stream = DecodedStreamObject()
        stream.set_data(b"/Pale gs\n" + image.get_contents().get_data())  # type: ignore[union-attr]
        image[NameObject("/Contents")] = stream
    page.merge_page(image, over=over)
    if mark:
        form = DecodedStreamObject()
        form.set_data(STAMP % mark)
        fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Hx"): FONT})})
        form.update(
            {NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
             NameObject("/BBox"): ArrayObject(map(FloatObject, (0, 0, 595, 842))), NameObject("/Resources"): fonts}
        )  # fmt: skip
        _resources(writer, "/XObject")[NameObject("/Mark")] = writer._add_object(form)
        _set(writer, page.get_contents().get_data() + b"\nq /Mark Do Q")  # type: ignore[union-attr]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _set(writer: PdfWriter, contents: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(contents)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def _resources(writer: PdfWriter, kind: str) -> DictionaryObject:
    resources = writer.pages[0]["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    found = resources.setdefault(NameObject(kind), DictionaryObject()).get_object()
    assert isinstance(found, DictionaryObject)
    return found


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[list[Box]]:
    """Every picture says the same sentence; the pictures that were looked at, page by page."""
    asked: list[list[Box]] = []

    def look(page: object, number: int, pictures: list[Box], *_: object, layer: bool) -> PageScan:
        asked.append(pictures)
        (line,) = to_lines([TextRun(SEEN, 90, 300, 100, 112, 0, len(SEEN))])
        places = {number: Recognised([(0, 0, 595, 842)])}
        return PageScan([], places, whole=True, pages=[PageFlow(number, 595, 842, [line])])

    monkeypatch.setattr("auditor.read.pdf.reader.read_pictures", look)
    return asked


def unseen(text: bytes) -> bytes:
    return b"3 Tr\n" + text


LAYERS = {
    "invisible": layered(unseen),
    "under-the-picture": layered(over=True),
    "under-the-picture-with-a-number": layered(over=True, mark=b"BATES-0000123"),
    "a-visible-text-first": layered(lambda text: STAMP % b"Page 2 of 3" + unseen(text)),
    "a-visible-text-last": layered(lambda text: unseen(text) + STAMP % b"Page 2 of 3"),
    "a-stamp-in-a-form": layered(unseen, mark=b"BATES-0000123"),
    "a-stamp-of-many-words": layered(unseen, mark=b"Certified copy of the register " * 12),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_picture_is_read_and_not_the_layer(name: str, seen: list[list[Box]]) -> None:
    document = read_pdf(LAYERS[name], "层.pdf", context())
    assert document.text == SEEN
    assert document.is_scanned(0)
    assert len(seen) == 1


@pytest.mark.parametrize(
    "data", [layered(), layered(over=True, alpha=True), layered(mark=b"Page 1")], ids=["behind", "pale", "numbered"]
)
def test_a_picture_behind_a_text_or_that_lets_it_through_is_its_background(data: bytes, seen: list[list[Box]]) -> None:
    document = read_pdf(data, "文.pdf", context())
    assert seen == []
    assert document.scanned == ()
    assert sum(len(grid.rows) for grid in document.grids()) == 2


def test_figures_of_a_layer_whose_picture_says_nothing_are_not_judged() -> None:
    document = read_pdf(layered(unseen), "层.pdf", context())
    assert [(cell.raw, cell.doubtful) for row in cells(document) for cell in row] == [
        ("规章", False), ("99", True), ("行政许可", False), ("98", True),
    ]  # fmt: skip
    assert document.is_scanned(0)
    assert document.warnings == ("有 1 页是扫描图片，文字取自其识别层，可能有识别错误",)


def under_a_picture() -> Document:
    """The wrong table under the picture of the small one."""
    sheet = np.full((2339, 1654), 255, np.uint8)
    sheet[: small().shape[0], : small().shape[1]] = small()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(typed())))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(encoded([sheet], "PDF"))).pages[0], over=True)
    out = io.BytesIO()
    writer.write(out)
    return read_bytes(out.getvalue(), "层.pdf")


def test_the_table_of_the_picture_is_read() -> None:
    assert [[cell.raw for cell in row] for row in cells(under_a_picture())] == [list(row) for row in ROWS]
