"""Letters as DOCX by docxtpl, from a template that an office can edit in Word or WPS; the same bytes every time."""

from __future__ import annotations

import io
import re
import traceback
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from docx.image.image import Image
from docx.oxml.ns import qn
from docx.shared import Mm, Twips
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from lxml import etree
from markupsafe import Markup, escape

from auditor.errors import AuditorError, reason
from auditor.letters.content.letter import Letter
from auditor.letters.content.page import SECONDS, Templates, explain, too_slow
from auditor.letters.content.template_clock import OutOfTimeError, bounded
from auditor.presentation.sandbox import Sandbox
from auditor.presentation.terminal_text import harmless

FILE = "letter.docx"
HEAD_STYLE = "红头"
_UNPACKED, _ENTRIES = 32 * 2**20, 1000
_STAMP = datetime(2021, 1, 1)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External")
_PARAGRAPH = re.compile(r"<w:p[ >](?:(?!<w:p[ >]).)*?</w:p>", re.DOTALL)
# The type area has 27 characters on a line; a name without a seal ends two characters before its edge.
_LINE, _RIGHT = 27, 2


def docx_letter(templates: Templates, letter: Letter, leaves: int = 0) -> bytes:
    """Write the letter as DOCX; raises AuditorError with the file, and the words in it, if the template is broken.

    `leaves` is the number of pages between the text's last page and the imprint: a document cannot compute it, `Printer.leaves`
    can.
    """
    path = next(folder / FILE for folder in templates.folders if (folder / FILE).exists())
    template = _Template(path, _sound(path))
    values = templates.values(letter)
    head = values["head"]
    filled = {
        **values,
        "texts": {name: [line.unescape() for line in lines] for name, lines in values["texts"].items()},
        "title": "\n".join(filter(None, values["title"])),
        "sign": "　" * _sign_indent(letter),
        "leaves": leaves,
    }
    logo = letter.office.logo
    template.fill(filled, logo if logo and logo.suffix.lower() != ".svg" else None)
    _set_head(template.docx.element.body, head["size"])
    for table in template.docx.element.body.iter(qn("w:tbl")):
        _set_widths(table)
    _describe(template.docx.core_properties, letter)
    written = io.BytesIO()
    template.docx.save(written)
    return _repacked(written.getvalue())


class _Template(DocxTemplate):  # type: ignore[misc]
    """Template that reports which of its paragraphs is wrong, and receives the logo only where it asks for it."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        self._path = path
        self._logo: Path | None = None

    def fill(self, values: dict[str, Any], logo: Path | None) -> None:
        """Render the whole document; raises AuditorError."""
        self._logo = logo
        try:
            with bounded(SECONDS):
                self.render(values, Sandbox(finalize=_text))
        except AuditorError:
            raise
        except OutOfTimeError as error:
            raise AuditorError(f"{self._path}：{too_slow()}") from error
        except TemplateError as error:
            raise AuditorError(f"{self._path}：模板写错：{explain(error)}") from error
        except Exception as error:  # what an office's file holds may break the libraries in any way
            raise AuditorError(f"{self._path}：不是能用的 Word 模板：{explain(error)}") from error

    def patch_xml(self, src_xml: str) -> str:
        """Prepare a part as the library does, which would drop text if a tag is not closed in its paragraph; raises AuditorError then."""
        for paragraph in _PARAGRAPH.findall(src_xml):
            words = _words(paragraph)
            if any(words.count(opening) != words.count(closing) for opening, closing in (("{{", "}}"), ("{%", "%}"))):
                raise AuditorError(f"{self._path}：模板写错（“{words[:60]}”）：“{{{{ }}}}”或者“{{% %}}”没有写完")
        patched: str = super().patch_xml(src_xml)
        return patched

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        """Render one part of the document; raises AuditorError with the paragraph's words."""
        self.current_rendering_part = part
        try:
            logo = Markup(self._picture()) if self._logo and "logo" in src_xml else ""  # noqa: S704
            filled: str = super().render_xml_part(src_xml, part, {**context, "logo": logo}, jinja_env)
            etree.fromstring(filled.encode())
        except etree.XMLSyntaxError as error:
            said = "标签没有成对地放在段落、表格行或者格子里"
            raise AuditorError(f"{self._path}：模板写错：{said}（{error}）") from error
        except (AuditorError, OutOfTimeError):
            raise
        except Exception as error:  # a template may fail in any way an expression can
            place = _paragraph(src_xml, _line(error))
            raise AuditorError(f"{self._path}：模板写错{place}：{explain(error)}") from error
        return filled

    def _picture(self) -> str:
        """Return the logo, at most 24 mm high and 60 mm wide."""
        try:
            picture = Image.from_file(str(self._logo))
            scale = min(1.0, Mm(24) / picture.height, Mm(60) / picture.width)
            return str(InlineImage(self, str(self._logo), width=round(picture.width * scale)))
        except Exception as error:  # a picture may be broken in any way
            raise AuditorError(f"{self._logo}：这个 logo 读不出来，请换一个 PNG 或者 JPEG 文件") from error


def _sound(path: Path) -> bytes:
    """Read the template, if it is a package of reasonable size that refers to nothing outside; raises AuditorError."""
    try:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
            if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > _UNPACKED:
                raise AuditorError(f"{path}：模板太大，解压后不能超过 {_UNPACKED // 2**20} MiB、{_ENTRIES} 个文件")
            for entry in entries:
                if entry.filename.endswith(".rels") and _EXTERNAL.search(package.read(entry)):
                    raise AuditorError(
                        f"{path}：模板里有指向别处的链接（{entry.filename}），请在 Word 里去掉超链接再用"
                    )
            package.getinfo("word/document.xml")
    except OSError as error:
        raise AuditorError(f"{path}：模板读不出来：{reason(error)}") from error
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, ValueError) as error:
        raise AuditorError(f"{path}：不是 DOCX 文件，请用 Word 或者 WPS 存成 .docx") from error
    return data


def _text(value: object) -> object:
    """Turn the value of an expression into text that is one line of XML; the lines of the title stay separate.

    The library gives «{_{» a meaning of its own, which a quotation must not have.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    lines = (_ILLEGAL.sub("", harmless(line)) for line in value.split("\n"))
    return Markup(str(escape("\n".join(lines))).replace("_", "&#95;"))  # noqa: S704


def _line(error: Exception) -> int:
    """Return the line of the part's text at which an error arose, from 1; 0 if it is not known."""
    frames = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename in ("<template>", "<unknown>")]
    return getattr(error, "lineno", None) or (frames[-1] if frames else 0) or 0


def _paragraph(xml: str, line: int) -> str:
    """Return the words of the paragraph at the line, as «（“{{ letter.nummer }}”）».

    The library has put a line break before each paragraph.
    """
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", xml).split("\n")
    words = _words(lines[line - 1].partition("</w:p>")[0]) if 0 < line <= len(lines) else ""
    return f"（“{words[:60]}”）" if words else ""


def _words(xml: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", xml)).strip()


def _sign_indent(letter: Letter) -> int:
    """Return the indent of a name without a seal, in characters, such that the longer of name and date ends two before the edge.

    The date is indented by two more than the name.
    """
    day = letter.date or "　　　　年　　月　　日"
    date_width = sum(0.5 if ch.isascii() else 1 for ch in day)
    return max(0, int(_LINE - _RIGHT - max(len(letter.office.name or "（审核机关名称）"), 2 + date_width)))


def _set_head(body: Any, size: float) -> None:
    """Set the size of the red head to what its lines allow; its other formatting is the template's."""
    for paragraph in body.iter(qn("w:p")):
        style = paragraph.style
        if style is None or style != HEAD_STYLE:
            continue
        paragraph.get_or_add_pPr().spacing_line = Twips(round(size * 1.2 * 20))
        for run in paragraph.iter(qn("w:r")):
            run.get_or_add_rPr().sz_val = Twips(round(size * 2) * 10)


def _set_widths(table: Any) -> None:
    """Give a table's first column the width that the others leave, in a table whose number of columns depends on the letter."""
    rows = [list(row.iterchildren(qn("w:tc"))) for row in table.iterchildren(qn("w:tr"))]
    if (
        not rows
        or any(len(row) != len(rows[0]) for row in rows)
        or next(table.iter(qn("w:gridSpan")), None) is not None
    ):
        return
    total = table.find(f"{qn('w:tblPr')}/{qn('w:tblW')}")
    widths = [_width(cell) for cell in rows[0]]
    if total is None or total.get(qn("w:type")) != "dxa" or 0 in widths:
        return
    widths[0] = max(widths[0], int(total.get(qn("w:w"))) - sum(widths[1:]))
    for column, width in zip(table.find(qn("w:tblGrid")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            cell.tcPr.find(qn("w:tcW")).set(qn("w:w"), str(width))


def _width(cell: Any) -> int:
    """Return a cell's width in twips; 0 if it is not given in twips."""
    said = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    return int(said.get(qn("w:w"))) if said is not None and said.get(qn("w:type")) == "dxa" else 0


def _describe(properties: Any, letter: Letter) -> None:
    """Set the document properties; their dates are always the same, and texts are cut to what the format allows."""
    properties.author = properties.last_modified_by = _property(letter.office.name)
    properties.title = _property(letter.title)
    properties.subject = _property(letter.number)
    properties.created = properties.modified = _STAMP
    properties.revision = 1


def _property(text: str) -> str:
    return _ILLEGAL.sub("", harmless(text))[:255]


def _repacked(data: bytes) -> bytes:
    """Repack the package with its files in order and without times."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in _ordered(old.namelist()):
            new.writestr(zipfile.ZipInfo(name, (2021, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _ordered(names: list[str]) -> Iterator[str]:
    """Sort by name, but put the list of content types first, where readers look for it."""
    return iter(sorted(set(names), key=lambda name: (name != "[Content_Types].xml", name)))
