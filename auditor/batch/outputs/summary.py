"""Summary letter to all agencies after a run (通报): the overall result, faults common to many reports, and the ranking of agencies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from auditor.batch.data.overview import Choice, HandIn, Likeness, Overview, ReportEntry, Trouble
from auditor.chinese.heading_numbers import to_numeral
from auditor.letters.content.page import Templates, sign_width
from auditor.letters.content.wording import chinese_day
from auditor.model.finding import Finding, Severity
from auditor.model.office import Office
from auditor.presentation.terminal_text import clean

TEMPLATE = "summary.html.j2"
_COMMON, _WORST = 10, 10


@dataclass(frozen=True, slots=True)
class Common:
    """Fault that many reports have: the rule's name, and the numbers of agencies and findings."""

    numeral: str
    name: str
    agencies: int
    findings: int


@dataclass(frozen=True, slots=True)
class RankingLine:
    """Line of the ranking: agencies with the most errors first, then with the most warnings, then by name."""

    place: int
    agency: str
    errors: int
    warnings: int
    hints: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Values shown by the template. Rejected findings are not counted; `expected` is 0 without a roster."""

    title: str
    year: str
    office: Office
    number: str
    date: str
    expected: int
    received: int
    unreadable: tuple[str, ...]
    errors: int
    warnings: int
    clean: int
    common: tuple[Common, ...]
    worst: tuple[RankingLine, ...]
    missing: tuple[str, ...]
    late: tuple[str, ...]
    others: tuple[HandIn, ...]
    alike: tuple[str, ...]
    ranking: tuple[RankingLine, ...]


def summary_of(overview: Overview, office: Office, day: date | None, expected: int) -> Summary:
    """Summarise a run; `expected` is the number of agencies in the roster."""
    read = [entry for entry in overview.entries if entry.record.audit.error is None]
    counted = {entry.record.name: _findings(entry, overview) for entry in read}
    ranking = _ranking(read, counted)
    year = f"{overview.year}年" if overview.year else ""
    late = [_name(entry) for entry in read if entry.late]
    return Summary(
        title=f"关于{year}政府信息公开工作年度报告审核情况的通报",
        year=year,
        office=office,
        number="",
        date=chinese_day(day) if day else "",
        expected=expected,
        received=len(overview.entries),
        unreadable=tuple(_name(entry) for entry in overview.entries if entry.record.audit.error is not None),
        errors=sum(line.errors for line in ranking),
        warnings=sum(line.warnings for line in ranking),
        clean=sum(not line.errors and not line.warnings for line in ranking),
        common=_common(overview, read, counted),
        worst=tuple(line for line in ranking[:_WORST] if line.errors),
        missing=tuple(each.agency for each in overview.hand_ins if each.trouble is Trouble.MISSING),
        late=tuple(late),
        others=tuple(each for each in overview.hand_ins if each.trouble in (Trouble.TWICE, Trouble.OTHER_NAME)),
        alike=tuple(_alike(overview.likenesses, overview.entries)),
        ranking=ranking,
    )


def summary_page(templates: Templates, summary: Summary, logo: str = "") -> str:
    """Render the page, in the layout of our letters; raises AuditorError for a broken template."""
    return templates.render(
        TEMPLATE,
        {
            "summary": summary,
            "logo": logo,
            "sign": sign_width(summary.office, summary.date),
            **templates.head(summary.office),
        },
    )


def _findings(entry: ReportEntry, overview: Overview) -> tuple[Finding, ...]:
    return tuple(
        finding
        for finding in entry.findings
        if (decision := overview.decisions.get(finding.id)) is None or decision.choice is not Choice.REJECTED
    )


def _name(entry: ReportEntry) -> str:
    return clean(entry.agency.name if entry.agency else entry.record.audit.agency or entry.record.name)


def _ranking(read: Iterable[ReportEntry], counted: dict[str, tuple[Finding, ...]]) -> tuple[RankingLine, ...]:
    lines = []
    for entry in read:
        grades = Counter(finding.severity for finding in counted[entry.record.name])
        lines.append((-grades[Severity.ERROR], -grades[Severity.WARNING], _name(entry), grades[Severity.INFO]))
    return tuple(
        RankingLine(place, name, -errors, -warnings, hints)
        for place, (errors, warnings, name, hints) in enumerate(sorted(lines), 1)
    )


def _common(
    overview: Overview, read: Iterable[ReportEntry], counted: dict[str, tuple[Finding, ...]]
) -> tuple[Common, ...]:
    findings: Counter[str] = Counter()
    agencies: Counter[str] = Counter()
    names = dict(overview.rules)
    for entry in read:
        graver = [finding for finding in counted[entry.record.name] if finding.severity is not Severity.INFO]
        findings.update(finding.rule for finding in graver)
        agencies.update({finding.rule for finding in graver})
        names |= {finding.rule: finding.name for finding in graver if finding.rule not in names}
    often = sorted(
        (rule for rule in agencies if agencies[rule] > 1), key=lambda rule: (-agencies[rule], -findings[rule], rule)
    )
    return tuple(
        Common(to_numeral(place), clean(names[rule]), agencies[rule], findings[rule])
        for place, rule in enumerate(often[:_COMMON], 1)
    )


def _alike(likenesses: Iterable[Likeness], entries: Iterable[ReportEntry]) -> Iterable[str]:
    names = {entry.record.name: _name(entry) for entry in entries}
    for each in likenesses:
        first = names.get(each.first, each.first)
        if each.carried:
            yield f"{first}与本单位上一年度的报告"
        else:
            yield f"{first}与{names.get(each.second, each.second)}"
