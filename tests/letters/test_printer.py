"""Letters printed one after the other: what a printer keeps from letter to letter changes no byte of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from auditor.errors import AuditorError
from auditor.letters.content.page import Templates
from auditor.letters.fonts.selection import faces
from auditor.letters.fonts.subset import cut
from auditor.letters.pdf.printer import Printer
from tests.letters.office import letters
from tests.letters.pages import printed

pytestmark = pytest.mark.slow


def test_a_letter_is_the_same_after_others_and_first() -> None:
    """Also after and before one with a stylesheet of its own."""
    every = [Templates().page(letter) for letter in letters().values()]
    own = every[0].replace("<style>", "<style>p { color: red }")
    used = Printer()
    for page in (every[-1], own, *every):
        assert used.pdf(page) == Printer().pdf(page)


def test_a_batch_prints_what_single_letters_say_in_smaller_files(tmp_path: Path) -> None:
    every = {name: Templates().page(letter) for name, letter in letters().items()}
    batch = Printer(characters=set().union(*every.values()))
    for name, page in every.items():
        data, missing = batch.pdf(page)
        assert missing == ()
        single = printed(page)
        assert len(data) <= len(single), name
        (tmp_path / "batch.pdf").write_bytes(data)
        (tmp_path / "single.pdf").write_bytes(single)
        both = [PdfReader(tmp_path / f"{kind}.pdf").pages for kind in ("batch", "single")]
        texts = [[page.extract_text() for page in sheets] for sheets in both]
        assert texts[0] == texts[1], name


def test_a_letter_with_a_character_the_batch_was_not_told_of_is_not_printed_with_a_gap() -> None:
    batch = Printer(characters="甲乙")
    with pytest.raises(AuditorError, match="字体里没有“丙”"):
        batch.pdf(
            '<!DOCTYPE html><html lang="zh-CN"><title>甲</title><style>p { font-family: "Letter Song" }</style><p>甲丙</p></html>'
        )


def test_a_font_that_cannot_be_cut_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "坏.ttf"
    broken.write_bytes(b"no font at all")
    with pytest.raises(AuditorError, match=r"坏\.ttf：这个字体读不出来"):
        cut(replace(faces(False).all[0], path=broken), "甲", tmp_path)
