"""Takes away what a page adds to its text: page numbers, and heads and feet that come again on every page."""

from __future__ import annotations

import re
from collections import Counter

_MARK = re.compile(
    r"\s*(?:[-—–－~]+\s*\d{1,3}\s*[-—–－~]+|第\s*\d{1,3}\s*页(?:[,，/／\s]*共\s*\d{1,3}\s*页)?|page\s*\d{1,3}(?:\s*of\s*\d{1,3})?)\s*",
    re.IGNORECASE,
)
# What may be a page number only where a page is known to end or begin.
_AT_EDGE = re.compile(r"\s*\d{1,3}(?:\s*[/／]\s*\d{1,3})?\s*")
_DIGITS = re.compile(r"\d+")
_LONGEST_HEAD = 60
_OFTEN = 2
_NEAR = 6


def without_page_marks(text: str) -> list[str]:
    """The lines of a text without page marks; a form feed ends a page."""
    lines: list[str] = []
    edges: set[int] = set()
    for page in re.split("[\f\v]", text):
        edges.add(len(lines))
        lines += page.split("\n")
    marks = {
        at
        for at, line in enumerate(lines)
        if ("页" in line or line.strip()[:1] in "-—–－~pP") and _MARK.fullmatch(line)
    }
    if not marks and len(edges) < _OFTEN:
        return lines
    beside = _beside(lines, marks, edges)
    marks |= {at for at in beside if len(edges) > 1 and _AT_EDGE.fullmatch(lines[at])}
    marks |= _repeated(lines, marks, _beside(lines, marks, edges))
    return [line for at, line in enumerate(lines) if at not in marks and not _is_gap(lines, at, marks)]


def _beside(lines: list[str], marks: set[int], edges: set[int]) -> set[int]:
    """The lines with text next to page marks and ends of pages."""
    found = set()
    for start, step in (
        [(at, step) for at in marks for step in (-1, 1)] + [(at - 1, -1) for at in edges] + [(at, 1) for at in edges]
    ):
        near = range(start, start + step * _NEAR, step)
        first = next((at for at in near if 0 <= at < len(lines) and lines[at].strip() and at not in marks), None)
        found |= set() if first is None else {first}
    return found


def _repeated(lines: list[str], marks: set[int], beside: set[int]) -> set[int]:
    """Those of the lines beside page marks that come again and again, but for the first of them."""
    texts = {
        at: _DIGITS.sub("", lines[at]).strip()
        for at in sorted(beside)
        if len(lines[at]) <= _LONGEST_HEAD and not _MARK.fullmatch(lines[at])
    }
    counts = Counter(texts.values())
    first = {}
    for at, line in enumerate(lines):
        first.setdefault(_DIGITS.sub("", line).strip() if len(line) <= _LONGEST_HEAD else "", at)
    return {
        at
        for at, text in texts.items()
        if text and counts[text] >= _OFTEN and at != first[text] and "。" not in text and "\t" not in text
    }


def _is_gap(lines: list[str], at: int, marks: set[int]) -> bool:
    """Whether a blank line stands beside a page mark, perhaps behind other blank ones."""
    if lines[at].strip():
        return False
    return any(
        (at + step * away) in marks
        for step in (-1, 1)
        for away in (1, 2, 3)
        if all(not lines[k].strip() for k in range(at + step, at + step * away, step) if 0 <= k < len(lines))
    )
