"""Audits as an inspector's note: the verdict first, then findings by severity, then what could not be checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.model.finding import Audit, Finding, Outcome, RuleResult, RuleSetInfo, Severity
from auditor.presentation.terminal_text import clean, width, wrap
from auditor.presentation.vocabulary import OUTCOMES, SEVERITIES, basis_line, place, quotation, rules_line, waiver_line

_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}


def audits_text(audits: Sequence[Audit], info: RuleSetInfo, columns: int = 80, *, colour: bool = False) -> str:
    """Return the note of each audit, a closing line if there are several, and the rules in force."""
    notes = ["\n".join(_note(audit, columns, colour)) for audit in audits]
    if len(audits) > 1:
        notes.append(wrap(_closing(audits), columns))
    said = wrap(rules_line(info), columns, "采用：")
    return f"\n\n{'─' * (columns // 2)}\n\n".join(notes) + f"\n\n{said}\n"


def _note(audit: Audit, columns: int, colour: bool) -> Iterator[str]:
    yield from head(audit, columns)
    if audit.error is not None:
        yield wrap(clean(audit.error), columns, "无法读取：")
        return
    yield wrap(verdict_sentence(audit), columns, "结论：")
    yield wrap(_counts(audit), columns, "规则：")
    number = 0
    for severity in Severity:
        findings = [finding for finding in audit.verdict.findings if finding.severity is severity]
        if findings:
            yield ""
            yield f"{_painted(severity, colour)}（{len(findings)}）"
        for finding in findings:
            number += 1
            yield from finding_text(finding, number, columns)
    if audit.verdict.waived:
        yield from ("", f"已豁免（{len(audit.verdict.waived)}）")
    for finding in audit.verdict.waived:
        yield wrap(f"{clean(finding.message)}［{finding.rule}］", columns, "  - ")
        yield wrap(waiver_line(finding, ended=False), columns, "    豁免：")
    for outcome in (Outcome.CANNOT_CHECK, Outcome.RULE_ERROR):
        yield from _unchecked(outcome, audit.verdict.unchecked(), columns)
    if audit.warnings:
        yield from ("", "读取说明")
        yield from (wrap(clean(warning), columns, "  - ") for warning in audit.warnings)


def head(audit: Audit, columns: int) -> Iterator[str]:
    """Yield the report's agency and year, and its file."""
    yield wrap(head_line(audit), columns)
    yield wrap(file_line(audit), columns, "文件：")


def head_line(audit: Audit) -> str:
    """Return the agency and year, as «【云川市教育局　2024年度报告】»."""
    if audit.error is not None:
        return "【无法读取的文件】"
    agency = clean(audit.agency or "") or "机关名称不明"
    year = f"{audit.report_year}年度" if audit.report_year else "年度不明"
    return f"【{agency}　{year}报告】"


def file_line(audit: Audit) -> str:
    """Return the file and how it was read, as «教育局.docx（docx，按2021年格式审核）»."""
    form = f"按{audit.form}年格式审核" if audit.form else ""
    facts = [fact for fact in (audit.format, "扫描识别" if audit.scanned else "", form) if fact]
    return clean(audit.path) + (f"（{'，'.join(facts)}）" if facts else "")


def counts(audit: Audit) -> dict[Severity, int]:
    """Count the findings of each severity; all three are always present."""
    return {severity: sum(f.severity is severity for f in audit.verdict.findings) for severity in Severity}


def verdict_sentence(audit: Audit) -> str:
    """Return the verdict, as «发现5处错误、3处不规范、1处提示；2条规则无法核对。»."""
    found = "、".join(f"{count}处{SEVERITIES[severity]}" for severity, count in counts(audit).items() if count)
    outcomes = audit.verdict.counts()
    said = [f"发现{found}" if found else "没有发现问题"]
    said += [f"{len(audit.verdict.waived)}处已豁免"] if audit.verdict.waived else []
    said += [f"{outcomes[o]}条规则{words}" for o, words in _OPEN if outcomes[o]]
    return "；".join(said) + "。"


_OPEN = ((Outcome.CANNOT_CHECK, "无法核对"), (Outcome.RULE_ERROR, "本身出错，没有核对"))


def _counts(audit: Audit) -> str:
    counted = audit.verdict.counts()
    return f"共{sum(counted.values())}条，" + "，".join(f"{OUTCOMES[o]}{count}" for o, count in counted.items())


def _painted(severity: Severity, colour: bool) -> str:
    word = SEVERITIES[severity]
    return f"\x1b[{_COLOURS[severity]}m{word}\x1b[0m" if colour else word


def finding_text(finding: Finding, number: int, columns: int) -> Iterator[str]:
    """Yield a finding with its number: its message first, the rest below it."""
    first = f"{number:>3}. "
    indent = " " * width(first)
    rules = "、".join(finding.rules)
    yield wrap(f"{clean(finding.message)}［{rules}］", columns, first)
    yield from (wrap(text, columns, f"{indent}{label}：") for label, text in finding_lines(finding))


def finding_lines(finding: Finding) -> Iterator[tuple[str, str]]:
    """Return the lines under a finding's message, as label and text; lines without content are left out."""
    at = finding.location
    lines = (
        ("位置", place(at)),
        ("原文", quotation(at.quote) if at.quote else ""),
        ("应为", clean(finding.expected or "")),
        ("依据", basis_line(finding.basis)),
        ("建议", clean(finding.suggestion or "")),
        ("豁免", waiver_line(finding, ended=True)),
    )
    return ((label, text) for label, text in lines if text)


def _unchecked(outcome: Outcome, results: Sequence[RuleResult], columns: int) -> Iterator[str]:
    chosen = [result for result in results if result.outcome is outcome]
    if not chosen:
        return
    yield from ("", f"{OUTCOMES[outcome]}（{len(chosen)}）")
    for result in chosen:
        reason = f"：{clean(result.reason)}" if result.reason else ""
        yield wrap(f"{clean(result.name)}［{result.rule}］{reason}", columns, "  - ")


def _closing(audits: Sequence[Audit]) -> str:
    read = [audit for audit in audits if audit.error is None]
    total = {severity: sum(counts(audit)[severity] for audit in read) for severity in Severity}
    said = "、".join(f"{SEVERITIES[severity]}{count}处" for severity, count in total.items())
    clear = sum(not audit.verdict.findings for audit in read)
    unread = len(audits) - len(read)
    tail = f"；{unread}份无法读取" if unread else ""
    return f"合计：{len(audits)}份报告，{said}；{clear}份没有发现问题{tail}。"
