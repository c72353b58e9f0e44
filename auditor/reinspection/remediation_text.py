"""Re-inspection as an inspector's note: what is still wrong first, what is fixed or waived last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from auditor.model.finding import Audit, Finding
from auditor.output.text import counts, file_line, finding_text, head_line
from auditor.presentation.terminal_text import clean, width, wrap
from auditor.presentation.vocabulary import SEVERITIES, place, quotation, waiver_line
from auditor.reinspection.pair_reports import agency_and_year
from auditor.reinspection.remediation import Comparison, FindingPair, Reinspection, Remediation


def reinspection_text(whole: Reinspection, columns: int = 80) -> str:
    """Return the notes of all comparisons, then what could not be compared, and a closing line if there are several reports."""
    parts = ["\n".join(_comparison(one, columns)) for one in whole.comparisons]
    rest = "\n".join(_rest(whole, columns)).strip("\n")
    return f"\n\n{'─' * (columns // 2)}\n\n".join([*parts, *([rest] if rest else [])]) + "\n"


def _comparison(one: Comparison, columns: int) -> Iterator[str]:
    yield wrap(head_line(one.new), columns)
    yield wrap(file_line(one.old), columns, "旧报告：")
    yield wrap(file_line(one.new), columns, "新报告：")
    yield wrap(progress_sentence(one.progress), columns, "结论：")
    for note in one.notes:
        yield wrap(clean(note), columns, "注意：")
    number = 0
    for title, entries in (("仍未更正", _graded_pairs(one.progress.open)), ("新发现", _graded(one.progress.new))):
        if entries:
            yield from ("", f"{title}（{len(entries)}）")
        for finding, before in entries:
            number += 1
            yield from finding_text(_with_grade(finding), number, columns)
            if before is not None:
                yield wrap(_before(before, finding), columns, " " * width(f"{number:>3}. ") + "原先：")
    yield from _unsure(one.progress, columns)
    yield from _mended(one.progress, columns)
    yield from _waived(one.progress, columns)


def progress_sentence(progress: Remediation) -> str:
    """Return the numbers, as «已更正3处，仍未更正2处，新发现1处；1处无法判断。»."""
    said = [f"已更正{len(progress.mended)}处", f"仍未更正{len(progress.open)}处", f"新发现{len(progress.new)}处"]
    tail = [f"{len(progress.unsure)}处无法判断"] if progress.unsure else []
    tail += [f"{len(progress.waived)}处已豁免"] if progress.waived else []
    return "；".join(["，".join(said), *tail]) + "。"


def _graded(findings: Sequence[Finding]) -> list[tuple[Finding, Finding | None]]:
    return [(finding, None) for finding in sorted(findings, key=lambda f: f.severity.rank)]


def _graded_pairs(pairs: Sequence[FindingPair]) -> list[tuple[Finding, Finding | None]]:
    """Return the findings as they are now, by severity, each with the old one if that differs."""
    ordered = sorted(pairs, key=lambda pair: pair.new.severity.rank)
    return [(pair.new, pair.old if pair.changed else None) for pair in ordered]


def _with_grade(finding: Finding) -> Finding:
    return replace(finding, message=f"（{SEVERITIES[finding.severity]}）{finding.message}")


def _before(old: Finding, new: Finding) -> str:
    """Return the old message, or the old words if the message is the same."""
    if old.message != new.message:
        return clean(old.message)
    return quotation(old.location.quote) if old.location.quote else "在" + (place(old.location) or "别处")


def _told(finding: Finding, columns: int) -> Iterator[str]:
    """Yield an old finding in short: its message, and its words if the message does not contain them."""
    rules = "、".join(finding.rules)
    yield wrap(f"（{SEVERITIES[finding.severity]}）{clean(finding.message)}［{rules}］", columns, "  - ")
    words = clean(finding.location.quote or "")
    if words and not finding.location.table and words not in clean(finding.message):
        yield wrap(quotation(words), columns, "    原文：")


def _unsure(progress: Remediation, columns: int) -> Iterator[str]:
    if progress.unsure:
        yield from ("", f"无法判断（{len(progress.unsure)}）")
    for unsure in progress.unsure:
        yield from _told(unsure.old, columns)
        yield wrap(clean(unsure.reason), columns, "    原因：")


def _mended(progress: Remediation, columns: int) -> Iterator[str]:
    if progress.mended:
        yield from ("", f"已更正（{len(progress.mended)}）")
    for finding in sorted(progress.mended, key=lambda f: f.severity.rank):
        yield from _told(finding, columns)


def _waived(progress: Remediation, columns: int) -> Iterator[str]:
    if progress.waived:
        yield from ("", f"已豁免（{len(progress.waived)}）")
    for pair in progress.waived:
        yield from _told(pair.new, columns)
        yield wrap(waiver_line(pair.new, ended=False), columns, "    豁免：")


def _rest(whole: Reinspection, columns: int) -> Iterator[str]:
    lone = [("旧", one) for one in whole.lone_old] + [("新", one) for one in whole.lone_new]
    if lone:
        yield from ("", f"没有对照的报告（{len(lone)}）")
    for (side, reason), group in groupby(lone, key=lambda item: (item[0], item[1].reason)):
        yield wrap(f"{side}报告，{reason}：", columns, "  ")
        for _, one in group:
            yield wrap(
                f"{clean(agency_and_year(one.audit))}，{_found(one.audit)}（{clean(one.audit.path)}）", columns, "  - "
            )
    unread = [("旧", one) for one in whole.unread_old] + [("新", one) for one in whole.unread_new]
    if unread:
        yield from ("", f"无法读取的文件（{len(unread)}）")
    for side, audit in unread:
        yield wrap(f"{side}报告：{clean(audit.path)}：{clean(audit.error or '')}", columns, "  - ")
    if whole.notes:
        yield ""
    yield from (wrap(note, columns, "注意：") for note in whole.notes)
    if len(whole.comparisons) > 1 or lone or unread:
        yield ""
        yield wrap(_closing(whole), columns)


def _found(audit: Audit) -> str:
    found = "、".join(f"{count}处{SEVERITIES[severity]}" for severity, count in counts(audit).items() if count)
    return f"有{found}" if found else "没有发现问题"


def _closing(whole: Reinspection) -> str:
    def total(name: str) -> int:
        return sum(len(getattr(one.progress, name)) for one in whole.comparisons)

    said = f"合计：对照了{len(whole.comparisons)}份报告，已更正{total('mended')}处，仍未更正{total('open')}处，"
    said += f"新发现{total('new')}处，{total('unsure')}处无法判断"
    lone, unread = len(whole.lone_old) + len(whole.lone_new), len(whole.unread_old) + len(whole.unread_new)
    said += f"；{lone}份没有对照" if lone else ""
    return said + (f"；{unread}份无法读取" if unread else "") + "。"
