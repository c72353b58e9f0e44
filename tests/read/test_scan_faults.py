"""Pictures that cannot be recognised, for whatever reason: each costs itself and nothing else. All texts are made up."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation

from auditor.config import limits
from auditor.config.limits import Limits
from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.opener import read_bytes
from auditor.read.scan import reader
from auditor.read.scan.picture import ocr
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import PixelSpan
from auditor.read.scan.picture.ocr import RecognisedText
from auditor.read.scan.ruling import upright
from tests.profiles import before_a_release
from tests.read.make_docx import document as word_document
from tests.read.make_docx import p, package, relations
from tests.read.test_scan import ROWS, assert_small, cells, small
from tests.reading import context
from tests.writers.pdf import html_to_pdf
from tests.writers.scan import Picture, encoded, saved

pytestmark = pytest.mark.slow

BEFORE, AFTER = "全年工作情况见下图。", "以上为全年工作情况。"
NOTHING_TO_SEE = encoded([np.full((300, 700), 255, np.uint8)])


def in_docx(*pictures: bytes) -> bytes:
    """A Word file with these pictures between two paragraphs."""
    drawn = "".join(
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="5040000" cy="1800000"/><a:graphic><a:graphicData>'
        f'<a:blip r:embed="r{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
        for number in range(len(pictures))
    )
    images = {f"media/image{number}.png": data for number, data in enumerate(pictures)}
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": word_document(f"{p(BEFORE)}{drawn}{p(AFTER)}"),
        "word/_rels/document.xml.rels": relations(*(("image", name) for name in images)),
        **{f"word/{name}": data for name, data in images.items()},
    }
    return package(parts)


def in_html(*pictures: bytes) -> bytes:
    """A page that carries these pictures between two paragraphs."""
    drawn = "".join(f"<p><img src='data:image/png;base64,{b64encode(data).decode()}'></p>" for data in pictures)
    return f"<html><body><p>{BEFORE}</p>{drawn}<p>{AFTER}</p></body></html>".encode()


def in_pdf(*pictures: bytes) -> bytes:
    """A printed page with these pictures below each other between two paragraphs."""
    style = "@page { size: A4; margin: 20mm } body { font-family: 'Letter Serif' }"
    room = f"<div style='height: {65 * len(pictures)}mm'></div>"
    page = html_to_pdf(f'<meta charset="utf-8"><style>{style}</style><p>{BEFORE}</p>{room}<p>{AFTER}</p>')
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page)))
    for number, data in enumerate(pictures):
        with Image.open(io.BytesIO(data)) as image:
            drawn = PdfReader(io.BytesIO(saved([image.convert("L")], "PDF", 200))).pages[0]
        writer.pages[0].merge_transformed_page(drawn, Transformation().translate(80, 842 - 90 - 185 * (number + 1)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


Writer = Callable[..., bytes]
WRITERS = pytest.mark.parametrize("write", [in_docx, in_html, in_pdf])
# What the libraries raise: OpenCV and Pillow have classes of their own, RapidOCR wraps what onnxruntime says.
ERRORS = (
    cv2.error("(-215:Assertion failed) !_src.empty()"),
    Image.DecompressionBombError("too many pixels"),
    RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : std::bad_alloc"),
    MemoryError(),
    ValueError("operands could not be broadcast together"),
    ZeroDivisionError(),
    KeyError("shape"),
)


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException, first: int = 0) -> None:
    """The engine fails from its call of this number on, in pages that show something."""
    calls = 0
    find = ocr.find

    def fail(grey: Grey) -> list[PixelSpan]:
        nonlocal calls
        calls += 1
        if calls > first:
            raise error
        return find(grey)

    monkeypatch.setattr(upright, "find", fail)


def assert_text_alone(document: Document, pictures: int = 1) -> None:
    assert [block.text for block in document.paragraphs()] == [BEFORE, AFTER]
    assert list(document.grids()) == []
    assert [unread.what for unread in document.unread] == ["图片"] * pictures
    assert len(document.warnings) == 1
    assert f"{pictures}" in document.warnings[0]
    assert "图片" in document.warnings[0]
    assert "未能读取" in document.warnings[0]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_of_any_library_costs_that_picture(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    failing(monkeypatch, error)
    assert_text_alone(read_bytes(in_docx(encoded([small()])), "报告.docx"))


@WRITERS
def test_a_picture_that_fails_is_told_in_every_format(monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    failing(monkeypatch, ERRORS[0])
    assert_text_alone(read_bytes(write(encoded([small()])), "报告"))


@WRITERS
def test_an_engine_that_does_not_start_is_told_in_every_format(monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    def broken(process: int) -> object:
        raise OSError("model.onnx")

    monkeypatch.setattr(ocr, "_engine_of", broken)
    assert_text_alone(read_bytes(write(encoded([small()])), "报告"))


@WRITERS
def test_the_picture_beside_one_that_fails_is_read(monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    failing(monkeypatch, ERRORS[2], first=1)
    document = read_bytes(write(encoded([small()]), encoded([small()])), "报告")
    assert [block.text for block in document.paragraphs()] == [BEFORE, "二、主动公开政府信息情况如下表所列。", AFTER]
    assert [[cell.raw for cell in row] for row in cells(document)] == [list(row) for row in ROWS]
    assert [unread.what for unread in document.unread] == ["图片"]
    assert any("1" in warning and "未能读取" in warning for warning in document.warnings)


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PDF"])
def test_a_scan_that_fails_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    failing(monkeypatch, ERRORS[0])
    with pytest.raises(UnreadableReport, match=r"^这是扫描件或图片，[^\n]*，或提供 Word、网页版本$"):
        read_bytes(encoded([small()], kind), "扫描")


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_the_other_pages_of_a_scan_are_read(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    failing(monkeypatch, ERRORS[0], first=1)
    document = read_bytes(encoded([small(), small()], kind), "扫描")
    assert_small(document)
    assert [unread.what for unread in document.unread] == ["图片"]
    assert any("未能读取" in warning for warning in document.warnings)


@WRITERS
def test_the_time_of_the_report_is_no_matter_of_the_picture(monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    data = write(encoded([small()]))
    seconds = iter(range(0, 10**9, 1000))
    monkeypatch.setattr(limits, "processor_seconds", lambda: float(next(seconds)))
    with pytest.raises(UnreadableReport, match=r"^文件过于复杂，处理器用了 \d+ 秒还没有读完，不予读取$"):
        read_bytes(data, "报告")


def test_a_page_too_large_for_a_picture_costs_that_page() -> None:
    data = in_pdf(encoded([small()]))
    assert_text_alone(read_bytes(data, "报告.pdf", Limits(pixels=1_000_000)))


def cropped(left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> Picture:
    """The small table and its line, cut on some sides so that ink touches the edge."""
    page = small()
    ink = page < 128
    xs, ys = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    first = xs[0] * left, ys[0] * top
    last = xs[-1] + 1 if right else page.shape[1], ys[-1] + 1 if bottom else page.shape[0]
    return np.ascontiguousarray(page[first[1] : last[1], first[0] : last[0]])


@pytest.mark.parametrize(
    "sides", [(1, 1, 1, 1), *before_a_release((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))]
)
def test_ink_may_touch_any_edge(sides: tuple[int, int, int, int]) -> None:
    document = read_bytes(encoded([cropped(*sides)]), "图.png")
    assert [paragraph.text for paragraph in document.paragraphs()] == ["二、主动公开政府信息情况如下表所列。"]
    assert ["行政许可", "0", "12.5", "8"] in [[cell.raw for cell in row] for row in cells(document)]


def bullets(edge: int) -> Picture:
    """Lines of words with a mark before and behind them, so many pixels off the edges."""
    picture = np.full((160, 700), 255, np.uint8)
    for y in (40, 90, 140):
        cv2.putText(picture, "open government 2024", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2)
        picture[y - 16 : y - 4, edge : 12 + edge] = 0
        picture[y - 16 : y - 4, 688 - edge : 700 - edge] = 0
    return picture


@pytest.mark.parametrize("edge", [0, *before_a_release(1, 2)])
def test_marks_at_the_edges_end_no_reading(edge: int) -> None:
    read = reader.read_picture(encoded([bullets(edge)]), context())
    assert any("2024" in block for block in read if isinstance(block, str))


def odd(mode: str) -> bytes:
    """The small table in another mode of colour."""
    grey = small()
    if mode == "I;16":
        return saved([Image.fromarray(grey.astype(np.uint16) * 257)], "PNG", 200)
    picture = Image.fromarray(grey)
    if mode == "hole":
        # The paper is transparent, its hidden colour is black.
        alpha = Image.merge("LA", (Image.new("L", picture.size, 0), Image.fromarray(255 - grey)))
        return saved([alpha.convert("RGBA")], "PNG", 200)
    return saved([picture.convert(mode)], "TIFF" if mode == "CMYK" else "PNG", 200)


@pytest.mark.parametrize("mode", ["P", "RGBA", "I;16", *before_a_release("1", "LA", "CMYK", "hole")])
def test_a_picture_of_any_mode_is_read(mode: str) -> None:
    _, rows = reader.read_picture(odd(mode), context())
    assert not isinstance(rows, str)
    assert [[cell.text for cell in row] for row in rows] == [list(row) for row in ROWS]


STRANGE = {
    "one-pixel": encoded([np.zeros((1, 1), np.uint8)]),
    "a-line-down": encoded([np.zeros((3000, 1), np.uint8)]),
    "a-line-across": encoded([np.zeros((1, 3000), np.uint8)]),
    "a-ribbon": encoded([np.random.default_rng(2).integers(0, 255, (40_000, 40), np.uint8)]),
    "black": encoded([np.zeros((300, 400), np.uint8)]),
    "noise": encoded([np.random.default_rng(1).integers(0, 255, (120, 200), np.uint8)]),
    "truncated": encoded([small()])[:4000],
    "cut-jpeg": encoded([small()], "JPEG")[:4000],
    "no-picture": b"GIF89a" + bytes(40),
    "a-metafile": b"\xd7\xcd\xc6\x9a" + bytes(40),
    "a-bomb": encoded([np.zeros((14_000, 14_000), np.uint8)], compress_level=9),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_picture_leaves_the_text_whole(name: str) -> None:
    document = read_bytes(in_docx(STRANGE[name]), "报告.docx")
    assert [block.text for block in document.paragraphs() if not document.is_scanned(block.start)] == [BEFORE, AFTER]
    assert document.unread or document.scanned


def test_broken_notes_of_a_camera_cost_nothing() -> None:
    data = encoded([small()], "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01", quality=95)
    assert_small(read_bytes(data, "页.jpg"))


def test_a_line_without_pixels_has_no_text() -> None:
    read = ocr.recognise([np.zeros((20, 0), np.uint8), small()[:60], np.zeros((0, 0), np.uint8)])
    assert (read[0], read[2]) == (ocr.NOTHING, ocr.NOTHING)
    assert isinstance(read[1], RecognisedText)


def test_a_picture_as_long_as_several_pages_has_the_time_of_so_many() -> None:
    assert [ocr.pages_in(np.zeros((high, 4), np.uint8)) for high in (1, 2600, 2601, 70_000)] == [1, 1, 2, 27]
