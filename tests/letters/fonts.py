"""Tiny fonts for tests: every character is the same square."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]

CHINESE = "的一是年月日〇"


def _square(pen: T2CharStringPen | TTGlyphPen) -> T2CharStringPen | TTGlyphPen:
    pen.moveTo((0, 0))
    for point in ((0, 800), (800, 800), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen


def make_font(
    path: Path,
    family: str,
    *,
    chinese: str = "",
    characters: str = CHINESE,
    fs_type: int = 0,
    weight: int = 400,
    outlines: str = "glyf",
) -> Path:
    """Write a font whose family has an English and perhaps a Chinese name; returns where it lies."""
    glyphs = [".notdef", *(f"u{ord(ch):X}" for ch in characters)]
    font = FontBuilder(1000, isTTF=outlines == "glyf")
    font.setupGlyphOrder(glyphs)
    font.setupCharacterMap({ord(ch): f"u{ord(ch):X}" for ch in characters})
    names = {"en": family, "zh-Hans": chinese} if chinese else {"en": family}
    plain = family.encode("ascii", "ignore").decode().replace(" ", "") or "Plain"
    font.setupNameTable({"familyName": names, "styleName": "Regular", "psName": f"{plain}-R"})
    if outlines == "glyf":
        font.setupGlyf({name: _square(TTGlyphPen(None)).glyph() for name in glyphs})
    else:
        strings = {name: _square(T2CharStringPen(1000, None)).getCharString() for name in glyphs}
        font.setupCFF(f"{plain}-R", {}, strings, {})
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupOS2(fsType=fs_type, usWeightClass=weight)
    font.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path


def make_collection(path: Path, *members: Path) -> Path:
    """Put fonts into one file, in this order."""
    collection = TTCollection()
    collection.fonts = [TTFont(member) for member in members]
    collection.save(path)
    return path
