"""Finder of the reporting agency where the title does not name it: reads the opening, signature, contact line and page metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from auditor.chinese.text import HAN, Folded, solid_places, squeeze
from auditor.chinese.values import find_dates
from auditor.model.document import Document, Paragraph
from auditor.model.report import Body, Span
from auditor.recognise.identity.bodies import Bodies
from auditor.recognise.identity.dates import is_name
from auditor.recognise.identity.page_lines import PageLines
from auditor.recognise.identity.titles import SUBJECT, YEAR, FoundTitle, parse_title

REPORT_WORDS = rf"{SUBJECT}(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
_IN_OPENING = (
    re.compile(rf"(?P<agency>[{HAN}（）]{{3,40}}?)(?:{YEAR})年度?(?P<middle>[{HAN}]{{0,20}}?){REPORT_WORDS}"),
    re.compile(rf"(?:{YEAR})年度?(?P<agency>[{HAN}（）]{{3,40}}?){REPORT_WORDS}"),
    re.compile(
        rf"(?:由|，|。|\n|^)(?P<agency>[{HAN}（）]{{3,30}}?)(?:组织|牵头|汇总|负责)?(?:编制|编写|撰写|制作|发布|公布)(?:了|本|的|并|完成|，|。)"
    ),
)
_CONTACT = re.compile(
    rf"(?:请|可|敬请|欢迎)?(?:直接)?(?:与|向|同|联系|致电|致函|径向|拨打)(?P<agency>[{HAN}（）]{{3,40}}?)(?:联系|咨询|反映|索取|提出|查询|[（，。：；\n])"
)
_LEAD = re.compile(
    rf"^.*(?:公布|发布|公开|编制|现将|形成|如下|起草|制作|根据|规定|要求|按照|结合|，|：|《|以下简称|特向社会|现由|由|为)(?=[{HAN}（）]{{3,}}$)"
)
_OFFICE = re.compile(
    r"(?:机关)?(?:党政|综合|行政|政策法规|政务公开|信息公开|法规|秘书|宣传|政务)*(?:办公室|科|处|股|室|办)$"
)
_DOUBLED = re.compile(rf"(?P<one>[省市县旗州局委]|[{HAN}]{{2,12}}?[省市县区旗州局委])(?P=one)")
_SEPARATORS = re.compile(r"[_|｜]|\s*[-–—]+\s*")
_MEDIA = re.compile(r"(?:网|网站|报|报社|电视台|融媒体中心|编辑部)$")
NamedAgency = tuple[str, Span | None]


def find_agency(
    document: Document,
    title: FoundTitle | None,
    opening: Folded,
    paragraphs: Sequence[Paragraph],
    page: PageLines,
    last_heading: int,
    bodies: Bodies,
) -> NamedAgency:
    """Find the agency's name, and its span where the report itself writes it; "" and None where nothing names it."""
    signed = next(_signed(paragraphs, last_heading, bodies), None)
    named = title.parts.agency if title else ""
    if title and bodies.known(named) and not (title.joined and _of_the_site(named, signed, bodies)):
        return named, _within(title.span, named)
    for found in (
        next(_opened(document, opening, bodies), None),
        signed,
        title and next(_beside(paragraphs, title, bodies), None),
        next(_contacted(document, opening, bodies), None),
    ):
        if found:
            return squeeze(found.text), found
    if len(named) > 2:
        return named, _within(title.span, named) if title else None
    return next(_outside(document, page, bodies), ""), None


def undouble(name: str, text: str) -> str:
    """Remove doubled characters («市市», «云川市云川市») from the agency's name, if the report writes the plain name more often."""
    fixed = _DOUBLED.sub(lambda match: match["one"], name)
    if fixed == name:
        return name
    plain = squeeze(text)
    return fixed if plain.count(fixed) > plain.count(name) else name


def _of_the_site(named: str, signed: Span | None, bodies: Bodies) -> bool:
    """Return whether a government's name above the title belongs to the site only.

    That is so where another body signs, and the signer is not the government's own office.
    """
    if signed is None or bodies.kind(named) is not Body.GOVERNMENT:
        return False
    signer = squeeze(signed.text)
    whole = _OFFICE.sub("", signer)
    for_it = whole != signer and whole.startswith(named) and bodies.kind(whole) is Body.GOVERNMENT
    return signer != named and not for_it


def _opened(document: Document, opening: Folded, bodies: Bodies) -> Iterator[Span]:
    """Yield the bodies that the opening names as publisher or author of the report."""
    for pattern in _IN_OPENING:
        for hit in pattern.finditer(opening.text):
            name = _LEAD.sub("", hit["agency"])
            if bodies.known(name):
                yield _span(document, opening, hit.end("agency") - len(name), hit.end("agency"))


def _contacted(document: Document, opening: Folded, bodies: Bodies) -> Iterator[Span]:
    """Yield the bodies whose office answers questions.

    The office of a government answers for the government and for itself, so it identifies neither.
    """
    for hit in _CONTACT.finditer(opening.text):
        name = _LEAD.sub("", hit["agency"])
        whole = _OFFICE.sub("", name)
        if whole != name and not bodies.known(whole):
            continue
        if bodies.known(whole) and bodies.divisions(whole) and bodies.kind(whole) is not Body.GOVERNMENT:
            start = hit.end("agency") - len(name)
            yield _span(document, opening, start, start + len(whole))


def _signed(paragraphs: Sequence[Paragraph], last_heading: int, bodies: Bodies) -> Iterator[Span]:
    """Yield the signers under the report: a name on a line of its own, or on the line of the date."""
    for paragraph in reversed([p for p in paragraphs if p.start > last_heading][-6:]):
        yield from _alone(paragraph, bodies)


def _beside(paragraphs: Sequence[Paragraph], title: FoundTitle, bodies: Bodies) -> Iterator[Span]:
    """Yield a name on the line below the title or on the line above it."""
    for paragraph in paragraphs:
        if paragraph.start > title.span.end:
            yield from _alone(paragraph, bodies)
            break
    for paragraph in reversed([p for p in paragraphs if p.end < title.span.start][-1:]):
        yield from _alone(paragraph, bodies)


def _alone(paragraph: Paragraph, bodies: Bodies) -> Iterator[Span]:
    if is_name(paragraph, bodies):
        yield Span(paragraph.text, paragraph.start, paragraph.end)
        return
    text = squeeze(paragraph.text)
    dates = find_dates(text, numeric=True) if len(text) <= 60 else []
    name = text[: dates[0].start].strip("（），、") if dates else ""
    if name and name.isalpha() and bodies.known(name):
        span = _within(Span(paragraph.text, paragraph.start, paragraph.end), name)
        if span:
            yield span


def _outside(document: Document, page: PageLines, bodies: Bodies) -> Iterator[str]:
    """Yield the names that the page gives for itself: the one in the window title, then the publisher."""
    for part in (document.metadata.title, *_SEPARATORS.split(document.metadata.title)):
        parts = parse_title(part, bodies)
        if parts and bodies.known(parts.agency):
            yield parts.agency
    for name in (page.publisher, document.metadata.publisher):
        plain = squeeze(name)
        office = _OFFICE.sub("", plain)
        of_government = office != plain and bodies.kind(office) is Body.GOVERNMENT
        if bodies.known(plain) and not of_government and not _MEDIA.search(plain):
            yield plain


def _span(document: Document, folded: Folded, start: int, end: int) -> Span:
    first, last = folded.span(start, end)
    return Span(document.text[first:last], first, last)


def _within(span: Span, name: str) -> Span | None:
    """Find the part of a span that spells a name, ignoring blanks and line breaks; None if the name is not written in one piece."""
    places = solid_places(span.text)
    at = squeeze(span.text).find(name)
    if at < 0:
        return None
    first, last = places[at], places[at + len(name) - 1] + 1
    return Span(span.text[first:last], span.start + first, span.start + last)
