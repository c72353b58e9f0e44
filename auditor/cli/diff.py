"""`auditor diff`: re-inspects reports that were submitted again, and prints what became of the findings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.check import fits, one_of
from auditor.cli.common.hand_ins import compare_sides, is_saved, open_side
from auditor.cli.common.reports import (
    Rules,
    SettingsFile,
    compared,
    report_unused_waivers,
    require_separate_output,
    settings_for,
    setup_of,
    unreadable,
)
from auditor.cli.common.streams import columns, put, say
from auditor.errors import UsageError
from auditor.model.finding import Finding, Severity
from auditor.reinspection.remediation import Reinspection

if TYPE_CHECKING:
    from auditor.batch.workers.audits import Setup

HELP = """复查：比较改正前后的报告，列出哪些意见已更正、仍未更正、新发现、无法判断。
新旧两边都可以是报告、放报告的文件夹、压缩包，或者 auditor check --format json（或 jsonl）存下的结果；几份报告按机关和年度对照。
退出状态：0 错误全部更正，1 还有错误（仍未更正、新发现、无法判断，或者报告没有对照），2 命令用错或规则文件有错，3 至少一份报告无法读取。"""
EXAMPLES = """
auditor diff 改前.docx 改后.docx
auditor diff 第一次.json 报告目录/
auditor diff 第一次.json 第二次.json --format json -o 复查.json
"""
FORMATS = ("text", "json")


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="改正前的报告，或者那时存下的审核结果")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="改正后的报告，或者审核它的结果")],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"结果的格式：{'、'.join(FORMATS)}")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="结果写入文件")] = None,
    rules: Rules = None,
    previous: Annotated[
        str | None, typer.Option("--previous", metavar="FILE_OR_DIR", help="上年的报告，或者放上年报告的文件夹")
    ] = None,
    settings_file: SettingsFile = None,
) -> int:
    """Compare two submissions and return the exit status."""
    one_of("--format", form, FORMATS)
    fits(output, form, FORMATS)
    saved = [is_saved(path) for path in (old, new)]
    if all(saved) and (rules or previous):
        raise UsageError("两边都是存下的审核结果，不再审核，--rules 和 --previous 用不上")
    settings = settings_for([old, new], settings_file)

    @cache
    def setup() -> Setup:
        return compared(setup_of(settings, rules), previous)

    sides = [open_side(path, setup, settings.limits) for path in (old, new)]
    for side in sides:
        require_separate_output(output, side.listing)
    found = compare_sides(*sides)
    if audited := [audit for side, kept in zip(sides, saved, strict=True) if not kept for audit in side.audits]:
        report_unused_waivers(setup().auditor(), audited)
    put(_render(found, form, output), output)
    if form != "text" or output is not None:
        for audit in (*found.unread_old, *found.unread_new):
            say(unreadable(audit.path, audit.error or ""))
    return exit_status(found)


def _render(found: Reinspection, form: str, output: Path | None) -> str:
    if form == "json":
        from auditor.reinspection.remediation_json import reinspection_json

        return reinspection_json(found)
    from auditor.reinspection.remediation_text import reinspection_text

    return reinspection_text(found, columns(output))


def exit_status(found: Reinspection) -> int:
    """Return 3 if a report could not be read, 1 if an error is not certainly fixed, else 0."""
    if found.unread_old or found.unread_new:
        return 3
    left: list[Finding] = []
    for one in found.comparisons:
        progress = one.progress
        left += [*progress.new, *(pair.new for pair in progress.open), *(unsure.old for unsure in progress.unsure)]
    for lone in (*found.lone_old, *found.lone_new):
        left += lone.audit.verdict.findings
    return int(any(finding.severity is Severity.ERROR for finding in left))
