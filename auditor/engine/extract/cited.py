"""Document numbers and titles a report cites, each with the text next to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.chinese.text import bare
from auditor.engine.context import CheckContext, sentence
from auditor.ruleset.catalogues.documents import Catalogue, CitedDocument, Key, by_another, national

# Anchored at its end: numbers are located by their last character, which is rare in a report.
_NUMBER = re.compile(
    r"(?P<letters>[\u4e00-\u9fff]{2,10})(?P<open>[〔\[【（〈{「])(?P<year>(?:19|20)\d{2})(?P<close>[〕\]】）〉}」])第?(?P<serial>\d{1,4})号\Z"
)
_LAST, _LONGEST = "号", 22  # characters of the longest number
_ORDER = re.compile(r"(?P<letters>国务院令|国令)[（〔]?第?(?P<serial>\d{2,4})号")
_BETWEEN = re.compile(r"[^《》。；\n]{0,24}$")
_ANOTHER = re.compile(r"规定|要求|精神|部署|以及|[和及、）]")  # a number after one of these is not the title's
_TITLE_BEHIND = re.compile(r"^[）〕]?[^《》。；\n]{0,6}《(?P<title>[^。；\n]{4,90}?)》(?!》)")
_BARE_TITLE = re.compile(r"(?P<title>[^，。；、\n《》]{4,60})（$")
_QUOTED = re.compile(r"《(?P<title>[^《》。；\n]{4,60})》")
_LEAD = re.compile(r"[^，。；、：（）《》\n]{0,40}$")
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Cited:
    """Document number in the text: its parts, the issuer's letters cut to a known form, the title next to it, and its offsets.

    `titled` is the document of the catalogue that the title names.
    """

    letters: str
    year: str
    serial: str
    brackets: str
    title: str
    start: int
    end: int
    titled: CitedDocument | None = None

    @property
    def key(self) -> Key:
        """Key of the document in the catalogue."""
        return self.letters, self.year, self.serial


def cited_in(bound: CheckContext) -> list[Cited]:
    """Return all document numbers the report cites."""
    return bound.once("citations", lambda: list(_citations(bound.report.prose.text, bound.ruleset.documents)))


def orders_in(text: str) -> set[str]:
    """Return the serial numbers of the State Council's orders named in a text."""
    return {match["serial"] for match in _ORDER.finditer(text)}


def around(text: str, start: int, end: int) -> str:
    """Return the sentence around a span; of a long sentence, the text near the span."""
    first, last = sentence(text, start)
    return text[max(first, start - _AROUND) : min(last, end + _AROUND)]


def titles_of(document: CitedDocument, text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans where a document is named by its title, leaving out a notice of the same name by a region or of another year."""
    piece = document.about[0]
    at = text.find(piece)
    while at >= 0:
        start, end = _whole_title(text, at, at + len(piece))
        inside, before = text[start:at], text[max(0, start - 40) : start]
        lead = _LEAD.search(before)
        outside = lead[0] if lead and not national(inside) else ""
        if not by_another(bare(outside + inside)):
            yield start, end
        at = text.find(piece, at + len(piece))


def quoted_titles(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each text in 《》 that contains no other 《》, with its span."""
    for match in _QUOTED.finditer(text):
        yield match["title"], match.start(), match.end()


def _citations(text: str, catalogue: Catalogue) -> Iterator[Cited]:
    for match in _numbers(text):
        letters = _letters(match["letters"], catalogue)
        brackets = match["open"] + match["close"]
        span = (match.end("letters") - len(letters), match.end())
        yield _cited((letters, match["year"], match["serial"]), brackets, text, span, catalogue)
    for match in _ORDER.finditer(text):
        yield _cited((match["letters"], "", match["serial"]), "", text, match.span(), catalogue)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    behind, end = 0, text.find(_LAST) + 1
    while end:
        match = _NUMBER.search(text, max(behind, end - _LONGEST), end)
        if match:
            behind = end
            yield match
        end = text.find(_LAST, end) + 1


def _cited(key: Key, brackets: str, text: str, span: tuple[int, int], catalogue: Catalogue) -> Cited:
    title = title_beside(text, *span)
    return Cited(*key, brackets, title, *span, catalogue.by_title(title, key))


def _letters(run: str, catalogue: Catalogue) -> str:
    """Return the issuer's letters at the end of a run of characters: a known form, else the part after a word of citing."""
    known = [letters for letters in catalogue.letters if run.endswith(letters)]
    if known:
        return max(known, key=len)
    return re.sub(r"^.*(?:根据|按照|依据|落实|执行|印发|关于|参照|以及|和|及|的|与)", "", run) or run


def title_beside(text: str, start: int, end: int) -> str:
    """Return the title next to a number: the last one before it, else one right after it."""
    before = text[max(0, start - 120) : start]
    closed = before.rfind("》")
    if closed >= 0 and _BETWEEN.fullmatch(before[closed + 1 :]):
        between = before[closed + 1 :]
        if _ANOTHER.search(between):
            return ""
        return before[_opening(before, closed) + 1 : closed] + between.rstrip("（〔")
    match = _BARE_TITLE.search(before) or _TITLE_BEHIND.search(text[end : end + 100])
    return match["title"] if match else ""


def _opening(text: str, closed: int) -> int:
    """Return the offset of the 《 that belongs to the 》 at `closed`, skipping nested titles; the last 《 if none matches."""
    opened = text.rfind("《", 0, closed)
    if text.find("》", opened + 1, closed) < 0:
        return opened
    depth = 0
    for place in range(closed, -1, -1):
        depth += (text[place] == "》") - (text[place] == "《")
        if depth == 0:
            return place
    return opened


def _whole_title(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the whole «《…》» around a piece of a title, or of the piece if there is none."""
    opened, closed = text.rfind("《", max(0, start - 60), start), text.find("》", end, end + 30)
    return (opened, closed + 1) if opened >= 0 and closed >= 0 else (start, end)
