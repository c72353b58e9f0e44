"""The characters of a page, put together to runs: characters that stand close on one line.

Places are in points from the upper left corner of the page as it is shown, `/Rotate` taken into account.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import pi, sin

from auditor.read.pdf.lines import GAP, OVERLAP, Run
from auditor.read.pdf.native import Page

_IGNORED = "\x00"
_BLANKS = frozenset(" \t\n\v\f\r\u00a0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}
# Characters of the block CJK Radicals Supplement that have no decomposition but stand for whole characters in some fonts.
_SUPPLEMENT = dict(
    zip(
        "⺁⺃⺆⺇⺌⺎⺒⺓⺝⺟⺠⺡⺢⺤⺥⺩⺪⺫⺬⺮⺯⺰⺱⺲⺶⺹⺼⺾⻀⻁⻂⻃⻄⻅⻆⻉⻋⻌⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乚冂几小兀巳幺月母民氵氺爫爫王疋罒示竹纟纟罓罒羊耂月艹艹虎衤覀西见角贝车辶辶阝钅長镸长门阜阝雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2e80-\u2fdf\uf900-\ufaff\ufe00-\ufe0f\ufeff\ufffe\uffff]|[^\0-\uffff]"
)
_LOST = re.compile("[\ufffd\ue000-\uf8ff]")
# Where PDFium joins a word over a line end it writes U+0002 for its hyphen.
_HYPHENS = "\x02\ufffe"
_HALF = "，。、；：）》〉」』】〕”’"
_DIGITS = frozenset("0123456789")
# Digits of one number stand close; a figure may be near to the next column's.
_DIGIT_GAP = 0.1
_FAR = 1e5


class Characters:
    """The characters of one page and where they stand."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.text = _normal(page.text)
        self.lost = len(_LOST.findall(self.text))
        self.lefts, self.tops, self.rights, self.bottoms = self._places()

    def _places(self) -> tuple[list[float], list[float], list[float], list[float]]:
        flat = self._page.boxes()
        lefts, tops, rights, bottoms = flat[0::4], flat[1::4], flat[2::4], flat[3::4]
        for place, (left, right) in enumerate(zip(lefts, rights, strict=True)):
            if not left < right and self.text[place] not in _BLANKS:
                lefts[place], tops[place], rights[place], bottoms[place] = self._page.turned_box(place)
        return to_display(self._page, lefts, tops, rights, bottoms)

    def runs(self) -> list[Run]:
        """All runs in the order of the file, without slanted ones (watermarks) and what lies outside the page."""
        found: list[Run] = []
        blank, start, end = -1, -1, -1
        left_ = right_ = top_ = bottom_ = height_ = 0.0
        text = self.text
        places = zip(text, self.lefts, self.rights, self.tops, self.bottoms, strict=True)
        for place, (char, left, right, top, bottom) in enumerate(places):
            if char in _BLANKS:
                blank = place
                continue
            if char == _IGNORED:
                continue
            if start >= 0:
                gap = left - right_
                if (
                    blank < start
                    and -height_ < gap < GAP * height_
                    and (gap < _DIGIT_GAP * height_ or not (char in _DIGITS and text[end - 1] in _DIGITS))
                    and (top == top_ or _beside(top, bottom, top_, bottom_))
                ):
                    right_, end = right, place + 1
                    continue
                found.append(Run(text[start:end], left_, right_, top_, bottom_, start, end))
            start, end = place, place + 1
            left_, right_, top_, bottom_, height_ = left, right, top, bottom, bottom - top
        if start >= 0:
            found.append(Run(text[start:end], left_, right_, top_, bottom_, start, end))
        return self._checked(found)

    def _checked(self, runs: Iterable[Run]) -> list[Run]:
        width, height = displayed_size(self._page)
        kept = []
        for run in runs:
            middle = (run.top + run.bottom) / 2
            if not (-1 <= (run.left + run.right) / 2 <= width + 1 and -1 <= middle <= height + 1):
                continue
            if not (run.right - run.left < _FAR and run.bottom - run.top < _FAR):
                continue
            level = abs(self.bottoms[run.start] - self.bottoms[run.end - 1]) <= GAP * (run.bottom - run.top)
            if (run.end - run.start == 1 or not level) and self._slanted(run.start):
                continue
            if _IGNORED in run.text:
                run.text = run.text.replace(_IGNORED, "")
            before = run.start - 1
            while before >= 0 and self.text[before] in "\r\n" + _IGNORED:
                before -= 1
            run.spaced = before >= 0 and self.text[before] in _BLANKS and not self._page.generated(before)
            kept.append(run)
        return kept

    def _slanted(self, place: int) -> bool:
        return abs(sin(2 * self._page.angle(place) % (2 * pi))) > 0.1

    def cut(self, run: Run, walls: Sequence[float]) -> list[Run]:
        """The run cut at walls that pass between two of its characters; a wall through a character cuts nothing."""
        slack = 0.12 * (run.bottom - run.top)
        cuts = [run.start]
        for wall in walls:
            for place in range(cuts[-1] + 1, run.end):
                right = self.rights[place - 1]
                if self.text[place - 1] in _HALF:  # it may have been set half as wide
                    right = (right + self.lefts[place - 1]) / 2
                if right <= wall + slack and self.lefts[place] >= wall - slack:
                    cuts.append(place)
                    break
        cuts.append(run.end)
        return self._parts(run, cuts)

    def single(self, run: Run) -> list[Run]:
        """The characters of a run, each by itself."""
        return self._parts(run, list(range(run.start, run.end + 1)))

    def _parts(self, run: Run, cuts: list[int]) -> list[Run]:
        parts = []
        for start, end in pairwise(cuts):
            text = self.text[start:end].replace(_IGNORED, "")
            if text:
                left, right = self.lefts[start], self.rights[end - 1]
                parts.append(Run(text, left, right, run.top, run.bottom, start, end, run.spaced and start == run.start))
        return parts


def _beside(top: float, bottom: float, other_top: float, other_bottom: float) -> bool:
    """Whether two characters share half the height of the lower one."""
    shared = min(bottom, other_bottom) - max(top, other_top)
    return shared >= OVERLAP * min(bottom - top, other_bottom - other_top)


def _normal(text: str) -> str:
    """Radicals and compatibility forms as the characters they stand for; zero-width characters marked, none removed."""
    return _ODD.sub(_normal_character, text) if _ODD.search(text) else text


def _normal_character(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if char in _HYPHENS:
        return "-"
    if code < 0x2E80 or 0xFE00 <= code <= 0xFE0F or code in (0xFEFF, 0xFFFF):
        return _IGNORED
    plain = _SUPPLEMENT.get(char) or unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char


def displayed_size(page: Page) -> tuple[float, float]:
    """Width and height of the page as it is shown."""
    left, bottom, right, top = page.bounds
    size = right - left, top - bottom
    return size if page.rotation % 2 == 0 else size[::-1]


def to_display(
    page: Page, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Places from user space to points from the upper left corner, for the four directions of `/Rotate`."""
    left, bottom, right, top = page.bounds
    if page.rotation == 0:
        return (
            [x - left for x in lefts],
            [top - y for y in tops],
            [x - left for x in rights],
            [top - y for y in bottoms],
        )
    if page.rotation == 1:
        return (
            [y - bottom for y in bottoms],
            [x - left for x in lefts],
            [y - bottom for y in tops],
            [x - left for x in rights],
        )
    if page.rotation == 2:
        return (
            [right - x for x in rights],
            [y - bottom for y in bottoms],
            [right - x for x in lefts],
            [y - bottom for y in tops],
        )
    return [top - y for y in tops], [right - x for x in rights], [top - y for y in bottoms], [right - x for x in lefts]
