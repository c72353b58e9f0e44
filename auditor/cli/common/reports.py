"""Finds the files to audit, and audits them so that a fault in one of them never stops the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.batch.sources.discovery import ListedFile, Listing, archive_of, given_sources
from auditor.cli.common.owned import at_end
from auditor.cli.common.streams import say
from auditor.config.limits import Limits
from auditor.config.settings import Settings, left_aside
from auditor.errors import AuditorError, Cause, UnreadableReport, UsageError, fault
from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.read.sources import Source

if TYPE_CHECKING:
    from auditor.batch.sources.opening import Opener
    from auditor.batch.workers.audits import Setup
    from auditor.engine.timing import Timings
    from auditor.pipeline import Auditor
    from auditor.ruleset.rule_set import RuleSet


_NAMED = 5
MOST_WORKERS = 64

PATHS = "报告文件、文件夹、压缩包（其中一份写作 压缩包.zip!里面的文件）、带 * 的写法、s3:// 等地址，或者清单（.lst 或 .txt，一行一个）"
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="FILE_OR_DIR", help="另加一个规则文件，或一个文件夹里的规则，可以多次写"),
]


SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="设置文件；不写就用当前文件夹里的 auditor.toml 和 waivers.yaml"),
]


def report_unused_waivers(auditor: Auditor, audits: Iterable[Audit]) -> None:
    """Report on standard error which waivers match nothing in these reports."""
    for line in auditor.waivers.unused(audits) if auditor.waivers else ():
        say(line)


def report_rule_notes(ruleset: RuleSet) -> None:
    """Report on standard error what users should know about the rules in force."""
    for note in ruleset.notes:
        say(note)


def settings_for(reports: Iterable[str], file: Path | None) -> Settings:
    """Return the settings in force; report on standard error the settings and waivers next to the reports, which are not used."""
    from auditor.config.settings_model import settings_in_force

    settings = settings_in_force(file)
    beside = [archive_of(Path(one)) or Path(one) for one in reports]
    for path in dict.fromkeys(left for one in beside for left in left_aside(one, settings)):
        say(f"没有采用“{path}”：设置和豁免只从当前文件夹读取，要用它请写 --settings")
    return settings


def setup_of(settings: Settings, rules: Sequence[Path] | None = None) -> Setup:
    """Return what the auditor is built from: settings and waivers in force, the built-in rules and those of the files and folders.

    Its reader for this process reads in a subprocess. Notes on the rules are reported. Setup is imported late: that is most of
    the program's start-up.
    """
    places = rule_places(rules)
    from auditor.batch.workers.audits import Setup
    from auditor.read.isolated import IsolatedReader

    reader = IsolatedReader()
    at_end(reader.close)
    setup = Setup(
        tuple(places),
        settings.packs,
        settings.limits,
        settings.waivers,
        date.today(),
        no_demands=settings.no_demands,
        settings=settings.file,
        read=reader,
    )
    report_rule_notes(setup.auditor().ruleset)
    return setup


def opener(limits: Limits) -> Opener:
    """Return what opens files and archives; it is closed when the running command ends."""
    from auditor.batch.sources.opening import Opener

    made = Opener(limits)
    at_end(made.close)
    return made


def compared(setup: Setup, previous: str | None) -> Setup:
    """Return the setup with last year's reports to compare with; report those that cannot be read."""
    if previous is None:
        return setup
    from auditor.batch.workers.check import compared_with

    formers, notes = compared_with(setup, find(previous).files, opener(setup.limits), cores())
    for note in notes:
        say(note)
    return replace(setup, formers=formers)


def audit_all(setup: Setup, listing: Listing, timings: Timings | None = None) -> list[Audit]:
    """Audit all reports on all processors and return the audits in the order of the files."""
    from auditor.batch.workers.check import check_all

    return check_all(setup, listing.files, opener(setup.limits), cores(), timings)


def cores() -> int:
    """Return how many processors this program may use, at most MOST_WORKERS."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST_WORKERS)


def compare_with(auditor: Auditor, previous: str | None) -> None:
    """Give the auditor last year's reports to compare with; report those that cannot be read."""
    if previous is None:
        return
    from auditor.engine.previous import PreviousReports

    takes_apart, reports = opener(auditor.limits), []
    for source in (source for file in find(previous).files for source in takes_apart.reports_in(file)):
        try:
            reports.append(recognise_source(auditor, source))
        except UnreadableReport as error:
            say(f"上年报告{error}")
    auditor.before = PreviousReports(reports)


def rule_places(rules: Sequence[Path] | None) -> list[Path]:
    """Return the named files and folders of rules; raise UsageError for one that does not exist."""
    for place in rules or ():
        if not place.exists():
            raise UsageError(f"没有规则文件或文件夹“{place}”")
    return list(rules or ())


def find(*sources: str) -> Listing:
    """Return the named files, with the names as given; report those in formats that are not read."""
    listing = given_sources(sources)
    report_skipped(listing)
    return listing


def report_skipped(listing: Listing) -> None:
    """Report which files of folders are skipped for their format."""
    if listing.skipped:
        say(f"另有 {len(listing.skipped)} 个文件的格式还不能读取，没有审核：{first_names(listing.skipped)}")


def first_names(names: Sequence[str]) -> str:
    """Join the first five names."""
    return "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")


def one_file(source: str) -> Listing:
    """Return the listing of a single report's file; raise UsageError for a folder, or if there is no such file."""
    if os.path.isdir(source):
        raise UsageError(f"“{source}”是文件夹，这里要写一个文件")
    return given_sources([source])


def single_source(listing: Listing, limits: Limits) -> Source:
    """Return the one report in a file; raise UsageError for an archive of several, naming them."""
    takes_apart, found, names = opener(limits), None, []
    for source in (source for file in listing.files for source in takes_apart.reports_in(file)):
        found = found or source
        names.append(f"“{source.name}”")
    if found is None or len(names) > 1:
        raise UsageError(f"“{listing.files[0].name}”里有 {len(names)} 份报告，请写明是哪一份：{first_names(names)}")
    return found


def require_separate_output(output: Path | None, listing: Listing | None) -> None:
    """Raise UsageError if the result would overwrite a report."""
    files = [file.path for file in (listing.files if listing else ()) if isinstance(file, ListedFile)]
    if output is not None and output.exists() and any(file.exists() and file.samefile(output) for file in files):
        raise UsageError(f"“{output}”是要审核的报告本身，请换一个文件名")


def recognise_source(auditor: Auditor, source: Source) -> Report:
    """Recognise a report; raise UnreadableReport, which names it, also for a fault of the program."""
    try:
        return auditor.recognise(source)
    except Exception as error:
        reason = str(error) if isinstance(error, AuditorError) else fault(error)
        cause = error.cause if isinstance(error, UnreadableReport) else Cause.UNSUPPORTED
        raise UnreadableReport(unreadable(source.name, reason), cause) from error


def unreadable(path: str, reason: str) -> str:
    """Return the message about a report that could not be read."""
    return f"{path}：无法读取：{reason}"
