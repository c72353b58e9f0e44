"""Finds the headings of the form's sections among the paragraphs, and nothing else that looks like them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from auditor.model.document import Block, Paragraph
from auditor.model.report import Wording
from auditor.model.text import bare, solid_places, squeeze
from auditor.ruleset.forms import Form, SectionForm

LONGEST = 45
LONGEST_REWORDED = 30
_NUMBER = re.compile(
    r"^(?:第(?P<part>[一二三四五六七八九十])部分[、:：]?"
    r"|(?P<han>[一二三四五六七八九十]{1,2})[、.,，．:：]"
    r"|（(?P<bracket>[一二三四五六七八九十]{1,2})）[、.]?"
    r"|(?P<digit>\d{1,2})[、.．，,]"
    r"|(?P<loose>[一二三四五六七](?=[\u4e00-\u9fff]{3})))?"
)
_CONTENTS = re.compile(r"[.…·．]{2,}\d{0,3}$|\.{2,}|…")
_PAGE_NUMBER = re.compile(r"(?<=\D)\d{1,3}$")
_DIGITS = dict(zip("123456789", "一二三四五六七八九", strict=True))
_AFTER_HEADING = "。:：;；,，-"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may be a heading: its section, the number it wrote, and how well it fits (about 0.7 to 1.3)."""

    paragraph: Paragraph
    block: int
    section: SectionForm
    number: str
    wording: Wording
    score: float
    heading_end: int
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The heading taken for a section and the paragraphs that repeat it."""

    best: Candidate
    repeats: tuple[Candidate, ...]


class HeadingFinder:
    """Finds the headings of one form; built once and used for every report."""

    def __init__(self, form: Form) -> None:
        self._spellings = [
            (bare(spelling), section, spelling not in section.known)
            for section in form.sections
            for spelling in (section.heading, *section.accepted, *section.known)
        ]
        self._by_numeral = {section.numeral: section for section in form.sections}
        self._exact = {text: (section, official) for text, section, official in reversed(self._spellings)}

    def find(self, blocks: tuple[Block, ...]) -> list[Chosen]:
        """The heading of each section that has one, in the order of the report."""
        candidates = _without_contents(list(self._candidates(blocks)))
        by_section: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            by_section.setdefault(candidate.section.numeral, []).append(candidate)
        chosen = [_choose(group, blocks) for group in by_section.values()]
        return sorted(chosen, key=lambda item: item.best.paragraph.start)

    def _candidates(self, blocks: tuple[Block, ...]) -> Iterator[Candidate]:
        joined = -1
        for place, block in enumerate(blocks):
            if place == joined:
                continue
            broken = self._broken(block, blocks[place + 1], place) if place + 1 < len(blocks) else None
            if broken:
                joined = broken.block
            candidate = broken or self._candidate(block, place)
            if candidate:
                yield candidate

    def _broken(self, block: Block, below: Block, place: int) -> Candidate | None:
        """A numbered heading that goes on in the next line, where only both together spell it."""
        if not (isinstance(block, Paragraph) and isinstance(below, Paragraph)):
            return None
        if len(block.text) + len(below.text) > LONGEST or block.end + 1 != below.start:
            return None
        number, style, rest = _split(squeeze(block.text))
        first = bare(rest)
        if style not in ("han", "part") or not first or first in self._exact:
            return None
        hit = self._exact.get(first + bare(squeeze(below.text)))
        if hit is None or hit[0].numeral != number:
            return None
        whole = Paragraph(f"{block.text}\n{below.text}", block.start, below.end)
        wording = Wording.EXACT if hit[1] else Wording.REWORDED
        return Candidate(whole, place + 1, hit[0], number, wording, 1.2, below.end)

    def _candidate(self, block: Block, place: int) -> Candidate | None:
        if not isinstance(block, Paragraph):
            return None
        text = squeeze(block.text)
        if len(text) > LONGEST:
            return self._inline(block, place, text)
        number, style, rest = _split(text)
        contents = bool(_CONTENTS.search(rest))
        rest = _PAGE_NUMBER.sub("", _CONTENTS.sub("", rest))
        body = bare(rest)
        if body not in self._exact and (inline := self._inline(block, place, text)):
            return inline
        section, wording, score = self._wording(body)
        if section is None:
            section, wording, score = self._by_number(number, style, body)
        if section is None:
            return None
        score += _number_score(number, style, section)
        if score < 0.7 or (style == "loose" and number != section.numeral):
            return None
        written = number if style in ("han", "part", "loose", "digit") else ""
        return Candidate(block, place, section, written, wording, score, block.end, contents)

    def _wording(self, body: str) -> tuple[SectionForm | None, Wording, float]:
        hit = self._exact.get(body)
        if hit:
            return hit[0], Wording.EXACT if hit[1] else Wording.REWORDED, 1.0 if hit[1] else 0.95
        best: tuple[float, SectionForm | None] = (0.0, None)
        for text, section, _ in self._spellings:
            if len(text) < 5 or abs(len(text) - len(body)) > 4:
                continue
            ratio = Levenshtein.normalized_similarity(body, text, score_cutoff=0.8)
            if ratio > best[0]:
                best = (ratio, section)
        return best[1], Wording.REWORDED, best[0] * 0.9

    def _by_number(self, number: str, style: str, body: str) -> tuple[SectionForm | None, Wording, float]:
        """A reworded heading that has its own number and a telling word of its section."""
        section = self._by_numeral.get(number)
        told = section is not None and any(word in body for word in section.telling)
        if style in ("han", "part") and told and len(body) <= LONGEST_REWORDED:
            return section, Wording.REWORDED, 0.75
        return None, Wording.REWORDED, 0.0

    def _inline(self, block: Paragraph, place: int, text: str) -> Candidate | None:
        """A heading that runs on into its text: «六、其他需要报告的事项：本年度……»; only numbered and in official or known words."""
        number, style, rest = _split(text)
        if style not in ("han", "part"):
            return None
        for spelling, section, official in self._spellings:
            if section.numeral != number or len(spelling) < 4:
                continue
            end = _prefix(rest, spelling)
            if not end or end == len(rest):
                continue
            at = _raw_end(block, len(text) - len(rest) + end)
            blank = block.text[at - block.start : at - block.start + 1].isspace()
            if blank or rest[end] in _AFTER_HEADING or rest[end] in "（无本我20":
                wording = Wording.EXACT if official else Wording.REWORDED
                return Candidate(block, place, section, number, wording, 1.0, at)
        return None


def _split(text: str) -> tuple[str, str, str]:
    """The official numeral a heading writes, how it writes it (part, han, bracket, digit, loose or nothing), and the rest."""
    match = _NUMBER.match(text)
    if match is None or not match.group():
        return "", "", text
    style = match.lastgroup or ""
    number = match[style]
    return _DIGITS.get(number, number), style, text[match.end() :]


def _number_score(number: str, style: str, section: SectionForm) -> float:
    if not style:
        return 0.0
    agrees = 0.2 if number == section.numeral else -0.1
    return agrees - (0.3 if style in ("bracket", "digit") else 0.0)


def _prefix(rest: str, spelling: str) -> int:
    """How many characters of `rest` spell `spelling`, punctuation left aside; 0 if it begins otherwise."""
    place = 0
    for count, ch in enumerate(rest, 1):
        if bare(ch):
            if ch != spelling[place]:
                return 0
            place += 1
            if place == len(spelling):
                return count
    return 0


def _raw_end(block: Paragraph, wanted: int) -> int:
    """The offset behind the first `wanted` characters of a paragraph that are no blanks."""
    places = solid_places(block.text)
    return block.start + places[wanted - 1] + 1 if wanted <= len(places) else block.end


def _without_contents(candidates: list[Candidate]) -> list[Candidate]:
    """Without a table of contents: headings that follow each other without text, where the same headings come again later."""
    listed: set[int] = {c.block for c in candidates if c.contents}
    run: list[Candidate] = []
    for candidate in [*candidates, None]:
        if (
            candidate
            and run
            and candidate.block == run[-1].block + 1
            and candidate.section not in [c.section for c in run]
        ):
            run.append(candidate)
            continue
        if len(run) >= 3:
            later = {c.section.numeral for c in candidates if c.block > run[-1].block}
            own = {c.section.numeral for c in run}
            if len(own & later) * 2 >= len(own):
                listed |= {c.block for c in run if c.section.numeral in later}
        run = [candidate] if candidate else []
    return [c for c in candidates if c.block not in listed] or candidates


def _choose(group: list[Candidate], blocks: tuple[Block, ...]) -> Chosen:
    best = max(group, key=lambda c: (round(c.score, 2), _has_content(c, blocks), -c.block))
    repeats = [c for c in group if c is not best and c.score >= best.score - 0.25 and not _bracketed(c)]
    same = bare(best.paragraph.text)
    repeats = [c for c in repeats if bare(c.paragraph.text) == same or c.score >= best.score - 0.1]
    return Chosen(best, tuple(repeats))


def _bracketed(candidate: Candidate) -> bool:
    return candidate.paragraph.text.lstrip().startswith(("（", "("))


def _has_content(candidate: Candidate, blocks: tuple[Block, ...]) -> bool:
    """Whether something other than another short line follows."""
    if candidate.heading_end < candidate.paragraph.end or candidate.block + 1 >= len(blocks):
        return candidate.heading_end < candidate.paragraph.end
    follower = blocks[candidate.block + 1]
    return not isinstance(follower, Paragraph) or len(follower.text) > LONGEST
