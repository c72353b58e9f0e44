"""Which files to audit, and auditing one of them so that a fault in it never stops the others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.batch.sources import READABLE, in_folder
from auditor.cli.owned import at_end
from auditor.cli.streams import say
from auditor.errors import AuditorError, Cause, UnreadableReport, UsageError, fault
from auditor.errors import reason as why
from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.read.limits import Limits
from auditor.read.opener import UNREAD_SUFFIXES
from auditor.read.sources import INSIDE, Source, open_sources
from auditor.settings import Settings, left_aside, settings_in_force

if TYPE_CHECKING:
    from auditor.pipeline import Auditor
    from auditor.ruleset.load import RuleSet


_NAMED = 5

Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="FILE_OR_DIR", help="另加一个规则文件，或一个文件夹里的规则，可以多次写"),
]


SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="设置文件；不写就用当前文件夹里的 auditor.toml 和 waivers.yaml"),
]


def load_auditor(settings: Settings, rules: Sequence[Path] | None = None) -> Auditor:
    """The auditor with the settings and waivers in force, the built-in rules and those of the files and folders.

    Importing it is most of the program's start-up.
    """
    places = rule_places(rules)
    from auditor.pipeline import Auditor
    from auditor.read.isolated import IsolatedReader

    reader = IsolatedReader()
    at_end(reader.close)
    auditor = Auditor(places, reader, settings.packs, settings.no_demands, settings.limits)
    tell_notes(auditor.ruleset)
    auditor.settings = settings.file
    if settings.waivers is not None:
        auditor.waive(settings.waivers, date.today())
    return auditor


def tell_unused(auditor: Auditor, audits: Iterable[Audit]) -> None:
    """Say on standard error which waivers match nothing in these reports."""
    for line in auditor.waivers.unused(audits) if auditor.waivers else ():
        say(line)


def tell_notes(ruleset: RuleSet) -> None:
    """Say on standard error what users should know of the rules in force."""
    for note in ruleset.notes:
        say(note)


def settings_for(reports: Iterable[Path], file: Path | None) -> Settings:
    """The settings in force; those that lie beside the reports and are not are named on standard error."""
    settings = settings_in_force(file)
    for path in dict.fromkeys(left for one in reports for left in left_aside(_file_of(one) or one, settings)):
        say(f"没有采用“{path}”：设置和豁免只从当前文件夹读取，要用它请写 --settings")
    return settings


def compare_with(auditor: Auditor, previous: Path | None) -> None:
    """Let the auditor compare with last year's reports in a file or folder; those that cannot be read are told."""
    if previous is None:
        return
    from auditor.engine.previous import PreviousReports

    reports = []
    for source in (source for path in find_reports([previous]) for source in sources_of(path, auditor.limits)):
        try:
            reports.append(recognise_source(auditor, source))
        except UnreadableReport as error:
            say(f"上年报告{error}")
    auditor.before = PreviousReports(reports)


def rule_places(rules: Sequence[Path] | None) -> list[Path]:
    """The files and folders of rules that were named; raises UsageError for one that is not there."""
    for place in rules or ():
        if not place.exists():
            raise UsageError(f"没有规则文件或文件夹“{place}”")
    return list(rules or ())


def find_reports(paths: Sequence[Path]) -> list[Path]:
    """The files named and those in the folders named, in order of path within a folder, each once."""
    found: list[Path] = []
    for path in paths:
        found.extend(in_folder(path) if os.path.isdir(path) else [one_report(path)])
    skipped = [other for path in paths if os.path.isdir(path) for other in in_folder(path, UNREAD_SUFFIXES)]
    if skipped and found:
        names = "、".join(str(path) for path in skipped[:_NAMED]) + (" 等" if len(skipped) > _NAMED else "")
        say(f"文件夹里另有 {len(skipped)} 个文件的格式还不能读取，没有审核：{names}")
    if not found:
        suffixes = "、".join(sorted(READABLE))
        raise UsageError(f"文件夹里没有可以审核的报告：{'、'.join(map(str, paths))}（能读的文件：{suffixes}）")
    return list(dict.fromkeys(found))


def one_report(path: Path) -> Path:
    """The path of a single file, or `archive.zip!inner` for a report in one; raises UsageError where there is none."""
    try:
        path.stat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"文件“{path}”打不开：{why(error)}") from error
    if path.is_dir():
        raise UsageError(f"“{path}”是文件夹，这里要写一个文件")
    file = _file_of(path)
    if file is None:
        raise UsageError(f"没有文件“{path}”")
    if not file.is_file():
        raise UsageError(f"“{file}”不是普通文件")
    return path


def _file_of(path: Path) -> Path | None:
    """The file itself, or the archive that a report inside it is named by; None where there is neither."""
    if path.exists():
        return path
    parts = str(path).split(INSIDE)
    names = (INSIDE.join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((Path(name) for name in names if os.path.isfile(name)), None)


def sources_of(path: Path, limits: Limits) -> Iterator[Source]:
    """The reports in a file, or the one inside it that is named; raises UsageError if an archive has none of this name."""
    file = _file_of(path) or path
    if file == path:
        yield from open_sources(file, limits)
        return
    inner = str(path) + INSIDE
    chosen = [source for source in open_sources(file, limits) if (source.name + INSIDE).startswith(inner)]
    if not chosen:
        raise UsageError(f"“{file}”里没有“{str(path)[len(str(file)) + 1 :]}”")
    yield from chosen


def single_source(path: Path, limits: Limits) -> Source:
    """The one report in a file; raises UsageError for an archive of several, naming them."""
    found = list(sources_of(path, limits))
    if len(found) > 1:
        names = "、".join(f"“{source.name}”" for source in found[:_NAMED])
        raise UsageError(
            f"“{path}”里有 {len(found)} 份报告，请写明是哪一份：{names}{' 等' if len(found) > _NAMED else ''}"
        )
    return found[0]


def keep_apart(output: Path | None, inputs: Sequence[Path]) -> None:
    """Raise UsageError if the result would overwrite a report."""
    files = [file for path in inputs if (file := _file_of(path)) is not None]
    if output is not None and output.exists() and any(file.samefile(output) for file in files):
        raise UsageError(f"“{output}”是要审核的报告本身，请换一个文件名")


def audit_source(auditor: Auditor, source: Source) -> Audit:
    """The audit of a report; a fault of ours in it is told like a file that cannot be read."""
    try:
        return auditor.audit(source)
    except AuditorError:
        raise
    except Exception as error:  # noqa: BLE001  one report must not stop the others
        return Audit(path=source.name, error=fault(error))


def recognise_source(auditor: Auditor, source: Source) -> Report:
    """The report as recognised; raises UnreadableReport, which names it, also for a fault of ours."""
    try:
        return auditor.recognise(source)
    except Exception as error:
        reason = str(error) if isinstance(error, AuditorError) else fault(error)
        cause = error.cause if isinstance(error, UnreadableReport) else Cause.UNSUPPORTED
        raise UnreadableReport(unreadable(source.name, reason), cause) from error


def unreadable(path: str, reason: str) -> str:
    """What is said on standard error about a report that could not be read."""
    return f"{path}：无法读取：{reason}"
