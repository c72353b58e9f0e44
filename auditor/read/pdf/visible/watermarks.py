"""Watermarks and seals set in type: text that lies over or under the report and is not part of it.

Colour alone never makes text a watermark: pale and coloured text of a report is read. A watermark is marked as one in
the file, or is pale and crosses the lines of tables or other text, or is large, pale and at the same place of several
pages. A seal is bright and lies over other text, in a ring of its colour, or along a circle.
"""

from __future__ import annotations

import re
from math import hypot, sin

from auditor.read.layout.boxes import Box
from auditor.read.pdf.content.ink import DrawnCharacters, InkPiece, contrast, inner, meet
from auditor.read.pdf.content.native import Colour, PdfPage
from auditor.read.pdf.content.objects import Drawing
from auditor.read.pdf.content.paint import is_bright, is_watermark, picture, without

PALE, _FAINT = 0.5, 0.3
LARGE, _HUGE = 1.3, 1.8
_DARKER = 0.15
# Share of a page's characters that may belong to watermarks.
_TEXT = 0.9
_MARGIN, _MIDDLE = 0.12, 0.2
_SHARED = 0.25
_BEYOND = 0.5
_LEAST_TURNED = 3
_LEVEL = 0.1
_SAME_COLOUR = 60
_ROW = 24.0
_MOST_COMPARED = 200_000
_MOST_ROWS = 200
_FIGURE = re.compile(r"[\d.,，%％/／—–\-]+")


class Watermarks:
    """Classifier of the pale and bright pieces of one page; `gone` are the offsets of invisible characters.

    `usual` is the contrast of text on other pages: in a report that is all grey, grey is not pale.
    """

    def __init__(
        self, page: PdfPage, ink: DrawnCharacters, drawing: Drawing, gone: set[int], usual: float = 0.0
    ) -> None:
        self._page, self._ink, self._drawing = page, ink, drawing
        self._left = _MOST_COMPARED
        places = list(ink.inked())
        inks = sorted(contrast(ink.colour(ink.owners[place])) for place in places)
        self.usual = max(usual, inks[int(len(inks) * _TEXT)]) if inks else usual
        most = min(PALE, self.usual - _DARKER)
        pale = {handle for handle, colour in drawing.coloured.items() if contrast(colour) <= most}
        bright = {handle for handle, colour in drawing.coloured.items() if handle not in pale and is_bright(colour)}
        self._marked = drawing.marked | set(filter(is_watermark, pale))
        marked = pale | drawing.marked
        # Something drawn over a watermark may hide a part of it; the hidden part still belongs to its text.
        self.pale = ink.pieces(place for place in places if ink.owners[place] in marked)
        seen = [place for place in places if place not in gone and ink.owners[place] not in marked]
        self._bright = ink.pieces(place for place in seen if ink.owners[place] in bright)
        plain = [place for place in seen if ink.owners[place] not in bright]
        self._rows: dict[int, list[int]] = {}
        for place in plain:
            for row in _rows(ink.boxes[place]):
                self._rows.setdefault(row, []).append(place)

    def seals(self) -> list[InkPiece]:
        """Return the bright pieces that are seals."""
        found = [piece for piece in self._bright if self._over_text(piece) and not _FIGURE.fullmatch(piece.text)]
        rings, arc = self._drawing.rings, self._arc()
        within = [
            piece
            for piece in self._bright
            if (arc is not None and _holds(arc, piece.box))
            or any(_holds(ring, piece.box) and _alike(colour, piece.colour) for ring, colour in rings)
        ]
        return [*found, *(piece for piece in within if piece not in found)]

    def _arc(self) -> Box | None:
        """Return the bounding box of bright characters set at an angle, as in a round seal; None if they are too few."""
        boxes = [piece.box for piece in self._bright for place in piece.places if is_slanted(self._page.angle(place))]
        if len(boxes) < _LEAST_TURNED:
            return None
        xs, ys = [box[0] for box in boxes], [box[1] for box in boxes]
        high = max(hypot(box[2] - box[0], box[3] - box[1]) for box in boxes)
        return min(xs) - high, min(ys) - high, max(xs) + high, max(ys) + high

    def sure(self, piece: InkPiece) -> bool:
        """Return whether this page alone shows that a pale piece is a watermark."""
        if piece.handles & self._marked and self._in_text(piece):
            return True
        if _FIGURE.fullmatch(piece.text) and not self.large(piece):
            return False
        crossing = self._across_lines(piece) or self._over_text(piece)
        return (crossing or self._alone(piece)) and self._is_pale(piece)

    def large(self, piece: InkPiece) -> bool:
        """Return whether a piece is set clearly larger than most of the page."""
        return piece.high >= LARGE * self._ink.body

    def _alone(self, piece: InkPiece) -> bool:
        """Return whether a piece in the middle of a page is so large and faint that it cannot be a heading."""
        size = piece.high >= _HUGE * self._ink.body
        return size and contrast(piece.colour) <= _FAINT and self._in_text(piece, _MIDDLE)

    def _in_text(self, piece: InkPiece, margin: float = _MARGIN) -> bool:
        """Return whether a piece is placed outside the margins of running heads."""
        left, bottom, right, top = self._page.bounds
        x, y = (piece.box[0] + piece.box[2]) / 2, (piece.box[1] + piece.box[3]) / 2
        place = (y - bottom) / (top - bottom) if self._page.rotation % 2 == 0 else (x - left) / (right - left)
        return margin < place < 1 - margin

    def _is_pale(self, piece: InkPiece) -> bool:
        """Return whether a piece is pale against its background; white on a dark ground is not."""
        shown = picture(self._page, piece.box)
        with without(piece.handles):
            bare = picture(self._page, piece.box)
        return shown is None or bare is None or shown.strength(bare, piece.box) <= PALE + _DARKER

    def _across_lines(self, piece: InkPiece) -> bool:
        """Return whether a line runs through a character without being a strike-through of the piece."""
        left, _, right, _ = piece.box
        beyond = _BEYOND * piece.high
        lines = [line for line in self._drawing.lines if meet(line, piece.box)]
        self._left -= len(self._drawing.lines)
        if self._left < 0:
            return False
        for place in piece.places:
            x0, y0, x1, y1 = inner(self._ink.boxes[place])
            for line in lines:
                x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
                upright = line[3] - line[1] > line[2] - line[0]
                if upright and x0 < x < x1 and line[1] <= y0 and line[3] >= y1:
                    return True
                longer = self.large(piece) or line[0] < left - beyond or line[2] > right + beyond
                if not upright and longer and y0 < y < y1 and line[0] <= x1 and line[2] >= x0:
                    return True
        return False

    def _over_text(self, piece: InkPiece) -> bool:
        """Return whether a piece overlaps other text that is darker, or that is less bright in colour."""
        ink, boxes = self._ink, self._ink.boxes
        for place in piece.places:
            own = inner(boxes[place])
            for row in _rows(boxes[place]):
                near = self._rows.get(row, ())
                self._left -= len(near)
                if self._left < 0:
                    return False
                for other in near:
                    if _share(own, inner(boxes[other])) > _SHARED and self._differs(piece, ink.owners[other]):
                        return True
        return False

    def _differs(self, piece: InkPiece, owner: int) -> bool:
        other = self._ink.colour(owner)
        return is_bright(piece.colour) or contrast(other) > contrast(piece.colour) + _DARKER


def is_slanted(angle: float) -> bool:
    """Return whether a direction in radians is neither level nor upright."""
    return abs(sin(2 * angle)) > _LEVEL


def _rows(box: Box) -> range:
    first = int(box[1] // _ROW)
    return range(first, min(int(box[3] // _ROW), first + _MOST_ROWS) + 1)


def _share(one: Box, other: Box) -> float:
    """Return the area two boxes share, as a fraction of the smaller one."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * down / least if least > 0 else 0.0


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= _SAME_COLOUR for a, b in zip(one[:3], other[:3], strict=True))


def _holds(ring: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return ring[0] <= x <= ring[2] and ring[1] <= y <= ring[3]
