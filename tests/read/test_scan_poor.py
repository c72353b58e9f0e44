"""Pages that can hardly be read say in one sentence why, and what helps. All texts are made up."""

from __future__ import annotations

import numpy as np
import pytest

from auditor.read.opener import read_bytes
from auditor.read.scan.doubts.faults import AT_AN_ANGLE, BLURRED, CROOKED, CROSSED, TOO_DARK, TOO_SMALL
from auditor.read.scan.doubts.poor import why_poor
from auditor.read.scan.doubts.sizes import ScannedCell
from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import LevelPage
from auditor.read.scan.picture.ocr import RecognisedText
from tests.read.test_scan_bent import seen_from, table
from tests.writers.scan import Wear, encoded, scanned

pytestmark = pytest.mark.slow

CLEAR, UNCLEAR = RecognisedText("政府信息", (0.95,) * 4), RecognisedText("攻府言息", (0.4,) * 4)


def why(
    picture: Grey, readings: list[RecognisedText], high: int = 30, doubtful: int = 0, askew: bool = False
) -> list[str]:
    """What is said of a page with these lines, so many pixels high, and twenty figures of which some are doubtful."""
    boxes = [(100, 40 * number, 400, 40 * number + high) for number in range(len(readings))]
    figures = [
        ScannedCell((0, 0, 50, 30), [(10, 5, 20, 25)], text="7", doubtful=number < doubtful) for number in range(20)
    ]
    return why_poor(picture, LevelPage(picture, 0.0, askew=askew), boxes, readings, [figures])


LEVEL = np.full((1200, 900), 235, np.uint8)
LEVEL[100:1100:50, 100:800] = 0


def test_a_page_that_is_read_has_no_fault() -> None:
    assert why(LEVEL, [CLEAR] * 20) == []
    assert why(LEVEL, [CLEAR] * 16 + [UNCLEAR] * 4, doubtful=8) == []


def test_from_a_few_lines_nothing_is_concluded() -> None:
    assert why(LEVEL, [UNCLEAR] * 5) == []


@pytest.mark.parametrize(("readings", "doubtful"), [([UNCLEAR] * 20, 0), ([CLEAR] * 20, 15)])
def test_what_is_neither_dark_nor_small_nor_crooked_is_blurred(readings: list[RecognisedText], doubtful: int) -> None:
    assert why(LEVEL, readings, doubtful=doubtful) == [BLURRED]


@pytest.mark.parametrize(
    ("reading", "fault"), [(RecognisedText("7", (0.98,)), CROSSED), (RecognisedText("7", (0.5,)), BLURRED)]
)
def test_where_lines_and_figures_are_clear_it_is_not_the_print(reading: RecognisedText, fault: str) -> None:
    box = (10, 5, 20, 25)
    figures = [ScannedCell((0, 0, 50, 30), [box], [(box, reading)], text="7", doubtful=True) for _ in range(20)]
    assert why_poor(LEVEL, LevelPage(LEVEL, 0.0), [(0, 0, 300, 30)] * 20, [CLEAR] * 20, [figures]) == [fault]


def test_small_print_and_darkness_are_told() -> None:
    assert why(LEVEL, [UNCLEAR] * 20, high=12) == [TOO_SMALL]
    assert why(LEVEL // 4, [UNCLEAR] * 20) == [TOO_DARK]
    assert why(LEVEL // 4, [UNCLEAR] * 20, high=12) == [TOO_DARK, TOO_SMALL]


def test_a_page_that_lies_crooked_is_told() -> None:
    page = scanned(table(), Wear(turn=15), 1)
    assert why(page, [UNCLEAR] * 20) == [CROOKED]


def test_a_page_that_cannot_be_straightened_is_told_even_if_its_lines_are_read() -> None:
    assert why(LEVEL, [CLEAR] * 20, askew=True) == [AT_AN_ANGLE]


def test_a_page_at_a_steep_angle_is_told_in_the_document() -> None:
    page = seen_from(45, 1)
    document = read_bytes(encoded([page]), "页.png")
    assert [unread.what for unread in document.unread] == [f"未读全的扫描页（第 1 页{AT_AN_ANGLE}）"]
