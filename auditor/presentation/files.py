"""Writes a result to a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from auditor.errors import UsageError, reason


def write_whole(path: Path, data: bytes) -> None:
    """Put the bytes in the place of the file in one step; raises UsageError where that cannot be done.

    A reader never sees half a file, and a failure leaves an older file as it was. Devices and pipes are written to.
    """
    with written_whole(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """As write_whole, for what is written piece by piece: the file is there when the block ends, unless something is raised."""
    if os.path.isdir(path):
        raise UsageError(f"“{path}”是文件夹，请写出要存成的文件名")
    if not os.path.isdir(path.parent):
        what = "不是文件夹，请写别的文件夹" if os.path.lexists(path.parent) else "不存在，请先建好再存"
        raise UsageError(f"文件夹“{path.parent}”{what}")
    try:
        with contextlib.suppress(FileNotFoundError):
            os.stat(path)  # raises for a link that leads to itself, which `resolve` takes in newer versions of Python
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
