"""The lines and pictures drawn on a page, as boxes.

A ruling may be a stroked line, a thin filled rectangle, a side of a stroked rectangle or of a filled frame, or a thin picture
(ISO 32000-1, 8.5); shaded areas are none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from auditor.read.limits import Deadline
from auditor.read.pdf.native import FORM, IMAGE, PATH, TEXT, Box, Matrix, Page, Pens, form_objects

THICK = 4.0
_SLANT = 0.7
_LINE, _CURVE = 0, 1
_MOST_SEGMENTS = 20_000
_MOST_OBJECTS = 500_000
_DEPTH = 8
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Point = tuple[float, float]


@dataclass(slots=True)
class Drawing:
    """What a page shows besides text, in its user space: thin boxes, pictures, and whether its text is invisible."""

    lines: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    texts: int = 0
    unseen: int = 0


def read_drawing(page: Page, deadline: Deadline) -> Drawing:
    """The lines and pictures of a page and of the forms on it."""
    reader = _Reader(deadline)
    reader.walk(page.objects(), _IDENTITY, 0)
    return reader.drawing


def transform(box: Box, matrix: Matrix) -> Box:
    """The box around a box under a matrix."""
    a, b, c, d, e, f = matrix
    left, bottom, right, top = box
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def product(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


class _Reader:
    def __init__(self, deadline: Deadline) -> None:
        self.drawing = Drawing()
        self._deadline = deadline
        self._pens = Pens()
        self._left = _MOST_OBJECTS

    def walk(self, objects: list[tuple[int, int]], matrix: Matrix, depth: int) -> None:
        self._left -= len(objects)
        if self._left < 0:
            return
        first = True
        for number, (handle, kind) in enumerate(objects):
            if not number & 255:
                self._deadline.check()
            if kind == PATH:
                self._path(handle, matrix)
            elif kind == IMAGE:
                self._image(handle, matrix)
            elif kind == FORM and depth < _DEPTH:
                self.walk(form_objects(handle), product(self._pens.matrix(handle), matrix), depth + 1)
            elif kind == TEXT and first:
                # A text layer is invisible as a whole; one look at each list of objects tells.
                first = False
                self.drawing.texts += 1
                self.drawing.unseen += self._pens.invisible(handle)

    def _image(self, handle: int, matrix: Matrix) -> None:
        bounds = self._pens.bounds(handle)
        if bounds is None:
            return
        box = transform(bounds, matrix)
        if _thin(box):
            self.drawing.lines.append(box)
        else:
            self.drawing.images.append(box)

    def _path(self, handle: int, matrix: Matrix) -> None:
        bounds = self._pens.bounds(handle)
        if bounds is None:
            return
        filled, stroked = self._pens.drawn(handle)
        if not (filled or stroked):
            return
        box = bounds if matrix is _IDENTITY else transform(bounds, matrix)
        if _thin(box):
            self.drawing.lines.append(box)
            return
        whole = product(self._pens.matrix(handle), matrix)
        parts = self._parts(handle, whole)
        if stroked:
            for points in parts:
                self._edges(points)
        else:
            self._areas(parts)

    def _parts(self, handle: int, matrix: Matrix) -> list[list[Point]]:
        """The path's subpaths as runs of points; a curve ends a run."""
        a, b, c, d, e, f = matrix
        parts: list[list[Point]] = []
        start: Point = (0.0, 0.0)
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

    def _edges(self, points: list[Point]) -> None:
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(x1 - x0) <= _SLANT or abs(y1 - y0) <= _SLANT:
                self.drawing.lines.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _areas(self, parts: list[list[Point]]) -> None:
        """Filled subpaths: thin ones are lines, and one just inside another leaves a frame of four lines."""
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


def _thin(box: Box) -> bool:
    left, bottom, right, top = box
    return right - left <= THICK or top - bottom <= THICK
