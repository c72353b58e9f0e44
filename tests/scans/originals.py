"""The three made-up reports that are printed, scanned and read back: every cell of their tables and its place on the page is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import pypdfium2
import weasyprint
from numpy.typing import NDArray

from auditor.pipeline import Auditor
from auditor.read.layout.boxes import Box
from auditor.read.opener import read_bytes
from tests.clean.report import report
from tests.writers.plain import PlainReport
from tests.writers.web import article

Picture = NDArray[np.uint8]
# The seeds of the clean reports with figures of one and two, of up to three, and of up to four digits.
SEEDS = {"small": 236, "medium": 58, "large": 37}
# How many applications the large one had: more than the clean reports have by themselves.
APPLICATIONS = 8640
FONTS = Path(__file__).parents[2] / "templates" / "fonts"
FACES = {"song": "LetterSong.ttf", "kai": "LetterKai.ttf", "hei": "LetterHei.ttf", "biao": "LetterBiao.ttf"}
CSS = (
    "@page {{ size: A4; margin: 16mm 20mm }} body {{ font-family: Face; font-size: 10pt; margin: 0 }} h1 {{ font-size: 16pt; margin: 4pt }}"
    " h2 {{ font-size: 12pt; margin: 3pt 0 }} p {{ text-indent: 2em; margin: 0; line-height: 1.35; text-align: justify }}"
    " table {{ border-collapse: collapse; width: 100% }} h2:nth-of-type(3) {{ page-break-before: always }}"
    " td {{ border: .75pt solid; padding: .5pt 2pt; font-size: {size}pt; text-align: center }}"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table: its row and place in it, its text, and where it stands on its page, in points."""

    table: str
    row: str
    place: int
    text: str
    box: Box

    @property
    def name(self) -> str:
        """What it is called in the list of what was read wrongly."""
        return f"{self.table}.{self.row}[{self.place}]"


@dataclass(frozen=True, slots=True)
class Original:
    """A printed report: its pages as one PDF, and the cells of its second page, which holds the tables three and four."""

    pdf: bytes
    cells: tuple[Cell, ...]

    def page(self, number: int, dpi: float) -> Picture:
        """A page, counted from 0, in red, green and blue."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            drawn = document[number].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3]
            return np.ascontiguousarray(drawn)

    def cell(self, row: str, place: int) -> Cell:
        """One of its cells, of table three or four."""
        return next(cell for cell in self.cells if (cell.row, cell.place) == (row, place))


@cache
def original(size: str, face: str = "song", points: float = 9.0) -> Original:
    """A report printed with the figures and in the type that are asked for."""
    pdf = _printed(_plain(size), face, points)
    document = read_bytes(pdf, "报告.pdf")
    found = []
    for table, rows in Auditor().recognise_document(document).tables.items():
        for row, values in rows.rows.items():
            for place, value in enumerate(values):
                where = document.place_at(value.start)
                if where is not None and where.page == 2:
                    found.append(Cell(table, row, place, value.raw, where.box))
    return Original(pdf, tuple(found))


def another(size: str) -> bytes:
    """A report in the same layout with other figures: what a wrong layer of text says."""
    plain = _plain(size)
    tables = {
        key: {row: [f"{(int(float(cell)) * 3 + 8) % 70}" for cell in cells] for row, cells in rows.items()}
        for key, rows in plain.tables.items()
    }
    return _printed(replace(plain, tables=tables), "song", 9.0)


def _plain(size: str) -> PlainReport:
    if size != "large":
        return report(SEEDS[size]).plain()
    with patch("tests.clean.figures._amount", return_value=APPLICATIONS):
        return report(SEEDS[size]).plain()


def _printed(plain: PlainReport, face: str, points: float) -> bytes:
    fonts = weasyprint.text.fonts.FontConfiguration()
    source = f"@font-face {{ font-family: Face; src: url('{(FONTS / FACES[face]).as_uri()}') }}"
    css = weasyprint.CSS(string=source + CSS.format(size=points), font_config=fonts)
    printed: bytes = weasyprint.HTML(string=article(plain)).write_pdf(stylesheets=[css], font_config=fonts)
    return printed


def grown(picture: Picture, factor: float) -> Picture:
    """The picture in another size."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8)
