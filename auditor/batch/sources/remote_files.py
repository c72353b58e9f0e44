"""Reports in stores that are not on this machine: which files an address refers to, and what is in them.

Nothing is copied to disk. Whatever a store returns is treated as hostile: names stay below the requested folder, listings are
bounded, and no more is read of a file than of one on this machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from auditor.batch.sources.addresses import WEB, plain, scheme_of, shown
from auditor.batch.sources.fsspec_urls import CHECK, MISSING, RemoteFilesystem, store_at, why
from auditor.batch.sources.remote_listing import FOLDER, Walk, is_pattern
from auditor.config.limits import Limits, require
from auditor.errors import Cause, UnreadableReport, UsageError
from auditor.read.opener import SUFFIXES, UNREAD_SUFFIXES
from auditor.read.sources import CONTAINERS, Source, is_report_name, reports_of

_READABLE = SUFFIXES | CONTAINERS


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """File in a store under the name it has in results; it need not exist or be readable."""

    name: str
    address: str = field(repr=False)
    path: str = field(repr=False)

    def is_plain(self) -> bool:
        """Return False: whether it is a single report is not known before it is read."""
        return False

    def open(self, limits: Limits, only: str = "") -> Iterator[Source]:
        """Yield the reports in the file as ListedFile.open does; raises nothing: what cannot be read gives a Source with its error."""
        try:
            with store_at(self.address).system.open(self.path, "rb") as stream:
                data = _beginning(stream, limits.file_bytes + 1)
                if len(data) > limits.file_bytes:
                    yield from reports_of(stream, _size(stream, data, limits.file_bytes), self.name, limits, only)
                    return
        except UnreadableReport as error:
            yield Source.refused(self.name, error)
        except UsageError as error:
            yield Source(self.name, error=str(error), cause=Cause.CHANGED)
        except Exception as error:  # noqa: BLE001  a driver may raise anything
            yield Source(self.name, error=f"{why(error)}；{CHECK}", cause=Cause.CHANGED)
        else:
            yield from reports_of(BytesIO(data), len(data), self.name, limits, only)


@dataclass(frozen=True, slots=True)
class RemoteFound:
    """Paths in a store that one address refers to, and the folder names are relative to, both as shown and as it is in the store."""

    address: str = field(repr=False)
    store: tuple[str, str] = field(repr=False)
    folder: str
    base: str
    files: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def find_remote(address: str, *, listed: bool = False) -> RemoteFound:
    """Find the reports at the address of a folder, a file or a pattern.

    An address that is `listed` in a file is never a pattern; if it does not exist, that is reported when it is opened. Raises
    UsageError if the address is not that of a store, a driver is missing, the store does not answer or is too large, or nothing
    is there.
    """
    try:
        store = store_at(address)
        store.system.invalidate_cache()
        try:
            return _found(store, address, listed)
        finally:
            # A file that grows after it was listed must be read whole.
            store.system.invalidate_cache()
    except UsageError:
        raise
    except Exception as error:
        said = why(error)
        if said == MISSING:
            said = "没有找到：没有这个文件夹、文件或者存储桶"
        raise UsageError(f"“{shown(address)}”{said}；{CHECK}") from error


def name_remote(found: Sequence[RemoteFound], *, alone: bool) -> tuple[list[RemoteFile], list[str]]:
    """Return the files, each once, and the names of files in unread formats.

    Names are relative to the common folder; if files are in several stores, or also on this machine, names are whole addresses.
    """
    relative = alone and len({each.store for each in found}) == 1
    folders = [each.base.split("/") for each in found]
    common = len(list(takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False))))

    def name(each: RemoteFound, path: str) -> str:
        web = scheme_of(each.address) in WEB
        inner = _distinct(path) if web else path
        inner = "/".join(inner.split("/")[common:]) if relative else inner[len(each.base) :].lstrip("/")
        inner = (unquote(inner) if web else inner).lstrip("/")
        return inner if relative else f"{each.folder}/{inner}"

    files = {
        (each.store, path): RemoteFile(name(each, path), each.address, path) for each in found for path in each.files
    }
    return _apart(files.values()), [name(each, path) for each in found for path in each.skipped]


def _apart(files: Iterable[RemoteFile]) -> list[RemoteFile]:
    """Number files that have the same name because they differ only in what is not shown: the same path for two users."""
    counted: Counter[str] = Counter()
    told = []
    for file in sorted(files, key=lambda each: (each.name, each.address)):
        counted[file.name] += 1
        count = counted[file.name]
        told.append(file if count == 1 else replace(file, name=f"{file.name}#{count}"))
    return told


def _found(store: RemoteFilesystem, address: str, listed: bool) -> RemoteFound:
    scheme, path, above = scheme_of(address), store.path.rstrip("/"), shown(address).rstrip("/")
    walk = Walk(store.system, path, web=scheme in WEB)
    parts = path.split("/")
    fixed = (
        len(parts) if listed else next((at for at, part in enumerate(parts) if is_pattern(scheme, part)), len(parts))
    )
    kind = _kind(store.system, address, path, lenient=listed or "*" in path)
    if fixed < len(parts) and ("*" in path or kind is None):
        base = "/".join(parts[:fixed])
        paths = walk.matching(base, parts[fixed:])
        found = _gathered(store, address, above.rsplit("/", len(parts) - fixed)[0], base, paths)
        if not found.files:
            raise UsageError(f"“{shown(address)}”没有找到可以审核的报告，请检查文件夹名和后缀")
        return found
    if kind == FOLDER:
        return _gathered(store, address, above, path, walk.below(path))
    if kind is None and not listed:
        raise FileNotFoundError
    if path.lower().endswith(".lst"):
        raise UsageError(f"“{shown(address)}”是清单，请把它放在本机；清单里可以写远处的地址")
    return RemoteFound(
        address, store.identity, above.rpartition("/")[0], plain(scheme, path).rpartition("/")[0], (path,)
    )


def _gathered(store: RemoteFilesystem, address: str, folder: str, base: str, paths: Iterator[str]) -> RemoteFound:
    web = scheme_of(address) in WEB
    last = {path: unquote(path).rpartition("/")[2] if web else path.rpartition("/")[2] for path in paths}
    files = [path for path, name in last.items() if is_report_name(name, _READABLE)]
    skipped = [path for path, name in last.items() if is_report_name(name, UNREAD_SUFFIXES)]
    return RemoteFound(address, store.identity, folder, base, tuple(files), tuple(skipped))


def _kind(system: Any, address: str, path: str, *, lenient: bool) -> str | None:
    """Return the kind of entry at a path, None if there is none; if `lenient`, errors of the driver count as none."""
    if address.endswith("/"):
        return FOLDER
    try:
        return str(system.info(path)["type"])
    except Exception as error:
        if lenient or why(error) == MISSING:
            return None
        raise


def _distinct(path: str) -> str:
    """Return the path of a web address with a digest in place of its query, which may be a signature and is not shown."""
    before, _, asked = path.partition("?")
    if not asked:
        return before
    whole = PurePosixPath(before)
    mark = sha256(asked.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{before.removesuffix(whole.name)}{whole.stem}-{mark}{whole.suffix}"


def _beginning(stream: Any, most: int) -> bytes:
    """Read at most `most` bytes; a stream may return them in pieces."""
    pieces = []
    while most > 0 and (piece := stream.read(most)):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _size(stream: Any, data: bytes, most: int) -> int:
    """Return the length of a stream that starts with `data` and has more than `most` bytes; raises UnreadableReport if it is unknown."""
    size = getattr(stream, "size", None)
    if not isinstance(size, int):
        require(len(data), most, "文件字节数")
    return max(size or 0, len(data))
