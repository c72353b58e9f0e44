"""Finder of the form's section headings among the paragraphs, which rejects text that only resembles them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from auditor.chinese.heading_numbers import split_number
from auditor.chinese.text import bare, solid_places, squeeze
from auditor.model.document import Block, Cell, Document, Grid, Paragraph
from auditor.model.report import Span, Wording
from auditor.recognise.sections.headwords import HeadWords
from auditor.ruleset.catalogues.forms import Form, SectionForm

LONGEST = 45
LONGEST_REWORDED = 30
_CONTENTS = re.compile(r"[.…·．]{2,}\d{0,3}$|\.{2,}|…")
# Marks that sites put after a heading to link to it, edit it or fold its section, and marks that point to notes.
_BEHIND = re.compile(r"(?:[¶§①-⑳]|[\[【]编辑[\]】]|\[源代码\]|[^\w\s（）()《》“”\"'。：:；;，,、.…！？!?\]】〕\-])+$")
_PAGE_NUMBER = re.compile(r"(?<=\D)\d{1,3}$")
_AFTER_HEADING = "。:：;；,，-|"
_STRONG = ("han", "part", "roman")
_ELSEWHERE = re.compile(r"^[（(]?(?:详|参|请参|请|具体)?(?:见|阅)|^[（(]?(?:参照|按照|如|同)第?[一二三四五六]")
_COUNTS = re.compile(r"\d[件条项份次]")  # a sentence that counts something is not a heading, whatever its beginning
_LONE_NUMBER = re.compile(r"第?[一二三四五六](?:部分)?[、.．]?")
_MOST_LINES = 3
_LAST_WORD = 4
_LEAST_INLINE = 4

# The squeezed text of a paragraph, its number, the style of that number, and the rest.
_HeadingLine = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Paragraph that may be a heading: its section, the number written in it, and a score for its fit (about 0.7 to 1.3).

    `cell` is true where it is the only text in a table row.
    """

    paragraph: Paragraph
    block: int
    section: SectionForm
    number: str
    wording: Wording
    score: float
    heading_end: int
    contents: bool = False
    cell: bool = False


@dataclass(frozen=True, slots=True)
class ChosenHeading:
    """Heading chosen for a section, and the paragraphs that repeat it."""

    best: Candidate
    repeats: tuple[Candidate, ...]


class HeadingFinder:
    """Finder of the headings of one form; built once and used for every report."""

    def __init__(self, form: Form) -> None:
        self._spellings = [
            (bare(spelling), section, spelling == section.heading or spelling in section.accepted)
            for section in form.sections
            for spelling in (section.heading, *section.accepted, *section.close, *section.known)
        ]
        self._misspelt = [(len(text), text, section) for text, section, _ in self._spellings if len(text) > 4]
        self._by_first: dict[str, list[tuple[str, SectionForm, bool]]] = {}
        for each in self._spellings:
            if len(each[0]) >= _LEAST_INLINE:
                self._by_first.setdefault(each[0][0], []).append(each)
        self._words = HeadWords(form)
        self._by_numeral = {section.numeral: section for section in form.sections}
        self._exact = {text: (section, official) for text, section, official in reversed(self._spellings)}

    def find(self, blocks: tuple[Block, ...]) -> list[ChosenHeading]:
        """Find the heading of each section that has one, in the order of the report."""
        candidates = _without_contents(list(self._candidates(blocks)))
        by_section: dict[str, list[Candidate]] = {}
        for candidate in candidates:
            by_section.setdefault(candidate.section.numeral, []).append(candidate)
        chosen = [self._graded(_choose(group, blocks)) for group in by_section.values()]
        return sorted(chosen, key=lambda item: item.best.paragraph.start)

    def _graded(self, chosen: ChosenHeading) -> ChosenHeading:
        """Grade how its wording agrees with the form's, beyond the spellings by which headings are found."""
        best = chosen.best
        if best.wording is Wording.EXACT:
            return chosen
        written = best.paragraph.text[: best.heading_end - best.paragraph.start]
        written = _without_tail(squeeze(written))
        return replace(chosen, best=replace(best, wording=self._words.wording(best.section, written)))

    def _candidates(self, blocks: tuple[Block, ...]) -> Iterator[Candidate]:
        joined = -1
        for place, block in enumerate(blocks):
            if place <= joined:
                continue
            if isinstance(block, Grid):
                yield from self._in_rows(block, place)
                continue
            text = squeeze(block.text)
            line = (text, *split_number(text))
            broken = self._broken(blocks, place, line)
            if broken:
                joined = broken.block
            candidate = broken or self._candidate(block, place, line)
            if candidate:
                yield candidate

    def _in_rows(self, grid: Grid, place: int) -> Iterator[Candidate]:
        """Yield headings that are alone in a table row: the table was drawn around them, or the reader merged them into it."""
        for row in grid.rows:
            filled = [cell for cell in row if cell.raw]
            if not grid.stream:
                if len(filled) == 2 and _LONE_NUMBER.fullmatch(squeeze(filled[0].raw)):
                    filled = [_one(*filled)]
                if any(cell.raw != filled[0].raw for cell in filled[1:]):
                    continue
                del filled[1:]
            for cell in filled:
                if len(cell.raw) <= LONGEST and not cell.raw.isascii() and (found := self._in_cell(cell, place)):
                    yield found

    def _in_cell(self, cell: Cell, place: int) -> Candidate | None:
        number, style, rest = split_number(squeeze(cell.raw))
        hit = self._exact.get(bare(rest))
        if hit is None or not (hit[1] or number == hit[0].numeral):
            return None
        wording = Wording.EXACT if hit[1] else Wording.REWORDED
        score = 0.75 + _number_score(number, style, hit[0])
        whole = Paragraph(cell.raw, cell.start, cell.end)
        return Candidate(whole, place, hit[0], _shown(number, style), wording, score, cell.end, cell=True)

    def _broken(self, blocks: tuple[Block, ...], place: int, line: _HeadingLine) -> Candidate | None:
        """Find a heading that continues on the next lines and is spelled only by all of them together."""
        first = blocks[place]
        if not isinstance(first, Paragraph) or len(first.text) > LONGEST:
            return None
        own = bare(line[3])
        # A line that already is a heading may lack only a last word, so nothing longer is joined to it.
        whole = own in self._exact and self._exact[own][1]
        text, last = first.text, first
        for at, block in enumerate(blocks[place + 1 : place + _MOST_LINES], place + 1):
            below = block if isinstance(block, Paragraph) else _first_cell(block)
            if below is None or last.end + 1 != below.start or len(text) + len(below.text) > LONGEST:
                return None
            if whole and len(below.text) > _LAST_WORD:
                return None
            text, last = f"{text}\n{below.text}", below
            number, style, rest = split_number(squeeze(text))
            hit = self._exact.get(bare(rest))
            if hit is None or self._starts(below) or (style in ("", "loose") and own and number != hit[0].numeral):
                continue
            if not hit[1] and number != hit[0].numeral:
                continue
            wording = Wording.EXACT if hit[1] else Wording.REWORDED
            joined = Paragraph(text, first.start, below.end)
            score = 1.0 + _number_score(number, style, hit[0])
            taken = at if isinstance(block, Paragraph) else at - 1
            return Candidate(joined, taken, hit[0], _shown(number, style), wording, score, below.end)
        return None

    def _starts(self, below: Paragraph) -> bool:
        """Return whether a line is a numbered heading by itself."""
        number, style, rest = split_number(squeeze(below.text))
        return bool(number) and style != "loose" and bare(rest) in self._exact

    def _candidate(self, block: Paragraph, place: int, line: _HeadingLine) -> Candidate | None:
        text, number, style, rest = line
        if len(text) > LONGEST:
            return self._inline(block, place, line)
        contents = bool(_CONTENTS.search(rest))
        rest = _without_tail(rest)
        body = bare(rest)
        if body not in self._exact and (inline := self._inline(block, place, line)):
            return inline
        section, wording, score = self._wording(body)
        if section is None:
            section, wording, score = self._by_number(number, style, body)
        if section is None or (wording is Wording.REWORDED and (_ELSEWHERE.match(text) or _COUNTS.search(text))):
            return None
        score += _number_score(number, style, section)
        if score < 0.7 or (style == "loose" and number != section.numeral):
            return None
        return Candidate(block, place, section, _shown(number, style), wording, score, block.end, contents)

    def _wording(self, body: str) -> tuple[SectionForm | None, Wording, float]:
        hit = self._exact.get(body)
        if hit:
            return hit[0], Wording.EXACT if hit[1] else Wording.REWORDED, 1.0 if hit[1] else 0.95
        best: tuple[float, SectionForm | None] = (0.0, None)
        shortest, longest = len(body) - 4, len(body) + 4
        for length, text, section in self._misspelt:
            if not shortest <= length <= longest:
                continue
            ratio = Levenshtein.normalized_similarity(body, text, score_cutoff=0.8)
            if ratio > best[0]:
                best = (ratio, section)
        return best[1], Wording.REWORDED, best[0] * 0.9

    def _by_number(self, number: str, style: str, body: str) -> tuple[SectionForm | None, Wording, float]:
        """Match a reworded heading by its section's number and one of its characteristic words."""
        section = self._by_numeral.get(number)
        told = section is not None and any(word in body for word in section.telling)
        if style in _STRONG and told and len(body) <= LONGEST_REWORDED:
            return section, Wording.REWORDED, 0.75
        return None, Wording.REWORDED, 0.0

    def _inline(self, block: Paragraph, place: int, line: _HeadingLine) -> Candidate | None:
        """Find a numbered heading, in official or known words, that runs on into its text: «六、其他需要报告的事项：本年度……»."""
        text, number, style, rest = line
        if not style or (style == "bracket" and len(rest) > LONGEST):
            return None
        first = next(filter(bare, rest), "")
        for spelling, section, official in self._by_first.get(first, ()):
            if section.numeral != number and not (official and style in _STRONG):
                continue
            end = _prefix(rest, spelling)
            if not end or end == len(rest) or self._goes_on_with_headings(rest[end:]):
                continue
            at = _raw_end(block, len(text) - len(rest) + end)
            blank = block.text[at - block.start : at - block.start + 1].isspace()
            long = official and style in _STRONG and len(rest) - end > LONGEST_REWORDED
            if blank or long or rest[end] in _AFTER_HEADING or rest[end] in "（无本我20":
                wording = Wording.EXACT if official else Wording.REWORDED
                score = 0.8 + _number_score(number, style, section)
                return Candidate(block, place, section, _shown(number, style), wording, score, at)
        return None

    def _goes_on_with_headings(self, rest: str) -> bool:
        """Return whether another heading follows at once, which means that a sentence lists the sections."""
        following = bare(split_number(rest.lstrip("。，、；：和及"))[2])
        return any(following.startswith(text) for text, _, official in self._spellings if official)

    def doubtful(self, document: Document, missing: tuple[str, ...]) -> dict[str, Span]:
        """Find text that may head a section without a heading: the words of the official heading where a heading could be."""
        found: dict[str, Span] = {}
        wanted = [(section.numeral, bare(section.heading)) for section in self._by_numeral.values()]
        for text, start, end in _pieces(document):
            said = bare(text)
            named = [(numeral, words) for numeral, words in wanted if len(words) <= len(said) and words in said]
            if not named or _lists(said, [words for _, words in named]):
                continue
            for numeral, words in named:
                if numeral in missing and numeral not in found and _may_head(text, numeral, words, len(said)):
                    found[numeral] = Span(document.text[start:end][:LONGEST], start, min(end, start + LONGEST))
        return found


def _without_tail(text: str) -> str:
    """Remove what a site or a table of contents appended to a squeezed heading."""
    return _PAGE_NUMBER.sub("", _CONTENTS.sub("", _BEHIND.sub("", text)))


def _one(number: Cell, words: Cell) -> Cell:
    """Join a number and its words from two cells into one cell."""
    between = "\t" * (words.start - number.end)
    return number._replace(raw=f"{number.raw}{between}{words.raw}", end=words.end)


def _first_cell(grid: Grid) -> Paragraph | None:
    """Return the first cell of a table built from text lines as the line it may have been."""
    cell = next(grid.cells(), None)
    return Paragraph(cell.raw, cell.start, cell.end) if grid.stream and cell else None


def _pieces(document: Document) -> Iterator[tuple[str, int, int]]:
    """Yield the paragraphs and the longer table cells."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield squeeze(block.text), block.start, block.end
        else:
            for cell in block.cells():
                if len(cell.raw) > 3:
                    yield squeeze(cell.raw), cell.start, cell.end


def _lists(said: str, named: list[str]) -> bool:
    """Return whether a text names several sections close together, as a sentence about the report does."""
    places = sorted(said.index(words) for words in named)
    return len(places) > 1 and any(after - before < 2 * LONGEST for before, after in pairwise(places))


def _may_head(text: str, numeral: str, words: str, length: int) -> bool:
    """Return whether the words may be a heading: most of a short line, or after their number within a longer text."""
    number, style, _ = split_number(text)
    if _ELSEWHERE.match(text) or (style in ("bracket", "circled", "digit") and number != numeral):
        return False
    if length <= 2 * len(words) and length <= LONGEST:
        return True
    return any(
        split_number(text[match.start() :])[0] == numeral and bare(text[match.end() :]).startswith(words)
        for match in re.finditer(rf"(?<![见第和与及]){numeral}[、.．,，:：]?(?=.)", text)
    )


def _shown(number: str, style: str) -> str:
    """Return the number for comparison with the official one; in brackets it counts as a different number."""
    return f"（{number}）" if style == "bracket" else number


def _number_score(number: str, style: str, section: SectionForm) -> float:
    if not style:
        return 0.0
    agrees = 0.2 if number == section.numeral else -0.1
    return agrees - (0.3 if style in ("bracket", "digit", "circled") else 0.0)


def _prefix(rest: str, spelling: str) -> int:
    """Return how many characters of `rest` spell `spelling`, ignoring punctuation; 0 if `rest` begins differently."""
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
    """Return the offset after the first `wanted` non-blank characters of a paragraph."""
    places = solid_places(block.text)
    return block.start + places[wanted - 1] + 1 if wanted <= len(places) else block.end


def _without_contents(candidates: list[Candidate]) -> list[Candidate]:
    """Drop a table of contents: consecutive headings without text between them that are repeated elsewhere.

    One after the report (a page's own list of its sections) is known from earlier headings that have text.
    """
    listed: set[int] = {c.block for c in candidates if c.contents}
    runs = _runs(candidates)
    in_runs = {c.block for run in runs for c in run}
    for run in runs:
        own = {c.section.numeral for c in run}
        later = {c.section.numeral for c in candidates if c.block > run[-1].block}
        earlier = {c.section.numeral for c in candidates if c.block < run[0].block and c.block not in in_runs}
        if own <= earlier:
            listed |= {c.block for c in run}
        elif len(own & later) * 2 >= len(own):
            listed |= {c.block for c in run if c.section.numeral in later}
    return [c for c in candidates if c.block not in listed] or candidates


def _runs(candidates: list[Candidate]) -> list[list[Candidate]]:
    """Return the runs of three or more headings of different sections that follow each other without text."""
    runs: list[list[Candidate]] = []
    for candidate in candidates:
        last = runs[-1] if runs else []
        if last and candidate.block == last[-1].block + 1 and candidate.section not in [c.section for c in last]:
            last.append(candidate)
        else:
            runs.append([candidate])
    return [run for run in runs if len(run) >= 3]


def _choose(group: list[Candidate], blocks: tuple[Block, ...]) -> ChosenHeading:
    best = max(group, key=lambda c: (round(c.score, 2), _has_content(c, blocks), -c.block))
    repeats = [c for c in group if c is not best and not c.cell and not _bracketed(c)]
    same = bare(best.paragraph.text)
    repeats = [
        c
        for c in repeats
        if (bare(c.paragraph.text) == same and c.score >= best.score - 0.25)
        or c.score >= best.score - 0.1
        or _heads_again(c)
    ]
    return ChosenHeading(best, tuple(repeats))


def _heads_again(candidate: Candidate) -> bool:
    """Return whether a line spells the whole official heading after a number, even a wrong one."""
    return (
        candidate.wording is Wording.EXACT
        and candidate.score >= 0.9 - 1e-9
        and candidate.heading_end == candidate.paragraph.end
        and bool(candidate.number)
        and split_number(squeeze(candidate.paragraph.text))[1] in _STRONG
    )


def _bracketed(candidate: Candidate) -> bool:
    return candidate.paragraph.text.lstrip().startswith(("（", "("))


def _has_content(candidate: Candidate, blocks: tuple[Block, ...]) -> bool:
    """Return whether something other than another short line follows."""
    if candidate.heading_end < candidate.paragraph.end or candidate.block + 1 >= len(blocks):
        return candidate.heading_end < candidate.paragraph.end
    follower = blocks[candidate.block + 1]
    return not isinstance(follower, Paragraph) or len(follower.text) > LONGEST
