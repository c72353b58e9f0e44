"""Lines and pictures drawn on a page, as boxes.

A ruling line may be a stroked line, a thin filled rectangle, a side of a stroked rectangle or of a filled frame, or a
thin picture (ISO 32000-1, 8.5); shaded areas are not ruling lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from auditor.config.limits import Deadline
from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lattice import THICK
from auditor.read.pdf.content.native import (
    FORM,
    IMAGE,
    PATH,
    UNSEEN,
    Colour,
    Matrix,
    PdfPage,
    Pens,
    colours,
    form_objects,
    kinds_of,
    outlines,
    render_modes,
)
from auditor.read.pdf.content.paint import is_bright, is_watermark, pen_colour

_SLANT = 0.7
_SEAL, _ROUND, _MOST_SEALS = (56.0, 170.0), 1.6, 4
_LINE, _CURVE = 0, 1
_MOST_SEGMENTS = 20_000
_MOST_OBJECTS = 500_000
_DEPTH = 8
_OPAQUE = 255
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
PagePoint = tuple[float, float]


@dataclass(slots=True)
class Drawing:
    """Content drawn on a page, in its user space: thin boxes, pictures, and special properties of its text objects.

    `texts` are all text objects in drawing order; `coloured` maps text objects that are not black to their colours,
    `unseen` are text objects in a render mode without ink, `marked` those marked as a watermark, `enclosed` those
    inside Form XObjects. `covers` are filled areas with the number of text objects drawn before, `over` is this number
    for each picture, `rings` are bright frames of the size of a seal, with their colours.
    """

    lines: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    coloured: dict[int, Colour] = field(default_factory=dict)
    unseen: list[int] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)
    enclosed: list[int] = field(default_factory=list)
    covers: list[tuple[int, Box]] = field(default_factory=list)
    rings: list[tuple[Box, Colour]] = field(default_factory=list)


def read_drawing(page: PdfPage, deadline: Deadline) -> Drawing:
    """Read the lines and pictures of a page and of its Form XObjects."""
    reader = _DrawingReader(deadline)
    reader.walk(page.objects(), _IDENTITY, 0)
    return reader.drawing


def transform(box: Box, matrix: Matrix) -> Box:
    """Return the bounding box of a box transformed by a matrix."""
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def product(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies first `inner`, then `outer` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


class _DrawingReader:
    def __init__(self, deadline: Deadline) -> None:
        self.drawing = Drawing()
        self._deadline = deadline
        self._pens = Pens()
        self._left = _MOST_OBJECTS

    def walk(
        self, objects: list[int], matrix: Matrix, depth: int, *, marked: bool = False, alpha: int = _OPAQUE
    ) -> None:
        self._left -= len(objects)
        if self._left < 0:
            return
        drawing = self.drawing
        modes = render_modes(objects)
        texts = [handle for handle, mode in zip(objects, modes, strict=True) if mode >= 0]
        self._texts(texts, modes)
        if depth:
            self._inner(texts, alpha, marked=marked)
        others = [place for place, mode in enumerate(modes) if mode < 0] if len(texts) < len(objects) else []
        kinds = kinds_of([objects[place] for place in others])
        shapes = iter(outlines([objects[place] for place, kind in zip(others, kinds, strict=True) if kind == PATH]))
        done = 0
        for number, (place, kind) in enumerate(zip(others, kinds, strict=True)):
            if not number & 255:
                self._deadline.check()
            handle, before = objects[place], place - number
            if kind == PATH:
                box, filled, stroked = next(shapes)
                if box is not None and (filled or stroked):
                    if matrix is not _IDENTITY:
                        box = transform(box, matrix)
                    if box[2] - box[0] <= THICK or box[3] - box[1] <= THICK:
                        drawing.lines.append(box)
                    else:
                        self._path(handle, matrix, box, stroked=stroked)
                        if filled and before + len(drawing.texts) > done:
                            drawing.covers.append((before + len(drawing.texts) - done, box))
            elif kind == IMAGE:
                self._image(handle, matrix, before + len(drawing.texts) - done)
            elif kind == FORM and depth < _DEPTH:
                drawing.texts += texts[done:before]
                done = before
                inner = product(self._pens.matrix(handle), matrix)
                below = alpha * colours([handle]).get(handle, (0, 0, 0, _OPAQUE))[3] // _OPAQUE
                self.walk(form_objects(handle), inner, depth + 1, marked=marked or is_watermark(handle), alpha=below)
        drawing.texts += texts[done:]

    def _texts(self, texts: list[int], modes: list[int]) -> None:
        drawing = self.drawing
        drawing.coloured.update(colours(texts))
        if not UNSEEN.isdisjoint(modes):
            drawn = (mode for mode in modes if mode >= 0)
            drawing.unseen += [handle for handle, mode in zip(texts, drawn, strict=True) if mode in UNSEEN]

    def _inner(self, texts: list[int], alpha: int, *, marked: bool) -> None:
        """Record for texts in a form how transparent the form is, and whether it is marked as a watermark."""
        drawing = self.drawing
        drawing.enclosed += texts
        if marked:
            drawing.marked.update(texts)
        if alpha < _OPAQUE:
            for handle in texts:
                *colour, own = drawing.coloured.get(handle, (0, 0, 0, _OPAQUE))
                drawing.coloured[handle] = colour[0], colour[1], colour[2], own * alpha // _OPAQUE

    def _image(self, handle: int, matrix: Matrix, before: int) -> None:
        bounds = self._pens.bounds(handle)
        if bounds is None:
            return
        box = transform(bounds, matrix)
        if _thin(box):
            self.drawing.lines.append(box)
        else:
            self.drawing.images.append(box)
            self.drawing.over.append(before)

    def _path(self, handle: int, matrix: Matrix, box: Box, *, stroked: int) -> None:
        whole = product(self._pens.matrix(handle), matrix)
        parts = self._parts(handle, whole)
        if _like_a_seal(box) and (stroked or len(parts) > 1) and len(self.drawing.rings) < _MOST_SEALS:
            colour = pen_colour(handle, stroked=bool(stroked))
            if is_bright(colour):
                self.drawing.rings.append((box, colour))
                return
        if stroked:
            for points in parts:
                self._edges(points)
        else:
            self._areas(parts)

    def _parts(self, handle: int, matrix: Matrix) -> list[list[PagePoint]]:
        """Return the path's subpaths as sequences of points; a curve ends a sequence."""
        a, b, c, d, e, f = matrix
        parts: list[list[PagePoint]] = []
        start: PagePoint = (0.0, 0.0)
        for kind, x, y, closes in self._pens.segments(handle, _MOST_SEGMENTS):
            point = (a * x + c * y + e, b * x + d * y + f)
            if kind == _LINE and parts:
                parts[-1].append(point)
            else:
                parts.append([point])
                start = start if kind == _CURVE else point
            if closes:
                parts[-1].append(start)
        return parts

    def _edges(self, points: list[PagePoint]) -> None:
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(x1 - x0) <= _SLANT or abs(y1 - y0) <= _SLANT:
                self.drawing.lines.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _areas(self, parts: list[list[PagePoint]]) -> None:
        """Add filled subpaths as lines: thin ones as they are, a frame (one subpath just inside another) as four lines."""
        outer: Box | None = None
        for points in parts:
            if len(points) < 3:
                continue
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = min(xs), min(ys), max(xs), max(ys)
            if _thin(box):
                self.drawing.lines.append(box)
                continue
            if outer is not None and all(abs(one - other) <= THICK for one, other in zip(box, outer, strict=True)):
                left, bottom, right, top = ((one + other) / 2 for one, other in zip(box, outer, strict=True))
                self.drawing.lines += [
                    (left, bottom, right, bottom),
                    (left, top, right, top),
                    (left, bottom, left, top),
                    (right, bottom, right, top),
                ]
                outer = None
            else:
                outer = box


def _like_a_seal(box: Box) -> bool:
    """Return whether an area has about the size of a seal: 20 to 60 mm, about as high as it is wide."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return _SEAL[0] <= min(wide, high) and max(wide, high) <= _SEAL[1] and max(wide, high) <= _ROUND * min(wide, high)


def _thin(box: Box) -> bool:
    left, bottom, right, top = box
    return right - left <= THICK or top - bottom <= THICK
