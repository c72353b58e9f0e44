"""What became of a report's findings when the report was submitted again.

A finding counts as fixed only if each of its rules checked the whole of its place again and no longer finds it. A rule that did
not apply checked nothing. Only one of the reasons for that is the report's own doing: it is in another form now, so the fault in
the old form no longer exists. Two audits are compared only if agency and year agree. A rule that says what it lacked, such as
last year's report or a page's date, might have found the fault with it.
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
    """Old finding, and the finding now in its place."""

    old: Finding
    new: Finding

    @property
    def changed(self) -> bool:
        """Whether the place is still wrong, but not in the same way."""
        return _said(self.old) != _said(self.new)


def _said(finding: Finding) -> tuple[object, ...]:
    at = finding.location
    words = squeeze(at.quote or ""), squeeze(finding.message)
    return (finding.rule, at.section, at.table, at.row, at.column, *words, finding.expected, finding.actual)


@dataclass(frozen=True, slots=True)
class UndeterminedFinding:
    """Old finding that may or may not be fixed; `reason` says, in Chinese, why that is unknown."""

    old: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Remediation:
    """Every old finding, waived ones included, in one of four lists; every open new finding in `open` or `new`.

    A finding is in several pairs of `open` if findings were merged or split between the two audits.
    """

    mended: tuple[Finding, ...] = ()
    open: tuple[FindingPair, ...] = ()
    new: tuple[Finding, ...] = ()
    unsure: tuple[UndeterminedFinding, ...] = ()
    waived: tuple[FindingPair, ...] = ()


def compare(old: Audit, new: Audit) -> Remediation:
    """Compare the findings of a report that was submitted again with the earlier ones."""
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
    """Return why an old finding that is gone cannot be called fixed; empty if it can."""
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
    """Return why a rule has not checked everything; empty if it has, or if a change of form left it nothing to check."""
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
    """Return why the place of a finding was not found again, so that nothing could be found there; empty if it was."""
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
    """One report before and now; `notes` say, in Chinese, what readers of the comparison should know."""

    old: Audit
    new: Audit
    progress: Remediation
    notes: tuple[str, ...] = ()


def compared(old: Audit, new: Audit, notes: tuple[str, ...] = ()) -> Comparison:
    """Return the comparison of one report; its own notes follow the given ones on the rules of both sides."""
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
    """Comparison of two submissions: the reports compared, those without a partner, and those that could not be read."""

    comparisons: tuple[Comparison, ...]
    lone_old: tuple[Lone, ...] = ()
    lone_new: tuple[Lone, ...] = ()
    unread_old: tuple[Audit, ...] = ()
    unread_new: tuple[Audit, ...] = ()
    notes: tuple[str, ...] = ()
