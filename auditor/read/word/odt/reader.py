"""Reader of OpenDocument texts (.odt): the text with all tracked changes accepted and automatic numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from auditor.config.limits import Limits, ReadContext, require
from auditor.errors import Cause, UnreadableReport
from auditor.model.document import Document
from auditor.read.base.builder import DocumentBuilder
from auditor.read.base.left_out import LeftOut
from auditor.read.base.package import DAMAGED, LOCKED, Package, XmlElement, check_depth, number, parse
from auditor.read.base.paragraph_pieces import LeftOutCount, Raised, Small, TextLook, Unlike, UnsureText
from auditor.read.word.odt.grid import TABLE, read_table
from auditor.read.word.odt.looks import TEXT, OdtSaid
from auditor.read.word.odt.shapes import (
    CONTROL,
    FIELD_MARK,
    PICTURES,
    SHAPES,
    SVG,
    Controls,
    chosen_in,
    is_drawn_text,
    is_large,
    left_out_shape,
    what_shape,
)
from auditor.read.word.odt.styles import OdtStyles, OpenList
from auditor.read.word.parts.blocks import WordBlock, WordPicture, fill, is_blank

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_EXTENSION = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

_PARAGRAPH, _HEADING, _LIST, _SPAN = TEXT + "p", TEXT + "h", TEXT + "list", TEXT + "span"
_ITEMS = frozenset((TEXT + "list-item", TEXT + "list-header"))
_TABLE = TABLE + "table"
_SIGNS = {TEXT + "s": " ", TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_SOURCES = ("table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index")
_NOT_SHOWN = (
    *("tracked-changes", "note", "ruby-text", "sequence-decls", "variable-decls", "user-field-decls"),
    *("dde-connection-decls", "alphabetical-index-auto-mark-file", "bibliography-source", "hidden-paragraph"),
    *(f"{name}-source" for name in _SOURCES),
)
_UNREAD = frozenset(
    (
        *(TEXT + name for name in _NOT_SHOWN),
        *(OFFICE + name for name in ("annotation", "annotation-end", "forms", "event-listeners")),
        *(SVG + name for name in ("title", "desc")),
    )
)
_MAX_SPACES = 4096
_BLANKS = re.compile("[ \t\r\n]+")
# Elements that may hold a placeholder text.
_PROMPTS = frozenset((TEXT + "placeholder", _EXTENSION + "content-control"))
_SHOWS_PROMPT = _EXTENSION + "showing-place-holder"
_RUBY, _LINKED, _ALONE = TEXT + "ruby", TEXT + "section-source", TEXT + "numbered-paragraph"


def read_odt(data: bytes, path: str, context: ReadContext) -> Document:
    """Read the paragraphs and tables of an OpenDocument text in reading order; notes, comments and headers are not read.

    Line breaks outside tables end a paragraph. Raises UnreadableReport if the file is damaged, locked, unsafe or too large.
    """
    package = Package(data, context.limits)
    manifest = package.part("meta-inf/manifest.xml")
    if manifest is not None and any(element.tag.endswith("}encryption-data") for element in manifest.iter()):
        raise UnreadableReport(LOCKED, Cause.LOCKED)
    content = package.part("content.xml")
    body = None if content is None else content.find(f"{OFFICE}body/{OFFICE}text")
    if content is None or body is None:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)
    styles = package.part("styles.xml")
    return _read(body, [content] if styles is None else [styles, content], data, path, context)


def read_flat_odt(data: bytes, path: str, context: ReadContext) -> Document:
    """Read an OpenDocument text saved as one XML file (.fodt), as `read_odt`."""
    require(len(data), context.limits.file_bytes, "文件大小")
    root = parse(data)
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnreadableReport(DAMAGED, Cause.DAMAGED)
    return _read(body, [root], data, path, context)


def _read(body: XmlElement, parts: list[XmlElement], data: bytes, path: str, context: ReadContext) -> Document:
    reader = _OdtReader(OdtStyles(parts), Controls(body), context.limits)
    blocks = reader.blocks(body, 0)
    builder = DocumentBuilder(context)
    fill(builder, blocks, reader.seen.counts)
    return builder.build(path=path, data=data, format="odt")


class _OdtReader:
    """Single pass over the text; its state is the list counters and the counts of what was left out."""

    def __init__(self, styles: OdtStyles, controls: Controls, limits: Limits) -> None:
        self._limits, self._deepest = limits, limits.depth
        self._styles = styles
        self._looks = styles.looks
        self._controls = controls
        self.seen = LeftOutCount()

    def blocks(self, container: XmlElement, depth: int) -> list[WordBlock]:
        """Return the paragraphs and tables of the text, a cell or a text box."""
        found: list[WordBlock] = []
        self._collect(container, found, depth)
        return found

    def _collect(self, node: XmlElement, found: list[WordBlock], depth: int) -> None:
        check_depth(depth, self._deepest)
        for child in node:
            tag = child.tag
            if tag in (_PARAGRAPH, _HEADING):
                prefix = partial(self._styles.heading_number, child) if tag == _HEADING else str
                self._paragraph(child, prefix, found, depth + 1)
            elif tag == _TABLE:
                found += read_table(child, self.blocks, self._hidden, depth + 1, self._limits)
            elif tag == _LIST:
                self._list(child, None, found, depth + 1)
            elif tag == _ALONE:
                for paragraph in child.iterchildren(_PARAGRAPH, _HEADING):
                    self._paragraph(paragraph, partial(self._styles.alone_number, child), found, depth + 1)
            elif tag in SHAPES:
                self._shape(child, found, depth + 1)
            elif tag not in _UNREAD and len(child):
                self._section(child, found, depth + 1)

    def _section(self, section: XmlElement, found: list[WordBlock], depth: int) -> None:
        """Read a section unless it is hidden; an empty section linked to another file is reported as unread."""
        if section.get(TEXT + "display", "true") != "true":
            self._hidden()
            return
        before = len(found)
        self._collect(section, found, depth)
        if next(section.iterchildren(_LINKED), None) is not None and is_blank(found[before:]):
            found.append(WordPicture(what="链接的文件"))

    def _list(self, element: XmlElement, outer: OpenList | None, found: list[WordBlock], depth: int) -> None:
        """Read a list: the first paragraph of each item has its number, a header has none."""
        check_depth(depth, self._deepest)
        listed = self._styles.open_list(element, outer)
        for item in element:
            waiting = item.tag == TEXT + "list-item"
            for child in item if item.tag in _ITEMS else ():
                if child.tag in (_PARAGRAPH, _HEADING):
                    start = item.get(TEXT + "start-value")
                    prefix = partial(self._styles.item_number, listed, start) if waiting else str
                    waiting = False
                    self._paragraph(child, prefix, found, depth + 1)
                elif child.tag == _LIST:
                    self._list(child, listed, found, depth + 1)

    def _paragraph(self, paragraph: XmlElement, prefix: Callable[[], str], found: list[WordBlock], depth: int) -> None:
        """Add a paragraph with its number, then the shapes anchored in it; `prefix` is called only if the paragraph is visible."""
        shapes: list[XmlElement] = []
        said = self._looks.of_paragraph(paragraph)
        look = self._looks.look(said, paragraph)
        if look is None and not len(paragraph):
            text = _run_together(paragraph.text or "")
        else:
            parts: list[str] = []
            self._inline(paragraph, _OdtParagraph(parts, shapes, said, look), depth)
            text = self.seen.joined(parts)
        if look is not LeftOut.HIDDEN or text.strip():
            written = prefix()
            shown = written + text.lstrip("\n") if written else text
            found.append(UnsureText(shown) if isinstance(text, UnsureText) else shown)
        for shape in shapes:
            self._shape(shape, found, depth + 1)

    def _inline(self, node: XmlElement, line: _OdtParagraph, depth: int) -> None:
        """Collect the text below a node; elements of unknown kinds are searched for text."""
        check_depth(depth, self._deepest)
        self._add(line, node.text)
        for child in node:
            tag = child.tag
            if tag in _SIGNS:
                self._add(line, _SIGNS[tag] * number(child.get(TEXT + "c"), 1, _MAX_SPACES, 1), as_it_is=True)
            elif tag in SHAPES:
                if line.look is not LeftOut.HIDDEN:
                    line.shapes.append(child)
            elif tag == _SPAN:
                said = self._looks.of_span(child, line.said)
                if said is line.said:
                    self._inline(child, line, depth + 1)
                else:
                    look = self._looks.look(said, child)
                    self._inline(child, _OdtParagraph(line.parts, line.shapes, said, look), depth + 1)
            elif tag == FIELD_MARK:
                self._add(line, chosen_in(child), as_it_is=True)
            elif tag in _PROMPTS and _is_prompt(child):
                pass
            elif tag not in _UNREAD:
                self.seen.counts[LeftOut.RUBY] += tag == _RUBY
                self._inline(child, line, depth + 1)
            self._add(line, child.tail)

    def _add(self, line: _OdtParagraph, text: str | None, *, as_it_is: bool = False) -> None:
        """Add text with white space collapsed (6.1.2), unless it is left out; `as_it_is` keeps white space."""
        if not text:
            return
        if not as_it_is:
            text = _run_together(text)
        if line.look is TextLook.RAISED:
            line.parts.append(Raised(text))
        elif line.look is TextLook.SMALL:
            line.parts.append(Small(text))
        elif isinstance(line.look, LeftOut):
            if text.strip():
                self.seen.leave_out(line.look, line.parts, len(line.parts))
        else:
            line.parts.append(text)

    def _shape(self, shape: XmlElement, found: list[WordBlock], depth: int) -> None:
        """Add the text in a shape; a picture or an embedded file is added as unread content."""
        reason = left_out_shape(shape, self._styles.chain)
        if shape.tag == CONTROL:
            found.append(self._controls.shown(shape))
        elif any(child.tag in PICTURES for child in shape):
            if reason is None:
                found.append(WordPicture(what=what_shape(shape), large=is_large(shape)))
        elif reason is None and is_drawn_text(shape):
            found += ("".join(map(str, paragraph.itertext())) for paragraph in shape.iterchildren(_PARAGRAPH))
        elif reason is None:
            self._collect(shape, found, depth)
        elif "".join(map(str, shape.itertext())).strip():
            self.seen.counts[reason] += 1

    def _hidden(self) -> None:
        self.seen.counts[LeftOut.HIDDEN] += 1


@dataclass(frozen=True, slots=True)
class _OdtParagraph:
    """A paragraph being read: its pieces and shapes so far, the current letter properties, and how the letters look."""

    parts: list[str]
    shapes: list[XmlElement]
    said: OdtSaid
    look: Unlike | None


def _run_together(text: str) -> str:
    """Collapse white space in a text (6.1.2); most texts have only single spaces."""
    return _BLANKS.sub(" ", text) if "  " in text or not text.isprintable() else text


def _is_prompt(element: XmlElement) -> bool:
    """Return whether a field or a content control only shows a placeholder text."""
    if element.tag != TEXT + "placeholder" and element.get(_SHOWS_PROMPT) != "true":
        return False
    return any(sign.isalpha() for text in element.itertext() for sign in str(text))
