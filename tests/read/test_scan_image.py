"""Pictures of pages before they are read: decoding under limits, light, slope."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from auditor.config.limits import BUILT_IN
from auditor.errors import UnreadableReport
from auditor.read.opener import read_bytes
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import at_reading_size, frames, ready
from tests.reading import context, limits
from tests.writers.scan import Wear, encoded, saved, scanned

pytestmark = pytest.mark.slow


def lined(wide: int = 1654, high: int = 1200) -> Grey:
    """A page of ruled lines and words made of strokes."""
    page = np.full((high, wide), 255, np.uint8)
    for y in range(100, high - 100, 50):
        page[y : y + 20, 150 : wide - 150 : 9] = 0
    page[80:82, 140 : wide - 140] = 0
    return page


def arrow() -> Grey:
    """A page whose four corners differ."""
    page = np.full((1100, 850), 255, np.uint8)
    page[:100, :100] = 0
    page[:100, -100:] = 90
    page[-100:, :100] = 170
    return page


def decoded(data: bytes) -> list[Grey]:
    return list(frames(data, context()))


@pytest.mark.parametrize("turn", [-2.7, -1.5, -0.3, 0.0, 0.4, 1.1, 2.9])
def test_a_turned_page_is_levelled(turn: float) -> None:
    sheet = ready(scanned(lined(), Wear(turn=turn, noise=10, specks=0.001), 1))
    assert sheet.turn == pytest.approx(-turn, abs=0.05)


def test_uneven_light_is_evened() -> None:
    even = ready(scanned(lined(), Wear(shade=0.3), 1)).grey
    assert np.percentile(even[:60], 1) > 240
    assert np.percentile(even[-60:], 1) > 240


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_mode_becomes_grey(mode: str) -> None:
    levels = arrow()
    picture = (
        Image.fromarray(levels.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(levels).convert(mode)
    )
    data = saved([picture], "TIFF")
    (grey,) = decoded(data)
    assert grey.shape == (1100, 850)
    assert int(grey[50, 50]) < 30
    assert int(grey[-50, -50]) > 225


def test_what_is_transparent_is_paper() -> None:
    picture = Image.new("RGBA", (850, 1100), (0, 0, 0, 0))
    (grey,) = decoded(saved([picture], "PNG"))
    assert int(grey.min()) == 255


@pytest.mark.parametrize(("orientation", "corner"), [(1, (50, 50)), (3, (-50, -50)), (6, (50, -50)), (8, (-50, 50))])
def test_a_camera_says_how_it_was_held(orientation: int, corner: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    (grey,) = decoded(encoded([arrow()], "JPEG", exif=exif, quality=95))
    assert int(grey[corner]) < 30


@pytest.mark.parametrize(
    ("size", "dpi", "wide"),
    [((1240, 1754), 150, 1654), ((2480, 3508), 300, 1654), ((2480, 3508), None, 1654), ((800, 500), 96, 1667),
     ((3000, 4000), 72, 1654), ((4000, 3000), 72, 2338), ((600, 300), 300, 2338)],
)  # fmt: skip
def test_pages_are_read_at_one_size(size: tuple[int, int], dpi: float | None, wide: int) -> None:
    grey = at_reading_size(np.zeros(size[::-1], np.uint8), BUILT_IN.pixels, dpi and (dpi, dpi))
    assert grey.shape[1] == pytest.approx(wide, abs=2)


def test_a_very_long_picture_stays_within_the_limit() -> None:
    assert at_reading_size(np.zeros((9000, 400), np.uint8), 4_000_000).size <= 4_010_000


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"II*\0\xff\xff\xff\x7f",
        b"MM\0*\0\0\0\x08\0\1",
        b"BM\x10\0\0\0\0\0\0\0\x36\0\0\0",
        encoded([np.random.default_rng(1).integers(0, 255, (300, 300), np.uint8)], "PNG")[:9000],
        encoded([np.full((400, 400), 9, np.uint8)], "JPEG")[:300],
    ],
    ids=["png", "jpeg", "tiff", "tiff-big-endian", "bmp", "cut-png", "cut-jpeg"],
)
def test_broken_pictures_are_refused(data: bytes) -> None:
    with pytest.raises(UnreadableReport, match="图片已损坏"):
        read_bytes(data, "页.png")


def test_large_pictures_are_refused() -> None:
    data = encoded([np.full((300, 400), 255, np.uint8)] * 3, "TIFF")
    with pytest.raises(UnreadableReport, match="图片像素数超过上限"):
        read_bytes(data, "页.tif", limits(pixels=400 * 300 - 1))
    with pytest.raises(UnreadableReport, match="图片页数超过上限"):
        read_bytes(data, "页.tif", limits(pages=2))


def test_a_picture_that_unpacks_to_a_bomb_is_refused() -> None:
    with pytest.raises(UnreadableReport, match="图片像素数超过上限"):
        read_bytes(encoded([np.zeros((14000, 14000), np.uint8)], "PNG", compress_level=9), "页.png")
