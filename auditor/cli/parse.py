"""`auditor parse`: prints what was read from one report."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli.common.reports import SettingsFile, one_file, recognise_source, settings_for, setup_of, single_source
from auditor.cli.common.streams import columns, put

HELP = """显示从一份报告里读到了什么（JSON）。
有标题、机关、年度、日期、全文、各部分和三张表；表格里的值是数字、null（空格）或者原文。
--explain 不写 JSON，改写一份读取说明：每一项、每一格是怎样找到的，修复了什么，什么没有读出。"""
EXAMPLES = """
auditor parse 报告.docx
auditor parse 报告.pdf --explain
"""


def parse(
    path: Annotated[str, typer.Argument(metavar="PATH", help="报告文件")],
    explain: Annotated[bool, typer.Option("--explain", help="写读取说明，不写 JSON")] = False,
    settings_file: SettingsFile = None,
) -> int:
    """Print one report as JSON, or how it was read, and return the exit status."""
    listing = one_file(path)
    auditor = setup_of(settings_for([path], settings_file)).auditor()
    report = recognise_source(auditor, single_source(listing, auditor.limits))
    if explain:
        from auditor.output.reading import reading_text

        put(reading_text(report, columns(None)))
        return 0
    from auditor.output.parse_ import report_json

    put(report_json(report))
    return 0
