"""Invisible text of a PDF page: without ink, in the colour of the paper, covered, or switched off.

Suspect text may still be visible, such as white text on a dark ground. The page is therefore rendered with and without
it; text that changes no pixels is left out.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence

from auditor.read.layout.boxes import Box, fills, joined
from auditor.read.pdf.content.ink import DrawnCharacters, around, contrast, inner
from auditor.read.pdf.content.native import PdfPage, bounds_of
from auditor.read.pdf.content.objects import Drawing
from auditor.read.pdf.content.paint import in_layer, is_cut, picture, without

_VISIBLE = 0.02
_SUSPECT = 0.15
_LAYER = 0.5
_EDGE = 0.08
_LAYERS, _PACKS = b"/OCProperties", b"/ObjStm"
_PACKED = re.compile(rb"/Type\s*/ObjStm.{0,400}?stream\r?\n|/ObjStm\b", re.DOTALL)
_MOST_PACKED, _MOST_BYTES = 500, 4 * 1024 * 1024


def has_layers(data: bytes) -> bool:
    """Return whether a file may have optional content that can be switched off; its catalog, which may be compressed, says so."""
    # Searching from the end is faster, because the catalog is usually there.
    if data.rfind(_LAYERS) >= 0:
        return True
    if data.rfind(_PACKS) < 0:
        return False
    for number, match in enumerate(_PACKED.finditer(data)):
        if number == _MOST_PACKED or not match[0].endswith(b"\n"):
            return True
        try:
            packed = zlib.decompressobj().decompress(data[match.end() : match.end() + _MOST_BYTES], _MOST_BYTES)
        except zlib.error:
            return True
        if _LAYERS in packed or len(packed) == _MOST_BYTES:
            return True
    return False


def suspects(drawing: Drawing, *, layered: bool) -> set[int]:
    """Return the text objects whose own properties may hide them; `layered` says that the file has optional content."""
    found = {handle for handle, colour in drawing.coloured.items() if contrast(colour) <= _SUSPECT}
    found.update(drawing.unseen)
    found.update(drawing.enclosed if layered else filter(is_cut, drawing.enclosed))
    if layered:
        found.update(filter(in_layer, drawing.texts))
    return found


def may_cover(drawing: Drawing, areas: Sequence[tuple[int, Box]]) -> bool:
    """Return whether an area was painted over the box of a text object; boxes of text in Form XObjects are not checked."""
    if not areas or drawing.enclosed:
        return bool(areas)
    last = max(count for count, _ in areas)
    boxes = [box or (0.0, 0.0, 0.0, 0.0) for box in bounds_of(drawing.texts[:last])]
    ys = [(bottom + top) / 2 for _, bottom, _, top in boxes]
    for count, (left, bottom, right, top) in areas:
        # A page is mostly drawn from top to bottom; then all texts drawn before an area are above it.
        if count and min(ys[:count]) < top:
            for y, (start, _, end, _) in zip(ys[:count], boxes, strict=False):
                if bottom < y < top and left < (start + end) / 2 < right:
                    return True
    return False


def painted(page: PdfPage, drawing: Drawing) -> list[tuple[int, Box]]:
    """Return the areas that may hide what was drawn before, each with the number of texts drawn before.

    These are fills, and pictures if they fill the page.
    """
    areas = list(drawing.covers)
    if any(drawing.over) and filled(page, drawing):
        areas += [(count, box) for count, box in zip(drawing.over, drawing.images, strict=True) if count]
    return areas


def filled(page: PdfPage, drawing: Drawing) -> bool:
    """Return whether pictures fill the page, in one piece or in strips."""
    left, bottom, right, top = page.bounds
    moved = [(box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom) for box in drawing.images]
    size = right - left, top - bottom
    return any(fills(box, size) for box in joined(moved, size))


def covered(ink: DrawnCharacters, drawing: Drawing, areas: Sequence[tuple[int, Box]]) -> set[int]:
    """Return the offsets of characters covered by an area painted later; each area has the number of texts drawn before it."""
    if not areas:
        return set()
    order = {handle: number for number, handle in enumerate(drawing.texts)}
    found = set()
    for place in ink.inked():
        left, bottom, right, top = ink.boxes[place]
        x, y = (left + right) / 2, (bottom + top) / 2
        drawn = order.get(ink.owners[place], len(order))
        if any(drawn < count and box[0] < x < box[2] and box[1] < y < box[3] for count, box in areas):
            found.add(place)
    return found


def unseen(page: PdfPage, ink: DrawnCharacters, handles: set[int], places: set[int], drawing: Drawing) -> set[int]:
    """Return the offsets of the invisible characters among candidates, which are given by their objects and by their offsets."""
    chosen = [place for place in ink.inked() if place in places or ink.owners[place] in handles]
    inkless = set(drawing.unseen)
    found = {place for place in chosen if ink.owners[place] in inkless}
    rest = [place for place in chosen if place not in found]
    if rest:
        found.update(_changing_nothing(page, ink, rest))
    return found


def is_layer(ink: DrawnCharacters, gone: set[int]) -> bool:
    """Return whether so much of the text of a page with pictures is invisible that it is the text layer of a scan."""
    return len(gone) > _LAYER * sum(1 for _ in ink.inked())


def _changing_nothing(page: PdfPage, ink: DrawnCharacters, places: Sequence[int]) -> list[int]:
    """Return the offsets of the characters without which the page looks the same."""
    box = around(ink.boxes[place] for place in places)
    shown = picture(page, box)
    with without({ink.owners[place] for place in places}):
        bare = picture(page, box)
    if shown is None or bare is None:
        return []
    return [place for place in places if not shown.differs(bare, inner(ink.boxes[place], _EDGE), _VISIBLE)]


def split(ink: DrawnCharacters, places: set[int]) -> tuple[set[int], dict[int, set[int]]]:
    """Return the objects to be hidden as a whole, and for each other object the indices of its characters to hide."""
    kept = {ink.owners[place] for place in ink.inked() if place not in places}
    whole = {ink.owners[place] for place in places} - kept
    numbers: Counter[int] = Counter()
    parts: dict[int, set[int]] = {}
    for place, owner in enumerate(ink.owners):
        if place in places and owner in kept:
            parts.setdefault(owner, set()).add(numbers[owner])
        numbers[owner] += 1
    return whole, parts


def hide_parts(page: PdfPage, parts: dict[int, set[int]]) -> None:
    """Hide characters, given by their objects and their indices in them, after the text was read again."""
    numbers: Counter[int] = Counter()
    places = []
    for place, owner in enumerate(page.owners()):
        if numbers[owner] in parts.get(owner, ()):
            places.append(place)
        numbers[owner] += 1
    page.hide(places)
