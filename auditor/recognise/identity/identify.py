"""Identification of a report: title, agency, report year with all its evidence, dates of issue and publication."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.chinese.text import Folded
from auditor.model.document import Document, Paragraph
from auditor.model.report import IssueDate, Published, Span, YearEvidence
from auditor.recognise.identity.agency import REPORT_WORDS, find_agency, undouble
from auditor.recognise.identity.bodies import Bodies
from auditor.recognise.identity.dates import find_issue
from auditor.recognise.identity.page_lines import PageLines
from auditor.recognise.identity.titles import YEAR, FoundTitle, parse_title, to_year

_OPENING_LENGTH = 400
_WEIGHTS = {"title": 4, "period": 3, "opening": 2, "overview": 2, "issued": 2}
_RANGE = re.compile(
    r"(?:统计|期限|时限|周期|起止|数据)[^。；\n]{0,30}?(?P<from>(?P<year>20\d{2}|二[〇零][〇零一二三四五六七八九]{2})年0?[1一]月0?[1一]日)"
)
_OVERVIEW = re.compile(
    rf"^(?P<year>{YEAR})年度?(?!\d{{1,2}}月|以来|起|底|末|初)(?![^\n]*[。；，](?:20\d{{2}}|二[〇零][〇零一二三四五六七八九]{{2}})年)"
)
_OPENING = re.compile(rf"(?<![及和与、])(?P<year>{YEAR})年度?[\u4e00-\u9fff]{{0,20}}?{REPORT_WORDS}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Identity found for a report; `agency_written` is the name as the report writes it, including doubled characters."""

    agency: str
    agency_written: Span | None
    year: int | None
    evidence: tuple[YearEvidence, ...]
    issued: IssueDate | None
    published: Published | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a document: all paragraphs, the opening, the first section, and the offsets of the first and the last heading."""

    document: Document
    paragraphs: Sequence[Paragraph]
    preamble: Folded
    overview: Folded | None
    first_heading: int
    last_heading: int
    page: PageLines


def year_without_title(parts: Parts) -> int | None:
    """Return the year that the opening, the period and the first section name."""
    return _decide(_evidence(parts, None, None))


def identify(parts: Parts, title: FoundTitle | None, bodies: Bodies) -> Identity:
    """Determine the agency, year and dates of the report under its title."""
    document = parts.document
    issued = find_issue(
        parts.paragraphs, parts.last_heading, parts.first_heading, title.span if title else None, parts.page, bodies
    )
    if issued is None and document.metadata.written:
        issued = IssueDate(document.metadata.written, None)
    evidence = _evidence(parts, title, issued)
    year = _decide(evidence)
    if year is None:
        named = parse_title(document.metadata.title, bodies)
        year = named.year if named else None
    opening = _opening(parts.preamble)
    name, written = find_agency(document, title, opening, parts.paragraphs, parts.page, parts.last_heading, bodies)
    return Identity(undouble(name, document.text), written, year, evidence, issued, _published(parts))


def _published(parts: Parts) -> Published | None:
    """Return the day of publication from the page's metadata, or else from lines of the text."""
    known, said = parts.document.metadata, parts.page.published
    if known.published:
        return Published(known.published, None, known.hidden if known.hidden != known.published else None)
    return Published(said.value, said.span, None) if said else None


def _opening(preamble: Folded) -> Folded:
    return Folded(preamble.text[:_OPENING_LENGTH], preamble.offsets[:_OPENING_LENGTH])


def _evidence(parts: Parts, title: FoundTitle | None, issued: IssueDate | None) -> tuple[YearEvidence, ...]:
    text, opening, overview = parts.document.text, _opening(parts.preamble), parts.overview
    found: list[YearEvidence] = []
    if title and title.parts.year:
        found.append(YearEvidence("title", title.parts.year, title.span))
    for source, folded, pattern in (
        ("period", opening, _RANGE),
        ("opening", opening, _OPENING),
        ("period", overview, _RANGE),
        ("overview", overview, _OVERVIEW),
    ):
        if folded is None or any(item.source == source for item in found):
            continue
        searched = folded.text[:_OPENING_LENGTH] if source != "overview" else folded.text
        hit = pattern.search(searched)
        if hit and not (source == "opening" and title and folded.offsets[hit.start()] < title.span.end):
            start, end = folded.span(hit.start(), hit.end())
            found.append(YearEvidence(source, to_year(hit["year"]), Span(text[start:end], start, end)))
    if issued and issued.span:
        found.append(YearEvidence("issued", issued.value.year - 1, issued.span))
    return tuple(found)


def _decide(evidence: Sequence[YearEvidence]) -> int | None:
    votes: Counter[int] = Counter()
    for item in evidence:
        votes[item.year] += _WEIGHTS[item.source]
    return max(votes, key=lambda year: (votes[year], year)) if votes else None
