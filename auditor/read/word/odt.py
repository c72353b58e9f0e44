"""Reads OpenDocument texts (.odt): the text as shown with all changes accepted, automatic numbers included."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from auditor.errors import UnreadableReport
from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder
from auditor.read.word.blocks import HIGH, WIDE, Block, fill
from auditor.read.word.docx_package import DAMAGED, LOCKED, Element, Package, check_depth, number
from auditor.read.word.odt_grid import TABLE, read_table
from auditor.read.word.odt_styles import TEXT, OpenList, Styles

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

_PARAGRAPH, _HEADING, _LIST, _SPAN = TEXT + "p", TEXT + "h", TEXT + "list", TEXT + "span"
_ITEMS = frozenset((TEXT + "list-item", TEXT + "list-header"))
_TABLE = TABLE + "table"
_SIGNS = {TEXT + "s": " ", TEXT + "tab": "\t", TEXT + "line-break": "\n"}
_SHAPES = frozenset(_DRAW + name for name in ("frame", "custom-shape", "rect", "ellipse", "g", "text-box", "a"))
_PICTURES = frozenset(_DRAW + name for name in ("image", "object", "object-ole"))
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
        *(_SVG + name for name in ("title", "desc")),
    )
)
_MAX_SPACES = 4096
_BLANKS = re.compile("[ \t\r\n]+")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(mm|cm|in|pt|px)")
_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "px": 25.4 / 96}


def read_odt(data: bytes, path: str) -> Document:
    """The paragraphs and tables of an OpenDocument text in reading order; notes, comments and headers are not read.

    Line breaks outside tables end a paragraph. Raises UnreadableReport if the file is damaged, locked, unsafe or too large.
    """
    package = Package(data)
    manifest = package.part("meta-inf/manifest.xml")
    if manifest is not None and any(element.tag.endswith("}encryption-data") for element in manifest.iter()):
        raise UnreadableReport(LOCKED)
    content = package.part("content.xml")
    body = None if content is None else content.find(f"{OFFICE}body/{OFFICE}text")
    if content is None or body is None:
        raise UnreadableReport(DAMAGED)
    styles = package.part("styles.xml")
    reader = _Reader(Styles([content] if styles is None else [styles, content]))
    blocks = reader.blocks(body, 0)
    builder = DocumentBuilder()
    fill(builder, blocks, reader.large, reader.pictures)
    return builder.build(path=path, data=data, format="odt")


class _Reader:
    """Walks the text once; its state is the lists that have been counted and the pictures that have been seen."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.large = self.pictures = 0

    def blocks(self, container: Element, depth: int) -> list[Block]:
        """The paragraphs and tables of the text, a cell or a text box."""
        found: list[Block] = []
        self._collect(container, found, depth)
        return found

    def _collect(self, node: Element, found: list[Block], depth: int) -> None:
        check_depth(depth)
        for child in node:
            tag = child.tag
            if tag in (_PARAGRAPH, _HEADING):
                prefix = partial(self._styles.heading_number, child) if tag == _HEADING else str
                self._paragraph(child, prefix, found, depth + 1)
            elif tag == _TABLE:
                found += read_table(child, self.blocks, depth + 1)
            elif tag == _LIST:
                self._list(child, None, found, depth + 1)
            elif tag in _SHAPES:
                self._shape(child, found, depth + 1)
            elif tag not in _UNREAD and len(child) and child.get(TEXT + "display", "true") == "true":
                self._collect(child, found, depth + 1)

    def _list(self, element: Element, outer: OpenList | None, found: list[Block], depth: int) -> None:
        """A list: the first paragraph of each item has its number, a header has none."""
        check_depth(depth)
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

    def _paragraph(self, paragraph: Element, prefix: Callable[[], str], found: list[Block], depth: int) -> None:
        """Add a paragraph behind its number, which is asked for only if it is shown, and then what is anchored in it."""
        parts: list[str] = []
        shapes: list[Element] = []
        hidden = bool(self._styles.hides(paragraph, "paragraph"))
        self._inline(paragraph, parts, shapes, hidden, depth)
        text = "".join(parts)
        if not hidden or text.strip():
            written = prefix()
            found.append(written + text.lstrip("\n") if written else text)
        for shape in shapes:
            self._shape(shape, found, depth + 1)

    def _inline(self, node: Element, parts: list[str], shapes: list[Element], hidden: bool, depth: int) -> None:
        """Collect the text below a node; what is not known to be text or no text is looked into."""
        check_depth(depth)
        _add(parts, node.text, hidden)
        for child in node:
            tag = child.tag
            if tag in _SIGNS:
                if not hidden:
                    parts.append(_SIGNS[tag] * number(child.get(TEXT + "c"), 1, _MAX_SPACES, 1))
            elif tag in _SHAPES:
                shapes.append(child)
            elif tag not in _UNREAD:
                own = self._styles.hides(child, "text") if tag == _SPAN else None
                self._inline(child, parts, shapes, hidden if own is None else own, depth + 1)
            _add(parts, child.tail, hidden)

    def _shape(self, shape: Element, found: list[Block], depth: int) -> None:
        """The text in a shape; one that shows a picture or an embedded file is counted."""
        if any(child.tag in _PICTURES for child in shape):
            self.pictures += 1
            self.large += _length(shape, "width", WIDE) >= WIDE and _length(shape, "height", HIGH) >= HIGH
        else:
            self._collect(shape, found, depth)


def _length(shape: Element, side: str, default: float) -> float:
    """A side in millimetres; one that is not given in a unit of length counts as `default`."""
    match = _LENGTH.fullmatch(shape.get(_SVG + side, ""))
    return float(match[1]) * _MM[match[2]] if match else default


def _add(parts: list[str], text: str | None, hidden: bool) -> None:
    """Add text with its blanks run together (6.1.2)."""
    if text and not hidden:
        parts.append(_BLANKS.sub(" ", text))
