"""What became of a report's findings when it was handed in again.

«Mended» is said only where every rule of the old finding looked at the whole of its place again and does not find it any more.
A rule that did not apply looked at nothing. Of the reasons for that, only one is the report's own doing: that it is in another form
now, so that what was wrong in the old form is not there any more. Agency and year must agree for two audits to be compared at all;
and where a rule says what it lacked, such as last year's report or a page's date, it might have found the fault with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.chinese.text import squeeze
from auditor.model.finding import Audit, Finding, Outcome, RuleResult
from auditor.reinspection.pair_findings import entangled, match
from auditor.reinspection.pair_reports import Lone


@dataclass(frozen=True, slots=True)
class FindingPair:
    """An old finding and the one that is found in its place now."""

    old: Finding
    new: Finding

    @property
    def changed(self) -> bool:
        """Whether it is still wrong, but not in the same way."""
        return _said(self.old) != _said(self.new)


def _said(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    words = squeeze(at.quote or ""), squeeze(finding.message)
    return (finding.rule, at.section, at.table, at.row, at.column, *words, finding.expected, finding.actual)


@dataclass(frozen=True, slots=True)
class UndeterminedFinding:
    """An old finding of which is not known whether it is mended; `reason` says why, in Chinese."""

    old: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Remediation:
    """Every old finding in one of four lists, those that were waived then among them; every new one in `open` or `new`.

    A finding is in several pairs of `open` where findings were put together or taken apart between the two audits.
    """

    mended: tuple[Finding, ...] = ()
    open: tuple[FindingPair, ...] = ()
    new: tuple[Finding, ...] = ()
    unsure: tuple[UndeterminedFinding, ...] = ()
    waived: tuple[FindingPair, ...] = ()


def compare(old: Audit, new: Audit) -> Remediation:
    """Hold the findings of a report that was handed in again against those of before."""
    before = (*old.verdict.findings, *old.verdict.waived)
    now = (*new.verdict.findings, *new.verdict.waived)
    pairs = match(before, now)
    open_count = len(new.verdict.findings)
    still = [(o, n) for o, n in pairs if n < open_count]
    found, known = {o for o, _ in still}, {n for _, n in still}
    waived = {o: n for o, n in pairs if n >= open_count and o not in found}
    fresh = tuple(finding for n, finding in enumerate(new.verdict.findings) if n not in known)
    left = [finding for o, finding in enumerate(before) if o not in found and o not in waived]
    results = {result.rule: result for result in new.verdict.results}
    doubts = [(finding, _doubt(finding, old, new, results)) for finding in left]
    return Remediation(
        mended=tuple(finding for finding, doubt in doubts if not doubt),
        open=tuple(FindingPair(before[o], now[n]) for o, n in still),
        new=fresh,
        unsure=tuple(UndeterminedFinding(finding, doubt) for finding, doubt in doubts if doubt),
        waived=tuple(FindingPair(before[o], now[n]) for o, n in waived.items()),
    )


def _doubt(finding: Finding, old: Audit, new: Audit, results: Mapping[str, RuleResult]) -> str:
    """Why an old finding that is gone cannot be called mended; empty where it can."""
    reformed = bool(old.form and new.form and old.form != new.form)
    for rule in finding.rules:
        reason = _unseen(results.get(rule), reformed=reformed)
        if reason:
            return reason
    if not reformed and (reason := _lost(finding, new)):
        return reason
    if any(entangled(finding, other) for other in new.verdict.findings):
        return "同一行或同一列另有不成立的等式，不能断定这一处已经更正"
    return ""


def _unseen(result: RuleResult | None, *, reformed: bool) -> str:
    """Why a rule has not looked at everything; empty where it has, or where the report's own form left it nothing to look at."""
    if result is None:
        return "现在的审核结果里没有这条规则"
    match result.outcome:
        case Outcome.PASSED:
            return ""
        case Outcome.FAILED:
            return f"这条规则没有看全：{result.reason}" if result.reason else ""
        case Outcome.NOT_APPLICABLE:
            if result.reason:
                return f"这条规则没有核对：{result.reason}"
            return "" if reformed else "这条规则现在不适用于这份报告"
        case _:
            return result.reason or "这条规则没能核对"


def _lost(finding: Finding, new: Audit) -> str:
    """Whether the place of a finding was not found again, so that nothing could be found there."""
    at = finding.location
    if at.table in new.missing:
        return "意见所在的表现在没有读到"
    if at.table and at.row and f"{at.table}/{at.row}" in new.missing:
        return "意见所在的行现在没有读到"
    if at.section in new.missing:
        return "意见所在的部分现在没有找到"
    return ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One report before and now; `notes` are what to bear in mind of it, in Chinese."""

    old: Audit
    new: Audit
    progress: Remediation
    notes: tuple[str, ...] = ()


def compared(old: Audit, new: Audit, notes: tuple[str, ...] = ()) -> Comparison:
    """The comparison of one report with what is to be said of it, after some notes of both sides' rules."""
    return Comparison(old, new, compare(old, new), (*notes, *_notes(old, new)))


def _notes(old: Audit, new: Audit) -> Iterator[str]:
    if old.digest and old.digest == new.digest:
        yield "新旧两份报告的内容完全相同"
    if (old.agency or "") != (new.agency or ""):
        yield f"机关名称旧报告是“{old.agency or '（没有认出）'}”，新报告是“{new.agency or '（没有认出）'}”，按同一机关对照"
    if old.report_year != new.report_year:
        yield "有一份报告没有认出年度，按同一年度对照"
    if new.scanned:
        yield "新报告的文字有的是从图片识别的，已更正的文字问题请核对原件"
    elif old.scanned:
        yield "旧报告的文字有的是从图片识别的，旧的意见可能是识别有误"


@dataclass(frozen=True, slots=True)
class Reinspection:
    """All that is told of two hand-ins: the reports compared, those without a partner, and those that could not be read."""

    comparisons: tuple[Comparison, ...]
    lone_old: tuple[Lone, ...] = ()
    lone_new: tuple[Lone, ...] = ()
    unread_old: tuple[Audit, ...] = ()
    unread_new: tuple[Audit, ...] = ()
    notes: tuple[str, ...] = ()
