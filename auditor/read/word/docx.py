"""Reads DOCX reports from Word and WPS: the text as shown with all changes accepted, automatic numbers included."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder
from auditor.read.word.blocks import HIGH, WIDE, Block, Picture, fill, is_blank
from auditor.read.word.docx_grid import TableReader
from auditor.read.word.docx_numbering import (
    PARAGRAPH_STYLE,
    PROPERTIES,
    RUN_PROPERTIES,
    VANISH,
    Numbering,
    Styles,
    value,
)
from auditor.read.word.docx_package import (
    ALTERNATE,
    CHOICE,
    DAMAGED,
    FALLBACK,
    UNREAD,
    Element,
    Package,
    W,
    check_depth,
    chosen,
    is_on,
    number,
)
from auditor.read.word.docx_plain import DELETED, MOVED_AWAY, PARAGRAPH, TEXTS, plain_texts, telling_paragraphs

TABLE = W + "tbl"
RUN = W + "r"
BOX = W + "txbxContent"

_PLAIN = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_SYMBOL_FONTS = re.compile("wingdings|webdings|symbol|marlett", re.IGNORECASE)
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_TEXT_PATH = "{urn:schemas-microsoft-com:vml}textpath"
_VML_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d+(?:\.\d+)?)\s*(pt|in|cm|mm|px|)", re.IGNORECASE)
_MM = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96, "": 25.4 / 96}
_EMU = 36_000
_EMBED, _ID = (
    f"{{http://schemas.openxmlformats.org/officeDocument/2006/relationships}}{name}" for name in ("embed", "id")
)
_ALT_CHUNK = W + "altChunk"


def read_docx(data: bytes, path: str) -> Document:
    """The paragraphs and tables of a DOCX file in reading order.

    Line breaks outside tables end a paragraph. Raises UnreadableReport if the file is damaged, locked, unsafe, too
    large or no Word document.
    """
    package = Package(data)
    name, root = package.main()
    body = next(root.iterchildren(W + "body"), None)
    if body is None:
        raise UnreadableReport(DAMAGED)
    styles = Styles(package.related(name, "styles"))
    numbering = Numbering(package.related(name, "numbering"), styles)
    blocks = _Reader(root, styles, numbering, partial(package.media, name)).blocks(body, 0)
    large, all_pictures = _pictures(body)
    builder = DocumentBuilder()
    fill(builder, blocks, large, all_pictures)
    if next(body.iter(_ALT_CHUNK), None) is not None:
        if is_blank(blocks):
            raise UnreadableReport("文件正文是嵌入的另一份文件，不能读取，请用 Word 或 WPS 打开后另存为 DOCX")
        # A table may stand in it, as it may in a picture.
        builder.unread("嵌入的文件")
        builder.warn("正文中嵌有另一份文件，其内容未能读取")
    return builder.build(path=path, data=data, format="docx")


class _Reader:
    """Walks the body once; its state is the paragraph being read and the tracked changes around it."""

    def __init__(
        self, root: Element, styles: Styles, numbering: Numbering, media: Callable[[str], bytes | None]
    ) -> None:
        self._media = media
        self._styles = styles
        self._numbering = numbering
        self._parts: list[str] = []
        self._boxes: list[Element] = []
        self._pictures: list[Element] = []
        self._fields: list[int | None] = []
        self._carry = ""
        self._hidden_style = False
        self._special: dict[str, Callable[[Element, int], None]] = {
            W + "br": self._break,
            W + "sym": self._symbol,
            W + "fldChar": self._field,
            ALTERNATE: self._alternate,
            _TEXT_PATH: self._word_art,
            BOX: lambda box, depth: self._boxes.append(box),
            _BLIP: lambda blip, depth: self._pictures.append(blip),
            _IMAGE_DATA: lambda data, depth: self._pictures.append(data),
        }
        # Few documents hide text; the others are spared the questions.
        self._hides = styles.any_hidden or next(root.iter(VANISH), None) is not None
        if self._hides:
            self._special[RUN] = self._run
        self._plain = {} if self._hides else plain_texts(root, (*self._special, *_PLAIN))
        self._telling = set(root.iter(PARAGRAPH)) if self._hides else telling_paragraphs(root)
        self._table = TableReader(root, self.blocks)

    def blocks(self, container: Element, depth: int) -> list[Block]:
        """The paragraphs and tables of the body, a cell or a text box."""
        outer, self._carry = self._carry, ""
        found: list[Block] = []
        self._collect(container, found, depth)
        self._flush(found)
        self._carry = outer
        return found

    def _flush(self, found: list[Block]) -> None:
        """Put down the text of paragraphs whose mark is deleted where no other paragraph follows."""
        if self._carry:
            found.append(self._carry)
            self._carry = ""

    def _collect(self, node: Element, found: list[Block], depth: int) -> None:
        check_depth(depth)
        for child in node:
            tag = child.tag
            if tag == PARAGRAPH:
                self._paragraph(child, found, depth + 1)
            elif tag == TABLE:
                self._flush(found)
                found += self._table.read(child, depth + 1)
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._collect(branch, found, depth + 2)
            elif tag not in UNREAD and len(child):
                self._collect(child, found, depth + 1)

    def _paragraph(self, paragraph: Element, found: list[Block], depth: int) -> None:
        properties = next(paragraph.iterchildren(PROPERTIES), None) if paragraph in self._telling else None
        text = self._plain.get(paragraph)
        if text is not None:
            self._put(text, properties, found)
            return
        parts: list[str] = []
        boxes: list[Element] = []
        pictures: list[Element] = []
        self._parts, self._boxes, self._pictures = parts, boxes, pictures
        self._fields.clear()
        if self._hides:
            style = None if properties is None else value(properties, PARAGRAPH_STYLE)
            self._hidden_style = self._styles.hides(style or self._styles.default)
        self._inline(paragraph, depth)
        self._put("".join(parts), properties, found)
        for box in boxes:
            found += self.blocks(box, depth + 1)
        for picture in pictures:
            data = self._media(picture.get(_EMBED) or picture.get(_ID) or "") if _is_large(picture) else None
            if data is not None:
                found.append(Picture(data))

    def _put(self, text: str, properties: Element | None, found: list[Block]) -> None:
        """Add a paragraph with its number, unless its mark is deleted or it is hidden."""
        deleted, hidden = self._mark(properties)
        if deleted:
            # Without its mark the paragraph runs into the next one and is not counted in any list.
            self._carry += text
        elif self._carry or not (hidden and not text.strip()):
            prefix = self._numbering.prefix(properties)
            text, self._carry = self._carry + text, ""
            found.append(prefix + text.lstrip("\n") if prefix else text)

    def _mark(self, properties: Element | None) -> tuple[bool, bool]:
        """Whether the paragraph mark is deleted, and whether it is hidden."""
        deleted, hidden = False, self._hidden_style
        if properties is None:
            return deleted, hidden
        for run in properties.iterchildren(RUN_PROPERTIES):
            for found in run.iterchildren(DELETED, MOVED_AWAY, VANISH):
                if found.tag == VANISH:
                    hidden = is_on(found)
                else:
                    deleted = True
        return deleted, hidden

    def _inline(self, node: Element, depth: int) -> None:
        """Collect the text below a node; what is not known to be text or no text is looked into."""
        check_depth(depth)
        parts, special = self._parts, self._special
        for child in node:
            tag = child.tag
            if tag in UNREAD:
                continue
            if tag in TEXTS:
                text = child.text
                if text:
                    parts.append(text.replace("\n", " ") if "\n" in text else text)
            elif tag in special:
                special[tag](child, depth)
            elif tag in _PLAIN:
                parts.append(_PLAIN[tag])
            elif len(child):
                self._inline(child, depth + 1)

    def _run(self, run: Element, depth: int) -> None:
        hidden = self._hidden_style
        for properties in run.iterchildren(RUN_PROPERTIES):
            style = value(properties, W + "rStyle")
            vanish = next(properties.iterchildren(VANISH), None)
            hidden = is_on(vanish) if vanish is not None else hidden or self._styles.hides(style)
        if not hidden:
            self._inline(run, depth + 1)

    def _alternate(self, alternate: Element, depth: int) -> None:
        branch = chosen(alternate)
        if branch is not None:
            self._inline(branch, depth + 2)

    def _break(self, element: Element, depth: int) -> None:
        if element.get(W + "type", "textWrapping") == "textWrapping":
            self._parts.append("\n")

    def _symbol(self, element: Element, depth: int) -> None:
        """A symbol counts if its code point is a character by itself, not a place in a symbol font."""
        try:
            code = int(element.get(W + "char", ""), 16)
        except ValueError:
            return
        plain = 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD
        if plain and not _SYMBOL_FONTS.search(element.get(W + "font", "")):
            self._parts.append(chr(code))

    def _word_art(self, element: Element, depth: int) -> None:
        """Text drawn as a picture is text all the same; titles are often set so."""
        self._parts.append(element.get("string", "").replace("\n", " "))

    def _field(self, element: Element, depth: int) -> None:
        """Drop what stands between the begin of a field and its result: the code, with the results of fields in it."""
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(len(self._parts))
        elif kind in ("separate", "end") and self._fields:
            mark = self._fields.pop()
            if mark is not None:
                del self._parts[mark:]
            if kind == "separate":
                self._fields.append(None)


def _pictures(body: Element) -> tuple[int, int]:
    """How many pictures of considerable or unknown size the body shows, and how many in all."""
    large = found = 0
    for picture in body.iter(_BLIP, _IMAGE_DATA):
        if any(_unseen(above) for above in picture.iterancestors(FALLBACK, DELETED, MOVED_AWAY)):
            continue
        found += 1
        large += _is_large(picture)
    return large, found


def _is_large(picture: Element) -> bool:
    """Whether a picture is as large as a table, or of unknown size."""
    width, height = _size(picture)
    return width >= WIDE and height >= HIGH


def _unseen(above: Element) -> bool:
    """Whether what is below is not shown: it is deleted, or the fallback of something that is shown."""
    parent = above.getparent()
    return above.tag != FALLBACK or (parent is not None and next(parent.iterchildren(CHOICE), None) is not None)


def _size(picture: Element) -> tuple[float, float]:
    """Width and height in millimetres; a side that is not given counts as large."""
    for frame in picture.iterancestors(_DRAWN + "inline", _DRAWN + "anchor"):
        for extent in frame.iterchildren(_DRAWN + "extent"):
            width, height = (number(extent.get(side), 0, 10**9, 10**9) / _EMU for side in ("cx", "cy"))
            return width, height
    shape = picture.getparent()
    style = "" if shape is None else shape.get("style", "")
    sides = {side.lower(): float(size) * _MM[unit.lower()] for side, size, unit in _VML_SIZE.findall(style)}
    return sides.get("width", WIDE), sides.get("height", HIGH)
