"""Choice of the font files for a letter: those that come with the program, or system fonts where the machine has them.

The stylesheet names families in this order; a family that has no face is skipped:

小标宋  "Letter Biao", "Letter Song", "Letter Rare", "Letter Other"
仿宋    "Letter Fang", "Letter Song", "Letter Rare", "Letter Other"
楷体    "Letter Kai", "Letter Song", "Letter Rare", "Letter Other"
黑体    "Letter Hei", "Letter Rare Sans", "Letter Rare", "Letter Other"
宋体    "Letter Song", "Letter Rare", "Letter Other"
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pylopdf_fonts_zh_cn

from auditor.errors import AuditorError
from auditor.letters.fonts.coverage import outlined
from auditor.letters.fonts.system_fonts import (
    Installed,
    covered_characters,
    extract_from_collection,
    folders,
    installed,
)
from auditor.resources import templates_folder

# Names of fonts, the preferred first: those of the national standard, then similar fonts of other makers.
WANTED = {
    "Letter Biao": ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    "Letter Fang": (
        *("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "FZFangSong-Z02"),
        *("方正仿宋简体", "FZFangSong-Z02S", "华文仿宋", "STFangsong", "FandolFang"),
    ),
    "Letter Kai": (
        *("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03"),
        *("方正楷体简体", "FZKai-Z03S", "华文楷体", "STKaiti", "AR PL KaitiM GB", "AR PL UKai CN"),
    ),
    "Letter Hei": (
        *("黑体", "SimHei", "方正黑体_GBK", "FZHei-B01", "方正黑体简体", "FZHei-B01S", "华文黑体", "STHeiti"),
    ),
    "Letter Song": (
        *("宋体", "SimSun", "方正书宋_GBK", "FZShuSong-Z01", "方正书宋简体", "FZShuSong-Z01S", "华文宋体", "STSong"),
    ),
}
SHIPPED = ("Letter Biao", "Letter Kai", "Letter Hei", "Letter Song")
OTHER = "Letter Other"
# A font that lacks one of these is not a font for Chinese letters, whatever its name.
_SAMPLE = "的一是年月日"
# Fonts that show the number of a character, or nothing, in its place.
_STAND_INS = re.compile(r"last ?resort|bmp fallback|blank|not ?def", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Face:
    """Font file under the family name used in the stylesheet; `number` counts from 0 in a collection."""

    family: str
    path: Path
    number: int = 0


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of a letter; `notes` are Chinese sentences about system fonts that may not be used."""

    all: tuple[Face, ...]
    notes: tuple[str, ...] = ()


def faces(machine: bool) -> Faces:
    """Return the program's faces; with `machine`, system fonts replace them where there are any."""
    chosen = {family: _shipped(family) for family in SHIPPED}
    notes: tuple[str, ...] = ()
    if machine:
        own, notes = _own_faces(installed(folders()))
        chosen |= own
    return Faces((*chosen.values(), *_rare()), notes)


def machine_face_for(characters: Collection[str]) -> Face | None:
    """Return the system font that draws most of these characters, or None.

    If several draw equally many, the font closest to upright and regular is chosen, then the first by name and by path. Opens
    every system font, so it is for characters that none of the letter's faces draws.
    """
    found = [
        (-len(pictures), font.slanted, abs(font.weight - 400), font.names, str(font.path), font.number)
        for font in installed(folders())
        if font.embeddable and not any(map(_STAND_INS.search, font.names)) and (pictures := _drawn(font, characters))
    ]
    if not found:
        return None
    *_, path, number = min(found)
    return Face(OTHER, Path(path), number)


def missing_glyphs(some: Iterable[Face], characters: Iterable[str]) -> frozenset[str]:
    """Return those of the characters that none of the faces has a glyph for."""
    left = frozenset(characters)
    for face in some:
        left -= covered_characters(face.path, face.number, left)
    return left


def _drawn(font: Installed, characters: Iterable[str]) -> frozenset[str]:
    """Return those of the characters that a system font maps to a glyph and really draws; most fonts map none."""
    promised = covered_characters(font.path, font.number, characters)
    return outlined(font.path, font.number, promised) if promised else promised


def as_standalone_file(face: Face, folder: Path) -> Face:
    """Return the face in a file of its own, written to the folder if it is part of a collection.

    A stylesheet cannot select a font of a collection: WeasyPrint gives the family's name to all of them and takes the first.
    """
    try:
        data = extract_from_collection(face.path, face.number)
        if data is None:
            return face
        path = folder / f"{face.family.replace(' ', '')}.ttf"
        path.write_bytes(data)
    except (OSError, LookupError, struct.error) as error:
        raise AuditorError(
            f"{face.path}：这个字体读不出来，请在设置里写 machine_fonts = false，改用自带的字体"
        ) from error
    return replace(face, path=path, number=0)


def _shipped(family: str) -> Face:
    return Face(family, templates_folder() / "fonts" / f"{family.replace(' ', '')}.ttf")


def _rare() -> tuple[Face, Face]:
    """Return the full fonts, for characters that ours, which are subset for size, lack."""
    serif, sans = pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()
    return Face("Letter Rare", Path(serif)), Face("Letter Rare Sans", Path(sans))


def _own_faces(fonts: Iterable[Installed]) -> tuple[dict[str, Face], tuple[str, ...]]:
    """Return the best system font for each role that has one, and notes on better ones that may not be embedded."""
    fonts = list(fonts)
    chosen, notes = {}, []
    for family, names in WANTED.items():
        fitting = [(place, font) for font in fonts if (place := _place(font, names))]
        for (rank, *_), font in sorted(fitting, key=lambda pair: pair[0]):
            if not font.embeddable:
                notes.append(f"字体“{names[rank]}”不许嵌入文件，意见书没有用它：{font.path}")
            elif len(_drawn(font, _SAMPLE)) == len(_SAMPLE):
                chosen[family] = Face(family, font.path, font.number)
                break
    return chosen, tuple(notes)


def _place(font: Installed, names: tuple[str, ...]) -> tuple[int, bool, int, str, int] | None:
    """Return the sort key of a font for a role, by the best of its names first; None if none of its names is in the list."""
    ranks = [names.index(name) for name in font.names if name in names]
    return (min(ranks), font.slanted, abs(font.weight - 400), str(font.path), font.number) if ranks else None
