"""What is left out of PDF pages: watermarks, seals, text that cannot be seen, marks of notes. All texts are made up."""

from __future__ import annotations

import io
from functools import cache
from math import cos, sin

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from auditor.model.document import Document
from auditor.read.base.left_out import LeftOut
from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import BASE, STYLES, rows, tables, wanted
from tests.reading import context
from tests.writers import web
from tests.writers.paper import paragraphs, sample
from tests.writers.pdf import html_to_pdf

WORDS = "内部资料 2022 请勿外传"
FIXED = "position: fixed; white-space: nowrap;"
LEVEL = f"{FIXED} top: 105mm; left: 2mm; font-size: 40pt;"


@cache
def written(more: str, css: str = "", style: str = "collapsed") -> bytes:
    """The sample report with something more at the end of its page."""
    page = web.article(sample()).replace("</head>", f"<style>{BASE}{STYLES[style]}{css}</style></head>")
    assert "</body>" in page
    return html_to_pdf(page.replace("</body>", f"{more}</body>"))


def holds(document: Document, *, told: dict[LeftOut, int]) -> None:
    """The report's cells and paragraphs are there and nothing else, and that is told which was left out."""
    assert tables(document) == wanted(sample())
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(sample())
    assert document.warnings == tuple(kind.told(count) for kind, count in told.items())


@pytest.mark.parametrize(
    "css",
    [
        f"{LEVEL} opacity: .1",
        f"{LEVEL} opacity: .35",
        f"{LEVEL} color: #ddd",
        f"{LEVEL} color: #bbb",
        f"{LEVEL} color: #cfe2f3",
        f"{LEVEL} color: #f4cccc",
        f"{LEVEL} color: rgba(255, 0, 0, .2)",
        f"{LEVEL} color: #ddd; z-index: -1",
        f"{LEVEL} opacity: .1; z-index: -1",
        f"{FIXED} top: 60mm; left: 10mm; font-size: 14pt; color: #ccc",
        f"{FIXED} top: 82mm; left: 30mm; font-size: 20pt; color: #ccc; letter-spacing: 20pt",
        f"{FIXED} top: 110mm; left: 30mm; font-size: 40pt; opacity: .1; transform: rotate(-45deg)",
        f"{FIXED} top: 110mm; left: 30mm; font-size: 40pt; opacity: .1; transform: rotate(-3deg)",
        f"{FIXED} top: 150mm; left: -20mm; font-size: 40pt; opacity: .1; transform: rotate(90deg)",
    ],
)
@pytest.mark.parametrize("style", ["collapsed", "shaded", "landscape"])
def test_watermarks_on_every_page_are_in_no_cell_and_no_line(css: str, style: str) -> None:
    holds(
        read_pdf(written(f'<div style="{css}">{WORDS}</div>', style=style), "报告.pdf", context()),
        told={LeftOut.WATERMARK: 1},
    )


@pytest.mark.parametrize("look", ["color: #ccc", "opacity: .12", "color: #999; opacity: .5"])
@pytest.mark.parametrize("size", [11, 16, 24])
def test_tiled_watermarks(look: str, size: int) -> None:
    tiles = "".join(
        f'<div style="{FIXED} top: {top}mm; left: {left}mm; font-size: {size}pt; {look}">市教育局内部</div>'
        for top in range(3, 290, 19)
        for left in (8, 75, 143)
    )
    document = read_pdf(written(tiles), "报告.pdf", context())
    assert tables(document) == wanted(sample())
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(sample())


def page_of(body: str, css: str = "") -> bytes:
    return html_to_pdf(f'<meta charset="utf-8"><style>{BASE}{STYLES["collapsed"]}{css}</style>{body}')


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read_pdf(data, "报告.pdf", context()).paragraphs()]


@pytest.mark.parametrize(
    "css",
    [
        "color: #888", "color: #999", "color: #bbb", "color: rgba(0, 0, 0, .65)", "color: rgba(0, 0, 0, .3)", "color: #9dc3e6",
        "color: red", "color: #fff; background: #1f4e79", "color: #fff; background: #999", "color: #333; background: #222",
        "font-size: 26pt; color: red", "font-size: 26pt; color: #bbb",
    ],
)  # fmt: skip
def test_text_in_any_colour_is_read(css: str) -> None:
    """Whole reports in grey, red heads, white figures on dark ground: nothing is left out for its colour."""
    body = (
        f'<p style="{css}">云川市教育局文件</p><p style="{css}">全年收到申请12件，均已办结。</p><table><tr><td style="{css}">规章</td>'
        f'<td style="{css}">12</td></tr><tr><td>行政许可</td><td style="{css}">345</td></tr></table>'
    )
    document = read_pdf(page_of(body, "table { width: 100% }"), "报告.pdf", context())
    assert [paragraph.text for paragraph in document.paragraphs()] == [
        "云川市教育局文件",
        "全年收到申请12件，均已办结。",
    ]
    (grid,) = document.grids()
    assert rows(grid) == [["规章", "12"], ["行政许可", "345"]]
    assert document.warnings == ()


@pytest.mark.parametrize("color", ["#888", "#ccc", "rgba(0, 0, 0, .45)"])
def test_a_whole_report_in_grey(color: str) -> None:
    holds(read_pdf(written("", f"body {{ color: {color} }}"), "报告.pdf", context()), told={})


@pytest.mark.parametrize(
    "css",
    [
        "color: #fff", "color: #fefefe", "opacity: 0", "color: rgba(0, 0, 0, 0)", "font-size: .3pt",
        "color: #fff; font-size: .5pt",
    ],
)  # fmt: skip
def test_text_that_cannot_be_seen_is_in_no_figure_and_no_line(css: str) -> None:
    unseen = f'<span style="{css}">5</span>'
    body = (
        f"<p>全年收到申请12{unseen}件，均已办结。</p><table><tr><td>规章</td><td>12{unseen}</td></tr>"
        f"<tr><td>行政许可</td><td>{unseen}345</td></tr></table>"
    )
    document = read_pdf(page_of(body, "table { width: 100% }"), "报告.pdf", context())
    assert [paragraph.text for paragraph in document.paragraphs()] == ["全年收到申请12件，均已办结。"]
    (grid,) = document.grids()
    assert rows(grid) == [["规章", "12"], ["行政许可", "345"]]
    assert document.warnings == (LeftOut.HIDDEN.told(3),)


def test_text_covered_later_is_not_read_and_what_is_typed_over_is() -> None:
    patch = "display: inline-block; background: #fff; width: 14pt; margin-left: -14pt"
    over = f'15<span style="{patch}">12</span>'
    body = f"<p>全年收到申请{over}件，均已办结。</p><table><tr><td>规章</td><td>{over}</td></tr></table>"
    document = read_pdf(page_of(body, "table { width: 100% }"), "报告.pdf", context())
    assert ["".join(text.split()) for text in texts(page_of(body))] == ["全年收到申请12件，均已办结。"]
    (grid,) = document.grids()
    assert rows(grid) == [["规章", "12"]]
    assert document.warnings == (LeftOut.HIDDEN.told(2),)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("全年收到申请12<sup>1</sup>件。", "全年收到申请12件。"),
        ("全年收到申请12<sup>[1]</sup>件。", "全年收到申请12件。"),
        ("全年收到申请<sup>①</sup>12件。", "全年收到申请12件。"),
        ("全年收到申请12<sup>[1][2]</sup>件。", "全年收到申请12件。"),
        ("全年收到申请12<sup style='font-size: 58%; vertical-align: 35%'>注1</sup>件。", "全年收到申请12件。"),
        ("面积12m<sup>2</sup>。", "面积12m2。"),
        ("排放CO<sub>2</sub>共12吨。", "排放CO2共12吨。"),
        ("<sup>1</sup>注：按件数统计。", "1注：按件数统计。"),
        ("收到<span style='font-size: 70%'>12</span>件。", "收到12件。"),
    ],
)
def test_raised_marks_of_notes_are_left_out_and_other_small_text_is_not(body: str, text: str) -> None:
    assert texts(page_of(f"<p>{body}</p>")) == [text]


def test_raised_marks_in_cells() -> None:
    body = "<table><tr><td>规章<sup>①</sup></td><td>12<sup>1</sup></td><td>345<sup>[2]</sup></td></tr></table>"
    document = read_pdf(page_of(body, "table { width: 100% }"), "报告.pdf", context())
    (grid,) = document.grids()
    assert rows(grid) == [["规章", "12", "345"]]
    assert document.warnings == (LeftOut.NOTE_MARK.told(3),)


PLAIN = "<p>全年收到申请12件，均已办结。</p><table><tr><td>规章</td><td>12</td></tr></table>"


def _form(pdf: pikepdf.Pdf, font: pikepdf.Object, box: tuple[int, int, int, int], **more: pikepdf.Object) -> Stream:
    form = Stream(pdf, b"BT /F 12 Tf 368 714 Td (99) Tj ET")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array(box)
    form.Resources = Dictionary(Font=Dictionary(F=font))
    for name, value in more.items():
        form[f"/{name}"] = value
    return form


def drawn(over: str = "", under: str = "", *notes: Dictionary) -> Document:
    """A page with something drawn over or under its text.

    `/F` is a font of Latin letters, `/off` a layer switched off and `/on` one that is not, `/pale` a state of little ink;
    `/seen`, `/hidden` and `/cut` are forms with a figure beside the cell's.
    """
    with pikepdf.open(io.BytesIO(page_of(PLAIN, "table { width: 100% }"))) as pdf:
        (sheet,) = pdf.pages
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        off, on = (pdf.make_indirect(Dictionary(Type=Name.OCG, Name=name)) for name in ("off", "on"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([off, on]), D=Dictionary(OFF=Array([off])))
        whole = (0, 0, 600, 850)
        sheet.Resources.Font.F = font
        sheet.Resources.ExtGState.pale = Dictionary(ca=0.1)
        sheet.Resources.Properties = Dictionary(off=off, on=on)
        sheet.Resources.XObject = Dictionary(
            seen=_form(pdf, font, whole), hidden=_form(pdf, font, whole, OC=off), cut=_form(pdf, font, (0, 0, 50, 50))
        )
        sheet.contents_add(f"q {under} Q q\n".encode(), prepend=True)
        sheet.contents_add(f"\nQ q {over} Q".encode())
        if notes:
            sheet.Annots = Array([pdf.make_indirect(note) for note in notes])
        out = io.BytesIO()
        pdf.save(out)
    return read_pdf(out.getvalue(), "报告.pdf", context())


def text(words: str, x: float, y: float, size: float = 12, state: str = "") -> str:
    return f"BT {state} /F {size} Tf {x} {y} Td ({words}) Tj ET"


CELL, LINE = (368, 714), (246, 747)


def round_seal() -> str:
    """Letters around a circle that touches the cell, one after the other turned further."""
    found = ["1 0 0 rg"]
    for number, letter in enumerate("ABCDEFGHIJK"):
        turn = 1.5 - 0.3 * number
        across, up = cos(turn), sin(turn)
        place = f"{across:.4f} {up:.4f} {-up:.4f} {across:.4f} {CELL[0] - 45 * up:.2f} {CELL[1] + 45 * across:.2f}"
        found.append(f"BT /F 12 Tf {place} Tm ({letter}) Tj ET")
    return " ".join(found)


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        (f"/OC /off BDC {text('99', *CELL)} EMC", LeftOut.HIDDEN),
        ("/hidden Do", LeftOut.HIDDEN),
        ("/cut Do", LeftOut.HIDDEN),
        ("/OC /off BDC /seen Do EMC", LeftOut.HIDDEN),
        (text("99", *CELL, state="3 Tr"), LeftOut.HIDDEN),
        (text("99", *CELL, state="7 Tr"), LeftOut.HIDDEN),
        (text("99", *LINE, state="1 g"), LeftOut.HIDDEN),
        (text("99", *CELL, size=0.4), LeftOut.HIDDEN),
        (f"{text('99', *CELL)} 1 g 367 705 30 22 re f", LeftOut.HIDDEN),
        ("/Artifact <</Type /Pagination /Subtype /Watermark>> BDC /seen Do EMC", LeftOut.WATERMARK),
        (f"/pale gs {text('SECRET', 300, 700, 40)}", LeftOut.WATERMARK),
        ("/pale gs q 4 0 0 4 -1200 -2150 cm /seen Do Q", LeftOut.WATERMARK),
        (f"{text('shier', 356, 726, 5)}", LeftOut.RUBY),
        (f"/Artifact <</Subtype /Watermark>> BDC 0.8 g {text('COPY', *CELL)} EMC", LeftOut.WATERMARK),
        (f"1 0 0 rg {text('SEAL', 345, 712)}", LeftOut.WATERMARK),
        (f"{round_seal()} {text('SEAL', 370, 700)} {text('3201', 372, 690)}", LeftOut.WATERMARK),
        (f"1 0 0 RG 1 0 0 rg 380 700 m 380 760 l 450 760 l 450 700 l h S {text('SEAL', 390, 714)}", LeftOut.WATERMARK),
    ],
)  # fmt: skip
def test_what_is_drawn_besides_is_in_no_cell_and_no_line(over: str, kind: LeftOut) -> None:
    for document in (drawn(over), drawn(under=over)) if kind is LeftOut.WATERMARK else (drawn(over),):
        assert [paragraph.text for paragraph in document.paragraphs()] == ["全年收到申请12件，均已办结。"]
        (grid,) = document.grids()
        assert rows(grid) == [["规章", "12"]]
        assert [each.partition("处")[2] for each in document.warnings] == [kind.value]


@pytest.mark.parametrize("over", ["/seen Do", f"/OC /on BDC {text('99', *CELL)} EMC", text("99", *CELL, state="2 Tr")])
def test_what_is_seen_is_read_however_it_is_drawn(over: str) -> None:
    (grid,) = drawn(over).grids()
    assert rows(grid) == [["规章", "1299"]]


def note(kind: str, box: tuple[float, ...], **more: str | Array) -> Dictionary:
    return Dictionary({"/Type": Name.Annot, "/Subtype": Name(f"/{kind}"), "/Rect": Array(box), "/F": 4, **more})


def test_annotations_strike_out_and_stamps_say_nothing() -> None:
    struck = note(
        "StrikeOut", (149, 742, 155.5, 759), **{"/QuadPoints": Array([149, 759, 155.5, 759, 149, 742, 155.5, 742])}
    )
    stamp = note("Stamp", (300, 690, 420, 760), **{"/Contents": "99"})
    mark = note("Watermark", (300, 690, 420, 760), **{"/Contents": "99"})
    document = drawn("", "", struck, stamp, mark)
    assert [paragraph.text for paragraph in document.paragraphs()] == ["全年收到申请2件，均已办结。"]
    (grid,) = document.grids()
    assert rows(grid) == [["规章", "12"]]
    assert document.warnings == (LeftOut.STRUCK.told(1),)
