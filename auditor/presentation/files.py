"""Atomic write of a result to a file."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from auditor.errors import UsageError, reason


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file by the bytes in one step; raise UsageError if that fails.

    A reader never sees half a file, and a failure leaves an older file unchanged. Devices and pipes are written to directly.
    """
    with written_whole(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """Like write_whole, for data written in pieces: the file is in place when the block ends, unless the block raises."""
    if os.path.isdir(path):
        raise UsageError(f"“{path}”是文件夹，请写出要存成的文件名")
    if not os.path.isdir(path.parent):
        what = "不是文件夹，请写别的文件夹" if os.path.lexists(path.parent) else "不存在，请先建好再存"
        raise UsageError(f"文件夹“{path.parent}”{what}")
    try:
        with contextlib.suppress(FileNotFoundError):
            os.stat(path)  # raises for a link to itself, which `resolve` accepts in newer versions of Python
        with path.open("wb") if path.exists() and not path.is_file() else _replaced(path.resolve()) as stream:
            yield stream
    except OSError as error:
        raise UsageError(f"“{path}”写不进去：{reason(error)}") from error


@contextlib.contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(prefix=".auditor-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
