"""Two submissions to compare: reports that are audited now, or a saved result of `auditor check`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.batch.sources.discovery import Listing, given_sources
from auditor.cli.common.reports import audit_all, find, unreadable
from auditor.config.limits import MEBIBYTE, Limits
from auditor.errors import Cause, UnreadableReport, UsageError
from auditor.errors import reason as why
from auditor.model.finding import Audit
from auditor.reinspection.pair_reports import CROWDED, agency_and_year, disagreement, find_partners
from auditor.reinspection.remediation import Comparison, Reinspection, compared

if TYPE_CHECKING:
    from auditor.batch.workers.audits import Setup

_HEAD = 256
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission: its audits, including those of unreadable files, the digest of the rules if known, and its files."""

    path: str
    audits: tuple[Audit, ...]
    rules: str
    listing: Listing | None = None

    @property
    def read(self) -> tuple[Audit, ...]:
        """Audits of reports that could be read."""
        return tuple(audit for audit in self.audits if audit.error is None)

    @property
    def unread(self) -> tuple[Audit, ...]:
        """Audits of files that could not be read."""
        return tuple(audit for audit in self.audits if audit.error is not None)


def is_saved(source: str) -> bool:
    """Return whether a file is a saved result, by its content; raise UsageError if it cannot be opened."""
    from auditor.output.saved import looks_saved

    path = Path(source)
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return looks_saved(file.read(_HEAD))
    except OSError as error:
        raise UsageError(f"文件“{path}”打不开：{why(error)}") from error


def open_side(source: str, setup: Callable[[], Setup], limits: Limits) -> Submission:
    """Return the submission in reports or in a saved result; `setup` is called only if reports must be audited."""
    path = Path(source)
    if is_saved(source):
        from auditor.output.saved import read_saved

        size = path.stat().st_size
        if size > limits.file_bytes:
            most = limits.file_bytes // MEBIBYTE
            raise UsageError(f"审核结果“{path}”超过 {most} MiB，不予读取；上限可以在 auditor.toml 里用 file_mib 改大")
        saved = read_saved(path.read_bytes(), str(path))
        if not saved.audits:
            raise UsageError(f"审核结果“{path}”里没有报告")
        return Submission(source, saved.audits, saved.rules, given_sources([source]))
    made, listing = setup(), find(source)
    return Submission(source, tuple(audit_all(made, listing)), made.auditor().info.digest, listing)


def compare_sides(old: Submission, new: Submission) -> Reinspection:
    """Compare the reports of two submissions: one with one, or by agency and year.

    Raises UsageError if no two belong together, UnreadableReport if one side has no report that could be read.
    """
    from auditor.ruleset.catalogues.agency_names import agency_name

    for side in (old, new):
        if not side.read:
            told = "\n".join(unreadable(audit.path, audit.error or "") for audit in side.audits)
            raise UnreadableReport(told, side.audits[0].cause or Cause.UNSUPPORTED)
    notes = rule_notes(old, new)
    if len(old.audits) == len(new.audits) == 1:
        if reason := disagreement(old.audits[0], new.audits[0], agency_name):
            raise UsageError(reason)
        return Reinspection((compared(old.audits[0], new.audits[0], notes),))
    found = find_partners(old.read, new.read, agency_name)
    if not found.pairs:
        for lone in (*found.old, *found.new):
            if lone.reason == CROWDED:
                raise UsageError(f"“{lone.audit.path}”是{agency_and_year(lone.audit)}的报告：{lone.reason}")
        raise UsageError(f"两边没有同一机关、同一年度的报告：“{old.path}”有{_named(old)}，“{new.path}”有{_named(new)}")
    pairs = tuple(compared(before, now) for before, now in found.pairs)
    if 1 in (len(old.audits), len(new.audits)):
        # One side is a single report, so only its partner among the reports of the other side is meant.
        others = len(old.audits) + len(new.audits) - 2
        return Reinspection(pairs, notes=(*notes, f"另一边还有 {others} 份别的报告，没有对照"))
    return Reinspection(pairs, found.old, found.new, old.unread, new.unread, notes)


def since(source: str, setup: Setup, audit: Audit) -> Comparison:
    """Return what became of a report's findings since an earlier submission: a report, several, or a saved result.

    Raises UsageError if this report is not in it, UnreadableReport if it cannot be read.
    """
    old = open_side(source, lambda: setup, setup.limits)
    new = Submission(audit.path, (audit,), setup.auditor().info.digest)
    (comparison,) = compare_sides(old, new).comparisons
    return replace(comparison, notes=tuple(dict.fromkeys((*rule_notes(old, new), *comparison.notes))))


def rule_notes(old: Submission, new: Submission) -> tuple[str, ...]:
    """Return notes, in Chinese, for submissions whose rules are not certainly the same."""
    if old.rules and new.rules:
        if old.rules == new.rules:
            return ()
        return ("两次审核用的规则不同，“新发现”的可能是新增或改过的规则找出的，不一定是报告里新出现的",)
    return ("jsonl 的结果没有记下用的是哪一套规则，两次用的规则可能不同",)


def _named(side: Submission) -> str:
    """Name the first reports by agency and year, and count all of them."""
    listed = "、".join(agency_and_year(audit) for audit in side.read[:_NAMED])
    more = f"等 {len(side.read)} 份" if len(side.read) > _NAMED else ""
    return listed + more + (f"，另有 {len(side.unread)} 份无法读取" if side.unread else "")
