"""`auditor bulk`: audits all reports of a prefecture into one folder, and resumes where it was stopped."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from auditor.cli.check import one_of
from auditor.cli.common.reports import (
    MOST_WORKERS,
    PATHS,
    Rules,
    SettingsFile,
    cores,
    first_names,
    report_skipped,
    rule_places,
    settings_for,
    setup_of,
    unreadable,
)
from auditor.cli.common.streams import put, say
from auditor.cli.letter import date_of
from auditor.config.limits import Limits
from auditor.config.settings import Settings
from auditor.errors import AuditorError, UnreadableReport, UsageError
from auditor.presentation.terminal_text import harmless

if TYPE_CHECKING:
    from auditor.batch.results import Wanted
    from auditor.batch.run import ExecutorFactory, Result
    from auditor.pipeline import Auditor

HELP = """成批审核：把一个文件夹、几个文件夹、压缩包或者清单里的报告全部审完，结果存在一个文件夹里。
中途停下、断电、被结束都不要紧，再运行同一条命令就接着做；没有变的报告不重审。
退出状态：0 全部审完，2 命令用错或规则文件有错，3 有报告无法读取（其余照常审核），
4 报告都能读取，但有意见书或通报没有写成。"""
EXAMPLES = """
auditor bulk 2024年报告/ -o 审核结果/
auditor bulk 2024年报告/ -o 审核结果/ --previous 2023年报告/
auditor bulk 县直.zip "各镇/*/年报.docx" 补报清单.lst -o 审核结果/
"""
_NAMED = 20
_WATCH_SECONDS = 1.0
T = TypeVar("T")
Stamps = dict[Path, tuple[int, int]]
ENGINES = ("local", "dask")


@dataclass(frozen=True, slots=True)
class Options:
    """Sources, comparisons and settings of a run, as given on the command line."""

    sources: tuple[str, ...]
    output: Path
    previous: str | None
    rules: tuple[Path, ...]
    workers: int
    year: int | None
    roster: Path | None
    decisions: Path | None
    settings: Path | None


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """Date of the letters, None for drafts, and the office's own templates."""

    day: date | None
    templates: Path | None


def bulk(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help=PATHS)],
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
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="名册（CSV 或 XLSX）：看谁没有报、谁报了两份")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", metavar="FILE", help="填好处理意见的台账：不采纳的不写进意见书")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="意见书的日期，如 2025-03-01；不写就是草稿，不编文号")
    ] = None,
    templates: Annotated[Path | None, typer.Option("--templates", metavar="DIR", help="本单位自己的意见书模板")] = None,
    letters: Annotated[bool, typer.Option("--letters/--no-letters", help="写不写意见书和通报，默认写")] = True,
    engine: Annotated[
        str, typer.Option("--engine", metavar="NAME", help="local 在本机审，dask 在 Dask 集群上审")
    ] = "local",
    watch: Annotated[bool, typer.Option("--watch", help="一直看守，有新报告就接着审")] = False,
    settings_file: SettingsFile = None,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Dask 调度程序的地址，如 tcp://10.0.0.1:8786")
    ] = None,
) -> int:
    """Run over all reports and return the exit status."""
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise UsageError(f"--workers 要写 1 到 {MOST_WORKERS} 的整数，不能是“{workers}”")
    if year is not None and not 2008 <= year <= 2999:
        raise UsageError(f"--year 要写报告的年度，如 2024，不能是“{year}”")
    if re.match("[A-Za-z][A-Za-z0-9+._-]+:/", str(output)):  # Path reduces the two slashes of an address to one
        raise UsageError("-o 要写本机的文件夹：结果存在数据库里，不能放在远处")
    one_of("--engine", engine, ENGINES)
    if scheduler is not None and engine != "dask":
        raise UsageError("--scheduler 要和 --engine dask 一起写")
    with_what = Options(
        tuple(sources),
        output,
        previous,
        tuple(rule_places(rules)),
        workers or cores(),
        year,
        roster,
        decisions,
        settings_file,
    )
    letters_of = LetterOptions(date_of(day), templates) if letters else None
    return (
        _watch(with_what, letters_of, engine, scheduler) if watch else _once(with_what, letters_of, engine, scheduler)
    )


def _once(options: Options, letters: LetterOptions | None, engine: str, scheduler: str | None) -> int:
    """Run over the reports that are there now and return the exit status."""
    from auditor.batch.run import Order, run
    from auditor.batch.sources.discovery import list_sources
    from auditor.batch.workers.progress import RunProgress

    listing = list_sources(options.sources, options.output)
    settings = settings_for(options.sources, options.settings)
    setup = setup_of(settings, options.rules)
    auditor = setup.auditor()
    report_skipped(listing)
    wanted = _wanted(options, letters, settings, auditor)
    made_by = _engine(engine, scheduler)
    order = Order(listing, options.output, setup, options.previous, options.workers, options.year, made_by, wanted)
    try:
        with RunProgress() as progress:
            result = run(order, auditor, progress)
    except KeyboardInterrupt:
        say(f"已经停下，审完的都存在“{options.output}”里；再运行同一条命令就接着做")
        raise
    report_run(result)
    put(summary(result, options.output))
    return status_of(result)


def status_of(result: Result) -> int:
    """Return 3 if a report could not be read, else 4 if a letter or the summary could not be written, else 0."""
    if result.unreadable:
        return 3
    sent = result.made.sent
    return 4 if sent is not None and sent.failed else 0


def _watch(options: Options, letters: LetterOptions | None, engine: str, scheduler: str | None) -> int:
    """Run now, and whenever reports are added, removed or changed and then left alone for a moment, until interrupted."""
    from auditor.batch.sources.discovery import ListedFile, list_sources

    say(f"看守：有新报告就审，按 Ctrl+C 结束；结果在“{options.output}”")
    done: Stamps | None = None
    try:
        while True:
            files = list_sources(options.sources, options.output).files
            if not all(isinstance(file, ListedFile) for file in files):
                raise UsageError("--watch 只能看守本机的文件夹；远处的报告请定时运行 auditor bulk")
            now = _stamps(file.path for file in files if isinstance(file, ListedFile))
            time.sleep(_WATCH_SECONDS)
            if now != done and now == _stamps(now):
                done = now
                try:
                    _once(options, letters, engine, scheduler)
                except AuditorError as error:
                    say(str(error))
    except KeyboardInterrupt:
        say("看守结束")
        return 0


def _stamps(paths: Iterable[Path]) -> Stamps:
    """Return modification time (ns) and size of each file that exists."""
    found = {}
    for path in paths:
        with suppress(OSError):
            facts = path.stat()
            found[path] = (facts.st_mtime_ns, facts.st_size)
    return found


def _wanted(options: Options, letters: LetterOptions | None, settings: Settings, auditor: Auditor) -> Wanted:
    from auditor.batch.outputs.decisions import read_decisions
    from auditor.batch.outputs.letters import Sender
    from auditor.batch.results import Wanted
    from auditor.batch.roster.roster import Roster, read_roster

    known = _apart(read_roster, options.roster, settings.limits) if options.roster else Roster(())
    for note in known.notes:
        say(note)
    decided = _apart(read_decisions, options.decisions, settings.limits) if options.decisions else {}
    sender = Sender(settings.office, letters.day, letters.templates, options.output) if letters else None
    return Wanted(
        options.output,
        auditor.info,
        known.agencies,
        settings.comparing,
        decided,
        sender,
        options.workers,
        auditor.notices,
    )


def _apart(read: Callable[[Path, Limits], T], file: Path, limits: Limits) -> T:
    """Read one of the office's files in a subprocess; raise UsageError where it cannot be read within the limits."""
    from auditor.read.isolated import Isolated

    with closing(Isolated()) as isolated:
        try:
            return isolated.read(read, file, limits)
        except UnreadableReport as error:
            raise UsageError(f"“{file}”无法读取：{error}") from error


def report_run(result: Result) -> None:
    """Report on standard error the notes of a run, the waivers it did not use, and decisions without a finding."""
    for note in result.notes[:_NAMED]:
        say(note)
    if len(result.notes) > _NAMED:
        say(f"另有 {len(result.notes) - _NAMED} 份上年报告无法读取")
    for note in result.unused_waivers[:_NAMED]:
        say(note)
    if len(result.unused_waivers) > _NAMED:
        say(f"另有 {len(result.unused_waivers) - _NAMED} 条豁免也没有用到")
    for note in result.made.notes[:_NAMED]:
        say(note)
    if len(result.made.notes) > _NAMED:
        say(f"另有 {len(result.made.notes) - _NAMED} 条处理意见没有对应的问题")


def summary(result: Result, output: Path) -> str:
    """Summarise a run in a few lines."""
    from auditor.presentation.vocabulary import SEVERITIES

    about = f"{result.year} 年度" if result.year else "年度不明"
    lines = [
        f"共 {result.reports} 份报告（{about}），其中 {result.reused} 份没有变，沿用上次的结果",
        "意见：" + "，".join(f"{word} {result.grades[grade]} 条" for grade, word in SEVERITIES.items()),
        *([f"无法读取 {len(result.unreadable)} 份："] if result.unreadable else []),
        *(harmless(f"  {unreadable(name, error)}") for name, error in result.unreadable[:_NAMED]),
    ]
    if len(result.unreadable) > _NAMED:
        lines.append(f"  ……另有 {len(result.unreadable) - _NAMED} 份")
    return "\n".join([*lines, *_made(result), f"结果存在：{output}"]) + "\n"


def _engine(name: str, scheduler: str | None) -> ExecutorFactory:
    if name == "dask":
        from auditor.batch.workers.cluster import Cluster

        return partial(Cluster, address=scheduler)
    from auditor.batch.workers.pool import Pool

    return Pool


def _made(result: Result) -> list[str]:
    """Return lines on what was written for the run, and on what is wrong with the submissions."""
    from auditor.batch.data.overview import Trouble

    made = result.made
    if made.unchanged:
        return ["与上次相比没有变化，台账、总览和意见书没有重写"]
    troubles = Counter(each.trouble for each in made.hand_ins)
    lines = (
        ["报送：" + "，".join(f"{trouble} {troubles[trouble]}" for trouble in Trouble if troubles[trouble])]
        if troubles
        else []
    )
    if made.others:
        lines.append(f"另有 {made.others} 份是别的年度的，不在台账、总览和意见书里")
    if made.alike:
        lines.append(f"内容相近的报告 {made.alike} 对")
    if made.sent is not None:
        lines.append(f"意见书 {made.sent.letters} 封，这次写了 {made.sent.fresh} 封")
        if stale := made.sent.stale:
            lines.append(
                harmless(f"另有 {len(stale)} 封是以前写的，这次没有对应的报告，不要误发：{first_names(stale)}")
            )
        if failed := made.sent.failed:
            lines.append(f"没有写成 {len(failed)} 份：")
            lines += [harmless(f"  {file} 没有写成：{why}") for file, why in failed[:_NAMED]]
        lines += [
            harmless(f"  {file} 里有字体没有的字，已写成编码：{codes}") for file, codes in made.sent.codes[:_NAMED]
        ]
    return lines
