"""Characters of a page, grouped into runs: characters that are close together on one line.

Coordinates are in points from the upper left corner of the page, turned so that its text is upright.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Sequence
from itertools import compress, pairwise
from math import pi, sin
from operator import eq, lt, not_

from auditor.read.layout.boxes import Box
from auditor.read.layout.ruled.lines import GAP, OVERLAP, SMALLER, TextRun
from auditor.read.pdf.content.native import PdfPage

_IGNORED = "\x00"
_BLANKS = frozenset(" \t\n\v\f\r\u00a0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}
_SKIPPED = _BLANKS | {_IGNORED}
_BROKEN = "\r\n" + _IGNORED
# Characters of the block CJK Radicals Supplement that have no decomposition but represent whole characters in some
# fonts.
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
# Where PDFium joins a word across a line end, it writes U+0002 for the hyphen.
_HYPHENS = "\x02\ufffe"
_HALF = "，。、；：）》〉」』】〕”’"
_DIGITS = frozenset("0123456789")
# The digits of one number are close together; a figure may be near the figure of the next column.
_DIGIT_GAP = 0.1
_FAR = 1e5
# Characters wider than _LARGE, in points, are checked; a box off its font size by the factor _MISFIT was measured
# wrongly.
_LARGE = 18.0
# Text smaller than this, in points, cannot be read on paper.
_TINY = 1.0
# Slanted pieces at most so many characters apart are one piece.
_TOGETHER = 3
_MISFIT = 1.8
# Deviation from a quarter turn from which text counts as slanted, in quarter turns.
_SLANT = 0.03
_LINE = re.compile(r"\n(?=[\s\S])")


class Glyphs:
    """Characters of one page and their boxes in its user space, measured once for all views.

    `turned` maps the offsets of characters that are not upright in user space to their quarter turns counter-clockwise.
    """

    def __init__(self, page: PdfPage) -> None:
        self.page = page
        self.text = _normal(page.text)
        self.lost = len(_LOST.findall(self.text))
        self.turned: dict[int, int] = {}
        flat = page.boxes()
        self.lefts, self.tops, self.rights, self.bottoms = flat[0::4], flat[1::4], flat[2::4], flat[3::4]
        # PDFium puts text of another direction on a line of its own.
        starts = [0, *[match.end() for match in _LINE.finditer(self.text)]] if self.text else []
        large = [p for p in starts if self.rights[p] - self.lefts[p] > _LARGE]
        if self._upright_writing() or page.turned(starts) or any(map(self._misfits, large)):
            self._measure_all()
        for place in compress(range(len(flat) // 4), map(not_, map(lt, self.lefts, self.rights))):
            if self.text[place] not in _BLANKS:
                self._put(place, page.measured(place)[0])

    def _angle_of(self, place: int) -> int:
        """Return by how many quarter turns counter-clockwise a character is turned; a slanted character counts as upright."""
        angle = self.page.angle(place) / (pi / 2)
        return -round(angle) % 4 if abs(angle - round(angle)) < _SLANT else 0

    def _upright_writing(self) -> bool:
        """Return whether some text may be written from top to bottom: a character is placed under the preceding one."""
        stacked = compress(range(1, len(self.text)), map(eq, self.lefts, self.lefts[1:]))
        return any(self.text[place] not in _BLANKS and self.text[place - 1] not in _BLANKS for place in stacked)

    def _measure_all(self) -> None:
        """Find the direction of each character, and fix boxes that do not have the size of their font.

        For fonts with vertical writing PDFium omits the scale of the page.
        """
        for place, char in enumerate(self.text):
            if char in _BLANKS or char == _IGNORED:
                continue
            quarters = self._angle_of(place)
            if quarters:
                self.turned[place] = quarters
            if not self._misfits(place):
                continue
            (left, top, right, bottom), size = self.page.measured(place)
            x, y, half = (left + right) / 2, (top + bottom) / 2, size / 2
            if quarters % 2:
                self._put(place, (left, max(top, y + half), right, min(bottom, y - half)))
            else:
                self._put(place, (min(left, x - half), top, max(right, x + half), bottom))

    def _misfits(self, place: int) -> bool:
        """Return whether the height of a character's box differs from the height of its font."""
        across = self.tops[place] - self.bottoms[place], self.rights[place] - self.lefts[place]
        size = self.page.measured(place)[1]
        return not size / _MISFIT < across[self.turned.get(place, 0) % 2] < size * _MISFIT

    def _put(self, place: int, box: Box) -> None:
        self.lefts[place], self.tops[place], self.rights[place], self.bottoms[place] = box


class Characters:
    """Characters of one page as placed when it is turned clockwise by `rotation` quarter turns.

    `only` are the offsets of the characters that count; None means all. The following are set once the runs have been
    read: `tiny` is the number of runs too small to be seen, `slanted` are the texts of runs that are neither level nor
    upright, `smaller` says whether some run is set smaller than the preceding one.
    """

    def __init__(self, glyphs: Glyphs, rotation: int, only: Container[int] | None = None) -> None:
        self.page = glyphs.page
        self.rotation = rotation
        self.tiny = 0
        self.smaller = False
        self.slanted: list[str] = []
        self.text = glyphs.text
        if only is not None:
            self.text = "".join(
                char if char in _BLANKS or place in only else _IGNORED for place, char in enumerate(glyphs.text)
            )
        sides = glyphs.lefts, glyphs.tops, glyphs.rights, glyphs.bottoms
        self.lefts, self.tops, self.rights, self.bottoms = to_display(self.page, rotation, *sides)

    def runs(self) -> list[TextRun]:
        """Return all runs in the order of the file, without slanted ones (watermarks) and without text outside the page."""
        found: list[TextRun] = []
        start, last = -1, -1
        left_ = right_ = top_ = bottom_ = height_ = reach = near = 0.0
        goes_on = False
        text, bottoms = self.text, self.bottoms
        for place, char, left, right, top in zip(
            range(len(text)), text, self.lefts, self.rights, self.tops, strict=True
        ):
            if char in _SKIPPED:
                goes_on = goes_on and char == _IGNORED
                continue
            if goes_on:
                gap = left - right_
                if (
                    -height_ < gap < reach
                    and (gap < near or not (char in _DIGITS and text[last] in _DIGITS))
                    and (top == top_ or _beside(top, bottoms[place], top_, bottom_))
                ):
                    right_, last = right, place
                    continue
            bottom = bottoms[place]
            if start >= 0:
                found.append(TextRun(text[start : last + 1], left_, right_, top_, bottom_, start, last + 1))
                if bottom - top < SMALLER * height_:
                    self.smaller = True
            start, last, goes_on = place, place, True
            left_, right_, top_, bottom_, height_ = left, right, top, bottom, bottom - top
            reach, near = GAP * height_, _DIGIT_GAP * height_
        if start >= 0:
            found.append(TextRun(text[start : last + 1], left_, right_, top_, bottom_, start, last + 1))
        return self._checked(found)

    def _checked(self, runs: Iterable[TextRun]) -> list[TextRun]:
        width, height = displayed_size(self.page, self.rotation)
        text, bottoms, generated = self.text, self.bottoms, self.page.generated
        ignored = _IGNORED in text
        kept = []
        turned = -1
        for run in runs:
            left, right, top, bottom, start = run.left, run.right, run.top, run.bottom, run.start
            high = bottom - top
            if not (-1 <= (left + right) / 2 <= width + 1 and -1 <= (top + bottom) / 2 <= height + 1):
                continue
            if not (right - left < _FAR and high < _FAR):
                continue
            if high < _TINY and self.page.measured(start)[1] < _TINY:
                self.tiny += 1
                continue
            level = run.end - start > 1 and abs(bottoms[start] - bottoms[run.end - 1]) <= GAP * high
            if not level and self._slanted(start):
                if self.slanted and start - turned <= _TOGETHER:
                    self.slanted[-1] += run.text
                else:
                    self.slanted.append(run.text)
                turned = run.end
                continue
            if ignored and _IGNORED in run.text:
                run.text = run.text.replace(_IGNORED, "")
            before = start - 1
            while before >= 0 and text[before] in _BROKEN:
                before -= 1
            run.spaced = before >= 0 and text[before] in _BLANKS and not generated(before)
            kept.append(run)
        return kept

    def _slanted(self, place: int) -> bool:
        angle = self.page.angle(place)
        return angle != 0 and abs(sin(2 * angle % (2 * pi))) > 0.1

    def cut(self, run: TextRun, walls: Sequence[float]) -> list[TextRun]:
        """Cut the run at walls that pass between two of its characters; a wall through a character does not cut."""
        slack = 0.12 * (run.bottom - run.top)
        cuts = [run.start]
        for wall in walls:
            for place in range(cuts[-1] + 1, run.end):
                right = self.rights[place - 1]
                if self.text[place - 1] in _HALF:  # it may be set half as wide
                    right = (right + self.lefts[place - 1]) / 2
                if right <= wall + slack and self.lefts[place] >= wall - slack:
                    cuts.append(place)
                    break
        cuts.append(run.end)
        return self._parts(run, cuts)

    def single(self, run: TextRun) -> list[TextRun]:
        """Return the characters of a run, each as a run."""
        return self._parts(run, list(range(run.start, run.end + 1)))

    def without(self, run: TextRun, gone: Callable[[TextRun], bool]) -> list[TextRun]:
        """Return what is left of a run after the characters that satisfy `gone` are removed."""
        cuts, kept = [run.start], []
        for part in self.single(run):
            if gone(part):
                kept += self._parts(run, [*cuts, part.start]) if part.start > cuts[0] else []
                cuts = [part.end]
        return kept + (self._parts(run, [*cuts, run.end]) if cuts[0] < run.end else [])

    def _parts(self, run: TextRun, cuts: list[int]) -> list[TextRun]:
        parts = []
        for start, end in pairwise(cuts):
            text = self.text[start:end].replace(_IGNORED, "")
            if text:
                left, right = self.lefts[start], self.rights[end - 1]
                parts.append(
                    TextRun(text, left, right, run.top, run.bottom, start, end, run.spaced and start == run.start)
                )
        return parts


def _beside(top: float, bottom: float, other_top: float, other_bottom: float) -> bool:
    """Return whether two characters have about the same height and overlap by half the height of the lower one."""
    high, other_high = bottom - top, other_bottom - other_top
    if high < SMALLER * other_high or other_high < SMALLER * high:
        return False
    shared = min(bottom, other_bottom) - max(top, other_top)
    return shared >= OVERLAP * min(high, other_high)


def _normal(text: str) -> str:
    """Replace radicals and compatibility forms by the characters they represent; mark zero-width characters, and remove none."""
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


def displayed_size(page: PdfPage, rotation: int) -> tuple[float, float]:
    """Return the width and height of the page turned clockwise by quarter turns."""
    left, bottom, right, top = page.bounds
    size = right - left, top - bottom
    return size if rotation % 2 == 0 else size[::-1]


def to_display(
    page: PdfPage, rotation: int, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Convert user space to points from the upper left corner of the page turned clockwise by quarter turns, as `/Rotate` does."""
    left, bottom, right, top = page.bounds
    if rotation == 0:
        if left:
            lefts, rights = [x - left for x in lefts], [x - left for x in rights]
        return lefts, [top - y for y in tops], rights, [top - y for y in bottoms]
    if rotation == 1:
        return (
            [y - bottom for y in bottoms],
            [x - left for x in lefts],
            [y - bottom for y in tops],
            [x - left for x in rights],
        )
    if rotation == 2:
        return (
            [right - x for x in rights],
            [y - bottom for y in bottoms],
            [right - x for x in lefts],
            [y - bottom for y in tops],
        )
    return [top - y for y in tops], [right - x for x in rights], [top - y for y in bottoms], [right - x for x in lefts]
