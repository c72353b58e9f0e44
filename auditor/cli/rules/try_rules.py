"""`auditor rules try`: runs the rules of one file on one report, and shows why they end as they do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.common.reports import (
    SettingsFile,
    compare_with,
    one_file,
    recognise_source,
    settings_for,
    setup_of,
    single_source,
)
from auditor.cli.common.streams import columns, put
from auditor.errors import UsageError

TRY_HELP = """拿一份报告试一个规则文件里的规则。每条规则写出看了哪里、各表达式找到了什么、结果怎样、报出了什么。
写规则时用；正式审核用 auditor check。退出状态：0 试过了，2 规则文件有错误，3 报告无法读取。"""
TRY_EXAMPLES = "auditor rules try 本地规则/解读.yaml 报告.docx"


def try_rules(
    file: Annotated[Path, typer.Argument(metavar="RULE_FILE", help="规则文件，.yaml")],
    path: Annotated[str, typer.Argument(metavar="REPORT", help="报告文件")],
    previous: Annotated[
        str | None, typer.Option("--previous", metavar="FILE_OR_DIR", help="上年的报告，或者放上年报告的文件夹")
    ] = None,
    settings_file: SettingsFile = None,
) -> int:
    """Print how each rule of the file ends for the report, and return the exit status."""
    if not file.is_file():
        raise UsageError(f"没有规则文件“{file}”")
    listing = one_file(path)
    auditor = setup_of(settings_for([path], settings_file), [file]).auditor()
    compare_with(auditor, previous)
    own = [rule for rule in auditor.ruleset.rules if Path(rule.source.path).resolve() == file.resolve()]
    if not own:
        raise UsageError(f"“{file}”里没有规则")
    from auditor.output.trace_text import Tried, tried_text
    from auditor.ruletools.handbook.facts import applies

    report = recognise_source(auditor, single_source(listing, auditor.limits))
    audit = auditor.audit_report(report)
    results = {result.rule: result for result in audit.verdict.results}
    tried = [Tried(results[rule.id], applies(rule), auditor.seen(rule, report)) for rule in own]
    put(tried_text(report, audit, tried, columns(None)))
    return 0
