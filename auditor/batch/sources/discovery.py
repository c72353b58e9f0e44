"""Discovery of the files a command works on: folders, archives, reports in them, patterns, lists, addresses of stores; each file once.

No other module decides this; commands differ only in how they name reports: as given, or relative to a common folder. The modules
that read stores are imported only if there is an address.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from auditor.batch.sources.addresses import is_remote, local, shown
from auditor.config.limits import MEBIBYTE, Limits
from auditor.errors import Cause, UsageError, reason
from auditor.read.opener import SUFFIXES, UNREAD_SUFFIXES
from auditor.read.sources import (
    CONTAINERS,
    INSIDE,
    KNOWN,
    Source,
    is_report_folder,
    is_report_name,
    may_hold_others,
    open_sources,
)

if TYPE_CHECKING:
    from auditor.batch.sources.remote_files import RemoteFile, RemoteFound

READABLE = SUFFIXES | CONTAINERS
_LISTS = (".lst", ".txt")
_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_LISTED = 4 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class ListedFile:
    """File under the name it has in results; it need not exist or be readable.

    With `inner`, only the report of this name in the file is meant, or the reports in a container of this name.
    """

    name: str
    path: Path
    inner: str = ""

    def is_plain(self) -> bool:
        """Return whether the file is certainly a single report, or not a report at all."""
        try:
            return not (self.path.is_file() and may_hold_others(self.path))
        except OSError:
            return True

    def open(self, limits: Limits, only: str = "") -> Iterator[Source]:
        """Yield the reports in the file under their names in results; with `only`, other reports than this one may be left out."""
        whole = f"{self.path}{INSIDE}{self.inner}" if self.inner else str(self.path)
        wanted = whole + only.removeprefix(self.name) if only or self.inner else ""
        found = False
        for source in open_sources(self.path, limits, wanted):
            if f"{source.name}{INSIDE}".startswith(f"{whole}{INSIDE}"):
                found = True
                yield replace(source, name=self.name + source.name.removeprefix(whole))
            elif source.cause is not Cause.NOT_A_REPORT and whole.startswith(f"{source.name}{INSIDE}"):
                found = True
                yield replace(source, name=self.name)
        if not found:
            yield Source(self.name, error=f"“{self.path.name}”里没有“{self.inner}”", cause=Cause.CHANGED)


class AnyFile(Protocol):
    """File under the name it has in results, on this machine or in a store."""

    @property
    def name(self) -> str:
        """Name in results."""
        ...

    def is_plain(self) -> bool:
        """Return whether the file is certainly a single report, or not a report at all."""
        ...

    def open(self, limits: Limits, only: str = "") -> Iterator[Source]:
        """Yield the reports in the file under their names in results; raises nothing.

        A file that cannot be opened gives a Source with its error.
        """
        ...


@dataclass(frozen=True, slots=True)
class Listing:
    """Files of a run sorted by name, the names of files in unread formats, and the folder in which settings are looked for.

    That folder is the one names are relative to, or the current one if all files are in stores.
    """

    root: Path
    files: tuple[AnyFile, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _FoundPaths:
    """Paths that one source refers to, as given or found, and the folder their names are relative to."""

    base: Path
    files: tuple[Path, ...]
    skipped: tuple[Path, ...] = ()


def list_sources(sources: Sequence[str], output: Path | None = None) -> Listing:
    """List the files that folders, files, patterns, lists and addresses of stores name, except those in the output folder.

    Raises UsageError if a source does not exist, if nothing is found, or if the output folder contains the sources.
    """
    apart = Path(os.path.realpath(output)) if output else None
    here, elsewhere = _all_found(sources, apart)
    root = _common([each.base for each in here])
    listed = sorted((_listed(path, root) for each in here for path in each.files), key=lambda each: each.name)
    files = _once(each for each in listed if apart is None or not _within(os.path.realpath(each.path), apart))
    remote, skipped = _named(elsewhere, alone=not files)
    _need(sources, [*files, *remote])
    skipped += [_listed(path, root).name for each in here for path in each.skipped]
    ordered: list[AnyFile] = sorted([*files, *remote], key=lambda each: each.name)
    return Listing(root, tuple(ordered), tuple(sorted(set(skipped))))


def given_sources(sources: Sequence[str]) -> Listing:
    """List files as list_sources does, but named and ordered as given, those of a folder by their paths."""
    here, elsewhere = _all_found(sources, None)
    files = _once(_given(path) for each in here for path in each.files)
    remote, skipped = _named(elsewhere, alone=False)
    _need(sources, [*files, *remote])
    skipped = [str(path) for each in here for path in each.skipped] + skipped
    return Listing(Path(), (*files, *remote), tuple(dict.fromkeys(skipped)))


def _all_found(sources: Sequence[str], apart: Path | None) -> tuple[list[_FoundPaths], list[RemoteFound]]:
    """Return what all sources refer to, on this machine and in stores."""
    here, elsewhere = [], []
    for source in sources:
        for each in _found(source, apart):
            if isinstance(each, _FoundPaths):
                here.append(each)
            else:
                elsewhere.append(each)
    return here, elsewhere


def _once(listed: Iterable[ListedFile]) -> list[ListedFile]:
    """Return each file once, even if it is named in several ways."""
    files: dict[tuple[str, str], ListedFile] = {}
    for each in listed:
        files.setdefault((os.path.realpath(each.path), each.inner), each)
    return list(files.values())


def _named(elsewhere: Sequence[RemoteFound], *, alone: bool) -> tuple[list[RemoteFile], list[str]]:
    if not elsewhere:
        return [], []
    from auditor.batch.sources.remote_files import name_remote

    return name_remote(elsewhere, alone=alone)


def _need(sources: Sequence[str], files: Sequence[AnyFile]) -> None:
    if not files:
        suffixes = "、".join(sorted(READABLE))
        raise UsageError(f"没有找到可以审核的报告：{'、'.join(map(shown, sources))}（能读的文件：{suffixes}）")


def _remote(address: str, *, listed: bool = False) -> RemoteFound:
    from auditor.batch.sources.remote_files import find_remote

    return find_remote(address, listed=listed)


def _found(source: str, apart: Path | None) -> Iterator[_FoundPaths | RemoteFound]:
    if is_remote(source):
        yield _remote(source)
        return
    path = Path(local(source))
    if os.path.isdir(path):
        yield _folder(path, apart)
    elif os.path.lexists(path):
        listed = _list(path)
        if listed is None:
            _regular(path)
            yield _single(path)
        else:
            yield _FoundPaths(path.absolute().parent, ())
            yield from (_line(each, apart) for each in listed)
    elif archive_of(path) is not None:
        yield _single(path)
    elif glob.has_magic(str(path)):
        yield from _pattern(path, apart)
    else:
        _regular(path)


def _line(line: str, apart: Path | None) -> _FoundPaths | RemoteFound:
    """Return what a line of a list refers to."""
    if is_remote(line):
        return _remote(line, listed=True)
    return _folder(Path(line), apart) if os.path.isdir(line) else _single(Path(line))


def archive_of(path: Path) -> Path | None:
    """Return the file that contains a report named `archive.zip!inner/name.docx`; None for any other path."""
    if INSIDE not in str(path) or os.path.lexists(path):
        return None
    parts = str(path).split(INSIDE)
    names = (INSIDE.join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((Path(name) for name in names if os.path.isfile(name)), None)


def _single(path: Path) -> _FoundPaths:
    return _FoundPaths((archive_of(path) or path).absolute().parent, (path,))


def _folder(folder: Path, apart: Path | None) -> _FoundPaths:
    if apart is not None and _within(os.path.realpath(folder), apart):
        raise UsageError(f"要审核的“{folder}”在输出文件夹里，请用 -o 另写一个文件夹")
    files, closed = _in_folder(folder, READABLE, apart)
    skipped, _ = _in_folder(folder, UNREAD_SUFFIXES, apart)
    # A folder that is not entered is reported like a report that cannot be opened, and does not stop the run.
    return _FoundPaths(folder.absolute(), tuple(sorted([*files, *closed], key=lambda path: path.parts)), tuple(skipped))


def _pattern(pattern: Path, apart: Path | None) -> Iterator[_FoundPaths]:
    """Yield what a pattern matches; names are relative to the folder before its first wildcard, whatever it matches."""
    fixed = next(number for number, part in enumerate(pattern.parts) if glob.has_magic(part))
    base = Path(*pattern.parts[:fixed]).absolute()
    matches = sorted(map(Path, glob.glob(str(pattern), recursive=True)))
    kept = [path for path in matches if path.is_dir() or is_report_name(path.name, READABLE)]
    if not kept:
        raise UsageError(f"“{pattern}”没有找到可以审核的报告，请检查文件夹名和后缀")
    yield _FoundPaths(base, tuple(path for path in kept if not path.is_dir()))
    for path in kept:
        if path.is_dir() and (apart is None or not _within(os.path.realpath(path), apart)):
            yield _folder(path, apart)


def _list(path: Path) -> list[str] | None:
    """Return the paths and addresses in a list file, relative paths resolved against its folder; None for a file that is a report.

    A `.txt` file is a list if each of its lines is an address, an existing path, or at least ends like a report's name.
    """
    suffix = path.suffix.lower()
    if suffix not in _LISTS or not path.is_file():
        return None
    lines = [line.strip() for line in _text(path).splitlines()]
    wanted = [line for line in lines if line and not line.startswith("#")]
    paths = [line if is_remote(line) else str(path.parent / local(line)) for line in wanted]
    if suffix == ".txt" and not (paths and all(map(_looks_named, paths))):
        return None
    return paths


def _text(path: Path) -> str:
    """Return the text of a file that may be a list; empty for a file too large to be one."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_LISTED else b""
    except OSError as error:
        raise UsageError(f"文件“{path}”打不开：{reason(error)}") from error
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _looks_named(path: str) -> bool:
    return "\0" not in path and (is_remote(path) or Path(path).suffix.lower() in KNOWN or os.path.exists(path))


def _regular(path: Path) -> None:
    """Raise UsageError for a path that does not exist, is not accessible, or is not a file."""
    try:
        path.stat()
    except FileNotFoundError as error:
        raise UsageError(f"没有文件或文件夹“{path}”") from error
    except OSError as error:
        raise UsageError(f"文件“{path}”打不开：{reason(error)}") from error
    if not path.is_file():
        raise UsageError(f"“{path}”不是普通文件或文件夹")


def _common(folders: Sequence[Path]) -> Path:
    """Return the folder that contains all folders; the current one if they have only the root in common."""
    try:
        common = Path(os.path.commonpath([os.path.normpath(folder) for folder in folders]))
    except ValueError:  # several drives
        return Path.cwd()
    return Path.cwd() if common == Path(common.anchor) else common


def _listed(path: Path, root: Path) -> ListedFile:
    whole = os.path.abspath(path)
    inside = os.path.join(root, "")
    return replace(_given(path), name=whole.removeprefix(inside))


def _given(path: Path) -> ListedFile:
    archive = archive_of(path)
    if archive is None:
        return ListedFile(str(path), path)
    return ListedFile(str(path), archive, str(path)[len(str(archive)) + 1 :])


def _within(path: str, folder: Path) -> bool:
    """Return whether a path is a folder or lies in it; both are absolute and without dots."""
    return path == str(folder) or path.startswith(os.path.join(folder, ""))


def _in_folder(folder: Path, suffixes: frozenset[str], apart: Path | None) -> tuple[list[Path], list[Path]]:
    """Return the reports of a folder and its subfolders, without hidden files and the lock files of open documents.

    Also returns the subfolders that cannot be opened, and links to folders outside, which are not followed. `apart` is the real
    path of a folder that is skipped. Raises UsageError if the folder itself cannot be opened.
    """
    found, closed = [], []
    whole = Path(os.path.realpath(folder))

    def refuse(error: OSError) -> None:
        if error.filename == str(folder):
            raise UsageError(f"文件夹“{folder}”打不开：{reason(error)}") from error
        closed.append(Path(error.filename))

    for parent, folders, files in os.walk(folder, onerror=refuse):
        wanted = [name for name in folders if is_report_folder(name)]
        folders[:] = [name for name in wanted if apart is None or Path(os.path.realpath(Path(parent, name))) != apart]
        links = [path for name in folders if (path := Path(parent, name)).is_symlink()]
        closed += [path for path in links if not _within(os.path.realpath(path), whole)]
        # A report's name may belong to something else, a broken link or a pipe; opening it will show.
        found += [Path(parent, name) for name in files if is_report_name(name, suffixes)]
    return sorted(found, key=lambda path: path.parts), closed
