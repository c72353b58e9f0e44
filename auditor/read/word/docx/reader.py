"""Reader of DOCX reports from Word and WPS: the text with all tracked changes accepted and automatic numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from auditor.config.limits import ReadContext
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.base.builder import DocumentBuilder
from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import ALTERNATE, DAMAGED, UNREAD, Package, W, XmlElement, check_depth, chosen, is_on
from auditor.read.base.paragraph_pieces import LeftOutCount, Raised, Small, TextLook, UnsureText
from auditor.read.word.docx import shapes
from auditor.read.word.docx.fields import RunningFields
from auditor.read.word.docx.grid import DocxTableReader
from auditor.read.word.docx.looks import BOX, RUN, unlike_runs
from auditor.read.word.docx.numbering import (
    PARAGRAPH_STYLE,
    PROPERTIES,
    RUN_PROPERTIES,
    VANISH,
    DocxNumbering,
    DocxStyles,
    value,
)
from auditor.read.word.docx.plain import (
    DELETED,
    MOVED_AWAY,
    PARAGRAPH,
    TEXTS,
    holder_of,
    plain_texts,
    relevant_paragraphs,
)
from auditor.read.word.parts.blocks import WordBlock, WordPicture, fill, is_blank

TABLE = W + "tbl"

_PLAIN = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_SYMBOL_FONTS = re.compile("wingdings|webdings|symbol|marlett", re.IGNORECASE)
_EMBED, _ID = (
    f"{{http://schemas.openxmlformats.org/officeDocument/2006/relationships}}{name}" for name in ("embed", "id")
)
_FRAME = W + "framePr"
_SUPERSCRIPT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}sup"
# Content of other files, or of parts of the package that are not WordprocessingML.
_ELSEWHERE = {W + "altChunk": "嵌入的文件", W + "subDoc": "链接的文件"}


def read_docx(data: bytes, path: str, context: ReadContext) -> Document:
    """Read the paragraphs and tables of a DOCX file in reading order.

    Line breaks outside tables end a paragraph. Raises UnreadableReport if the file is damaged, locked, unsafe, too
    large or not a Word document.
    """
    package = Package(data, context.limits)
    name, root = package.main()
    body = next(root.iterchildren(W + "body"), None)
    if body is None:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)
    styles = DocxStyles(package.related(name, "styles"))
    numbering = DocxNumbering(package.related(name, "numbering"), styles)
    reader = _DocxReader(root, styles, numbering, partial(package.media, name), context.limits.depth)
    blocks = reader.blocks(body, 0)
    if is_blank(blocks) and next(body.iter(*_ELSEWHERE), None) is not None:
        raise UnreadableReport(
            "文件正文是嵌入的另一份文件，不能读取，请用 Word 或 WPS 打开后另存为 DOCX", Cause.UNSUPPORTED
        )
    builder = DocumentBuilder(context)
    fill(builder, blocks, reader.seen.counts)
    return builder.build(path=path, data=data, format="docx")


class _DocxReader:
    """Single pass over the body; its state is the paragraph being read, text carried into the next one, and what was left out."""

    def __init__(
        self,
        root: XmlElement,
        styles: DocxStyles,
        numbering: DocxNumbering,
        media: Callable[[str], bytes | None],
        deepest: int,
    ) -> None:
        self._deepest = deepest
        self.seen = LeftOutCount()
        self._media = media
        self._styles = styles
        self._numbering = numbering
        self._fields = RunningFields(self.seen.counts, numbering.named)
        self._parts: list[str] = []
        self._anchored: list[XmlElement | WordPicture | str] = []
        self._carry = ""
        self._special: dict[str, Callable[[XmlElement, int], None]] = {
            W + "br": self._break,
            W + "sym": self._symbol,
            W + "fldChar": self._field,
            W + "fldSimple": self._simple_field,
            W + "instrText": self._code,
            W + "ruby": self._ruby,
            _SUPERSCRIPT: self._raised,
            ALTERNATE: self._alternate,
            shapes.TEXT_PATH: self._word_art,
            BOX: self._box,
            shapes.OBJECT: self._object,
            **dict.fromkeys((shapes.BLIP, shapes.IMAGE_DATA), self._picture),
            **dict.fromkeys((*shapes.DRAWN, shapes.CONTROL), self._drawn),
        }
        self._unlike = unlike_runs(root, styles)
        self._plain = plain_texts(root, (*self._special, *_PLAIN), self._unlike)
        if self._unlike:
            self._special[RUN] = self._run
        self._telling = relevant_paragraphs(root)
        self._away = _away(root)
        self._table = DocxTableReader(root, self.blocks, self._hidden_row, deepest)

    def blocks(self, container: XmlElement, depth: int) -> list[WordBlock]:
        """Return the paragraphs and tables of the body, a cell or a text box."""
        outer, self._carry = self._carry, ""
        found: list[WordBlock] = []
        self._collect(container, found, depth)
        self._flush(found)
        self._carry = outer
        return found

    def _flush(self, found: list[WordBlock]) -> None:
        """Add the text of paragraphs whose mark is deleted if no other paragraph follows."""
        if self._carry:
            found.append(self._carry)
            self._carry = ""

    def _collect(self, node: XmlElement, found: list[WordBlock], depth: int) -> None:
        check_depth(depth, self._deepest)
        for child in node:
            tag = child.tag
            if tag == PARAGRAPH:
                if self._away and child in self._away:
                    self.seen.counts[LeftOut.HIDDEN] += 1
                else:
                    self._paragraph(child, found, depth + 1)
            elif tag == TABLE:
                self._flush(found)
                found += self._table.read(child, depth + 1)
            elif tag == ALTERNATE:
                branch = chosen(child)
                if branch is not None:
                    self._collect(branch, found, depth + 2)
            elif tag in _ELSEWHERE:
                found.append(WordPicture(what=_ELSEWHERE[tag]))
            elif tag not in UNREAD and len(child):
                self._collect(child, found, depth + 1)

    def _paragraph(self, paragraph: XmlElement, found: list[WordBlock], depth: int) -> None:
        properties = next(paragraph.iterchildren(PROPERTIES), None) if paragraph in self._telling else None
        text = self._plain.get(paragraph)
        if text is not None:
            self._put(text, properties, found)
            return
        parts: list[str] = []
        anchored: list[XmlElement | WordPicture | str] = []
        self._parts, self._anchored = parts, anchored
        self._fields.clear()
        self._inline(paragraph, depth)
        text = self.seen.joined(parts)
        self._put(text, properties, found)
        if isinstance(text, UnsureText) and found and isinstance(found[-1], str):
            found[-1] = UnsureText(found[-1])
        for each in anchored:
            if isinstance(each, str | WordPicture):
                found.append(each)
            else:
                found += self.blocks(each, depth + 1)

    def _put(self, text: str, properties: XmlElement | None, found: list[WordBlock]) -> None:
        """Add a paragraph with its number, unless its mark is deleted or it is hidden."""
        deleted = hidden = False
        if properties is not None or self._styles.any_hidden:
            deleted, hidden = self._mark(properties)
        if deleted:
            # Without its mark the paragraph is joined with the next one and is not counted in any list.
            self._carry += text
        elif self._carry or not (hidden and not text.strip()):
            prefix = self._numbering.prefix(properties)
            text, self._carry = self._carry + text, ""
            found.append(prefix + text.lstrip("\n") if prefix else text)

    def _mark(self, properties: XmlElement | None) -> tuple[bool, bool]:
        """Return whether the paragraph mark is deleted, and whether it is hidden."""
        deleted = hidden = False
        if self._styles.any_hidden:
            style = None if properties is None else value(properties, PARAGRAPH_STYLE)
            hidden = self._styles.hides(style or self._styles.default)
        if properties is None:
            return deleted, hidden
        for run in properties.iterchildren(RUN_PROPERTIES):
            for found in run.iterchildren(DELETED, MOVED_AWAY, VANISH):
                if found.tag == VANISH:
                    hidden = is_on(found)
                else:
                    deleted = True
        return deleted, hidden

    def _inline(self, node: XmlElement, depth: int) -> None:
        """Collect the text below a node; elements of unknown kinds are searched for text."""
        check_depth(depth, self._deepest)
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

    def _run(self, run: XmlElement, depth: int) -> None:
        """Read a run; parts that are left out stay as empty strings, because fields refer to their parts by index."""
        look = self._unlike.get(run)
        parts, start, anchored = self._parts, len(self._parts), len(self._anchored)
        self._inline(run, depth + 1)
        if look is TextLook.RAISED or look is TextLook.SMALL:
            parts[start:] = map(Raised if look is TextLook.RAISED else Small, parts[start:])
        elif look is not None:
            left_out = "".join(parts[start:])
            parts[start:] = [""] * (len(parts) - start)
            if isinstance(look, LeftOut) and left_out.strip():
                self.seen.leave_out(look, parts, start)
            if look is LeftOut.HIDDEN:
                del self._anchored[anchored:]

    def _raised(self, element: XmlElement, depth: int) -> None:
        start = len(self._parts)
        self._inline(element, depth + 1)
        self._parts[start:] = map(Raised, self._parts[start:])

    def _ruby(self, ruby: XmlElement, depth: int) -> None:
        self._inline(ruby, depth + 1)
        self.seen.counts[LeftOut.RUBY] += 1

    def _alternate(self, alternate: XmlElement, depth: int) -> None:
        branch = chosen(alternate)
        if branch is not None:
            self._inline(branch, depth + 2)

    def _break(self, element: XmlElement, depth: int) -> None:
        if element.get(W + "type", "textWrapping") == "textWrapping":
            self._parts.append("\n")

    def _symbol(self, element: XmlElement, depth: int) -> None:
        """Add a symbol if its code point is an ordinary character and not an index into a symbol font."""
        try:
            code = int(element.get(W + "char", ""), 16)
        except ValueError:
            return
        plain = 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD
        if plain and not _SYMBOL_FONTS.search(element.get(W + "font", "")):
            self._parts.append(chr(code))

    def _word_art(self, element: XmlElement, depth: int) -> None:
        """Add WordArt text, which is drawn but is part of the text; titles are often set like this."""
        text = element.get("string", "").replace("\n", " ")
        if not self._leaves_out(element):
            (self._anchored if shapes.floats(element) else self._parts).append(text)

    def _box(self, box: XmlElement, depth: int) -> None:
        if not self._leaves_out(box):
            self._anchored.append(box)

    def _leaves_out(self, element: XmlElement) -> bool:
        """Return whether the text of a shape is left out; if so, it is counted for the report."""
        reason = shapes.left_out(element)
        if reason is not None:
            self.seen.counts[reason] += 1
        return reason is not None

    def _picture(self, picture: XmlElement, depth: int) -> None:
        large = shapes.is_large(picture)
        data = self._media(picture.get(_EMBED) or picture.get(_ID) or "") if large else None
        self._anchored.append(WordPicture(data or b"", large=large))

    def _drawn(self, element: XmlElement, depth: int) -> None:
        self._anchored.append(WordPicture(what=shapes.DRAWN.get(element.tag, "控件"), large=shapes.is_large(element)))

    def _object(self, element: XmlElement, depth: int) -> None:
        """Read an embedded object: its text and text boxes, and one picture named after the kind of object."""
        start = len(self._anchored)
        self._inline(element, depth + 1)
        what = shapes.what_object(element)
        pictures = [each for each in self._anchored[start:] if isinstance(each, WordPicture)]
        others = [each for each in self._anchored[start:] if not isinstance(each, WordPicture)]
        data = next((picture.data for picture in pictures if picture.data), b"")
        large = not pictures or any(picture.large for picture in pictures) or what in ("嵌入的文件", "链接的文件")
        self._anchored[start:] = [*others, WordPicture(data, what, large)]

    def _code(self, element: XmlElement, depth: int) -> None:
        self._fields.code(element.text or "")

    def _field(self, element: XmlElement, depth: int) -> None:
        self._lost(self._fields.mark(element, self._parts, len(self._anchored)))

    def _simple_field(self, element: XmlElement, depth: int) -> None:
        start, anchored = len(self._parts), len(self._anchored)
        self._inline(element, depth + 1)
        if len(self._anchored) == anchored and not "".join(self._parts[start:]).strip():
            self._lost(self._fields.without_result(element.get(W + "instr", ""), self._parts))

    def _lost(self, what: str) -> None:
        if what:
            self._anchored.append(WordPicture(what=what))

    def _hidden_row(self) -> None:
        self.seen.counts[LeftOut.HIDDEN] += 1


def _away(root: XmlElement) -> set[XmlElement]:
    """Return the paragraphs that are placed outside every page."""
    found: set[XmlElement] = set()
    for frame in root.iter(_FRAME):
        paragraph = holder_of(frame, PARAGRAPH, PROPERTIES)
        if paragraph is not None and shapes.is_off_page(frame):
            found.add(paragraph)
    return found
