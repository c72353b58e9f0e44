"""Reports as DOCX: plain ones with merged cells, and ones as Word leaves them after much editing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape

from tests.read.make_docx import CHINESE, document, num, p, relations, root, span_table
from tests.writers.plain import PlainReport
from tests.writers.spans import Drawn, covers, draw

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NUMERALS = "一二三四五六七八九十"
_WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORDPROCESSING}.document.main+xml"/>{{more}}</Types>'
)
_NUMBERING_TYPE = f'<Override PartName="/word/numbering.xml" ContentType="{_WORDPROCESSING}.numbering+xml"/>'


def plain(report: PlainReport) -> bytes:
    """One run a paragraph, numbers typed, merged cells."""
    return _package({"word/document.xml": document(body(report, lambda text: p(escape(text)), _span_table))})


def edited(report: PlainReport) -> bytes:
    """Automatic numbers, content controls, tracked insertions and deletions, smart tags, runs split anywhere, vMerge."""
    paragraphs = _Edited()
    written = body(report, paragraphs.write, _edited_table)
    numbering = root("numbering", CHINESE + num(1, 0))
    return _package(
        {
            "word/document.xml": document(written),
            "word/numbering.xml": numbering,
            "word/_rels/document.xml.rels": relations(("numbering", "numbering.xml")),
        }
    )


def _package(parts: Mapping[str, str]) -> bytes:
    """A zip file that depends on nothing but its contents: no time, no compression."""
    numbered = "word/numbering.xml" in parts
    whole = {
        "[Content_Types].xml": _CONTENT_TYPES.format(more=_NUMBERING_TYPE if numbered else ""),
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        **parts,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in whole.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 0
            archive.writestr(info, content)
    return buffer.getvalue()


def body(report: PlainReport, paragraph: Callable[[str], str], table: Callable[[Drawn], str]) -> str:
    """The content of w:body, paragraphs and tables written by these functions."""
    parts = [paragraph(text) for text in (*report.title, *report.preamble)]
    for section in report.sections:
        parts += [paragraph(text) for text in (section.heading, *section.paragraphs)]
        if section.table:
            key = section.table
            parts.append(table(draw(key, report.tables[key], report.labels.get(key, {}))))
    return "".join([*parts, *(paragraph(text) for text in report.signed)])


def _span_table(drawn: Drawn) -> str:
    return span_table(
        [[type(c)(escape(c.text), c.column, c.row_span, c.col_span) for c in row] for row in drawn.rows], drawn.width
    )


class _Edited:
    """Paragraphs as edited in Word; a number in its turn becomes an automatic one."""

    def __init__(self) -> None:
        self._count = [0, 0]
        self._written = 0

    def write(self, text: str) -> str:
        self._written += 1
        level, rest = self._numbered(text)
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' if level >= 0 else ""
        paragraph = f"<w:p><w:pPr>{properties}</w:pPr>{_runs(rest, self._written)}</w:p>"
        if self._written % 5 == 2:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>"
        return paragraph

    def _numbered(self, text: str) -> tuple[int, str]:
        for level, pattern in enumerate((rf"([{_NUMERALS}])、", rf"（([{_NUMERALS}])）")):
            match = re.match(pattern, text)
            if match and match[1] == _NUMERALS[self._count[level]]:
                self._count[level] += 1
                if level == 0:
                    self._count[1] = 0
                return level, text[match.end() :]
        return -1, text


def _runs(text: str, seed: int) -> str:
    """Runs of three to nine characters: every fourth inserted, every seventh in a smart tag, with deleted text between."""
    parts: list[str] = []
    at = 0
    while at < len(text):
        size = 3 + (seed + len(parts)) % 7
        run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(text[at : at + size])}</w:t></w:r>'
        if len(parts) % 4 == 1:
            run = f'<w:ins w:id="{len(parts)}" w:author="编辑">{run}</w:ins>'
        elif len(parts) % 7 == 3:
            run = f'<w:smartTag w:element="date">{run}</w:smartTag>'
        elif len(parts) % 9 == 5:
            run = f'<w:del w:id="{len(parts)}" w:author="编辑"><w:r><w:delText>删去的文字12件</w:delText></w:r></w:del>{run}'
        parts.append(run)
        at += size
    return "".join(parts)


def _edited_table(drawn: Drawn) -> str:
    rows = []
    for number, row in enumerate(covers(drawn)):
        cells = []
        for column, cell, begins in row:
            merge = (
                ""
                if cell.row_span == 1
                else '<w:vMerge w:val="restart"/>'
                if begins
                else '<w:vMerge w:val="continue"/>'
            )
            properties = f'<w:gridSpan w:val="{cell.col_span}"/>{merge}'
            inner = _cell_runs(cell.text, number + column) if begins else ""
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{inner}</w:p></w:tc>")
        line = f"<w:tr><w:trPr/>{''.join(cells)}</w:tr>"
        rows.append(f"<w:sdt><w:sdtContent>{line}</w:sdtContent></w:sdt>" if number % 6 == 4 else line)
    grid = "".join(f'<w:gridCol w:w="{600 + 40 * column}"/>' for column in range(drawn.width))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell_runs(text: str, seed: int) -> str:
    if not text:
        return ""
    if not text[0].isdigit() or len(text) > 12:
        return _runs(text, seed)
    head, tail = text[:1], text[1:]
    runs = f"<w:r><w:t>{head}</w:t></w:r>"
    if seed % 3 == 0:
        runs = f'<w:del w:id="9{seed}" w:author="编辑"><w:r><w:delText>7</w:delText></w:r></w:del>{runs}'
    return runs + (f'<w:ins w:id="8{seed}" w:author="编辑"><w:r><w:t>{tail}</w:t></w:r></w:ins>' if tail else "")
