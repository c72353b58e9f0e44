"""PDF pages lying on their side, upside down, or in part: they are read as a person would turn them."""

from __future__ import annotations

import io
from collections.abc import Collection
from functools import cache

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter, Transformation

from auditor.model.document import Document
from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import page, rows, tables, wanted
from tests.read.test_pdf_places import shown_in
from tests.reading import context
from tests.writers.paper import Look, paragraphs, printed_table, sample, style
from tests.writers.pdf import by_weasyprint, html_to_pdf

pytestmark = pytest.mark.slow

TURNS = [(0, 90), (0, 180), (0, 270), (90, 0), (180, 0), (270, 0), (90, 90), (90, 180), (270, 180)]
LOOKS = {
    "plain": (Look(), 1, 1, 1),
    "heads-repeated": (Look(repeated=True, head="云川市教育局文件", prose=4), 101, 7, 4),
    "figures-wrapped": (Look(size=12, padding=1, margin=30, repeated=True), 100_234, 1013, 2),
}


def turned(data: bytes, content: int = 0, shown: int = 0, pages: Collection[int] | None = None) -> bytes:
    """The file with its content drawn turned counter-clockwise, and its pages shown turned clockwise, by so many degrees."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    for number, sheet in enumerate(writer.pages):
        if pages is not None and number not in pages:
            continue
        wide, high = float(sheet.mediabox.width), float(sheet.mediabox.height)
        moves = {90: (high, 0.0), 180: (wide, high), 270: (0.0, wide)}
        if content:
            move = Transformation().rotate(content).translate(*moves[content])
            sheet.add_transformation(move)
            for note in sheet.get("/Annots", ()):
                left, bottom, right, top = (float(side) for side in note["/Rect"])
                (x0, y0), (x1, y1) = move.apply_on((left, bottom)), move.apply_on((right, top))
                note.get_object()["/Rect"][:] = [type(note["/Rect"][0])(side) for side in (x0, y0, x1, y1)]
            if content != 180:
                sheet.mediabox.upper_right = (high, wide)
                sheet.cropbox.upper_right = (high, wide)
        if shown:
            sheet.rotate(shown)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@cache
def made(name: str) -> bytes:
    look, start, step, prose = LOOKS[name]
    return by_weasyprint(sample(start, step, prose), look)


@cache
def as_made(name: str) -> Document:
    return read_pdf(made(name), "报告.pdf", context())


def assert_places(data: bytes, document: Document) -> None:
    """Each place holds its text, in whatever order PDFium gives it."""
    with pypdfium2.PdfDocument(data) as file:
        pages = list(file)
        for place in document.places:
            wanted_text = "".join(document.text[place.start : place.end].split())
            shown = list(shown_in(pages[place.page - 1], place.box))
            for char in wanted_text:
                assert char in shown, place
                shown.remove(char)


WAYS: list[tuple[str, tuple[int, int], set[int] | None]] = [("plain", turn, None) for turn in TURNS]
WAYS += [(name, turn, None) for name in LOOKS if name != "plain" for turn in ((0, 90), (270, 0), (180, 0))]
WAYS += [(name, turn, pages) for name in LOOKS for turn in ((0, 270), (90, 0)) for pages in ({1}, {0, 2})]


@pytest.mark.parametrize(("name", "turn", "pages"), WAYS)
def test_pages_turned_in_any_way_read_the_same(name: str, turn: tuple[int, int], pages: set[int] | None) -> None:
    data = turned(made(name), *turn, pages)
    document = read_pdf(data, "报告.pdf", context())
    assert document.blocks == as_made(name).blocks
    assert document.warnings == as_made(name).warnings
    assert_places(data, document)


def with_turned_tables(degrees: int, *, words_too: bool) -> bytes:
    """A report whose tables are drawn turned on upright pages, with their headings upright or (`words_too`) turned with them."""
    report, look = sample(11, 3), Look(size=7, padding=0.5, margin=20)
    css = style(look) + (
        f" h1 {{ margin: 0 }} .sheet {{ break-before: page; position: relative; height: 250mm }} .turned {{ position: absolute;"
        f" left: -15mm; width: 200mm; height: 150mm; top: {50 if words_too else 65}mm; transform: rotate({degrees}deg) }}"
    )
    parts = [f"<h1>{report.title[0]}</h1><p>{report.preamble[0]}</p>"]
    for section in report.sections:
        words = f"<h2>{section.heading}</h2>" + "".join(f"<p>{text}</p>" for text in section.paragraphs)
        if not section.table:
            parts.append(f'<div class="sheet">{words}</div>')
            continue
        inner = printed_table(report, section.table, look)
        turned_part = f'<div class="turned">{words if words_too else ""}{inner}</div>'
        parts.append(f'<div class="sheet">{"" if words_too else words}{turned_part}</div>')
    parts += [f'<p class="signed">{line}</p>' for line in report.signed]
    return html_to_pdf(f'<meta charset="utf-8"><style>{css}</style>{"".join(parts)}')


@pytest.mark.parametrize("words_too", [False, True])
@pytest.mark.parametrize("degrees", [90, -90])
def test_tables_turned_on_upright_pages(degrees: int, words_too: bool) -> None:
    data = with_turned_tables(degrees, words_too=words_too)
    document = read_pdf(data, "报告.pdf", context())
    assert tables(document) == wanted(sample(11, 3))
    assert [paragraph.text for paragraph in document.paragraphs()] == paragraphs(sample(11, 3))
    assert_places(data, document)


@pytest.mark.parametrize("degrees", [90, -90])
@pytest.mark.parametrize("turn", [(0, 0), (0, 90), (90, 0)])
def test_a_label_turned_within_its_cell(degrees: int, turn: tuple[int, int]) -> None:
    label = f'<div style="transform: rotate({degrees}deg); width: 120pt; margin: 50pt -40pt">三、本年度办理结果</div>'
    body = (
        f'<p>办理情况如下。</p><table><tr><td rowspan="3" style="width: 40pt">{label}</td><td>予以公开</td><td>12</td></tr>'
        "<tr><td>部分公开</td><td>3</td></tr><tr><td>不予公开</td><td>4</td></tr></table>"
    )
    css = "table { border-collapse: collapse; table-layout: fixed; width: 300pt } td { border: 1px solid }"
    document = read_pdf(turned(page(body, css), *turn), "表.pdf", context())
    (grid,) = document.grids()
    assert rows(grid) == [["三、本年度办理结果", "予以公开", "12"], ["部分公开", "3"], ["不予公开", "4"]]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["办理情况如下。"]
