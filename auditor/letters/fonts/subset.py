"""Fonts subset once to the characters of a batch of letters, so no letter has to be subset from fonts of thousands of characters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import uharfbuzz

from auditor.errors import AuditorError
from auditor.letters.fonts.selection import Face

# Characters that every letter may contain besides its own words: the codes of characters nothing draws, page numbers and their
# dashes.
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("〔〕—")


def cut(face: Face, characters: Collection[str], folder: Path) -> Face:
    """Write the face with only these characters, and those every letter may contain, to a file of its own in the folder.

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
