"""The characters of a page, put together to runs (characters that stand close on one line) and runs to lines.

Places are in points from the upper left corner of the page as it is shown, `/Rotate` taken into account.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import pi, sin

from auditor.read.pdf_native import Box, Page

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
_GAP = 0.3
_WORD_GAP = 0.12
_WIDE_GAP = 0.6
_CLOSING = "，。、；：！？）》〉”’"
_OVERLAP = 0.5
_FAR = 1e5
_WORD_END = re.compile(r"[A-Za-z]$")
_WORD_START = re.compile(r"[A-Za-z]")
_ADDRESS_END = re.compile(r"[./@:_-][^\s\u2e80-\uffff]*$")


@dataclass(slots=True)
class Run:
    """Characters of one line without a gap; `start` and `end` are their places on the page, `spaced` tells a blank before, `close`
    that what stood before has been left out.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    start: int
    end: int
    spaced: bool = False
    close: bool = False


@dataclass(slots=True)
class Line:
    """Runs of one line from left to right."""

    runs: list[Run]
    top: float
    bottom: float

    @property
    def left(self) -> float:
        """Where the first run begins."""
        return self.runs[0].left

    @property
    def right(self) -> float:
        """Where the line ends."""
        return max(run.right for run in self.runs)

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def em(self) -> float:
        """The width of a Han character, estimated from the line's own width; ASCII counts half."""
        text = "".join(run.text for run in self.runs)
        narrow = len(text.encode("ascii", "ignore"))
        width = sum(run.right - run.left for run in self.runs)
        return width / max(len(text) - narrow / 2, 0.5)

    @property
    def text(self) -> str:
        """The runs joined: a blank only where one stands in the file or a gap parts words."""
        parts = [self.runs[0].text]
        height = self.bottom - self.top
        last = self.runs[0]
        for run in self.runs[1:]:
            gap = run.left - last.right
            if run.text == last.text and abs(run.left - last.left) < _GAP * height:
                continue  # drawn twice to look bold
            ascii_both = last.text[-1].isascii() and run.text[0].isascii()
            wide = gap > _WIDE_GAP * height and last.text[-1] not in _CLOSING
            if run.close:
                pass
            elif run.spaced or wide or (ascii_both and gap > _WORD_GAP * height):
                parts.append(" ")
            parts.append(run.text)
            last = run
        return "".join(parts)


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
                    and -height_ < gap < _GAP * height_
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
            level = abs(self.bottoms[run.start] - self.bottoms[run.end - 1]) <= _GAP * (run.bottom - run.top)
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
                if self.rights[place - 1] <= wall + slack and self.lefts[place] >= wall - slack:
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
    return shared >= _OVERLAP * min(bottom - top, other_bottom - other_top)


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


def to_lines(runs: list[Run]) -> list[Line]:
    """The runs sorted into lines from top to bottom; runs that share half their height stand in one line."""
    if not runs:
        return []
    if len(runs) == 1:
        return [Line(runs, runs[0].top, runs[0].bottom)]
    lines: list[Line] = []
    for run in sorted(runs, key=lambda run: (run.top + run.bottom, run.left)):
        line = lines[-1] if lines else None
        if line is not None:
            shared = min(line.bottom, run.bottom) - max(line.top, run.top)
            if shared >= _OVERLAP * min(line.bottom - line.top, run.bottom - run.top):
                line.runs.append(run)
                line.top, line.bottom = min(line.top, run.top), max(line.bottom, run.bottom)
                continue
        lines.append(Line([run], run.top, run.bottom))
    for line in lines:
        line.runs.sort(key=lambda run: run.left)
    return lines


def glue(before: str, after: str) -> str:
    """What stands between two lines of one text: nothing, or a blank between two Latin words."""
    if _WORD_END.search(before) and _WORD_START.match(after) and not _ADDRESS_END.search(before):
        return " "
    return ""


def join_lines(texts: Iterable[str]) -> str:
    """The lines of a cell or paragraph as one text."""
    joined = ""
    for text in texts:
        joined += glue(joined, text) + text if joined else text
    return joined
