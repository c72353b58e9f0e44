"""Which files to audit, and auditing one of them so that a fault in it never stops the others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.streams import say
from auditor.errors import AuditorError, UnreadableReport, UsageError
from auditor.model.finding import Audit
from auditor.model.report import Report
from auditor.output.files import reason as why
from auditor.read.opener import SUFFIXES, UNREAD_SUFFIXES

if TYPE_CHECKING:
    from auditor.pipeline import Auditor


_NAMED = 5


def load_auditor(rules: Sequence[Path] | None = None) -> Auditor:
    """The auditor with the built-in rules and those of the folders; importing it is most of the program's start-up."""
    folders = rule_folders(rules)
    from auditor.pipeline import Auditor

    return Auditor(folders)


def rule_folders(rules: Sequence[Path] | None) -> list[Path]:
    """The folders of rules that were named; raises UsageError for one that is not there."""
    for folder in rules or ():
        if not folder.is_dir():
            raise UsageError(f"没有规则文件夹“{folder}”")
    return list(rules or ())


def find_reports(paths: Sequence[Path]) -> list[Path]:
    """The files named and those in the folders named, in order of path within a folder, each once."""
    found: list[Path] = []
    for path in paths:
        found.extend(_in_folder(path) if os.path.isdir(path) else [one_report(path)])
    skipped = [other for path in paths if os.path.isdir(path) for other in _in_folder(path, UNREAD_SUFFIXES)]
    if skipped and found:
        names = "、".join(str(path) for path in skipped[:_NAMED]) + (" 等" if len(skipped) > _NAMED else "")
        say(f"文件夹里另有 {len(skipped)} 个文件的格式还不能读取，没有审核：{names}")
    if not found:
        suffixes = "、".join(sorted(SUFFIXES))
        raise UsageError(f"文件夹里没有可以审核的报告：{'、'.join(map(str, paths))}（能读的文件：{suffixes}）")
    return list(dict.fromkeys(found))


def one_report(path: Path) -> Path:
    """The path of a single file; raises UsageError where there is none."""
    try:
        path.stat()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise UsageError(f"文件“{path}”打不开：{why(error)}") from error
    if path.is_dir():
        raise UsageError(f"“{path}”是文件夹，这里要写一个文件")
    if not path.exists():
        raise UsageError(f"没有文件“{path}”")
    if not path.is_file():
        raise UsageError(f"“{path}”不是普通文件")
    return path


def _in_folder(folder: Path, suffixes: frozenset[str] = SUFFIXES) -> list[Path]:
    """The reports of a folder and its subfolders, without hidden files and the lock files of open documents."""

    def refuse(error: OSError) -> None:
        raise UsageError(f"文件夹“{error.filename}”打不开：{why(error)}") from error

    found = []
    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            path = Path(parent, name)
            if not name.startswith((".", "~$")) and path.suffix.lower() in suffixes and path.is_file():
                found.append(path)
    return sorted(found, key=lambda path: path.parts)


def keep_apart(output: Path | None, inputs: Sequence[Path]) -> None:
    """Raise UsageError if the result would overwrite a report."""
    if output is not None and output.exists() and any(path.samefile(output) for path in inputs):
        raise UsageError(f"“{output}”是要审核的报告本身，请换一个文件名")


def audit_file(auditor: Auditor, path: Path) -> Audit:
    """The audit of a file; a fault of ours in it is told like a file that cannot be read."""
    try:
        return auditor.audit(path)
    except AuditorError:
        raise
    except Exception as error:  # noqa: BLE001  one report must not stop the others
        return Audit(path=str(path), error=fault(error))


def recognise_file(auditor: Auditor, path: Path) -> Report:
    """The report in a file; raises UnreadableReport, which names the file, also for a fault of ours."""
    try:
        return auditor.recognise(path)
    except Exception as error:
        reason = str(error) if isinstance(error, AuditorError) else fault(error)
        raise UnreadableReport(unreadable(str(path), reason)) from error


def unreadable(path: str, reason: str) -> str:
    """What is said on standard error about a report that could not be read."""
    return f"{path}：无法读取：{reason}"


def fault(error: Exception) -> str:
    """A fault of the program itself, in one sentence that helps to mend it."""
    what = " ".join(str(error).split())[:200]
    detail = f"{type(error).__name__}：{what}" if what else type(error).__name__
    return f"程序出错（{detail}）；请把这句话和所用的文件交给维护人员"
