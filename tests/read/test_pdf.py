"""The PDF reader: tables with known cells, paragraphs, and files that cannot be read. All texts are made up."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, FloatObject, NameObject

from auditor.config.limits import BUILT_IN
from auditor.errors import UnreadableReport
from auditor.model.document import Document, Grid
from auditor.output.parse_ import report_json
from auditor.pipeline import Auditor
from auditor.read.pdf.reader import read_pdf
from tests.profiles import examples
from tests.reading import context
from tests.writers import web
from tests.writers.paper import paragraphs, sample
from tests.writers.pdf import html_to_pdf
from tests.writers.plain import PlainReport
from tests.writers.spans import draw

BASE = '@page { size: A4; margin: 25mm } body { font-family: "Letter Serif" } '
INDENTED = (
    "p { text-indent: 2em; margin: 0; text-align: justify } .signed { text-align: right } h1 { text-align: center }"
)
STYLES = {
    "collapsed": "table { border-collapse: collapse; width: 100% } td { border: 1px solid; padding: 3px }",
    "separate": "table { border-collapse: separate; border-spacing: 0; width: 100% } td { border: 1px solid; padding: 3px }",
    "spaced": "table { border-collapse: separate; border-spacing: 2px; width: 100% } tr { break-inside: avoid }"
    " td { border: 1px solid; padding: 2px; font-size: 9pt }",
    "narrow": "table { border-collapse: collapse; table-layout: fixed; width: 100% }"
    " td { border: .5pt solid; padding: 1px; word-break: break-all; font-size: 9pt }",
    "double": "table { border-collapse: collapse; width: 100% } td { border: 3px double; padding: 3px }",
    "shaded": "table { border-collapse: collapse; width: 100% } td { border: 1px solid; padding: 3px; background: #eee }",
    "landscape": "@page { size: A4 landscape } table { border-collapse: collapse; width: 100% }"
    " td { border: 1px solid; padding: 3px }",
    "numbered": "@page { @top-left { content: '云川市教育局文件' } @bottom-center { content: '— ' counter(page) ' —' } }"
    " table { border-collapse: collapse; width: 100% } td { border: 1pt solid; padding: 2pt }",
}


@cache
def auditor() -> Auditor:
    return Auditor()


@cache
def written(style: str, start: int = 1, step: int = 1) -> bytes:
    css = BASE + STYLES.get(style, style)
    return html_to_pdf(web.article(sample(start, step)).replace("</head>", f"<style>{css}</style></head>"))


def page(body: str, css: str = "") -> bytes:
    return html_to_pdf(f'<meta charset="utf-8"><style>{BASE}{css}</style>{body}')


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_pdf(data, "报告.pdf", context()).paragraphs()]


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.raw for cell in row] for row in grid.rows]


def tables(document: Document) -> object:
    return json.loads(report_json(auditor().recognise_document(document)))["tables"]


def wanted(report: PlainReport) -> object:
    return {
        key: {row: [int(cell) for cell in cells] for row, cells in part.items()} for key, part in report.tables.items()
    }


def remade(data: bytes, change: str) -> bytes:
    """The file with its pages turned, put into Form XObjects, or locked."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    if change == "locked":
        writer.encrypt("geheim", algorithm="RC4-128")
    elif change == "owner":
        writer.encrypt("", "geheim", algorithm="RC4-128")
    else:
        for sheet in writer.pages:
            turn = int(change)
            wide, high = float(sheet.mediabox.width), float(sheet.mediabox.height)
            moves = {90: (high, 0.0), 180: (wide, high), 270: (0.0, wide)}
            sheet.add_transformation(Transformation().rotate(turn).translate(*moves[turn]))
            if turn != 180:
                sheet.mediabox.upper_right = (high, wide)
                sheet.cropbox.upper_right = (high, wide)
            sheet.rotate(turn)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("start", "step"), [(1, 1), (1001, 37)])
def test_every_cell_and_paragraph_comes_back(style: str, start: int, step: int) -> None:
    document = read_pdf(written(style, start, step), "报告.pdf", context())
    assert tables(document) == wanted(sample(start, step))
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(sample(start, step))
    assert document.warnings == ()


@pytest.mark.parametrize("style", ["collapsed", "separate", "double", "shaded"])
def test_indented_paragraphs_and_wrapped_figures(style: str) -> None:
    css = (
        STYLES[style]
        + INDENTED
        + "table { table-layout: fixed } td { word-break: break-all; font-size: 9pt; padding: 1px }"
    )
    report = sample(98_701, 1003)
    document = read_pdf(written(css, 98_701, 1003), "报告.pdf", context())
    assert tables(document) == wanted(report)
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(report)


@pytest.mark.parametrize(("start", "step"), [(1, 1), (1001, 37)])
def test_a_table_open_at_both_sides(start: int, step: int) -> None:
    css = (
        "table { border-collapse: collapse; width: 100% } td { border: 1px solid; padding: 3px }"
        " td:first-child { border-left: none } td:last-child { border-right: none }"
    )
    assert tables(read_pdf(written(css, start, step), "报告.pdf", context())) == wanted(sample(start, step))


def test_the_grid_has_the_spans_of_the_form() -> None:
    report = sample()
    found = list(read_pdf(written("collapsed"), "报告.pdf", context()).grids())
    for grid, key in zip(found, ("proactive", "requests", "remedies"), strict=True):
        drawn = draw(key, report.tables[key], {}).rows
        assert grid.exact
        assert [[(c.raw, c.column, c.row_span, c.col_span) for c in row] for row in grid.rows] == [
            [(c.text, c.column, c.row_span, c.col_span) for c in row] for row in drawn
        ]


@pytest.mark.parametrize("turn", ["90", "180", "270"])
def test_turned_pages_read_as_shown(turn: str) -> None:
    document = read_pdf(remade(written("collapsed"), turn), "报告.pdf", context())
    assert tables(document) == wanted(sample())
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(sample())


def test_places_know_page_and_box() -> None:
    document = read_pdf(written("collapsed"), "报告.pdf", context())
    places = document.places
    title = [place for place in places if place.start < len(sample().title[0])]
    assert "".join(document.text[place.start : place.end] for place in title) == sample().title[0]
    for place in places:
        left, top, right, bottom = place.box
        assert 0 <= left < right <= 596
        assert 0 <= top < bottom <= 842
    assert [place.start for place in places] == sorted(place.start for place in places)
    assert {place.page for place in places} == set(range(1, places[-1].page + 1))


def test_columns_without_lines_make_a_table() -> None:
    cells = [
        ["事项", "受理数", "办结数", "结转数"],
        ["本年新收信息公开申请", "311", "298", "13"],
        ["上年结转", "27", "", "5"],
    ]
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in cells)
    document = read_pdf(
        page(f"<p>办理情况见下表。</p><table>{body}</table>", "td { padding: 4px 14px }"), "表.pdf", context()
    )
    (grid,) = document.grids()
    assert not grid.exact
    assert rows(grid) == cells


def test_a_row_split_by_a_page_break_is_one_row() -> None:
    filler = "<tr><td>甲</td><td>1</td></tr>" * 12
    split = "<tr><td>行政机关要求申请人确认或者重新出具已经获取的全部政府信息的书面材料</td><td>405</td></tr>"
    css = "@page { size: 120mm 100mm; margin: 10mm } table { border-collapse: collapse; table-layout: fixed; width: 60mm }"
    for count in range(8, 13):
        table = "<table>" + filler[: count * len("<tr><td>甲</td><td>1</td></tr>")] + split + "</table>"
        (grid,) = read_pdf(
            page(table, css + "td { border: 1px solid; orphans: 1; widows: 1 }"), "表.pdf", context()
        ).grids()
        assert rows(grid)[-1] == ["行政机关要求申请人确认或者重新出具已经获取的全部政府信息的书面材料", "405"], count
        assert len(grid.rows) == count + 1


def test_latin_words_keep_their_blank_and_addresses_do_not_get_one() -> None:
    css = "@page { size: 100mm 60mm; margin: 10mm } p { margin: 0 }"
    text = "本局网站采用Open Government Information Platform Version管理，访问地址见本报告的有关附件说明。"
    assert texts(page(f"<p>{text}</p>", css)) == [text]


def test_characters_are_made_plain() -> None:
    body = "<p>⼀、总体⻓期情况</p><p>公\u200b开\ufeff1\u200b2件\u00ad</p>"
    assert texts(page(body, "body { font-family: 'Letter Sans' }")) == ["一、总体长期情况", "公开12件"]


def test_slanted_watermarks_and_struck_text_are_left_out() -> None:
    body = (
        "<p>全年收到申请<s>779</s>62件，均已办结。</p><p>第二段文字在这里。</p>"
        '<div style="position: fixed; top: 40mm; left: 20mm; font-size: 40pt; transform: rotate(-45deg)">内部草稿</div>'
    )
    document = read_pdf(page(body), "报告.pdf", context())
    assert [paragraph.text for paragraph in document.paragraphs()] == [
        "全年收到申请62件，均已办结。",
        "第二段文字在这里。",
    ]
    assert document.warnings == (
        "有 1 处文字带删除线，按已删除处理，请核对原件",
        "有 1 处水印、印章或斜排的文字，没有读取",
    )


@pytest.mark.parametrize("number", ["— 3 —", "- 3 -", "第 3 页 共 9 页", "3", "3 / 9"])
def test_page_numbers_are_left_out(number: str) -> None:
    css = f"@page {{ @bottom-center {{ content: '{number}' }} }}"
    assert texts(page("<p>只有一页的报告。</p>", css)) == ["只有一页的报告。"]


def with_picture(body: str, wide: int, high: int) -> bytes:
    """A page with a picture drawn by hand: the letter's writer fetches none."""
    out, image = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30)).save(image, "PDF")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page(body))))
    shown = PdfReader(image).pages[0]
    point = 72 / 25.4
    scale = Transformation().scale(wide * point / 60, high * point / 40).translate(60, 60)
    writer.pages[0].merge_transformed_page(shown, scale)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("size", "count"), [((150, 90), 1), ((42, 42), 0)])
def test_pictures_as_large_as_tables_are_counted(size: tuple[int, int], count: int) -> None:
    document = read_pdf(with_picture("<p>表格见下图。</p>", *size), "报告.pdf", context())
    assert len(document.unread) == count
    assert document.warnings == (("正文中有 1 处图片，其中的文字未能读取",) if count else ())


def test_a_scan_says_so() -> None:
    out = io.BytesIO()
    Image.new("L", (1654, 2339), 255).save(out, "PDF", resolution=200)
    with pytest.raises(UnreadableReport, match="这是扫描件或图片，但没有认出文字"):
        read_pdf(out.getvalue(), "扫描.pdf", context())


def test_an_empty_page_has_no_text() -> None:
    with pytest.raises(UnreadableReport, match="没有可读的文字"):
        read_pdf(page(""), "空.pdf", context())


def test_locks() -> None:
    with pytest.raises(UnreadableReport, match="文件加了密码"):
        read_pdf(remade(written("collapsed"), "locked"), "密.pdf", context())
    assert (
        read_pdf(remade(written("collapsed"), "owner"), "锁.pdf", context()).text
        == read_pdf(written("collapsed"), "x", context()).text
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4 \xff\x00garbage" * 50, b"%PDF-1.7\ntrailer<</Root 1 0 R>>"])
def test_broken_files_are_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match="已损坏"):
        read_pdf(data, "坏.pdf", context())


def test_too_many_pages() -> None:
    writer = PdfWriter()
    for _ in range(BUILT_IN.pages + 1):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnreadableReport, match="PDF 页数超过上限"):
        read_pdf(out.getvalue(), "长.pdf", context())


def test_the_published_report_reads_cell_for_cell() -> None:
    shared = Path(__file__).resolve().parents[3] / "shared" / "real"
    if not shared.is_dir():
        pytest.skip("the folder of real reports is not there")
    document = read_pdf((shared / "huaian-2024.pdf").read_bytes(), "huaian-2024.pdf", context())
    expected = json.loads((shared / "tables.json").read_text("utf-8"))["huaian-2024.pdf"]["tables"]
    assert tables(document) == expected
    lines = (shared / "huaian-2024.txt").read_text("utf-8").split("\n")
    prose = [
        "".join(line.split()) for line in lines if line.strip() and "|" not in line and not line.startswith("第二十条")
    ]
    assert ["".join(paragraph.text.split()) for paragraph in document.paragraphs()] == prose


@cache
def small() -> bytes:
    table = "<table><tr><td>规章</td><td>12</td></tr><tr><td>行政许可</td><td>345</td></tr></table>"
    return page(f"<p>一、总体情况</p>{table}", "table { border-collapse: collapse } td { border: 1px solid }")


@examples(0.6)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8))
def test_damaged_bytes_are_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(small())
    for place, piece in changes:
        at = place % len(data)
        data[at : at + len(piece)] = piece
    with suppress(UnreadableReport):
        read_pdf(bytes(data), "坏.pdf", context())


def test_forms_are_looked_into_with_their_matrices() -> None:
    whole = PdfReader(io.BytesIO(small())).pages[0]
    writer = PdfWriter()
    sheet = writer.add_blank_page(float(whole.mediabox.width), float(whole.mediabox.height))
    contents = whole.get_contents()
    assert contents is not None
    inner = DecodedStreamObject()
    inner.set_data(contents.get_data())
    inner.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Form"),
        NameObject("/BBox"): ArrayObject([FloatObject(0), FloatObject(0), FloatObject(600), FloatObject(850)]),
        NameObject("/Matrix"): ArrayObject([FloatObject(x) for x in (0.8, 0, 0, 0.8, 30, 0)]),
        NameObject("/Resources"): whole["/Resources"].clone(writer),
    })  # fmt: skip
    place = writer._add_object(inner)
    outer = DecodedStreamObject()
    outer.set_data(b"q 0.9 0 0 0.9 10 60 cm /F Do Q")
    sheet[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/F"): place})}
    )
    sheet[NameObject("/Contents")] = writer._add_object(outer)
    out = io.BytesIO()
    writer.write(out)
    document = read_pdf(out.getvalue(), "形.pdf", context())
    (grid,) = document.grids()
    assert rows(grid) == [["规章", "12"], ["行政许可", "345"]]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["一、总体情况"]


def test_the_text_layer_of_a_scan_is_read_with_a_warning() -> None:
    text = "".join(f"<p>全年受理申请{number}件，均已按期办结并答复申请人。</p>" for number in range(11, 19))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page(text))))
    contents = writer.pages[0].get_contents()
    assert contents is not None
    unseen = DecodedStreamObject()
    unseen.set_data(b"3 Tr\n" + contents.get_data())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(unseen)
    image = io.BytesIO()
    Image.new("L", (595, 842), 240).save(image, "PDF")
    writer.pages[0].merge_page(PdfReader(image).pages[0], over=False)
    out = io.BytesIO()
    writer.write(out)
    document = read_pdf(out.getvalue(), "层.pdf", context())
    assert len(list(document.paragraphs())) == 8
    assert len(document.unread) == 0
    assert document.warnings == ("有 1 页是扫描图片，文字取自其识别层，可能有识别错误",)


def test_fonts_that_give_characters_no_width_do_no_harm() -> None:
    row = "<tr><td>行政许可和行政处罚</td><td>12</td><td>345</td><td>6</td></tr>"
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page(f"<table>{row * 4}</table>", "td { padding: 4px 14px }"))))
    for inner in writer._objects:
        if isinstance(inner, DictionaryObject) and "/CIDSystemInfo" in inner:
            inner[NameObject("/DW")] = FloatObject(0)
            inner.pop("/W", None)
    out = io.BytesIO()
    writer.write(out)
    with suppress(UnreadableReport):
        read_pdf(out.getvalue(), "窄.pdf", context())
