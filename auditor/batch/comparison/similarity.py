"""Near-duplicate detection: reports of two agencies in one year (雷同), and of one agency in two years (照搬), by shared sentences.

Figures, dates and the agency's own names are masked, so a copy with other figures and another name still counts as a copy. What
the form or the law says, and what appears in many reports, belongs to no agency.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from auditor.batch.data.overview import Likeness, SharedSentence
from auditor.batch.data.record import ReportRecord
from auditor.batch.data.sentences import SentenceSpan
from auditor.config.settings import Comparing
from auditor.model.agency import AgencyName
from auditor.model.finding import Basis, Finding, Location, Notice, Severity, number_findings
from auditor.presentation.vocabulary import quotation
from auditor.ruleset.catalogues.agency_names import agency_name

ALIKE, CARRIED = "BULK-ALIKE", "BULK-CARRIED"
_NAMES = {ALIKE: "内容不应与其他机关的报告雷同", CARRIED: "内容不应照搬上年报告"}
_CATEGORIES = {ALIKE: "similarity", CARRIED: "history"}
_SUGGESTIONS = {
    ALIKE: "核对是否照抄了其他机关的报告，写出本机关的做法、数字和问题。",
    CARRIED: "核对这些内容是否本年度的工作，写出本年度的做法、数字和问题。",
}
_BASIS = Basis(
    "国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知",
    "国办公开办函〔2021〕30号",
    "（四）明确责任",
)
# Rules that already report this for single sections, if last year's report was given.
_SAID_ALREADY = {"HIS-COPIED", "HIS-OVERVIEW"}
_FEW = 5  # reports in which a sentence may appear, however few reports there are
_LEAST_OWN = 150  # characters of a report's own sentences, below which it is not judged
_LEAST_CARRIED = 20  # characters of a sentence, below which it does not count as carried over


@dataclass(frozen=True, slots=True)
class _ComparedText:
    """A report's sentences by their keys, and its agency; `year` is None if it is not known."""

    record: ReportRecord
    agency: AgencyName | None
    year: int | None
    sentences: Mapping[str, SentenceSpan]


def likenesses(records: Sequence[ReportRecord], comparing: Comparing | None = None) -> tuple[Likeness, ...]:
    """Return all likenesses among the reports, those of two agencies first, sorted by name whatever the order of the records."""
    comparing = comparing or Comparing()
    texts = [_text(record) for record in sorted(records, key=lambda one: one.name) if record.audit.error is None]
    years: dict[int | None, list[_ComparedText]] = {}
    for text in texts:
        years.setdefault(text.year, []).append(text)
    common = {year: _common(group, comparing.common) for year, group in years.items()}
    alike = [found for year, group in years.items() for found in _alike(group, common[year], comparing.alike)]
    carried = _carried(years, common, comparing.carried)
    return tuple(sorted([*alike, *carried], key=lambda one: (one.carried, one.first, one.second)))


def findings(
    found: Iterable[Likeness], records: Sequence[ReportRecord], notices: Sequence[Notice] = ()
) -> Mapping[str, tuple[Finding, ...]]:
    """Return the finding for each likeness, by the name of the report it is about: about both reports, or about the later one.

    `notices` lay down the forms of the years, newest first.
    """
    by_name = {record.name: record for record in records}
    said: dict[str, list[Finding]] = {}
    for one in found:
        first, second = by_name[one.first], by_name[one.second]
        if not one.carried:
            said.setdefault(one.first, []).append(_finding(one, first, second, one.shared[0].first, notices))
            said.setdefault(one.second, []).append(
                _finding(one, second, first, min(s.second for s in one.shared), notices)
            )
        elif _SAID_ALREADY.isdisjoint(finding.rule for finding in first.audit.verdict.findings):
            said.setdefault(one.first, []).append(_finding(one, first, second, one.shared[0].first, notices))
    return {name: tuple(found) for name, found in said.items()}


def _text(record: ReportRecord) -> _ComparedText:
    agency = agency_name(record.audit.agency) if record.audit.agency else None
    return _ComparedText(record, agency, record.audit.report_year, {s.key: s for s in reversed(record.sentences)})


def _common(group: Sequence[_ComparedText], share: float) -> set[str]:
    """Return the sentences that appear in too many reports of a year to be an agency's own."""
    most = max(_FEW, math.ceil(share * len(group)))
    counts = Counter(key for text in group for key in text.sentences)
    return {key for key, count in counts.items() if count > most}


def _alike(group: Sequence[_ComparedText], common: set[str], least: float) -> Iterable[Likeness]:
    where: dict[str, list[int]] = {}
    own = [0] * len(group)
    for at, text in enumerate(group):
        for key, sentence in text.sentences.items():
            if key not in common:
                where.setdefault(key, []).append(at)
                own[at] += sentence.size
    together: Counter[tuple[int, int]] = Counter()
    for key, places in where.items():
        if len(places) > 1:
            size = group[places[0]].sentences[key].size
            for pair in combinations(places, 2):
                together[pair] += size
    for (one, other), size in together.items():
        shorter = min(own[one], own[other])
        if shorter >= _LEAST_OWN and size >= least * shorter and _two_agencies(group[one], group[other]):
            keys = {key for key in group[one].sentences if key not in common}
            yield _likeness(group[one], group[other], keys, size / shorter)


def _two_agencies(one: _ComparedText, other: _ComparedText) -> bool:
    """Return whether two reports belong to two agencies, as far as is known; one file handed in twice is no likeness."""
    if one.record.audit.digest and one.record.audit.digest == other.record.audit.digest:
        return False
    return one.agency is None or other.agency is None or not one.agency.is_same_as(other.agency)


def _carried(
    years: Mapping[int | None, Sequence[_ComparedText]], common: Mapping[int | None, set[str]], least: float
) -> Iterable[Likeness]:
    for year, group in years.items():
        if year is None or year - 1 not in years:
            continue
        before: dict[str, list[_ComparedText]] = {}
        for text in years[year - 1]:
            if text.agency is not None:
                before.setdefault(text.agency.rest, []).append(text)
        theirs = common[year] | common[year - 1]
        for text in group:
            if text.agency is None:
                continue
            same = [
                old for old in before.get(text.agency.rest, ()) if old.agency and text.agency.is_same_as(old.agency)
            ]
            exact = [old for old in same if old.agency == text.agency] or same
            yield from (one for old in exact if (one := _from_last_year(text, old, theirs, least)))


def _from_last_year(text: _ComparedText, old: _ComparedText, common: set[str], least: float) -> Likeness | None:
    own, before = (
        {key: s.size for key, s in one.sentences.items() if key not in common and s.size >= _LEAST_CARRIED}
        for one in (text, old)
    )
    shorter = min(sum(own.values()), sum(before.values()))
    size = sum(count for key, count in own.items() if key in before)
    if shorter < _LEAST_OWN or size < least * shorter:
        return None
    return _likeness(text, old, set(own), size / shorter, carried=True)


def _likeness(
    one: _ComparedText, other: _ComparedText, keys: set[str], share: float, *, carried: bool = False
) -> Likeness:
    """Pair two reports with those of the given sentences that they share, in the order of the first report."""
    pairs = [(one.sentences[key], other.sentences[key]) for key in keys if key in other.sentences]
    pairs.sort(key=lambda pair: pair[0].start)
    text = one.record.text
    shared = tuple(SharedSentence(text[mine.start : mine.end], mine.start, theirs.start) for mine, theirs in pairs)
    return Likeness(one.record.name, other.record.name, share, shared, carried)


def _finding(
    one: Likeness, record: ReportRecord, other: ReportRecord, start: int, notices: Sequence[Notice]
) -> Finding:
    end = next(each.end for each in record.sentences if each.start == start)
    rule = CARRIED if one.carried else ALIKE
    section = next((part.numeral for part in record.parts if part.start <= start < part.end), None)
    at = Location(section, quote=record.text[start:end], start=start, end=end)
    said = _carried_message(one, other) if one.carried else _alike_message(one, other)
    basis = _basis(record.audit.report_year, notices)
    finding = Finding(
        rule, _NAMES[rule], _CATEGORIES[rule], Severity.INFO, said, at, (basis,), suggestion=_SUGGESTIONS[rule]
    )
    # The id includes the other report: a decision on one likeness must not apply to another that quotes the same sentence.
    whose = f"{record.audit.agency or record.name}\x1f{other.audit.agency or other.name}"
    return number_findings([finding], whose, record.audit.report_year)[0]


def _basis(year: int | None, notices: Sequence[Notice]) -> Basis:
    """Return the notice of the year's form; without its articles if it is another notice than the one known here."""
    of_year = next((notice.basis for notice in notices if year is not None and notice.since <= year), _BASIS)
    return _BASIS if of_year.number == _BASIS.number else of_year


def _alike_message(one: Likeness, other: ReportRecord) -> str:
    whose = f"{quotation(other.audit.agency)}的报告" if other.audit.agency else f"报告{quotation(other.name)}"
    return f"与{whose}雷同：较短一份自己的文字有 {_percent(one)}% 相同（{len(one.shared)} 句，数字和机关名称不计）"


def _carried_message(one: Likeness, other: ReportRecord) -> str:
    return f"与本机关 {other.audit.report_year} 年度的报告相比，有 {_percent(one)}% 的文字照搬（{len(one.shared)} 句，数字和年份不计）"


def _percent(one: Likeness) -> int:
    return int(100 * one.share)
