"""Removal of what pages add to their text: page numbers, and running heads and feet that are repeated on every page."""

from __future__ import annotations

import re
from collections import Counter

_MARK = re.compile(
    r"\s*(?:[-—–－~]+\s*\d{1,3}\s*[-—–－~]+"
    r"|第\s*\d{1,3}\s*页(?:[,，/／\s]*共\s*\d{1,3}\s*页)?|page\s*\d{1,3}(?:\s*of\s*\d{1,3})?)\s*",
    re.IGNORECASE,
)
# First characters of a line with a mark other than «第 … 页».
_SIGNS = ("-", "—", "–", "－", "~", "p", "P")
_BEGINS = re.compile(rf"\n[^\S\n]*[{''.join(_SIGNS)}]")
_BEHIND_BLANK = {sign: re.compile(rf"{sign}(?<=\s.)") for sign in _SIGNS}
# Text that may be a page number only where a page is known to end or begin.
_AT_EDGE = re.compile(r"\s*\d{1,3}(?:\s*[/／]\s*\d{1,3})?\s*")
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 60
_OFTEN = 2
_NEAR = 6


def without_page_marks(text: str) -> list[str]:
    """Return the lines of a text without page marks; a form feed ends a page."""
    # Most texts have no line that begins like a mark.
    may_begin = text[:1] in _SIGNS or any(sign in text and _BEHIND_BLANK[sign].search(text) for sign in _SIGNS)
    signs = may_begin and _BEGINS.search(f"\n{text}") is not None
    if not signs and "页" not in text and "\f" not in text and "\v" not in text:
        return text.split("\n")
    lines: list[str] = []
    edges: set[int] = set()
    for page in text.replace("\v", "\f").split("\f"):
        edges.add(len(lines))
        lines += page.split("\n")
    may_be = [at for at, line in enumerate(lines) if "页" in line or (signs and line.strip()[:1] in _SIGNS)]
    marks = {at for at in may_be if _MARK.fullmatch(lines[at])}
    if not marks and len(edges) < _OFTEN:
        return lines
    if len(edges) > 1:
        edges.add(len(lines))
        marks |= {at for at in _beside(lines, marks, edges) if _AT_EDGE.fullmatch(lines[at])}
    marks |= _repeated(lines, _beside(lines, marks, edges))
    gaps = {near for at in marks for step in (-1, 1) for near in _gap(lines, at, step)}
    return [line for at, line in enumerate(lines) if at not in marks and at not in gaps]


def _beside(lines: list[str], marks: set[int], edges: set[int]) -> set[int]:
    """Return the lines with text next to page marks and page ends."""
    places = [(at, step) for at in marks for step in (-1, 1)]
    places += [place for at in edges for place in ((at - 1, -1), (at, 1))]
    found = set()
    for start, step in places:
        near = (at for at in range(start, start + step * _NEAR, step) if 0 <= at < len(lines))
        found |= {next((at for at in near if lines[at].strip() and at not in marks), -1)}
    return found - {-1}


def _repeated(lines: list[str], beside: set[int]) -> set[int]:
    """Return the lines next to page marks that are repeated, except their first occurrence in the text."""
    heads = {at: _worded(lines[at]) for at in beside}
    counts = Counter(heads.values())
    first: dict[str, int] = {}
    for at, line in enumerate(lines):
        first.setdefault(_worded(line), at)
    return {at for at, text in heads.items() if text and counts[text] >= _OFTEN and at != first[text]}


def _worded(line: str) -> str:
    """Return a line without its figures if it may be a running head, otherwise an empty string."""
    may_be = len(line) <= _LONGEST_HEAD and "。" not in line and "\t" not in line and "|" not in line
    return _DIGITS.sub("", line).strip() if may_be else ""


def _gap(lines: list[str], at: int, step: int) -> list[int]:
    """Return the blank lines next to a page mark on one side, at most three."""
    found: list[int] = []
    for near in range(at + step, at + 4 * step, step):
        if not 0 <= near < len(lines) or lines[near].strip():
            break
        found.append(near)
    return found
