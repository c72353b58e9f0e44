"""Scans: pages drawn by our own writers, worn as by a scanner, and read back. All texts are made up."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from base64 import b64encode
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter, Transformation

from auditor.errors import UnreadableReport
from auditor.model.document import Cell, Document
from auditor.output.parse_ import report_data
from auditor.pipeline import Auditor
from auditor.read.isolated import IsolatedReader
from auditor.read.opener import read_bytes
from auditor.read.scan.reader import read_picture
from tests.profiles import before_a_release
from tests.read.make_docx import document as word_document
from tests.read.make_docx import p, package, relations
from tests.reading import context, limits
from tests.writers import web
from tests.writers.pdf import html_to_pdf
from tests.writers.plain import TABLE_OF, PlainReport, PlainSection
from tests.writers.scan import Picture, Wear, encoded, pages, scanned
from tests.writers.spans import PROACTIVE_ROWS, REMEDY_ROWS, REQUEST_ROWS

pytestmark = pytest.mark.slow

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
PROSE = "全年通过门户网站公开各类信息若干条，各项工作按期完成，下一步将完善制度，配强人员，继续做好公开工作。"
TIGHT = (
    "@page { size: A4; margin: 15mm 22mm } body { font-family: 'Letter Serif'; font-size: 10.5pt } h1 { font-size: 16pt }"
    " h2 { font-size: 13pt; margin: 2pt } p { text-indent: 2em; margin: 0 } table { border-collapse: collapse; width: 100% }"
    " td { border: .75pt solid; padding: 1pt 3pt; font-size: 9pt; text-align: center }"
)
SMALL = (
    "@page { size: 140mm 60mm; margin: 8mm } body { font-family: 'Letter Serif'; font-size: 11pt; margin: 0 } p { margin: 4pt 0 }"
    " table { border-collapse: collapse; width: 100% } td { border: .75pt solid; padding: 4pt; text-align: center }"
)
ROWS = (("项目", "本年新收", "上年结转", "总计"), ("规章", "1", "", "70305"), ("行政许可", "0", "12.5", "8"))
USUAL = Wear(turn=0.9, blur=0.7, noise=8, specks=0.0003, shade=0.1, quality=80, ink=30)


def figures() -> dict[str, dict[str, list[str]]]:
    """Tables of small and large figures, noughts and blanks among them."""
    numbers = iter([0, 1, 27, 0, 305, 8, 4, 1111, 60, 9, 0, 20388, 7, 11] * 20)
    tables = {
        "proactive": {key: [str(next(numbers)) for _ in range(width)] for key, width in PROACTIVE_ROWS.items()},
        "requests": {key: [str(next(numbers)) for _ in range(7)] for key in REQUEST_ROWS},
        "remedies": {key: [str(next(numbers)) for _ in range(5)] for key in REMEDY_ROWS},
    }
    tables["proactive"]["fees"] = ["96171.6"]
    tables["requests"]["granted"][3] = tables["remedies"]["review"][0] = ""
    return tables


def report() -> PlainReport:
    return PlainReport(
        title=("云川市教育局2024年政府信息公开工作年度报告",),
        preamble=("本报告所列数据的统计期限自2024年1月1日起至2024年12月31日止，现将报告向社会公布如下。",),
        sections=tuple(PlainSection(heading, (PROSE,), TABLE_OF.get(heading[0], "")) for heading in HEADINGS),
        tables=figures(),
        signature="云川市教育局",
        issued="2025年1月15日",
    )


@cache
def whole() -> Document:
    """The report scanned to a TIFF of two pages."""
    drawn = pages(html_to_pdf(web.article(report()).replace("</head>", f"<style>{TIGHT}</style></head>")))
    assert len(drawn) == 2
    return read_bytes(encoded([scanned(page, USUAL, seed) for seed, page in enumerate(drawn)], "TIFF"), "扫描.tif")


@cache
def small() -> Picture:
    """A line of text and a small table, as drawn."""
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    body = f"<p>二、主动公开政府信息情况如下表所列。</p><table>{table}</table>"
    (page,) = pages(html_to_pdf(f'<meta charset="utf-8"><style>{SMALL}</style>{body}'))
    return page


def read(picture: Picture, kind: str = "PNG", **options: Any) -> Document:
    return read_bytes(encoded([picture], kind, **options), f"页.{kind.lower()}")


@cache
def level() -> Document:
    """The line and the small table, read as drawn."""
    return read(small())


def cells(document: Document) -> list[list[Cell]]:
    (grid,) = document.grids()
    return [list(row) for row in grid.rows]


def assert_small(document: Document) -> None:
    assert [paragraph.text for paragraph in document.paragraphs()] == ["二、主动公开政府信息情况如下表所列。"]
    assert [[cell.raw for cell in row] for row in cells(document)] == [list(row) for row in ROWS]
    assert sum(cell.doubtful for row in cells(document) for cell in row) <= 1


def test_the_tables_of_a_scanned_report_are_right_or_in_doubt() -> None:
    read_tables = Auditor().recognise_document(whole()).tables
    doubtful = right = 0
    for table, rows in figures().items():
        for row, wanted in rows.items():
            for text, value in zip(wanted, read_tables[table].rows[row], strict=True):
                same = value.raw == text
                assert same or value.doubtful, (table, row, text, value)
                right += same
                doubtful += value.doubtful
    assert right >= 199
    assert doubtful <= 4


def test_the_words_of_a_scanned_report_are_found() -> None:
    data = report_data(Auditor().recognise_document(whole()))
    assert [section["heading"] for section in data["sections"]] == list(HEADINGS)
    assert (data["agency"], data["report_year"], data["issued"]) == ("云川市教育局", 2024, "2025-01-15")
    assert PROSE in [paragraph.text for paragraph in whole().paragraphs()]


def test_a_scanned_report_says_what_it_is() -> None:
    document = whole()
    assert document.format == "image"
    assert document.scanned == ((0, len(document.text) + 1),)
    assert len(document.unread) == 0
    assert document.warnings[0].startswith("第 1–2 页的文字是从图片识别的，可能有识别错误")


def test_places_are_those_on_the_turned_paper() -> None:
    document = read(scanned(small(), Wear(turn=1.5), 1))
    for text in ("二、主动公开", "70305", "行政许可"):
        turned, straight = (d.place_at(d.text.index(text)) for d in (document, level()))
        assert turned is not None
        assert straight is not None
        x, y = (straight.box[0] + straight.box[2]) / 2 - 198, (straight.box[1] + straight.box[3]) / 2 - 85
        wanted = 198 + x + y * 0.0262, 85 + y - x * 0.0262
        found = (turned.box[0] + turned.box[2]) / 2, (turned.box[1] + turned.box[3]) / 2
        assert found == pytest.approx(wanted, abs=2.5)


@pytest.mark.parametrize("kind", ["JPEG", *before_a_release("TIFF")])
def test_every_kind_of_picture_is_read(kind: str) -> None:
    document = read(scanned(small(), USUAL, 3), kind)
    assert document.format == "image"
    assert_small(document)


@pytest.mark.parametrize("quarters", [1, *before_a_release(2)])
def test_a_page_laid_on_the_wrong_side_is_read_upright(quarters: int) -> None:
    assert_small(read(np.ascontiguousarray(np.rot90(small(), quarters))))


def test_a_scan_in_a_pdf_is_read() -> None:
    document = read_bytes(encoded([scanned(small(), USUAL, 4)], "PDF", quality=85), "扫描.pdf")
    assert_small(document)
    assert document.format == "pdf"
    assert document.warnings == ("第 1 页的文字是从图片识别的，可能有识别错误，请对照原件",)


def test_a_point_for_every_pixel_is_no_poster() -> None:
    a4 = np.full((1654, 2339), 255, np.uint8)
    a4[200 : 200 + small().shape[0], 300 : 300 + small().shape[1]] = small()
    document = read_bytes(encoded([a4], "PDF", dpi=72), "扫描.pdf")
    assert_small(document)
    place = document.place_at(document.text.index("70305"))
    assert place is not None
    assert 300 < place.box[0] < place.box[2] < 300 + small().shape[1]
    assert 200 < place.box[1] < place.box[3] < 200 + small().shape[0]


def pasted() -> bytes:
    """A page of text with the small table as a picture in it."""
    text = "<p>全年工作情况见下图。</p><div style='height: 75mm'></div><p>以上为全年工作情况。</p>"
    style = "@page { size: A4; margin: 25mm } body { font-family: 'Letter Serif' }"
    out = io.BytesIO()
    writer = PdfWriter(
        clone_from=PdfReader(io.BytesIO(html_to_pdf(f'<meta charset="utf-8"><style>{style}</style>{text}')))
    )
    picture = PdfReader(io.BytesIO(encoded([small()], "PDF"))).pages[0]
    writer.pages[0].merge_transformed_page(picture, Transformation().translate(90, 842 - 105 - 170))
    writer.write(out)
    return out.getvalue()


def test_a_table_pasted_as_a_picture_is_read_at_its_place() -> None:
    document = read_bytes(pasted(), "报告.pdf")
    assert [paragraph.text for paragraph in document.paragraphs()] == [
        "全年工作情况见下图。", "二、主动公开政府信息情况如下表所列。", "以上为全年工作情况。",
    ]  # fmt: skip
    assert [[cell.raw for cell in row] for row in cells(document)] == [list(row) for row in ROWS]
    assert [document.is_scanned(block.start) for block in document.blocks] == [False, True, True, False]
    assert len(document.unread) == 0


def test_a_picture_of_another_document_gives_its_blocks() -> None:
    paragraph, rows = read_picture(encoded([small()]), context())
    assert paragraph == "二、主动公开政府信息情况如下表所列。"
    assert not isinstance(rows, str)
    assert [[cell.text for cell in row] for row in rows] == [list(row) for row in ROWS]
    assert [cell.column for cell in rows[0]] == [0, 1, 2, 3]


def test_a_picture_that_cannot_be_read_gives_nothing() -> None:
    assert read_picture(b"\xd7\xcd\xc6\x9a a metafile", context()) == []


def test_a_scan_may_take_longer_than_a_text() -> None:
    with contextlib.closing(IsolatedReader()) as reader:
        assert_small(reader(encoded([small()]), "页.png", limits(seconds=0.1, seconds_a_scan=600)))
    with pytest.raises(UnreadableReport, match=r"^文件过于复杂，处理器用了 0\.2 秒还没有读完，不予读取$"):
        read_bytes(encoded([small()]), "页.png", limits(seconds=0.1, seconds_a_scan=0.1))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No extra: its first module cannot be imported."""
    for name in list(sys.modules):
        if name.startswith("auditor.read.scan.") and name != "auditor.read.scan.reader":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "rapidocr", None)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_without_the_extra_a_scan_says_how_to_get_it(kind: str) -> None:
    with pytest.raises(UnreadableReport, match=r'这是扫描件或图片，没有文字.*pip install "xxgk-auditor\[ocr\]"'):
        read(small(), kind)
    assert read_picture(encoded([small()]), context()) == []


@pytest.mark.usefixtures("bare")
def test_without_the_extra_a_picture_in_a_text_is_counted() -> None:
    document = read_bytes(pasted(), "报告.pdf")
    assert len(document.unread) == 1
    assert document.warnings == ("正文中有 1 处图片，其中的文字未能读取",)


def test_a_picture_without_text_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="没有认出文字"):
        read(np.full((300, 400), 255, np.uint8))


def test_a_text_needs_nothing_of_the_extra() -> None:
    code = (
        "import sys, auditor.cli.app; from auditor.read.opener import read_bytes; read_bytes('一、总体情况'.encode(), 'a.txt');"
        "assert not {'cv2', 'numpy', 'rapidocr', 'onnxruntime', 'PIL'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def damaged(text: str, change: str) -> list[Cell]:
    """The small table with the ink of one figure damaged."""
    picture = small().copy()
    place = level().place_at(level().text.index(text))
    assert place is not None
    left, top, right, bottom = (
        round(side * 200 / 72) + inset for side, inset in zip(place.box, (4, 4, -4, -4), strict=True)
    )
    area = picture[top:bottom, left:right]
    xs, ys = np.flatnonzero((area < 128).any(axis=0)), np.flatnonzero((area < 128).any(axis=1))
    ink = area[ys[0] - 1 : ys[-1] + 2, xs[0] - 1 : xs[-1] + 2]
    middle = ink.shape[0] // 2, ink.shape[1] // 2
    if change == "smear":
        ink[:] = cv2.GaussianBlur(ink, (0, 0), 4)
    elif change == "pale":
        ink[:] = 255 - (255 - ink) // 5
    elif change == "strike":
        area[ys[0] + middle[0] : ys[0] + middle[0] + 3, xs[0] - 5 : xs[-1] + 6] = 20
    elif change == "blot":
        cv2.circle(ink, (middle[1], middle[0]), 6, (10,), -1)
    else:
        ink[:, : middle[1] // 3] = 255
    return [cell for row in cells(read(picture)) for cell in row]


@pytest.mark.parametrize("change", ["smear", "pale", "strike", "blot", "cut"])
def test_damaged_figures_are_right_or_in_doubt(change: str) -> None:
    wanted = [text for row in ROWS for text in row]
    found = damaged("70305", change)
    assert [cell.raw for cell in found if cell.raw != "70305"][:7] == [text for text in wanted if text != "70305"][:7]
    cell = found[7]
    assert cell.raw == "70305" or cell.doubtful, (cell.raw, change)


def test_a_table_pasted_into_a_word_file_is_read_at_its_place() -> None:
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="5040000" cy="1800000"/><a:graphic><a:graphicData>'
        '<a:blip r:embed="r0"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
        "</w:r></w:p>"
    )
    body = f"{p('全年工作情况见下图。')}{drawing}{p('以上为全年工作情况。')}"
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": word_document(body),
        "word/_rels/document.xml.rels": relations(("image", "media/image1.png")),
        "word/media/image1.png": encoded([small()]),
    }
    document = read_bytes(package(parts), "报告.docx")
    assert [paragraph.text for paragraph in document.paragraphs()] == [
        "全年工作情况见下图。", "二、主动公开政府信息情况如下表所列。", "以上为全年工作情况。",
    ]  # fmt: skip
    assert [[cell.raw for cell in row] for row in cells(document)] == [list(row) for row in ROWS]
    assert [document.is_scanned(block.start) for block in document.blocks] == [False, True, True, False]
    assert (document.format, len(document.unread)) == ("docx", 0)
    assert document.warnings == ("正文中图片里的文字和表格是识别的，可能有识别错误，请对照原件",)


def test_a_table_carried_by_a_page_as_a_picture_is_read_at_its_place() -> None:
    source = f"data:image/png;base64,{b64encode(encoded([small()])).decode()}"
    page = (
        f"<html><body><p>全年工作情况见下图。</p><p><img src='{source}'></p><p>以上为全年工作情况。</p></body></html>"
    )
    document = read_bytes(page.encode(), "报告.html")
    assert [[cell.raw for cell in row] for row in cells(document)] == [list(row) for row in ROWS]
    assert [document.is_scanned(block.start) for block in document.blocks] == [False, True, True, False]
    assert len(document.unread) == 0


@pytest.mark.parametrize(
    "source",
    [f"data:image/png;base64,{'x' * 5000}", f"data:text/html,{'x' * 5000}", "/etc/passwd", "file:///a.png", "a.png"],
)
def test_nothing_outside_of_a_page_is_read(source: str) -> None:
    page = f"<html><body><p>全年工作情况见下图。</p><img src='{source}'><p>以上为全年工作情况。</p></body></html>"
    document = read_bytes(page.encode(), "报告.html")
    assert len(document.unread) == 1
    assert document.scanned == ()
