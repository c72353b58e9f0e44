"""Filter that removes from the pages of a document what is not a statement of the report, before their text is assembled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.config.limits import ReadContext
from auditor.read.layout.boxes import Box
from auditor.read.pdf.content.ink import DrawnCharacters, Family, InkPiece, contrast
from auditor.read.pdf.content.native import PdfPage
from auditor.read.pdf.content.objects import Drawing, read_drawing
from auditor.read.pdf.content.paint import is_bright, switch
from auditor.read.pdf.visible.unseen import (
    covered,
    filled,
    has_layers,
    hide_parts,
    is_layer,
    may_cover,
    painted,
    split,
    suspects,
    unseen,
)
from auditor.read.pdf.visible.watermarks import PALE, Watermarks

_LEAST = 2
_SHARE = 0.2
_SAME = 10.0
# On a page filled by pictures, this many hidden characters form the text layer of a scan, however much visible text
# there is.
_HIDDEN = 20


@dataclass(slots=True)
class Sieve:
    """Filter of one document's pages, with what it has removed so far.

    `hidden` is the number of hidden pieces, `watermarks` are the texts of watermarks and seals.
    """

    file: Any
    layered: bool
    context: ReadContext
    hidden: int = 0
    watermarks: set[str] = field(default_factory=set)
    _families: set[Family] | None = None
    _usual: float = 0.0

    def take(self, page: PdfPage, drawing: Drawing, notes: Sequence[Box]) -> bool:
        """Remove invisible text, watermarks and seals from a page; `notes` are boxes of covering annotations.

        Returns True if the page is a scan with a text layer. A layer that makes up most of the text is kept: its
        visible form is the picture.
        """
        if len(drawing.unseen) == len(drawing.texts) and drawing.images:
            return bool(drawing.unseen)
        tinted = any(contrast(colour) <= PALE or is_bright(colour) for colour in set(drawing.coloured.values()))
        doubtful = tinted or drawing.unseen or drawing.enclosed or self.layered
        handles = suspects(drawing, layered=self.layered) if doubtful else set()
        areas = painted(page, drawing)
        if not (handles or tinted or drawing.marked or notes or may_cover(drawing, areas)):
            return False
        ink = DrawnCharacters(page, drawing)
        gone: set[int] = set()
        places = covered(ink, drawing, [*areas, *((len(drawing.texts), box) for box in notes)])
        if handles or places:
            gone = unseen(page, ink, handles, places, drawing)
        if gone and drawing.images and is_layer(ink, gone):
            return True
        layer = len(gone) >= _HIDDEN and filled(page, drawing)
        marks = self._marks(page, ink, drawing, gone)
        self.watermarks.update(piece.text for piece in marks)
        of_marks = {place for piece in marks for place in piece.places}
        self.hidden += len(ink.pieces(sorted(gone - of_marks)))
        gone |= of_marks
        if gone:
            whole, parts = split(ink, gone)
            switch(whole, on=False)
            page.read_again()
            if parts:
                hide_parts(page, parts)
        return layer

    def _marks(self, page: PdfPage, ink: DrawnCharacters, drawing: Drawing, gone: set[int]) -> list[InkPiece]:
        """Return the watermarks and seals of a page; copies on all pages may confirm a piece that is uncertain by itself."""
        marks = Watermarks(page, ink, drawing, gone, self._usual)
        self._usual = marks.usual
        sure = [piece for piece in marks.pale if marks.sure(piece)]
        unsure = [piece for piece in marks.pale if piece not in sure]
        if any(len(piece.text) >= _LEAST or marks.large(piece) for piece in unsure):
            families = self._census()
            sure += [piece for piece in unsure if piece.family in families]
        return marks.seals() + sure

    def _census(self) -> set[Family]:
        """Return the families of pieces that are watermarks on some page and so on all; all pages are searched once.

        Large pieces are watermarks if one copy certainly is, or if copies are at the same place of two pages; small
        pieces if a share of the copies certainly are.
        """
        if self._families is None:
            found: dict[Family, list[tuple[int, InkPiece, bool, bool]]] = {}
            for number in range(len(self.file)):
                page = PdfPage(self.file, number)
                try:
                    drawing = read_drawing(page, self.context.deadline)
                    marks = Watermarks(page, DrawnCharacters(page, drawing), drawing, set(), self._usual)
                    for piece in marks.pale:
                        member = number, piece, marks.large(piece), marks.sure(piece)
                        found.setdefault(piece.family, []).append(member)
                finally:
                    page.close()
            self._families = {family for family, members in found.items() if _is_watermark(members)}
        return self._families


def _is_watermark(members: list[tuple[int, InkPiece, bool, bool]]) -> bool:
    sure = sum(is_sure for *_, is_sure in members)
    if not all(large for _, _, large, _ in members):
        return len(members[0][1].text) >= _LEAST and sure >= max(_LEAST, _SHARE * len(members))
    places = {(number, round(piece.box[0] / _SAME), round(piece.box[1] / _SAME)) for number, piece, *_ in members}
    pages = Counter((x, y) for _, x, y in places)
    return sure > 0 or max(pages.values()) >= _LEAST


def sieve_of(file: Any, data: bytes, context: ReadContext) -> Sieve:
    """Return the filter of an open document; `data` are its bytes."""
    return Sieve(file, has_layers(data), context)
