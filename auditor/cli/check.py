"""`auditor check`: audits reports and prints the findings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.common.reports import (
    PATHS,
    Rules,
    SettingsFile,
    audit_all,
    compared,
    find,
    report_unused_waivers,
    require_separate_output,
    settings_for,
    setup_of,
    unreadable,
)
from auditor.cli.common.streams import colour, columns, put, say
from auditor.cli.common.timings import new_timings, timings_text
from auditor.config.settings import LEVELS
from auditor.errors import UsageError
from auditor.model.finding import Audit, Severity
from auditor.output.formats import FORMATS, Screen

HELP = """审核报告，列出问题。写文件、文件夹、压缩包、带 * 的写法、清单或者地址；文件夹连同下级一起审核。
退出状态：0 没有达到 --fail-on 的问题，1 有，2 命令用错或规则文件有错，3 至少一份报告无法读取（其余照常审核）。"""
EXAMPLES = """
auditor check 报告.docx
auditor check 报告目录/ --format json -o 结果.json
auditor check 报告.html --rules 本地规则/ --fail-on warning
auditor check 2024年报告/ --previous 2023年报告/
"""
_SUFFIXES = {each.suffix: name for name, each in FORMATS.items() if each.suffix}
_NEVER = (".xlsx", ".xls", ".et", ".ods", ".docx", ".doc", ".wps", ".odt", ".pdf", ".html", ".htm")


def check(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=PATHS)],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"结果的格式：{'、'.join(FORMATS)}")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="结果写入文件")] = None,
    rules: Rules = None,
    previous: Annotated[
        str | None, typer.Option("--previous", metavar="FILE_OR_DIR", help="上年的报告，或者放上年报告的文件夹")
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="LEVEL",
            help="到哪一级算不通过：error（默认，或 auditor.toml 所定）、warning、info、never",
        ),
    ] = None,
    timings: Annotated[bool, typer.Option("--timings", help="列出用时最多的规则，写到标准错误")] = False,
    settings_file: SettingsFile = None,
) -> int:
    """Audit all reports and return the exit status."""
    one_of("--format", form, tuple(FORMATS))
    fits(output, form, tuple(FORMATS))
    settings = settings_for(paths, settings_file)
    level = fail_on or settings.fail_on
    one_of("--fail-on", level, LEVELS)
    listing = find(*paths)
    require_separate_output(output, listing)
    setup = compared(setup_of(settings, rules), previous)
    auditor = setup.auditor()
    measured = new_timings() if timings else None
    audits = audit_all(setup, listing, measured)
    put(FORMATS[form].write(audits, auditor.info, Screen(columns(output), colour(output))), output)
    if form != "text" or output is not None:
        for audit in audits:
            if audit.error is not None:
                say(unreadable(audit.path, audit.error))
    report_unused_waivers(auditor, audits)
    if measured is not None:
        say(timings_text(measured, auditor.ruleset.rules))
    return exit_status(audits, level)


def one_of(option: str, value: str, allowed: Sequence[str]) -> None:
    """Raise UsageError for a value that the option does not allow."""
    if value not in allowed:
        raise UsageError(f"{option} 只能是 {'、'.join(allowed)}，不能是“{value}”")


def fits(output: Path | None, form: str, formats: Sequence[str]) -> None:
    """Raise UsageError if the suffix of the output file belongs to another format than the one written."""
    suffix = output.suffix.lower() if output else ""
    promised = _SUFFIXES.get(suffix)
    if suffix in _NEVER or (promised and promised not in formats):
        sheet = "（csv 能用表格软件打开）" if "csv" in formats else ""
        raise UsageError(
            f"结果不能写成 {suffix} 文件；--format 可以是 {'、'.join(formats)}{sheet}。"
            "PDF 或网页的意见书用 auditor letter 写"
        )
    if form == "text" and promised:
        raise UsageError(f"要把结果写成 {suffix} 文件，请加上 --format {promised}")


def exit_status(audits: Sequence[Audit], fail_on: str) -> int:
    """Return 3 if a report could not be read, 1 if there is a finding at or above `fail_on`, else 0."""
    if any(audit.error is not None for audit in audits):
        return 3
    if fail_on == "never":
        return 0
    limit = Severity(fail_on).rank
    return int(any(finding.severity.rank <= limit for audit in audits for finding in audit.verdict.findings))
