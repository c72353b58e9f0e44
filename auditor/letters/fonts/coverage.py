"""Which characters a font really draws: a font may promise a glyph that is empty, broken, or takes no room."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import uharfbuzz


def outlined(path: Path, number: int, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters whose glyph has an outline and a width; none if the font cannot be read.

    Asked before a font of the machine is used, because an empty place in a letter looks like the agency's fault.
    """
    try:
        font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number))
        return frozenset(ch for ch in characters if _draws(font, ch))
    except (OSError, ValueError, RuntimeError, uharfbuzz.HarfBuzzError):
        return frozenset()


def _draws(font: uharfbuzz.Font, ch: str) -> bool:
    glyph = font.get_nominal_glyph(ord(ch))
    if not glyph or font.get_glyph_h_advance(glyph) <= 0:
        return False
    extents = font.get_glyph_extents(glyph)
    return extents is not None and extents.width != 0 and extents.height != 0
