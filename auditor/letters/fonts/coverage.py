"""Characters that a font really draws: its character map may point to a glyph that is empty, broken, or has no width."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import uharfbuzz


def outlined(path: Path, number: int, characters: Iterable[str]) -> frozenset[str]:
    """Return those of the characters whose glyph has an outline and a width; none if the font cannot be read.

    Checked before a system font is used, because an empty place in a letter looks like the agency's fault.
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
