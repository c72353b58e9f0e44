"""Fonts that a PDF names and does not bring: the machine's fonts change nothing, and writing from top to bottom is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.model.document import Document
from auditor.read.pdf.reader import read_pdf
from tests.read.test_pdf import rows
from tests.reading import context
from tests.writers.bare import CODECS, Text, bare_pdf

pytestmark = pytest.mark.slow

LINES = ("云川市教育局政府信息公开工作年度报告", "全年收到申请12件，均已办结。")
LEVEL = [encoding for encoding in CODECS if encoding.endswith("H")]
# Reads a file on a machine that has no font at all; prints what PDFium alone sees there, and what the reader does.
BARE_MACHINE = """
import sys, pypdfium2
class NoFonts(pypdfium2.PdfSysfontBase):
    def EnumFonts(self, *_): pass
    def MapFont(self, *_): return None
    def GetFont(self, *_): return None
NoFonts().setup()
data = open(sys.argv[1], "rb").read()
with pypdfium2.PdfDocument(data) as file:
    print(repr(file[0].get_textpage().get_text_range()))
from auditor.read.opener import read_bytes
document = read_bytes(data, "x")
print(repr((document.text, document.places)))
"""


def sheet(encoding: str, *, singly: bool) -> bytes:
    return bare_pdf([[Text(line, 60, 780 - 60 * n, singly=singly) for n, line in enumerate(LINES)]], encoding=encoding)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


@pytest.mark.parametrize("singly", [False, True])
@pytest.mark.parametrize("encoding", LEVEL)
def test_no_character_is_lost(encoding: str, singly: bool) -> None:
    assert texts(read_pdf(sheet(encoding, singly=singly), "报告.pdf", context())) == list(LINES)


@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "GBK-EUC-H", "Identity-H"])
def test_a_machine_without_fonts_reads_the_same(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(sheet(encoding, singly=True))
    command = [sys.executable, "-c", BARE_MACHINE, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
    alone, read = done.stdout.splitlines()
    assert "云" not in alone
    document = read_pdf(file.read_bytes(), "x", context())
    assert read == repr((document.text, document.places))


FIGURES = (("（一）予以公开", "7"), ("（二）部分公开", "2"), ("（三）不予公开", "1"))
LABEL = "三、本年度办理结果"


def ruled(rows_: int, top: float, *, open_below: bool = False) -> list[tuple[float, float, float, float]]:
    bottom = top - 60 * rows_
    across = [(60.0 if n == 0 or n == rows_ else 90.0, top - 60 * n, 300.0, top - 60 * n) for n in range(rows_ + 1)]
    return [*across, *((x, bottom, x, top) for x in (60.0, 90.0, 240.0, 300.0))]


def cells(top: float) -> list[Text]:
    return [
        text
        for n, (label, figure) in enumerate(FIGURES)
        for text in (Text(label, 95, top - 35 - 60 * n, 10), Text(figure, 260, top - 35 - 60 * n, 10))
    ]


@pytest.mark.parametrize("singly", [False, True])
@pytest.mark.parametrize("scale", [0.05, 0.24, 0.75, 1, 9])
@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "GBK-EUC-H", "Identity-H"])
def test_a_label_written_from_top_to_bottom(encoding: str, scale: float, singly: bool) -> None:
    label = Text(LABEL, 75, 770, 10, upright=True, scale=scale, singly=singly)
    data = bare_pdf([[Text("办理情况如下。", 60, 800), *cells(780), label]], ruled(3, 780), encoding)
    document = read_pdf(data, "表.pdf", context())
    (grid,) = document.grids()
    assert rows(grid) == [[LABEL, *FIGURES[0]], list(FIGURES[1]), list(FIGURES[2])]
    assert texts(document) == ["办理情况如下。"]


def test_a_label_in_two_columns_is_read_from_the_right() -> None:
    first, second = Text(LABEL[:6], 81, 770, 10, upright=True), Text(LABEL[6:], 68, 770, 10, upright=True)
    (grid,) = read_pdf(bare_pdf([[*cells(780), first, second]], ruled(3, 780)), "表.pdf", context()).grids()
    assert rows(grid)[0] == [LABEL, *FIGURES[0]]


def test_a_label_that_runs_on_below_its_table() -> None:
    label = Text(LABEL, 75, 770, 24, upright=True)
    (grid,) = read_pdf(bare_pdf([[*cells(780), label]], ruled(3, 780)), "表.pdf", context()).grids()
    assert rows(grid)[0] == [LABEL, *FIGURES[0]]
