"""`auditor bulk`: audits all reports of a prefecture into one folder, and goes on where it was stopped."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.reports import WAIVERS, Rules, rule_places, tell_notes, unreadable
from auditor.cli.streams import put, say
from auditor.errors import UsageError
from auditor.output.wrap import harmless
from auditor.read.limits import set_limits
from auditor.settings import find_settings, load_settings

if TYPE_CHECKING:
    from auditor.batch.run import Result

HELP = """成批审核：把一个文件夹、几个文件夹、压缩包或者清单里的报告全部审完，结果存在一个文件夹里。
中途停下、断电、被结束都不要紧，再运行同一条命令就接着做；没有变的报告不重审。
退出状态：0 全部审完，2 命令用错或规则文件有错，3 有报告无法读取（其余照常审核）。"""
EXAMPLES = """
auditor bulk 2024年报告/ -o 审核结果/
auditor bulk 2024年报告/ -o 审核结果/ --previous 2023年报告/
auditor bulk 县直.zip "各镇/*/年报.docx" 补报清单.lst -o 审核结果/
"""
_NAMED = 20
_MOST_WORKERS = 64
_SOURCES = "报告文件、文件夹、压缩包、带 * 的写法，或者清单（.lst 或 .txt，一行一个路径）"


def bulk(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=_SOURCES)],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="存结果的文件夹，没有就新建")],
    previous: Annotated[
        str | None, typer.Option("--previous", metavar="FILE_OR_DIR", help="上年的报告，或者放上年报告的文件夹")
    ] = None,
    rules: Rules = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="同时用几个进程，默认与处理器的核数相同")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", help="这一次审的是哪一年度，默认取多数报告的年度")
    ] = None,
) -> int:
    """Run over all reports and return the exit status."""
    if workers is not None and not 1 <= workers <= _MOST_WORKERS:
        raise UsageError(f"--workers 要写 1 到 {_MOST_WORKERS} 的整数，不能是“{workers}”")
    if year is not None and not 2008 <= year <= 2999:
        raise UsageError(f"--year 要写报告的年度，如 2024，不能是“{year}”")
    from auditor.batch.progress import Progress
    from auditor.batch.run import Order, run
    from auditor.batch.sources import list_sources
    from auditor.batch.work import Setup

    places = rule_places(rules)
    listing = list_sources(sources, output)
    settings = load_settings(find_settings(listing.root))
    set_limits(settings.limits)
    waivers = find_settings(listing.root, WAIVERS)
    setup = Setup(tuple(places), settings.packs, settings.limits, waivers, date.today())
    auditor = setup.auditor()
    tell_notes(auditor.ruleset)
    if listing.skipped:
        named = "、".join(listing.skipped[:_NAMED]) + (" 等" if len(listing.skipped) > _NAMED else "")
        say(f"另有 {len(listing.skipped)} 个文件的格式还不能读取，没有审核：{named}")
    order = Order(listing, output, setup, previous, workers or _cores(), year)
    try:
        with Progress() as progress:
            result = run(order, auditor, progress)
    except KeyboardInterrupt:
        say(f"已经停下，审完的都存在“{output}”里；再运行同一条命令就接着做")
        raise
    for note in result.notes[:_NAMED]:
        say(note)
    if len(result.notes) > _NAMED:
        say(f"另有 {len(result.notes) - _NAMED} 份上年报告无法读取")
    put(summary(result, output))
    return 3 if result.unreadable else 0


def summary(result: Result, output: Path) -> str:
    """What came of a run, in a few lines."""
    from auditor.output.words import SEVERITIES

    about = f"{result.year} 年度" if result.year else "年度不明"
    lines = [
        f"共 {result.reports} 份报告（{about}），其中 {result.reused} 份没有变，沿用上次的结果",
        "意见：" + "，".join(f"{word} {result.grades[grade]} 条" for grade, word in SEVERITIES.items()),
        *([f"无法读取 {len(result.unreadable)} 份："] if result.unreadable else []),
        *(harmless(f"  {unreadable(name, error)}") for name, error in result.unreadable[:_NAMED]),
    ]
    if len(result.unreadable) > _NAMED:
        lines.append(f"  ……另有 {len(result.unreadable) - _NAMED} 份")
    return "\n".join([*lines, f"结果存在：{output}"]) + "\n"


def _cores() -> int:
    """The processors this program may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)
