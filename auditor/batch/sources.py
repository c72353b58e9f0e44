"""Which files a run is about: folders, archives, patterns and lists, each file once, under a name that does not depend on the order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.batch.remote import RemoteFile, RemoteFound, find_remote, name_remote
from auditor.batch.stores import is_remote, local, shown
from auditor.errors import UsageError, reason
from auditor.read.limits import MEBIBYTE, Limits
from auditor.read.opener import SUFFIXES, UNREAD_SUFFIXES
from auditor.read.sources import CONTAINERS, KNOWN, Source, is_report_folder, is_report_name, open_sources

READABLE = SUFFIXES | CONTAINERS
_LISTS = (".lst", ".txt")
_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_LISTED = 4 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Listed:
    """A file under the name it has in results; it need not be there, nor be readable."""

    name: str
    path: Path

    def open(self, limits: Limits, only: str = "") -> Iterator[Source]:
        """The reports in it by their names in results, within limits; with `only` those in the place of this one may be left out."""
        whole = str(self.path)
        for source in open_sources(self.path, limits, whole + only.removeprefix(self.name) if only else ""):
            yield replace(source, name=self.name + source.name.removeprefix(whole))


AnyFile = Listed | RemoteFile


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a run in the order of their names, those of unread formats, and the folder in which settings are looked for.

    That is the one which names are relative to, the current one if all files are in stores elsewhere.
    """

    root: Path
    files: tuple[AnyFile, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What one source stands for: the folder its names are relative to, and paths."""

    base: Path
    files: tuple[Path, ...]
    skipped: tuple[Path, ...] = ()


def list_sources(sources: Sequence[str], output: Path | None = None) -> Listing:
    """The files that folders, files, patterns, lists and addresses of stores name, without those in the output folder.

    Raises UsageError for a source that is not there, and if nothing is found or the output folder holds the sources.
    """
    apart = Path(os.path.realpath(output)) if output else None
    found = [each for source in sources for each in _found(source, apart)]
    here = [each for each in found if isinstance(each, _Found)]
    root = _common([each.base for each in here])
    files: dict[str, Listed] = {}
    for listed in sorted((_listed(path, root) for each in here for path in each.files), key=lambda each: each.name):
        real = os.path.realpath(listed.path)
        if apart is None or not _within(real, apart):
            files.setdefault(real, listed)
    elsewhere, skipped = name_remote([each for each in found if isinstance(each, RemoteFound)], alone=not files)
    if not files and not elsewhere:
        suffixes = "、".join(sorted(READABLE))
        raise UsageError(f"没有找到可以审核的报告：{'、'.join(map(shown, sources))}（能读的文件：{suffixes}）")
    skipped += [_listed(path, root).name for each in here for path in each.skipped]
    ordered: list[AnyFile] = sorted([*files.values(), *elsewhere], key=lambda each: each.name)
    return Listing(root, tuple(ordered), tuple(sorted(set(skipped))))


def _found(source: str, apart: Path | None) -> Iterator[_Found | RemoteFound]:
    if is_remote(source):
        yield find_remote(source)
        return
    path = Path(local(source))
    if os.path.isdir(path):
        yield _folder(path, apart)
    elif os.path.lexists(path):
        listed = _list(path)
        if listed is None:
            _regular(path)
            yield _Found(path.absolute().parent, (path,))
        else:
            yield _Found(path.absolute().parent, ())
            yield from (_line(each, apart) for each in listed)
    elif glob.has_magic(str(path)):
        yield from _pattern(str(path), apart)
    else:
        raise UsageError(f"没有文件或文件夹“{source}”")


def _line(line: str, apart: Path | None) -> _Found | RemoteFound:
    """What a line of a list stands for."""
    if is_remote(line):
        return find_remote(line, listed=True)
    return _folder(Path(line), apart) if os.path.isdir(line) else _single(Path(line))


def _single(path: Path) -> _Found:
    return _Found(path.absolute().parent, (path,))


def _folder(folder: Path, apart: Path | None) -> _Found:
    if apart is not None and _within(os.path.realpath(folder), apart):
        raise UsageError(f"要审核的“{folder}”在输出文件夹里，请用 -o 另写一个文件夹")
    files = in_folder(folder, READABLE, apart)
    return _Found(folder.absolute(), tuple(files), tuple(in_folder(folder, UNREAD_SUFFIXES, apart)))


def _pattern(pattern: str, apart: Path | None) -> Iterator[_Found]:
    """What a pattern matches; names are relative to the folder before its first wildcard, whatever it matches."""
    whole = Path(pattern).absolute()
    fixed = next(number for number, part in enumerate(whole.parts) if glob.has_magic(part))
    base = Path(*whole.parts[:fixed])
    matches = sorted(map(Path, glob.glob(str(whole), recursive=True)))
    kept = [path for path in matches if path.is_dir() or is_report_name(path.name, READABLE)]
    if not kept:
        raise UsageError(f"“{pattern}”没有找到可以审核的报告，请检查文件夹名和后缀")
    yield _Found(base, tuple(path for path in kept if not path.is_dir()))
    for path in kept:
        if path.is_dir() and (apart is None or not _within(os.path.realpath(path), apart)):
            yield _folder(path, apart)


def _list(path: Path) -> list[str] | None:
    """The paths in a list file, those not absolute from its folder, and addresses; None for a file that is a report.

    A `.txt` file is a list if each of its lines is an address, a path that is there, or at least ends like a report's name.
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
    """The text of a file that may be a list, empty for one that is too large to be one."""
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
    if not path.is_file():
        raise UsageError(f"“{path}”不是普通文件或文件夹")


def _common(folders: Sequence[Path]) -> Path:
    """The folder all are in; the current one if they have nothing but the root in common."""
    try:
        common = Path(os.path.commonpath([os.path.normpath(folder) for folder in folders]))
    except ValueError:  # several drives
        return Path.cwd()
    return Path.cwd() if common == Path(common.anchor) else common


def _listed(path: Path, root: Path) -> Listed:
    whole = os.path.abspath(path)
    inside = os.path.join(root, "")
    return Listed(whole.removeprefix(inside), path)


def _within(path: str, folder: Path) -> bool:
    """Whether a path is a folder or lies in it; both are absolute and without dots."""
    return path == str(folder) or path.startswith(os.path.join(folder, ""))


def in_folder(folder: Path, suffixes: frozenset[str] = READABLE, apart: Path | None = None) -> list[Path]:
    """The reports of a folder and its subfolders, without hidden files and the lock files of open documents.

    `apart` is the real path of a folder that is not looked into. Raises UsageError for a folder that cannot be opened.
    """

    def refuse(error: OSError) -> None:
        raise UsageError(f"文件夹“{error.filename}”打不开：{reason(error)}") from error

    found = []
    for parent, folders, files in os.walk(folder, onerror=refuse):
        wanted = [name for name in folders if is_report_folder(name)]
        folders[:] = [name for name in wanted if apart is None or Path(os.path.realpath(Path(parent, name))) != apart]
        for name in files:
            path = Path(parent, name)
            if is_report_name(name, suffixes) and path.is_file():
                found.append(path)
    return sorted(found, key=lambda path: path.parts)
