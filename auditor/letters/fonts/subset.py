"""Fonts cut to the characters of a batch of letters, once, so that no letter has to cut them from thousands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import uharfbuzz

from auditor.errors import AuditorError
from auditor.letters.fonts.selection import Face

# What every letter may hold beside its own words: the codes of characters nothing draws, page numbers and their dashes.
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("〔〕—")


def cut(face: Face, characters: Collection[str], folder: Path) -> Face:
    """The face with these characters only, and those every letter may hold, in a file of its own in the folder.

    Raises AuditorError if the font cannot be read.
    """
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).update(map(ord, _ALWAYS.union(characters)))
    path = folder / f"{face.family.replace(' ', '')}-cut.ttf"
    try:
        whole = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.number)
        path.write_bytes(uharfbuzz.subset(whole, wanted).blob.data)
    except (OSError, RuntimeError, uharfbuzz.HarfBuzzError) as error:
        raise AuditorError(
            f"{face.path}：这个字体读不出来，请在设置里写 machine_fonts = false，改用自带的字体"
        ) from error
    return replace(face, path=path, number=0)
