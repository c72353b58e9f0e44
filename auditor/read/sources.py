"""Splitting of files into single reports: a file is one report, an archive or an e-mail holds one for each document in it.

A report inside another file is named `archive.zip!inner/name.docx`, with one `!` for each enclosing file. Nothing is ever
unpacked to disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG
from typing import BinaryIO

from auditor.config.limits import Limits, require
from auditor.errors import Cause, UnreadableReport, reason
from auditor.read.base import zips
from auditor.read.opener import SUFFIXES, UNREAD_SUFFIXES
from auditor.read.sniff import is_mail

CONTAINERS = frozenset({".zip", ".eml"})
KNOWN = SUFFIXES | CONTAINERS | UNREAD_SUFFIXES
INSIDE = "!"
_MOST_NESTED = 3
_HEAD = 16 * 1024
# Folders with the images and styles of a page saved by a browser, and the folder that macOS adds to archives.
_ASIDE = ("_files", ".files", "__macosx")


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes of one report with its name; `error` says in Chinese why there are none, and `cause` is the kind of that reason."""

    name: str
    data: bytes = b""
    error: str = ""
    cause: Cause = Cause.UNSUPPORTED

    @classmethod
    def refused(cls, name: str, error: UnreadableReport) -> Source:
        """Make a Source for a file that cannot be opened."""
        return cls(name, error=error.reason, cause=error.cause)


def open_sources(path: Path, limits: Limits, only: str = "") -> Iterator[Source]:
    """Yield the reports in a file one by one; a file that cannot be opened gives a Source with its error, and nothing is raised.

    With `only`, the name of a report in an archive, the other files of the archive are not unpacked.
    """
    name = str(path)
    try:
        facts = path.stat()
        if S_ISDIR(facts.st_mode):
            yield Source(
                name,
                error="文件夹打不开，或者是指向别处的链接，里面的报告都没有看；请检查是否有权限读取，或者直接审核它所指的文件夹",
                cause=Cause.CHANGED,
            )
            return
        if not S_ISREG(facts.st_mode):
            raise UnreadableReport("这不是普通文件，不能读取", Cause.UNSUPPORTED)
        with path.open("rb") as file:
            yield from reports_of(file, facts.st_size, name, limits, only)
    except FileNotFoundError:
        yield Source(name, error="没有这个文件", cause=Cause.CHANGED)
    except OSError as error:
        yield Source(name, error=f"文件打不开（{reason(error)}），请检查是否有权限读取", cause=Cause.CHANGED)
    except UnreadableReport as error:
        yield Source.refused(name, error)


def may_hold_others(path: Path) -> bool:
    """Return whether a file may be an archive or a mail, by its first bytes; any other file is read as a whole. Raises OSError."""
    with path.open("rb") as file:
        return _may_hold_others(file.read(_HEAD))


def _may_hold_others(head: bytes) -> bool:
    return is_mail(head) or (zips.is_zip(head) and not zips.begins_package(head))


def reports_of(file: BinaryIO, size: int, name: str, limits: Limits, only: str = "") -> Iterator[Source]:
    """Yield the reports in an open file of `size` bytes; raises UnreadableReport if it is too large, and errors of reading it.

    `only` is as in `open_sources`.
    """
    file.seek(0)
    if not _may_hold_others(file.read(_HEAD)):
        require(size, limits.file_bytes, "文件字节数")
        file.seek(0)
        yield Source(name, file.read(limits.file_bytes + 1))
        return
    if zips.is_archive(file):
        require(size, limits.archive_bytes, "压缩包字节数")
        yield from _inside(zips.entries(file, partial(_is_wanted, name, only), limits), name, limits, 1)
        return
    require(size, limits.file_bytes, "文件字节数")
    file.seek(0)
    yield from _in_mail(file.read(limits.file_bytes + 1), name, limits, 0)


def _is_wanted(archive: str, only: str, inner: str) -> bool:
    """Return whether an entry of an archive is a report and, with `only`, is or contains the requested one."""
    return is_report_name(inner) and (not only or f"{only}{INSIDE}".startswith(f"{archive}{INSIDE}{inner}{INSIDE}"))


def is_report_name(name: str, among: frozenset[str] = KNOWN) -> bool:
    """Return whether a file in a folder or archive counts as a report by its name.

    Hidden files, lock files and the files of a saved page do not count.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    if path.suffix.lower() not in among or path.name.startswith((".", "~$")):
        return False
    return all(is_report_folder(part) for part in path.parts[:-1])


def is_report_folder(name: str) -> bool:
    """Return whether a folder of this name is searched for reports."""
    return not name.startswith(".") and not name.lower().endswith(_ASIDE)


def reports_in(data: bytes, name: str, limits: Limits, depth: int = 0) -> Iterator[Source]:
    """Yield the reports in a file's bytes: the file itself, unless it is an archive or a mail with attached documents.

    `depth` is the number of enclosing files.
    """
    if depth > _MOST_NESTED:
        yield Source(name, error=f"压缩包嵌套超过 {_MOST_NESTED} 层，请解压后再审核", cause=Cause.TOO_LARGE)
    elif zips.is_archive(BytesIO(data)):
        yield from _inside(zips.entries(BytesIO(data), is_report_name, limits), name, limits, depth + 1)
    else:
        yield from _in_mail(data, name, limits, depth)


def _in_mail(data: bytes, name: str, limits: Limits, depth: int) -> Iterator[Source]:
    """Yield the file itself, which is not an archive, or the documents attached to it if it is a mail."""
    try:
        attached = _attached(data, limits.unpacked_bytes)
    except UnreadableReport as error:
        yield Source.refused(name, error)
        return
    if attached:
        yield from _inside(iter(attached), name, limits, depth + 1)
    else:
        yield Source(name, data)


def _attached(data: bytes, most: int) -> list[tuple[str, bytes]]:
    if not is_mail(data):
        return []
    from auditor.read.message import attachments

    return [(name, content) for name, content in attachments(data, most) if is_report_name(name)]


def _inside(
    entries: Iterator[tuple[str, bytes | UnreadableReport]], name: str, limits: Limits, depth: int
) -> Iterator[Source]:
    """Yield the reports among the entries of a container; a container without any gives a Source with an error."""
    found = False
    try:
        for inner, content in entries:
            whole = f"{name}{INSIDE}{inner}"
            found = True
            if isinstance(content, UnreadableReport):
                yield Source.refused(whole, content)
            else:
                yield from reports_in(content, whole, limits, depth)
    except UnreadableReport as error:
        yield Source.refused(name, error)
    else:
        if not found:
            yield Source(name, error="压缩包里没有可以审核的报告", cause=Cause.NOT_A_REPORT)
