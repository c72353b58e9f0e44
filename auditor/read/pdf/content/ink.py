"""Ink of a page: its characters with the colours and objects that draw them, grouped into pieces of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot

from auditor.read.layout.boxes import Box
from auditor.read.pdf.content.native import Colour, PdfPage
from auditor.read.pdf.content.objects import Drawing

_BLACK = (0, 0, 0, 255)
_GAP = 2.5
_INNER = 0.2
# The text, colour and height that copies of a piece share.
Family = tuple[str, Colour, int]


@dataclass(slots=True)
class InkPiece:
    """Characters drawn in the same way: their offsets in the page's text, their objects and box, and the height of their font."""

    text: str
    places: list[int]
    handles: set[int]
    box: Box
    high: float
    colour: Colour

    @property
    def family(self) -> Family:
        """Text, colour and height, which copies of the piece on other pages share."""
        return self.text, self.colour, round(self.high)


def contrast(colour: Colour) -> float:
    """Return how much ink of a colour differs from white paper, from 0 (not at all) to 1 (black)."""
    red, green, blue, alpha = colour
    return (255 - (0.299 * red + 0.587 * green + 0.114 * blue)) / 255 * (alpha / 255)


class DrawnCharacters:
    """Characters of a page in its user space, each with the object that draws it."""

    def __init__(self, page: PdfPage, drawing: Drawing) -> None:
        self._page = page
        self.text = page.text
        self.owners = page.owners()
        flat = page.boxes()
        self.boxes: list[Box] = list(zip(flat[0::4], flat[3::4], flat[2::4], flat[1::4], strict=True))
        self._coloured = drawing.coloured
        heights = sorted(
            box[3] - box[1] for box, owner in zip(self.boxes, self.owners, strict=True) if owner and box[3] > box[1]
        )
        self.body = heights[len(heights) // 2] if heights else 0.0

    def colour(self, handle: int) -> Colour:
        """Return the colour of a text object."""
        return self._coloured.get(handle, _BLACK)

    def inked(self) -> Iterator[int]:
        """Yield the offsets of the characters that an object draws and that are not blank."""
        for place, (char, owner) in enumerate(zip(self.text, self.owners, strict=True)):
            if owner and not char.isspace():
                yield place

    def pieces(self, places: Iterable[int]) -> list[InkPiece]:
        """Group characters, given in order, into pieces of one colour.

        The characters of a piece are drawn by the same object, or follow one another in line.
        """
        found: list[InkPiece] = []
        end: Box = (0.0, 0.0, 0.0, 0.0)
        turn = 0.0
        for place in places:
            owner, box, angle = self.owners[place], self.boxes[place], self._page.angle(place)
            last, colour = found[-1] if found else None, self.colour(owner)
            if last is not None and (
                owner in last.handles or (last.colour == colour and angle == turn and _goes_on(end, box, angle))
            ):
                last.text += self.text[place]
                last.places.append(place)
                last.handles.add(owner)
                last.box = around((last.box, box))
            else:
                found.append(InkPiece(self.text[place], [place], {owner}, box, box[3] - box[1], colour))
            end, turn = box, angle
        return found


def _goes_on(end: Box, box: Box, angle: float) -> bool:
    """Return whether a character may follow another one, both turned by an angle."""
    high = end[3] - end[1]
    if angle:
        return hypot(box[0] - end[0], box[1] - end[1]) < _GAP * max(high, end[2] - end[0])
    same = abs(end[1] - box[1]) < _INNER * high and abs(end[3] - box[3]) < _INNER * high
    return same and -high < box[0] - end[2] < _GAP * high


def around(boxes: Iterable[Box]) -> Box:
    """Return the bounding box of some boxes."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def meet(one: Box, other: Box) -> bool:
    """Return whether two boxes share an area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def inner(box: Box, share: float = _INNER) -> Box:
    """Shrink a box by a share of its width and height at each side."""
    wide, high = share * (box[2] - box[0]), share * (box[3] - box[1])
    return box[0] + wide, box[1] + high, box[2] - wide, box[3] - high
