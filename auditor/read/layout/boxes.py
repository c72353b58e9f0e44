"""Pictures on a page that may hold text: a scanned page, or a table pasted as a picture."""

from __future__ import annotations

from collections.abc import Iterable

Box = tuple[float, float, float, float]
_MM = 25.4 / 72
# In millimetres. Seals (about 42 mm), emblems and codes are smaller than this; a picture of a table is not.
_WIDE, _HIGH = 50, 15
_WHOLE_PAGE = 0.7
_MUCH_TEXT = 100
_TOUCH = 2.0


def large_pictures(images: Iterable[Box], size: tuple[float, float], characters: int) -> list[Box]:
    """Return the pictures as large as a table, touching ones merged; a picture under a page of text is its background.

    Boxes are left, top, right and bottom on the displayed page, in points; `size` is the page's size, `characters` the
    number it shows.
    """
    found = []
    for box in joined(images, size):
        wide, high = box[2] - box[0], box[3] - box[1]
        background = characters >= _MUCH_TEXT and fills(box, size)
        if wide * _MM >= _WIDE and high * _MM >= _HIGH and not background:
            found.append(box)
    return found


def fills(box: Box, size: tuple[float, float]) -> bool:
    """Return whether a box fills the page."""
    return (box[2] - box[0]) * (box[3] - box[1]) >= _WHOLE_PAGE * size[0] * size[1]


def joined(images: Iterable[Box], size: tuple[float, float]) -> list[Box]:
    """Clip the boxes to the page and merge touching ones; scanners and printers cut a page into strips that touch each other."""
    found: list[Box] = []
    for image in images:
        box = max(image[0], 0.0), max(image[1], 0.0), min(image[2], size[0]), min(image[3], size[1])
        if box[0] >= box[2] or box[1] >= box[3]:
            continue
        apart = [other for other in found if not _touch(box, other)]
        touching = [box, *(other for other in found if _touch(box, other))]
        lefts, tops, rights, bottoms = zip(*touching, strict=True)
        found = [*apart, (min(lefts), min(tops), max(rights), max(bottoms))]
    return found


def _touch(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across >= -_TOUCH and down >= -_TOUCH
