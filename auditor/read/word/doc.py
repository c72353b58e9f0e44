"""Reads Word binary documents (.doc of Word 97 to 2003 and WPS, .wps, .dot): the text as shown with all changes accepted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from auditor.model.document import Document
from auditor.read.builder import DocumentBuilder
from auditor.read.word.blocks import Block, fill
from auditor.read.word.doc_drawings import drawings, inline_size, is_large
from auditor.read.word.doc_file import SECTIONS, WordFile, plc
from auditor.read.word.doc_formats import Formats, Layout, Look
from auditor.read.word.doc_numbering import Numbering
from auditor.read.word.doc_styles import Styles
from auditor.read.word.doc_tables import Flow

_CELL, _SECTION = "\x07", "\x0c"
_MARK = re.compile("[\r\x07\x0c]")
_BEGIN, _SEPARATE, _END = "\x13", "\x14", "\x15"
_FIELD = re.compile("([\x13-\x15])")
# Stand-ins, from code points that are no characters: what is deleted or hidden, and pictures by size.
_DELETED, _HIDDEN, _SMALL, _LARGE, _UNKNOWN = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
_ODD = re.compile("[\x00-\x08\x0a-\x1f\ufdd0-\ufdd4]")
_SHOWN = dict.fromkeys((*range(0x20), *map(ord, (_DELETED, _HIDDEN, _SMALL, _LARGE, _UNKNOWN))), "") | {
    0x09: "\t",
    0x0A: " ",
    0x0B: "\n",
    0x0C: "\n",
    0x0E: "\n",
    0x1E: "-",
}
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_doc(data: bytes, path: str) -> Document:
    """The paragraphs and tables of a Word 97 to 2003 file in reading order; headers, notes and comments are not read.

    Line and page breaks outside tables end a paragraph. Raises UnreadableReport if the file is encrypted or too large,
    Unparsed if it is damaged or older.
    """
    reader = _Reader(WordFile(data))
    blocks = reader.body()
    builder = DocumentBuilder()
    fill(builder, blocks, reader.large, reader.pictures)
    return builder.build(path=path, data=data, format="doc")


class _Reader:
    """Walks the text once; its state is the lists that have been counted and the pictures that have been seen."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._styles = Styles(file)
        self._formats = Formats(file, self._styles.hides)
        self._numbering = Numbering(file, self._styles)
        self._drawings = drawings(file)
        self._anchors = sorted(self._drawings.boxes)
        self._sections = {end - 1 for _, end, _ in plc(file.table(SECTIONS), 12)}
        self._in_spite: list[tuple[int, int]] = []
        self._shown = self._show()
        self.large = self.pictures = 0

    def body(self) -> list[Block]:
        """The blocks of the body, and behind them the text boxes that hang nowhere."""
        blocks = self._blocks(0, self._file.body_end)
        for start, end in self._drawings.loose:
            blocks += self._blocks(start, end)
        return blocks

    def _show(self) -> str:
        """The text with stand-ins for what is deleted, hidden or no character, so that every place stays the same."""
        text = self._file.text
        parts: list[str] = []
        at = 0
        for start, end, look in self._formats.looks():
            if look.hidden is False:
                self._in_spite.append((start, end))
            if start >= at:
                parts += (text[at:start], self._replaced(text[start:end], look))
                at = end
        shown = [*"".join((*parts, text[at:]))]
        for place, large in self._drawings.pictures.items():
            if shown[place : place + 1] == ["\x08"]:
                shown[place] = _LARGE if large else _SMALL
        return "".join(shown)

    def _replaced(self, text: str, look: Look) -> str:
        if look.deleted:
            return _DELETED * len(text)
        if look.hidden:
            return _HIDDEN * len(text)
        if look.symbol >= 0 and look.special:
            plain = 0x20 <= look.symbol < 0xD800 or 0xF900 <= look.symbol <= 0xFFFD
            return text.replace("(", chr(look.symbol) if plain else "\x01")
        if look.picture >= 0 and "\x01" in text:
            size = inline_size(self._file, look.picture)
            return text.replace("\x01", _UNKNOWN if size is None else _LARGE if is_large(*size) else _SMALL)
        return text

    def _blocks(self, start: int, end: int) -> list[Block]:
        """The blocks of a stretch of the text: the body or a text box."""
        flow = Flow()
        carry, carried = "", Layout()
        for mark, kind in self._marks(start, end):
            layout = self._formats.layout(mark)
            if carry and carried.depth != layout.depth:
                flow.add(carried, [carry], ends_cell=False)
                carry = ""
            gone = self._shown[mark]
            ends_cell = kind == _CELL or layout.cell_end
            boxes = [block for box in self._boxes(start, mark) for block in self._blocks(*box)]
            if layout.row_end:
                flow.end_row(layout, deleted=gone == _DELETED)
            elif gone == _DELETED and not ends_cell:
                # Without its mark the paragraph runs into the next one and is not counted in any list.
                carry, carried = carry + self._text(start, mark, layout), layout
                flow.add(layout, boxes, ends_cell=False)
            else:
                flow.add(layout, [*self._paragraph(start, mark, layout, carry), *boxes], ends_cell)
                carry = ""
            start = mark + 1
        flow.add(carried if carry else Layout(), [carry + self._text(start, end, Layout())], ends_cell=False)
        return flow.finished()

    def _marks(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The marks that end paragraphs; a page break does not, a section break does (2.4.1)."""
        for match in _MARK.finditer(self._file.text, start, end):
            if match[0] != _SECTION or match.start() in self._sections:
                yield match.start(), match[0]

    def _paragraph(self, start: int, mark: int, layout: Layout, carry: str) -> list[Block]:
        """The text of a paragraph behind its number, and what earlier ones without a mark carry into it; none if hidden."""
        text = carry + self._text(start, mark, layout)
        gone = self._shown[mark]
        hidden = gone == _HIDDEN or (self._styles.hides(layout.style) and not self._in_sight(mark))
        if gone == _DELETED or (hidden and not text.strip()):
            return [text]
        prefix = self._numbering.prefix(layout)
        return [prefix + text.lstrip("\n") if prefix else text]

    def _text(self, start: int, end: int, layout: Layout) -> str:
        """The text from one character to another, as shown: results of fields, no codes; pictures are counted."""
        text = self._shown[start:end]
        if self._styles.hides(layout.style):
            text = "".join(character for place, character in enumerate(text, start) if self._in_sight(place))
        if _ODD.search(text):
            text = _results(text) if _BEGIN in text else text
            small, large, unknown = text.count(_SMALL), text.count(_LARGE), text.count(_UNKNOWN)
            text = text.translate(_SHOWN)
            self.pictures += small + large + unknown
            # A picture that does not tell its size may be a table if it stands alone.
            self.large += large if text.strip() else large + unknown
        if _SURROGATES.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text

    def _in_sight(self, character: int) -> bool:
        """Whether a character is shown though its paragraph's style hides it."""
        place = bisect_right(self._in_spite, (character, len(self._shown))) - 1
        return place >= 0 and character < self._in_spite[place][1]

    def _boxes(self, start: int, end: int) -> list[tuple[int, int]]:
        """The text boxes anchored in a stretch of the text; each is given once."""
        first, last = bisect_left(self._anchors, start), bisect_left(self._anchors, end)
        return [box for anchor in self._anchors[first:last] for box in self._drawings.boxes.pop(anchor, ())]


def _results(text: str) -> str:
    """Drop what stands between the begin of a field and its result: the code, with the results of fields in it."""
    parts: list[str] = []
    fields: list[int | None] = []
    for part in _FIELD.split(text):
        if part == _BEGIN:
            fields.append(len(parts))
        elif part in (_SEPARATE, _END) and fields:
            mark = fields.pop()
            if mark is not None:
                del parts[mark:]
            if part == _SEPARATE:
                fields.append(None)
        else:
            parts.append(part)
    return "".join(parts)
