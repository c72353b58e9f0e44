"""`auditor roster init`: writes a first roster from the reports received."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.common.reports import (
    SettingsFile,
    find,
    opener,
    recognise_source,
    require_separate_output,
    settings_for,
    setup_of,
)
from auditor.cli.common.streams import say
from auditor.errors import UnreadableReport, UsageError
from auditor.presentation.files import write_whole

if TYPE_CHECKING:
    from auditor.batch.data.record import ReportRecord
    from auditor.pipeline import Auditor
    from auditor.read.sources import Source

HELP = "应当报送报告的机关的名册。"
INIT_HELP = """从收到的报告写一份名册草稿：每个机关一行，有名称、层级、县区、文件名。
没有报来的机关、上级机关、别名，要自己补上；各栏怎样填，见 docs/bulk-roster.md。"""
INIT_EXAMPLES = """
auditor roster init 全市报告/ -o 名册.csv
auditor roster init 全市报告.zip -o 名册.xlsx
"""
_SUFFIXES = (".csv", ".xlsx")


def init_roster(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="放报告的文件夹，或者压缩包")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="名册文件，.csv 或 .xlsx")],
    settings_file: SettingsFile = None,
) -> int:
    """Write the roster and return the exit status."""
    if output.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"名册只能写成 {'、'.join(_SUFFIXES)} 文件，不能是“{output.name}”")
    if output.exists():
        raise UsageError(f"“{output}”已经有了，里面可能有补过的内容；请换一个文件名，或者先把它移开")
    listing = find(source)
    require_separate_output(output, listing)
    auditor = setup_of(settings_for([source], settings_file)).auditor()
    takes_apart = opener(auditor.limits)
    from auditor.batch.roster.roster_draft import propose, roster_csv, roster_xlsx

    records = [
        record for file in listing.files for one in takes_apart.reports_in(file) if (record := _record(auditor, one))
    ]
    lines = propose(records)
    if not lines:
        raise UsageError(f"“{source}”里没有一份报告认得出机关名称，名册没有写")
    write = roster_csv if output.suffix.lower() == ".csv" else roster_xlsx
    write_whole(output, write(lines))
    say(f"“{output}”里写了 {len(lines)} 个机关；请补上没有报来的机关和上级机关")
    return 0


def _record(auditor: Auditor, source: Source) -> ReportRecord | None:
    """Return what a roster needs of a report, without its audit; report on standard error what gives no line."""
    from auditor.batch.data.record import record_of
    from auditor.model.finding import Audit

    try:
        report = recognise_source(auditor, source)
    except UnreadableReport as error:
        say(str(error))
        return None
    if not report.agency:
        say(f"{source.name}：没有认出机关名称，名册里没有它")
    return record_of(Audit(source.name, agency=report.agency or None, report_year=report.report_year), report)
