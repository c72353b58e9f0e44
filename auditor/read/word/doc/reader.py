"""Reader of Word binary documents (.doc of Word 97 to 2003 and WPS, .wps, .dot): the text with all tracked changes accepted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import partial

from auditor.config.limits import ReadContext
from auditor.model.document import Document
from auditor.read.base.builder import DocumentBuilder
from auditor.read.base.left_out import LeftOut
from auditor.read.base.paragraph_pieces import LeftOutCount, Raised, Unlike
from auditor.read.base.paragraph_pieces import TextLook as Lifted
from auditor.read.word.doc.drawings import drawings, inline_size, is_large
from auditor.read.word.doc.fields import DOWN, FORM, MARKS, UP, Results, choice
from auditor.read.word.doc.file import SECTIONS, WordFile, plc
from auditor.read.word.doc.formats import CharacterLook, Formats, Layout
from auditor.read.word.doc.looks import COLOUR, PALE, DocSaid, row_covers, unlike
from auditor.read.word.doc.numbering import DocNumbering
from auditor.read.word.doc.styles import DocStyles
from auditor.read.word.doc.tables import ParagraphFlow
from auditor.read.word.parts.blocks import WordBlock, WordPicture, fill
from auditor.read.word.parts.fields import Fields

_CELL, _SECTION = "\x07", "\x0c"
_MARK = re.compile("[\r\x07\x0c]")
# Placeholders from noncharacter code points: deleted text, and pictures by size.
_DELETED, _SMALL, _LARGE, _UNKNOWN = "\ufdd0", "\ufdd2", "\ufdd3", "\ufdd4"
_STAND_INS = (_DELETED, _SMALL, _LARGE, _UNKNOWN, FORM)
_ODD = re.compile("[\x00-\x08\x0a-\x1f\ufdd0-\ufdd7]")
_SHOWN = dict.fromkeys((*range(0x20), *map(ord, _STAND_INS)), "") | {
    0x09: "\t",
    0x0A: " ",
    0x0B: "\n",
    0x0C: "\n",
    0x0E: "\n",
    0x1E: "-",
}
_SURROGATES = re.compile("[\ud800-\udfff]")
_RAISED = re.compile(f"([{UP}{DOWN}])")
_PLAIN = CharacterLook()


def read_doc(data: bytes, path: str, context: ReadContext) -> Document:
    """Read the paragraphs and tables of a Word 97 to 2003 file in reading order; headers, notes and comments are not read.

    Line and page breaks outside tables end a paragraph. Raises UnreadableReport if the file is encrypted or too large,
    Unparsed if it is damaged or older.
    """
    reader = _DocReader(WordFile(data, context.limits), context)
    blocks = reader.body()
    builder = DocumentBuilder(context)
    fill(builder, blocks, reader.seen.counts)
    return builder.build(path=path, data=data, format="doc")


class _DocReader:
    """Single pass over the text; its state is the list counters, the fields and the counts of what was left out."""

    def __init__(self, file: WordFile, context: ReadContext) -> None:
        self._file = file
        self._most_cells = context.limits.cells
        self.seen = LeftOutCount()
        self._styles = DocStyles(file)
        self._formats = Formats(file, self._styles.letters, self._styles.tells, context)
        self._numbering = DocNumbering(file, self._styles)
        self._results = Results(Fields(self.seen.counts))
        self._drawings = drawings(file)
        self._anchors = sorted({*self._drawings.boxes, *self._drawings.words})
        self._sections = {end - 1 for _, end, _ in plc(file.table(SECTIONS), 12)}
        # Runs that are not plain, with their first characters, and the offsets of form data by character.
        self._runs: list[tuple[int, int, CharacterLook]] = []
        self._firsts: list[int] = []
        self._forms: list[tuple[int, int]] = []
        # Cache of how runs look, on white and on a coloured background, by the properties of run and paragraph.
        self._known: dict[tuple[object, int, int, bool], tuple[Unlike | None, Unlike | None]] = {}
        self._row: tuple[int, int, bool] = (0, 0, False)
        self._shown = self._show()
        self._has_rare = _SURROGATES.search(file.text) is not None
        self._lost: list[WordPicture] = []

    def body(self) -> list[WordBlock]:
        """Return the blocks of the body, followed by those of the text boxes without an anchor."""
        blocks = self._blocks(0, self._file.body_end)
        for start, end in self._drawings.loose:
            blocks += self._blocks(start, end)
        return blocks

    def _show(self) -> str:
        """Return the text with placeholders for deleted text and pictures; every position stays valid."""
        text = self._file.text
        parts: list[str] = []
        at = 0
        for start, end, look in self._formats.looks():
            if start >= at:
                if look.said or look.style >= 0:
                    self._runs.append((start, end, look))
                    self._firsts.append(start)
                if look.form >= 0 and "\x01" in text[start:end]:
                    self._forms.append((start, look.form))
                parts += (text[at:start], self._replaced(text[start:end], look))
                at = end
        shown = [*"".join((*parts, text[at:]))]
        for place, large in self._drawings.pictures.items():
            if shown[place : place + 1] == ["\x08"]:
                shown[place] = _LARGE if large else _SMALL
        return "".join(shown)

    def _replaced(self, text: str, look: CharacterLook) -> str:
        if look.deleted:
            return _DELETED * len(text)
        if look.symbol >= 0 and look.special:
            plain = 0x20 <= look.symbol < 0xD800 or 0xF900 <= look.symbol <= 0xFFFD
            return text.replace("(", chr(look.symbol) if plain else "\x01")
        if look.form >= 0:
            return text.replace("\x01", FORM)
        if look.picture >= 0 and "\x01" in text:
            size = inline_size(self._file, look.picture)
            return text.replace("\x01", _UNKNOWN if size is None else _LARGE if is_large(*size) else _SMALL)
        return text

    def _blocks(self, start: int, end: int) -> list[WordBlock]:
        """Return the blocks of a span of the text: the body or a text box."""
        flow = ParagraphFlow(self._most_cells)
        carry, carried = "", Layout()
        for mark, kind in self._marks(start, end):
            layout = self._formats.layout(mark)
            if carry and carried.depth != layout.depth:
                flow.add(carried, [carry], ends_cell=False)
                carry = ""
            gone = self._shown[mark]
            ends_cell = kind == _CELL or layout.cell_end
            boxes = self._anchored(start, mark) if self._anchors else []
            if layout.row_end:
                flow.end_row(layout, deleted=gone == _DELETED)
            elif gone == _DELETED and not ends_cell:
                # Without its mark the paragraph is joined with the next one and is not counted in any list.
                carry, carried = carry + self._text(start, mark, layout), layout
                flow.add(layout, [*self._taken(), *boxes], ends_cell=False)
            else:
                paragraph = self._paragraph(start, mark, layout, carry)
                beside = [*self._taken(), *boxes] if boxes or self._lost else ()
                flow.add(layout, [paragraph, *beside], ends_cell)
                carry = ""
            start = mark + 1
        last = carry + self._text(start, end, Layout())
        flow.add(carried if carry else Layout(), [last, *self._taken()], ends_cell=False)
        return flow.finished()

    def _marks(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield the marks that end paragraphs; a section break ends one, a page break does not (2.4.1)."""
        for match in _MARK.finditer(self._file.text, start, end):
            if match[0] != _SECTION or match.start() in self._sections:
                yield match.start(), match[0]

    def _paragraph(self, start: int, mark: int, layout: Layout, carry: str) -> str:
        """Return the text of a paragraph with its number, preceded by the text of paragraphs whose mark is deleted.

        A paragraph whose mark is deleted, or that is blank and whose mark is hidden, gets no number.
        """
        text = carry + self._text(start, mark, layout)
        if self._shown[mark] == _DELETED:
            return text
        if not text.strip() and self._unlike(mark, layout, self._look_at(mark)) is LeftOut.HIDDEN:
            return text
        prefix = self._numbering.prefix(layout)
        return prefix + text.lstrip("\n") if prefix else text

    def _text(self, start: int, end: int, layout: Layout) -> str:
        """Return the displayed text of a span: results of fields without their codes; pictures are collected for `_taken`."""
        text = self._seen_text(start, end, layout)
        if not _ODD.search(text):
            return _whole(text) if self._has_rare else text
        parts = [text]
        if MARKS.search(text):
            first, last = bisect_left(self._forms, (start, 0)), bisect_left(self._forms, (end, 0))
            parts = self._results.shown(text, [choice(self._file.data, at) for _, at in self._forms[first:last]])
        raised = False
        pieces: list[str] = []
        pictures = "".join(parts)
        for part in parts:
            for piece in _RAISED.split(part):
                if piece in (UP, DOWN):
                    raised = piece == UP
                else:
                    shown = piece.translate(_SHOWN)
                    pieces.append(Raised(shown) if raised or isinstance(part, Raised) else shown)
        text = self.seen.joined(pieces)
        for sign in pictures if any(sign in pictures for sign in (_SMALL, _LARGE, _UNKNOWN)) else "":
            if sign in (_SMALL, _LARGE, _UNKNOWN):
                # A picture of unknown size may be a table if its paragraph has no text.
                self._lost.append(WordPicture(large=sign == _LARGE or (sign == _UNKNOWN and not text.strip())))
        self._lost += [WordPicture(what=what) for what in self._results.missing]
        self._results.missing.clear()
        return _whole(text) if self._has_rare else text

    def _taken(self) -> list[WordPicture]:
        """Return the pictures and missing content found since the last call."""
        taken, self._lost = self._lost, []
        return taken

    def _seen_text(self, start: int, end: int, layout: Layout) -> str:
        """Return the text with its field codes, without hidden and struck text, and with marks around raised text."""
        text = self._shown[start:end]
        base = self._unlike(end, layout, _PLAIN)
        runs = self._runs_in(start, end) if self._runs else []
        if base is None and not runs:
            return text
        pieces: list[str] = []
        at = start
        for run_start, run_end, look in (*runs, (end, end, _PLAIN)):
            for until, kind in ((run_start, base), (run_end, self._unlike(run_start, layout, look))):
                until = min(max(until, at), end)
                if until > at:
                    self._add(pieces, text[at - start : until - start], kind)
                at = until
        return "".join(pieces)

    def _add(self, pieces: list[str], text: str, kind: Unlike | None) -> None:
        if isinstance(kind, LeftOut):
            # The marks of fields are kept; without them a field code would be read as text.
            if text.translate(_SHOWN).strip():
                self.seen.leave_out(kind, pieces, len(pieces))
            pieces += [sign for sign in MARKS.findall(text) if sign]
        elif kind is Lifted.RAISED:
            pieces += [part if MARKS.match(part) else UP + part + DOWN for part in MARKS.split(text) if part]
        else:
            pieces.append(text)

    def _runs_in(self, start: int, end: int) -> list[tuple[int, int, CharacterLook]]:
        """Return the runs that overlap a span of the text."""
        first = bisect_right(self._firsts, start)
        if first and self._runs[first - 1][1] > start:
            first -= 1
        return self._runs[first : bisect_left(self._firsts, end)]

    def _look_at(self, character: int) -> CharacterLook:
        place = bisect_right(self._firsts, character) - 1
        return self._runs[place][2] if place >= 0 and character < self._runs[place][1] else _PLAIN

    def _unlike(self, character: int, layout: Layout, look: CharacterLook) -> Unlike | None:
        """Return how a run in a paragraph looks; None if it is plain."""
        if layout.away:
            return LeftOut.HIDDEN
        if look is _PLAIN and not self._styles.tells:
            return None
        key = look.said, look.style, layout.style, layout.shaded
        if key not in self._known:
            letters: DocSaid = self._styles.letters(look.style) if look.style >= 0 else {}
            kinds = partial(unlike, dict(look.said), letters, self._styles.letters(layout.style))
            self._known[key] = kinds(layout.shaded), kinds(on_ground=True)
        kind, on_ground = self._known[key]
        if kind is not on_ground:
            # White letters: only now is it worth looking for their background.
            shaded = self._row_is_shaded(character, layout.depth) if layout.depth else self._drawings.below
            return on_ground if shaded else kind
        return kind

    def _row_is_shaded(self, character: int, depth: int) -> bool:
        """Return whether any cell of the row that holds a character has a coloured background."""
        start, end, shaded = self._row
        if not start <= character <= end:
            shaded, end = False, character
            for mark in _MARK.finditer(self._file.text, character, self._file.boxes_end):
                layout = self._formats.layout(mark.start())
                end = mark.start()
                if layout.depth < depth or (layout.row_end and layout.depth == depth):
                    shaded = row_covers(layout.table)
                    break
            self._row = character, end, shaded
        return shaded

    def _anchored(self, start: int, end: int) -> list[WordBlock]:
        """Return the text boxes and drawn words anchored in a span of the text; each is returned once."""
        found: list[WordBlock] = []
        first, last = bisect_left(self._anchors, start), bisect_left(self._anchors, end)
        for anchor in self._anchors[first:last]:
            words = self._drawings.words.pop(anchor, [])
            boxes = self._drawings.boxes.pop(anchor, [])
            reason = self._drawings.left_out.get(anchor)
            if reason is None and boxes and anchor in self._drawings.over and all(self._is_pale(*box) for box in boxes):
                reason = LeftOut.WATERMARK
            if reason is not None:
                self.seen.counts[reason] += bool(words or boxes)
                continue
            found += words
            found += [block for box in boxes for block in self._blocks(*box)]
        return found

    def _is_pale(self, start: int, end: int) -> bool:
        """Return whether all text in a span is as pale as a watermark."""
        at, pale = start, False
        for run_start, run_end, look in self._runs_in(start, end):
            if self._shown[at : max(run_start, at)].translate(_SHOWN).strip():
                return False
            if self._shown[max(run_start, at) : run_end].translate(_SHOWN).strip():
                if dict(look.said).get(COLOUR) != PALE:
                    return False
                pale = True
            at = max(at, run_end)
        return pale and not self._shown[at:end].translate(_SHOWN).strip()


def _whole(text: str) -> str:
    """Join surrogate pairs into single characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
