"""Content of an audit letter, as plain data for the templates; every text in it still has to be escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from auditor.chinese.heading_numbers import to_numeral
from auditor.letters.content.annex import AnnexTable, sheets
from auditor.letters.content.wording import LEADS, chinese_day, report_title, section_rank, section_title
from auditor.model.finding import Audit, Finding, Outcome, RuleResult, Severity
from auditor.model.office import Office
from auditor.model.official import OfficialTable
from auditor.model.report import FormTable
from auditor.output.text import counts
from auditor.presentation.terminal_text import clean
from auditor.presentation.vocabulary import SEVERITIES, basis_line, place, quotation, sentence, spot, waiver_line
from auditor.reinspection.remediation import Remediation


@dataclass(frozen=True, slots=True)
class LetterIssue:
    """Facts of one letter other than findings: its document number, its date, and the day by which an answer is due.

    Without a day the letter is a draft, with blanks to be filled in by hand; `due` is None if only a number of working days can
    be given.
    """

    number: str = ""
    day: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class LetterItem:
    """Finding as shown in a letter; `number` counts through the whole letter, empty texts are left out."""

    number: int
    grade: str
    message: str
    place: str
    spot: str
    quote: str
    expected: str
    basis: str
    suggestion: str
    waiver: str = ""
    status: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """Findings of one section of the report; `numeral` is 一, 二, … within its part."""

    numeral: str
    title: str
    items: tuple[LetterItem, ...]


@dataclass(frozen=True, slots=True)
class LetterPart:
    """Part of the letter's text, with a heading of the first level; `lead` says what is to be done and by when."""

    numeral: str
    title: str
    lead: str
    groups: tuple[SectionGroup, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Checks that were impossible for one reason; `names` are the rules' names in one line."""

    names: str
    reason: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a template may use."""

    title: str
    report: str
    agency: str
    form: str
    scanned: bool
    waived: int
    errors: int
    warnings: int
    hints: int
    parts: tuple[LetterPart, ...]
    mended: tuple[LetterItem, ...]
    unsure: tuple[Unchecked, ...]
    unchecked: tuple[Unchecked, ...]
    sheets: tuple[AnnexTable, ...]
    office: Office
    number: str
    date: str
    due: str
    again: bool = False
    still: int = 0
    fresh: int = 0
    unsure_count: int = 0

    @property
    def items(self) -> tuple[LetterItem, ...]:
        """All findings in the order of their numbers."""
        return tuple(item for part in self.parts for group in part.groups for item in group.items)

    @property
    def faults(self) -> int:
        """Number of errors and warnings together; hints are not faults."""
        return self.errors + self.warnings

    @property
    def annexes(self) -> tuple[str, ...]:
        """Titles of the annexes in order."""
        return ("问题清单及更正情况反馈表",) * bool(self.items) + ("有问题的表格",) * bool(self.sheets)

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the letter, in which no character may be lost."""
        office = self.office
        return (self.agency, self.report, office.name, office.contact, office.address, *office.copies)

    @property
    def contact(self) -> str:
        """Contact of the office, on one line; empty if nothing is set."""
        office = self.office
        told = (
            ("联系人", office.contact),
            ("电话", office.phone),
            ("电子邮箱", office.email),
            ("地址", office.address),
        )
        return "，".join(f"{name}：{text}" for name, text in told if text)

    def numeral(self, after: int) -> str:
        """Return the numeral of the heading that is `after` places after the parts."""
        return to_numeral(len(self.parts) + after)


def letter_of(
    audit: Audit,
    office: Office,
    issue: LetterIssue,
    read: Mapping[str, FormTable] | None = None,
    tables: Sequence[OfficialTable] = (),
    progress: Remediation | None = None,
) -> Letter:
    """Build the letter on one report.

    With `progress` it is the letter of a re-inspection; with `read`, the official `tables` that contain faults are annexed.
    """
    findings = audit.verdict.findings
    counted = counts(audit)
    became = progress or Remediation()
    due = f"{chinese_day(issue.due)}前" if issue.due else f"收到本意见书之日起{office.deadline_days}个工作日内"
    parts = _parts(findings, due, became)
    return Letter(
        title=f"关于{report_title(audit)}的{'复查' if progress else '审核'}意见",
        report=report_title(audit),
        agency=clean(audit.agency or ""),
        form=audit.form or "",
        scanned=audit.scanned,
        waived=len(audit.verdict.waived),
        errors=counted[Severity.ERROR],
        warnings=counted[Severity.WARNING],
        hints=counted[Severity.INFO],
        parts=parts,
        mended=tuple(_item(finding, number) for number, finding in enumerate(became.mended, 1)),
        unsure=_reasons((clean(each.reason), clean(each.old.message).rstrip("。")) for each in became.unsure),
        unchecked=_reasons(map(_why, audit.verdict.unchecked())),
        sheets=sheets(read, tables, findings) if read else (),
        office=office,
        number=issue.number,
        date=chinese_day(issue.day) if issue.day else "",
        due=due,
        again=progress is not None,
        still=len(became.open),
        fresh=len(became.new),
        unsure_count=len(became.unsure),
    )


def _parts(findings: Sequence[Finding], due: str, progress: Remediation) -> tuple[LetterPart, ...]:
    """Build a part for each severity that has findings; the findings of a section are grouped, in the order of the report."""
    numbers = count(1)
    before = _before(progress)
    found: list[LetterPart] = []
    for severity in Severity:
        chosen = [finding for finding in findings if finding.severity is severity]
        groups: dict[str, list[LetterItem]] = {}
        for finding in sorted(chosen, key=lambda finding: section_rank(finding.location.section)):
            item = _item(finding, next(numbers), *before.get(id(finding), ("", "")))
            groups.setdefault(section_title(finding.location.section), []).append(item)
        if chosen:
            title, lead = LEADS[severity]
            named = tuple(
                SectionGroup(to_numeral(n), name, tuple(some)) for n, (name, some) in enumerate(groups.items(), 1)
            )
            found.append(
                LetterPart(to_numeral(len(found) + 1), f"{title}（{len(chosen)}处）", lead.format(due=due), named)
            )
    return tuple(found)


def _before(progress: Remediation) -> dict[int, tuple[str, str]]:
    """Return the status of each finding in a re-inspection, by its `id()`, and its earlier message if that differs."""
    told = {id(finding): ("新发现", "") for finding in progress.new}
    for pair in progress.open:
        was = sentence(clean(pair.old.message)) if pair.changed else ""
        status, earlier = told.get(id(pair.new), ("仍未更正", ""))
        told[id(pair.new)] = (status, earlier + was)
    return told


def _item(finding: Finding, number: int, status: str = "", was: str = "") -> LetterItem:
    at = finding.location
    return LetterItem(
        number=number,
        grade=SEVERITIES[finding.severity],
        status=status,
        message=sentence(clean(finding.message)),
        place=place(at),
        spot=spot(at),
        quote=quotation(at.quote) if at.quote else "",
        expected=clean(finding.expected or ""),
        basis=basis_line(finding.basis),
        suggestion=sentence(clean(finding.suggestion)) if finding.suggestion else "",
        waiver=waiver_line(finding, ended=True),
        was=was,
    )


def _why(result: RuleResult) -> tuple[str, str]:
    """Return reason and name of a rule that could not check; if a rule of ours broke, that is no concern of the agency."""
    broken = result.outcome is Outcome.RULE_ERROR
    return ("审核程序没能完成这项核对" if broken else clean(result.reason).rstrip("。")), clean(result.name)


def _reasons(pairs: Iterable[tuple[str, str]]) -> tuple[Unchecked, ...]:
    """Group the names by reason, one entry for each reason."""
    names: dict[str, list[str]] = {}
    for reason, name in pairs:
        names.setdefault(reason, []).append(name)
    return tuple(Unchecked("、".join(dict.fromkeys(listed)), reason) for reason, listed in names.items())
