"""Reports as PDF, laid out here: hundreds of them are to be printed, and a printer of web pages takes most of a second for each."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field

import pydyf
import uharfbuzz

from tests.writers.paper import shares
from tests.writers.pdf import FONTS
from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn, draw

_WIDE, _HIGH, _SIDE, _EDGE = 595.0, 842.0, 62.0, 60.0
_TEXT, _SMALL, _PITCH = 12.0, 8.0, 1.6
_ALWAYS = "—〔〕0123456789.-/无"


class Printer:
    """Prints reports in one font, cut once to all their characters."""

    def __init__(self, characters: Iterable[str]) -> None:
        whole = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS["Letter Serif"])))
        self._face = _cut(whole, set(characters) | set(_ALWAYS))
        font = uharfbuzz.Font(self._face)
        self.glyphs = {chr(code): font.get_nominal_glyph(code) or 0 for code in self._face.unicodes}
        self.widths: dict[str, float] = {
            character: font.get_glyph_h_advance(glyph) / 1000 for character, glyph in self.glyphs.items()
        }

    def print(self, report: PlainReport) -> bytes:
        """The report as a PDF file; the same report gives the same bytes."""
        sheet = _Sheet(self)
        for line in report.title:
            sheet.paragraph(line, 16, center=True)
        for text in report.preamble:
            sheet.paragraph(text, indent=2)
        for section in report.sections:
            for text in (section.heading, *section.paragraphs):
                sheet.paragraph(text, indent=2)
            if section.table:
                key = section.table
                sheet.table(key, draw(key, report.tables[key], report.labels.get(key, {})))
        for line in report.signed:
            sheet.paragraph(line, right=True)
        return self._file(sheet)

    def width(self, text: str) -> float:
        """How many times its size a text is wide."""
        return sum(self.widths[character] for character in text)

    def _file(self, sheet: _Sheet) -> bytes:
        used = sorted(sheet.used, key=self.glyphs.__getitem__)
        pdf = pydyf.PDF()
        data = _cut(self._face, set(used)).blob.data
        program = pydyf.Stream([data], {"Subtype": "/OpenType"}, compress=True)
        pdf.add_object(program)
        descriptor = pydyf.Dictionary(
            {
                "Type": "/FontDescriptor", "FontName": "/Report", "Flags": 4, "FontBBox": "[-200 -300 1200 1100]",
                "ItalicAngle": 0, "Ascent": 880, "Descent": -120, "CapHeight": 700, "StemV": 80,
                "FontFile3": program.reference,
            }
        )  # fmt: skip
        pdf.add_object(descriptor)
        narrow = " ".join(f"{self.glyphs[c]} [{round(self.widths[c] * 1000)}]" for c in used if self.widths[c] != 1)
        descendant = pydyf.Dictionary(
            {
                "Type": "/Font", "Subtype": "/CIDFontType0", "BaseFont": "/Report", "DW": 1000, "W": f"[{narrow}]",
                "CIDSystemInfo": "<</Registry (Adobe) /Ordering (Identity) /Supplement 0>>",
                "FontDescriptor": descriptor.reference,
            }
        )  # fmt: skip
        pdf.add_object(descendant)
        told = pydyf.Stream([_unicode(self.glyphs, used)], compress=True)
        pdf.add_object(told)
        font = pydyf.Dictionary(
            {
                "Type": "/Font", "Subtype": "/Type0", "BaseFont": "/Report", "Encoding": "/Identity-H",
                "DescendantFonts": f"[{descendant.reference.decode()}]", "ToUnicode": told.reference,
            }
        )  # fmt: skip
        pdf.add_object(font)
        for page in sheet.pages:
            content = pydyf.Stream(page, compress=True)
            pdf.add_object(content)
            pdf.add_page(
                pydyf.Dictionary(
                    {
                        "Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": f"[0 0 {_WIDE:g} {_HIGH:g}]",
                        "Contents": content.reference, "Resources": f"<</Font <</F {font.reference.decode()}>>>>",
                    }
                )
            )  # fmt: skip
        out = io.BytesIO()
        pdf.write(out)
        return out.getvalue()


def _cut(face: uharfbuzz.Face, characters: set[str]) -> uharfbuzz.Face:
    wanted = uharfbuzz.SubsetInput()
    wanted.flags |= uharfbuzz.SubsetFlags.RETAIN_GIDS  # texts call glyphs by their numbers
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, characters))
    return uharfbuzz.subset(face, wanted)


def _unicode(glyphs: dict[str, int], used: list[str]) -> bytes:
    lines = [f"<{glyphs[character]:04X}> <{ord(character):04X}>" for character in used]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
    return f"{head}1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\nendcmap end end".encode()


@dataclass
class _Sheet:
    """The pages as they fill: drawing commands of each, and how far down the last is."""

    printer: Printer
    pages: list[list[bytes]] = field(default_factory=lambda: [[]])
    used: set[str] = field(default_factory=set)
    down: float = _EDGE

    def paragraph(
        self, text: str, size: float = _TEXT, *, indent: float = 0, center: bool = False, right: bool = False
    ) -> None:
        room = _WIDE - 2 * _SIDE
        for number, line in enumerate(self._wrapped(text, room / size, indent)):
            self._room(size * _PITCH)
            free = room - self.printer.width(line) * size
            left = _SIDE + (free / 2 if center else free if right else 0 if number else indent * size)
            self._show(line, left, self.down + size, size)
            self.down += size * _PITCH

    def table(self, key: str, drawn: Drawn) -> None:
        """A table on one page, its cells parted by lines."""
        room = _WIDE - 2 * _SIDE
        edges = [_SIDE]
        for share in shares(key, drawn.width):
            edges.append(edges[-1] + room * share / 100)
        heights = self._heights(drawn, edges)
        self._room(sum(heights) + 12)
        tops = [self.down + 6]
        for height in heights:
            tops.append(tops[-1] + height)
        for number, row in enumerate(drawn.rows):
            for cell in row:
                left, right = edges[cell.column], edges[cell.column + cell.col_span]
                top, bottom = tops[number], tops[number + cell.row_span]
                self.pages[-1].append(
                    f"{left:.2f} {_HIGH - bottom:.2f} {right - left:.2f} {bottom - top:.2f} re S".encode()
                )
                lines = self._wrapped(cell.text, (right - left - 4) / _SMALL)
                first = (top + bottom - len(lines) * _SMALL * 1.25) / 2
                for place, line in enumerate(lines):
                    start = left + (right - left - self.printer.width(line) * _SMALL) / 2
                    self._show(line, start, first + place * _SMALL * 1.25 + _SMALL, _SMALL)
        self.down = tops[-1] + 6

    def _heights(self, drawn: Drawn, edges: list[float]) -> list[float]:
        heights = [0.0] * len(drawn.rows)
        placed = [(number, cell) for number, row in enumerate(drawn.rows) for cell in row]
        for number, cell in sorted(placed, key=lambda each: each[1].row_span):
            wide = edges[cell.column + cell.col_span] - edges[cell.column]
            needed = len(self._wrapped(cell.text, (wide - 4) / _SMALL)) * _SMALL * 1.25 + 6
            last = number + cell.row_span - 1
            heights[last] = max(heights[last], needed - sum(heights[number:last]))
        return heights

    def _wrapped(self, text: str, room: float, indent: float = 0) -> list[str]:
        lines, line, width = [], "", indent
        for character in text:
            wide = self.printer.widths[character]
            if width + wide > room + 1e-6 and line:
                lines.append(line)
                line, width = "", 0.0
            line += character
            width += wide
        return [*lines, line]

    def _room(self, high: float) -> None:
        if self.down + high > _HIGH - _EDGE:
            self.pages.append([])
            self.down = _EDGE

    def _show(self, text: str, left: float, base: float, size: float) -> None:
        self.used.update(text)
        codes = "".join(f"{self.printer.glyphs[character]:04X}" for character in text)
        if codes:
            self.pages[-1].append(f"BT /F {size:g} Tf {left:.2f} {_HIGH - base:.2f} Td <{codes}> Tj ET".encode())
