"""Who reports, for which year, and when: title, agency, report year with all its evidence, date of issue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.model.document import Document, Paragraph
from auditor.model.report import Issue, Span, YearEvidence
from auditor.model.text import Folded, solid_places, squeeze
from auditor.model.values import find_dates, parse_numeral
from auditor.recognise.bodies import Bodies

YEAR = r"(?P<year>(?:19|20)\d{2}|二[〇零][〇零一二三四五六七八九]{2})"
_REPORT_WORDS = (
    r"(?:政府信息公开|政务公开|政务信息公开|信息公开)(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:情况)?(?:报告|年报)"
)
_TITLE = re.compile(
    rf"《?(?:关于)?(?P<before>[^，。；：]{{0,40}}?)(?:关于)?{YEAR}年?度?(?P<middle>[^，。；：\d]{{0,40}}?){_REPORT_WORDS}》?"
)
_TITLE_TAIL = re.compile(r"(?:（[^（）]{1,20}）)?$")
_NAMED = re.compile(
    rf"(?P<agency>[\u4e00-\u9fff（）]{{3,40}}){YEAR}年度?(?P<middle>[\u4e00-\u9fff]{{0,20}}?){_REPORT_WORDS}"
)
_NAMED_AFTER = re.compile(rf"{YEAR}年度?(?P<agency>[\u4e00-\u9fff（）]{{3,40}}?){_REPORT_WORDS}")
_BY = re.compile(
    r"(?:由|与|和|联系|现将|根据)(?P<agency>[\u4e00-\u9fff（）]{3,30}?(?:局|委员会|委|厅|人民政府|街道办事处|办公室|中心))(?:办公室)?(?:编制|编写|联系|制作)"
)
_LEAD = re.compile(
    r"^.*(?:公布|发布|公开|编制|现将|形成|如下|起草|制作|根据|规定|要求|按照|结合|，|：|《|以下简称|特向社会)(?=[\u4e00-\u9fff（）]{3,}$)"
)
_OPENING_LENGTH = 400
_WEIGHTS = {"title": 4, "period": 3, "opening": 2, "overview": 2, "issued": 2}
_RANGE = re.compile(
    r"(?:统计|期限|时限|周期|起止|数据)[^。；\n]{0,30}?(?P<from>(?P<year>20\d{2}|二[〇零][〇零一二三四五六七八九]{2})年0?[1一]月0?[1一]日)"
)
_DOUBLED = re.compile(r"(?P<one>[省市县旗州局委])(?P=one)")
_DATE_LINE = 60
_OVERVIEW = re.compile(
    rf"^{YEAR}年度?(?!\d{{1,2}}月|以来|起|底|末|初)(?![^\n]*[。；，](?:20\d{{2}}|二[〇零][〇零一二三四五六七八九]{{2}})年)"
)
_OPENING = re.compile(rf"(?<![及和与、]){YEAR}年度?[\u4e00-\u9fff]{{0,20}}?{_REPORT_WORDS}")
_OTHER_DATE = re.compile(r"(?:更新|修改|打印|访问|今天|当前|抓取|生效|截[至止])(?:日期|时间)?(?:是|为)?[：:]?$")
_SIGNER = re.compile(r"[\u4e00-\u9fff（）]{2,30}(?:局|委|会|办|室|厅|府|处|院|中心)")
_PAGE_DATE = re.compile(r"(?:(?:发布|公开|发文|信息|成文)?(?:日期|时间)|发布于)[：:]?$")
_REGION = ("省", "市", "县", "区", "州", "旗", "盟")


@dataclass(frozen=True, slots=True)
class Identity:
    """What was found about the report itself; `agency_written` is the name as the report writes it, doubled characters and all."""

    title: Span | None
    agency: str
    agency_written: Span | None
    year: int | None
    evidence: tuple[YearEvidence, ...]
    issued: Issue | None


FoundTitle = tuple[Span | None, re.Match[str] | None, int]


def find_title(paragraphs: Sequence[Paragraph], document: Document) -> FoundTitle:
    """The title over the report, on one to three lines, the parts that were matched, and how many paragraphs it takes."""
    head = [p for p in paragraphs[:8] if len(p.text) <= 80]
    for first in range(len(head)):
        for count in (3, 2, 1):
            lines = head[first : first + count]
            if len(lines) < count or not _neighbours(lines, paragraphs):
                continue
            match = _TITLE.fullmatch(_TITLE_TAIL.sub("", squeeze("".join(line.text for line in lines))))
            if match and not _later_line_alone(lines):
                start, end = lines[0].start, lines[-1].end
                return Span(document.text[start:end], start, end), match, paragraphs.index(lines[-1]) + 1
    return None, None, 0


def years_in_titles(paragraphs: Sequence[Paragraph]) -> int:
    """Of how many years there are titles among the short lines: a page that lists reports shows those of many."""
    short = (squeeze(paragraph.text) for paragraph in paragraphs if len(paragraph.text) <= 80)
    return len({match["year"] for text in short if (match := _TITLE.fullmatch(text))})


def _neighbours(lines: Sequence[Paragraph], paragraphs: Sequence[Paragraph]) -> bool:
    places = [paragraphs.index(line) for line in lines]
    return places == list(range(places[0], places[0] + len(places)))


def _later_line_alone(lines: Sequence[Paragraph]) -> bool:
    """Whether a longer join only took in a line above that is no agency (a breadcrumb, a document number)."""
    if len(lines) == 1:
        return False
    whole = _TITLE.fullmatch(squeeze(lines[-1].text))
    before = squeeze("".join(line.text for line in lines[:-1]))
    own = (whole["before"] or whole["middle"]) if whole else ""
    if len(own) >= 4 or (len(own) == 3 and not before.endswith(_REGION)):
        return True
    if any(_TITLE.fullmatch(squeeze(line.text)) for line in lines[:-1]) or squeeze(lines[-1].text).startswith("（"):
        return True
    return whole is not None and not re.fullmatch(r"[\u4e00-\u9fff（）]{3,40}", before)


def identify(
    document: Document,
    heading: FoundTitle,
    paragraphs: Sequence[Paragraph],
    preamble: Folded,
    overview: Folded | None,
    last_heading: int,
    bodies: Bodies,
) -> Identity:
    """Agency, year and date of the report under its title.

    `paragraphs` are all of it, `preamble` what stands before the first section.
    """
    title, match, _ = heading
    opening = Folded(preamble.text[:_OPENING_LENGTH], preamble.offsets[:_OPENING_LENGTH])
    issued = find_issue(paragraphs, last_heading)
    evidence = _evidence(document, title, match, opening, overview, issued)
    written = _agency(document, title, match, opening, paragraphs, bodies)
    year = _decide(evidence)
    name = squeeze(written.text) if written else ""
    if not name:
        name = document.metadata.publisher
    return Identity(title, undouble(name, document.text), written, year, evidence, issued)


def undouble(name: str, text: str) -> str:
    """The agency's name without a doubled character («市市»), where the report writes it without elsewhere."""
    fixed = _DOUBLED.sub(lambda match: match["one"], name)
    if fixed == name:
        return name
    plain = squeeze(text)
    return fixed if plain.count(fixed) > plain.count(name) else name


def _evidence(
    document: Document,
    title: Span | None,
    match: re.Match[str] | None,
    opening: Folded,
    overview: Folded | None,
    issued: Issue | None,
) -> tuple[YearEvidence, ...]:
    found: list[YearEvidence] = []
    if title and match:
        found.append(YearEvidence("title", _year(match["year"]), title))
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
        if hit and not (source == "opening" and title and folded.offsets[hit.start()] < title.end):
            start, end = folded.span(hit.start(), hit.end())
            found.append(YearEvidence(source, _year(hit["year"]), Span(document.text[start:end], start, end)))
    if issued:
        found.append(YearEvidence("issued", issued.value.year - 1, issued.span))
    return tuple(found)


def _decide(evidence: Sequence[YearEvidence]) -> int | None:
    votes: Counter[int] = Counter()
    for item in evidence:
        votes[item.year] += _WEIGHTS[item.source]
    return max(votes, key=lambda year: (votes[year], year)) if votes else None


def _year(text: str) -> int:
    return parse_numeral(text) or 0


def find_issue(paragraphs: Sequence[Paragraph], last_heading: int) -> Issue | None:
    """The date under the report, else one on a line of its own over it."""
    under = [p for p in paragraphs if p.start > last_heading]
    over = [p for p in paragraphs[:6] if p.start < last_heading]
    later: Issue | None = None
    for paragraph in [*reversed(under), *over]:
        text = squeeze(paragraph.text)
        if len(text) > _DATE_LINE:
            continue
        dates = find_dates(text, numeric=True)
        if not dates or _OTHER_DATE.search(text[: dates[0].start]):
            continue
        if _PAGE_DATE.search(text[: dates[0].start]):
            if later is None:
                later = Issue(dates[0].value, _raw_span(paragraph, dates[0].start, dates[0].end))
            continue
        if len(dates) == 1 and _only_date(text, dates[0].start, dates[0].end):
            raw = _raw_span(paragraph, dates[0].start, dates[0].end)
            return Issue(dates[0].value, raw)
    return later


def _only_date(text: str, start: int, end: int) -> bool:
    """Whether a line is a date, perhaps behind the signer's name or «发布日期：», perhaps in brackets."""
    before, after = text[:start], text[end:]
    signer = not before and _SIGNER.fullmatch(after)
    if not signer and after.removesuffix("印发").strip("）)。. "):
        return False
    return bool(re.fullmatch(r"[（(]?(?:[\u4e00-\u9fff（）]{0,40}[：:]?)", before)) and not before.endswith(
        ("至", "到", "截至", "截止", "于", "自")
    )


def _raw_span(paragraph: Paragraph, start: int, end: int) -> Span:
    places = solid_places(paragraph.text)
    first, last = places[start], places[end - 1] + 1
    return Span(paragraph.text[first:last], paragraph.start + first, paragraph.start + last)


def _agency(
    document: Document,
    title: Span | None,
    match: re.Match[str] | None,
    opening: Folded,
    paragraphs: Sequence[Paragraph],
    bodies: Bodies,
) -> Span | None:
    if title and match:
        name = match["before"] or match["middle"]
        if bodies.known(name):
            return _name_in(title, name)
    for pattern in (_NAMED, _NAMED_AFTER, _BY):
        for hit in pattern.finditer(opening.text):
            name = _LEAD.sub("", hit["agency"])
            if bodies.known(name):
                end = hit.end("agency")
                start, stop = opening.span(end - len(name), end)
                return Span(document.text[start:stop], start, stop)
    for paragraph in [*paragraphs[:6], *reversed(paragraphs[-4:])]:
        text = squeeze(paragraph.text)
        dates = find_dates(text, numeric=True)
        text = text[: dates[0].start] if dates else text
        if 4 <= len(text) <= 30 and bodies.known(text) and re.fullmatch(r"[\u4e00-\u9fff（）]+", text):
            return (
                Span(paragraph.text, paragraph.start, paragraph.end) if not dates else _name_in(_whole(paragraph), text)
            )
    if title and match and (match["before"] or match["middle"]):
        return _name_in(title, match["before"] or match["middle"])
    return None


def _whole(paragraph: Paragraph) -> Span:
    return Span(paragraph.text, paragraph.start, paragraph.end)


def _name_in(span: Span, name: str) -> Span:
    """The part of a span that spells a name, blanks and line breaks left aside."""
    places = solid_places(span.text)
    plain = squeeze(span.text)
    at = max(plain.find(name), 0)
    first, last = places[at], places[at + len(name) - 1] + 1
    return Span(span.text[first:last], span.start + first, span.start + last)
