"""OCR engine that finds and recognises lines of text in a picture: RapidOCR with the models of its own package, offline."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from cv2.typing import MatLike
from rapidocr import RapidOCR

from auditor.read.scan.picture.colour import Grey
from auditor.read.scan.picture.image import PixelSpan

# Detection is as reliable at two thirds of the size, in half the time.
_FIND_SCALE = 0.7
_LONGEST, _DARK = 2600, 170
# For detection, a picture is at most this many times as long as wide, and its sides are at least this long, in pixels.
_SLIMMEST, _SHORTEST = 2.5, 32
# A picture narrower than a character, in pixels, or as slim as a line holds no text.
_CHARACTER, _LINE = 10, 0.01
_PARAMETERS = {
    "Global.log_level": "critical",
    "Global.return_word_box": True,
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    # A figure is narrow; it need not be padded to the width of a line.
    "Rec.rec_img_shape": [3, 48, 96],
    "Rec.rec_batch_num": 8,
}


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """A recognised text and the engine's certainty of each of its characters, 0 to 1."""

    text: str
    sure: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Its mean certainty."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


_MARK = re.compile(r"(?<=[\u3400-\u9fff”）》])[,;:!?()]|[()](?=[\u3400-\u9fff])")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
NOTHING = RecognisedText("", ())


def _engine() -> Any:
    """Return the engine of this process; loading its models takes a second."""
    return _engine_of(os.getpid())


# A forked process makes its own engine and keeps the inherited one: destroying that would wait for threads that do not
# exist in it.
@cache
def _engine_of(process: int) -> Any:
    engine = RapidOCR(params=_PARAMETERS)
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def find(grey: Grey) -> list[PixelSpan]:
    """Return the boxes of the lines of text in a level page: left, top, right, bottom in pixels."""
    found: list[PixelSpan] = []
    if min(grey.shape) < max(_CHARACTER, _LINE * max(grey.shape)):
        return found
    for start, end in pairwise(_cuts(grey)):
        found += [(left, top + start, right, bottom + start) for left, top, right, bottom in _find(grey[start:end])]
    return found


def pages_in(grey: Grey) -> int:
    """Return the number of pages that a picture counts as: one longer than a page is searched in pieces."""
    return -(-len(grey) // _LONGEST)


def _cuts(grey: Grey) -> list[int]:
    """Return the rows at which a picture longer than a page is cut into pieces: rows with little ink."""
    cuts = [0]
    ink = (grey < _DARK).sum(axis=1)
    while len(ink) - cuts[-1] > _LONGEST:
        first = cuts[-1] + _LONGEST * 3 // 4
        cuts.append(first + int(np.argmin(ink[first : cuts[-1] + _LONGEST])))
    return [*cuts, len(ink)]


def _find(grey: Grey) -> list[PixelSpan]:
    high, wide = grey.shape
    small = _widened(cv2.resize(grey, None, fx=_FIND_SCALE, fy=_FIND_SCALE, interpolation=cv2.INTER_AREA))
    detected = _engine()(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False)
    if detected is None or getattr(detected, "boxes", None) is None:
        return []
    spans = []
    for corners in np.asarray(detected.boxes, dtype=np.float64) / _FIND_SCALE:
        left, top = np.floor(corners.min(axis=0)).astype(int)
        right, bottom = np.ceil(corners.max(axis=0)).astype(int)
        spans.append((max(int(left), 0), max(int(top), 0), min(int(right), wide), min(int(bottom), high)))
    return [span for span in spans if span[2] - span[0] > 2 and span[3] - span[1] > 2]


def _widened(picture: MatLike) -> MatLike:
    """Pad a strip with white: the engine enlarges narrow pictures until their shorter side is that of a page."""
    high, wide = picture.shape
    least = max(round(max(high, wide) / _SLIMMEST), _SHORTEST)
    below, beside = max(least - high, 0), max(least - wide, 0)
    return (
        cv2.copyMakeBorder(picture, 0, below, 0, beside, cv2.BORDER_CONSTANT, value=(255,))
        if below or beside
        else picture
    )


def recognise(crops: Sequence[Grey]) -> list[RecognisedText]:
    """Recognise each picture of one line; a picture without pixels has no text."""
    readings = [NOTHING] * len(crops)
    drawn = [number for number, crop in enumerate(crops) if crop.size]
    if not drawn:
        return readings
    result = _engine().recognize_txt([cv2.cvtColor(crops[number], cv2.COLOR_GRAY2BGR) for number in drawn])
    for number, text, words in zip(drawn, result.txts, result.word_results, strict=True):
        if text.strip():
            readings[number] = RecognisedText(_in_chinese(text), tuple(words.confs))
    return readings


def _in_chinese(text: str) -> str:
    """Return the text with full-width marks next to Han characters; the engine confuses the two widths at random."""
    return _MARK.sub(lambda mark: mark[0].translate(_WIDE), text)
