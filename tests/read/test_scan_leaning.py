"""A stroke that leans is «/», which stands for nothing, and no sure 1."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from auditor.read.scan.doubts.leaning import doubt_leaning
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.ruling.ink import separate_ink
from auditor.read.scan.ruling.lattice import ruled
from auditor.resources import templates_folder
from tests.reading import context

pytestmark = pytest.mark.slow

FACES = ("LetterSong", "LetterHei", "LetterKai", "LetterBiao")


def drawn(text: str, face: str, high: int = 34) -> Grey:
    page = Image.new("L", (300, 200), 255)
    font = ImageFont.truetype(str(templates_folder() / "fonts" / f"{face}.ttf"), high)
    ImageDraw.Draw(page).text((100, 80), text, font=font, fill=0)
    return np.asarray(page)


def is_doubtful(shown: str, read: str, face: str) -> bool:
    page = drawn(shown, face)
    ink = separate_ink(page, ruled(page, (), context()))
    cell = ScannedCell((0, 0, 300, 200), ink.marks, text=read)
    doubt_leaning([[cell]], ink)
    return cell.doubtful


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(("shown", "read"), [("/", "1"), ("／", "1"), ("//", "11")])
def test_a_stroke_that_leans_is_no_sure_one(shown: str, read: str, face: str) -> None:
    assert is_doubtful(shown, read, face)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("text", ["1", "11", "7", "47"])
def test_upright_figures_are_left_alone(text: str, face: str) -> None:
    assert not is_doubtful(text, text, face)
